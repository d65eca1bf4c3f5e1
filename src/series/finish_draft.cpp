// SPDX-License-Identifier: Apache-2.0
// From rows in any order to a regular grid. What the file and the user leave open is decided here,
// and each decision is either a warning or a refusal.
#include <algorithm>
#include <iterator>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "series/ascii.hpp"
#include "series/draft.hpp"
#include "series/limits.hpp"

namespace carbonest::series_text {
namespace {

using Row = Draft::Row;
using std::chrono::days;
using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr double k_missing = std::numeric_limits<double>::quiet_NaN();

void assume(Draft& draft, std::string message) {
  draft.warnings.push_back(diagnostic("series-assumption", {}, std::move(message)));
}

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : ", ").append(quoted(word));
  return text;
}

/// Leaves the rows of one zone.
void choose_zone(Draft& draft) {
  const auto& others = draft.other_zones();
  const std::string& wanted = draft.options().zone;
  if (others.empty()) {
    if (draft.zone.empty()) draft.zone = wanted;
    return;
  }
  if (wanted.empty()) {
    draft.problems().add("mixed-zones", draft.other_zone_offset(),
                         fmt::format("the file holds more than one zone: {} beside {}",
                                     join(others), quoted(draft.zone)),
                         "choose one of them with --zone");
  } else if (draft.zone.empty() && others.size() > 1) {
    draft.problems().add("zone-not-in-series",
                         fmt::format("the file has no zone {}", quoted(wanted)),
                         fmt::format("it holds {}", join(others)));
  } else if (draft.zone.empty()) {
    draft.zone = others.front();
    assume(draft,
           fmt::format("the file is of zone {}, not {}", quoted(draft.zone), quoted(wanted)));
    return;  // its only zone
  }
  std::erase_if(draft.rows(), [](const Row& row) { return row.zone != 0; });
}

template <class T>
void settle(Draft& draft, std::optional<T>& file, const std::optional<T>& user,
            std::string_view what) {
  if (user && file && *user != *file)
    draft.problems().add(
        "series-option-conflict",
        fmt::format("the {} of the series is another one than --{} says", what, what),
        "leave the option out to take what the file says");
  if (!file) file = user;
}

/// The factor to g/kWh. Unknown units are reported.
double settle_unit(Draft& draft) {
  using Origin = Draft::Unit::Origin;
  const std::string& wanted = draft.options().unit;
  if (wanted.empty()) {
    if (draft.unit.origin == Origin::unsaid) assume(draft, "the values were taken as g/kWh");
    return draft.unit.g_per_kwh;
  }
  const auto factor = read_intensity_unit(wanted);
  if (!factor) {
    draft.problems().add("unknown-unit",
                         fmt::format("{} is not a unit of carbon intensity", quoted(wanted)),
                         "g, mg, kg, t or lb per kWh or MWh, such as kg/MWh");
  } else if (draft.unit.origin == Origin::stated && *factor != draft.unit.g_per_kwh) {
    draft.problems().add("series-option-conflict", "the file states another unit than --unit says",
                         "leave the option out to take what the file says");
  }
  return factor.value_or(1);
}

/// Where the first stamp without a zone stands in the file; nothing when all have one.
std::optional<std::size_t> first_naive_offset(const std::vector<Row>& rows) {
  std::optional<std::size_t> first;
  for (const Row& row : rows)
    if (!row.zoned) first = std::min<std::size_t>(first.value_or(row.offset), row.offset);
  return first;
}

void settle_clock(Draft& draft) {
  auto& rows = draft.rows();
  const auto offset = draft.options().utc_offset;
  if (draft.clock == Clock::utc && offset && offset->count() != 0)
    draft.problems().add(
        "series-option-conflict",
        "the file says that its time stamps are in UTC, --time-zone that they are not");
  const auto first_naive = first_naive_offset(rows);
  if (!first_naive) return;
  const char* hint = "UTC stamps, an offset in every stamp, or --time-zone +01:00 for all";
  if (std::ranges::any_of(rows, &Row::zoned)) {
    draft.problems().add("naive-local-time", *first_naive,
                         "this time stamp has no zone, others in the file have one", hint);
  } else if (draft.clock == Clock::local && !offset) {
    draft.problems().add("naive-local-time", *first_naive,
                         "the column holds local time, without saying how far from UTC", hint);
  } else if (!offset) {
    assume(draft, "time stamps without a zone were read as UTC");
  }
  if (offset)
    for (Row& row : rows)
      if (!row.zoned) row.time -= *offset;
}

std::string format_value(double value) { return fmt::format("{}", value); }

