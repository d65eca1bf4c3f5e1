// SPDX-License-Identifier: Apache-2.0
// One line a variant: the job as written first, then the ranked ones, then those set aside.
#include "report/compare_formats.hpp"
#include "report/escape.hpp"
#include "report/number.hpp"
#include "report/totals.hpp"

namespace carbonest {
namespace {

/// A line of the table; `row` is nullptr for a variant without a result.
struct Line {
  std::string_view kind, name, code;
  const CompareRow* row;
};

struct Column {
  std::string_view name;
  std::string (*cell)(const Line&);
};

/// Of a line without a result the cell is empty.
template <std::string (*Cell)(const CompareRow&)>
std::string of_row(const Line& line) {
  return line.row == nullptr ? std::string{} : Cell(*line.row);
}

std::string optional_cell(const std::optional<double>& value) {
  return value ? json_number(*value) : std::string{};
}

using R = const CompareRow&;
std::string rank(R r) { return r.rank != 0 ? json_number(static_cast<double>(r.rank)) : ""; }
std::string tied(R r) { return r.rank == 0 ? "" : r.tied ? "yes" : "no"; }
std::string region(R r) { return csv_cell(r.region); }
std::string location(R r) { return csv_cell(r.location); }
std::string zone(R r) { return csv_cell(r.zone); }
std::string hardware(R r) { return csv_cell(r.hardware); }
std::string instance(R r) { return csv_cell(r.instance); }
std::string year(R r) { return r.year != 0 ? json_number(r.year) : ""; }
std::string method(R r) { return csv_cell(r.method); }
std::string basis(R r) { return std::string(r.basis ? to_string(*r.basis) : ""); }
std::string kind(R r) { return r.marginal ? "marginal" : "average"; }
std::string intensity(R r) {
  return r.intensity ? json_number(in_grams_per_kwh(*r.intensity)) : std::string{};
}
std::string pue(R r) { return json_number(r.pue); }
std::string kwh(R r) { return json_number(in_kilowatt_hours(r.facility)); }
std::string operational(R r) { return json_number(in_kilograms(r.operational)); }
std::string embodied(R r) { return json_number(in_kilograms(r.embodied)); }
std::string total(R r) { return json_number(in_kilograms(r.total)); }
std::string low(R r) { return json_number(r.range.low_kg); }
std::string high(R r) { return json_number(r.range.high_kg); }
std::string ratio(R r) { return optional_cell(r.ratio); }
std::string distance(R r) { return optional_cell(r.distance_km); }
std::string warnings(R r) {
  std::string codes;
  for (const std::string_view code : r.warnings)
    codes.append(codes.empty() ? "" : " ").append(code);
  return codes;
}

constexpr Column k_columns[]{
    {"kind", [](const Line& line) { return std::string(line.kind); }},
    {"rank", of_row<rank>},
    {"tied", of_row<tied>},
    {"name", [](const Line& line) { return csv_cell(line.name); }},
    {"region", of_row<region>},
    {"location", of_row<location>},
    {"zone", of_row<zone>},
    {"hardware", of_row<hardware>},
    {"instance", of_row<instance>},
    {"year", of_row<year>},
    {"method", of_row<method>},
    {"basis", of_row<basis>},
    {"intensity_kind", of_row<kind>},
    {"carbon_intensity_g_per_kwh", of_row<intensity>},
    {"pue", of_row<pue>},
    {"facility_kwh", of_row<kwh>},
    {"operational_kg", of_row<operational>},
    {"embodied_kg", of_row<embodied>},
    {"total_kg", of_row<total>},
    {"total_low_kg", of_row<low>},
    {"total_high_kg", of_row<high>},
    {"ratio", of_row<ratio>},
    {"distance_km", of_row<distance>},
    {"warnings", of_row<warnings>},
    {"code", [](const Line& line) { return std::string(line.code); }},
};

void add_line(std::string& out, const Line& line) {
  for (const Column& column : k_columns)
    out.append(&column == k_columns ? "" : ",").append(column.cell(line));
  out += '\n';
}

}  // namespace

std::string render_compare_csv(const Comparison& comparison, const Catalog&, const RenderOptions&) {
  std::string out;
  for (const Column& column : k_columns) out.append(out.empty() ? "" : ",").append(column.name);
  out += '\n';
  if (comparison.baseline) add_line(out, {"baseline", "as written", {}, &*comparison.baseline});
  for (const CompareRow& row : comparison.rows) add_line(out, {"ranked", row.name, {}, &row});
  for (const SetAside& aside : comparison.set_aside)
    add_line(out, {"set aside", aside.name, aside.code, aside.row ? &*aside.row : nullptr});
  return out;
}

}  // namespace carbonest
