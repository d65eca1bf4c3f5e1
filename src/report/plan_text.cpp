// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "report/number.hpp"
#include "report/page.hpp"
#include "report/plan.hpp"
#include "report/plan_words.hpp"

namespace carbonest {
namespace {

constexpr Page::Columns k_result{18, 14};
constexpr Page::Columns k_chart{8, 0};
constexpr Page::Columns k_commands{10, 0};

std::string percent_words(const std::optional<double>& percent) {
  return percent ? fmt::format("{} %", trimmed_number(*percent, 3)) : "unknown";
}

std::string intensity_words(double g_per_kwh) { return human(grams_per_kwh(g_per_kwh)); }

/// What the saving is worth as a statement.
std::string saving_words(const PlanReport& report) {
  const SeriesSummary& series = report.best().series;
  if (report.forecast)
    return fmt::format("by {}; perfect foresight would have saved {}", report.forecast->by,
                       percent_words(report.forecast->perfect_saved_percent));
  if (series.typical_share > 0) return "in a typical year: the window lies outside of the series";
  if (series.forecast) return "if the forecast holds";
  return "against starting at once; the series is of the past";
}

/// Of what is over, and known, nothing can be saved any more.
std::string_view saving_label(const PlanReport& report) {
  const SeriesSummary& series = report.best().series;
  const bool past = !series.forecast && series.typical_share == 0;
  return past ? "Would have saved" : "Saves";
}

std::string site_words(const SitePlan& site) {
  const std::string& place = site.name.empty() ? site.series.zone : site.name;
  return place.empty() ? std::string{} : fmt::format(" at {}", place);
}

void add_best(Page& page, const PlanReport& report) {
  const SitePlan& best = report.best();
  const SitePlan& home = report.at_home();
  const RunPlan& plan = best.plan;
  const TimeSpan wait = plan.start() - report.window.earliest;
  page.heading(fmt::format("Start {} UTC{}", human_time(plan.start()),
                           report.sites.size() > 1 ? site_words(best) : ""));
  page.paragraph(
      fmt::format("{}, done by {} UTC{}",
                  wait > TimeSpan{0} ? human_span(wait) + " later" : "at once",
                  human_time(plan.finish()),
                  plan.resumes() == 0
                      ? ""
                      : fmt::format(", paused {} time{} for {}", plan.resumes(),
                                    plan.resumes() == 1 ? "" : "s", human_span(plan.paused))),
      2);
  page.blank();
  page.row("Emits", human(best.mass) + " CO2e",
           fmt::format("{} x {} x PUE {}", intensity_words(plan.mean_g_per_kwh), human(report.it),
                       trimmed_number(best.pue, 4)),
           Tint::strong);
  page.row(
      "Started at once", home.now_mass ? human(*home.now_mass) + " CO2e" : "unknown",
      fmt::format("{}{}", home.plan.now_mean ? intensity_words(*home.plan.now_mean) : "over a gap",
                  report.sites.size() > 1 ? site_words(home) : ""));
  page.row(saving_label(report), percent_words(report.saved_percent), saving_words(report));
  if (report.typical)
    page.row("Typically", percent_words(report.typical->median_percent),
             fmt::format("median of {} starts of that month in {}; 5 to 95 %: {} to {}",
                         report.typical->starts, report.typical->year,
                         percent_words(report.typical->low_percent),
                         percent_words(report.typical->high_percent)));
}

void add_pauses(Page& page, const PlanReport& report) {
  const SitePlan& best = report.best();
  const RunPlan& plan = best.plan;
  if (plan.resumes() == 0) return;
  if (report.idle_counted) {
    page.row("Energy", fmt::format("x {}", trimmed_number(plan.run_energy_factor, 4)),
             "of the work alone, with resuming and idling");
  } else if (plan.paused_mean) {
    const CarbonMass idling =
        report.it * best.pue * grams_per_kwh(*plan.paused_mean * report.idle_share);
    page.row("Reserved nodes", "+ " + human(idling),
             fmt::format("more, if they stay on and draw {} of the run in the pauses",
                         human_percent(report.idle_share)));
  }
  page.blank();
  page.heading("Segments (UTC)");
  constexpr std::size_t k_shown = 24;
  for (std::size_t i = 0; i < std::min(plan.segments.size(), k_shown); ++i)
    page.paragraph(fmt::format("{} to {}", human_time(plan.segments[i].start),
                               human_time(plan.segments[i].finish)),
                   2);
  if (plan.segments.size() > k_shown)
    page.paragraph(
        fmt::format("and {} more: --format json has all", plan.segments.size() - k_shown), 2);
}

/// Columns of '#', dots where there is air: spaces would be folded.
void add_chart(Page& page, const PlanReport& report) {
  constexpr int k_levels = 8;
  double top = 0;
  for (const ChartColumn& column : report.chart)
    if (!std::isnan(column.g_per_kwh)) top = std::max(top, column.g_per_kwh);
  if (top == 0) return;
  page.blank();
  page.heading("g/kWh in the window; = marks the run");
  page.set_columns(k_chart);
  for (int level = k_levels; level > 0; --level) {
    std::string line;
    for (const ChartColumn& column : report.chart) {
      if (std::isnan(column.g_per_kwh))
        line += level == 1 ? '?' : '.';
      else
        line += column.g_per_kwh / top * k_levels > level - 0.5 ? '#' : '.';
    }
    const bool labelled = level == k_levels || level == k_levels / 2;
    page.row(labelled ? trimmed_number(top * level / k_levels, 3) : "", "", line);
  }
  std::string marks;
  for (const ChartColumn& column : report.chart) marks += column.chosen ? '=' : '.';
  page.row("run", "", marks);
  page.row("", "",
           fmt::format("{} to {} UTC", human_time(report.window.earliest),
                       human_time(report.window.deadline)));
  page.set_columns(k_result);
}

void add_slack(Page& page, const PlanReport& report) {
  if (report.slack.size() < 2) return;
  page.blank();
  page.heading("What more time is worth");
  for (const SlackRow& row : report.slack)
    page.row(fmt::format("  + {}", human_span(row.slack)), human(row.mass),
             fmt::format("start {}, saves {}", human_time(row.run.start),
                         percent_words(row.saved_percent)));
}

void add_sites(Page& page, const PlanReport& report) {
  if (report.sites.size() < 2) return;
  page.blank();
  page.heading("Places, best first");
  for (const SitePlan& site : report.sites)
    page.row("  " + (site.name.empty() ? site.series.zone : site.name), human(site.mass),
             fmt::format("start {}, {} x PUE {}", human_time(site.plan.start()),
                         intensity_words(site.plan.mean_g_per_kwh), trimmed_number(site.pue, 4)));
}

void add_commands(Page& page, const RunPlan& plan) {
  page.blank();
  page.heading("To start it then");
  page.set_columns(k_commands);
  page.row("  slurm", "", sbatch_begin(plan.start()));
  page.row("  at", "", at_command(plan.start()));
  page.row("  cron", "", cron_line(plan.start()) + "   (in UTC: not every cron knows CRON_TZ=UTC)");
  page.set_columns(k_result);
}

void add_series(Page& page, const SeriesSummary& series) {
  std::string words =
      fmt::format("Series: {}{}, kind {}, basis {}, step {}, {} to {}",
                  series.source.empty() ? "" : series.source + ", ",
                  series.zone.empty() ? "zone not named" : "zone " + series.zone,
                  kind_words(series.kind), basis_words(series.basis), human_span(series.step),
                  human_time(series.start), human_time(series.end));
  if (series.filled_share > 0)
    words += fmt::format("; {} of the window was filled", human_percent(series.filled_share));
  if (series.estimated_share > 0)
    words += fmt::format("; {} of the window is estimated", human_percent(series.estimated_share));
  if (series.typical_share > 0)
    words +=
        fmt::format("; {} of the window is a typical year", human_percent(series.typical_share));
  page.blank();
  page.paragraph(words, 0, Tint::dim);
}

/// With several series in play a warning names its own.
void add_warnings(Page& page, const Diagnostics& warnings, bool with_file) {
  if (warnings.empty()) return;
  page.blank();
  page.heading("Warnings");
  for (const Diagnostic& warning : warnings)
    page.paragraph(fmt::format("{}: {}{}{}", warning.code, with_file ? warning.file : "",
                               with_file && !warning.file.empty() ? ": " : "", warning.message),
                   2, Tint::warn);
}

struct Statistics {
  double least = 0, most = 0, mean = 0;
  std::size_t gaps = 0;
};

Statistics statistics_of(const Series& series) {
  Statistics result;
  double sum = 0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < series.size(); ++i) {
    if (series.is_gap(i)) {
      ++result.gaps;
      continue;
    }
    const double value = series.values[i];
    result.least = count == 0 ? value : std::min(result.least, value);
    result.most = std::max(result.most, value);
    sum += value;
    ++count;
  }
  if (count > 0) result.mean = sum / static_cast<double>(count);
  return result;
}

}  // namespace

