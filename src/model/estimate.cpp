// SPDX-License-Identifier: Apache-2.0
#include "carbonest/estimate.hpp"

#include <array>

namespace carbonest {
namespace {

constexpr std::array k_components{Component::accelerator, Component::cpu,  Component::memory,
                                  Component::storage,     Component::host, Component::measured};

Energy energy_of(const Part& part, const ResolvedJob& job) noexcept {
  return job.runs * (part.energy ? *part.energy : part.power.value_or(Power{}) * job.hours);
}

// Energy measured at the facility meter holds the overhead already: its share at the IT equipment
// is E / PUE.
Energy it_energy_of(const Part& part, const ResolvedJob& job) noexcept {
  const Energy energy = energy_of(part, job);
  return job.energy_is_facility ? energy / job.pue : energy;
}

void add_components(const ResolvedJob& job, Estimate& result) {
  for (const Component component : k_components) {
    Energy sum;
    bool present = false;
    for (const Part& part : job.parts) {
      if (part.component != component) continue;
      sum += it_energy_of(part, job);
      present = true;
    }
    if (!present) continue;
    result.components.push_back({to_string(component), sum});
    result.it += sum;
  }
}

Energy facility_energy(const ResolvedJob& job, Energy it) noexcept {
  if (!job.energy_is_facility) return it * job.pue;
  Energy measured;
  for (const Part& part : job.parts) measured += energy_of(part, job);
  return measured;
}

CarbonMass embodied_mass(const ResolvedJob& job) noexcept {
  CarbonMass sum;
  for (const EmbodiedPart& part : job.embodied)
    sum += part.mass * (job.hours.count() * part.per_hour);
  return job.runs * sum;
}

SciScore score(const FunctionalUnit& unit, const Estimate& result, bool complete) {
  SciScore sci{.functional_unit = unit.name, .amount = unit.amount, .complete = complete};
  sci.operational_g = in_grams(result.operational) / unit.amount;
  sci.embodied_g = in_grams(result.embodied) / unit.amount;
  sci.score_g = in_grams(result.total) / unit.amount;
  return sci;
}

}  // namespace

Estimate estimate(const ResolvedJob& job) noexcept {
  Estimate result;
  add_components(job, result);
  result.facility = facility_energy(job, result.it);
  result.components.push_back({"overhead", result.facility - result.it});
  result.operational = result.facility * job.intensity;
  result.embodied = embodied_mass(job);
  result.total = result.operational + result.embodied;
  if (job.market_intensity) result.market_based = result.facility * *job.market_intensity;
  if (job.wue_l_per_kwh) result.water_l = in_kilowatt_hours(result.it) * *job.wue_l_per_kwh;
  for (const FunctionalUnit& unit : job.functional_units)
    result.sci.push_back(score(unit, result, job.embodied_counted));
  return result;
}

}  // namespace carbonest
