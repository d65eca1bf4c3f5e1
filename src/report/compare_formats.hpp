// SPDX-License-Identifier: Apache-2.0
#pragma once
// The formats of a comparison: one file each, listed in compare_formats().

#include <string>

#include "carbonest/compare.hpp"

namespace carbonest {

std::string render_compare_text(const Comparison&, const Catalog&, const RenderOptions&);
std::string render_compare_json(const Comparison&, const Catalog&, const RenderOptions&);
std::string render_compare_csv(const Comparison&, const Catalog&, const RenderOptions&);
std::string render_compare_markdown(const Comparison&, const Catalog&, const RenderOptions&);

}  // namespace carbonest
