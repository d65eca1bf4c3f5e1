// SPDX-License-Identifier: Apache-2.0
// One unit a column: a limit in kg and one in percent stand in columns of their own.
#include "report/escape.hpp"
#include "report/gate_formats.hpp"
#include "report/number.hpp"

namespace carbonest {
namespace {

template <class Row>
struct Column {
  std::string_view name;
  std::string (*cell)(const Row&);
};

std::string number_or_empty(std::optional<double> value) {
  return value ? json_number(*value) : std::string{};
}

// The number of a check, in the column of its unit only.
template <const char* unit>
std::string limit_in(const Check& check) {
  return check.rule->unit == unit ? json_number(check.limit) : std::string{};
}
template <const char* unit>
std::string value_in(const Check& check) {
  return check.rule->unit == unit ? number_or_empty(check.value) : std::string{};
}
constexpr char k_kg[] = "kg", k_kwh[] = "kWh", k_g[] = "g", k_percent[] = "%";

std::optional<double> kg(const std::optional<CarbonMass>& mass) {
  return mass ? std::optional(in_kilograms(*mass)) : std::nullopt;
}
std::optional<double> kwh(const std::optional<Energy>& energy) {
  return energy ? std::optional(in_kilowatt_hours(*energy)) : std::nullopt;
}

using C = const Check&;
constexpr Column<Check> k_check_columns[]{
    {"name", [](C c) { return csv_cell(c.rule->id); }},
    {"job", [](C c) { return csv_cell(c.job); }},
    {"scope", [](C c) { return std::string(c.scope == GateScope::total ? "total" : "job"); }},
    {"functional_unit", [](C c) { return csv_cell(c.functional_unit); }},
    {"result", [](C c) { return std::string(to_string(c.result)); }},
    {"limit_kg", limit_in<k_kg>},
    {"value_kg", value_in<k_kg>},
    {"limit_kwh", limit_in<k_kwh>},
    {"value_kwh", value_in<k_kwh>},
    {"limit_g_per_unit", limit_in<k_g>},
    {"value_g_per_unit", value_in<k_g>},
    {"limit_percent", limit_in<k_percent>},
    {"value_percent", value_in<k_percent>},
    {"note", [](C c) { return csv_cell(c.note); }},
    {"source", [](C c) { return csv_cell(c.source); }},
    {"file", [](C c) { return csv_cell(c.file); }},
};

std::string cause(const Change& change, CarbonMass Causes::*part) {
  if (!change.causes || change.causes->table_or_version) return {};
  return json_number(in_kilograms((*change.causes).*part));
}

using D = const Change&;
constexpr Column<Change> k_change_columns[]{
    {"job", [](D d) { return csv_cell(d.job); }},
    {"kind", [](D d) { return std::string(to_string(d.kind)); }},
    {"former_name", [](D d) { return csv_cell(d.former_name); }},
    {"before_kg", [](D d) { return number_or_empty(kg(d.before)); }},
    {"now_kg", [](D d) { return number_or_empty(kg(d.now)); }},
    {"change_kg",
     [](D d) {
       return d.kind == ChangeKind::incomparable ? std::string{}
                                                 : json_number(in_kilograms(d.change));
     }},
    {"change_percent", [](D d) { return number_or_empty(d.percent); }},
    {"before_kwh", [](D d) { return number_or_empty(kwh(d.energy_before)); }},
    {"now_kwh", [](D d) { return number_or_empty(kwh(d.energy_now)); }},
    {"input_kg",
     [](D d) { return d.causes ? json_number(in_kilograms(d.causes->input)) : std::string{}; }},
    {"table_kg", [](D d) { return cause(d, &Causes::table); }},
    {"version_kg", [](D d) { return cause(d, &Causes::version); }},
    {"table_or_version_kg",
     [](D d) {
       return d.causes ? number_or_empty(kg(d.causes->table_or_version)) : std::string{};
     }},
    {"note", [](D d) { return csv_cell(d.note); }},
};

template <class Row, std::size_t N>
std::string table_of(const Column<Row> (&columns)[N], const std::vector<Row>& rows) {
  std::string out;
  for (const Column<Row>& column : columns) out.append(out.empty() ? "" : ",").append(column.name);
  out += '\n';
  for (const Row& row : rows) {
    for (const Column<Row>& column : columns)
      out.append(&column == columns ? "" : ",").append(column.cell(row));
    out += '\n';
  }
  return out;
}

}  // namespace

std::string render_gate_csv(const GateReport& report, const Catalog&, const RenderOptions&) {
  return table_of(k_check_columns, report.result.checks);
}

std::string render_diff_csv(const GateReport& report, const Catalog&, const RenderOptions&) {
  return table_of(k_change_columns, report.result.changes);
}

}  // namespace carbonest
