// SPDX-License-Identifier: Apache-2.0
// What a run at a given time emits.
#include <algorithm>
#include <chrono>

#include "plan/checks.hpp"
#include "plan/exact.hpp"

namespace carbonest {

using namespace planning;

namespace {

Diagnostics check_run(const Series& series, Moment start, TimeSpan duration) {
  if (duration <= TimeSpan{0}) return {duration_not_positive()};
  if (start < series.start || start > series.end() || duration > series.end() - start) {
    constexpr TimeSpan k_longest_to_name = std::chrono::years{300};
    return {outside_series(series, {start, start + std::min(duration, k_longest_to_name)})};
  }
  if (touches_gap(series, {start, start + duration}))
    return {gap_in_series(series, {start, start + duration})};
  return {};
}

/// Of the calendar year (UTC) around a point in time, as far as the series has it.
void compare_with_year(const Series& series, Account& account) {
  using namespace std::chrono;
  const year y = year_month_day{floor<days>(account.run.start)}.year();
  const sys_seconds begin = sys_days{y / 1 / 1}, end = sys_days{(y + years{1}) / 1 / 1};
  double sum = 0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < series.size(); ++i) {
    if (series.is_gap(i) || series.time_of(i) < begin || series.time_of(i) >= end) continue;
    sum += series.values[i];
    ++count;
  }
  const auto slots =
      static_cast<double>((end - begin).count()) / static_cast<double>(series.step.count());
  account.plain_mean_g_per_kwh =
      count > 0 ? sum / static_cast<double>(count) : account.mean_g_per_kwh;
  account.year_covered = std::min(1.0, static_cast<double>(count) / slots);
}

}  // namespace

Result<Account> account(const Series& series, Moment start, TimeSpan duration) {
  if (Diagnostics problems = check_run(series, start, duration); !problems.empty()) return problems;
  Account result;
  result.run = {start, start + duration};
  result.mean_g_per_kwh = mean_over(series, result.run);
  compare_with_year(series, result);
  return result;
}

Result<double> weighted_mean(const Series& series, Moment start,
                             std::span<const PowerStep> profile) {
  TimeSpan duration{0};
  for (const PowerStep& step : profile) duration += step.length;
  if (Diagnostics problems = check_run(series, start, duration); !problems.empty()) return problems;
  double emitted = 0, energy = 0;
  for (const PowerStep& step : profile) {
    emitted += step.power * integral(series, start, start + step.length);
    energy += step.power * static_cast<double>(step.length.count());
    start += step.length;
  }
  return energy > 0 ? emitted / energy : 0.0;
}

}  // namespace carbonest
