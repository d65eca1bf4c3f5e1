// SPDX-License-Identifier: Apache-2.0
// The CSV layouts whose cells are intensities already.
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "series/ascii.hpp"
#include "series/formats.hpp"

namespace carbonest::series_text {
namespace {

using Column = std::optional<std::size_t>;
using Cells = std::span<const std::string_view>;

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// Electricity Maps

Column intensity_column(const CsvTable& table, Basis basis) {
  return table.find([&](std::string_view name) {
    if (!contains(name, "carbon intensity")) return false;
    if (basis == Basis::direct) return contains(name, "(direct)");
    return contains(name, "(lca)") || contains(name, "(life cycle)") ||
           contains(name, "(lifecycle)");
  });
}

Column zone_id_column(const CsvTable& table) {
  return table.find([](std::string_view name) { return name == "zone id" || name == "zone_id"; });
}

Column datetime_column(const CsvTable& table) {
  return table.find([](std::string_view name) { return name.starts_with("datetime"); });
}

/// The column of the basis that was asked for; else life cycle, else direct.
std::optional<std::pair<std::size_t, Basis>> choose_column(const CsvTable& table, Draft& draft) {
  const auto wanted = draft.options().basis;
  for (const Basis basis : {Basis::lifecycle, Basis::direct})
    if (!wanted || *wanted == basis)
      if (const Column column = intensity_column(table, basis)) return std::pair{*column, basis};
  draft.problems().add("basis-not-in-series",
                       fmt::format("the file has no {} intensities",
                                   wanted == Basis::direct ? "direct" : "life-cycle"));
  return std::nullopt;
}

bool is_true(std::string_view cell) {
  return equals_ignoring_case(cell, "true") || equals_ignoring_case(cell, "yes") || cell == "1";
}

// WattTime

struct Signal {
  std::string_view name;
  std::optional<IntensityKind> kind;
};
constexpr std::array k_signals{Signal{"co2_moer", IntensityKind::marginal},
                               Signal{"co2_aoer", IntensityKind::average},
                               Signal{"health_damage", std::nullopt}};

/// "<region>_<signal>_<start>_<end>.csv"
void describe_by_file_name(Draft& draft) {
  std::string_view name = draft.file();
  name.remove_prefix(name.find_last_of("/\\") + 1);  // npos + 1 is 0
  for (const Signal& signal : k_signals) {
    const std::size_t at = name.find(fmt::format("_{}", signal.name));
    if (at == std::string_view::npos) continue;
    if (!signal.kind)
      draft.problems().add("not-an-intensity", "health damage is no carbon intensity");
    draft.kind = signal.kind;
    draft.zone = name.substr(0, at);
    return;
  }
}

// Any other

constexpr std::array<std::string_view, 6> k_value_names{"value", "ci",     "moer",
                                                        "aoer",  "rating", "carbon"};

bool names_time(std::string_view name) {
  return contains(name, "time") || name.starts_with("date") || name == "from" || name == "start" ||
         name == "utc";
}

constexpr std::array<std::string_view, 7> k_zone_names{
    "zone", "zone id", "zone_id", "zone name", "zone_name", "location", "region"};

/// Of a file of several zones.
Column zone_column(const CsvTable& table) {
  return table.find([](std::string_view name) {
    return std::ranges::find(k_zone_names, name) != k_zone_names.end();
  });
}

bool names_value(std::string_view name) {
  return contains(name, "intensity") ||
         std::ranges::find(k_value_names, name) != k_value_names.end() || unit_in(name).has_value();
}

Column find_given(const CsvTable& table, Draft& draft, std::string_view wanted) {
  const Column column = table.find_name(lower(trim(wanted)));
  if (column) return column;
  std::vector<std::string_view> names(table.names.begin(), table.names.end());
  std::string hint;
  for (const std::string& near : nearest_names(lower(wanted), names))
    hint.append(hint.empty() ? "did you mean " : " or ").append(quoted(near));
  draft.problems().add("unknown-column", fmt::format("the file has no column {}", quoted(wanted)),
                       hint.empty() ? hint : hint + "?");
  return std::nullopt;
}

/// The only column that satisfies the predicate.
template <class Predicate>
Column find_only(const CsvTable& table, Predicate predicate) {
  Column found;
  for (std::size_t i = 0; i < table.names.size(); ++i) {
    if (!predicate(i)) continue;
    if (found) return std::nullopt;
    found = i;
  }
  return found;
}

struct Columns {
  Column time, value;
};

Columns guess_columns(const CsvTable& table) {
  const auto& names = table.names;
  if (!table.has_header) return names.size() == 2 ? Columns{0, 1} : Columns{};
  Columns columns;
  columns.time = find_only(table, [&](std::size_t i) { return names_time(names[i]); });
  if (names.size() == 2 && columns.time) return {columns.time, 1 - *columns.time};
  columns.value =
      find_only(table, [&](std::size_t i) { return i != columns.time && names_value(names[i]); });
  return columns;
}

Columns choose_columns(const CsvTable& table, Draft& draft) {
  const SeriesOptions& options = draft.options();
  Columns columns = guess_columns(table);
  if (!options.time_column.empty()) columns.time = find_given(table, draft, options.time_column);
  if (!options.value_column.empty()) columns.value = find_given(table, draft, options.value_column);
  if ((columns.time && columns.value) || !draft.problems().empty()) return columns;
  std::string names;
  for (const std::string& name : table.names)
    names.append(names.empty() ? "" : ", ").append(quoted(name));
  draft.problems().add(
      "unknown-series-format",
      fmt::format("it is not clear which column is the {}", columns.time ? "intensity" : "time"),
      fmt::format("name them with --time-col and --value-col; the file has {}", names));
  return columns;
}

}  // namespace

bool is_electricity_maps_csv(const Content& content, const SeriesOptions& options) {
  if (!content.csv || !options.value_column.empty() || !options.time_column.empty()) return false;
  const CsvTable& table = *content.csv;
  return datetime_column(table) && zone_id_column(table) &&
         (intensity_column(table, Basis::direct) || intensity_column(table, Basis::lifecycle));
}

void read_electricity_maps_csv(Content& content, Draft& draft, const Catalog&) {
  CsvTable& table = *content.csv;
  draft.source = "Electricity Maps";
  draft.kind = IntensityKind::average;
  const auto chosen = choose_column(table, draft);
  if (!chosen) return;
  const std::size_t value = chosen->first;
  draft.basis = chosen->second;
  draft.unit = {unit_in(table.names[value]).value_or(1), Draft::Unit::Origin::stated};
  const std::size_t time = *datetime_column(table), zone = *zone_id_column(table);
  draft.clock = clock_of(table.names[time]);
  const Column estimated = table.find_name("data estimated");
  for_each_row(table, draft, [&](Cells cells) {
    const std::uint8_t marks = estimated && is_true(cells[*estimated]) ? k_slot_estimated : 0;
    draft.add(cells[time], cells[value], marks,
              draft.zone_index(cells[zone], draft.problems().offset_of(cells[zone])));
  });
}

bool is_trace_csv(const Content& content, const SeriesOptions& options) {
  return content.csv && options.value_column.empty() && content.csv->find_name("datetime") &&
         content.csv->find_name("zone_name") && content.csv->find_name("carbon_intensity_avg");
}

void read_trace_csv(Content& content, Draft& draft, const Catalog&) {
  CsvTable& table = *content.csv;
  draft.source = "Electricity Maps";
  draft.kind = IntensityKind::average;
  const std::size_t time = *table.find_name("datetime"), zone = *table.find_name("zone_name"),
                    value = *table.find_name("carbon_intensity_avg");
  for_each_row(table, draft, [&](Cells cells) {
    draft.add(cells[time], cells[value], 0,
              draft.zone_index(cells[zone], draft.problems().offset_of(cells[zone])));
  });
}

bool is_watttime_csv(const Content& content, const SeriesOptions& options) {
  return content.csv && options.value_column.empty() && content.csv->find_name("point_time") &&
         content.csv->find_name("value");
}

void read_watttime_csv(Content& content, Draft& draft, const Catalog&) {
  CsvTable& table = *content.csv;
  draft.source = "WattTime";
  draft.unit = {*read_intensity_unit("lb/MWh"), Draft::Unit::Origin::documented};
  describe_by_file_name(draft);
  const std::size_t time = *table.find_name("point_time"), value = *table.find_name("value");
  for_each_row(table, draft, [&](Cells cells) { draft.add(cells[time], cells[value], 0); });
}

bool is_any_csv(const Content& content, const SeriesOptions&) { return content.csv.has_value(); }

void read_any_csv(Content& content, Draft& draft, const Catalog&) {
  CsvTable& table = *content.csv;
  const auto [time, value] = choose_columns(table, draft);
  if (!time || !value) return;
  draft.clock = clock_of(table.names[*time]);
  if (const auto unit = unit_in(table.names[*value]))
    draft.unit = {*unit, Draft::Unit::Origin::stated};
  const Column zone = zone_column(table);
  for_each_row(table, draft, [&, t = *time, v = *value](Cells cells) {
    const std::uint8_t which =
        zone ? draft.zone_index(cells[*zone], draft.problems().offset_of(cells[*zone])) : 0;
    draft.add(cells[t], cells[v], 0, which);
  });
}

}  // namespace carbonest::series_text
