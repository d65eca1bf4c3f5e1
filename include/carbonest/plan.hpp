// SPDX-License-Identifier: Apache-2.0
#pragma once
// When to run: what a run emits at a given time on a series of intensities, and the start, or the
// pieces, that emit least. Every plan is an exact optimum, compared in integers, so that ties are
// ties and the earliest wins; nothing is extrapolated, and a slot without a value is never run
// over.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/diagnostic.hpp"
#include "carbonest/quantity.hpp"
#include "carbonest/series.hpp"

namespace carbonest {

struct RenderOptions;

struct RunSegment {
  Moment start, finish;
  friend bool operator==(const RunSegment&, const RunSegment&) = default;
};

// --- What a run at a given time emits

struct Account {
  RunSegment run;
  double mean_g_per_kwh = 0;  ///< (1/D) x the integral of c(t) over the run, constant power
  double plain_mean_g_per_kwh =
      0;  ///< over every slot of the year in which the run starts that the series has
  double year_covered = 0;  ///< share of that year that the series has values for, 0..1
};
/// Refuses with duration-must-be-positive, outside-series, gap-in-series.
Result<Account> account(const Series& series, Moment start, TimeSpan duration);

/// A stretch of constant power; only the ratio of the powers counts.
struct PowerStep {
  TimeSpan length{};
  double power = 0;  ///< >= 0
};
/// sum(c x p x overlap) / sum(p x length): the mean weighted by power. Refuses as account() does.
Result<double> weighted_mean(const Series& series, Moment start,
                             std::span<const PowerStep> profile);

// --- Plans

/// Where a run has to fit in: [earliest, deadline], the deadline included.
struct Window {
  Moment earliest, deadline;
  TimeSpan duration{};
  TimeSpan grid{};  ///< starts are earliest + j x grid; 0: the step of the series
};

/// How a run may be interrupted. Segments begin and end on slots, except that one may end, or
/// begin, inside a slot, where the duration is no multiple of it: the optimum is of such plans.
struct PauseRules {
  TimeSpan resume_overhead{};  ///< full power for so long at each resume; costs energy, not time
  TimeSpan min_segment{};      ///< no segment is shorter
  std::optional<int> max_pauses;
  double idle_share = 0;  ///< draw while paused over draw while running, nodes stay reserved; 0..1
};

struct RunPlan {
  RunSegment now;                    ///< the run that starts at once
  std::optional<double> now_mean;    ///< g/kWh; empty when it would touch a gap
  std::vector<RunSegment> segments;  ///< in order, apart from each other; one when not interrupted
  double mean_g_per_kwh = 0;  ///< per unit of useful work: overhead and idling are charged to it
  std::optional<double> saved_percent;  ///< against `now`; 0 when that is 0
  std::int64_t candidates =
      0;              ///< starts on the grid that meet the deadline, with and without gaps
  TimeSpan paused{};  ///< between the segments
  std::optional<double> paused_mean;  ///< integral of c over the pauses / duration: what idling at
                                      ///< full power would add; empty when a pause lies over a gap
  double run_energy_factor = 1;  ///< energy with overhead and idling / energy of the useful work

