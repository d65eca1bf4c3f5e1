// SPDX-License-Identifier: Apache-2.0
// Where the series ends: the same month, weekday and hour of the past year stands in, and says so.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "plan/checks.hpp"
#include "plan/exact.hpp"
#include "series/limits.hpp"

namespace carbonest {

using namespace planning;
using namespace std::chrono;

namespace {

bool covers(const Series& series, sys_days from, sys_days to) {
  return Moment{series.start} <= Moment{from} && Moment{to} <= Moment{series.end()};
}

/// For each month the year whose values stand for it.
class PastYear {
 public:
  explicit PastYear(const Series& series) : series_{series} {
    const year first = year_month_day{floor<days>(series.start)}.year();
    const year last = year_month_day{floor<days>(series.end())}.year();
    for (year y = first; y <= last; ++y) {
      for (unsigned m = 1; m <= 12; ++m)
        if (const year_month ym = y / month{m}; covers(series, ym / 1, (ym + months{1}) / 1))
          years_[m - 1] = y;
      if (covers(series, y / 1 / 1, (y + years{1}) / 1 / 1)) full_ = y;
    }
  }

  /// The last full year, else the last in which the month is complete.
  std::optional<year> year_of(month m) const {
    return full_ ? full_ : years_[static_cast<unsigned>(m) - 1];
  }

  /// The value at the same time of the n-th such weekday of the month; the last one where there is
  /// no fifth.
  std::optional<double> value_at(sys_seconds time) const {
    const sys_days day = floor<days>(time);
    const year_month_day date{day};
    const auto y = year_of(date.month());
    if (!y) return std::nullopt;
    const unsigned nth = (static_cast<unsigned>(date.day()) - 1) / 7 + 1;
    const year_month_weekday same = *y / date.month() / weekday{day}[nth];
    const sys_days source =
        same.ok() ? sys_days{same} : sys_days{*y / date.month() / weekday{day}[last]};
    return planning::value_at(series_, source + (time - day));
  }

 private:
  const Series& series_;
  std::optional<year> full_;
  std::array<std::optional<year>, 12> years_;
};

/// Linear between the order statistics.
double quantile(const std::vector<double>& sorted, double share) {
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(at));
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (at - std::floor(at));
}

}  // namespace

Result<Series> repeat_year(const Series& series, const Window& window) {
  const auto floor_slots = [&](TimeSpan span) {
    return floor<duration<std::int64_t, std::ratio<1>>>(span) / series.step;
  };
  const auto size = static_cast<std::int64_t>(series.size());
  // Slots that the window needs before the first one and behind the last one.
  const std::int64_t before =
      window.earliest < series.start ? floor_slots(Moment{series.start} - window.earliest) + 1 : 0;
  const std::int64_t behind =
      window.deadline > series.end() ? floor_slots(window.deadline - Moment{series.end()}) + 1 : 0;
  if (before + behind > static_cast<std::int64_t>(series_limits::k_slots))
    return outside_series(series, {window.earliest, window.deadline});

  const PastYear past(series);
  Series extended = series;
  extended.start = series.start - before * series.step;
  extended.values.clear();
  extended.marks.clear();
  for (std::int64_t i = -before; i < size + behind; ++i) {
    if (i >= 0 && i < size) {
      extended.values.push_back(series.values[static_cast<std::size_t>(i)]);
      extended.marks.push_back(series.marks[static_cast<std::size_t>(i)]);
      continue;
    }
    const auto value = past.value_at(series.start + i * series.step);
    if (!value) return outside_series(series, {window.earliest, window.deadline});
    extended.values.push_back(*value);
    extended.marks.push_back(k_slot_typical);
  }
  return extended;
}

Result<TypicalSaving> typical_saving(const Series& series, const Window& window,
                                     const std::optional<PauseRules>& rules) {
  const sys_days day = floor<days>(window.earliest);
  const month m = year_month_day{day}.month();
  const auto y = PastYear(series).year_of(m);
  std::vector<double> savings;
  if (y) {
    for (sys_days d = *y / m / 1; d < sys_days{(*y / m + months{1}) / 1}; d += days{1}) {
      Window same = window;
      same.earliest = d + (window.earliest - day);
      same.deadline = same.earliest + (window.deadline - window.earliest);
      const Result<RunPlan> plan = plan_run(series, same, rules);
      if (plan && plan->saved_percent) savings.push_back(*plan->saved_percent);
    }
  }
  if (savings.empty()) return outside_series(series, {window.earliest, window.deadline});
  std::ranges::sort(savings);
  return TypicalSaving{quantile(savings, 0.5), quantile(savings, 0.05), quantile(savings, 0.95),
                       static_cast<int>(savings.size()), static_cast<int>(*y)};
}

}  // namespace carbonest
