// SPDX-License-Identifier: Apache-2.0
#include "plan/outcome.hpp"

#include <cmath>
#include <utility>

#include "plan/checks.hpp"

namespace carbonest {

double saved_percent(double value, double baseline) noexcept {
  return baseline == 0 ? 0 : 100 * (1 - value / baseline);
}

namespace planning {

std::int64_t idle_millionths(const PauseRules& rules) noexcept {
  return std::llround(rules.idle_share * static_cast<double>(k_million));
}

std::vector<RunSegment> merged(const std::vector<RunSegment>& segments) {
  std::vector<RunSegment> result;
  for (const RunSegment& segment : segments) {
    if (!result.empty() && result.back().finish == segment.start)
      result.back().finish = segment.finish;
    else
      result.push_back(segment);
  }
  return result;
}

RunPlan outcome_of(std::vector<RunSegment> segments, const Series& series, const Window& window,
                   const PauseRules& rules) {
  RunPlan plan;
  plan.candidates = count_candidates(series, window);
  plan.now = {window.earliest, window.earliest + window.duration};
  const double now = mean_over(series, plan.now);
  if (!std::isnan(now)) plan.now_mean = now;

  double run = 0, resumed = 0, paused = 0;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    run += integral(series, segments[i].start, segments[i].finish);
    if (i == 0) continue;
    resumed += value_at(series, segments[i].start);
    plan.paused += segments[i].start - segments[i - 1].finish;
    paused += integral(series, segments[i - 1].finish, segments[i].start);
  }
  const auto duration = static_cast<double>(window.duration.count());
  const auto overhead = static_cast<double>(rules.resume_overhead.count());
  const double idling =
      rules.idle_share > 0 ? rules.idle_share * paused : 0;  // a pause may hold gaps
  plan.mean_g_per_kwh = (run + overhead * resumed + idling) / duration;
  if (!std::isnan(paused)) plan.paused_mean = paused / duration;
  plan.run_energy_factor = 1 + (overhead * static_cast<double>(segments.size() - 1) +
                                rules.idle_share * static_cast<double>(plan.paused.count())) /
                                   duration;
  if (plan.now_mean) plan.saved_percent = saved_percent(plan.mean_g_per_kwh, *plan.now_mean);
  plan.segments = std::move(segments);
  return plan;
}

}  // namespace planning
}  // namespace carbonest
