// SPDX-License-Identifier: Apache-2.0
#pragma once
// How sure a result is: 90 % intervals, what drives them, which measurement would narrow them, and
// whether two results differ. A pure function of resolved jobs in closed form: every input is
// lognormal around its value with its log_sd, one that enters several parts (or several jobs) is
// one and the same quantity, and the results follow from that to within 3 % of what sampling gives
// on the 5 and 95 % points.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/estimate.hpp"
#include "carbonest/resolve.hpp"

namespace carbonest {

inline constexpr double k_interval_level = 0.9;
inline constexpr double k_interval_z =
    1.645;  ///< standard deviations from the centre to either end

/// 5 % and 95 % point of a result, in the result's unit. It contains the central value; both are
/// equal to it when nothing is uncertain, and 0 when it is 0.
struct Spread {
  double low = 0, high = 0;
  double log_sd = 0;  ///< ln(high / low) / (2 x k_interval_z)

  double factor() const noexcept;  ///< the interval is about x/÷ this; >= 1
};

/// An input's own 90 % range, kept within what is physically possible (PUE >= 1, shares <= 1), and
/// its share (d ln total / d ln x x log_sd)^2 / sum of these of the variance of the total.
struct InputSpread {
  std::uint32_t job = 0, index = 0;  ///< jobs[job].inputs[index], where the quantity is first seen
  double low = 0, high = 0;
  double variance_share = 0;  ///< they sum to 1; all 0 when nothing is uncertain
};

struct Interval {
  double level = k_interval_level;
  Spread it_kwh, facility_kwh, operational_kg, total_kg;
  std::vector<InputSpread> inputs;  ///< of one job: one for each of its inputs, in their order
};

/// A job with its estimate.
struct Estimated {
  const ResolvedJob* job;
  const Estimate* estimate;
};

/// What a result is the sum of: the stages of a job that has several, else the job itself. The pointers are
/// into the arguments.
std::vector<Estimated> terms_of(const ResolvedJob& job, const Estimate& estimate);

Interval interval(const ResolvedJob& job, const Estimate& estimate) noexcept;

/// Of the sum of several: stages of one job, jobs of a batch. Inputs of different jobs that are
/// equal in name, value, unit, origin, source, note and year are one quantity, so that ten jobs on
/// one grid do not average the grid's error away. Of one job this is interval().
Interval combine(std::span<const Estimated> jobs) noexcept;

/// The interval of the total alone, for output that shows nothing else.
Spread total_spread(const ResolvedJob& job, const Estimate& estimate) noexcept;

/// The total with one input at either end of its own range and all others at their values.
struct TornadoRow {
  std::uint32_t job = 0, index = 0;  ///< jobs[job].inputs[index]
  double low_kg = 0, high_kg = 0;
  double variance_share = 0;
};
/// Inputs that the total depends on, the widest first.
std::vector<TornadoRow> tornado(std::span<const Estimated> jobs) noexcept;

/// Two results are called different only from here on.
inline constexpr double k_distinguishable = 0.9;

/// P(total of `a` < total of `b`); what both share (see combine) cancels. 0.5 where they cannot
/// differ.
double probability_less(const ResolvedJob& a, const ResolvedJob& b) noexcept;
double probability_less(std::span<const Estimated> a, std::span<const Estimated> b) noexcept;

/// What could be measured: an input, how well it is known then, and what to give.
struct Measurement {
  enum class Scope : std::uint8_t {
    input,     ///< that input alone
    node,      ///< the power of all parts of the node
    hardware,  ///< the manufacture of all of it
  };
  std::string_view input;  ///< name without the index of a list; a last '*' stands for any rest
  double log_sd;           ///< when measured
  Scope replaces;
  std::string_view give;   ///< the job's key
  std::string_view words;  ///< "the measured average power of the accelerators"
};
std::span<const Measurement> measurements() noexcept;
/// The row for an input name; nullptr where none fits.
const Measurement* measurement_of(std::string_view input) noexcept;

/// The measurement that would narrow the interval of the total most.
struct Remedy {
  std::string input;  ///< "accelerator.power_w"
  const Measurement* measurement;
  double from_factor, to_factor;  ///< x/÷ of the total, before and after
};
/// Nothing when no measurement would narrow it by a fiftieth.
std::optional<Remedy> best_measurement(std::span<const Estimated> jobs) noexcept;

}  // namespace carbonest
