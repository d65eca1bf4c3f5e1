// SPDX-License-Identifier: Apache-2.0
#include "report/compare_formats.hpp"

namespace carbonest {
namespace {

constexpr CompareFormat k_compare_formats[]{
    {"text", "a ranked table with bars, best first", render_compare_text},
    {"json", "carbonest.compare/1", render_compare_json},
    {"csv", "one row a variant", render_compare_csv},
    {"markdown", "a ranked table for a pull request", render_compare_markdown},
};

}  // namespace

std::span<const CompareFormat> compare_formats() noexcept { return k_compare_formats; }

}  // namespace carbonest
