// SPDX-License-Identifier: Apache-2.0
#include "plan/checks.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "plan/exact.hpp"

namespace carbonest::planning {
namespace {

Diagnostic about(const Series& series, std::string_view code, std::string message,
                 std::string hint = {}) {
  Diagnostic problem = diagnostic(code, {}, std::move(message), std::move(hint));
  problem.file = series.file;
  return problem;
}

std::string missing_part(const Series& series, RunSegment wanted) {
  for (std::size_t i = slot_at(series, wanted.start);
       i < series.size() && Moment{series.time_of(i)} < wanted.finish; ++i)
    if (series.is_gap(i)) return iso_time(series.time_of(i));
  return {};
}

}  // namespace

std::string words(TimeSpan span) {
  struct Unit {
    std::int64_t ticks;
    std::string_view name;
  };
  constexpr std::array k_units{Unit{86'400'000'000, "d"}, Unit{3'600'000'000, "h"},
                               Unit{60'000'000, "min"}, Unit{1'000'000, "s"}};
  std::string text;
  std::int64_t rest = span.count();
  for (const Unit& unit : k_units) {
    if (const std::int64_t count = rest / unit.ticks; count > 0)
      text += fmt::format("{}{} {}", text.empty() ? "" : " ", count, unit.name);
    rest %= unit.ticks;
  }
  return text.empty() ? "0 h" : text;
}

Diagnostic outside_series(const Series& series, RunSegment wanted) {
  return about(series, "outside-series",
               fmt::format("{} to {} is asked for; the series has {} to {}", iso_time(wanted.start),
                           iso_time(wanted.finish), iso_time(series.start), iso_time(series.end())),
               "a longer series, a shorter window, or --repeat-year for a typical year");
}

Diagnostic gap_in_series(const Series& series, RunSegment wanted) {
  return about(
      series, "gap-in-series",
      fmt::format("no way around the missing values between {} and {} (the first is {})",
                  iso_time(wanted.start), iso_time(wanted.finish), missing_part(series, wanted)),
      "--fill hold, linear or previous-day closes gaps, and says how many");
}

Diagnostic duration_not_positive() {
  return diagnostic("duration-must-be-positive", {}, "the run takes no time",
                    "a plan needs a job with a runtime");
}

Diagnostics check_window(const Series& series, const Window& window) {
  Diagnostics problems;
  if (window.duration <= TimeSpan{0}) problems.push_back(duration_not_positive());
  if (window.grid < TimeSpan{0})
    problems.push_back(diagnostic("plan-rule-out-of-range", {}, "the grid of starts is negative"));
  // Compared as a difference: the sum could overflow.
  if (window.duration > TimeSpan{0} && window.duration > window.deadline - window.earliest)
    problems.push_back(diagnostic(
        "deadline-too-early", {},
        fmt::format("a run of {} that starts at {} cannot finish by {}", words(window.duration),
                    iso_time(window.earliest), iso_time(window.deadline))));
  if (window.earliest < series.start || window.deadline > series.end())
    problems.push_back(outside_series(series, {window.earliest, window.deadline}));
  return problems;
}

Diagnostics check_rules(const PauseRules& rules) {
  Diagnostics problems;
  const auto refuse = [&](bool wrong, const char* message) {
    if (wrong) problems.push_back(diagnostic("plan-rule-out-of-range", {}, message));
  };
  constexpr TimeSpan k_longest = std::chrono::hours{24 * 366};
  refuse(rules.resume_overhead < TimeSpan{0} || rules.resume_overhead > k_longest,
         "the resume overhead must be zero or more, and less than a year");
  refuse(rules.min_segment < TimeSpan{0}, "the shortest segment must be zero or more");
  refuse(rules.max_pauses && *rules.max_pauses < 0, "the number of pauses must be zero or more");
  refuse(!(rules.idle_share >= 0 && rules.idle_share <= 1),
         "the draw in pauses must be between 0 and 1 times that of the run");
  return problems;
}

TimeSpan grid_of(const Series& series, const Window& window) noexcept {
  if (window.grid <= TimeSpan{0}) return series.step;
  // No second start fits in either way, and sums of times stay small.
  return std::min(window.grid,
                  std::max(TimeSpan{0}, window.deadline - window.earliest) + TimeSpan{1});
}

std::int64_t count_candidates(const Series& series, const Window& window) noexcept {
  return (window.deadline - window.duration - window.earliest) / grid_of(series, window) + 1;
}

}  // namespace carbonest::planning
