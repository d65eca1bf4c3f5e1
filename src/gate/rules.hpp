// SPDX-License-Identifier: Apache-2.0
#pragma once
// The keys by which limits are given, in a budget file and, with dashes, as options: one row each.

#include <span>
#include <string_view>

#include "carbonest/budget.hpp"
#include "gate/quantity_text.hpp"

namespace carbonest {

struct LimitKey {
  std::string_view key;     ///< "max_co2e"
  std::string_view option;  ///< "--max-co2e"
  GateLevel level;
  GateMetric metric;  ///< of what is no percentage
  std::span<const LimitDimension> dimensions;
  bool is_floor;  ///< no limit of its own: the floor of those in percent
  std::string_view help;
};
std::span<const LimitKey> limit_keys() noexcept;

/// The limit that a quantity under this key is. Scope and source are left to the caller.
Limit make_limit(const LimitKey& key, const LimitQuantity& quantity);

/// Applies the floor to the limits in percent.
void set_floor(std::span<Limit> limits, CarbonMass floor);

}  // namespace carbonest
