// SPDX-License-Identifier: Apache-2.0
#include "report/markdown.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "carbonest/version.hpp"
#include "report/escape.hpp"
#include "report/interval_words.hpp"
#include "report/number.hpp"
#include "report/totals.hpp"

namespace carbonest {
namespace {

void add_row(std::string& out, std::string_view label, std::string_view value,
             std::string_view note) {
  out += fmt::format("| {} | {} | {} |\n", label, value, escape_markdown(note));
}

void add_table(std::string& out, const Report& report) {
  const Estimate& estimate = report.estimate;
  const ResolvedJob& job = report.job;
  out += "| | CO2e or energy | |\n| :- | -: | :- |\n";
  const Precision digits{supported_digits(report.interval.total_kg.log_sd), true};
  const Spread& spread = report.interval.total_kg;
  add_row(out, "**Total**", fmt::format("**{}**", human(estimate.total, digits)),
          spread.high > spread.low
              ? fmt::format("CO2e; 90 % interval {}", interval_words(estimate.total, spread))
              : std::string("CO2e"));
  add_row(out, "Operational", human(estimate.operational, digits),
          estimate.intensity ? fmt::format("{} x {} ({})", human(estimate.facility, digits),
                                           human(*estimate.intensity), describe_grid(job))
                             : std::string("no energy"));
  add_row(out, "Embodied", job.embodied_counted ? human(estimate.embodied, digits) : "-",
          job.embodied_counted ? "this job's share of making the hardware" : "not counted");
  if (estimate.market_based)
    add_row(out, "Market-based", human(*estimate.market_based, digits),
            "operational; not part of the total");
  add_row(out, "Energy", human(estimate.facility, digits),
          fmt::format("{} at the equipment x PUE {}", human(estimate.it, digits),
                      trimmed_number(estimate.pue, 4)));
  for (const ComponentEnergy& component : estimate.components)
    if (in_kilowatt_hours(component.energy) != 0)
      add_row(out, fmt::format("- {}", component.name), human(component.energy, digits),
              human_percent(in_kilowatt_hours(component.energy) /
                            in_kilowatt_hours(estimate.facility)));
  if (report.stages.size() < 2) return;
  for (const Report& stage : report.stages)
    add_row(out, fmt::format("Stage {}", escape_markdown(stage.job.name)),
            human(stage.estimate.total, digits), "CO2e");
}

void add_list(std::string& out, std::string_view title, std::string_view items) {
  if (!items.empty()) out += fmt::format("\n{}:\n\n{}", title, items);
}

void add_job(std::string& out, const Report& report) {
  out += fmt::format("### Carbon footprint of {}\n\n", escape_markdown(title_of(report.job)));
  add_table(out, report);
  std::string assumed, warnings;
  for (const Input& input : report.job.inputs)
    if (input.origin == Origin::fallback)
      assumed += fmt::format("- {} = {}{}{}\n", escape_markdown(input.name),
                             escape_markdown(with_unit(input.value, input.unit)),
                             input.note.empty() ? "" : ": ", escape_markdown(input.note));
  for (const Warning& warning : report.job.warnings)
    warnings +=
        fmt::format("- {}: {}\n", escape_markdown(warning.code), escape_markdown(warning.message));
  add_list(out, "Assumed, because the job does not say", assumed);
  add_list(out, "Warnings", warnings);
}

void add_summary(std::string& out, std::span<const Report> reports) {
  const Totals sum = totals_of(reports);
  out += "| Job | Energy | Operational | Embodied | Total CO2e |\n| :- | -: | -: | -: | -: |\n";
  for (const Report& report : reports)
    out += fmt::format("| {} | {} | {} | {} | {} |\n", escape_markdown(title_of(report.job)),
                       human(report.estimate.facility), human(report.estimate.operational),
                       human(report.estimate.embodied), human(report.estimate.total));
  if (sum.mixed)
    out += fmt::format("| **All** | {} | | | marginal and average results are never added up |\n",
                       human(sum.facility));
  else
    out += fmt::format("| **All** | {} | {} | {} | **{}** |\n", human(sum.facility),
                       human(sum.operational), human(sum.embodied), human(sum.total));
}

}  // namespace

std::string render_markdown(std::span<const Report> reports, const Catalog& catalog,
                            const RenderOptions& options) {
  std::string out;
  if (options.batch || options.quiet || reports.size() > 1) add_summary(out, reports);
  for (const Report& report : reports) {
    if (!out.empty()) out += '\n';
    if (!options.quiet) add_job(out, report);
  }
  out += fmt::format("\nEstimated by carbonest {}, tables {}.\n", k_version,
                     escape_markdown(catalog.version()));
  return out;
}

}  // namespace carbonest
