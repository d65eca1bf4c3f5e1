// SPDX-License-Identifier: Apache-2.0
#pragma once
// Integrals of a series in integers. Intensities are counted in 1e-12 g/kWh and times in
// microseconds, so that sums are exact, equal costs compare equal, and decimals of up to twelve
// places keep the ties that they have on paper (0.1 + 0.2 = 0.3).

#include <cstddef>
#include <cstdint>
#include <vector>

#include "carbonest/plan.hpp"

namespace carbonest::planning {

__extension__ typedef __int128 Wide;  // a year of 5 minutes at 2000 g/kWh is 6e28

/// In 1e-12 g/kWh; 0 for a gap.
std::int64_t exact_price(double g_per_kwh) noexcept;

/// Whole slots around a window, each with its price, and the sums before it.
class ExactWindow {
 public:
  /// [from, to) must lie inside the series.
  ExactWindow(const Series& series, Moment from, Moment to);

  std::size_t slots() const noexcept { return prices_.size(); }
  TimeSpan step() const noexcept { return step_; }
  Moment slot_start(std::size_t i) const noexcept {
    return origin_ + step_ * static_cast<std::int64_t>(i);
  }
  std::int64_t price(std::size_t i) const noexcept { return prices_[i]; }
  bool is_gap(std::size_t i) const noexcept { return gaps_[i + 1] != gaps_[i]; }
  std::size_t slot_of(Moment time) const noexcept {
    return static_cast<std::size_t>((time - origin_) / step_);
  }

  /// Integral of the price over [a, b); gaps count as zero.
  Wide cost(Moment a, Moment b) const noexcept { return cost_before(b) - cost_before(a); }
  bool has_gap(Moment a, Moment b) const noexcept;

 private:
  Wide cost_before(Moment time) const noexcept;

  Moment origin_;
  TimeSpan step_;
  std::vector<std::int64_t> prices_;
  std::vector<Wide> sums_;           // cost of the slots before i
  std::vector<std::uint32_t> gaps_;  // gaps among the slots before i
};

/// Integral of c over [a, b) in g/kWh x microseconds, compensated; a gap inside gives NaN.
double integral(const Series& series, Moment a, Moment b) noexcept;
double mean_over(const Series& series, RunSegment run) noexcept;

/// The value of the slot around a point in time inside the series.
double value_at(const Series& series, Moment time) noexcept;
std::size_t slot_at(const Series& series, Moment time) noexcept;
bool touches_gap(const Series& series, RunSegment run) noexcept;

}  // namespace carbonest::planning
