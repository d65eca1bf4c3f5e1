// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "carbonest/report.hpp"
#include "report/escape.hpp"
#include "report/number.hpp"
#include "report/page.hpp"
#include "report/sources.hpp"
#include "report/totals.hpp"

namespace carbonest {
namespace {

constexpr Page::Columns k_head{12, 0};
constexpr Page::Columns k_chain{18, 14};
constexpr Page::Columns k_inputs{31, 16};

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

void add_energy(Page& page, const Report& report) {
  const ResolvedJob& job = report.job;
  page.blank();
  page.heading("Energy");
  page.set_columns(k_chain);
  for (const Part& part : job.parts) {
    std::string note = part_formula(part, job);
    if (job.energy_is_facility) note += fmt::format(" / PUE {}", trimmed_number(job.pue));
    page.row(fmt::format("  {}", to_string(part.component)), exact(part_energy(part, job)), note);
  }
  page.row("  equipment", exact(report.estimate.it), "it_kwh, the sum of the above");
  page.row("  facility", exact(report.estimate.facility),
           job.energy_is_facility
               ? std::string("facility_kwh, as measured")
               : fmt::format("facility_kwh = {} x PUE {}", exact(report.estimate.it),
                             trimmed_number(job.pue)));
  if (report.estimate.water_l)
    page.row("  water", trimmed_number(*report.estimate.water_l) + " l",
             fmt::format("{} x {} l/kWh on site", exact(report.estimate.it),
                         trimmed_number(*job.wue_l_per_kwh)));
}

void add_embodied(Page& page, const ResolvedJob& job) {
  for (const EmbodiedPart& part : job.embodied) {
    const CarbonMass mass = job.runs * (part.mass * (job.hours.count() * part.per_hour));
    page.row("  embodied", exact(mass),
             fmt::format("{}: {} = {}, x {} x {}/h{}", part.label, part.formula, exact(part.mass),
                         exact(job.hours), trimmed_number(part.per_hour), runs_factor(job)));
  }
  if (!job.embodied_counted) page.row("  embodied", "-", "not counted");
}

void add_emissions(Page& page, const Report& report) {
  const ResolvedJob& job = report.job;
  const Estimate& estimate = report.estimate;
  page.blank();
  page.heading("Emissions (CO2e)");
  page.row("  operational", exact(estimate.operational),
           fmt::format("{} x {} ({})", exact(estimate.facility), exact(job.intensity),
                       describe_grid(job)));
  add_embodied(page, job);
  page.row("  total", exact(estimate.total),
           fmt::format("{} + {}", exact(estimate.operational), exact(estimate.embodied)),
           Tint::strong);
  if (estimate.market_based)
    page.row("  market-based", exact(*estimate.market_based),
             fmt::format("{} x {}; a second figure, not part of the total",
                         exact(estimate.facility), exact(*job.market_intensity)));
  for (const SciScore& sci : estimate.sci)
    page.row("  SCI", exact(grams(sci.score_g)),
             fmt::format("({} + {}) / {} {}{}", exact(estimate.operational),
                         exact(estimate.embodied), trimmed_number(sci.amount), sci.functional_unit,
                         sci.complete ? "" : "; incomplete: no embodied part was counted"));
}

std::string pedigree(const Input& input) {
  std::string words{to_string(input.origin)};
  if (!input.source.empty()) words += fmt::format(", {}", input.source);
  if (input.year != 0) words += fmt::format(", {}", input.year);
  if (!input.note.empty()) words += fmt::format("; {}", input.note);
  return words;
}

void add_inputs(Page& page, const ResolvedJob& job) {
  page.blank();
  page.heading("Inputs (value; origin, source, year; how)");
  page.set_columns(k_inputs);
  for (const Input& input : job.inputs)
    page.row("  " + input.name, with_unit(input.value, input.unit), pedigree(input));
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

}  // namespace

std::string render_explanation(std::span<const Report> reports, const Catalog& catalog,
                               const RenderOptions& options) {
  Page page(options);
  bool first = true;
  for (const Report& report : reports) {
    if (!first) page.blank();
    first = false;
    add_head(page, report.job);
    add_energy(page, report);
    add_emissions(page, report);
    add_inputs(page, report.job);
    add_warnings(page, report.job);
  }
  add_sources(page, reports, catalog);
  page.blank();
  page.paragraph(fmt::format("Tables: data {}, SHA-256 {}", catalog.version(), catalog.checksum()),
                 0, Tint::dim);
  return std::move(page).finish();
}

}  // namespace carbonest
