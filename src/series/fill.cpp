// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "carbonest/series.hpp"

namespace carbonest {
namespace {

constexpr double k_missing = std::numeric_limits<double>::quiet_NaN();

/// A series whose slots before the current one have been filled already.
struct Walk {
  const Series& series;
  std::size_t slots_per_day;  // 0: the step does not divide a day
  std::size_t next_known =
      0;  // the first slot from here on that has a value; moves on with linear()
};

/// One rule per way to fill: the value for a gap at i, or NaN.
using Rule = double (*)(Walk&, std::size_t i);

double hold(Walk& walk, std::size_t i) { return i > 0 ? walk.series.values[i - 1] : k_missing; }

double linear(Walk& walk, std::size_t i) {
  const Series& series = walk.series;
  walk.next_known = std::max(walk.next_known, i);
  while (walk.next_known < series.size() && series.is_gap(walk.next_known)) ++walk.next_known;
  if (i == 0 || walk.next_known == series.size()) return k_missing;
  const double before = series.values[i - 1];  // NaN before the first value
  return before +
         (series.values[walk.next_known] - before) / static_cast<double>(walk.next_known - i + 1);
}

double previous_day(Walk& walk, std::size_t i) {
  const std::size_t day = walk.slots_per_day;
  return day > 0 && i >= day ? walk.series.values[i - day] : k_missing;
}

constexpr std::array<Rule, 4> k_rules{nullptr, hold, linear, previous_day};  // in the order of Fill

}  // namespace

std::size_t fill_gaps(Series& series, Fill how) {
  const Rule rule = k_rules[static_cast<std::size_t>(how)];
  if (rule == nullptr) return 0;
  constexpr std::chrono::seconds k_day = std::chrono::days{1};
  const bool divides = series.step.count() > 0 && k_day % series.step == std::chrono::seconds{0};
  Walk walk{series, divides ? static_cast<std::size_t>(k_day / series.step) : 0};
  std::size_t filled = 0;
  for (std::size_t i = 0; i < series.size(); ++i) {
    if (!series.is_gap(i)) continue;
    series.values[i] = rule(walk, i);
    if (series.is_gap(i)) continue;
    series.marks[i] |= k_slot_filled;
    ++filled;
  }
  return filled;
}

double share_of_slots(const Series& series, SlotMark mark) noexcept {
  if (series.marks.empty()) return 0;
  const auto count =
      std::ranges::count_if(series.marks, [&](auto marks) { return (marks & mark) != 0; });
  return static_cast<double>(count) / static_cast<double>(series.marks.size());
}

}  // namespace carbonest
