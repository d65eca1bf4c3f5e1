// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catch.hpp"
#include "job_run.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

Report run(std::string_view text) {
  const auto report = run_job(text);
  if (!report) FAIL(words_of(report.error()));
  return *report;
}
std::string refusal(std::string_view text, const ResolveOptions& options = {}) {
  const auto report = run_job(text, options);
  return report ? std::string("accepted") : words_of(report.error());
}

constexpr std::string_view k_place = R"("carbon_intensity": "50 g/kWh", "pue": 1.2)";
constexpr std::string_view k_llm = R"("workload": {"parameters": "1B", "tokens": "20B"})";

std::string on(std::string_view accelerator, std::string_view rest = k_llm) {
  return fmt::format(R"({{"hardware": {{"accelerator": {}}}, {}, {}}})", accelerator, k_place,
                     rest);
}
constexpr std::string_view k_a100 = R"("8x A100-SXM4-80GB")";

std::size_t index_of(const Report& report, std::string_view name) {
  const auto at = std::ranges::find(report.job.inputs, name, &Input::name);
  REQUIRE(at != report.job.inputs.end());
  return static_cast<std::size_t>(at - report.job.inputs.begin());
}

}  // namespace

TEST_CASE("derived hours show their range and are counted once") {
  const Report report = run(on(k_a100));
  for (const char* name : {"accelerator_hours", "runtime_hours"}) {
    const std::size_t i = index_of(report, name);
    const Input& hours = report.job.inputs[i];
    const InputSpread& range = report.interval.inputs[i];
    CHECK(hours.origin == Origin::derived);
    CHECK(hours.log_sd == 0);
    CHECK(range.variance_share == 0);
    const double factor = std::exp(k_interval_z * std::hypot(0.29, 0.07));
    CHECK(range.high == Approx(hours.value * factor).epsilon(0.02));
    CHECK(range.low == Approx(hours.value / factor).epsilon(0.02));
  }
  const Report nodes = run(fmt::format(
      R"({{"hardware": {{"nodes": 4, "accelerator": {}}}, {}, {}}})", k_a100, k_place, k_llm));
  CHECK(nodes.job.hours.count() == Approx(report.job.hours.count() / 4).epsilon(1e-12));
  CHECK(find_input(nodes, "accelerator_hours")->value ==
        Approx(find_input(report, "accelerator_hours")->value).epsilon(1e-12));
}

TEST_CASE("an input of one leg of the hours counts with that leg's share") {
  const Report report = run(on(k_a100, R"("workload": {"parameters": "1B", "tokens": "20B",
      "method": "rl", "rollout_tokens": "2B"})"));
  double mfu = 0, rollout = 0, flops = 0;
  for (const HoursFactor& factor : report.job.hours_derived_from) {
    const std::string& name = report.job.inputs[factor.input].name;
    (name == "mfu" ? mfu : name == "rollout_mfu" ? rollout : flops) = factor.elasticity;
  }
  CHECK(mfu < 0);
  CHECK(rollout < 0);
  CHECK(mfu > -1);
  CHECK(mfu + rollout == Approx(-1).epsilon(1e-9));
  CHECK(flops == Approx(1).epsilon(1e-9));
  const double ratio = rollout * 0.70 / (mfu * 0.29);
  const auto share = [&](std::string_view name) {
    return report.interval.inputs[index_of(report, name)].variance_share;
  };
  CHECK(share("rollout_mfu") / share("mfu") == Approx(ratio * ratio).epsilon(0.1));
  CHECK(warns(report, "rollout-assumed"));
}

TEST_CASE("better evidence than a workload is used, and said") {
  for (const char* better :
       {R"("runtime": "12h")", R"("runtime_hours": 12)", R"("accelerator_hours": 96)",
        R"("energy": "5 kWh", "energy_scope": "node")"}) {
    INFO(better);
    const Report report = run(on(k_a100, fmt::format("{}, {}", k_llm, better)));
    CHECK(warns(report, "evidence-unused"));
    CHECK(report.job.time_rung.empty());
    CHECK(find_input(report, "mfu") == nullptr);
  }
  CHECK_FALSE(warns(run(on(k_a100)), "evidence-unused"));
}

