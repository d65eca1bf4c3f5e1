// SPDX-License-Identifier: Apache-2.0
// Before launch, through the whole library: job files with parameters and tokens, against the hours
// and the energy that were published.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catch.hpp"
#include "job_run.hpp"
#include "run_rows.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

Report run(const std::string& text) {
  INFO(text);
  const auto report = run_job(text);
  if (!report) FAIL(words_of(report.error()));
  return *report;
}

const InputSpread& spread_of(const Report& report, std::string_view name) {
  const auto at = std::ranges::find(report.job.inputs, name, &Input::name);
  REQUIRE(at != report.job.inputs.end());
  return report.interval.inputs[static_cast<std::size_t>(at - report.job.inputs.begin())];
}

}  // namespace

TEST_CASE("published jobs: accelerator-hours of the job file, with their range") {
  double sum = 0, squares = 0;
  int rows = 0, inside = 0;
  for (const RunRow& row : read_runs("prelaunch.csv")) {
    const Report report = run(fmt::format(
        R"({{"hardware": {{"accelerator": {{"model": "{}", "count": {}}}}}, "region": "world", "pue": 1.1,
            "workload": {{"kind": "{}", "parameters": {}, "active_parameters": {}, "tokens": {}}}}})",
        row.text("device"), row.text("count"), row.text("kind"), row.text("parameters"),
        row.text("active_parameters"), row.text("tokens")));
    const Input* hours = find_input(report, "accelerator_hours");
    REQUIRE(hours != nullptr);
    CHECK(hours->origin == Origin::derived);
    const InputSpread& range = spread_of(report, "accelerator_hours");
    const double published = row.number("accelerator_hours"), ratio = hours->value / published;
    const bool within = range.low <= published && published <= range.high;
    fmt::print("{:44} {:>10.0f} {:>10.0f} {:5.2f} {}\n", row.text("id"), published, hours->value,
               ratio,
               row.yes("distilled") ? "distilled, not counted"
               : within             ? "inside"
                                    : "outside");
    if (row.yes("distilled")) continue;
    sum += std::log(ratio);
    squares += std::log(ratio) * std::log(ratio);
    inside += within ? 1 : 0;
    ++rows;
  }
  REQUIRE(rows >= 25);
  const double mean = sum / rows, sd = std::sqrt(squares / rows - mean * mean);
  fmt::print("geometric mean {:.3f}, geometric SD {:.3f}, {} of {} inside\n", std::exp(mean),
             std::exp(sd), inside, rows);
  CHECK(std::exp(mean) > 0.85);
  CHECK(std::exp(mean) < 1.15);
  CHECK(std::exp(sd) <= 1.40);
  CHECK(inside >= 0.88 * rows);
}

TEST_CASE("energy from parameters, tokens, device and PUE alone, against the published MWh") {
  struct Row {
    std::string_view model, job;
    double mwh;
    bool at_equipment;
  };
  // Patterson et al. (2021), table 4; Rae et al. (2021), before PUE; Luccioni et al. (2022),
  // accelerators only.
  static constexpr Row k_rows[]{
      {"GPT-3 175B", R"("hardware": {"accelerator": "10000x V100-SXM2-32GB"}, "pue": 1.1,
          "workload": {"parameters": "175B", "tokens": "300B"})",
       1287, false},
      {"T5-11B", R"("hardware": {"accelerator": "512x TPU v3"}, "pue": 1.12,
          "workload": {"parameters": "11B", "tokens": "600B"})",
       85.7, false},
      {"Switch 1.5T", R"("hardware": {"accelerator": "1024x TPU v3"}, "pue": 1.1,
          "workload": {"kind": "moe", "parameters": "1500B", "active_parameters": "7.41B", "tokens": "2T"})",
       179, false},
      {"GShard 600B", R"("hardware": {"accelerator": "1024x TPU v3"}, "pue": 1.09,
          "workload": {"kind": "moe", "parameters": "600B", "active_parameters": "2.3B", "tokens": "1T"})",
       24.1, false},
      {"Gopher 280B", R"("hardware": {"accelerator": "4096x TPU v3"}, "pue": 1.08,
          "workload": {"parameters": "280B", "tokens": "300B"})",
       1066, true},
      {"BLOOM 176B",
       R"("hardware": {"accelerator": "384x A100-SXM4-80GB", "host": "none"}, "pue": 1.2,
          "workload": {"parameters": "176B", "tokens": "366B"})",
       433, true},
  };
  int inside = 0;
  for (const Row& row : k_rows) {
    const Report report = run(fmt::format(R"({{{}, "region": "world"}})", row.job));
    const double mwh = (row.at_equipment ? it_kwh(report) : facility_kwh(report)) / 1000;
    const Spread& spread = row.at_equipment ? report.interval.it_kwh : report.interval.facility_kwh;
    const bool within = spread.low / 1000 <= row.mwh && row.mwh <= spread.high / 1000;
    fmt::print("{:12} {:7.1f} MWh published, {:7.1f} ({:.1f}-{:.1f}) {}\n", row.model, row.mwh, mwh,
               spread.low / 1000, spread.high / 1000, within ? "inside" : "outside");
    inside += within ? 1 : 0;
  }
  CHECK(inside >= 5);
}

TEST_CASE(
    "evidence in its order: what was given wins over what was derived, and the rung is told") {
  constexpr std::string_view k_base =
      R"({{"hardware": {{"accelerator": "8x A100-SXM4-80GB"}}, "carbon_intensity": "50 g/kWh", "pue": 1.2,
      "workload": {{"parameters": "1B", "tokens": "20B"{}}}{}}})";
  const auto of = [&](std::string_view workload, std::string_view rest) {
    return run(fmt::format(fmt::runtime(k_base), workload, rest));
  };
  const Report by_default = of("", "");
  CHECK_FALSE(by_default.job.time_rung.empty());
  CHECK(find_input(by_default, "mfu")->origin == Origin::fallback);
  const Report by_mfu = of(R"(, "mfu": 0.45)", "");
  CHECK(by_mfu.job.time_rung != by_default.job.time_rung);
  CHECK(find_input(by_mfu, "mfu")->origin == Origin::job);
  const Report by_rate =
      of(R"(, "tokens_per_second": 20000, "tokens_per_second_scope": "total")", "");
  CHECK(by_rate.job.hours.count() == Approx(20e9 / 20000 / 3600));
  const Report by_hours = of("", R"(, "runtime": "12h")");
  CHECK(by_hours.job.hours == Hours{12});
  CHECK(by_hours.job.time_rung.empty());
  const Report by_energy = of("", R"(, "energy": "5 kWh", "energy_scope": "node")");
  CHECK(it_kwh(by_energy) == Approx(5));
  CHECK(by_mfu.interval.total_kg.factor() < by_default.interval.total_kg.factor());
  CHECK(by_rate.interval.total_kg.factor() < by_default.interval.total_kg.factor());
  CHECK(by_hours.interval.total_kg.factor() < by_rate.interval.total_kg.factor());
}

TEST_CASE("a language model draws 0.80 of the TDP, another load 0.70") {
  const auto power = [](std::string_view workload) {
    return find_input(
               run(fmt::format(R"({{"hardware": {{"accelerator": "A100-SXM4-80GB"}}, "region": "FR",
        "runtime": "10h", "workload": {}}})",
                               workload)),
               "accelerator.power_w")
        ->value;
  };
  CHECK(power(R"({"parameters": "1B", "tokens": "1B"})") == Approx(320));
  CHECK(power(R"({"architecture": "resnet-50", "samples": 1281167, "epochs": 90})") == Approx(280));
}
