// SPDX-License-Identifier: Apache-2.0
#include "report/json.hpp"

#include "carbonest/version.hpp"
#include "report/boundary.hpp"
#include "report/equivalents.hpp"
#include "report/json_writer.hpp"
#include "report/totals.hpp"

namespace carbonest {
namespace {

void write_range(JsonWriter& json, std::string_view key, const Spread& spread) {
  json.key(key).begin_inline_array();
  json.number(spread.low).number(spread.high).end_array();
}

void write_energy(JsonWriter& json, const Report& report) {
  const Estimate& estimate = report.estimate;
  json.key("energy").begin_object();
  json.key("it_kwh").number(in_kilowatt_hours(estimate.it));
  json.key("facility_kwh").number(in_kilowatt_hours(estimate.facility));
  json.key("pue").number_or_null(estimate.pue > 0 ? std::optional(estimate.pue) : std::nullopt);
  json.key("interval").begin_row();
  json.key("level").number(report.interval.level);
  write_range(json, "it_kwh", report.interval.it_kwh);
  write_range(json, "facility_kwh", report.interval.facility_kwh);
  json.end_object();
  json.key("components").begin_array();
  for (const ComponentEnergy& component : estimate.components) {
    json.begin_row();
    json.key("name").text(component.name);
    json.key("kwh").number(in_kilowatt_hours(component.energy));
    json.end_object();
  }
  json.end_array().end_object();
}

void write_series(JsonWriter& json, const std::optional<SeriesUse>& series) {
  if (!series) return;
  json.key("series").begin_row();
  json.key("source").text_or_null(series->source);
  json.key("step_minutes").number(series->step_minutes);
  json.key("year_mean_g_per_kwh").number(series->year_mean_g_per_kwh);
  json.key("year_covered").number(series->year_covered);
  json.key("filled_share").number(series->filled_share);
  json.key("estimated_share").number(series->estimated_share);
  json.end_object();
}

void write_emissions(JsonWriter& json, const Report& report) {
  const ResolvedJob& job = report.job;
  const Estimate& estimate = report.estimate;
  json.key("emissions").begin_object();
  json.key("carbon_intensity_g_per_kwh")
      .number_or_null(estimate.intensity ? std::optional(in_grams_per_kwh(*estimate.intensity))
                                         : std::nullopt);
  if (job.marginal) json.key("carbon_intensity_kind").text("marginal");
  json.key("zone").text_or_null(job.zone);
  json.key("year").number_or_null(job.grid_year != 0 ? std::optional<double>(job.grid_year)
                                                     : std::nullopt);
  json.key("basis").text_or_null(job.basis ? to_string(*job.basis) : std::string_view{});
  write_series(json, job.series);
  json.key("operational_kg").number(in_kilograms(estimate.operational));
  json.key("embodied_kg").number(in_kilograms(estimate.embodied));
  json.key("total_kg").number(in_kilograms(estimate.total));
  json.key("interval").begin_row();
  json.key("level").number(report.interval.level);
  write_range(json, "operational_kg", report.interval.operational_kg);
  write_range(json, "total_kg", report.interval.total_kg);
  json.end_object();
  if (estimate.market_based)
    json.key("market_based_kg").number(in_kilograms(*estimate.market_based));
  json.end_object();
}

void write_score(JsonWriter& json, const SciScore& sci, const FunctionalUnit& unit) {
  json.begin_object();
  json.key("functional_unit").text(sci.functional_unit);
  json.key("amount").number(sci.amount);
  json.key("unit").text("gCO2e/" + sci.functional_unit);
  json.key("boundary").text(to_string(sci.boundary));
  if (unit.basis) json.key("basis").text(*unit.basis == UnitBasis::gross ? "gross" : "effective");
  if (!unit.rationale.empty()) json.key("rationale").text(unit.rationale);
  json.key("operational_g").number(sci.operational_g);
  json.key("embodied_g").number(sci.embodied_g);
  json.key("score_g").number(sci.score_g);
  json.key("complete").boolean(sci.complete);
  json.end_object();
}

void write_scores(JsonWriter& json, const Report& report) {
  const std::vector<SciScore>& scores = report.estimate.sci;
  const std::vector<FunctionalUnit>& units = report.job.functional_units;
  json.key("sci");
  if (scores.size() == 1) return write_score(json, scores.front(), units.front());
  json.begin_array();
  for (std::size_t i = 0; i < scores.size(); ++i) write_score(json, scores[i], units[i]);
  json.end_array();
}

void write_inputs(JsonWriter& json, const Report& report) {
  json.key("inputs").begin_array();
  for (std::size_t i = 0; i < report.job.inputs.size(); ++i) {
    const Input& input = report.job.inputs[i];
    const InputSpread& spread = report.interval.inputs[i];
    json.begin_row();
    json.key("name").text(input.name);
    json.key("value").number(input.value);
    json.key("unit").text(input.unit);
    json.key("origin").text(to_string(input.origin));
    json.key("source").text_or_null(input.source);
    json.key("year").number_or_null(input.year != 0 ? std::optional<double>(input.year)
                                                    : std::nullopt);
    json.key("note").text_or_null(input.note);
    json.key("low").number(spread.low);
    json.key("high").number(spread.high);
    json.key("variance_share").number(spread.variance_share);
    json.end_object();
  }
  json.end_array();
}

void write_stages(JsonWriter& json, const Report& report) {
  json.key("stages").begin_array();
  for (const Report& stage : report.stages) {
    json.begin_object();
    json.key("name").text(stage.job.name);
    json.key("boundary").text(to_string(stage.job.boundary));
    write_energy(json, stage);
    write_emissions(json, stage);
    write_inputs(json, stage);
    json.end_object();
  }
  json.end_array();
}

void write_boundary(JsonWriter& json, const Report& report) {
  json.key("boundary").begin_array();
  for (const BoundaryRow& row : boundary_of(report)) {
    json.begin_row();
    json.key("component").text(row.component);
    json.key("included").boolean(row.included);
    json.key("quantified").text_or_null(row.quantified);
    json.key("why").text_or_null(row.why);
    json.end_object();
  }
  json.end_array();
}

void write_equivalents(JsonWriter& json, CarbonMass total, const Catalog& catalog) {
  json.key("equivalents").begin_array();
  for (const Equivalent& row : equivalents_of(total, catalog)) {
    json.begin_row();
    json.key("id").text(row.figure.id);
    json.key("label").text(row.figure.name);
    json.key("amount").number(row.amount);
    json.key("unit").text(row.figure.unit);
    json.key("g_per_unit").number(row.figure.value);
    json.key("source").text_or_null(row.figure.source.key);
    json.end_object();
  }
  json.end_array();
}

void write_warnings(JsonWriter& json, const std::vector<Warning>& warnings) {
  json.key("warnings").begin_array();
  for (const Warning& warning : warnings) {
    json.begin_row();
    json.key("code").text(warning.code);
    json.key("message").text(warning.message);
    json.end_object();
  }
  json.end_array();
}

void write_saved_input(JsonWriter& json, const SavedInput& saved) {
  json.key("input_hash").text(saved.hash);
  json.key("job").json(saved.job);
  if (saved.overrides.empty()) return;
  json.key("overrides").begin_row();
  for (const SavedOverride& row : saved.overrides) json.key(row.key).text(row.text);
  json.end_object();
}

void write_totals(JsonWriter& json, const Totals& totals) {
  const auto kg = [&](CarbonMass mass) {
    return totals.mixed ? std::nullopt : std::optional(in_kilograms(mass));
  };
  json.key("totals").begin_object();
  json.key("facility_kwh").number(in_kilowatt_hours(totals.facility));
  json.key("operational_kg").number_or_null(kg(totals.operational));
  json.key("embodied_kg").number(in_kilograms(totals.embodied));
  json.key("total_kg").number_or_null(kg(totals.total));
  if (!totals.mixed) {
    json.key("interval").begin_row();
    json.key("level").number(k_interval_level);
    write_range(json, "total_kg", totals.total_spread);
    json.end_object();
  }
  json.end_object();
}

}  // namespace

void write_program(JsonWriter& json, const Catalog& catalog) {
  json.key("carbonest").begin_row();
  json.key("version").text(k_version);
  json.key("data_version").text(catalog.version());
  json.key("data_checksum").text(catalog.checksum());
  json.end_object();
}

void write_estimate(JsonWriter& json, const Report& report, const Catalog& catalog,
                    const RenderOptions& options) {
  json.begin_object();
  json.key("schema").text("carbonest.estimate/1");
  write_program(json, catalog);
  json.key("name").text(report.job.name);
  json.key("method").text(report.job.method->id);
  write_energy(json, report);
  write_emissions(json, report);
  write_scores(json, report);
  json.key("water_l").number_or_null(report.estimate.water_l);
  write_boundary(json, report);
  if (options.equivalents) write_equivalents(json, report.estimate.total, catalog);
  write_stages(json, report);
  write_inputs(json, report);
  write_warnings(json, report.job.warnings);
  if (report.saved_input) write_saved_input(json, *report.saved_input);
  json.end_object();
}

std::string render_json(std::span<const Report> reports, const Catalog& catalog,
                        const RenderOptions& options) {
  JsonWriter json(JsonWriter::Style::pretty);
  if (reports.size() == 1 && !options.batch) {
    write_estimate(json, reports.front(), catalog, options);
    return std::move(json).finish();
  }
  json.begin_object();
  json.key("schema").text("carbonest.estimates/1");
  json.key("estimates").begin_array();
  for (const Report& report : reports) write_estimate(json, report, catalog, options);
  json.end_array();
  write_totals(json, totals_of(reports));
  json.end_object();
  return std::move(json).finish();
}

std::string render_jsonl(std::span<const Report> reports, const Catalog& catalog,
                         const RenderOptions& options) {
  std::string out;
  for (const Report& report : reports) {
    JsonWriter json(JsonWriter::Style::compact);
    write_estimate(json, report, catalog, options);
    out += std::move(json).finish();
  }
  return out;
}

}  // namespace carbonest
