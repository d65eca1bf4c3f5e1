// SPDX-License-Identifier: Apache-2.0
// carbonest.compare/1
#include "carbonest/interval.hpp"
#include "report/compare_formats.hpp"
#include "report/json.hpp"
#include "report/json_writer.hpp"
#include "report/totals.hpp"

namespace carbonest {
namespace {

void write_values(JsonWriter& json, const Comparison& comparison,
                  const std::vector<std::string>& values) {
  if (values.empty()) return;
  json.key("varied").begin_row();
  for (std::size_t i = 0; i < values.size(); ++i) json.key(comparison.axes[i].key).text(values[i]);
  json.end_object();
}

void write_figures(JsonWriter& json, const CompareRow& row) {
  json.key("region").text_or_null(row.region);
  json.key("location").text_or_null(row.location);
  json.key("zone").text_or_null(row.zone);
  json.key("hardware").text_or_null(row.hardware);
  json.key("instance").text_or_null(row.instance);
  json.key("year").number_or_null(row.year != 0 ? std::optional<double>(row.year) : std::nullopt);
  json.key("carbon_intensity_g_per_kwh")
      .number_or_null(row.intensity ? std::optional(in_grams_per_kwh(*row.intensity))
                                    : std::nullopt);
  if (row.marginal) json.key("carbon_intensity_kind").text("marginal");
  json.key("method").text(row.method);
  json.key("basis").text_or_null(row.basis ? to_string(*row.basis) : std::string_view{});
  json.key("pue").number(row.pue);
  json.key("facility_kwh").number(in_kilowatt_hours(row.facility));
  json.key("operational_kg").number(in_kilograms(row.operational));
  json.key("embodied_kg").number(in_kilograms(row.embodied));
  json.key("total_kg").number(in_kilograms(row.total));
  json.key("interval").begin_row();
  json.key("level").number(k_interval_level);
  json.key("total_kg").begin_inline_array();
  json.number(row.range.low_kg).number(row.range.high_kg).end_array().end_object();
  json.key("ratio").number_or_null(row.ratio);
  json.key("distance_km").number_or_null(row.distance_km);
  json.key("as_written").boolean(row.as_written);
  json.key("warnings").begin_inline_array();
  for (const std::string_view code : row.warnings) json.text(code);
  json.end_array();
}

void write_row(JsonWriter& json, const Comparison& comparison, const CompareRow& row) {
  json.begin_row();
  json.key("rank").number_or_null(row.rank != 0 ? std::optional(static_cast<double>(row.rank))
                                                : std::nullopt);
  json.key("tied").boolean(row.tied);
  json.key("name").text(row.name);
  write_values(json, comparison, row.values);
  write_figures(json, row);
  json.end_object();
}

void write_aside(JsonWriter& json, const Comparison& comparison, const SetAside& aside) {
  json.begin_row();
  json.key("name").text(aside.name);
  write_values(json, comparison, aside.values);
  json.key("code").text(aside.code);
  json.key("message").text(aside.message);
  if (aside.row) write_figures(json, *aside.row);
  json.end_object();
}

void write_axes(JsonWriter& json, const Comparison& comparison) {
  json.key("axes").begin_inline_array();
  for (const Axis& axis : comparison.axes) json.text(axis.key);
  json.end_array();
}

void write_warnings(JsonWriter& json, const Comparison& comparison) {
  json.key("warnings").begin_array();
  for (const Warning& warning : comparison.warnings) {
    json.begin_row();
    json.key("code").text(warning.code);
    json.key("message").text(warning.message);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

std::string render_compare_json(const Comparison& comparison, const Catalog& catalog,
                                const RenderOptions&) {
  JsonWriter json(JsonWriter::Style::pretty);
  json.begin_object();
  json.key("schema").text("carbonest.compare/1");
  write_program(json, catalog);
  json.key("name").text(comparison.name);
  write_axes(json, comparison);
  json.key("sort").text(comparison.sort);
  json.key("home").text_or_null(comparison.home);
  json.key("variants").number(static_cast<double>(comparison.variants));
  json.key("ranked").number(static_cast<double>(comparison.ranked));
  json.key("baseline");
  if (comparison.baseline)
    write_row(json, comparison, *comparison.baseline);
  else
    json.null();
  json.key("rows").begin_array();
  for (const CompareRow& row : comparison.rows) write_row(json, comparison, row);
  json.end_array();
  json.key("set_aside").begin_array();
  for (const SetAside& aside : comparison.set_aside) write_aside(json, comparison, aside);
  json.end_array();
  write_warnings(json, comparison);
  json.end_object();
  return std::move(json).finish();
}

}  // namespace carbonest
