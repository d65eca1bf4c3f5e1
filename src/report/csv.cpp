// SPDX-License-Identifier: Apache-2.0
#include "report/csv.hpp"

#include <algorithm>

#include "report/escape.hpp"
#include "report/number.hpp"
#include "report/totals.hpp"

namespace carbonest {
namespace {

struct Column {
  std::string_view name;
  std::string (*cell)(const Report&, const Catalog&);
};

template <Component component>
std::string component_kwh(const Report& report, const Catalog&) {
  const auto& parts = report.estimate.components;
  const auto part = std::ranges::find(parts, to_string(component), &ComponentEnergy::name);
  return part == parts.end() ? std::string{} : json_number(in_kilowatt_hours(part->energy));
}

std::string overhead_kwh(const Report& report, const Catalog&) {
  return json_number(in_kilowatt_hours(report.estimate.facility - report.estimate.it));
}

std::string warning_codes(const Report& report, const Catalog&) {
  std::string codes;
  for (const Warning& warning : report.job.warnings)
    codes.append(codes.empty() ? "" : " ").append(warning.code);
  return csv_cell(codes);
}

std::string optional_kg(const std::optional<CarbonMass>& mass) {
  return mass ? json_number(in_kilograms(*mass)) : std::string{};
}

using R = const Report&;
using C = const Catalog&;
constexpr Column k_columns[]{
    {"name", [](R r, C) { return csv_cell(r.job.name); }},
    {"method", [](R r, C) { return csv_cell(r.job.method->id); }},
    {"region", [](R r, C) { return csv_cell(r.job.region_name); }},
    {"zone", [](R r, C) { return csv_cell(r.job.zone); }},
    {"year",
     [](R r, C) { return r.job.grid_year != 0 ? json_number(r.job.grid_year) : std::string{}; }},
    {"basis", [](R r, C) { return std::string(r.job.basis ? to_string(*r.job.basis) : ""); }},
    {"runtime_hours", [](R r, C) { return json_number(r.job.hours.count()); }},
    {"runs", [](R r, C) { return json_number(r.job.runs); }},
    {"pue",
     [](R r, C) { return r.estimate.pue > 0 ? json_number(r.estimate.pue) : std::string{}; }},
    {"carbon_intensity_g_per_kwh",
     [](R r, C) {
       return r.estimate.intensity ? json_number(in_grams_per_kwh(*r.estimate.intensity))
                                   : std::string{};
     }},
    {"it_kwh", [](R r, C) { return json_number(in_kilowatt_hours(r.estimate.it)); }},
    {"facility_kwh", [](R r, C) { return json_number(in_kilowatt_hours(r.estimate.facility)); }},
    {"operational_kg", [](R r, C) { return json_number(in_kilograms(r.estimate.operational)); }},
    {"embodied_kg", [](R r, C) { return json_number(in_kilograms(r.estimate.embodied)); }},
    {"total_kg", [](R r, C) { return json_number(in_kilograms(r.estimate.total)); }},
    {"total_low_kg", [](R r, C) { return json_number(r.interval.total_kg.low); }},
    {"total_high_kg", [](R r, C) { return json_number(r.interval.total_kg.high); }},
    {"market_based_kg", [](R r, C) { return optional_kg(r.estimate.market_based); }},
    {"accelerator_kwh", component_kwh<Component::accelerator>},
    {"cpu_kwh", component_kwh<Component::cpu>},
    {"memory_kwh", component_kwh<Component::memory>},
    {"storage_kwh", component_kwh<Component::storage>},
    {"host_kwh", component_kwh<Component::host>},
    {"measured_kwh", component_kwh<Component::measured>},
    {"overhead_kwh", overhead_kwh},
    {"water_l",
     [](R r, C) { return r.estimate.water_l ? json_number(*r.estimate.water_l) : std::string{}; }},
    {"warnings", warning_codes},
    {"data_version", [](R, C c) { return csv_cell(c.version()); }},
};

}  // namespace

std::string render_csv(std::span<const Report> reports, const Catalog& catalog,
                       const RenderOptions&) {
  std::string out;
  for (const Column& column : k_columns) out.append(out.empty() ? "" : ",").append(column.name);
  out += '\n';
  for (const Report& report : reports) {
    bool first = true;
    for (const Column& column : k_columns) {
      out.append(first ? "" : ",").append(column.cell(report, catalog));
      first = false;
    }
    out += '\n';
  }
  return out;
}

}  // namespace carbonest
