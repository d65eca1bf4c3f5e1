// SPDX-License-Identifier: Apache-2.0
#include "report/text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "report/equivalents.hpp"
#include "report/escape.hpp"
#include "report/interval_words.hpp"
#include "report/number.hpp"
#include "report/page.hpp"
#include "report/totals.hpp"

namespace carbonest {
namespace {

constexpr Page::Columns k_result{16, 14};
constexpr Page::Columns k_assumed{28, 13};

// Numbers end, and units begin, in the same column on every line.
std::string in_columns(std::string_view value, std::string_view more = {}) {
  constexpr std::size_t k_number = 6, k_unit = 7;
  const std::size_t space = value.find(' ');
  return fmt::format("{} {}", pad_left(std::string(value.substr(0, space)), k_number),
                     pad_right(std::string(value.substr(space + 1)).append(more), k_unit));
}

std::string heading_note(const Report& report) {
  if (report.job.method->id == "native") return std::string(title_of(report.job));
  return fmt::format("{} (method {})", title_of(report.job), report.job.method->id);
}

// No more digits than the interval supports.
Precision precision_of(const Report& report) {
  return {supported_digits(report.interval.total_kg.log_sd), true};
}

void add_total(Page& page, CarbonMass total, const Spread& spread, std::string_view note) {
  const Precision precision{supported_digits(spread.log_sd), true};
  page.row("Total", in_columns(human(total, precision), " CO2e"), note, Tint::strong);
  if (spread.high > spread.low)
    page.row("", "", fmt::format("90 % interval {} CO2e", interval_words(total, spread)));
}

void add_emissions(Page& page, const Report& report) {
  const ResolvedJob& job = report.job;
  const Estimate& estimate = report.estimate;
  const Precision precision = precision_of(report);
  page.row("  operational", in_columns(human(estimate.operational, precision)),
           estimate.intensity ? fmt::format("{} x {} ({})", human(estimate.facility, precision),
                                            human(*estimate.intensity), describe_grid(job))
                              : std::string("no energy"));
  if (job.series) page.row("", "", describe_series(job));
  if (job.embodied_counted)
    page.row("  embodied", in_columns(human(estimate.embodied, precision)),
             "this job's share of making the hardware");
  else
    page.row("  embodied", in_columns("- "), "not counted");
  if (estimate.market_based)
    page.row("Market-based", in_columns(human(*estimate.market_based, precision), " CO2e"),
             job.market_intensity
                 ? fmt::format("operational, at {} by contract or claim; not part of the total",
                               human(*job.market_intensity))
                 : std::string("operational, by contract or claim; not part of the total"));
}

void add_scores(Page& page, const Report& report) {
  const auto& units = report.job.functional_units;
  const bool whole_job_only =
      units.size() == 1 && units.front().name == "run" && units.front().amount == 1;
  if (whole_job_only) return;
  for (const SciScore& sci : report.estimate.sci)
    page.row("SCI score", in_columns(human(grams(sci.score_g), precision_of(report)), " CO2e"),
             fmt::format("per {} ({} in all{}){}", sci.functional_unit, trimmed_number(sci.amount),
                         units.size() > 1 ? fmt::format(", {}", to_string(sci.boundary)) : "",
                         sci.complete ? "" : ", without the embodied part"));
}

void add_stages(Page& page, const Report& report) {
  if (report.stages.size() < 2) return;
  page.blank();
  page.heading("Stages");
  const double whole = in_kilograms(report.estimate.total);
  for (const Report& stage : report.stages) {
    const double kg = in_kilograms(stage.estimate.total);
    const double share = whole > 0 ? kg / whole : 0;
    page.bar(cut_to_width(escape_terminal("  " + stage.job.name), k_result.label - 1),
             in_columns(human(stage.estimate.total, precision_of(stage))), human_percent(share),
             share);
  }
}

void add_energy(Page& page, const Report& report) {
  const Estimate& estimate = report.estimate;
  const Precision precision = precision_of(report);
  page.blank();
  page.row("Energy", in_columns(human(estimate.facility, precision)),
           fmt::format("{} at the equipment x PUE {}", human(estimate.it, precision),
                       trimmed_number(estimate.pue, 4)));
  if (!report.job.time_rung.empty())
    page.row("Time", in_columns(human(report.job.hours, precision)),
             fmt::format("derived: {}", report.job.time_rung));
  const double whole = in_kilowatt_hours(estimate.facility);
  for (const ComponentEnergy& component : estimate.components) {
    const double kwh = in_kilowatt_hours(component.energy);
    if (kwh == 0) continue;
    const double share = whole > 0 ? kwh / whole : 0;
    page.bar(fmt::format("  {}", component.name), in_columns(human(component.energy, precision)),
             human_percent(share), share);
  }
  if (estimate.water_l)
    page.row("Water", in_columns(human_number(*estimate.water_l, precision) + " l"),
             "evaporated on site");
  else if (report.job.region_name.find(':') != std::string::npos)
    page.row("Water", in_columns("- "), "on site: no figure is published for this region");
}

void add_equivalents(Page& page, const Report& report, const Catalog& catalog) {
  page.blank();
  page.heading("As much as");
  for (const Equivalent& row : equivalents_of(report.estimate.total, catalog))
    page.row("", in_columns(human_number(row.amount, {2, true})),
             fmt::format("{}: {} ({})", row.figure.unit, row.figure.name, row.figure.source.key));
}

void add_assumptions(Page& page, const Report& report) {
  const auto assumed = [](const Input& input) { return input.origin == Origin::fallback; };
  if (std::ranges::none_of(report.job.inputs, assumed)) return;
  page.blank();
  page.heading("Assumed, because the job does not say");
  page.set_columns(k_assumed);
  for (const Input& input : report.job.inputs)
    if (assumed(input)) page.row("  " + input.name, with_unit(input.value, input.unit), input.note);
  page.set_columns(k_result);
}

void add_warnings(Page& page, const Report& report) {
  if (report.job.warnings.empty()) return;
  page.blank();
  page.heading("Warnings");
  for (const Warning& warning : report.job.warnings) {
    page.paragraph(fmt::format("{}: {}", warning.code, warning.message), 2, Tint::warn);
  }
}

void add_remedy(Page& page, const Report& report) {
  const auto remedy = best_measurement(parts_of(report));
  if (!remedy) return;
  page.blank();
  page.paragraph(remedy_words(*remedy), 0);
}

void add_report(Page& page, const Report& report, const Catalog& catalog,
                const RenderOptions& options) {
  add_total(page, report.estimate.total, report.interval.total_kg, heading_note(report));
  if (options.quiet) return;
  add_emissions(page, report);
  add_scores(page, report);
  add_stages(page, report);
  add_energy(page, report);
  if (options.equivalents) add_equivalents(page, report, catalog);
  add_assumptions(page, report);
  add_remedy(page, report);
  add_warnings(page, report);
}

}  // namespace

std::string render_text(std::span<const Report> reports, const Catalog& catalog,
                        const RenderOptions& options) {
  Page page(options);
  page.set_columns(k_result);
  if (options.batch || reports.size() > 1) {
    const Totals sum = totals_of(reports);
    const std::string note = fmt::format("{} job{}, {}", reports.size(),
                                         reports.size() == 1 ? "" : "s", human(sum.facility));
    if (sum.mixed)
      page.row("Total", in_columns("- "),
               note + "; marginal and average results are never added up");
    else
      add_total(page, sum.total, sum.total_spread, note);
  }
  bool separate = options.batch || reports.size() > 1;
  for (const Report& report : reports) {
    if (separate && !options.quiet) page.blank();
    add_report(page, report, catalog, options);
    separate = true;
  }
  return std::move(page).finish();
}

}  // namespace carbonest
