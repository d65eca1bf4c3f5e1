// SPDX-License-Identifier: Apache-2.0
#pragma once
// Every key that may stand in the limits of a budget file: each key of a limit as such (a string
// with a unit), and once more for each unit that can stand in the key (a number).

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "gate/rules.hpp"

namespace carbonest {

inline constexpr std::string_view k_budget_schema = "carbonest.budget/1";
inline constexpr std::string_view k_unit_key = "functional_unit";
inline constexpr std::array<std::string_view, 4> k_top_keys{"schema", "description", "total",
                                                            "jobs"};

struct BudgetKey {
  std::string name;
  const LimitKey* limit;
  const LimitUnit* unit;  ///< nullptr: a string with a unit
};
std::span<const BudgetKey> budget_keys();
const BudgetKey* find_budget_key(std::string_view name);

/// All of them and `functional_unit`, for suggestions.
std::span<const std::string_view> budget_key_names();

}  // namespace carbonest
