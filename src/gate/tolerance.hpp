// SPDX-License-Identifier: Apache-2.0
#pragma once
// When a difference is one: two sums of the same numbers in another order differ in their last
// digits, and no build may fail for that.

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "carbonest/quantity.hpp"

namespace carbonest {

inline constexpr double k_rounding = 1e-9;

inline bool is_over(double value, double limit) noexcept {
  return value - limit > k_rounding * limit;
}

inline bool is_change(CarbonMass before, CarbonMass now) noexcept {
  const double a = in_kilograms(before), b = in_kilograms(now);
  return std::abs(a - b) > k_rounding * std::max(std::abs(a), std::abs(b));
}

/// A change as a share of what was before; empty when that is nothing.
inline std::optional<double> percent_of(CarbonMass before, CarbonMass change) noexcept {
  if (in_kilograms(before) <= 0) return std::nullopt;
  const double percent = change / before * 100;
  return std::isfinite(percent) ? percent : std::numeric_limits<double>::max();
}

}  // namespace carbonest
