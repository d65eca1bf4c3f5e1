// SPDX-License-Identifier: Apache-2.0
#pragma once
// The renderers of a gate's result, one file each; gate_formats() is the table of them.

#include <string>

#include "carbonest/gate.hpp"

namespace carbonest {

std::string render_gate_text(const GateReport&, const Catalog&, const RenderOptions&);
std::string render_gate_json(const GateReport&, const Catalog&, const RenderOptions&);
std::string render_gate_markdown(const GateReport&, const Catalog&, const RenderOptions&);
std::string render_gate_junit(const GateReport&, const Catalog&, const RenderOptions&);
std::string render_gate_sarif(const GateReport&, const Catalog&, const RenderOptions&);
std::string render_gate_github(const GateReport&, const Catalog&, const RenderOptions&);
std::string render_gate_metrics(const GateReport&, const Catalog&, const RenderOptions&);
std::string render_gate_csv(const GateReport&, const Catalog&, const RenderOptions&);

std::string render_diff_text(const GateReport&, const Catalog&, const RenderOptions&);
std::string render_diff_json(const GateReport&, const Catalog&, const RenderOptions&);
std::string render_diff_markdown(const GateReport&, const Catalog&, const RenderOptions&);
std::string render_diff_csv(const GateReport&, const Catalog&, const RenderOptions&);

/// First line of a comment on a pull request, by which the next run finds it again.
inline constexpr std::string_view k_comment_tag = "<!-- carbonest-gate -->";
/// GitHub refuses a longer comment.
inline constexpr std::size_t k_max_comment = 65536;
/// GitHub drops a longer step summary.
inline constexpr std::size_t k_max_step_summary = std::size_t{1} << 20;

}  // namespace carbonest
