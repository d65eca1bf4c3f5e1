// SPDX-License-Identifier: Apache-2.0
// The MFU defaults are a fit, and this is the fit: per family, the mean of ln(MFU) over the
// published runs and a starting value that counts as k_start_weight of them. Nobody edits a default
// without the runs.
#include <cstdio>
#include <map>

#include "catch.hpp"
#include "reference/run_rows.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

struct Group {
  const MfuFamily* family = nullptr;
  const MfuFamily::Value* value = nullptr;
  std::vector<double> logs;

  // With or without one of the runs.
  double fitted(double without = 0, bool leave_out = false) const {
    double sum = k_start_weight * std::log(value->start) - (leave_out ? without : 0);
    for (const double x : logs) sum += x;
    return sum / (k_start_weight + static_cast<double>(logs.size()) - (leave_out ? 1 : 0));
  }
};

double run_mfu(const RunRow& row, const Accelerator& device, const MfuFamily& family) {
  const double flops = row.has("flops")
                           ? row.number("flops")
                           : 6 * row.number("active_parameters") * row.number("tokens");
  const auto sixteen = device.bf16_tflops ? device.bf16_tflops : device.fp16_tflops;
  const double peak = (family.vector_units ? device.fp32_tflops : sixteen).value();
  return flops / (peak * 1e12 * row.number("accelerator_hours") * 3600);
}

std::map<std::string, Group> groups() {
  std::map<std::string, Group> out;
  for (const RunRow& row : read_runs("training_runs.csv")) {
    if (row.text("role") != "fit") continue;
    const Accelerator device = device_called(row.text("device"));
    const MfuFamily& family = mfu_family(&device);
    const bool sparse = row.yes("sparse") && !family.pooled;
    Group& group = out[std::string(family.id) + (sparse ? ", sparse" : "")];
    group.family = &family;
    group.value = sparse ? &family.sparse : &family.dense;
    group.logs.push_back(std::log(run_mfu(row, device, family)));
  }
  return out;
}

}  // namespace

TEST_CASE("every fitted MFU is the fit of its runs") {
  int runs = 0;
  for (const auto& [name, group] : groups()) {
    const auto n = static_cast<double>(group.logs.size());
    const double fit = group.fitted();
    double squares = k_start_weight * k_run_log_sd * k_run_log_sd;
    for (const double x : group.logs) squares += (x - fit) * (x - fit);
    const double log_sd = std::max(k_run_log_sd, std::sqrt(squares / (k_start_weight + n)));
    std::printf("%-22s %2zu runs: start %.3f, fitted %.3f, sd %.3f (table %.3f, %.3f)\n",
                name.c_str(), group.logs.size(), group.value->start, std::exp(fit), log_sd,
                group.value->mfu, group.value->log_sd);
    INFO(name);
    CHECK(group.value->runs == static_cast<int>(group.logs.size()));
    CHECK(std::abs(group.value->mfu - std::exp(fit)) <= 0.0006);
    if (group.logs.size() > 1) CHECK(group.value->log_sd == Approx(log_sd).margin(0.0006));
    CHECK(group.value->log_sd >= k_run_log_sd);
    runs += group.value->runs;
  }
  CHECK(runs >= 40);
}

TEST_CASE("a family without runs keeps its start, and its spread is no narrower") {
  const auto fitted = groups();
  for (const MfuFamily& family : mfu_families())
    for (const auto* value : {&family.dense, &family.sparse}) {
      INFO(family.id);
      CHECK(value->log_sd >= k_run_log_sd);
      CHECK(value->mfu > 0.05);
      CHECK(value->mfu < family.ceiling);
      if (value->runs == 0) CHECK(value->mfu == value->start);
    }
}

TEST_CASE("leaving one run out predicts it with the spread that the table states") {
  Ratios ratios;
  for (const auto& [name, group] : groups())
    for (const double x : group.logs) {
      const double residual = group.fitted(x, true) - x;
      ratios.logs.push_back(residual);
      ratios.inside += std::abs(residual) <= 1.645 * std::hypot(group.value->log_sd, 0.07) ? 1 : 0;
    }
  std::printf("leave one out, %zu runs: mean %.3f, SD of ln %.3f, inside %.1f %%\n",
              ratios.logs.size(), ratios.geometric_mean(), std::log(ratios.geometric_sd()),
              100 * ratios.share_inside());
  CHECK(ratios.geometric_mean() == Approx(1).margin(0.05));
  CHECK(ratios.geometric_sd() <= 1.40);
  CHECK(std::log(ratios.geometric_sd()) == Approx(k_run_log_sd).margin(0.02));
  CHECK(ratios.share_inside() >= 0.88);
}
