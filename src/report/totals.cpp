// SPDX-License-Identifier: Apache-2.0
#include "report/totals.hpp"

#include <fmt/format.h>

namespace carbonest {

Totals totals_of(std::span<const Report> reports) noexcept {
  Totals sum;
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

std::string describe_grid(const ResolvedJob& job) {
  std::string words = job.zone.empty() ? "as given" : job.zone;
  if (job.grid_year != 0) words += fmt::format(", {}", job.grid_year);
  if (job.basis) words.append(", ").append(to_string(*job.basis));
  if (job.marginal) words += ", marginal";
  return words;
}

std::string_view title_of(const ResolvedJob& job) noexcept {
  return job.name.empty() ? std::string_view("unnamed job") : std::string_view(job.name);
}

}  // namespace carbonest
