// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "carbonest/report.hpp"
#include "report/boundary.hpp"
#include "report/escape.hpp"
#include "report/interval_words.hpp"
#include "report/number.hpp"
#include "report/page.hpp"
#include "report/sources.hpp"
#include "report/totals.hpp"

namespace carbonest {
namespace {

constexpr Page::Columns k_head{12, 0};
constexpr Page::Columns k_chain{18, 14};
constexpr Page::Columns k_inputs{31, 16};
constexpr Page::Columns k_tornado{31, 16};
constexpr Page::Columns k_boundary{34, 10};

template <class Quantity>
std::string exact(Quantity quantity) {
  return human(quantity, k_traceable);
}

std::string runs_factor(const ResolvedJob& job) {
  return job.runs == 1 ? std::string{} : fmt::format(" x {} runs", trimmed_number(job.runs));
}

void add_head(Page& page, const ResolvedJob& job) {
  page.heading(fmt::format("Job {}", title_of(job)));
  page.set_columns(k_head);
  page.row("  method", "", fmt::format("{}: {}", job.method->id, job.method->title));
  page.row("  formula", "", job.method->formula);
  page.row("  counted", "", job.method->boundary);
}

std::string part_formula(const Part& part, const ResolvedJob& job) {
  if (part.energy)
    return fmt::format("{}: {} = {}{}", part.label, part.formula, exact(*part.energy),
                       runs_factor(job));
  return fmt::format("{}: {} = {}, x {}{}", part.label, part.formula,
                     exact(part.power.value_or(Power{})), exact(job.hours), runs_factor(job));
}

Energy part_energy(const Part& part, const ResolvedJob& job) {
  const Energy energy =
      job.runs * (part.energy ? *part.energy : part.power.value_or(Power{}) * job.hours);
  return job.energy_is_facility ? energy / job.pue : energy;
}

void add_parts(Page& page, const ResolvedJob& job) {
  for (const Part& part : job.parts) {
    std::string note = part_formula(part, job);
    if (job.energy_is_facility) note += fmt::format(" / PUE {}", trimmed_number(job.pue));
    page.row(fmt::format("  {}", to_string(part.component)), exact(part_energy(part, job)), note);
  }
}

void add_energy(Page& page, const Report& report) {
  const ResolvedJob& job = report.job;
  const Estimate& estimate = report.estimate;
  page.blank();
  page.heading("Energy");
  page.set_columns(k_chain);
  const bool summed = report.stages.size() > 1;
  if (!summed) add_parts(page, job);
  page.row("  equipment", exact(estimate.it),
           fmt::format("it_kwh, the sum of the {}; 90 % interval {}", summed ? "stages" : "above",
                       interval_words(estimate.it, report.interval.it_kwh)));
  page.row("  facility", exact(estimate.facility),
           fmt::format("{}; 90 % interval {}",
                       job.energy_is_facility
                           ? std::string("facility_kwh, as measured")
                           : fmt::format("facility_kwh = {} x PUE {}", exact(estimate.it),
                                         trimmed_number(estimate.pue)),
                       interval_words(estimate.facility, report.interval.facility_kwh)));
  if (estimate.water_l)
    page.row("  water", trimmed_number(*estimate.water_l) + " l",
             job.wue_l_per_kwh ? fmt::format("{} x {} l/kWh on site", exact(estimate.it),
                                             trimmed_number(*job.wue_l_per_kwh))
                               : std::string("on site, the sum of the stages"));
  else
    page.row("  water", "-", "on site: no figure is known for the place");
}

void add_embodied(Page& page, const Report& report) {
  const ResolvedJob& job = report.job;
  for (const EmbodiedPart& part : job.embodied) {
    const CarbonMass mass = job.runs * (part.mass * (job.hours.count() * part.per_hour));
    page.row("  embodied", exact(mass),
             fmt::format("{}: {} = {}, x {} x {}/h{}", part.label, part.formula, exact(part.mass),
                         exact(job.hours), trimmed_number(part.per_hour), runs_factor(job)));
  }
  if (report.stages.size() > 1)
    page.row("  embodied", exact(report.estimate.embodied), "the sum of the stages");
  else if (!job.embodied_counted)
    page.row("  embodied", "-", "not counted");
}

void add_scores(Page& page, const Report& report) {
  const Estimate& estimate = report.estimate;
  for (std::size_t i = 0; i < estimate.sci.size(); ++i) {
    const SciScore& sci = estimate.sci[i];
    const FunctionalUnit& unit = report.job.functional_units[i];
    std::string note = fmt::format(
        "({} + {}) / {} {}", exact(grams(sci.operational_g * sci.amount)),
        exact(grams(sci.embodied_g * sci.amount)), trimmed_number(sci.amount), sci.functional_unit);
    if (estimate.sci.size() > 1) note += fmt::format("; {}", to_string(sci.boundary));
    if (unit.basis) note += *unit.basis == UnitBasis::gross ? "; gross" : "; effective";
    if (!unit.rationale.empty()) note += fmt::format("; because {}", unit.rationale);
    if (!sci.complete) note += "; incomplete: no embodied part was counted";
    page.row("  SCI", exact(grams(sci.score_g)), note);
  }
}

void add_emissions(Page& page, const Report& report) {
  const ResolvedJob& job = report.job;
  const Estimate& estimate = report.estimate;
  page.blank();
  page.heading("Emissions (CO2e)");
  page.row(
      "  operational", exact(estimate.operational),
      fmt::format("{}; 90 % interval {}",
                  estimate.intensity ? fmt::format("{} x {} ({})", exact(estimate.facility),
                                                   exact(*estimate.intensity), describe_grid(job))
                                     : std::string("no energy"),
                  interval_words(estimate.operational, report.interval.operational_kg)));
  add_embodied(page, report);
  page.row("  total", exact(estimate.total),
           fmt::format("{} + {}; 90 % interval {}", exact(estimate.operational),
                       exact(estimate.embodied),
                       interval_words(estimate.total, report.interval.total_kg)),
           Tint::strong);
  if (estimate.market_based)
    page.row("  market-based", exact(*estimate.market_based),
             job.market_intensity
                 ? fmt::format("{} x {}; a second figure, not part of the total",
                               exact(estimate.facility), exact(*job.market_intensity))
                 : std::string("the sum of the stages; a second figure, not part of the total"));
  add_scores(page, report);
}

void add_tornado_of(Page& page, const Report& report) {
  constexpr std::size_t k_rows = 12;
  const std::vector<Estimated> parts = parts_of(report);
  std::vector<TornadoRow> rows = tornado(parts);
  if (rows.empty()) return;
  page.blank();
  page.heading("Total with one input at either end of its 90 % range; share of the variance");
  page.set_columns(k_tornado);
  if (rows.size() > k_rows) rows.resize(k_rows);
  add_tornado(page, rows, parts);
  if (const auto remedy = best_measurement(parts)) page.paragraph(remedy_words(*remedy), 2);
}

void add_boundary(Page& page, const Report& report) {
  page.blank();
  page.heading("Boundary");
  page.set_columns(k_boundary);
  for (const BoundaryRow& row : boundary_of(report))
    page.row(fmt::format("  {}", row.component), row.included ? row.quantified : "out", row.why);
}

std::string pedigree(const Input& input) {
  std::string words{to_string(input.origin)};
  if (!input.source.empty()) words += fmt::format(", {}", input.source);
  if (input.year != 0) words += fmt::format(", {}", input.year);
  if (!input.note.empty()) words += fmt::format("; {}", input.note);
  return words;
}

// "; 240-330 at 90 %, 12 % of the variance": the input's own distribution, where it has one.
std::string spread_words(const Input& input, const InputSpread& spread) {
  if (!(spread.high > spread.low)) return {};
  return fmt::format("; lognormal, {}-{} at 90 %, s {}", trimmed_number(spread.low, 4),
                     trimmed_number(spread.high, 4), trimmed_number(input.log_sd, 3));
}

void add_inputs(Page& page, const Report& report) {
  page.blank();
  page.heading("Inputs (value; origin, source, year; how; distribution)");
  page.set_columns(k_inputs);
  for (std::size_t i = 0; i < report.job.inputs.size(); ++i) {
    const Input& input = report.job.inputs[i];
    page.row("  " + input.name, with_unit(input.value, input.unit),
             pedigree(input) + spread_words(input, report.interval.inputs[i]));
  }
}

std::vector<std::string_view> cited(std::span<const Report> reports) {
  std::vector<std::string_view> keys;
  for (const Report& report : reports) {
    keys.push_back(report.job.method->source);
    for (const Input& input : report.job.inputs) keys.push_back(input.source);
  }
  std::ranges::sort(keys);
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  if (!keys.empty() && keys.front().empty()) keys.erase(keys.begin());
  return keys;
}

void add_sources(Page& page, std::span<const Report> reports, const Catalog& catalog) {
  const std::vector<std::string_view> keys = cited(reports);
  if (keys.empty()) return;
  const SourceIndex sources(catalog);
  page.blank();
  page.heading("Sources");
  for (const std::string_view key : keys) {
    std::string words(key);
    if (const auto source = sources.find(key)) {
      words += fmt::format(": {}", source->title);
      if (!source->year.empty()) words += fmt::format(", {}", source->year);
      if (!source->url.empty()) words += fmt::format(", {}", source->url);
    }
    page.paragraph(words, 2);
  }
}

void add_warnings(Page& page, const ResolvedJob& job) {
  if (job.warnings.empty()) return;
  page.blank();
  page.heading("Warnings");
  for (const Warning& warning : job.warnings)
    page.paragraph(fmt::format("{}: {}", warning.code, warning.message), 2, Tint::warn);
}

// From the workload to the hours, one number after the other.
void add_time(Page& page, const ResolvedJob& job) {
  if (job.time_inputs.empty()) return;
  page.blank();
  page.heading(fmt::format("Time, derived: {}", job.time_rung));
  page.set_columns(k_inputs);
  for (const std::uint16_t index : job.time_inputs) {
    const Input& input = job.inputs[index];
    page.row("  " + input.name, with_unit(input.value, input.unit), input.note);
  }
}

void add_stage(Page& page, const Report& stage) {
  page.blank();
  page.heading(fmt::format("Stage {}", title_of(stage.job)));
  add_time(page, stage.job);
  page.set_columns(k_chain);
  add_parts(page, stage.job);
  page.row(
      "  facility", exact(stage.estimate.facility),
      fmt::format("{} x PUE {}", exact(stage.estimate.it), trimmed_number(stage.estimate.pue)));
  page.row("  operational", exact(stage.estimate.operational),
           fmt::format("{} x {} ({})", exact(stage.estimate.facility), exact(stage.job.intensity),
                       describe_grid(stage.job)));
  add_embodied(page, stage);
  page.row("  total", exact(stage.estimate.total),
           fmt::format("90 % interval {}",
                       interval_words(stage.estimate.total, stage.interval.total_kg)));
}

void add_report(Page& page, const Report& report) {
  add_head(page, report.job);
  if (report.stages.size() < 2) add_time(page, report.job);
  if (report.stages.size() > 1)
    for (const Report& stage : report.stages) add_stage(page, stage);
  add_energy(page, report);
  add_emissions(page, report);
  add_tornado_of(page, report);
  add_inputs(page, report);
  add_boundary(page, report);
  add_warnings(page, report.job);
}

}  // namespace

std::string render_explanation(std::span<const Report> reports, const Catalog& catalog,
                               const RenderOptions& options) {
  Page page(options);
  bool first = true;
  for (const Report& report : reports) {
    if (!first) page.blank();
    first = false;
    add_report(page, report);
  }
  add_sources(page, reports, catalog);
  page.blank();
  page.paragraph(fmt::format("Tables: data {}, SHA-256 {}", catalog.version(), catalog.checksum()),
                 0, Tint::dim);
  return std::move(page).finish();
}

}  // namespace carbonest
