// SPDX-License-Identifier: Apache-2.0
#include "gate/budget_keys.hpp"

#include <algorithm>
#include <vector>

namespace carbonest {

std::span<const BudgetKey> budget_keys() {
  static const std::vector<BudgetKey> k_all = [] {
    std::vector<BudgetKey> keys;
    for (const LimitKey& limit : limit_keys()) {
      keys.push_back({std::string(limit.key), &limit, nullptr});
      for (const LimitUnit& unit : limit_units())
        if (!unit.suffix.empty() &&
            std::ranges::find(limit.dimensions, unit.dimension) != limit.dimensions.end())
          keys.push_back({std::string(limit.key).append(unit.suffix), &limit, &unit});
    }
    return keys;
  }();
  return k_all;
}

const BudgetKey* find_budget_key(std::string_view name) {
  const auto keys = budget_keys();
  const auto found = std::ranges::find(keys, name, &BudgetKey::name);
  return found == keys.end() ? nullptr : &*found;
}

std::span<const std::string_view> budget_key_names() {
  static const std::vector<std::string_view> k_names = [] {
    std::vector<std::string_view> names{k_unit_key};
    for (const BudgetKey& key : budget_keys()) names.push_back(key.name);
    return names;
  }();
  return k_names;
}

}  // namespace carbonest
