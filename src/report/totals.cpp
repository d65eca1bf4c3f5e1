// SPDX-License-Identifier: Apache-2.0
#include "report/totals.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace carbonest {

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
                      : job.stages.size() > 1 ? "average of the stages"
                                              : "as given";
  if (job.grid_year != 0) words += fmt::format(", {}", job.grid_year);
  if (job.basis) words.append(", ").append(to_string(*job.basis));
  if (job.marginal) words += ", marginal";
  return words;
}

std::string_view title_of(const ResolvedJob& job) noexcept {
  return job.name.empty() ? std::string_view("unnamed job") : std::string_view(job.name);
}

}  // namespace carbonest