TEST_CASE("a typed runtime replaces the derived one without a warning") {
  Diagnostics warnings;
  const Override typed{.key = "runtime", .text = "12h", .option = "--runtime"};
  const auto job = read_job({on(k_a100)}, {&typed, 1}, warnings);
  REQUIRE(job);
  CHECK(warnings.empty());
  CHECK(job->runtime->value == Hours{12});
}

TEST_CASE("a stage's workload stands in the place of the job's") {
  const Report report = run(on(k_a100, fmt::format(R"({}, "stages": [{{"name": "as the job"}},
      {{"name": "half", "workload": {{"parameters": "1B", "tokens": "10B"}}}},
      {{"name": "measured", "runtime": "3h"}}])",
                                                   k_llm)));
  REQUIRE(report.job.stages.size() == 3);
  const auto& stage = report.job.stages;
  CHECK(stage[1].hours.count() == Approx(stage[0].hours.count() / 2).epsilon(1e-12));
  CHECK(stage[2].hours == Hours{3});
  CHECK_FALSE(stage[0].time_rung.empty());
  CHECK(stage[2].time_rung.empty());
  CHECK_FALSE(warns(report, "evidence-unused"));
  const Report unused = run(on(k_a100, fmt::format(R"("runtime": "9h", "stages": [
      {{"name": "a", {}}}])",
                                                   k_llm)));
  CHECK(unused.job.stages[0].hours == Hours{9});
  CHECK(warns(unused, "evidence-unused"));
}

TEST_CASE("what a workload cannot be timed on is refused") {
  CHECK(refusal(on(R"({"count": 8, "tdp": "400 W"})")).starts_with("no-peak-rate"));
  CHECK(refusal(on(R"({"count": 8, "power": "400 W"})")).starts_with("no-peak-rate"));
  CHECK(refusal(on(R"({"model": "A100-SXM4-80GB", "count": 0})")).starts_with("missing-key"));
  CHECK(refusal(on(R"(["4x A100-SXM4-80GB", "4x T4"])")).starts_with("missing-key"));
  CHECK(refusal(on(R"("8x H900")")).starts_with("unknown-accelerator"));
  CHECK(refusal(on(R"("8x V100-SXM2-32GB")",
                   R"("workload": {"parameters": "1B", "tokens": "20B", "precision": "bf16"})"))
            .starts_with("unsupported-precision"));
  const Report by_numbers =
      run(on(R"({"count": 8, "power": "400 W"})",
             R"("workload": {"parameters": "1B", "tokens": "20B", "peak_tflops": 312})"));
  const Input* peak = find_input(by_numbers, "peak_tflops");
  REQUIRE(peak != nullptr);
  CHECK(peak->origin == Origin::job);
  CHECK(find_input(by_numbers, "accelerator_hours")->value > 0);
}

TEST_CASE("--strict refuses the default MFU, not a given one") {
  const ResolveOptions strict{.method = nullptr, .basis = Basis::lifecycle, .strict = true};
  CHECK(refusal(on(k_a100), strict).find("strict-default: mfu") != std::string::npos);
  const std::string given = on(k_a100, R"("workload": {"parameters": "1B", "tokens": "20B",
      "mfu": 0.4, "mfu_kind": "run"})");
  CHECK(refusal(given, strict).find("strict-default: mfu") == std::string::npos);
}

TEST_CASE("what a plan runs into is warned of") {
  CHECK(warns(run(on(k_a100, R"("workload": {"parameters": "700B", "tokens": "200B"})")),
              "does-not-fit"));
  CHECK(
      warns(run(on(k_a100, R"("workload": {"parameters": "7B", "tokens": "200T"})")), "long-run"));
}

TEST_CASE("a goodput's range ends at 1") {
  const Report report = run(on(k_a100, R"("workload": {"parameters": "1B", "tokens": "20B",
      "mfu": 0.4, "goodput": 0.98})"));
  CHECK(report.interval.inputs[index_of(report, "goodput")].high == 1);
}
