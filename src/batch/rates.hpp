// SPDX-License-Identifier: Apache-2.0
#pragma once
// What a job comes to per hour and run: all that is left of it once its length, its number of runs
// and its name are set aside. Made by resolve(), so that a job on the same hardware in the same
// place needs no second look at the tables.

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "batch/interval_curve.hpp"
#include "carbonest/batch.hpp"
#include "carbonest/job.hpp"
#include "carbonest/resolve.hpp"

namespace carbonest::batch {

/// What of a job the rates are multiplied with.
struct Scale {
  double time = 0;  ///< hours, or accelerator-hours where the job gives those; 0: by the rates
  double runs = 1;
};

/// Texts by which sums are grouped; empty where the job has none.
struct Labels {
  std::string region, zone, method, year;
};

struct Rates {
  double it_kw = 0;
  double pue = 1;
  double g_per_kwh = 0;
  double embodied_kg_per_hour = 0;
  double hours_per_time = 1;  ///< 1 / devices, where the time is in accelerator-hours
  double fixed_hours = 0;     ///< where no key of the line gives the time
  double fixed_runs = 1;      ///< typed as an option
  /// What they hold for: a longer run warns, or is refused.
  double longest = std::numeric_limits<double>::infinity();
  bool marginal = false;
  std::optional<IntervalCurve> curve;
  std::vector<std::string> warnings;  ///< codes, each once
  Labels labels;

  std::size_t bytes() const noexcept;
};

/// The scale of a job as it was read. Nothing where the figures of a job do not scale, or where its
/// time or runs are such that something is said about them.
std::optional<Scale> scale_of(const Job& job);
bool is_usual(const Scale& scale) noexcept;
/// Whether the hours that come out are within what the rates hold for.
bool fits(const Rates& rates, const Scale& scale) noexcept;

/// `job` has a scale and was resolved without an error. `with_interval` is false where only sums
/// are wanted. Codes of `read_warnings` come after those of resolve().
std::optional<Rates> rates_of(const Job& job, const Diagnostics& read_warnings,
                              const Catalog& catalog, const ResolveOptions& how,
                              bool with_interval);

/// The one place where rates become figures.
LineFigures line_of(Rates& rates, const Scale& scale);

/// The same for a job that has no rates.
LineFigures line_of(const ResolvedJob& job);

/// Codes of warnings, each once, in order.
std::vector<std::string> codes_of(const ResolvedJob& job, const Diagnostics& read_warnings);

Labels labels_of(const Job& job, const ResolvedJob& resolved);

}  // namespace carbonest::batch
