// SPDX-License-Identifier: Apache-2.0
// The published schema of the budget file: generated, so that it cannot differ from the reader.
#include <algorithm>
#include <string>

#include "carbonest/budget.hpp"
#include "gate/budget_keys.hpp"
#include "report/json_writer.hpp"

namespace carbonest {
namespace {

using Json = JsonWriter;

constexpr std::string_view k_number = R"([0-9]+(\.[0-9]*)?([eE][+-]?[0-9]+)?)";

// A regular expression of ECMA-262 for the texts that the reader takes.
std::string pattern_of(const LimitKey& key) {
  std::string units;
  bool mass = false;
  for (const LimitUnit& unit : limit_units()) {
    if (std::ranges::find(key.dimensions, unit.dimension) == key.dimensions.end()) continue;
    units.append(units.empty() ? "" : "|").append(unit.unit);
    mass = mass || unit.dimension == LimitDimension::mass;
  }
  std::string pattern = "^ *";
  pattern.append(k_number).append(" *(").append(units).append(")");
  if (mass) pattern.append("( *CO2eq?)?");
  return pattern + " *$";
}

// null lifts a limit of a wider pattern: there is none of a total.
void write_type(Json& json, std::string_view type, bool of_a_job) {
  json.key("type");
  if (!of_a_job) {
    json.text(type);
    return;
  }
  json.begin_inline_array().text(type).text("null").end_array();
}

void write_text_limit(Json& json, const LimitKey& key, bool of_a_job) {
  json.begin_row();
  write_type(json, "string", of_a_job);
  json.key("pattern").text(pattern_of(key));
  json.end_object();
}

void write_limit(Json& json, const BudgetKey& key, bool of_a_job) {
  json.key(key.name);
  if (key.unit != nullptr) {
    json.begin_row();
    write_type(json, "number", of_a_job);
    json.key("minimum").number(0);
    json.end_object();
    return;
  }
  json.begin_object();
  json.key("description").text(key.limit->help);
  json.key("anyOf").begin_array();
  write_text_limit(json, *key.limit, of_a_job);
  if (key.limit->dimensions.size() > 1) {
    json.begin_object();
    json.key("type").text("array");
    json.key("minItems").number(1);
    json.key("maxItems").number(static_cast<double>(key.limit->dimensions.size()));
    json.key("items");
    json.begin_row();
    json.key("type").text("string");
    json.key("pattern").text(pattern_of(*key.limit));
    json.end_object();
    json.end_object();
  }
  json.end_array().end_object();
}

void write_limits(Json& json, bool of_a_job) {
  json.begin_object();
  json.key("type").text("object");
  json.key("additionalProperties").boolean(false);
  json.key("patternProperties").begin_row().key("^x_").boolean(true).end_object();
  json.key("properties").begin_object();
  json.key("description").begin_row().key("type").text("string").end_object();
  for (const BudgetKey& key : budget_keys())
    if (of_a_job || key.limit->metric != GateMetric::sci) write_limit(json, key, of_a_job);
  if (of_a_job) {
    json.key(k_unit_key).begin_object();
    json.key("description")
        .text(
            "the functional unit that max_sci and warn_sci look at; without "
            "it, each that the job has");
    json.key("type").text("string");
    json.key("minLength").number(1);
    json.end_object();
  }
  json.end_object().end_object();
}

}  // namespace

std::string budget_schema() {
  Json json(Json::Style::pretty);
  json.begin_object();
  json.key("$schema").text("https://json-schema.org/draft/2020-12/schema");
  json.key("title").text("Budget of carbonest gate");
  json.key("description")
      .text(
          "Limits on CO2e and energy: of all jobs together, and of jobs by name or pattern (* any "
          "text, "
          "? one character). Of several patterns that fit a job, the most specific one that has a "
          "limit "
          "counts; null lifts a limit of a wider pattern.");
  json.key("type").text("object");
  json.key("required").begin_inline_array().text("schema").end_array();
  json.key("additionalProperties").boolean(false);
  json.key("patternProperties").begin_row().key("^x_").boolean(true).end_object();
  json.key("properties").begin_object();
  json.key("$schema").begin_row().key("type").text("string").end_object();
  json.key("schema").begin_row().key("const").text(k_budget_schema).end_object();
  json.key("description").begin_row().key("type").text("string").end_object();
  json.key("total");
  write_limits(json, false);
  json.key("jobs").begin_object();
  json.key("type").text("object");
  json.key("additionalProperties");
  write_limits(json, true);
  json.end_object();
  json.end_object().end_object();
  return std::move(json).finish();
}

}  // namespace carbonest
