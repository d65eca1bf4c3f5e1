// SPDX-License-Identifier: Apache-2.0
#include "resolve/pue.hpp"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

namespace carbonest {
namespace {

void set_pue(Context& context, Input input) {
  context.out.pue = input.value;
  context.out.pue_input = context.add(std::move(input));
}

struct YearlyCell {
  double value = 0;
  CloudRegionYear row;
};

// The year's row of a region that has the cell, by the same rule as the grid's year.
std::optional<YearlyCell> cell_of(const Site& site, std::optional<double> CloudRegionYear::*cell) {
  std::vector<CloudRegionYear> rows = site.years;
  std::erase_if(rows, [&](const CloudRegionYear& row) { return !(row.*cell).has_value(); });
  if (rows.empty()) return std::nullopt;
  const CloudRegionYear& row = row_of_matching_year(rows, site.year);
  return YearlyCell{*(row.*cell), row};
}

constexpr int k_old_years = 2;

void note_other_year(Context& context, const Site& site, std::string_view whose, int year) {
  if (!site.year || *site.year == year) return;
  context.fall_back("year-fallback", site.place,
                    fmt::format("PUE of {} is of {}, not of {}", whose, year, *site.year),
                    std::abs(*site.year - year) > k_old_years);
}

bool take_region_pue(Context& context, const Site& site) {
  const auto cell = cell_of(site, &CloudRegionYear::pue);
  if (!cell) return false;
  note_other_year(context, site, site.region->id, cell->row.year);
  const bool measured = cell->row.pue_kind == "measured";
  const DefaultRow& rule = default_row(measured ? "pue.region" : "pue.design");
  Input input = table_input("pue", cell->value, "1", cell->row.source,
                            fmt::format("{}: {}", site.region->id, rule.rule), rule.log_sd);
  input.year = cell->row.year;
  set_pue(context, std::move(input));
  return true;
}

bool take_fleet_pue(Context& context, const Site& site) {
  if (site.provider.empty()) return false;
  const std::vector<ProviderPue>& rows = context.fleet(site.provider);
  if (rows.empty()) return false;
  const ProviderPue& fleet = row_of_matching_year(rows, site.year);
  const DefaultRow& rule = default_row("pue.fleet");
  const std::string where = site.region ? std::string(site.region->id) : site.provider;
  context.fall_back("pue-fallback", site.place,
                    fmt::format("no PUE of {} is published; {}'s fleet mean {} ({}) is used", where,
                                site.provider, fleet.pue, fleet.year),
                    true);
  note_other_year(context, site, fmt::format("{}'s fleet", site.provider), fleet.year);
  Input input = table_input("pue", fleet.pue, "1", fleet.source,
                            fmt::format("{}: {}", fleet.id, rule.rule), rule.log_sd);
  input.year = fleet.year;
  set_pue(context, std::move(input));
  return true;
}

void take_rule(Context& context, std::string_view id) {
  context.out.pue_input = context.add_default("pue", id);
  context.out.pue = default_row(id).value;
}

}  // namespace

void resolve_pue(Context& context, const Node& node, const Site& site) {
  const Job& job = context.job;
  if (job.pue)
    return set_pue(context, given_input("pue", *job.pue, job.pue->value, "1",
                                        default_row("pue.given").log_sd));
  if (context.method.fixed_pue) {
    const DefaultRow& spread = default_row("pue.unknown");
    return set_pue(context,
                   {.name = "pue",
                    .value = *context.method.fixed_pue,
                    .unit = "1",
                    .origin = Origin::fallback,
                    .source = std::string(context.method.source),
                    .year = 0,
                    .note = fmt::format("method {}: its own PUE for every site", context.method.id),
                    .log_sd = spread.log_sd});
  }
  if (take_region_pue(context, site) || take_fleet_pue(context, site)) return;
  const bool personal = !site.region && node.described && node.desktop();
  take_rule(context, personal ? "pue.personal" : "pue.unknown");
}

void resolve_water(Context& context, const Site& site) {
  const auto cell = cell_of(site, &CloudRegionYear::wue_l_per_kwh);
  if (!cell) return;
  context.out.wue_l_per_kwh = cell->value;
  Input input = table_input("wue_l_per_kwh", cell->value, "l/kWh", cell->row.source,
                            "on-site water per kWh at the IT equipment");
  input.year = cell->row.year;
  context.add(std::move(input));
}

}  // namespace carbonest
