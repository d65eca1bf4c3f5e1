// SPDX-License-Identifier: Apache-2.0
#include "report/compare_columns.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "report/number.hpp"

namespace carbonest {
namespace {

std::string_view title_of_code(std::string_view code) noexcept {
  const auto codes = diagnostic_codes();
  const auto row = std::ranges::find(codes, code, &CodeInfo::id);
  return row == codes.end() ? code : row->title;
}

template <class Group>
Group& group_of(std::vector<Group>& groups, std::string_view code, std::string_view second,
                std::string_view Group::*member) {
  for (Group& group : groups)
    if (group.code == code && group.*member == second) return group;
  Group group{};
  group.code = code;
  group.*member = second;
  return groups.emplace_back(std::move(group));
}

}  // namespace

std::string rank_words(const CompareRow& row) {
  if (row.rank == 0) return "-";
  return fmt::format("{}{}", row.tied ? "=" : "", row.rank);
}

std::string intensity_words(const CompareRow& row) {
  return row.intensity ? trimmed_number(in_grams_per_kwh(*row.intensity), k_estimated.digits) : "-";
}

std::string distance_words(const CompareRow& row) {
  return row.distance_km ? fmt::format("{:.0f}", *row.distance_km) : "-";
}

std::string ratio_words(const CompareRow& row) {
  return row.ratio ? human_number(*row.ratio) : "-";
}

std::string_view title_of(const Comparison& comparison) noexcept {
  return comparison.name.empty() ? std::string_view("unnamed job")
                                 : std::string_view(comparison.name);
}

std::string axes_words(const Comparison& comparison) {
  std::string words;
  for (const Axis& axis : comparison.axes)
    words.append(words.empty() ? "" : " x ").append(axis.key);
  return words;
}

std::string counted(std::size_t number, std::string_view noun) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

std::string_view tie_words(const Comparison& comparison) noexcept {
  const SortKey* key = find_sort_key(comparison.sort);
  if (std::ranges::none_of(comparison.rows, &CompareRow::tied)) return {};
  if (key == nullptr || key->estimate == SortKey::Estimate::none)
    return "= the rank is shared: the values are equal.";
  return "= the rank is shared: with less than 90 % probability the row is worse than the first of "
         "its rank.";
}

std::vector<AsideGroup> aside_groups(const Comparison& comparison) {
  std::vector<AsideGroup> groups;
  for (const SetAside& aside : comparison.set_aside)
    group_of(groups, aside.code, aside.message, &AsideGroup::message).names.push_back(aside.name);
  return groups;
}

std::string names_words(const std::vector<std::string_view>& names) {
  constexpr std::size_t k_shown = 4;
  std::string words;
  for (std::size_t i = 0; i < names.size() && i < k_shown; ++i)
    words.append(i == 0 ? "" : ", ").append(names[i]);
  if (names.size() > k_shown) words += fmt::format(" and {} more", names.size() - k_shown);
  return words;
}

std::vector<RowWarning> row_warnings(const Comparison& comparison) {
  std::vector<RowWarning> groups;
  for (const CompareRow& row : comparison.rows)
    for (const std::string_view code : row.warnings) {
      RowWarning& group = group_of(groups, code, title_of_code(code), &RowWarning::title);
      if (group.rows.empty() || group.rows.back() != row.name) group.rows.push_back(row.name);
    }
  std::ranges::sort(groups, {}, &RowWarning::code);
  return groups;
}

}  // namespace carbonest