/// Without a unit, every value of the wrong size tells the wrong unit. False then.
bool check_unit(Draft& draft) {
  if (!draft.options().unit.empty() || draft.unit.origin != Draft::Unit::Origin::unsaid)
    return true;
  double least = std::numeric_limits<double>::infinity(), most = 0;
  for (const Row& row : draft.rows()) {
    if (std::isnan(row.value)) continue;
    least = std::min(least, row.value);
    most = std::max(most, row.value);
  }
  const bool too_large = least > series_limits::k_plausible_g_per_kwh && least <= most;
  const bool too_small = least > 0 && most < series_limits::k_likely_kilograms && least <= most;
  if (too_large)
    draft.problems().add(
        "suspicious-unit",
        fmt::format("every value is above {} g/kWh", series_limits::k_plausible_g_per_kwh),
        "mg/kWh or lb/MWh? say so with --unit");
  if (too_small)
    draft.problems().add(
        "suspicious-unit",
        fmt::format("every value is below {} g/kWh", series_limits::k_likely_kilograms),
        "kg/kWh? say so with --unit; --unit g/kWh if it is right");
  return !too_large && !too_small;
}

/// To g/kWh, each value checked.
void convert_values(Draft& draft, double factor) {
  const bool lenient = !draft.options().unit.empty();
  const double limit =
      lenient ? series_limits::k_possible_g_per_kwh : series_limits::k_plausible_g_per_kwh;
  std::size_t implausible = 0;
  for (Row& row : draft.rows()) {
    if (std::isnan(row.value)) continue;
    if (row.value < 0)
      draft.problems().add("negative-intensity", row.offset,
                           fmt::format("a carbon intensity of {}", format_value(row.value)),
                           "an intensity is zero or more");
    row.value = row.value == 0 ? 0.0 : row.value * factor;  // no -0
    if (!(row.value <= limit))
      draft.problems().add("intensity-out-of-range", row.offset,
                           fmt::format("{} g/kWh is more than any grid emits",
                                       format_value(std::min(row.value, 1e300))),
                           "say with --unit what the values are in");
    if (row.value > series_limits::k_plausible_g_per_kwh) ++implausible;
  }
  if (lenient && implausible > 0)
    draft.warnings.push_back(diagnostic("implausible-intensity", {},
                                        fmt::format("{} values are above {} g/kWh", implausible,
                                                    series_limits::k_plausible_g_per_kwh)));
}

/// Where clocks go back, they do so on a Sunday before four in the morning.
bool in_night_of_clock_change(sys_seconds time) {
  const auto day = std::chrono::floor<days>(time);
  return std::chrono::weekday{day} == std::chrono::Sunday && time - day < std::chrono::hours{4};
}

void check_duplicates(Draft& draft) {
  const auto& rows = draft.rows();
  bool clock_change = draft.clock == Clock::unsaid && !draft.options().utc_offset;
  const Row* first = nullptr;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows[i].time != rows[i - 1].time) continue;
    if (first == nullptr) first = &rows[i];
    clock_change = clock_change && !rows[i].zoned && in_night_of_clock_change(rows[i].time);
    draft.problems().add("duplicate-time-stamp", rows[i].offset,
                         fmt::format("{} is given more than once", iso_time(rows[i].time)));
  }
  if (first != nullptr && clock_change)
    draft.problems().add(
        "naive-local-time", first->offset,
        "an hour of a Sunday night comes twice, as in local time when clocks go back",
        "UTC stamps, or an offset in every stamp");
}

void sort_rows(Draft& draft) {
  auto& rows = draft.rows();
  const auto earlier = [](const Row& a, const Row& b) {
    return a.time != b.time ? a.time < b.time : a.offset < b.offset;
  };
  if (!std::ranges::is_sorted(rows, earlier)) std::ranges::sort(rows, earlier);
}

/// The most frequent difference, the smaller of equals. The rows are sorted and have no duplicates.
seconds most_frequent_step(const std::vector<Row>& rows) {
  std::vector<seconds> steps;
  steps.reserve(rows.size());
  for (std::size_t i = 1; i < rows.size(); ++i) steps.push_back(rows[i].time - rows[i - 1].time);
  if (!std::ranges::is_sorted(steps)) std::ranges::sort(steps);  // a regular series is sorted
  seconds best{};
  std::ptrdiff_t best_count = 0;
  for (auto at = steps.begin(); at != steps.end();) {
    const auto end = std::upper_bound(at, steps.end(), *at);
    if (end - at > best_count) best = *at, best_count = end - at;
    at = end;
  }
  return best;
}

/// Files of months or years: each value holds on every day of its own. Empty where the stamps are
/// none.
std::optional<std::vector<Row>> spread_over_days(const std::vector<Row>& rows) {
  using namespace std::chrono;
  const auto date = [](const Row& row) { return year_month_day{floor<days>(row.time)}; };
  const auto begins_month = [&](const Row& row) {
    return row.time == sys_seconds{floor<days>(row.time)} && date(row).day() == day{1};
  };
  if (!std::ranges::all_of(rows, begins_month)) return std::nullopt;
  bool yearly = true;
  for (std::size_t i = 1; i < rows.size(); ++i)
    yearly = yearly && rows[i].time - rows[i - 1].time >= days{365};
  std::vector<Row> spread;
  for (const Row& row : rows) {
    const year_month_day first = date(row);
    const sys_days end = yearly ? sys_days{(first.year() + years{1}) / first.month() / 1}
                                : sys_days{first + months{1}};
    for (sys_days day = first; day < end; day += days{1}) {
      spread.push_back(row);
      spread.back().time = day;
    }
  }
  return spread;
}

