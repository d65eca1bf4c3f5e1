// SPDX-License-Identifier: Apache-2.0
// The JSON Schemas of the job file and of the site file, written from the field tables. It says
// what a single key may hold; what keys mean together is checked by the reader.
#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "carbonest/cluster.hpp"
#include "carbonest/job.hpp"
#include "input/fields.hpp"
#include "report/json_writer.hpp"

namespace carbonest {
namespace {

constexpr double k_unbounded = std::numeric_limits<double>::max();

std::string reference(std::string_view object) { return fmt::format("#/$defs/{}", object); }

void write_bounds(JsonWriter& json, const Range& range, double scale = 1) {
  json.key("minimum").number(range.min * scale);
  if (range.max < k_unbounded) json.key("maximum").number(range.max * scale);
}

void write_text(JsonWriter& json, const FieldSpec& spec) {
  json.key("type").text("string");
  if (spec.range.min > 0) json.key("minLength").number(spec.range.min);
  if (spec.range.max < k_unbounded) json.key("maxLength").number(spec.range.max);
}

void write_choices(JsonWriter& json, const FieldSpec& spec) {
  json.key("enum").begin_inline_array();
  for (const std::string_view choice : spec.choices) json.text(choice);
  json.end_array();
}

void write_fraction(JsonWriter& json, const FieldSpec& spec) {
  json.key("anyOf").begin_array();
  json.begin_object();
  json.key("type").text("number");
  write_bounds(json, spec.range);
  json.end_object();
  json.begin_object();
  json.key("type").text("string");
  json.key("pattern").text("^[0-9.]+ ?%$");
  json.end_object();
  json.end_array();
}

void write_one_of_forms(JsonWriter& json, const FieldSpec& spec) {
  if ((spec.forms & k_text_form) != 0) {
    json.begin_object();
    if (spec.choices.empty()) {
      json.key("type").text("string");
    } else {
      write_choices(json, spec);
    }
    json.end_object();
  }
  if ((spec.forms & k_false_form) != 0)
    json.begin_object().key("const").boolean(false).end_object();
  if ((spec.forms & k_object_form) != 0)
    json.begin_object().key("$ref").text(reference(spec.object)).end_object();
}

void write_nested(JsonWriter& json, const FieldSpec& spec) {
  if (spec.forms == k_object_form) {
    json.key("$ref").text(reference(spec.object));
    return;
  }
  if (spec.forms == k_list_form) {
    json.key("type").text("array");
    json.key("minItems").number(1);
    json.key("maxItems").number(static_cast<double>(limits::k_stages));
    json.key("items").begin_object().key("$ref").text(reference(spec.object)).end_object();
    return;
  }
  json.key("anyOf").begin_array();
  write_one_of_forms(json, spec);
  if ((spec.forms & k_list_form) != 0) {
    json.begin_object();
    json.key("type").text("array");
    json.key("minItems").number(1);
    json.key("maxItems").number(static_cast<double>(limits::k_list_items));
    json.key("items").begin_object();
    json.key("anyOf").begin_array();
    write_one_of_forms(json, spec);
    json.end_array().end_object().end_object();
  }
  json.end_array();
}

void write_map(JsonWriter& json, const FieldSpec& spec) {
  json.key("type").text("object");
  json.key("additionalProperties").begin_object();
  if (spec.object.empty())
    json.key("type").text("string");
  else
    json.key("$ref").text(reference(spec.object));
  json.end_object();
}

void write_kind(JsonWriter& json, const FieldSpec& spec) {
  switch (spec.holds) {
    case Holds::text:
      return write_text(json, spec);
    case Holds::number:
    case Holds::integer:
      json.key("type").text(spec.holds == Holds::number ? "number" : "integer");
      return write_bounds(json, spec.range);
    case Holds::boolean:
      json.key("type").text("boolean");
      return;
    case Holds::count:
      json.key("type").begin_inline_array();
      json.text("number").text("string").end_array();
      return;
    case Holds::fraction:
      return write_fraction(json, spec);
    case Holds::quantity:
      json.key("type").text("string");
      return;
    case Holds::choice:
      return write_choices(json, spec);
    case Holds::time:
      json.key("type").text("string");
      json.key("format").text("date-time");
      return;
    case Holds::nested:
      return write_nested(json, spec);
    case Holds::map:
      return write_map(json, spec);
    case Holds::later:
      json.key("not").begin_object().end_object();
      return;
  }
}

void write_property(JsonWriter& json, std::string_view key, const FieldSpec& spec) {
  json.key(key).begin_object();
  std::string doc(spec.doc);
  if (spec.holds == Holds::quantity)
    doc += fmt::format(" A text with its unit: {}.", accepted_units(spec.dimension));
  if (spec.holds == Holds::later) doc += " Not read by this version.";
  if (key != spec.key) doc = fmt::format("Another name of {}.", spec.key);
  json.key("description").text(doc);
  write_kind(json, spec);
  if (!spec.example.empty()) {
    json.key("examples").begin_inline_array();
    json.text(spec.example).end_array();
  }
  json.end_object();
}

void write_suffixed(JsonWriter& json, const FieldSpec& spec) {
  for (const Unit& unit : units()) {
    if (unit.dimension != spec.dimension || unit.suffix.empty()) continue;
    json.key(fmt::format("{}_{}", spec.key, unit.suffix)).begin_object();
    json.key("description").text(fmt::format("{} A number in {}.", spec.doc, unit.name));
    json.key("type").text("number");
    write_bounds(json, spec.range, unit.per / unit.times);
    json.end_object();
  }
}

void write_required(JsonWriter& json, const ObjectSpec& object) {
  bool any = false;
  for (const FieldSpec* spec : object.fields) any = any || spec->required;
  if (!any) return;
  json.key("allOf").begin_array();
  for (const FieldSpec* spec : object.fields) {
    if (!spec->required) continue;
    json.begin_object().key("anyOf").begin_array();
    for (const std::string& key : spellings_of(*spec)) {
      json.begin_object().key("required").begin_inline_array();
      json.text(key).end_array().end_object();
    }
    json.end_array().end_object();
  }
  json.end_array();
}

void write_object(JsonWriter& json, const ObjectSpec& object) {
  json.key("title").text(object.title);
  json.key("type").text("object");
  json.key("properties").begin_object();
  for (const FieldSpec* spec : object.fields) {
    write_property(json, spec->key, *spec);
    if (!spec->alias.empty()) write_property(json, spec->alias, *spec);
    if (spec->holds == Holds::quantity) write_suffixed(json, *spec);
  }
  json.end_object();
  json.key("patternProperties").begin_object();
  json.key("^x_").begin_object();
  json.key("description").text("Reserved for the user; ignored.");
  json.end_object().end_object();
  json.key("additionalProperties").boolean(false);
  write_required(json, object);
}

std::vector<const ObjectSpec*> pointers_to(std::span<const ObjectSpec> objects) {
  std::vector<const ObjectSpec*> out;
  for (const ObjectSpec& object : objects) out.push_back(&object);
  return out;
}

std::string schema_of(std::string_view id, const ObjectSpec& whole,
                      std::span<const ObjectSpec* const> inside) {
  JsonWriter json(JsonWriter::Style::pretty);
  json.begin_object();
  json.key("$schema").text("https://json-schema.org/draft/2020-12/schema");
  json.key("$id").text(id);
  write_object(json, whole);
  json.key("$defs").begin_object();
  for (const ObjectSpec* object : inside) {
    json.key(object->name).begin_object();
    write_object(json, *object);
    json.end_object();
  }
  json.end_object().end_object();
  return std::move(json).finish();
}

}  // namespace

std::string job_schema() {
  return schema_of("urn:carbonest:job:1", job_objects().front(),
                   pointers_to(std::span(job_objects()).subspan(1)));
}

// A site says of nodes what a job says.
std::string site_schema() {
  std::vector<const ObjectSpec*> inside = pointers_to(std::span(site_objects()).subspan(1));
  constexpr std::array<std::string_view, 6> k_of_jobs{"hardware", "accelerator", "cpu",
                                                      "storage",  "host",        "embodied"};
  for (const ObjectSpec& object : job_objects())
    if (std::ranges::find(k_of_jobs, object.name) != k_of_jobs.end()) inside.push_back(&object);
  return schema_of("urn:carbonest:site:1", site_objects().front(), inside);
}

}  // namespace carbonest
