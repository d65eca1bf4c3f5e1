// SPDX-License-Identifier: Apache-2.0
#pragma once
// Resolved jobs made of numbers alone, and a seeded generator that gives the same draws everywhere,
// so that the closed form can be held against sampling. The sampler follows the formulas of METHODS
// for every draw and knows nothing of the closed form.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>
#include <vector>

#include "carbonest/estimate.hpp"
#include "carbonest/resolve.hpp"

namespace carbonest::test {

/// splitmix64: 64 bits of state, no seed is a bad one.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_{seed} {}
  std::uint64_t bits() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }
  double uniform() { return (static_cast<double>(bits() >> 11) + 0.5) * 0x1p-53; }  ///< in (0, 1)
  double between(double low, double high) { return low + (high - low) * uniform(); }
  double log_between(double low, double high) {
    return std::exp(between(std::log(low), std::log(high)));
  }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(bits() % n); }
  template <class T, std::size_t N>
  T one_of(const T (&values)[N]) {
    return values[below(N)];
  }
  double normal() {  // Box-Muller, both values used
    if (spare_) {
      spare_ = false;
      return second_;
    }
    const double r = std::sqrt(-2 * std::log(uniform())), angle = 2 * std::numbers::pi * uniform();
    second_ = r * std::sin(angle);
    spare_ = true;
    return r * std::cos(angle);
  }

 private:
  std::uint64_t state_;
  double second_ = 0;
  bool spare_ = false;
};

inline std::uint16_t add_input(ResolvedJob& job, std::string name, double value, double log_sd) {
  job.inputs.push_back({.name = std::move(name),
                        .value = value,
                        .unit = "1",
                        .origin = Origin::fallback,
                        .source = {},
                        .year = 0,
                        .note = {},
                        .log_sd = log_sd});
  return static_cast<std::uint16_t>(job.inputs.size() - 1);
}

inline void add_part(ResolvedJob& job, double w, std::vector<std::uint16_t> inputs,
                     Component component = Component::accelerator) {
  job.parts.push_back({.component = component,
                       .label = {},
                       .formula = {},
                       .power = watts(w),
                       .energy = {},
                       .inputs = std::move(inputs)});
}

inline void add_embodied(ResolvedJob& job, double kg, double per_hour,
                         std::vector<std::uint16_t> inputs) {
  job.embodied.push_back({.label = {},
                          .formula = {},
                          .mass = kilograms(kg),
                          .per_hour = per_hour,
                          .inputs = std::move(inputs)});
  job.embodied_counted = true;
}

struct Factors {
  double hours_sd = 0.005, runs_sd = 0, pue_sd = 0, intensity_sd = 0;
};

/// 100 h, PUE 1.25, 400 g/kWh, no parts yet.
inline ResolvedJob bare_job(const Factors& factors) {
  ResolvedJob job;
  job.method = find_method("native");
  job.functional_units = {FunctionalUnit{}};
  job.hours = Hours{100};
  job.pue = 1.25;
  job.intensity = grams_per_kwh(400);
  job.hours_input = add_input(job, "runtime_hours", 100, factors.hours_sd);
  job.runs_input = add_input(job, "runs", 1, factors.runs_sd);
  job.pue_input = add_input(job, "pue", 1.25, factors.pue_sd);
  job.intensity_input = add_input(job, "carbon_intensity_g_per_kwh", 400, factors.intensity_sd);
  return job;
}

/// One draw of the four results, by the formulas, from one factor for each input.
struct Draw {
  double it_kwh = 0, facility_kwh = 0, operational_kg = 0, total_kg = 0;
};

inline double product(const std::vector<double>& factors,
                      const std::vector<std::uint16_t>& inputs) {
  double all = 1;
  for (const std::uint16_t i : inputs) all *= factors[i];
  return all;
}