std::string render_plan_text(const PlanReport& report, const RenderOptions& options) {
  Page page(options);
  page.set_columns(k_result);
  if (!report.name.empty()) page.heading(report.name);
  add_best(page, report);
  if (options.quiet) return std::move(page).finish();
  add_pauses(page, report);
  add_chart(page, report);
  add_sites(page, report);
  add_slack(page, report);
  add_commands(page, report.best().plan);
  add_series(page, report.best().series);
  add_warnings(page, report.warnings, report.sites.size() > 1 || report.forecast);
  return std::move(page).finish();
}

std::string render_series_text(const Series& series, const RenderOptions& options) {
  const Statistics statistics = statistics_of(series);
  Page page(options);
  page.set_columns(k_result);
  page.heading(fmt::format("{}{}", series.source.empty() ? "Carbon intensity" : series.source,
                           series.zone.empty() ? "" : ", zone " + series.zone));
  page.row("Period", human_span(series.end() - series.start),
           fmt::format("{} to {} UTC", human_time(series.start), human_time(series.end())));
  page.row("Step", human_span(series.step), fmt::format("{} slots", series.size()));
  page.row("Kind", kind_words(series.kind), series.forecast ? "a forecast" : "");
  page.row("Basis", basis_words(series.basis));
  page.row(
      "Mean", intensity_words(statistics.mean),
      fmt::format("{} to {}", intensity_words(statistics.least), intensity_words(statistics.most)));
  if (statistics.gaps > 0)
    page.row("Gaps", fmt::format("{}", statistics.gaps), "slots without a value");
  if (const double share = share_of_slots(series, k_slot_filled); share > 0)
    page.row("Filled", human_percent(share), "of the slots, on request");
  if (const double share = share_of_slots(series, k_slot_estimated); share > 0)
    page.row("Estimated", human_percent(share), "of the slots are estimates");
  if (!options.quiet) add_warnings(page, series.warnings, false);
  return std::move(page).finish();
}

}  // namespace carbonest
