// SPDX-License-Identifier: Apache-2.0
#include "report/gate_formats.hpp"

namespace carbonest {
namespace {

constexpr GateFormat k_gate_formats[]{
    {"text", "the verdict, each check, what changed since the baseline", render_gate_text},
    {"json", "carbonest.gate/1", render_gate_json},
    {"markdown", "body of a comment on a pull request, at most 65,536 characters",
     render_gate_markdown},
    {"junit", "JUnit XML: a test suite a file, a test case a check", render_gate_junit},
    {"sarif", "SARIF 2.1.0: a rule a kind of limit, a result a breach", render_gate_sarif},
    {"github", "annotations of a GitHub workflow", render_gate_github},
    {"gitlab-metrics", "OpenMetrics text for a metrics report of GitLab", render_gate_metrics},
    {"csv", "one row a check", render_gate_csv},
};
constexpr GateFormat k_diff_formats[]{
    {"text", "what changed since the baseline, and why", render_diff_text},
    {"json", "carbonest.diff/1", render_diff_json},
    {"markdown", "a table of what changed", render_diff_markdown},
    {"csv", "one row a job", render_diff_csv},
};

}  // namespace

std::span<const GateFormat> gate_formats() noexcept { return k_gate_formats; }
std::span<const GateFormat> diff_formats() noexcept { return k_diff_formats; }

}  // namespace carbonest
