// SPDX-License-Identifier: Apache-2.0
// The closed form against sampling, for jobs made of numbers.
#include "interval_samples.hpp"

namespace carbonest {
namespace {

using test::check_against_samples;
using test::Random;

// A server with 8 accelerators, its host and its manufacture, on a grid of this many g/kWh.
ResolvedJob typical_job(double g_per_kwh, double intensity_sd) {
  ResolvedJob job =
      test::bare_job({.hours_sd = 0.005, .pue_sd = 0.05, .intensity_sd = intensity_sd});
  job.intensity = grams_per_kwh(g_per_kwh);
  test::add_part(job, 8 * 0.7 * 700, {test::add_input(job, "accelerator.power_w", 490, 0.26)});
  test::add_part(job, 8 * 0.45 * 700, {test::add_input(job, "host.power_w", 2520, 0.30)},
                 Component::host);
  const std::uint16_t life = test::add_input(job, "embodied.lifetime_hours", 35040, 0.30);
  test::add_embodied(job, 8 * 150, 1 / (35040 * 0.85),
                     {test::add_input(job, "embodied.accelerator_kg", 150, 0.40), life});
  test::add_embodied(job, 2500, 1 / (35040 * 0.85),
                     {test::add_input(job, "embodied.server_kg", 2500, 0.40), life});
  return job;
}

TEST_CASE("a typical job agrees with a million samples", "[interval]") {
  Random random(20240229);
  check_against_samples(typical_job(400, 0.36), 1'000'000, random);
}

TEST_CASE("a clean grid, where manufacture weighs as much, agrees with samples", "[interval]") {
  Random random(7);
  check_against_samples(typical_job(44, 0.24), 300'000, random);
  check_against_samples(typical_job(31, 0.76), 300'000, random);
}

TEST_CASE("energy measured at the facility agrees with samples", "[interval]") {
  Random random(11);
  ResolvedJob job = test::bare_job({.pue_sd = 0.16, .intensity_sd = 0.3});
  job.energy_is_facility = true;
  job.parts.push_back({.component = Component::measured,
                       .label = {},
                       .formula = {},
                       .power = {},
                       .energy = kilowatt_hours(1000),
                       .inputs = {test::add_input(job, "energy_kwh", 1000, 0.03)}});
  check_against_samples(job, 200'000, random);
}

TEST_CASE("jobs of every proportion agree with samples", "[interval]") {
  constexpr std::uint64_t k_seed = 1;
  constexpr int k_jobs = 30;
  for (int i = 0; i < k_jobs; ++i) {
    Random random(k_seed + static_cast<std::uint64_t>(i) * 1000);
    const ResolvedJob job = test::random_job(random);
    INFO("job " << i << " of seed " << k_seed);
    check_against_samples(job, 100'000, random);
  }
}

}  // namespace
}  // namespace carbonest
