// SPDX-License-Identifier: Apache-2.0
#include "resolve/intensity_series.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "carbonest/plan.hpp"

namespace carbonest {
namespace {

bool intensity_typed(const Job& job) noexcept {
  return job.carbon_intensity && job.carbon_intensity->place.from_option();
}

// The option's, else the one that the job names; nullptr when refused.
const Series* find_series(Context& context) {
  if (context.options.series != nullptr) return context.options.series;
  const Given<std::string>& named = *context.job.intensity_series;
  if (context.job.carbon_intensity) {
    context.refuse("conflicting-keys", named.place,
                   "`intensity_series` and `carbon_intensity` are two intensities",
                   "leave one of them out");
    return nullptr;
  }
  const auto files = context.options.job_series;
  const auto* const found = std::ranges::find(files.data(), files.data() + files.size(),
                                              std::string_view(named.value), &JobSeries::name);
  if (found != files.data() + files.size()) return found->series;
  context.refuse("series-not-read", named.place,
                 "`intensity_series` is of one place and time; it is not read here",
                 "give `carbon_intensity` or `region` instead, or use `carbonest estimate`");
  return nullptr;
}

// A run has a place in time only with a start and a length.
bool is_placed(Context& context) {
  const Job& job = context.job;
  const Place series = job.intensity_series ? job.intensity_series->place : job.place;
  if (!job.start)
    context.refuse("missing-key", series, "a series needs the time at which the job starts",
                   job.year && job.year->place.from_option()
                       ? "--year stands in for `start`: leave it out, or give --start instead"
                       : "give `start`: \"2024-05-31T08:00:00Z\", or --start");
  const bool timed = job.runtime || job.accelerator_hours || context.time_derived;
  if (!timed || !context.wall_time_known)
    context.refuse("missing-key", series, "a series needs the time that the job takes",
                   "give `runtime`");
  return job.start && timed && context.wall_time_known;
}

// In the words of an estimate: the run is at a fixed time, there is no window to change.
void refuse_run(Context& context, const Series& series, const Diagnostics& problems) {
  for (const Diagnostic& problem : problems) {
    std::string hint = "a series that covers the run, or another `start`";
    if (problem.code == "gap-in-series") hint = problem.hint;
    if (problem.code == "duration-must-be-positive") hint = "give a `runtime` above 0";
    context.refuse(problem.code, context.job.start->place,
                   fmt::format("{}: {}", series.file, problem.message), std::move(hint));
  }
}

double share_of_run(const Series& series, const RunSegment& run, SlotMark mark) noexcept {
  std::size_t marked = 0, all = 0;
  const auto first = static_cast<std::size_t>((run.start - Moment{series.start}) / series.step);
  for (std::size_t i = first; i < series.size() && Moment{series.time_of(i)} < run.finish; ++i) {
    ++all;
    if ((series.marks[i] & mark) != 0) ++marked;
  }
  return all > 0 ? static_cast<double>(marked) / static_cast<double>(all) : 0.0;
}

SeriesUse use_of(const Series& series, const Account& account) {
  SeriesUse use;
  use.file = series.file;
  use.zone = series.zone;
  use.source = series.source;
  use.kind_known = series.kind.has_value();
  use.start = std::chrono::floor<std::chrono::seconds>(account.run.start);
  use.step_minutes = static_cast<double>(series.step.count()) / 60;
  use.year_mean_g_per_kwh = account.plain_mean_g_per_kwh;
  use.year_covered = account.year_covered;
  use.filled_share = share_of_run(series, account.run, k_slot_filled);
  use.estimated_share = share_of_run(series, account.run, k_slot_estimated);
  return use;
}

std::string_view basis_words(const Series& series) noexcept {
  if (!series.basis) return "basis not said";
  return *series.basis == Basis::lifecycle ? "life cycle" : "direct";
}

std::string note_of(const Series& series, const Account& account) {
  const double year = account.plain_mean_g_per_kwh;
  std::string note =
      fmt::format("mean of {}{} over {} to {}, {}, {}, steps of {} min", series.file,
                  series.zone.empty() ? "" : fmt::format(" (zone {})", series.zone),
                  iso_time(account.run.start), iso_time(account.run.finish),
                  !series.kind                              ? "kind not said"
                  : *series.kind == IntensityKind::marginal ? "marginal"
                                                            : "average",
                  basis_words(series), static_cast<double>(series.step.count()) / 60);
  if (year > 0)
    note += fmt::format("; {:.3g} % {} its mean of {:.4g} g/kWh over {:.3g} % of the year",
                        std::abs(account.mean_g_per_kwh / year - 1) * 100,
                        account.mean_g_per_kwh < year ? "under" : "above", year,
                        account.year_covered * 100);
  return note;
}

std::string_view country_of(const Catalog& catalog, std::string_view place) {
  place = place.substr(0, place.find('/'));  // "GB/13"
  if (const auto zone = catalog.zone(place, Suggest::no); zone.row) return zone.row->country;
  if (const auto region = catalog.region(place, Suggest::no); region.row)
    return region.row->country;
  return {};
}

void take_account(Context& context, const Series& series, const Account& account) {
  ResolvedJob& out = context.out;
  const Place place = context.options.series != nullptr ? Place{.option = "--series"}
                                                        : context.job.intensity_series->place;
  const auto first_day = std::chrono::floor<std::chrono::days>(account.run.start);
  out.intensity = grams_per_kwh(account.mean_g_per_kwh);
  out.basis = series.basis;
  out.zone = series.zone;
  out.grid_year = static_cast<int>(std::chrono::year_month_day{first_day}.year());
  out.marginal = series.kind == IntensityKind::marginal;
  out.series = use_of(series, account);
  out.intensity_input = context.add({.name = "carbon_intensity_g_per_kwh",
                                     .value = account.mean_g_per_kwh,
                                     .unit = "g/kWh",
                                     .origin = origin_of(place),
                                     .source = series.format,
                                     .year = out.grid_year,
                                     .note = note_of(series, account),
                                     .log_sd = default_row("intensity.series").log_sd});
  for (const Diagnostic& warning : series.warnings) context.warn(warning.code, warning.message);
  if (out.marginal) warn_of_marginal(context);
  if (context.job.region)
    if (const auto warning = other_country(context.catalog, series, context.job.region->value))
      context.warn(warning->code, warning->message);
  if (!series.kind)
    context.warn("series-assumption",
                 fmt::format("{} does not say whether it is average or marginal; it is taken as "
                             "average (--kind says which)",
                             series.file));
}

}  // namespace

bool uses_series(const Context& context) noexcept {
  if (intensity_typed(context.job)) return false;
  return context.options.series != nullptr || context.job.intensity_series.has_value();
}

void take_series(Context& context) {
  const Series* series = find_series(context);
  if (series == nullptr || !is_placed(context)) return;
  const Result<Account> result =
      account(*series, context.job.start->value, to_time_span(context.out.hours));
  if (!result) return refuse_run(context, *series, result.error());
  take_account(context, *series, *result);
}

std::optional<Diagnostic> other_country(const Catalog& catalog, const Series& series,
                                        std::string_view place) {
  const std::string_view theirs = country_of(catalog, series.zone),
                         ours = country_of(catalog, place);
  if (theirs.empty() || ours.empty() || theirs == ours) return std::nullopt;
  return diagnostic(
      "series-of-other-place", {},
      fmt::format("{} is of the zone {}, the run is at {}", series.file, series.zone, place));
}

void warn_of_marginal(Context& context) {
  context.warn("marginal-intensity",
               "a marginal intensity says what changes if the load moves; never add or compare "
               "this result with average-based ones");
}

}  // namespace carbonest
