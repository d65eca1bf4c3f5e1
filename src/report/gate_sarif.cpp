// SPDX-License-Identifier: Apache-2.0
// SARIF 2.1.0: one rule a kind of limit, one result a breach, at the file of the job. Fingerprints
// do not hold the figures, so that an alert stays one alert while a job moves.
#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "carbonest/version.hpp"
#include "catalog/sha256.hpp"
#include "report/escape.hpp"
#include "report/gate_formats.hpp"
#include "report/gate_words.hpp"
#include "report/json_writer.hpp"

namespace carbonest {
namespace {

using Json = JsonWriter;

constexpr std::size_t k_max_results = 5000;  // GitHub shows no more of a run
constexpr std::string_view k_schema = "https://json.schemastore.org/sarif-2.1.0.json";

void write_message(Json& json, std::string_view key, std::string_view text) {
  json.key(key).begin_row().key("text").text(text).end_object();
}

std::string_view level_of(GateLevel level) noexcept {
  return level == GateLevel::warn ? "warning" : "error";
}

void write_rules(Json& json) {
  json.key("rules").begin_array();
  for (const GateRule& rule : gate_rules()) {
    json.begin_object();
    json.key("id").text(rule.id);
    write_message(json, "shortDescription", rule.title);
    json.key("defaultConfiguration").begin_row();
    json.key("level").text(level_of(rule.level));
    json.end_object();
    json.end_object();
  }
  json.end_array();
}

void write_tool(Json& json) {
  json.key("tool").begin_object();
  json.key("driver").begin_object();
  json.key("name").text("carbonest");
  json.key("version").text(k_version);
  write_rules(json);
  json.end_object();
  json.end_object();
}

bool is_file(std::string_view file) noexcept {
  return !file.empty() && file != "-" && file.front() != '<';
}

void write_location(Json& json, std::string_view file, int line) {
  json.key("locations").begin_array();
  if (is_file(file)) {
    while (file.starts_with("./")) file.remove_prefix(2);
    json.begin_object();
    json.key("physicalLocation").begin_object();
    json.key("artifactLocation").begin_row();
    json.key("uri").text(escape_uri_path(file));
    json.end_object();
    json.key("region").begin_row();
    json.key("startLine").number(std::max(line, 1));
    json.end_object();
    json.end_object();
    json.end_object();
  }
  json.end_array();
}

std::string fingerprint_of(const Check& check) {
  Sha256 sum;
  for (const std::string_view part :
       {check.rule->id, std::string_view(check.scope == GateScope::total ? "total" : "job"),
        std::string_view(check.job), std::string_view(check.functional_unit),
        std::string_view(check.file)}) {
    sum.add(part);
    sum.add(std::string_view("\0", 1));
  }
  return sum.finish();
}

void write_result(Json& json, const Check& check, const GateOptions& options) {
  const auto rules = gate_rules();
  json.begin_object();
  json.key("ruleId").text(check.rule->id);
  json.key("ruleIndex").number(static_cast<double>(check.rule - rules.data()));
  json.key("level").text(check.result == CheckResult::warn ? "warning" : "error");
  write_message(json, "message",
                fmt::format("{}: {}", subject_of(check), sentence_of(check, options)));
  write_location(json, check.file, check.line);
  json.key("partialFingerprints").begin_row();
  json.key("carbonestGate/v1").text(fingerprint_of(check));
  json.end_object();
  json.end_object();
}

std::vector<const Check*> breaches_of(const GateResult& result) {
  std::vector<const Check*> breaches;
  for (const Check& check : result.checks)
    if (check.result >= CheckResult::warn) breaches.push_back(&check);
  std::ranges::stable_sort(breaches, std::greater{},
                           [](const Check* check) { return check->result; });
  if (breaches.size() > k_max_results) breaches.resize(k_max_results);
  return breaches;
}

void write_notifications(Json& json, const GateResult& result) {
  json.key("toolExecutionNotifications").begin_array();
  for (const Diagnostics* list : {&result.errors, &result.warnings})
    for (const Diagnostic& problem : *list) {
      json.begin_object();
      json.key("descriptor").begin_row().key("id").text(problem.code).end_object();
      json.key("level").text(problem.severity == Severity::error ? "error" : "warning");
      write_message(json, "message", problem.message);
      write_location(json, problem.file, problem.line);
      json.end_object();
    }
  json.end_array();
}

}  // namespace

std::string render_gate_sarif(const GateReport& report, const Catalog&, const RenderOptions&) {
  const GateResult& result = report.result;
  Json json(Json::Style::pretty);
  json.begin_object();
  json.key("$schema").text(k_schema);
  json.key("version").text("2.1.0");
  json.key("runs").begin_array();
  json.begin_object();
  write_tool(json);
  json.key("invocations").begin_array();
  json.begin_object();
  json.key("executionSuccessful").boolean(result.errors.empty());
  write_notifications(json, result);
  json.end_object();
  json.end_array();
  json.key("results").begin_array();
  for (const Check* check : breaches_of(result)) write_result(json, *check, result.options);
  json.end_array();
  json.end_object();
  json.end_array();
  json.end_object();
  return std::move(json).finish();
}

}  // namespace carbonest
