// SPDX-License-Identifier: Apache-2.0
// The JSON layouts. Every reader walks to the rows and hands them on; what a row lacks is reported
// there.
#include <array>
#include <chrono>
#include <cmath>
#include <limits>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "series/ascii.hpp"
#include "series/formats.hpp"
#include "series/limits.hpp"

namespace carbonest::series_text {
namespace {

using std::chrono::seconds;
using Lookup = JsonValue (*)(JsonValue, std::string_view);

constexpr auto k_longest_step = static_cast<double>(series_limits::k_longest_step.count());
constexpr double k_missing = std::numeric_limits<double>::quiet_NaN();

JsonValue exact(JsonValue object, std::string_view name) { return object.member(name); }
// The Carbon Aware SDK writes its keys as .NET does or as JavaScript does.
JsonValue any_case(JsonValue object, std::string_view name) {
  return object.member_ignoring_case(name);
}

/// The first element that is an object with this member.
bool starts_with_member(JsonValue array, std::string_view name, Lookup lookup = exact) {
  return array.is(JsonKind::array) && lookup(array.first(), name);
}

std::optional<Stamp> stamp_of(JsonValue row, JsonValue time, Draft& draft) {
  if (time.is(JsonKind::string)) return draft.read_stamp(time.text(), time.offset());
  draft.problems().add("bad-time-stamp", time ? time.offset() : row.offset(),
                       time ? "a time stamp is a string" : "a row without a time stamp");
  return std::nullopt;
}

/// A number, or a number in a string, as .NET writes decimals; null is a gap.
std::optional<double> value_of(JsonValue row, JsonValue value, Draft& draft) {
  if (value.is(JsonKind::null)) return k_missing;
  if (const auto number = value.number()) return number;
  if (value.is(JsonKind::string)) return draft.read_value(value.text(), value.offset());
  draft.problems().add("bad-series-value", value ? value.offset() : row.offset(),
                       value ? "a value is a finite number or null" : "a row without a value");
  return std::nullopt;
}

struct Fields {
  JsonValue time, value, zone;
  std::uint8_t marks = 0;
};

void add_row(JsonValue row, const Fields& fields, Draft& draft) {
  const auto stamp = stamp_of(row, fields.time, draft);
  const auto value = value_of(row, fields.value, draft);
  const std::uint8_t zone = fields.zone.is(JsonKind::string)
                                ? draft.zone_index(fields.zone.text(), fields.zone.offset())
                                : 0;
  if (stamp && value) draft.add(*stamp, *value, row.offset(), fields.marks, zone);
}

/// Calls `read(row)` for the elements, which must be objects.
template <class Read>
void for_each_object(JsonValue array, Draft& draft, Read read) {
  for (JsonValue row = array.first(); row; row = row.next()) {
    if (row.is(JsonKind::object))
      read(row);
    else
      draft.problems().add("bad-series-value", row.offset(), "a row must be an object");
  }
}

/// Of several forecasts the newest one that was made in time; `issued` names when.
JsonValue newest_forecast(JsonValue array, std::string_view issued, Lookup lookup, Draft& draft) {
  JsonValue newest;
  std::optional<std::chrono::sys_seconds> newest_time;
  std::size_t count = 0;
  for (JsonValue block = array.first(); block; block = block.next()) {
    ++count;
    std::string_view text = lookup(block, issued).text();
    std::string whole_seconds;  // when it was made matters to the second only
    if (const std::size_t dot = text.find('.'); dot != std::string_view::npos) {
      const std::size_t digits_end =
          std::min(text.find_first_not_of("0123456789", dot + 1), text.size());
      whole_seconds = std::string(text.substr(0, dot)).append(text.substr(digits_end));
      text = whole_seconds;
    }
    const auto stamp = parse_stamp(text);
    const auto limit = draft.options().issued_by;
    if (limit && (!stamp || stamp->time > *limit)) continue;
    if (newest && (!stamp || (newest_time && stamp->time <= *newest_time))) continue;
    newest = block;
    if (stamp) newest_time = stamp->time;
  }
  if (!newest) {
    draft.problems().add("empty-series", "the file holds no forecast that was made by that time");
  } else if (count > 1 && newest_time) {
    draft.warnings.push_back(diagnostic("series-assumption", {},
                                        fmt::format("of {} forecasts the one made at {} was taken",
                                                    count, iso_time(*newest_time))));
  }
  return newest;
}

std::optional<Basis> basis_named(std::string_view name) {
  if (name == "lifecycle") return Basis::lifecycle;
  if (name == "direct") return Basis::direct;
  return std::nullopt;
}

// Electricity Maps

constexpr std::array<std::string_view, 3> k_electricity_maps_arrays{"history", "forecast", "data"};

JsonValue electricity_maps_rows(JsonValue root) {
  for (const std::string_view name : k_electricity_maps_arrays)
    if (const JsonValue rows = root.member(name); starts_with_member(rows, "carbonIntensity"))
      return rows;
  return {};
}

/// One basis for the whole file.
void note_basis(JsonValue type, Draft& draft) {
  if (!type.is(JsonKind::string)) return;
  const auto basis = basis_named(type.text());
  if (draft.basis && basis != draft.basis)
    draft.problems().add("mixed-basis", type.offset(),
                         "rows of this file are of different emission factor types");
  draft.basis = basis;
}

// WattTime

void describe_watttime(JsonValue meta, Draft& draft) {
  draft.source = "WattTime";
  draft.zone = meta.member("region").text();
  const JsonValue signal = meta.member("signal_type");
  if (signal.text() == "co2_moer") draft.kind = IntensityKind::marginal;
  if (signal.text() == "co2_aoer") draft.kind = IntensityKind::average;
  const JsonValue units = meta.member("units");
  const auto unit = read_intensity_unit(units ? units.text() : "lb/MWh");
  if (signal.text() == "health_damage" || !unit)
    draft.problems().add(
        "not-an-intensity", (unit ? signal : units).offset(),
        unit ? "health damage is no carbon intensity"
             : fmt::format("{} is not a unit of carbon intensity", quoted(units.text())));
  draft.unit = {unit.value_or(1),
                units ? Draft::Unit::Origin::stated : Draft::Unit::Origin::documented};
  const auto period = meta.member("data_point_period_seconds").number();
  if (period && *period >= 1 && *period <= k_longest_step && *period == std::floor(*period))
    draft.declared_step = seconds{static_cast<std::int64_t>(*period)};
}

// UK Carbon Intensity

std::string uk_zone(JsonValue region) {
  const JsonValue id = region.member("regionid");
  return id ? fmt::format("GB/{}", id.text()) : std::string("GB");
}

/// `actual`, else `forecast`, which is marked.
void add_uk_row(JsonValue row, JsonValue intensity, std::uint8_t zone, Draft& draft) {
  const JsonValue actual = intensity.member("actual"), forecast = intensity.member("forecast");
  const bool measured = actual && !actual.is(JsonKind::null);
  const auto stamp = stamp_of(row, row.member("from"), draft);
  const auto value = value_of(row, measured ? actual : forecast, draft);
  if (!stamp || !value) return;
  draft.forecast = draft.forecast && !measured;
  draft.add(*stamp, *value, row.offset(), measured ? 0 : k_slot_estimated, zone);
  const auto end = parse_stamp(row.member("to").text());
  if (end && end->time > stamp->time && !draft.declared_step)
    draft.declared_step = end->time - stamp->time;
}

void read_uk_rows(JsonValue rows, std::string_view zone, Draft& draft) {
  for_each_object(rows, draft, [&](JsonValue row) {
    if (const JsonValue regions = row.member("regions"); regions.is(JsonKind::array)) {
      for_each_object(regions, draft, [&](JsonValue region) {
        add_uk_row(row, region.member("intensity"),
                   draft.zone_index(uk_zone(region), region.offset()), draft);
      });
    } else {
      add_uk_row(row, row.member("intensity"), draft.zone_index(zone, row.offset()), draft);
    }
  });
}

// Carbon Aware SDK

JsonValue sdk_emissions(JsonValue root) {
  return root.is(JsonKind::object) ? root.member_ignoring_case("emissions") : root;
}

void note_duration(JsonValue duration, Draft& draft) {
  if (!draft.declared_step && !duration.text().empty())
    draft.declared_step = parse_slot_length(duration.text());
}

}  // namespace

bool is_own_json(const Content& content, const SeriesOptions&) {
  return content.json.member("schema").text() == "carbonest.series/1";
}

void read_own_json(Content& content, Draft& draft, const Catalog&) {
  const JsonValue root = content.json;
  draft.zone = root.member("zone").text();
  draft.source = root.member("source").text();
  draft.basis = basis_named(root.member("basis").text());
  const std::string_view kind = root.member("kind").text();
  if (kind == "average") draft.kind = IntensityKind::average;
  if (kind == "marginal") draft.kind = IntensityKind::marginal;
  draft.forecast = root.member("forecast").is_true();
  draft.unit = {1, Draft::Unit::Origin::stated};
  const auto start = stamp_of(root, root.member("start"), draft);
  const auto minutes = root.member("step_minutes").number();
  const double step = std::round(minutes.value_or(0) * 60);
  if (!(step >= 1 && step <= k_longest_step)) {
    draft.problems().add("bad-series-value", root.member("step_minutes").offset(),
                         "step_minutes must be a positive number");
    return;
  }
  if (!start) return;
  draft.declared_step = seconds{static_cast<std::int64_t>(step)};
  JsonValue estimated = root.member("estimated").first();
  Stamp stamp = *start;
  for (JsonValue row = root.member("values").first(); row; row = row.next()) {
    if (const auto value = value_of(row, row, draft))
      draft.add(stamp, *value, row.offset(), estimated.is_true() ? k_slot_estimated : 0);
    stamp.time += *draft.declared_step;
    estimated = estimated.next();
  }
}

bool is_electricity_maps_json(const Content& content, const SeriesOptions&) {
  return static_cast<bool>(electricity_maps_rows(content.json));
}

void read_electricity_maps_json(Content& content, Draft& draft, const Catalog&) {
  const JsonValue rows = electricity_maps_rows(content.json);
  const JsonValue zone = content.json.member("zone");
  draft.source = "Electricity Maps";
  draft.kind = IntensityKind::average;
  draft.unit = {1, Draft::Unit::Origin::documented};
  draft.forecast = rows.key() == "forecast";
  note_basis(content.json.member("emissionFactorType"), draft);
  for_each_object(rows, draft, [&](JsonValue row) {
    note_basis(row.member("emissionFactorType"), draft);
    const JsonValue own_zone = row.member("zone");
    add_row(row,
            {row.member("datetime"), row.member("carbonIntensity"), own_zone ? own_zone : zone,
             static_cast<std::uint8_t>(row.member("isEstimated").is_true() ? k_slot_estimated : 0)},
            draft);
  });
}

bool is_watttime_json(const Content& content, const SeriesOptions&) {
  const JsonValue data = content.json.member("data");
  return starts_with_member(data, "point_time") || starts_with_member(data, "generated_at");
}

void read_watttime_json(Content& content, Draft& draft, const Catalog&) {
  const JsonValue meta = content.json.member("meta");
  describe_watttime(meta, draft);
  JsonValue rows = content.json.member("data");
  draft.forecast = static_cast<bool>(meta.member("generated_at"));
  if (starts_with_member(rows, "generated_at")) {
    draft.forecast = true;
    rows = newest_forecast(rows, "generated_at", exact, draft).member("forecast");
  }
  for_each_object(rows, draft, [&](JsonValue row) {
    add_row(row, {row.member("point_time"), row.member("value"), {}, 0}, draft);
  });
}

bool is_uk_json(const Content& content, const SeriesOptions&) {
  const JsonValue data = content.json.member("data");
  const JsonValue rows = data.is(JsonKind::object) ? data.member("data") : data;
  return starts_with_member(rows, "intensity") || starts_with_member(rows, "regions") ||
         starts_with_member(rows.first().member("data"), "intensity");
}

void read_uk_json(Content& content, Draft& draft, const Catalog&) {
  draft.source = "UK Carbon Intensity API";
  draft.kind = IntensityKind::average;
  draft.basis = Basis::direct;
  draft.unit = {1, Draft::Unit::Origin::documented};
  draft.forecast = true;  // until a measured value is seen
  const JsonValue data = content.json.member("data");
  if (data.is(JsonKind::object)) return read_uk_rows(data.member("data"), uk_zone(data), draft);
  if (!starts_with_member(data, "data")) return read_uk_rows(data, "GB", draft);
  for_each_object(data, draft, [&](JsonValue region) {
    read_uk_rows(region.member("data"), uk_zone(region), draft);
  });
}

bool is_carbon_aware_sdk_emissions(const Content& content, const SeriesOptions&) {
  const JsonValue rows = sdk_emissions(content.json);
  return starts_with_member(rows, "rating", any_case) && starts_with_member(rows, "time", any_case);
}

void read_carbon_aware_sdk_emissions(Content& content, Draft& draft, const Catalog&) {
  draft.source = "Carbon Aware SDK";
  for_each_object(sdk_emissions(content.json), draft, [&](JsonValue row) {
    note_duration(row.member_ignoring_case("duration"), draft);
    add_row(row,
            {row.member_ignoring_case("time"), row.member_ignoring_case("rating"),
             row.member_ignoring_case("location"), 0},
            draft);
  });
}

bool is_carbon_aware_sdk_forecast(const Content& content, const SeriesOptions&) {
  if (content.json.is(JsonKind::object))
    return static_cast<bool>(content.json.member_ignoring_case("forecastData"));
  return starts_with_member(content.json, "forecastData", any_case);
}

/// A forecast names its location in every row, or once for all of them.
void read_sdk_forecast(JsonValue forecast, Draft& draft) {
  const JsonValue location = forecast.member_ignoring_case("location");
  for_each_object(forecast.member_ignoring_case("forecastData"), draft, [&](JsonValue row) {
    note_duration(row.member_ignoring_case("duration"), draft);
    const JsonValue own = row.member_ignoring_case("location");
    add_row(row,
            {row.member_ignoring_case("timestamp"), row.member_ignoring_case("value"),
             own ? own : location, 0},
            draft);
  });
}

void read_carbon_aware_sdk_forecast(Content& content, Draft& draft, const Catalog&) {
  draft.source = "Carbon Aware SDK";
  draft.forecast = true;
  const JsonValue root = content.json;
  if (root.is(JsonKind::object)) return read_sdk_forecast(root, draft);
  // Several locations are several zones; several forecasts of one location are versions of each
  // other.
  bool one_location = true;
  for (JsonValue block = root.first(); block; block = block.next())
    one_location = one_location && block.member_ignoring_case("location").text() ==
                                       root.first().member_ignoring_case("location").text();
  if (one_location)
    return read_sdk_forecast(newest_forecast(root, "generatedAt", any_case, draft), draft);
  for_each_object(root, draft, [&](JsonValue block) { read_sdk_forecast(block, draft); });
}

}  // namespace carbonest::series_text
