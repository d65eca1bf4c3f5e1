// SPDX-License-Identifier: Apache-2.0
#pragma once
// The table of layouts that read_series() knows. A new layout is a row here and its two functions:
// whether a file is of it, told by content, and how its rows are read.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/series.hpp"
#include "series/csv_rows.hpp"
#include "series/draft.hpp"
#include "series/json_tape.hpp"

namespace carbonest::series_text {

/// A CSV file whose header has been read.
struct CsvTable {
  std::vector<std::string>
      names;     ///< of the columns, in lower case; empty ones when there is no header
  CsvRows rows;  ///< before the first row of data
  bool has_header = true;

  /// The first column whose name satisfies the predicate.
  template <class Predicate>
  std::optional<std::size_t> find(Predicate predicate) const {
    for (std::size_t i = 0; i < names.size(); ++i)
      if (predicate(std::string_view(names[i]))) return i;
    return std::nullopt;
  }
  std::optional<std::size_t> find_name(std::string_view name) const {
    return find([&](std::string_view column) { return column == name; });
  }
};

/// What a file turned out to be: one of the two.
struct Content {
  std::optional<CsvTable> csv;
  JsonValue json;
};

struct Format {
  std::string_view id, title;
  bool (*fits)(const Content&, const SeriesOptions&);
  void (*read)(Content&, Draft&, const Catalog&);
};
std::span<const Format> formats() noexcept;

/// Calls `read_row(cells)` for each row that has as many cells as the header; reports the others.
template <class ReadRow>
void for_each_row(CsvTable& table, Draft& draft, ReadRow read_row) {
  while (table.rows.next()) {
    const auto cells = table.rows.cells();
    if (cells.size() == table.names.size()) {
      read_row(cells);
      continue;
    }
    draft.problems().add("series-csv-syntax", draft.problems().offset_of(table.rows.line()),
                         "the row has " + std::to_string(cells.size()) + " cells, the first row " +
                             std::to_string(table.names.size()));
  }
  if (const auto problem = table.rows.problem())
    draft.problems().add("series-csv-syntax", draft.problems().offset_of(table.rows.where()),
                         std::string(*problem));
}

/// The clock that a column name speaks of: "Datetime (UTC)", "MTU (CET/CEST)", "local time".
Clock clock_of(std::string_view column);
/// The unit inside a column name: "Carbon Intensity gCO2eq/kWh (direct)", "intensity_kg_per_mwh".
std::optional<double> unit_in(std::string_view column);

// One function per layout and purpose; the table in formats.cpp says what each is.
bool is_electricity_maps_csv(const Content&, const SeriesOptions&);
void read_electricity_maps_csv(Content&, Draft&, const Catalog&);
bool is_trace_csv(const Content&, const SeriesOptions&);
void read_trace_csv(Content&, Draft&, const Catalog&);
bool is_watttime_csv(const Content&, const SeriesOptions&);
void read_watttime_csv(Content&, Draft&, const Catalog&);
bool is_generation_csv(const Content&, const SeriesOptions&);
void read_generation_csv(Content&, Draft&, const Catalog&);
bool is_any_csv(const Content&, const SeriesOptions&);
void read_any_csv(Content&, Draft&, const Catalog&);

bool is_own_json(const Content&, const SeriesOptions&);
void read_own_json(Content&, Draft&, const Catalog&);
bool is_electricity_maps_json(const Content&, const SeriesOptions&);
void read_electricity_maps_json(Content&, Draft&, const Catalog&);
bool is_watttime_json(const Content&, const SeriesOptions&);
void read_watttime_json(Content&, Draft&, const Catalog&);
bool is_uk_json(const Content&, const SeriesOptions&);
void read_uk_json(Content&, Draft&, const Catalog&);
bool is_carbon_aware_sdk_emissions(const Content&, const SeriesOptions&);
void read_carbon_aware_sdk_emissions(Content&, Draft&, const Catalog&);
bool is_carbon_aware_sdk_forecast(const Content&, const SeriesOptions&);
void read_carbon_aware_sdk_forecast(Content&, Draft&, const Catalog&);

}  // namespace carbonest::series_text
