// SPDX-License-Identifier: Apache-2.0
#pragma once
// A table for a model card, a pull request or a paper's appendix, with what it rests on under it.

#include <span>
#include <string>

#include "carbonest/report.hpp"

namespace carbonest {

std::string render_markdown(std::span<const Report>, const Catalog&, const RenderOptions&);

}  // namespace carbonest