inline Draw evaluate(const ResolvedJob& job, const std::vector<double>& factors) {
  const auto of = [&](int input) {
    return input < 0 ? 1.0 : factors[static_cast<std::size_t>(input)];
  };
  double hours = job.hours.count() * of(job.hours_input);
  for (const HoursFactor& factor : job.hours_derived_from)
    hours *= std::pow(of(factor.input), factor.elasticity);
  const double runs = job.runs * of(job.runs_input);
  double parts = 0, central_parts = 0;
  for (const Part& part : job.parts) {
    if (part.scales_with_parts) continue;
    const double kwh =
        part.energy ? in_kilowatt_hours(*part.energy) : in_watts(*part.power) / 1e3 * hours;
    parts += kwh * product(factors, part.inputs);
    central_parts += part.energy ? in_kilowatt_hours(*part.energy)
                                 : in_watts(*part.power) / 1e3 * job.hours.count();
  }
  double sum = parts;
  for (const Part& part : job.parts)
    if (part.scales_with_parts)
      sum += in_watts(*part.power) / 1e3 * job.hours.count() / central_parts *
             product(factors, part.inputs) * parts;
  const double pue = job.pue * of(job.pue_input), measured = runs * sum;
  Draw draw;
  draw.it_kwh = job.energy_is_facility ? measured / pue : measured;
  draw.facility_kwh = job.energy_is_facility ? measured : measured * pue;
  draw.operational_kg =
      draw.facility_kwh * in_grams_per_kwh(job.intensity) * of(job.intensity_input) / 1e3;
  draw.total_kg = draw.operational_kg;
  for (const EmbodiedPart& part : job.embodied)
    draw.total_kg +=
        runs * in_kilograms(part.mass) * hours * part.per_hour * product(factors, part.inputs);
  return draw;
}

inline void draw_factors(const ResolvedJob& job, Random& random, std::vector<double>& factors) {
  factors.resize(job.inputs.size());
  for (std::size_t i = 0; i < factors.size(); ++i)
    factors[i] = job.inputs[i].log_sd > 0 ? std::exp(job.inputs[i].log_sd * random.normal()) : 1.0;
}

/// Reorders `values`.
inline double quantile(std::vector<double>& values, double p) {
  const auto at =
      values.begin() + static_cast<std::ptrdiff_t>(p * static_cast<double>(values.size()));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

/// A job as the resolver makes them, with spreads from the tables of defaults and every proportion
/// of parts.
inline ResolvedJob random_job(Random& random) {
  static constexpr double k_power_sd[]{0.03, 0.08, 0.10, 0.26},
      k_other_sd[]{0.03, 0.11, 0.25, 0.29};
  static constexpr double k_pue_sd[]{0, 0.02, 0.05, 0.16}, k_hours_sd[]{0, 0.005, 0.12, 0.29};
  ResolvedJob job = bare_job({.hours_sd = random.one_of(k_hours_sd),
                              .pue_sd = random.one_of(k_pue_sd),
                              .intensity_sd = random.between(0.03, 0.8)});
  const std::size_t devices = 1 + random.below(2);
  for (std::size_t i = 0; i < devices; ++i)
    add_part(job, random.log_between(200, 4000),
             {add_input(job, "accelerator.power_w", 400, random.one_of(k_power_sd))});
  for (std::size_t i = random.below(3); i > 0; --i)
    add_part(job, random.log_between(20, 800),
             {add_input(job, "cpu.power_w", 100, random.one_of(k_other_sd))}, Component::cpu);
  double w = 0;
  for (const Part& part : job.parts) w += in_watts(*part.power);
  const bool share = random.below(2) == 0;
  add_part(job, w * (share ? 0.2 : random.between(0.3, 0.7)),
           {add_input(job, "host.power_w", 100, share ? 0.40 : 0.30)}, Component::host);
  job.parts.back().scales_with_parts = share;
  if (random.below(6) == 0) return job;
  const double operational = in_kilograms(estimate(job).operational);
  const std::uint16_t lifetime = add_input(job, "embodied.lifetime_hours", 35040, 0.30);
  for (std::size_t i = 1 + random.below(2); i > 0; --i)
    add_embodied(job, operational * random.log_between(0.02, 5), 1.0 / job.hours.count(),
                 {add_input(job, "embodied.total_kg", 150, 0.40), lifetime});
  return job;
}

}  // namespace carbonest::test
