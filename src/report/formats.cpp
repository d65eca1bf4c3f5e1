// SPDX-License-Identifier: Apache-2.0
#include "report/formats.hpp"

#include "report/csv.hpp"
#include "report/json.hpp"
#include "report/markdown.hpp"
#include "report/text.hpp"

namespace carbonest {
namespace {

constexpr Format k_estimate_formats[]{
    {"text", "a few aligned lines for people", render_text},
    {"json", "carbonest.estimate/1; carbonest.estimates/1 for several jobs", render_json, true},
    {"jsonl", "one compact carbonest.estimate/1 a line", render_jsonl, true},
    {"csv", "one row a job", render_csv},
    {"markdown", "a table for a model card or a pull request", render_markdown},
};
constexpr Format k_explain_formats[]{
    {"text", "every number with formula, value, unit, origin, source and year", render_explanation},
    {"json", "carbonest.estimate/1: the inputs carry their origin", render_json},
};
constexpr ListFormat k_list_formats[]{
    {"text", "columns that fit the width", render_list_text},
    {"json", "carbonest.table/1", render_list_json},
    {"csv", "every column", render_list_csv},
};

}  // namespace

std::span<const Format> estimate_formats() noexcept { return k_estimate_formats; }
std::span<const Format> explain_formats() noexcept { return k_explain_formats; }
std::span<const ListFormat> list_formats() noexcept { return k_list_formats; }

}  // namespace carbonest