  Moment start() const { return segments.front().start; }
  Moment finish() const { return segments.back().finish; }
  std::size_t resumes() const { return segments.size() - 1; }
};

/// The start that emits least; O(slots), whatever the grid. The earliest of equals. Refuses with
/// duration-must-be-positive, deadline-too-early, outside-series, gap-in-series (no candidate is
/// free of gaps).
Result<RunPlan> plan_contiguous(const Series& series, const Window& window);

/// The pieces that emit least. Without rules the cheapest slots, O(slots); with rules a dynamic
/// programme, O(slots x pieces). Ties go to the earliest slots. Refuses as above, and with
/// plan-too-large.
Result<RunPlan> plan_pausable(const Series& series, const Window& window, const PauseRules& rules);

/// The one or the other.
Result<RunPlan> plan_run(const Series& series, const Window& window,
                         const std::optional<PauseRules>& rules);

/// A plan that was made on another series, at what this one says: means, savings and all.
Result<RunPlan> evaluate_plan(const RunPlan& plan, const Series& actual, const Window& window,
                              const PauseRules& rules);

/// "100 x (1 - value / baseline)", 0 when the baseline is 0.
double saved_percent(double value, double baseline) noexcept;

/// What is known at `earliest` if every day is like the day before: a slot from there on has the
/// value of the same clock time on the last day before. The step must divide a day
/// (step-does-not-divide-day).
Result<Series> persistence_forecast(const Series& actual, const Window& window);

/// The series, and where the window lies outside of it, the same month, weekday (n-th of its month)
/// and time of the last full year; such slots are marked k_slot_typical. Months of the last full
/// year that the series has, else the latest that are complete; outside-series where there is none.
Result<Series> repeat_year(const Series& series, const Window& window);

/// What the same request saved on each day of the same month of the past year.
struct TypicalSaving {
  double median_percent = 0, low_percent = 0, high_percent = 0;  ///< 5 and 95 %
  int starts = 0;                                                ///< days that could be planned
  int year = 0;                                                  ///< that they are of
};
Result<TypicalSaving> typical_saving(const Series& series, const Window& window,
                                     const std::optional<PauseRules>& rules);

// --- A whole request

/// A place where the run could be. The series must outlive the request.
struct PlanSite {
  std::string name;  ///< as the user calls it; may be empty when there is one only
  const Series* series = nullptr;
  double pue = 1;  ///< >= 1
};

struct PlanRequest {
  std::string name;             ///< of the job
  Energy it;                    ///< of the job at the equipment, all runs
  std::vector<PlanSite> sites;  ///< the first one is where it would run now; at least one
  Window window;
  std::optional<PauseRules> pauses;  ///< set: it may be interrupted
  double idle_share = 0.35;          ///< only to say what reserved nodes would draw in pauses
  const Series* forecast = nullptr;  ///< plan on this, evaluate on the site's series; one site only
  bool persistence = false;  ///< plan as if every day were like the one before; one site only
  bool repeat_year = false;  ///< where the series ends, take the year before
  bool force = false;        ///< compare series of different kind or basis
};

struct ForecastOutcome {
  Moment planned_start;
  double predicted_mean_g_per_kwh = 0;
  double realised_mean_g_per_kwh = 0;
  std::optional<double> realised_saved_percent;
  std::optional<double> perfect_saved_percent;
  std::string by;  ///< "persistence", or the source of the forecast
};

/// What a series is, without its values.
struct SeriesSummary {
  std::string file, zone, source;
  std::optional<IntensityKind> kind;
  std::optional<Basis> basis;
  std::chrono::seconds step{};
  std::chrono::sys_seconds start{}, end{};
  double filled_share = 0;  ///< of the slots of the window
  double estimated_share = 0;
  double typical_share = 0;
  bool forecast = false;
};

struct SitePlan {
  std::string name;
  double pue = 1;
  RunPlan plan;
  CarbonMass mass;                     ///< mean x PUE x IT energy
  std::optional<CarbonMass> now_mass;  ///< of starting at once at this site
  SeriesSummary series;
};

/// The best that a deadline this much after the earliest finish allows.
struct SlackRow {
  TimeSpan slack{};
  RunSegment run;  ///< from the first start to the last finish
  std::size_t resumes = 0;
  double mean_g_per_kwh = 0;
  CarbonMass mass;
  std::optional<double> saved_percent;
};

/// Values of the window for a chart, evenly spaced; NaN in gaps.
struct ChartColumn {
  double g_per_kwh = 0;
  bool chosen = false;  ///< the run covers some of it
};

struct PlanReport {
  std::string name;
  Energy it;
  Window window;
  bool pausable = false;
  double idle_share = 0;                ///< see PlanRequest
  bool idle_counted = false;            ///< idling is part of the plan's cost
  std::vector<SitePlan> sites;          ///< best first; equal ones by name
  std::size_t home = 0;                 ///< index in sites of the first site of the request
  std::optional<double> saved_percent;  ///< best against starting at once at home, in mass
  std::optional<ForecastOutcome> forecast;
  std::optional<TypicalSaving> typical;  ///< when the window lies outside of the series
  std::vector<SlackRow> slack;           ///< at the best site; empty under a forecast
  std::vector<ChartColumn> chart;        ///< of the best site
  Diagnostics warnings;

  const SitePlan& best() const { return sites.front(); }
  const SitePlan& at_home() const { return sites[home]; }
};

/// Plans at every site and ranks by mass. Beside the refusals of the planners: incomparable-series
/// (kinds or bases differ, without `force`), one-site-only.
Result<PlanReport> make_plan(const PlanRequest& request);

/// What a plan can be printed as: text, json (carbonest.plan/1), csv.
struct PlanOutput {
  std::string_view id, title;
  std::string (*render)(const PlanReport&, const RenderOptions&);
};
std::span<const PlanOutput> plan_outputs() noexcept;

/// Start times ready to paste; all in UTC, whatever the zone of the machine.
std::string sbatch_begin(Moment start);  ///< "TZ=UTC sbatch --begin=2024-05-01T02:00:00"
std::string at_command(Moment start);    ///< "TZ=UTC at -t 202405010200.00"
std::string cron_line(
    Moment start);  ///< "0 2 1 5 *", for a crontab with CRON_TZ=UTC; minutes are rounded up

}  // namespace carbonest
