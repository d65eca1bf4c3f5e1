// SPDX-License-Identifier: Apache-2.0
#pragma once
// A series of carbon intensities on a regular grid of time, in UTC and g CO2e per kWh, and the
// reader of every layout in which such series are published. Nothing is guessed silently: what the
// file left open is a warning, a missing value stays a gap, and what cannot be told is refused with
// its line.

#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/catalog.hpp"
#include "carbonest/diagnostic.hpp"
#include "carbonest/job.hpp"
#include "carbonest/quantity.hpp"

namespace carbonest {

struct RenderOptions;

/// Points and lengths of time, whole microseconds: exact to add and to compare.
using TimeSpan = std::chrono::microseconds;
using Moment = std::chrono::sys_time<TimeSpan>;

/// Nearest microsecond.
TimeSpan to_time_span(Hours hours) noexcept;
Hours to_hours(TimeSpan span) noexcept;

/// "2024-05-01T00:00:00Z"; with a fraction only where there is one.
std::string iso_time(Moment time);
/// A point in time as ISO 8601 with its zone ("Z", "+01:00"), years 1900 to 2199. `option` is what
/// gave it.
Result<std::chrono::sys_seconds> read_moment(std::string_view text, const char* option);
/// What stamps without a zone are in: "UTC", "+01:00". Named zones are refused: their rules are not
/// known here.
Result<std::chrono::seconds> read_utc_offset(std::string_view text, const char* option);

/// How a gap is closed, on request only.
enum class Fill : std::uint8_t {
  none,
  hold,         ///< the value before it
  linear,       ///< between its neighbours
  previous_day  ///< the same time of the day before
};

/// What is known about one slot, as bits.
enum SlotMark : std::uint8_t {
  k_slot_estimated = 1,  ///< published as an estimate, or a forecast where the others are measured
  k_slot_filled = 2,     ///< a gap that was filled on request
  k_slot_typical = 4     ///< taken from another year
};

/// values[i] holds on [start + i*step, start + (i+1)*step). A gap is NaN.
struct Series {
  std::string file;                   ///< as the user named it
  std::string zone;                   ///< as the file names it; may be empty
  std::string source;                 ///< "Electricity Maps"
  std::string format;                 ///< an id of series_formats()
  std::optional<IntensityKind> kind;  ///< empty: unknown
  std::optional<Basis> basis;         ///< empty: unknown
  std::chrono::sys_seconds start{};
  std::chrono::seconds step{};      ///< > 0
  std::vector<double> values;       ///< g/kWh, finite and >= 0, or NaN
  std::vector<std::uint8_t> marks;  ///< SlotMark, as many as values
  std::size_t off_grid_rows = 0;    ///< dropped
  bool forecast = false;            ///< made before the fact
  Diagnostics warnings;

  std::size_t size() const noexcept { return values.size(); }
  bool is_gap(std::size_t i) const noexcept { return std::isnan(values[i]); }
  std::chrono::sys_seconds time_of(std::size_t i) const noexcept {
    return start + step * static_cast<std::int64_t>(i);
  }
  std::chrono::sys_seconds end() const noexcept { return time_of(size()); }
};

/// Share of the slots that carry a mark; 0 for an empty series.
double share_of_slots(const Series& series, SlotMark mark) noexcept;

struct SeriesText {
  std::string_view text;
  std::string_view file =
      "series";  ///< for diagnostics; WattTime's CSV has its zone and signal here only
};

/// What the user says about a file. A contradiction to what the file says is refused.
struct SeriesOptions {
  std::string time_column,
      value_column;  ///< both or none: any CSV; names, matched without regard to case
  std::string unit;  ///< "kg/MWh"; see read_intensity_unit()
  std::string zone;  ///< which zone of a file of several; a label where the file has none
  std::optional<IntensityKind> kind;
  std::optional<Basis> basis;  ///< which column where there are two
  std::optional<std::chrono::seconds>
      utc_offset;  ///< of stamps without a zone; else they are taken as UTC
  std::optional<std::chrono::sys_seconds>
      issued_by;            ///< of several forecasts the newest one made by then
  std::string fuel_source;  ///< for generation by fuel: key of `sources`; default "ipcc-ar5"
  Fill fill = Fill::none;
};

/// One of the layouts that read_series() knows, told apart by content.
struct SeriesFormatInfo {
  std::string_view id, title;
};
std::span<const SeriesFormatInfo> series_formats() noexcept;

/// g/kWh of one such unit: g, mg, kg, t or lb per kWh or MWh ("gCO2eq/kWh", "lbs_co2_per_mwh");
/// empty if it is none.
std::optional<double> read_intensity_unit(std::string_view text) noexcept;

/// Reads CSV or JSON of at most 64 MiB. Rows may come in any order. On failure every problem is
/// reported, the first few of each kind in full. The catalog serves generation by fuel.
Result<Series> read_series(SeriesText input, const SeriesOptions& options, const Catalog& catalog);

/// Closes gaps; returns how many slots it filled. previous_day needs a step that divides a day,
/// else it fills none.
std::size_t fill_gaps(Series& series, Fill how);

/// What a `series` can be printed as: text, json (carbonest.series/1), csv.
struct SeriesOutput {
  std::string_view id, title;
  std::string (*render)(const Series&, const RenderOptions&);
};
std::span<const SeriesOutput> series_outputs() noexcept;

}  // namespace carbonest
