// SPDX-License-Identifier: Apache-2.0
#include "series/formats.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "series/ascii.hpp"

namespace carbonest {
namespace series_text {
namespace {

// The first that fits is taken: from the most telling layout to the least.
constexpr Format k_formats[]{
    {"electricity-maps-csv", "Electricity Maps export (CSV)", is_electricity_maps_csv,
     read_electricity_maps_csv},
    {"trace-csv", "Electricity Maps research trace (CSV)", is_trace_csv, read_trace_csv},
    {"watttime-csv", "WattTime client export (CSV)", is_watttime_csv, read_watttime_csv},
    {"generation-csv", "ENTSO-E generation by type (CSV)", is_generation_csv, read_generation_csv},
    {"carbonest-json", "carbonest.series/1 (JSON)", is_own_json, read_own_json},
    {"electricity-maps-json", "Electricity Maps history and forecast (JSON)",
     is_electricity_maps_json, read_electricity_maps_json},
    {"watttime-json", "WattTime v3 historical and forecast (JSON)", is_watttime_json,
     read_watttime_json},
    {"uk-carbon-intensity-json", "UK Carbon Intensity, national and regional (JSON)", is_uk_json,
     read_uk_json},
    {"carbon-aware-sdk-json", "Carbon Aware SDK emissions (JSON)", is_carbon_aware_sdk_emissions,
     read_carbon_aware_sdk_emissions},
    {"carbon-aware-sdk-forecast-json", "Carbon Aware SDK forecast (JSON)",
     is_carbon_aware_sdk_forecast, read_carbon_aware_sdk_forecast},
    {"time-value-csv", "a column of time and one of values (CSV)", is_any_csv, read_any_csv},
};

std::string_view without_mark(std::string_view text) {
  return text.substr(text.starts_with("\xEF\xBB\xBF") ? 3 : 0);
}

bool looks_like_json(std::string_view text) {
  const std::size_t first = without_mark(text).find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return false;
  const char c = without_mark(text)[first];
  return c == '{' || c == '[';
}

/// Reads the header. A first row that begins with a time stamp is data already.
std::optional<CsvTable> open_csv(Draft& draft) {
  const std::string_view text = without_mark(draft.text());
  CsvRows rows(text,
               find_separator(text.substr(std::min(text.find_first_not_of("\r\n"), text.size()))));
  const CsvRows untouched(rows);
  if (!rows.next()) {
    draft.problems().add("series-csv-syntax", draft.problems().offset_of(rows.where()),
                         std::string(rows.problem().value_or("no header")));
    return std::nullopt;
  }
  std::vector<std::string> names;
  for (const std::string_view cell : rows.cells()) names.push_back(lower(cell));
  if (!parse_stamp(rows.cells().front())) return CsvTable{std::move(names), std::move(rows), true};
  return CsvTable{std::vector<std::string>(names.size()), untouched, false};
}

void report_unknown(Draft& draft) {
  std::string known;
  for (const Format& format : k_formats)
    known.append(known.empty() ? "" : "; ").append(format.title);
  draft.problems().add("unknown-series-format", "the layout of the file is none that is known",
                       "known are: " + known);
}

}  // namespace

std::span<const Format> formats() noexcept { return k_formats; }

Clock clock_of(std::string_view column) {
  const std::string name = lower(column);
  const auto has = [&](std::string_view word) { return name.find(word) != std::string::npos; };
  if (has("utc") || has("gmt")) return Clock::utc;
  if (has("local") || has("cest") || has("(cet") || has("(bst") || has("europe/"))
    return Clock::local;
  return Clock::unsaid;
}

std::optional<double> unit_in(std::string_view column) {
  constexpr std::string_view k_separators = " _()[],";
  constexpr std::size_t k_longest = 120;
  column = column.substr(0, k_longest);
  std::vector<std::size_t> edges{0};
  for (std::size_t i = 0; i < column.size(); ++i)
    if (k_separators.find(column[i]) != std::string_view::npos) edges.push_back(i);
  edges.push_back(column.size());
  for (std::size_t begin = 0; begin + 1 < edges.size(); ++begin)
    for (std::size_t end = edges.size() - 1; end > begin; --end) {
      const std::size_t from = edges[begin] + (begin > 0 ? 1 : 0);
      if (from >= edges[end]) continue;
      if (const auto unit = read_intensity_unit(column.substr(from, edges[end] - from)))
        return unit;
    }
  return std::nullopt;
}

}  // namespace series_text

Result<Series> read_series(SeriesText input, const SeriesOptions& options, const Catalog& catalog) {
  using namespace series_text;
  Draft draft(input, options);
  check_bytes(input.text, draft.problems());
  if (!draft.problems().empty()) return std::move(draft.problems()).take();

  JsonTape tape;
  Content content;
  if (looks_like_json(input.text)) {
    if (auto problem = tape.read(input.text))
      draft.problems().add("series-json-syntax", problem->offset, std::move(problem->message));
    else
      content.json = tape.root();
  } else {
    content.csv = open_csv(draft);
  }
  if (!draft.problems().empty()) return std::move(draft.problems()).take();

  for (const Format& format : k_formats) {
    if (!format.fits(content, options)) continue;
    format.read(content, draft, catalog);
    Result<Series> series = finish_draft(std::move(draft));
    if (series) series->format = format.id;
    return series;
  }
  report_unknown(draft);
  return std::move(draft.problems()).take();
}

std::span<const SeriesFormatInfo> series_formats() noexcept {
  static constexpr auto k_infos = [] {
    std::array<SeriesFormatInfo, std::size(series_text::k_formats)> infos{};
    for (std::size_t i = 0; i < infos.size(); ++i)
      infos[i] = {series_text::k_formats[i].id, series_text::k_formats[i].title};
    return infos;
  }();
  return k_infos;
}

}  // namespace carbonest