/// Finds the step; empty when there is none, which is reported.
std::optional<seconds> find_step(Draft& draft) {
  auto& rows = draft.rows();
  if (rows.size() == 1 && draft.declared_step) return draft.declared_step;
  if (rows.size() == 1) {
    draft.problems().add("series-too-short", rows.front().offset,
                         "a single row does not tell how long its value holds");
    return std::nullopt;
  }
  const seconds step = most_frequent_step(rows);
  if (step >= days{28}) {
    if (auto spread = spread_over_days(rows)) {
      rows = std::move(*spread);
      assume(draft, "values of months or years were taken to hold on each of their days");
      return days{1};
    }
  }
  if (draft.declared_step && *draft.declared_step != step)
    assume(draft, fmt::format("the file declares steps of {} s; its rows are {} s apart",
                              draft.declared_step->count(), step.count()));
  return step;
}

std::optional<seconds> settle_step(Draft& draft) {
  const auto step = find_step(draft);
  if (!step || *step <= series_limits::k_longest_step) return step;
  draft.problems().add("irregular-series", "the values are more than a year apart");
  return std::nullopt;
}

/// The rows that lie on the grid, in their slots.
void place_rows(Draft& draft, Series& series) {
  const auto& rows = draft.rows();
  series.start = rows.front().time;
  const auto on_grid = [&](const Row& row) {
    return (row.time - series.start) % series.step == seconds{0};
  };
  const auto last = std::ranges::find_if(rows.rbegin(), rows.rend(), on_grid);
  const auto slots = static_cast<std::size_t>((last->time - series.start) / series.step) + 1;
  if (slots > series_limits::k_slots)
    return draft.problems().add(
        "series-too-long",
        fmt::format("{} slots of {} s lie between the first and the last row", slots,
                    series.step.count()),
        "is one of the time stamps wrong?");
  series.values.assign(slots, k_missing);
  series.marks.assign(slots, 0);
  for (const Row& row : rows) {
    if (!on_grid(row)) {
      ++series.off_grid_rows;
      continue;
    }
    const auto slot = static_cast<std::size_t>((row.time - series.start) / series.step);
    series.values[slot] = row.value;
    series.marks[slot] = row.marks;
  }
  if (series.off_grid_rows > rows.size() / 2)
    draft.problems().add(
        "irregular-series",
        fmt::format("{} of {} rows do not lie on a grid of {} s from the first one",
                    series.off_grid_rows, rows.size(), series.step.count()));
}

void warn_of_off_grid_rows(Series& series) {
  if (series.off_grid_rows == 0) return;
  series.warnings.push_back(
      diagnostic("off-grid-rows", {},
                 fmt::format("{} rows between the steps of {} s were left out",
                             series.off_grid_rows, series.step.count())));
}

Series describe(Draft& draft) {
  Series series;
  series.file = draft.file();
  series.zone = std::move(draft.zone);
  series.source = std::move(draft.source);
  series.kind = draft.kind;
  series.basis = draft.basis;
  series.forecast = draft.forecast;
  return series;
}

void settle_statements(Draft& draft) {
  choose_zone(draft);
  settle(draft, draft.kind, draft.options().kind, "kind");
  settle(draft, draft.basis, draft.options().basis, "basis");
  const double factor = settle_unit(draft);
  settle_clock(draft);
  if (check_unit(draft)) convert_values(draft, factor);
}

}  // namespace

Result<Series> finish_draft(Draft&& draft) {
  Problems& problems = draft.problems();
  if (draft.rows().empty() && problems.empty())
    problems.add("empty-series", "the file holds no rows");
  if (!draft.rows().empty()) settle_statements(draft);
  if (!draft.rows().empty()) {
    sort_rows(draft);
    check_duplicates(draft);
  }
  if (!problems.empty()) return std::move(problems).take();

  const auto step = settle_step(draft);
  Series series = describe(draft);
  if (step) {
    series.step = *step;
    place_rows(draft, series);
  }
  if (problems.empty() &&
      std::ranges::all_of(series.values, [](double v) { return std::isnan(v); }))
    problems.add("empty-series", "every value is missing");
  if (!problems.empty()) return std::move(problems).take();

  series.warnings = std::move(draft.warnings);
  warn_of_off_grid_rows(series);
  for (Diagnostic& warning : series.warnings) warning.file = series.file;
  fill_gaps(series, draft.options().fill);
  return series;
}

}  // namespace carbonest::series_text
