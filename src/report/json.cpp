// SPDX-License-Identifier: Apache-2.0
#include "report/json.hpp"

#include "carbonest/version.hpp"
#include "report/json_writer.hpp"
#include "report/totals.hpp"

namespace carbonest {
namespace {

void write_program(JsonWriter& json, const Catalog& catalog) {
  json.key("carbonest").begin_row();
  json.key("version").text(k_version);
  json.key("data_version").text(catalog.version());
  json.key("data_checksum").text(catalog.checksum());
  json.end_object();
}

void write_energy(JsonWriter& json, const Report& report) {
  json.key("energy").begin_object();
  json.key("it_kwh").number(in_kilowatt_hours(report.estimate.it));
  json.key("facility_kwh").number(in_kilowatt_hours(report.estimate.facility));
  json.key("pue").number(report.job.pue);
  json.key("components").begin_array();
  for (const ComponentEnergy& component : report.estimate.components) {
    json.begin_row();
    json.key("name").text(component.name);
    json.key("kwh").number(in_kilowatt_hours(component.energy));
    json.end_object();
  }
  json.end_array().end_object();
}

void write_emissions(JsonWriter& json, const Report& report) {
  const ResolvedJob& job = report.job;
  json.key("emissions").begin_object();
  json.key("carbon_intensity_g_per_kwh").number(in_grams_per_kwh(job.intensity));
  if (job.marginal) json.key("carbon_intensity_kind").text("marginal");
  json.key("zone").text_or_null(job.zone);
  json.key("year").number_or_null(job.grid_year != 0 ? std::optional<double>(job.grid_year)
                                                     : std::nullopt);
  json.key("basis").text_or_null(job.basis ? to_string(*job.basis) : std::string_view{});
  json.key("operational_kg").number(in_kilograms(report.estimate.operational));
  json.key("embodied_kg").number(in_kilograms(report.estimate.embodied));
  json.key("total_kg").number(in_kilograms(report.estimate.total));
  if (report.estimate.market_based)
    json.key("market_based_kg").number(in_kilograms(*report.estimate.market_based));
  json.end_object();
}

void write_score(JsonWriter& json, const SciScore& sci) {
  json.begin_object();
  json.key("functional_unit").text(sci.functional_unit);
  json.key("amount").number(sci.amount);
  json.key("operational_g").number(sci.operational_g);
  json.key("embodied_g").number(sci.embodied_g);
  json.key("score_g").number(sci.score_g);
  json.key("complete").boolean(sci.complete);
  json.end_object();
}

void write_scores(JsonWriter& json, const std::vector<SciScore>& scores) {
  json.key("sci");
  if (scores.size() == 1) return write_score(json, scores.front());
  json.begin_array();
  for (const SciScore& sci : scores) write_score(json, sci);
  json.end_array();
}

void write_inputs(JsonWriter& json, const std::vector<Input>& inputs) {
  json.key("inputs").begin_array();
  for (const Input& input : inputs) {
    json.begin_row();
    json.key("name").text(input.name);
    json.key("value").number(input.value);
    json.key("unit").text(input.unit);
    json.key("origin").text(to_string(input.origin));
    json.key("source").text_or_null(input.source);
    json.key("year").number_or_null(input.year != 0 ? std::optional<double>(input.year)
                                                    : std::nullopt);
    json.key("note").text_or_null(input.note);
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

void write_estimate(JsonWriter& json, const Report& report, const Catalog& catalog) {
  json.begin_object();
  json.key("schema").text("carbonest.estimate/1");
  write_program(json, catalog);
  json.key("name").text(report.job.name);
  json.key("method").text(report.job.method->id);
  json.key("boundary").text(report.job.method->boundary);
  write_energy(json, report);
  write_emissions(json, report);
  write_scores(json, report.estimate.sci);
  if (report.estimate.water_l) json.key("water_l").number(*report.estimate.water_l);
  json.key("stages").begin_array().end_array();
  write_inputs(json, report.job.inputs);
  write_warnings(json, report.job.warnings);
  json.end_object();
}

void write_totals(JsonWriter& json, const Totals& totals) {
  json.key("totals").begin_object();
  json.key("facility_kwh").number(in_kilowatt_hours(totals.facility));
  json.key("operational_kg").number(in_kilograms(totals.operational));
  json.key("embodied_kg").number(in_kilograms(totals.embodied));
  json.key("total_kg").number(in_kilograms(totals.total));
  json.end_object();
}

}  // namespace

std::string render_json(std::span<const Report> reports, const Catalog& catalog,
                        const RenderOptions& options) {
  JsonWriter json(JsonWriter::Style::pretty);
  if (reports.size() == 1 && !options.batch) {
    write_estimate(json, reports.front(), catalog);
    return std::move(json).finish();
  }
  json.begin_object();
  json.key("schema").text("carbonest.estimates/1");
  json.key("estimates").begin_array();
  for (const Report& report : reports) write_estimate(json, report, catalog);
  json.end_array();
  write_totals(json, totals_of(reports));
  json.end_object();
  return std::move(json).finish();
}

std::string render_jsonl(std::span<const Report> reports, const Catalog& catalog,
                         const RenderOptions&) {
  std::string out;
  for (const Report& report : reports) {
    JsonWriter json(JsonWriter::Style::compact);
    write_estimate(json, report, catalog);
    out += std::move(json).finish();
  }
  return out;
}

}  // namespace carbonest
