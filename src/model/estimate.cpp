// SPDX-License-Identifier: Apache-2.0
#include "carbonest/estimate.hpp"

#include <array>

namespace carbonest {
namespace {

constexpr std::string_view k_overhead = "overhead";
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

SciScore score(const FunctionalUnit& unit, CarbonMass operational, CarbonMass embodied,
               bool complete) {
  SciScore sci{.functional_unit = unit.name,
               .amount = unit.amount,
               .boundary = unit.boundary,
               .complete = complete};
  sci.operational_g = in_grams(operational) / unit.amount;
  sci.embodied_g = in_grams(embodied) / unit.amount;
  sci.score_g = in_grams(operational + embodied) / unit.amount;
  return sci;
}

Estimate of_one(const ResolvedJob& job) {
  Estimate result;
  add_components(job, result);
  result.facility = facility_energy(job, result.it);
  result.components.push_back({k_overhead, result.facility - result.it});
  result.operational = result.facility * job.intensity;
  result.embodied = embodied_mass(job);
  result.total = result.operational + result.embodied;
  if (job.market_intensity) result.market_based = result.facility * *job.market_intensity;
  if (job.wue_l_per_kwh) result.water_l = in_kilowatt_hours(result.it) * *job.wue_l_per_kwh;
  result.pue = job.pue;
  result.intensity = job.intensity;
  for (const FunctionalUnit& unit : job.functional_units)
    result.sci.push_back(score(unit, result.operational, result.embodied, job.embodied_counted));
  return result;
}

// Present in any stage; overhead comes last, as in a single job.
void add_component_sums(Estimate& whole) {
  const auto add = [&](std::string_view name) {
    ComponentEnergy sum{name, {}};
    bool present = false;
    for (const Estimate& stage : whole.stages)
      for (const ComponentEnergy& component : stage.components) {
        if (component.name != name) continue;
        sum.energy += component.energy;
        present = true;
      }
    if (present) whole.components.push_back(sum);
  };
  for (const Component component : k_components) add(to_string(component));
  add(k_overhead);
}

template <class T>
void add_where_all_have(const std::vector<Estimate>& stages, std::optional<T> Estimate::*member,
                        Estimate& whole) {
  T sum{};
  for (const Estimate& stage : stages) {
    if (!(stage.*member)) return;
    sum += *(stage.*member);
  }
  whole.*member = sum;
}

SciScore score_of(const FunctionalUnit& unit, const ResolvedJob& job,
                  const std::vector<Estimate>& stages) {
  CarbonMass operational, embodied;
  bool counted = false, left_out = false;  // a stage may leave it to the others by saying so
  for (std::size_t i = 0; i < stages.size(); ++i) {
    if (job.stages[i].boundary != unit.boundary) continue;
    operational += stages[i].operational;
    embodied += stages[i].embodied;
    counted = counted || job.stages[i].embodied_counted;
    left_out = left_out || !(job.stages[i].embodied_counted || job.stages[i].embodied_off);
  }
  return score(unit, operational, embodied, counted && !left_out);
}

Estimate sum_of(const ResolvedJob& job, std::vector<Estimate> stages) {
  Estimate whole;
  whole.stages = std::move(stages);
  add_component_sums(whole);
  for (const Estimate& stage : whole.stages) {
    whole.it += stage.it;
    whole.facility += stage.facility;
    whole.operational += stage.operational;
    whole.embodied += stage.embodied;
    whole.total += stage.total;
  }
  add_where_all_have(whole.stages, &Estimate::market_based, whole);
  add_where_all_have(whole.stages, &Estimate::water_l, whole);
  whole.pue = whole.it > Energy{} ? whole.facility / whole.it : 0;
  if (whole.facility > Energy{})
    whole.intensity =
        grams_per_kwh(in_grams(whole.operational) / in_kilowatt_hours(whole.facility));
  for (const FunctionalUnit& unit : job.functional_units)
    whole.sci.push_back(score_of(unit, job, whole.stages));
  return whole;
}

}  // namespace

Estimate estimate(const ResolvedJob& job) noexcept {
  if (job.stages.empty()) return of_one(job);
  std::vector<Estimate> stages;
  for (const ResolvedJob& stage : job.stages) stages.push_back(of_one(stage));
  if (stages.size() > 1) return sum_of(job, std::move(stages));
  Estimate whole = of_one(job);  // a copy of the one stage
  whole.stages = std::move(stages);
  return whole;
}

}  // namespace carbonest
