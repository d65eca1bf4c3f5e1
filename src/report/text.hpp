// SPDX-License-Identifier: Apache-2.0
#pragma once
// The result for people: the total first, how it splits, what was assumed, what to be careful
// about.

#include <span>
#include <string>

#include "carbonest/report.hpp"

namespace carbonest {

std::string render_text(std::span<const Report>, const Catalog&, const RenderOptions&);

}  // namespace carbonest
