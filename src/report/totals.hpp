// SPDX-License-Identifier: Apache-2.0
#pragma once
// Sums over several jobs, and the few words about a job that more than one format needs.

#include <span>
#include <string>
#include <string_view>

#include "carbonest/report.hpp"

namespace carbonest {

struct Totals {
  Energy facility;
  CarbonMass operational, embodied, total;
  Spread total_spread;  ///< what the jobs share is one quantity
  bool mixed = false;   ///< marginal and average intensities: no sum of emissions means anything
};
Totals totals_of(std::span<const Report> reports);

std::string_view to_string(Basis basis) noexcept;
std::string_view to_string(Boundary boundary) noexcept;

/// Where the intensity is from: "FR, 2024, lifecycle"; "as given" for one that the user gave.
std::string describe_grid(const ResolvedJob& job);
/// Of an intensity from a series: how far the run is from the year; empty for any other.
std::string describe_series(const ResolvedJob& job);

/// The name for people; a job without one is called "unnamed job".
std::string_view title_of(const ResolvedJob& job) noexcept;

}  // namespace carbonest
