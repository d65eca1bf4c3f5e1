// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "catch.hpp"
#include "job_run.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

// One hour at PUE 1: a component's watt-hours are its watts.
Report node(std::string_view hardware, std::string_view method = "native") {
  const auto report = run_job(fmt::format(
      R"({{"method": "{}", "hardware": {{{}}}, "runtime": "1h", "pue": 1, "carbon_intensity": "100 g/kWh"}})",
      method, hardware));
  if (!report) FAIL(words_of(report.error()));
  return *report;
}

double watts_of(const Report& report, std::string_view component) {
  for (const ComponentEnergy& part : report.estimate.components)
    if (part.name == component) return in_kilowatt_hours(part.energy) * 1000;
  return 0;
}

struct Row {
  std::string_view hardware;
  double accelerator, cpu, memory, storage, host;
};

constexpr double k_cpu_load = 0.3 + 0.7 * 0.4;

}  // namespace

TEST_CASE("native: what a described node draws") {
  // TDP of the tables: A100-SXM4-80GB 400 W, RTX 4090 450 W, EPYC 7742 225 W with 64 cores; TPU v2,
  // v3 and v4 draw 221, 220 and 170 W on average.
  static constexpr Row k_rows[]{
      // whole host of a data-centre card: 0.45 TDP
      {R"("accelerator": "8x A100-SXM4-80GB")", 8 * 280, 0, 0, 0, 8 * 180},
      {R"("accelerator": "2x A100-SXM4-80GB", "nodes": 3)", 6 * 280, 0, 0, 0, 6 * 180},
      {R"("accelerator": "A100-SXM4-80GB", "host": "none")", 280, 0, 0, 0, 0},
      {R"("accelerator": "A100-SXM4-80GB", "host": {"power": "1 kW"}, "nodes": 2)", 560, 0, 0, 0,
       2000},
      {R"("accelerator": {"model": "A100-SXM4-80GB", "power": "300 W"})", 300, 0, 0, 0, 180},
      {R"("accelerator": {"power": "400 W"})", 400, 0, 0, 0, 0.45 / 0.80 * 400},
      {R"("accelerator": {"tdp": "1 kW"})", 700, 0, 0, 0, 450},
      {R"("accelerator": {"tdp": "1 kW", "utilization": 0.5})", 560, 0, 0, 0, 450},
      {R"("accelerator": {"tdp": "1 kW", "idle": "100 W", "utilization": "50%"})", 550, 0, 0, 0,
       450},
      // whole host of a desktop card: 0.40 TDP
      {R"("accelerator": "RTX 4090")", 315, 0, 0, 0, 180},
      // TPU: the measured average, and a host factor of its own
      {R"("accelerator": "4x TPU v2")", 4 * 221, 0, 0, 0, 0},
      {R"("accelerator": "4x TPU v3")", 4 * 220, 0, 0, 0, 4 * 66},
      {R"("accelerator": "4x TPU v4")", 4 * 170, 0, 0, 0, 4 * 170},
      // CPU and memory described: 0.20 of the parts
      {R"("accelerator": "8x A100-SXM4-80GB", "cpu": "2x AMD EPYC 7742", "memory": "1 TB")", 2240,
       450 * k_cpu_load, 372.5, 0, 0.2 * (2240 + 450 * k_cpu_load + 372.5)},
      // only one of them: the whole host less that part, never under 0.20 of the parts
      {R"("accelerator": "8x A100-SXM4-80GB", "cpu": "2x AMD EPYC 7742")", 2240, 450 * k_cpu_load,
       0, 0, 1440 - 450 * k_cpu_load},
      {R"("accelerator": "8x A100-SXM4-80GB", "memory": "4 TB")", 2240, 0, 1490, 0,
       0.2 * (2240 + 1490)},
      // CPU only: 4 GB per core
      {R"("cpu": {"model": "AMD EPYC 7742", "cores": 32, "utilization": 1})", 0, 112.5,
       128 * 0.3725, 0, 0.2 * (112.5 + 128 * 0.3725)},
      {R"("cpu": {"model": "AMD EPYC 7742", "cores": 32}, "memory": "10 GB", "host": "none")", 0,
       112.5 * k_cpu_load, 3.725, 0, 0},
      {R"("cpu": {"model": "AMD EPYC 7742", "power": "200 W"}, "memory": "10 GB", "host": "none")",
       0, 200, 3.725, 0, 0},
      {R"("cpu": {"cores": 10, "power_per_core": "5 W"}, "memory": "10 GB", "host": "none")", 0, 50,
       3.725, 0, 0},
      {R"("cpu": "AMD EPYC 7742", "memory": "0 GB", "storage": "2 TB SSD", "host": "none")", 0,
       225 * k_cpu_load, 0, 2.4, 0},
      {R"("cpu": "AMD EPYC 7742", "memory": "0 GB", "storage": {"capacity": "2 TB", "kind": "hdd"}, "host": "none")",
       0, 225 * k_cpu_load, 0, 1.3, 0},
      // an instance: 96 vCPUs of Xeon Platinum 8275CL (240 W, 24 cores), 1,152 GiB
      {R"("instance": "aws:p4d.24xlarge", "host": "none")", 8 * 280, 96 * 2.1,
       1152 * 1.073741824 * 0.3725, 0, 0},
      {R"("instance": "aws:p4d.24xlarge", "accelerator": {"count": 4}, "host": "none")", 4 * 280,
       48 * 2.1, 576 * 1.073741824 * 0.3725, 0, 0},
  };
  for (const Row& row : k_rows) {
    INFO(row.hardware);
    const Report report = node(row.hardware);
    CHECK(watts_of(report, "accelerator") == Approx(row.accelerator));
    CHECK(watts_of(report, "memory") == Approx(row.memory));
    CHECK(watts_of(report, "storage") == Approx(row.storage));
    if (row.hardware.find("instance") != row.hardware.npos) continue;  // its CPU: below
    CHECK(watts_of(report, "cpu") == Approx(row.cpu));
    CHECK(watts_of(report, "host") == Approx(row.host));
  }
}

