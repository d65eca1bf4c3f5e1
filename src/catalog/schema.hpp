// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the tables are: one row of k_tables per table, one ColumnSpec per column. Reading,
// validation, the name index, overrides and listings all follow it, so that a new table or column
// is one row here and a CSV file.

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>

#include "catalog/names.hpp"

namespace carbonest {

/// In bytewise order of the table names, which is the order of their files.
enum class TableId : std::uint8_t {
  accelerators,
  components,
  cpus,
  embodied,
  equivalents,
  fuel_factors,
  grid_intensity,
  instances,
  pue,
  region_years,
  regions,
  sources,
  td_losses,
  zones,
};
inline constexpr std::size_t k_table_count = 14;

enum class CellKind : std::uint8_t {
  id,      ///< printable ASCII without space, quote and semicolon
  text,    ///< free text
  number,  ///< finite, in [min, max]
  integer,
  choice,  ///< one of `choices`
  list,    ///< items separated by ';'
  ref,     ///< an id of table `target`
  pairs,   ///< "column=id of target", separated by ';'
};

/// Who has to fill a cell: nobody, the bundled tables, every table that is given.
enum class Need : std::uint8_t { optional, bundled, always };

struct ColumnSpec {
  std::string_view name;
  CellKind kind = CellKind::text;
  Need need = Need::optional;
  double min = std::numeric_limits<double>::lowest(), max = std::numeric_limits<double>::max();
  std::string_view choices =
      {};  ///< "seen|derived"; in the order of the enumerators that they stand for
  TableId target = TableId::sources;
  /// Set for columns that tell candidates of one family apart: "W" gives "400 W", "=" gives the
  /// cell alone.
  std::string_view tells = {};
};

/// Kinds of keys in the name index, in order of lookup.
enum class KeyClass : std::uint8_t {
  exact,   ///< the id, see fold_id()
  name,    ///< a folded id, name or alias: one row
  family,  ///< a folded family name: several rows
  brief,   ///< a folded name without its vendor, an id without its provider: one row, or several
};

/// A column whose cells become keys.
struct KeyFeed {
  std::string_view column;
  KeyClass key;
  std::string_view only_column = {}, only_value = {};  ///< feed only rows with this cell
};

struct TableSpec {
  std::string_view name, title;
  std::span<const ColumnSpec> columns;
  std::span<const std::string_view>
      key;  ///< columns that identify a row, and its order in the file
  std::span<const KeyFeed> feeds;
  std::string_view display = {};  ///< column to suggest a row by; empty: the first
  std::string_view vendor = {};   ///< column whose words may be left out of names
  Folding folding = Folding::all;
  std::string (*relax)(std::string_view) =
      nullptr;  ///< a simpler spelling to try when nothing matched
};

namespace schema {

constexpr ColumnSpec id(std::string_view name) {
  return {.name = name, .kind = CellKind::id, .need = Need::always};
}
constexpr ColumnSpec text(std::string_view name, Need need = Need::optional,
                          std::string_view tells = {}) {
  return {.name = name, .kind = CellKind::text, .need = need, .tells = tells};
}
constexpr ColumnSpec number(std::string_view name, double min, double max,
                            Need need = Need::optional, std::string_view tells = {}) {
  return {
      .name = name, .kind = CellKind::number, .need = need, .min = min, .max = max, .tells = tells};
}
constexpr ColumnSpec integer(std::string_view name, double min, double max,
                             Need need = Need::optional, std::string_view tells = {}) {
  return {.name = name,
          .kind = CellKind::integer,
          .need = need,
          .min = min,
          .max = max,
          .tells = tells};
}
constexpr ColumnSpec choice(std::string_view name, std::string_view choices,
                            Need need = Need::bundled, std::string_view tells = {}) {
  return {.name = name, .kind = CellKind::choice, .need = need, .choices = choices, .tells = tells};
}
constexpr ColumnSpec list(std::string_view name) { return {.name = name, .kind = CellKind::list}; }
constexpr ColumnSpec ref(std::string_view name, TableId target, Need need = Need::optional,
                         std::string_view tells = {}) {
  return {.name = name, .kind = CellKind::ref, .need = need, .target = target, .tells = tells};
}
constexpr ColumnSpec pairs(std::string_view name) {
  return {.name = name, .kind = CellKind::pairs};
}

// Columns that most tables end with.
constexpr ColumnSpec k_source = ref("source", TableId::sources, Need::bundled);
constexpr ColumnSpec k_source_year = integer("source_year", 1900, 2200);
constexpr ColumnSpec k_note = text("note");
constexpr std::string_view k_seen = "seen|derived|estimate|none";
constexpr std::string_view k_grade = "high|medium|low";

constexpr double k_max_w = 100'000;        // of one device: a wafer draws 23 kW
constexpr double k_max_flops = 1'000'000;  // TFLOP/s of one device
constexpr double k_max_g = 5'000;          // g/kWh: twice the worst lignite

inline constexpr std::array k_accelerators{
    id("id"),
    text("name", Need::always),
    text("vendor", Need::always),
    choice("class", "datacenter|tpu|desktop|workstation|laptop|soc|embedded", Need::always, "="),
    text("unit", Need::bundled, "="),
    list("aliases"),
    list("families"),
    number("tdp_w", 0.1, k_max_w, Need::optional, "W"),
    text("tdp_basis"),
    number("idle_w", 0, k_max_w),
    number("average_w", 0.1, k_max_w),
    ref("average_source", TableId::sources),
    number("memory_gb", 0, 100'000, Need::optional, "GB"),
    number("fp32_tflops", 0, k_max_flops),
    number("tf32_tflops", 0, k_max_flops),
    number("fp16_tflops", 0, k_max_flops),
    number("bf16_tflops", 0, k_max_flops),
    number("fp8_tflops", 0, k_max_flops),
    number("int8_tops", 0, k_max_flops),
    integer("release_year", 2000, 2100),
    number("embodied_kg", 0, 100'000),
    ref("embodied_source", TableId::sources),
    choice("confidence", k_seen),
    k_source,
    k_source_year,
    pairs("cell_sources"),
    k_note,
};

inline constexpr std::array k_components{
    id("id"),
    text("component", Need::always),
    text("metric", Need::bundled),
    number("value", 0, 1e9, Need::always),
    text("unit", Need::always),
    text("condition"),
    choice("confidence", k_seen),
    k_source,
    k_source_year,
    k_note,
};

inline constexpr std::array k_cpus{
    id("id"),
    text("name", Need::always),
    text("vendor", Need::always),
    choice("segment", "server|client", Need::always, "="),
    list("aliases"),
    number("tdp_w", 0.1, k_max_w, Need::optional, "W"),
    integer("cores", 1, 4096, Need::optional, "cores"),
    integer("threads", 1, 32768),
    integer("release_year", 1990, 2100, Need::optional, "="),
    choice("confidence", k_seen),
    k_source,
    k_source_year,
    k_note,
};

inline constexpr std::array k_embodied{
    id("id"),
    text("component", Need::always),
    text("kind", Need::bundled),
    number("value", 0, 1e9, Need::always),
    text("unit", Need::always),
    text("scope"),
    choice("confidence", k_seen),
    k_source,
    k_source_year,
    k_note,
};

inline constexpr std::array k_equivalents{
    id("id"),
    text("label", Need::always),
    text("unit", Need::always),
    number("g_per_unit", 0, 1e12, Need::always),
    number("low", 0, 1e12),
    number("high", 0, 1e12),
    choice("confidence", k_grade),
    k_source,
    k_source_year,
    k_note,
};

inline constexpr std::array k_fuel_factors{
    id("id"),
    text("technology", Need::always),
    choice("basis", "lifecycle|direct", Need::always),
    number("g_per_kwh", -k_max_g, k_max_g),
    number("low", -k_max_g, k_max_g),
    number("high", -k_max_g, k_max_g),
    text("statistic"),
    k_source,
    k_source_year,
    k_note,
};

inline constexpr std::array k_grid_intensity{
    ref("zone", TableId::zones, Need::always),
    integer("year", 1990, 2100, Need::always),
    number("g_per_kwh", 0, k_max_g, Need::always),
    choice("basis", "lifecycle|direct", Need::always),
    choice("gases", "co2e|co2"),
    choice("accounting", "production|consumption"),
    integer("rank", 1, 9, Need::always),
    choice("confidence", k_grade),
    text("data_period"),
    k_source,
    k_source_year,
    k_note,
};

inline constexpr std::array k_instances{
    id("id"),
    text("provider", Need::always, "="),
    text("instance", Need::always),
    list("aliases"),
    choice("kind", "accelerated|cpu"),
    ref("accelerator", TableId::accelerators, Need::optional, "="),
    number("accelerator_count", 0, 100'000),
    number("vcpus", 0, 10'000'000, Need::optional, "vCPU"),
    ref("cpu", TableId::cpus),
    text("cpu_name"),
    number("memory_gib", 0, 100'000'000, Need::optional, "GiB"),
    choice("confidence", k_seen),
    k_source,
    k_source_year,
    k_note,
};

inline constexpr std::array k_pue{
    id("id"),
    text("scope", Need::bundled),
    text("name", Need::bundled),
    text("provider"),
    integer("year", 2000, 2100),
    number("pue", 1, 5, Need::always),
    number("low", 1, 5),
    number("high", 1, 5),
    number("wue_l_per_kwh", 0, 20),
    text("kind"),
    integer("rank", 1, 9),
    choice("confidence", k_grade),
    k_source,
    k_source_year,
    k_note,
};

inline constexpr std::array k_region_years{
    ref("region", TableId::regions, Need::always),
    integer("year", 2000, 2100, Need::always),
    number("pue", 1, 5),
    choice("pue_kind", "measured|design|assumption", Need::optional),
    number("wue_l_per_kwh", 0, 20),
    number("cfe_percent", 0, 100),
    number("provider_location_g_per_kwh", 0, k_max_g),
    number("provider_market_g_per_kwh", 0, k_max_g),
    k_source,
    k_source_year,
    k_note,
};

inline constexpr std::array k_regions{
    id("id"),
    text("provider", Need::always),
    text("region", Need::always),
    list("aliases"),
    text("location", Need::bundled, "="),
    number("latitude", -90, 90),
    number("longitude", -180, 180),
    text("coordinate_basis"),
    text("country", Need::bundled, "="),
    ref("zone", TableId::zones, Need::always),
    ref("fallback_zone", TableId::zones),
    text("status"),
    k_source,
    k_source_year,
    k_note,
};

inline constexpr std::array k_sources{
    id("key"),
    text("title", Need::always),
    text("publisher", Need::bundled),
    integer("year", 1900, 2200),
    text("url"),
    text("licence", Need::bundled),
    choice("use", "bundled|facts"),
    text("attribution"),
};

inline constexpr std::array k_td_losses{
    ref("zone", TableId::zones, Need::always),
    integer("year", 1990, 2100, Need::always),
    number("loss_percent", 0, 100, Need::always),
    choice("confidence", k_grade),
    k_source,
    k_source_year,
    k_note,
};

inline constexpr std::array k_zones{
    id("zone"),
    text("kind", Need::bundled),
    text("name", Need::always),
    list("aliases"),
    text("country"),
    text("iso3"),
    choice("small_system", "yes|no"),
    k_source,
    k_source_year,
    k_note,
};

inline constexpr std::array<std::string_view, 1> k_by_id{"id"};
inline constexpr std::array<std::string_view, 1> k_by_key{"key"};
inline constexpr std::array<std::string_view, 1> k_by_zone{"zone"};
inline constexpr std::array<std::string_view, 2> k_by_zone_year{"zone", "year"};
inline constexpr std::array<std::string_view, 3> k_by_zone_year_rank{"zone", "year", "rank"};
inline constexpr std::array<std::string_view, 2> k_by_region_year{"region", "year"};

inline constexpr std::array k_feed_id{KeyFeed{"id", KeyClass::exact}};
inline constexpr std::array k_feed_key{KeyFeed{"key", KeyClass::exact}};
inline constexpr std::array k_feed_zone{KeyFeed{"zone", KeyClass::exact}};
inline constexpr std::array k_feed_region{KeyFeed{"region", KeyClass::exact}};
inline constexpr std::array k_feed_pue{KeyFeed{"id", KeyClass::exact},
                                       KeyFeed{"provider", KeyClass::name, "rank", "1"}};
inline constexpr std::array k_feed_accelerators{
    KeyFeed{"id", KeyClass::exact}, KeyFeed{"id", KeyClass::name}, KeyFeed{"name", KeyClass::name},
    KeyFeed{"aliases", KeyClass::name}, KeyFeed{"families", KeyClass::family}};
inline constexpr std::array k_feed_cpus{
    KeyFeed{"id", KeyClass::exact}, KeyFeed{"id", KeyClass::name}, KeyFeed{"name", KeyClass::name},
    KeyFeed{"aliases", KeyClass::name}};
inline constexpr std::array k_feed_instances{
    KeyFeed{"id", KeyClass::exact}, KeyFeed{"id", KeyClass::name},
    KeyFeed{"aliases", KeyClass::name}, KeyFeed{"instance", KeyClass::brief}};
inline constexpr std::array k_feed_regions{
    KeyFeed{"id", KeyClass::exact}, KeyFeed{"id", KeyClass::name},
    KeyFeed{"aliases", KeyClass::name}, KeyFeed{"region", KeyClass::brief}};
inline constexpr std::array k_feed_zones{
    KeyFeed{"zone", KeyClass::exact}, KeyFeed{"name", KeyClass::name},
    KeyFeed{"aliases", KeyClass::name}, KeyFeed{"iso3", KeyClass::name, "kind", "country"}};

inline constexpr std::array<TableSpec, k_table_count> k_tables{{
    {.name = "accelerators",
     .title = "Accelerators: power, memory, peak rates",
     .columns = k_accelerators,
     .key = k_by_id,
     .feeds = k_feed_accelerators,
     .display = "name",
     .vendor = "vendor"},
    {.name = "components",
     .title = "Power of memory, storage, network and nodes",
     .columns = k_components,
     .key = k_by_id,
     .feeds = k_feed_id},
    {.name = "cpus",
     .title = "Processors: power, cores, threads",
     .columns = k_cpus,
     .key = k_by_id,
     .feeds = k_feed_cpus,
     .display = "name",
     .vendor = "vendor",
     .relax = bare_cpu_name},
    {.name = "embodied",
     .title = "Carbon of making hardware",
     .columns = k_embodied,
     .key = k_by_id,
     .feeds = k_feed_id},
    {.name = "equivalents",
     .title = "What a mass of CO2e compares to",
     .columns = k_equivalents,
     .key = k_by_id,
     .feeds = k_feed_id},
    {.name = "fuel_factors",
     .title = "Carbon intensity by generating technology",
     .columns = k_fuel_factors,
     .key = k_by_id,
     .feeds = k_feed_id},
    {.name = "grid_intensity",
     .title = "Carbon intensity of electricity by zone and year",
     .columns = k_grid_intensity,
     .key = k_by_zone_year_rank,
     .feeds = k_feed_zone},
    {.name = "instances",
     .title = "Cloud instances: accelerators, CPU, memory",
     .columns = k_instances,
     .key = k_by_id,
     .feeds = k_feed_instances},
    {.name = "pue",
     .title = "Power usage effectiveness of providers and sites",
     .columns = k_pue,
     .key = k_by_id,
     .feeds = k_feed_pue},
    {.name = "region_years",
     .title = "Cloud regions by year: PUE, water, carbon-free energy",
     .columns = k_region_years,
     .key = k_by_region_year,
     .feeds = k_feed_region},
    {.name = "regions",
     .title = "Cloud regions: place and grid zone",
     .columns = k_regions,
     .key = k_by_id,
     .feeds = k_feed_regions,
     .folding = Folding::keep_dashes,
     .relax = region_of_zone},
    {.name = "sources",
     .title = "Sources and licences",
     .columns = k_sources,
     .key = k_by_key,
     .feeds = k_feed_key},
    {.name = "td_losses",
     .title = "Losses of transmission and distribution",
     .columns = k_td_losses,
     .key = k_by_zone_year,
     .feeds = k_feed_zone},
    {.name = "zones",
     .title = "Electricity zones: countries, states, grids",
     .columns = k_zones,
     .key = k_by_zone,
     .feeds = k_feed_zones,
     .display = "name"},
}};

}  // namespace schema

constexpr const TableSpec& table_spec(TableId id) {
  return schema::k_tables[static_cast<std::size_t>(id)];
}
/// nullptr where there is none.
const TableSpec* find_table(std::string_view name) noexcept;
constexpr TableId id_of(const TableSpec& spec) {
  return static_cast<TableId>(&spec - schema::k_tables.data());
}

constexpr std::size_t k_no_column = static_cast<std::size_t>(-1);
constexpr std::size_t find_column(const TableSpec& spec, std::string_view name) {
  for (std::size_t i = 0; i < spec.columns.size(); ++i)
    if (spec.columns[i].name == name) return i;
  return k_no_column;
}

/// The index of a column that must exist: a misspelt name does not compile.
consteval std::size_t column(TableId table, std::string_view name) {
  const std::size_t index = find_column(table_spec(table), name);
  if (index == k_no_column) throw "no such column";
  return index;
}

constexpr std::size_t k_max_columns = [] {
  std::size_t most = 0;
  for (const TableSpec& spec : schema::k_tables)
    most = spec.columns.size() > most ? spec.columns.size() : most;
  return most;
}();

/// Calls visit(item) for every item of a cell such as "a;b".
template <class Visit>
void for_each_item(std::string_view cell, char separator, Visit visit) {
  while (!cell.empty()) {
    const std::size_t end = cell.find(separator);
    visit(cell.substr(0, end));
    if (end == std::string_view::npos) return;
    cell.remove_prefix(end + 1);
    if (cell.empty()) visit(cell);  // a separator at the end: one more, empty item
  }
}

/// Position of `cell` among "a|b|c", k_no_column if it is none of them.
std::size_t choice_index(const ColumnSpec& column, std::string_view cell) noexcept;

}  // namespace carbonest
