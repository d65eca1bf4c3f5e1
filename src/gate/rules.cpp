// SPDX-License-Identifier: Apache-2.0
#include "gate/rules.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace carbonest {
namespace {

using enum GateMetric;
using enum GateLevel;

constexpr GateRule k_rules[]{
    {"max-co2e", co2e, fail, "kg", "Total CO2e is within the budget."},
    {"warn-co2e", co2e, warn, "kg", "Total CO2e is below the warning level."},
    {"max-energy", energy, fail, "kWh", "Energy of the facility is within the budget."},
    {"warn-energy", energy, warn, "kWh", "Energy of the facility is below the warning level."},
    {"max-sci", sci, fail, "g", "CO2e per functional unit is within the budget."},
    {"warn-sci", sci, warn, "g", "CO2e per functional unit is below the warning level."},
    {"max-increase-percent", increase_percent, fail, "%",
     "Total CO2e rose against the baseline by no more than the share allowed."},
    {"warn-increase-percent", increase_percent, warn, "%",
     "Total CO2e rose against the baseline by less than the share that warns."},
    {"max-increase-kg", increase_kg, fail, "kg",
     "Total CO2e rose against the baseline by no more than the mass allowed."},
    {"warn-increase-kg", increase_kg, warn, "kg",
     "Total CO2e rose against the baseline by less than the mass that warns."},
};

constexpr LimitDimension k_mass[]{LimitDimension::mass};
constexpr LimitDimension k_energy[]{LimitDimension::energy};
constexpr LimitDimension k_rise[]{LimitDimension::percent, LimitDimension::mass};

constexpr LimitKey k_keys[]{
    {"max_co2e", "--max-co2e", fail, co2e, k_mass, false, "most CO2e: 10kg"},
    {"warn_co2e", "--warn-co2e", warn, co2e, k_mass, false, "CO2e that warns: 8kg"},
    {"max_energy", "--max-energy", fail, energy, k_energy, false, "most energy: 50kWh"},
    {"warn_energy", "--warn-energy", warn, energy, k_energy, false, "energy that warns: 40kWh"},
    {"max_sci", "--max-sci", fail, sci, k_mass, false, "most CO2e per functional unit: 5g"},
    {"warn_sci", "--warn-sci", warn, sci, k_mass, false, "CO2e per functional unit that warns: 4g"},
    {"max_increase", "--max-increase", fail, increase_kg, k_rise, false,
     "most that CO2e may rise against the baseline: 5%, or 2kg, or both"},
    {"warn_increase", "--warn-increase", warn, increase_kg, k_rise, false,
     "rise of CO2e against the baseline that warns: 3%, 1kg"},
    {"increase_floor", "--increase-floor", fail, increase_percent, k_mass, true,
     "a rise of at most this is within every limit in percent: 100g"},
};

Limit limit_of(GateMetric metric, GateLevel level, double value) {
  Limit limit;
  limit.metric = metric;
  limit.level = level;
  limit.scope = metric == sci ? GateScope::job : GateScope::total;
  limit.value = value;
  return limit;
}

}  // namespace

std::span<const GateRule> gate_rules() noexcept { return k_rules; }

const GateRule& gate_rule(GateMetric metric, GateLevel level) noexcept {
  const auto found = std::ranges::find_if(
      k_rules, [&](const GateRule& rule) { return rule.metric == metric && rule.level == level; });
  assert(found != std::ranges::end(k_rules));
  return *found;
}

Limit co2e_limit(GateLevel level, CarbonMass mass) {
  return limit_of(co2e, level, in_kilograms(mass));
}
Limit energy_limit(GateLevel level, Energy amount) {
  return limit_of(energy, level, in_kilowatt_hours(amount));
}
Limit sci_limit(GateLevel level, CarbonMass per_unit, std::string functional_unit) {
  Limit limit = limit_of(sci, level, in_grams(per_unit));
  limit.functional_unit = std::move(functional_unit);
  return limit;
}
Limit increase_limit(GateLevel level, Percent percent, CarbonMass floor) {
  Limit limit = limit_of(increase_percent, level, percent.value);
  limit.floor = floor;
  return limit;
}
Limit increase_limit(GateLevel level, CarbonMass mass) {
  return limit_of(increase_kg, level, in_kilograms(mass));
}

std::span<const LimitKey> limit_keys() noexcept { return k_keys; }

Limit make_limit(const LimitKey& key, const LimitQuantity& quantity) {
  if (quantity.dimension == LimitDimension::percent)
    return increase_limit(key.level, Percent{quantity.value});
  if (key.metric == sci) return sci_limit(key.level, kilograms(quantity.value));
  return limit_of(key.metric, key.level, quantity.value);
}

void set_floor(std::span<Limit> limits, CarbonMass floor) {
  for (Limit& limit : limits)
    if (limit.metric == increase_percent) limit.floor = floor;
}

bool needs_baseline(std::span<const Limit> limits) noexcept {
  return std::ranges::any_of(limits, [](const Limit& limit) {
    return limit.metric == increase_percent || limit.metric == increase_kg;
  });
}

}  // namespace carbonest