TEST_CASE("measured power of a node replaces all parts") {
  const Report report =
      node(R"("accelerator": "8x A100-SXM4-80GB", "node_power": "5 kW", "nodes": 2)");
  CHECK(watts_of(report, "measured") == Approx(10000));
  CHECK(watts_of(report, "accelerator") == 0);
  CHECK(watts_of(report, "host") == 0);
}

TEST_CASE("measured energy: what its scope leaves out is added, and nothing else") {
  const auto estimate_of = [](std::string_view rest) {
    const auto report = run_job(fmt::format(
        R"({{"energy": "100 kWh", "pue": 1.25, "carbon_intensity": "100 g/kWh", {}}})", rest));
    if (!report) FAIL(words_of(report.error()));
    return *report;
  };
  CHECK(it_kwh(estimate_of(R"("energy_scope": "node")")) == Approx(100));
  CHECK(facility_kwh(estimate_of(R"("energy_scope": "node")")) == Approx(125));
  CHECK(it_kwh(estimate_of(R"("energy_scope": "facility")")) == Approx(80));
  CHECK(facility_kwh(estimate_of(R"("energy_scope": "facility")")) == Approx(100));
  CHECK(it_kwh(estimate_of(R"("energy_scope": "accelerator")")) == Approx(100 * (1 + 0.45 / 0.80)));
  CHECK(it_kwh(estimate_of(R"("energy_scope": "accelerator", "runtime": "10h",
                              "hardware": {"accelerator": "4x A100-SXM4-80GB"})")) ==
        Approx(100 + 4 * 0.18 * 10));
  CHECK(it_kwh(estimate_of(R"("energy_scope": "accelerator", "runtime": "10h",
                              "hardware": {"accelerator": "4x A100-SXM4-80GB", "host": "none"})")) ==
        Approx(100));
  CHECK(it_kwh(estimate_of(R"("energy_scope": "node", "runs": 3)")) == Approx(300));
}

TEST_CASE("accelerator-hours: power as given, else the TDP, and nothing beside") {
  CHECK(it_kwh(node(
            R"("accelerator": "8x A100-SXM4-80GB", "cpu": "2x AMD EPYC 7742", "memory": "1 TB")",
            "accelerator-hours")) == Approx(3.2));
  CHECK(it_kwh(node(R"("accelerator": "2x TPU v3")", "accelerator-hours")) == Approx(0.44));
  const Report ignored =
      node(R"("accelerator": {"tdp": "100 W", "utilization": 0.5})", "accelerator-hours");
  CHECK(it_kwh(ignored) == Approx(0.1));
  CHECK(warns(ignored, "utilization-ignored"));
}

TEST_CASE("hours come from accelerator-hours and all devices of all nodes") {
  const auto report =
      run_job(R"({"hardware": {"accelerator": "8x A100-SXM4-80GB", "nodes": 4, "host": "none"},
      "accelerator_hours": 3200, "pue": 1, "carbon_intensity": "100 g/kWh"})");
  REQUIRE(report);
  CHECK(report->job.hours.count() == Approx(100));
  CHECK(it_kwh(*report) == Approx(3200 * 0.28));
  const auto instance =
      run_job(R"({"hardware": {"instance": "aws:p4d.24xlarge"}, "accelerator_hours": 80,
      "region": "aws:us-east-1"})");
  REQUIRE(instance);
  CHECK(instance->job.hours.count() == Approx(10));
}

TEST_CASE("a third party's power warns and spreads wider") {
  const Report report = node(R"("accelerator": "TPU v5e")");
  CHECK(warns(report, "third-party-estimate"));
  REQUIRE(find_input(report, "accelerator.power_w") != nullptr);
  CHECK(find_input(report, "accelerator.power_w")->log_sd >= 0.20);
}

TEST_CASE("names that a node cannot be made of are refused") {
  const auto refusal = [](std::string_view hardware) {
    const auto report = run_job(
        fmt::format(R"({{"hardware": {{{}}}, "runtime": "1h", "region": "FR"}})", hardware));
    return report ? std::string("accepted") : words_of(report.error());
  };
  CHECK(refusal(R"("accelerator": "8x A100")").starts_with("ambiguous-accelerator"));
  CHECK(refusal(R"("accelerator": "A100-SXM9-80GB")").starts_with("unknown-accelerator"));
  CHECK(refusal(R"("cpu": "EPYC 99999")").starts_with("unknown-cpu"));
  CHECK(refusal(R"("instance": "aws:p99.large")").starts_with("unknown-instance"));
  CHECK(refusal(R"("accelerator": "AWS Inferentia2")").starts_with("no-published-power"));
  CHECK(refusal(R"("instance": "aws:p4d.24xlarge", "accelerator": "H100-SXM5-80GB")")
            .starts_with("conflicting-keys"));
  CHECK(refusal(R"("instance": "aws:p4d.24xlarge", "accelerator": {"count": 16})")
            .starts_with("conflicting-keys"));
  CHECK(refusal(R"("accelerator": {"model": "A100", "power": "300 W"})") == "accepted");
  CHECK(refusal(R"("accelerator": "8x A100", "cpu": "EPYC 99999")").find("unknown-cpu") !=
        std::string::npos);
}
