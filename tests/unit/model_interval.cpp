// SPDX-License-Identifier: Apache-2.0
#include "carbonest/interval.hpp"

#include <cmath>

#include "catch.hpp"
#include "synthetic.hpp"

namespace carbonest {
namespace {

Interval interval_of(const ResolvedJob& job) { return interval(job, estimate(job)); }

std::optional<Remedy> remedy_of(const ResolvedJob& job) {
  const Estimate result = estimate(job);
  const Estimated one{&job, &result};
  return best_measurement({&one, 1});
}

// MFU 0.247, power 0.12, PUE 0.05, grid 0.20.
ResolvedJob worked_example() {
  ResolvedJob job = test::bare_job({.hours_sd = 0, .pue_sd = 0.05, .intensity_sd = 0.20});
  job.hours_derived_from = {{test::add_input(job, "mfu", 0.38, 0.247), 1}};
  test::add_part(job, 1000, {test::add_input(job, "accelerator.power_w", 1000, 0.12)});
  return job;
}

TEST_CASE("the worked example of variance shares", "[interval]") {
  const ResolvedJob job = worked_example();
  const Interval result = interval_of(job);
  CHECK(result.level == 0.9);
  CHECK(result.total_kg.log_sd == Approx(0.343).margin(0.0005));
  CHECK(result.total_kg.factor() == Approx(1.76).margin(0.005));
  CHECK(result.total_kg.low == Approx(50 * 0.569).margin(50 * 0.001));
  CHECK(result.total_kg.high == Approx(50 * 1.759).margin(50 * 0.001));
  const auto share = [&](std::string_view name) {
    for (const InputSpread& input : result.inputs)
      if (job.inputs[input.index].name == name) return input.variance_share;
    return -1.0;
  };
  CHECK(share("mfu") == Approx(0.517).margin(0.001));  // 0.5175
  CHECK(share("accelerator.power_w") == Approx(0.122).margin(0.0005));
  CHECK(share("pue") == Approx(0.021).margin(0.0005));
  CHECK(share("carbon_intensity_g_per_kwh") == Approx(0.339).margin(0.0005));
  CHECK(share("runtime_hours") == 0);
}

TEST_CASE("a benchmark's MFU would help most in the worked example", "[interval]") {
  const auto remedy = remedy_of(worked_example());
  REQUIRE(remedy);
  CHECK(remedy->input == "mfu");
  CHECK(remedy->measurement->log_sd == 0.12);
  CHECK(remedy->from_factor == Approx(1.76).margin(0.005));
  CHECK(remedy->to_factor == Approx(1.55).margin(0.005));
}

TEST_CASE("every result has its own spread", "[interval]") {
  const Interval result = interval_of(worked_example());
  const double it = std::hypot(0.247, 0.12), facility = std::hypot(it, 0.05);
  CHECK(result.it_kwh.log_sd == Approx(it).epsilon(1e-9));
  CHECK(result.facility_kwh.log_sd == Approx(facility).epsilon(1e-9));
  CHECK(result.operational_kg.log_sd == Approx(std::hypot(facility, 0.2)).epsilon(1e-9));
  CHECK(result.it_kwh.low == Approx(100 * std::exp(-1.645 * it)).epsilon(1e-9));
  CHECK(result.facility_kwh.high == Approx(125 * std::exp(1.645 * facility)).epsilon(1e-9));
}

TEST_CASE("a share of the other parts carries their errors", "[interval]") {
  ResolvedJob job = test::bare_job({.hours_sd = 0});
  test::add_part(job, 1000, {test::add_input(job, "accelerator.power_w", 1000, 0.26)});
  test::add_part(job, 200, {test::add_input(job, "host.power_w", 200, 0)}, Component::host);
  CHECK(interval_of(job).it_kwh.factor() < std::exp(1.645 * 0.25));
  job.parts.back().scales_with_parts = true;
  CHECK(interval_of(job).it_kwh.log_sd == Approx(0.26).epsilon(1e-9));
}

TEST_CASE("PUE does not multiply what was measured at the facility", "[interval]") {
  ResolvedJob job = test::bare_job({.pue_sd = 0.16, .intensity_sd = 0.05});
  job.energy_is_facility = true;
  job.parts.push_back({.component = Component::measured,
                       .label = {},
                       .formula = {},
                       .power = {},
                       .energy = kilowatt_hours(500),
                       .inputs = {test::add_input(job, "energy_kwh", 500, 0.03)}});
  const Interval result = interval_of(job);
  CHECK(result.facility_kwh.log_sd == Approx(0.03).epsilon(1e-9));
  CHECK(result.it_kwh.log_sd == Approx(std::hypot(0.03, 0.16)).epsilon(1e-9));
  CHECK(result.it_kwh.high == Approx(400 * std::exp(1.645 * std::hypot(0.03, 0.16))).epsilon(1e-9));
  CHECK(result.total_kg.log_sd == Approx(std::hypot(0.03, 0.05)).epsilon(1e-9));
  CHECK(result.inputs[2].variance_share == 0);  // pue
}

TEST_CASE("measured energy does not depend on the hours, manufacture does", "[interval]") {
  ResolvedJob job = test::bare_job({.hours_sd = 0.29});
  job.parts.push_back({.component = Component::measured,
                       .label = {},
                       .formula = {},
                       .power = {},
                       .energy = kilowatt_hours(100),
                       .inputs = {}});
  test::add_embodied(job, 50, 0.01, {});
  const Interval result = interval_of(job);
  CHECK(result.operational_kg.low == result.operational_kg.high);
  CHECK(result.inputs[0].variance_share == 1);
}

TEST_CASE("hours carry the errors of all that they are derived from", "[interval]") {
  ResolvedJob job = test::bare_job({.hours_sd = 0});
  test::add_part(job, 400, {});
  job.hours_derived_from = {{test::add_input(job, "mfu", 0.3, 0.29), -1},
                            {test::add_input(job, "flops", 1e21, 0.07), 1}};
  const Interval result = interval_of(job);
  CHECK(result.it_kwh.log_sd == Approx(std::hypot(0.29, 0.07)).epsilon(1e-9));
  CHECK(result.inputs[4].variance_share == Approx(0.29 * 0.29 / (0.29 * 0.29 + 0.07 * 0.07)));
}

TEST_CASE("a job of nothing has an interval of nothing", "[interval]") {
  const auto all_zero = [](const ResolvedJob& job) {
    const Interval result = interval_of(job);
    for (const Spread& spread : {result.operational_kg, result.total_kg}) {
      CHECK(spread.low == 0);
      CHECK(spread.high == 0);
      CHECK(spread.factor() == 1);
    }
    for (const InputSpread& input : result.inputs) {
      CHECK(input.variance_share == 0);
      CHECK(std::isfinite(input.high));
    }
    CHECK_FALSE(remedy_of(job));
  };
  SECTION("no parts") { all_zero(test::bare_job({.intensity_sd = 0.3})); }
  ResolvedJob job = worked_example();
  test::add_embodied(job, 10, 0.01, {test::add_input(job, "embodied.total_kg", 10, 0.4)});
  SECTION("no hours") {
    job.hours = Hours{0};
    all_zero(job);
  }
  SECTION("no runs") {
    job.runs = 0;
    all_zero(job);
  }
  SECTION("no intensity and no manufacture") {
    job.intensity = grams_per_kwh(0);
    job.embodied.clear();
    all_zero(job);
  }
  SECTION("no intensity: manufacture is all there is") {
    job.intensity = grams_per_kwh(0);
    const Interval result = interval_of(job);
    CHECK(result.operational_kg.high == 0);
    CHECK(result.total_kg.log_sd == Approx(std::hypot(0.4, 0.247)).epsilon(1e-9));
  }
}

TEST_CASE("nothing uncertain: the interval is the value", "[interval]") {
  ResolvedJob job = test::bare_job({.hours_sd = 0});
  test::add_part(job, 333.3, {test::add_input(job, "accelerator.power_w", 333.3, 0)});
  test::add_embodied(job, 17, 0.013, {});
  const Estimate result = estimate(job);
  const Interval spread = interval(job, result);
  CHECK(spread.it_kwh.low == in_kilowatt_hours(result.it));
  CHECK(spread.total_kg.low == in_kilograms(result.total));
  CHECK(spread.total_kg.high == in_kilograms(result.total));
  for (const InputSpread& input : spread.inputs) CHECK(input.variance_share == 0);
}

TEST_CASE("an input's range stays within what can be", "[interval]") {
  ResolvedJob job = test::bare_job({.pue_sd = 0.16});
  job.inputs[2].value = 1.02;
  test::add_input(job, "cpu.utilization", 0.95, 0.1);
  test::add_input(job, "mfu", 0.9, 0.29);
  test::add_input(job, "accelerator.power_w", 400, 0.03);
  test::add_input(job, "x", 0, 0.5);
  const Interval result = interval_of(job);
  CHECK(result.inputs[2].low == 1);
  CHECK(result.inputs[2].high == Approx(1.02 * std::exp(1.645 * 0.16)));
  CHECK(result.inputs[4].high == 1);
  CHECK(result.inputs[5].high == 1);
  CHECK(result.inputs[6].low == Approx(400 / std::exp(1.645 * 0.03)));
  CHECK(result.inputs[7].low == 0);
  CHECK(result.inputs[7].high == 0);
}

TEST_CASE("the documented range of a given PUE", "[interval]") {
  ResolvedJob job = test::bare_job({.pue_sd = 0.02});
  job.inputs[2].value = 1.1;
  const InputSpread pue = interval_of(job).inputs[2];
  CHECK(pue.low == Approx(1.06).margin(0.005));
  CHECK(pue.high == Approx(1.14).margin(0.005));
}

TEST_CASE("one interval of the total is the same as all of them", "[interval]") {
  const ResolvedJob job = worked_example();
  const Estimate result = estimate(job);
  CHECK(total_spread(job, result).low == interval(job, result).total_kg.low);
  CHECK(total_spread(job, result).high == interval(job, result).total_kg.high);
}

TEST_CASE("a measured node replaces all of its parts", "[interval]") {
  ResolvedJob job = test::bare_job({.hours_sd = 0.005, .intensity_sd = 0.05});
  test::add_part(job, 4000, {test::add_input(job, "accelerator[0].power_w", 400, 0.26)});
  test::add_part(job, 2000, {test::add_input(job, "host.power_w", 2000, 0.30)}, Component::host);
  const auto remedy = remedy_of(job);
  REQUIRE(remedy);
  CHECK(remedy->measurement->give == "hardware.node_power");
  CHECK(remedy->to_factor ==
        Approx(std::exp(1.645 * std::sqrt(0.005 * 0.005 + 0.05 * 0.05 + 0.03 * 0.03))));
}

TEST_CASE("what is measured already needs no measurement", "[interval]") {
  ResolvedJob job = test::bare_job({.hours_sd = 0.005, .pue_sd = 0.02, .intensity_sd = 0.05});
  test::add_part(job, 4000, {test::add_input(job, "accelerator.power_w", 400, 0.03)});
  CHECK_FALSE(remedy_of(job));
}

TEST_CASE("every measurement narrows what it replaces, and says what to give", "[interval]") {
  for (const Measurement& row : measurements()) {
    INFO(row.input);
    CHECK_FALSE(row.give.empty());
    CHECK_FALSE(row.words.empty());
    ResolvedJob job = test::bare_job({.hours_sd = 0});
    std::string name(row.input);
    if (name.ends_with('*')) name.replace(name.size() - 1, 1, "power_w");
    const std::uint16_t input = test::add_input(job, name, 1, 0.45);
    if (name.ends_with("_kg")) job.inputs[input].unit = "kg";
    if (row.replaces == Measurement::Scope::hardware)
      test::add_embodied(job, 100, 0.01, {input});
    else
      test::add_part(job, 100, {input});
    const auto remedy = remedy_of(job);
    REQUIRE(remedy);
    CHECK(remedy->input == name);
    CHECK(remedy->to_factor == Approx(std::exp(1.645 * row.log_sd)));
  }
}

TEST_CASE("the manufacturer's figure replaces all masses, not the lifetime", "[interval]") {
  ResolvedJob job = test::bare_job({.hours_sd = 0});
  const std::uint16_t lifetime = test::add_input(job, "x.lifetime_hours", 35040, 0.30);
  for (const char* name : {"accelerator[1].embodied_kg", "embodied.server_kg"}) {
    test::add_embodied(job, 100, 0.01, {test::add_input(job, name, 100, 0.40), lifetime});
    job.inputs.back().unit = "kg";
  }
  const auto remedy = remedy_of(job);
  REQUIRE(remedy);
  CHECK(remedy->measurement->give == "embodied.total");
  CHECK(remedy->to_factor == Approx(std::exp(1.645 * std::hypot(0.20, 0.30))).epsilon(1e-6));
}

TEST_CASE("a tornado names the widest input first", "[interval]") {
  const ResolvedJob job = worked_example();
  const Estimate result = estimate(job);
  const Estimated one{&job, &result};
  const auto rows = tornado({&one, 1});
  REQUIRE(rows.size() == 4);
  CHECK(job.inputs[rows[0].index].name == "mfu");
  CHECK(rows[0].low_kg == Approx(50 * std::exp(-1.645 * 0.247)));
  CHECK(rows[0].high_kg == Approx(50 * std::exp(1.645 * 0.247)));
  CHECK(job.inputs[rows[3].index].name == "pue");
}

}  // namespace
}  // namespace carbonest
