// SPDX-License-Identifier: Apache-2.0
// A whole request: every site planned, ranked by mass, and what a report says beside it.
#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <deque>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "plan/checks.hpp"
#include "plan/exact.hpp"

namespace carbonest {

using namespace planning;

namespace {

std::string_view kind_name(const Series& series) {
  if (!series.kind) return "unknown";
  return *series.kind == IntensityKind::average ? "average" : "marginal";
}
std::string_view basis_name(const Series& series) {
  if (!series.basis) return "unknown";
  return *series.basis == Basis::lifecycle ? "lifecycle" : "direct";
}

std::vector<const Series*> every_series(const PlanRequest& request) {
  std::vector<const Series*> all;
  for (const PlanSite& site : request.sites) all.push_back(site.series);
  if (request.forecast != nullptr) all.push_back(request.forecast);
  return all;
}

/// Average beside marginal, or direct beside life cycle, answers no question.
void check_comparable(const PlanRequest& request, Diagnostics& problems, Diagnostics& warnings) {
  const std::vector<const Series*> all = every_series(request);
  const Series& first = *all.front();
  for (const Series* other : all) {
    if (other->kind == first.kind && other->basis == first.basis) continue;
    std::string message = fmt::format("{} is of kind {} and basis {}, {} of kind {} and basis {}",
                                      first.file, kind_name(first), basis_name(first), other->file,
                                      kind_name(*other), basis_name(*other));
    if (request.force)
      warnings.push_back(diagnostic("series-forced-together", {}, std::move(message)));
    else
      problems.push_back(diagnostic("incomparable-series", {}, std::move(message),
                                    "say with --kind and --basis what they are; --force compares "
                                    "them all the same"));
  }
}

Diagnostics check_request(const PlanRequest& request, Diagnostics& warnings) {
  Diagnostics problems;
  check_comparable(request, problems, warnings);
  if (request.sites.size() > 1 && (request.forecast != nullptr || request.persistence))
    problems.push_back(diagnostic("one-site-only", {},
                                  "a forecast is compared with what happened at one site only"));
  return problems;
}

bool lies_outside(const Series& series, const Window& window) {
  return window.earliest < series.start || window.deadline > series.end();
}

SeriesSummary summary_of(const Series& series, const Window& window) {
  SeriesSummary summary;
  summary.file = series.file;
  summary.zone = series.zone;
  summary.source = series.source;
  summary.kind = series.kind;
  summary.basis = series.basis;
  summary.step = series.step;
  summary.start = series.start;
  summary.end = series.end();
  summary.forecast = series.forecast;
  Series part;  // the slots of the window
  for (std::size_t i = slot_at(series, window.earliest);
       i < series.size() && Moment{series.time_of(i)} < window.deadline; ++i)
    part.marks.push_back(series.marks[i]);
  summary.filled_share = share_of_slots(part, k_slot_filled);
  summary.estimated_share = share_of_slots(part, k_slot_estimated);
  summary.typical_share = share_of_slots(part, k_slot_typical);
  return summary;
}

CarbonMass mass_of(double mean, double pue, Energy it) { return it * pue * grams_per_kwh(mean); }

/// Plans on a forecast and on what happened; the plan is the first, at the price of the second.
Result<RunPlan> plan_ahead(const PlanRequest& request, const Series& actual,
                           ForecastOutcome& outcome) {
  Series persistence;
  if (request.forecast == nullptr) {
    Result<Series> made = persistence_forecast(actual, request.window);
    if (!made) return std::move(made).error();
    persistence = std::move(made).value();
  }
  const Series& expected = request.forecast != nullptr ? *request.forecast : persistence;
  outcome.by = "persistence";
  if (request.forecast != nullptr)
    outcome.by = expected.source.empty() ? expected.file : expected.source;
  Window window = request.window;
  window.grid = grid_of(actual, window);
  const Result<RunPlan> planned = plan_run(expected, window, request.pauses);
  if (!planned) return planned.error();
  const Result<RunPlan> perfect = plan_run(actual, window, request.pauses);
  if (!perfect) return perfect.error();
  Result<RunPlan> realised =
      evaluate_plan(*planned, actual, window, request.pauses.value_or(PauseRules{}));
  if (!realised) return realised;
  outcome.planned_start = planned->start();
  outcome.predicted_mean_g_per_kwh = planned->mean_g_per_kwh;
  outcome.realised_mean_g_per_kwh = realised->mean_g_per_kwh;
  outcome.realised_saved_percent = realised->saved_percent;
  outcome.perfect_saved_percent = perfect->saved_percent;
  return realised;
}

/// The sites with the series that they are planned on.
class Planner {
 public:
  explicit Planner(const PlanRequest& request) : request_{request} {}

  Result<PlanReport> run() {
    report_.name = request_.name;
    report_.it = request_.it;
    report_.window = request_.window;
    report_.pausable = request_.pauses.has_value();
    report_.idle_counted = request_.pauses && request_.pauses->idle_share > 0;
    report_.idle_share = report_.idle_counted ? request_.pauses->idle_share : request_.idle_share;
    problems_ = check_request(request_, report_.warnings);
    if (!problems_.empty()) return std::move(problems_);
    for (std::size_t i = 0; i < request_.sites.size(); ++i) add_site(i);
    if (!problems_.empty()) return std::move(problems_);
    rank();
    add_saving();
    const Series& series = *used_[ranked_.front()];
    if (!report_.forecast) add_slack(series);
    add_chart(series);
    add_warnings();
    return std::move(report_);
  }

