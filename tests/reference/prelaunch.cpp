// SPDX-License-Identifier: Apache-2.0
// From parameters, tokens and device alone to device-hours, against what was published. Defaults
// are per family of devices; rows whose teachers are not in the FLOPs are printed and not counted.
#include <fmt/format.h>

#include <cstdio>

#include "catch.hpp"
#include "reference/run_rows.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

constexpr double k_90 = 1.645;

struct Case {
  std::string name;
  std::string device;
  double count = 1;
  Workload workload;
  double published = 0;
  bool distilled = false;
};

Case prelaunch_case(const RunRow& row) {
  Case c{.name = row.text("id"),
         .device = row.text("device"),
         .count = row.number("count"),
         .workload = {},
         .published = row.number("accelerator_hours"),
         .distilled = row.yes("distilled")};
  c.workload.kind = given(row.text("kind"));
  c.workload.parameters = given(row.number("parameters"));
  c.workload.active_parameters = given(row.number("active_parameters"));
  c.workload.tokens = given(row.number("tokens"));
  return c;
}

// The table has active parameters only; a sparse model's total does not enter its hours.
Case published_case(const RunRow& row) {
  Case c{.name = row.text("model"),
         .device = row.text("device"),
         .count = 1,
         .workload = {},
         .published = row.number("accelerator_hours"),
         .distilled = row.yes("distilled")};
  c.workload.kind = given(std::string(row.yes("sparse") ? "moe" : "transformer"));
  if (row.yes("sparse"))
    c.workload.active_parameters = given(row.number("active_parameters"));
  else
    c.workload.parameters = given(row.number("active_parameters"));
  c.workload.tokens = given(row.number("tokens"));
  return c;
}

Ratios judge(const std::string& title, const std::vector<Case>& cases) {
  Ratios ratios;
  std::string table = fmt::format("{}\n  {:<28}{:>12}{:>12}{:>7}  {:<7}\n", title, "run",
                                  "published", "predicted", "ratio", "inside");
  for (const Case& c : cases) {
    const Accelerator device = device_called(c.device);
    Diagnostics warnings;
    const auto time = derive_time(c.workload, &device, c.count, warnings);
    INFO(c.name);
    REQUIRE(time.has_value());
    const double log_ratio = std::log(time->device_hours / c.published);
    const bool inside = std::abs(log_ratio) <= k_90 * time->log_sd;
    table += fmt::format("  {:<28}{:>12.0f}{:>12.0f}{:>7.2f}  {:<7}{}\n", c.name, c.published,
                         time->device_hours, std::exp(log_ratio), inside ? "yes" : "NO",
                         c.distilled ? "(distilled)" : "");
    if (c.distilled) continue;
    ratios.logs.push_back(log_ratio);
    ratios.inside += inside ? 1 : 0;
  }
  std::printf("%s  %zu runs: geometric mean %.3f, geometric SD %.3f, inside %.1f %%\n\n",
              table.c_str(), ratios.logs.size(), ratios.geometric_mean(), ratios.geometric_sd(),
              100 * ratios.share_inside());
  return ratios;
}

void require_calibrated(const Ratios& ratios) {
  CHECK(ratios.geometric_mean() >= 0.85);
  CHECK(ratios.geometric_mean() <= 1.15);
  CHECK(ratios.geometric_sd() <= 1.40);
  CHECK(ratios.share_inside() >= 0.88);
}

}  // namespace

TEST_CASE("published jobs: device-hours from parameters, tokens and device") {
  std::vector<Case> cases;
  for (const RunRow& row : read_runs("prelaunch.csv")) cases.push_back(prelaunch_case(row));
  REQUIRE(cases.size() == 29);
  require_calibrated(judge("jobs", cases));
}

TEST_CASE("published runs: device-hours from active parameters, tokens and device") {
  std::vector<Case> cases;
  for (const RunRow& row : read_runs("published_runs.csv")) cases.push_back(published_case(row));
  REQUIRE(cases.size() == 34);
  require_calibrated(judge("runs", cases));
}

TEST_CASE("runs that no default was fitted on") {
  std::vector<Case> cases;
  for (const RunRow& row : read_runs("training_runs.csv")) {
    if (row.text("role") != "check") continue;
    Case c{.name = row.text("run"),
           .device = row.text("device"),
           .count = 1,
           .workload = {},
           .published = row.number("accelerator_hours"),
           .distilled = false};
    auto& size = row.yes("sparse") ? c.workload.active_parameters : c.workload.parameters;
    size = given(row.number("active_parameters"));
    c.workload.kind = given(std::string(row.yes("sparse") ? "moe" : "transformer"));
    c.workload.tokens = given(row.number("tokens"));
    cases.push_back(std::move(c));
  }
  REQUIRE(cases.size() >= 7);
  require_calibrated(judge("not fitted", cases));
}

TEST_CASE(
    "the MFU and the ratio of the published table follow from its parameters, tokens and hours") {
  // The table's own defaults, not the program's.
  const auto table_default = [](const RunRow& row) {
    const std::string& device = row.text("device");
    if (device.starts_with("google-tpu-v3")) return 0.32;
    if (device.starts_with("google-tpu-v4")) return 0.30;
    if (device.starts_with("nvidia-v100")) return 0.20;
    if (device.starts_with("nvidia-a")) return 0.38;
    return row.yes("sparse") ? 0.24 : 0.26;
  };
  for (const RunRow& row : read_runs("published_runs.csv")) {
    const Accelerator device = device_called(row.text("device"));
    const double peak = device.bf16_tflops.value_or(device.fp16_tflops.value_or(0)) * 1e12;
    Workload workload;
    workload.parameters = given(row.number("active_parameters"));
    workload.tokens = given(row.number("tokens"));
    const auto flops = workload_flops(workload);
    REQUIRE(flops.has_value());
    const double mfu = flops->flops / (peak * row.number("accelerator_hours") * 3600);
    INFO(row.text("model") << ": " << 100 * mfu << " % for " << row.text("mfu_percent"));
    const double printed = row.number("mfu_percent");
    CHECK(std::abs(100 * mfu - printed) <= std::max(0.01 * printed, 0.05));
    const double ratio = row.number("ratio");
    CHECK(std::abs(mfu / table_default(row) - ratio) <= std::max(0.01 * ratio, 0.005));
  }
}
