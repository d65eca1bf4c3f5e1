// SPDX-License-Identifier: Apache-2.0
#include "report/totals.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/number.hpp"

namespace carbonest {
namespace {

constexpr double k_whole_year = 0.995;  // a few missing hours are no news

}  // namespace

Totals totals_of(std::span<const Report> reports) {
  Totals sum;
  std::vector<Estimated> parts;
  for (const Report& report : reports)
    for (const Estimated& part : parts_of(report)) parts.push_back(part);
  sum.total_spread = combine(parts).total_kg;
  sum.mixed = std::ranges::any_of(reports, [&](const Report& report) {
    return report.job.marginal != reports.front().job.marginal;
  });
  for (const Report& report : reports) {
    sum.facility += report.estimate.facility;
    sum.operational += report.estimate.operational;
    sum.embodied += report.estimate.embodied;
    sum.total += report.estimate.total;
  }
  return sum;
}

std::string_view to_string(Basis basis) noexcept {
  return basis == Basis::lifecycle ? "lifecycle" : "direct";
}

std::string_view to_string(Boundary boundary) noexcept {
  return boundary == Boundary::provider ? "provider" : "consumer";
}

std::string describe_grid(const ResolvedJob& job) {
  std::string words = !job.zone.empty()       ? job.zone
                      : job.series            ? "series"
                      : job.stages.size() > 1 ? "average of the stages"
                                              : "as given";
  if (job.grid_year != 0) words += fmt::format(", {}", job.grid_year);
  if (job.basis) words.append(", ").append(to_string(*job.basis));
  if (job.marginal) words += ", marginal";
  return words;
}

std::string describe_series(const ResolvedJob& job) {
  if (!job.series) return {};
  const SeriesUse& series = *job.series;
  std::string words = "mean over the run";
  if (series.year_mean_g_per_kwh > 0) {
    const double ratio = in_grams_per_kwh(job.intensity) / series.year_mean_g_per_kwh;
    words += fmt::format(", {} {} the mean of {}", human_percent(std::abs(ratio - 1)),
                         ratio < 1 ? "under" : "above",
                         human(grams_per_kwh(series.year_mean_g_per_kwh)));
    words += series.year_covered < k_whole_year ? fmt::format(" ({} of the year is in the series)",
                                                              human_percent(series.year_covered))
                                                : std::string(" of the year");
  }
  if (series.filled_share > 0)
    words += fmt::format("; {} of it was filled", human_percent(series.filled_share));
  return words;
}

std::string_view title_of(const ResolvedJob& job) noexcept {
  return job.name.empty() ? std::string_view("unnamed job") : std::string_view(job.name);
}

}  // namespace carbonest