 private:
  void note(Diagnostics problems) {
    for (Diagnostic& problem : problems) problems_.push_back(std::move(problem));
  }

  /// The site's series, continued where it ends if that is wanted.
  const Series* usable_series(std::size_t i) {
    const Series& series = *request_.sites[i].series;
    if (!request_.repeat_year || !lies_outside(series, request_.window)) return &series;
    Result<Series> extended = repeat_year(series, request_.window);
    if (!extended) {
      note(std::move(extended).error());
      return nullptr;
    }
    if (i == 0)
      if (const auto typical = typical_saving(series, request_.window, request_.pauses))
        report_.typical = *typical;
    return &extended_.emplace_back(std::move(extended).value());
  }

  void add_site(std::size_t i) {
    const Series* series = usable_series(i);
    used_.push_back(series);
    if (series == nullptr) return;
    Result<RunPlan> plan = plan_at(*series);
    if (!plan) return note(std::move(plan).error());
    const PlanSite& site = request_.sites[i];
    SitePlan result;
    result.name = site.name;
    result.pue = site.pue;
    result.mass = mass_of(plan->mean_g_per_kwh, site.pue, request_.it);
    if (plan->now_mean) result.now_mass = mass_of(*plan->now_mean, site.pue, request_.it);
    result.plan = std::move(plan).value();
    result.series = summary_of(*series, request_.window);
    result.series.start = site.series->start;  // without what was put on
    result.series.end = site.series->end();
    plans_.push_back(std::move(result));
    ranked_.push_back(i);
  }

  Result<RunPlan> plan_at(const Series& series) {
    if (request_.forecast == nullptr && !request_.persistence)
      return plan_run(series, request_.window, request_.pauses);
    return plan_ahead(request_, series, report_.forecast.emplace());
  }

  void rank() {
    std::ranges::stable_sort(ranked_, [&](std::size_t a, std::size_t b) {
      const SitePlan &x = plans_[a], &y = plans_[b];
      return x.mass != y.mass ? x.mass < y.mass : x.name < y.name;
    });
    for (const std::size_t i : ranked_) {
      if (i == 0) report_.home = report_.sites.size();
      report_.sites.push_back(std::move(plans_[i]));
    }
  }

  void add_saving() {
    const SitePlan &best = report_.best(), &home = report_.at_home();
    if (report_.sites.size() == 1)
      report_.saved_percent = best.plan.saved_percent;
    else if (home.now_mass)
      report_.saved_percent = saved_percent(in_kilograms(best.mass), in_kilograms(*home.now_mass));
  }

  void add_slack(const Series& series) {
    using std::chrono::hours;
    const TimeSpan most =
        request_.window.deadline - request_.window.earliest - request_.window.duration;
    for (const TimeSpan slack : std::array<TimeSpan, 8>{hours{0}, hours{1}, hours{2}, hours{4},
                                                        hours{8}, hours{12}, hours{24}, hours{48}})
      if (slack < most) add_slack_row(series, slack);
    add_slack_row(series, most);
  }

  void add_slack_row(const Series& series, TimeSpan slack) {
    Window window = request_.window;
    window.deadline = window.earliest + window.duration + slack;
    const Result<RunPlan> plan = plan_run(series, window, request_.pauses);
    if (!plan) return;  // only a gap can be in the way, which a longer slack may avoid
    report_.slack.push_back({slack,
                             {plan->start(), plan->finish()},
                             plan->resumes(),
                             plan->mean_g_per_kwh,
                             mass_of(plan->mean_g_per_kwh, report_.best().pue, request_.it),
                             plan->saved_percent});
  }

  /// Columns of whole slots, so many that a line holds them.
  void add_chart(const Series& series) {
    constexpr std::int64_t k_columns = 64;
    const TimeSpan step = series.step;
    const Moment origin = series.time_of(slot_at(series, request_.window.earliest));
    const std::int64_t slots = (request_.window.deadline - origin + step - TimeSpan{1}) / step;
    const std::int64_t each = (slots + k_columns - 1) / k_columns;
    for (std::int64_t i = 0; i < slots; i += each) {
      const RunSegment column{origin + i * step, origin + std::min(i + each, slots) * step};
      const auto overlaps = [&](const RunSegment& s) {
        return s.start < column.finish && column.start < s.finish;
      };
      report_.chart.push_back(
          {mean_over(series, column), std::ranges::any_of(report_.best().plan.segments, overlaps)});
    }
  }

  void add_warnings() {
    for (const Series* series : every_series(request_))
      for (const Diagnostic& warning : series->warnings) report_.warnings.push_back(warning);
    if (!report_.at_home().plan.now_mean)
      report_.warnings.push_back(
          diagnostic("no-baseline", {},
                     "a start at once would run over missing values: no saving can be given"));
  }

  const PlanRequest& request_;
  PlanReport report_;
  Diagnostics problems_;
  std::deque<Series> extended_;
  std::vector<const Series*> used_;
  std::vector<SitePlan> plans_;
  std::vector<std::size_t> ranked_;
};

}  // namespace

Result<PlanReport> make_plan(const PlanRequest& request) {
  assert(!request.sites.empty());
  return Planner(request).run();
}

}  // namespace carbonest
