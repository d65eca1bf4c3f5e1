// SPDX-License-Identifier: Apache-2.0
#include "resolve/intensity.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "resolve/intensity_series.hpp"
#include "resolve/intensity_spread.hpp"

namespace carbonest {
namespace {

constexpr double k_largest_shift =
    45;  // g/kWh: the widest gap of a large grid, without artefacts of accounting
constexpr int k_old_years = 2;

// Rows that can serve: a zone published as 0 with low confidence has no data.
bool usable(const GridIntensity& row) noexcept {
  return !(row.low_confidence && row.g_per_kwh == 0);
}

bool is_lifecycle(const GridIntensity& row) noexcept { return row.basis == Basis::lifecycle; }

// What the basis asks for: direct rows only, or life-cycle rows where the zone has any, else direct
// ones.
std::vector<GridIntensity> rows_of(Context& context, std::string_view zone) {
  const Basis basis = context.options.basis;
  std::vector<GridIntensity> rows = context.grid(zone);
  std::erase_if(rows, [](const GridIntensity& row) { return !usable(row); });
  const bool lifecycle = basis == Basis::lifecycle && std::ranges::any_of(rows, is_lifecycle);
  std::erase_if(rows, [&](const GridIntensity& row) { return is_lifecycle(row) != lifecycle; });
  return rows;
}

// The best row of the matching year: rows are in order of year, then rank.
GridIntensity row_for(const std::vector<GridIntensity>& rows, std::optional<int> wanted) {
  return row_of_matching_year(rows, wanted);
}

// The zones to try, best first, without repetition.
std::vector<std::string> zones_to_try(Context& context, const Site& site) {
  std::vector<std::string> zones;
  const auto add = [&](std::string_view zone) {
    if (!zone.empty() && std::ranges::find(zones, zone) == zones.end()) zones.emplace_back(zone);
  };
  if (site.region) {
    add(site.region->zone);
    add(site.region->fallback_zone);
    add(site.region->country);
  } else {
    add(site.zone->id);
    add(site.zone->country);
  }
  std::erase_if(zones, [&](const std::string& zone) { return !context.zone(zone); });
  return zones;
}

struct Shift {
  double g_per_kwh = 0;
  Input input;
};

// Fuel supply and construction, which direct values leave out: the country's life-cycle value less
// its official direct value of the same year and accounting; METHODS' figure where there is no such
// pair.
Shift shift_of(Context& context, const GridIntensity& row, std::string_view country) {
  const DefaultRow& rule = default_row("intensity.upstream");
  const std::vector<GridIntensity>& rows = context.grid(country);
  for (const GridIntensity& whole : rows) {
    if (whole.year != row.year || !is_lifecycle(whole) || !usable(whole)) continue;
    for (const GridIntensity& direct : rows) {
      if (direct.year != row.year || is_lifecycle(direct) || direct.accounting != whole.accounting)
        continue;
      const double shift = std::clamp(whole.g_per_kwh - direct.g_per_kwh, 0.0, k_largest_shift);
      Input input =
          table_input("carbon_intensity.upstream_g_per_kwh", shift, "g/kWh", direct.source,
                      fmt::format("{} {}: life cycle {} - direct {}, kept within 0 and {}", country,
                                  row.year, whole.g_per_kwh, direct.g_per_kwh, k_largest_shift));
      input.origin = Origin::derived;
      input.year = row.year;
      return {shift, std::move(input)};
    }
  }
  return {rule.value,
          {.name = "carbon_intensity.upstream_g_per_kwh",
           .value = rule.value,
           .unit = "g/kWh",
           .origin = Origin::fallback,
           .source = {},
           .year = 0,
           .note = std::string(rule.rule)}};
}

void note_year(Context& context, const Site& site, const GridIntensity& row) {
  const int newest = context.catalog.newest_grid_year();
  if (site.year && *site.year != row.year)
    context.fall_back("year-fallback", site.place,
                      fmt::format("no {} value of {} is in the table; that of {} is used", row.zone,
                                  *site.year, row.year),
                      std::abs(*site.year - row.year) > k_old_years);
  else if (!site.year && newest - row.year > k_old_years)
    context.warn("old-data",
                 fmt::format("the newest intensity of {} is of {}; other grids are known up to {}",
                             row.zone, row.year, newest));
}

Input grid_input(const GridIntensity& row, std::string name, std::string note) {
  Input input = table_input(std::move(name), row.g_per_kwh, "g/kWh", row.source, std::move(note));
  input.year = row.year;
  return input;
}

std::string describe(const GridIntensity& row) {
  return fmt::format("{} {}, annual average, location-based, {}, {}", row.zone, row.year,
                     is_lifecycle(row) ? "life cycle" : "direct", row.accounting);
}

// A direct value in a life-cycle result is raised, and says so.
Input raised(Context& context, const GridIntensity& row, const Zone& zone, IntensityMatch& match) {
  Shift shift = shift_of(context, row, zone.country);
  context.add(grid_input(row, "carbon_intensity.direct_g_per_kwh", describe(row)));
  context.warn(
      "basis-shift",
      fmt::format("{}: the table has direct emissions only; {:.4g} g/kWh are added for fuel supply "
                  "and construction, to compare with life-cycle values",
                  row.zone, shift.g_per_kwh));
  match.shift_g_per_kwh = shift.g_per_kwh;
  match.g_per_kwh = row.g_per_kwh + shift.g_per_kwh;
  context.add(std::move(shift.input));
  Input input = grid_input(
      row, "carbon_intensity_g_per_kwh",
      fmt::format("{}, raised from {} g/kWh to a life-cycle value", describe(row), row.g_per_kwh));
  input.value = match.g_per_kwh;
  input.origin = Origin::derived;
  return input;
}

void take_row(Context& context, const Site& site, const GridIntensity& row, const Zone& zone) {
  note_year(context, site, row);
  const int wanted = site.year.value_or(context.catalog.newest_grid_year());
  IntensityMatch match{.g_per_kwh = row.g_per_kwh,
                       .shift_g_per_kwh = 0,
                       .years_away = static_cast<double>(wanted - row.year),
                       .small_system = zone.small_system || row.low_confidence};
  const bool raise = context.options.basis == Basis::lifecycle && !is_lifecycle(row);
  Input input = raise ? raised(context, row, zone, match)
                      : grid_input(row, "carbon_intensity_g_per_kwh", describe(row));
  input.log_sd = intensity_log_sd(match, context.wall_time_known ? context.out.hours : Hours{0});
  ResolvedJob& out = context.out;
  out.intensity = grams_per_kwh(input.value);
  out.basis = context.options.basis;
  out.zone = row.zone;
  out.grid_year = row.year;
  out.intensity_input = context.add(std::move(input));
}

void refuse_no_data(Context& context, const Site& site, std::string_view first_zone) {
  const bool direct = context.options.basis == Basis::direct;
  context.refuse(
      "no-data", site.place,
      fmt::format("the table has no {}intensity for {}", direct ? "direct " : "", first_zone),
      direct ? "leave out --basis direct, or give `carbon_intensity`" : "give `carbon_intensity`");
}

void take_table(Context& context, const Site& site) {
  if (!site.known()) return;  // refused already
  const std::vector<std::string> zones = zones_to_try(context, site);
  for (const std::string& id : zones) {
    const auto rows = rows_of(context, id);
    if (rows.empty()) continue;
    if (id != zones.front())
      context.fall_back(
          "zone-fallback", site.place,
          fmt::format("the table has no {}intensity for {}; that of {} is used",
                      context.options.basis == Basis::direct ? "direct " : "", zones.front(), id),
          true);
    return take_row(context, site, row_for(rows, site.year), *context.zone(id));
  }
  refuse_no_data(
      context, site,
      zones.empty() ? std::string_view(context.out.region_name) : std::string_view(zones.front()));
}

void take_given(Context& context) {
  const Job& job = context.job;
  ResolvedJob& out = context.out;
  out.intensity = job.carbon_intensity->value;
  out.intensity_input = context.add(given_input("carbon_intensity_g_per_kwh", *job.carbon_intensity,
                                                in_grams_per_kwh(out.intensity), "g/kWh",
                                                default_row("intensity.given").log_sd));
  out.marginal =
      job.carbon_intensity_kind && job.carbon_intensity_kind->value == IntensityKind::marginal;
  if (out.marginal) warn_of_marginal(context);
}

void take_market(Context& context, const Site& site) {
  ResolvedJob& out = context.out;
  if (const auto& given = context.job.market_based_intensity) {
    out.market_intensity = given->value;
    context.add(given_input("market_based_intensity_g_per_kwh", *given,
                            in_grams_per_kwh(given->value), "g/kWh"));
    return;
  }
  std::vector<CloudRegionYear> rows = site.years;
  std::erase_if(rows, [](const CloudRegionYear& row) { return !row.provider_market_g_per_kwh; });
  if (rows.empty()) return;
  const CloudRegionYear& row = row_of_matching_year(rows, site.year);
  out.market_intensity = grams_per_kwh(*row.provider_market_g_per_kwh);
  Input input = table_input(
      "market_based_intensity_g_per_kwh", *row.provider_market_g_per_kwh, "g/kWh", row.source,
      fmt::format("the claim of {}: annual matching with contracts", site.provider));
  input.year = row.year;
  context.add(std::move(input));
}

}  // namespace

void resolve_intensity(Context& context, const Site& site) {
  const Job& job = context.job;
  if (uses_series(context))
    take_series(context);
  else if (job.carbon_intensity)
    take_given(context);
  else
    take_table(context, site);
  take_market(context, site);
}

}  // namespace carbonest
