// SPDX-License-Identifier: Apache-2.0
// Planning on what is expected, and what such a plan is worth on what happened.
#include <utility>

#include <fmt/format.h>

#include "plan/checks.hpp"
#include "plan/exact.hpp"
#include "plan/outcome.hpp"

namespace carbonest {

using namespace planning;

Result<RunPlan> evaluate_plan(const RunPlan& plan, const Series& actual, const Window& window,
                              const PauseRules& rules) {
  if (Diagnostics problems = check_window(actual, window); !problems.empty()) return problems;
  for (const RunSegment& segment : plan.segments)
    if (touches_gap(actual, segment)) return gap_in_series(actual, segment);
  return outcome_of(plan.segments, actual, window, rules);
}

Result<Series> persistence_forecast(const Series& actual, const Window& window) {
  constexpr TimeSpan k_day = std::chrono::days{1};
  if (k_day % actual.step != TimeSpan{0}) {
    Diagnostic problem =
        diagnostic("step-does-not-divide-day", {},
                   fmt::format("a day is no multiple of the step of {}", words(actual.step)));
    problem.file = actual.file;
    return problem;
  }
  if (Diagnostics problems = check_window(actual, window); !problems.empty()) return problems;
  if (window.earliest - k_day < Moment{actual.start} && window.earliest < window.deadline)
    return outside_series(actual, {window.earliest - k_day, window.deadline});

  const std::size_t first = slot_at(actual, window.earliest);
  Series forecast = actual;
  forecast.start = actual.time_of(first);
  forecast.forecast = true;
  forecast.values.clear();
  for (std::size_t i = first; Moment{actual.time_of(i)} < window.deadline; ++i) {
    const Moment slot = actual.time_of(i);
    // A slot that has begun is known; the others repeat the last day before the earliest start.
    const std::int64_t days = slot < window.earliest ? 0 : (slot - window.earliest) / k_day + 1;
    forecast.values.push_back(value_at(actual, slot - days * k_day));
  }
  forecast.marks.assign(forecast.values.size(), 0);
  return forecast;
}

}  // namespace carbonest
