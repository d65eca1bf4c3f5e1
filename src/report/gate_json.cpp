// SPDX-License-Identifier: Apache-2.0
// carbonest.gate/1, and carbonest.diff/1, which is the part of it that needs no limits.
#include <algorithm>

#include "report/gate_formats.hpp"
#include "report/json.hpp"
#include "report/json_writer.hpp"

namespace carbonest {
namespace {

using Json = JsonWriter;

std::optional<double> kg(const std::optional<CarbonMass>& mass) {
  return mass ? std::optional(in_kilograms(*mass)) : std::nullopt;
}

std::optional<double> kwh(const std::optional<Energy>& energy) {
  return energy ? std::optional(in_kilowatt_hours(*energy)) : std::nullopt;
}

void write_check(Json& json, const Check& check) {
  json.begin_row();
  json.key("name").text(check.rule->id);
  if (check.scope == GateScope::total)
    json.key("job").null();
  else
    json.key("job").text(check.job);
  json.key("limit").number(check.limit);
  json.key("value").number_or_null(check.value);
  json.key("unit").text(check.rule->unit);
  json.key("result").text(to_string(check.result));
  json.key("scope").text(check.scope == GateScope::total ? "total" : "job");
  if (!check.functional_unit.empty()) json.key("functional_unit").text(check.functional_unit);
  json.key("note").text_or_null(check.note);
  json.key("source").text_or_null(check.source);
  json.key("file").text_or_null(check.file);
  json.end_object();
}

void write_causes(Json& json, const Causes& causes) {
  json.key("causes").begin_row();
  json.key("input_kg").number(in_kilograms(causes.input));
  if (causes.table_or_version) {
    json.key("table_kg").null().key("version_kg").null();
    json.key("table_or_version_kg").number(in_kilograms(*causes.table_or_version));
  } else {
    json.key("table_kg").number(in_kilograms(causes.table));
    json.key("version_kg").number(in_kilograms(causes.version));
  }
  json.end_object();
}

void write_change(Json& json, const Change& change) {
  json.begin_object();
  json.key("job").text(change.job);
  json.key("kind").text(to_string(change.kind));
  if (!change.former_name.empty()) json.key("former_name").text(change.former_name);
  json.key("before_kg").number_or_null(kg(change.before));
  json.key("now_kg").number_or_null(kg(change.now));
  if (change.kind == ChangeKind::incomparable)
    json.key("change_kg").null();
  else
    json.key("change_kg").number(in_kilograms(change.change));
  json.key("change_percent").number_or_null(change.percent);
  json.key("before_kwh").number_or_null(kwh(change.energy_before));
  json.key("now_kwh").number_or_null(kwh(change.energy_now));
  if (change.causes)
    write_causes(json, *change.causes);
  else
    json.key("causes").null();
  json.key("note").text_or_null(change.note);
  json.end_object();
}

void write_baseline(Json& json, const BaselineUse& use) {
  json.key("baseline").begin_object();
  json.key("rule").text(use.rule);
  json.key("sentence").text(use.sentence);
  json.key("file").text_or_null(use.file);
  json.key("jobs").number(static_cast<double>(use.jobs));
  json.key("version").text_or_null(use.program.version);
  json.key("data_version").text_or_null(use.program.data_version);
  json.key("data_checksum").text_or_null(use.program.data_checksum);
  json.key("total_kg").number(in_kilograms(use.total));
  json.end_object();
}

void write_changes(Json& json, const std::vector<Change>& changes) {
  json.key("changes").begin_array();
  for (const Change& change : changes) write_change(json, change);
  json.end_array();
}

void write_totals(Json& json, const GateResult& result) {
  json.key("totals").begin_row();
  json.key("facility_kwh").number(in_kilowatt_hours(result.facility));
  json.key("operational_kg").number(in_kilograms(result.operational));
  json.key("embodied_kg").number(in_kilograms(result.embodied));
  json.key("total_kg").number(in_kilograms(result.total));
  json.end_object();
}

void write_problems(Json& json, std::string_view key, const Diagnostics& problems) {
  json.key(key).begin_array();
  for (const Diagnostic& problem : problems) {
    json.begin_row();
    json.key("code").text(problem.code);
    json.key("message").text(problem.message);
    json.key("file").text_or_null(problem.file);
    json.key("line").number_or_null(problem.line > 0 ? std::optional<double>(problem.line)
                                                     : std::nullopt);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

std::string render_gate_json(const GateReport& report, const Catalog& catalog,
                             const RenderOptions& options) {
  const GateResult& result = report.result;
  Json json(Json::Style::pretty);
  json.begin_object();
  json.key("schema").text("carbonest.gate/1");
  write_program(json, catalog);
  json.key("result").text(to_string(result.result));
  json.key("passed").boolean(verdict(result) == GateVerdict::passed);
  json.key("at").text(result.options.at == GateEnd::upper ? "upper" : "central");
  json.key("fail_on").text(result.options.fail_on == GateLevel::warn ? "warn" : "fail");
  json.key("report_only").boolean(result.options.report_only);
  json.key("checks").begin_array();
  for (const Check& check : result.checks) write_check(json, check);
  json.end_array();
  json.key("estimates").begin_array();
  for (const Report& estimate : report.estimates) write_estimate(json, estimate, catalog, options);
  json.end_array();
  write_totals(json, result);
  write_baseline(json, result.baseline);
  write_changes(json, result.changes);
  write_problems(json, "errors", result.errors);
  write_problems(json, "warnings", result.warnings);
  json.end_object();
  return std::move(json).finish();
}

std::string render_diff_json(const GateReport& report, const Catalog& catalog,
                             const RenderOptions&) {
  Json json(Json::Style::pretty);
  json.begin_object();
  json.key("schema").text("carbonest.diff/1");
  write_program(json, catalog);
  write_totals(json, report.result);
  write_baseline(json, report.result.baseline);
  write_changes(json, report.result.changes);
  write_problems(json, "errors", report.result.errors);
  write_problems(json, "warnings", report.result.warnings);
  json.end_object();
  return std::move(json).finish();
}

}  // namespace carbonest
