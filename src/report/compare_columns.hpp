// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the formats of a comparison share.

#include <string>
#include <string_view>

#include "carbonest/compare.hpp"

namespace carbonest {

/// "12", "=3" for a rank that is shared, "-" without one.
std::string rank_words(const CompareRow& row);

// Cells for people; "-" where there is no figure.
std::string intensity_words(const CompareRow& row);
std::string distance_words(const CompareRow& row);
std::string ratio_words(const CompareRow& row);

/// The job's name, or "unnamed job".
std::string_view title_of(const Comparison& comparison) noexcept;

/// "region x year"
std::string axes_words(const Comparison& comparison);

/// "1 region", "12 variants"
std::string counted(std::size_t number, std::string_view noun);

/// Why rows share a rank; empty when none do.
std::string_view tie_words(const Comparison& comparison) noexcept;

/// Variants that are set aside for the same reason.
struct AsideGroup {
  std::string_view code, message;
  std::vector<std::string_view> names;
};
std::vector<AsideGroup> aside_groups(const Comparison& comparison);

/// "a, b, c and 12 more"
std::string names_words(const std::vector<std::string_view>& names);

/// A warning that rows of the comparison have.
struct RowWarning {
  std::string_view code, title;
  std::vector<std::string_view> rows;
};
/// In order of their codes.
std::vector<RowWarning> row_warnings(const Comparison& comparison);

}  // namespace carbonest
