// SPDX-License-Identifier: Apache-2.0
// The formula of the Green Algorithms calculator (Lannelongue, Grealey, Inouye 2021), data of its
// version 3.0: the same jobs, its energy and carbon.
#include <fmt/format.h>

#include "catch.hpp"
#include "job_run.hpp"
#include "test_table.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

class HardwareText {
 public:
  void add(const std::string& part) { text_ += (text_.empty() ? "" : ", ") + part; }
  std::string take() const { return text_; }

 private:
  std::string text_;
};

std::string hardware_of(const TestTable& table, std::size_t row) {
  HardwareText hardware;
  if (table.has(row, "gpus"))
    hardware.add(fmt::format(R"("accelerator": {{"count": {}, "tdp_w": {}, "utilization": {}}})",
                             table.text(row, "gpus"), table.text(row, "gpu_tdp_w"),
                             table.text(row, "gpu_usage")));
  if (table.has(row, "cores"))
    hardware.add(fmt::format(R"("cpu": {{"cores": {}, "power_per_core_w": {}, "utilization": {}}})",
                             table.text(row, "cores"), table.text(row, "w_per_core"),
                             table.text(row, "cpu_usage")));
  if (table.has(row, "memory_gb"))
    hardware.add(fmt::format(R"("memory_gb": {})", table.text(row, "memory_gb")));
  return hardware.take();
}

std::string job_of(const TestTable& table, std::size_t row) {
  return fmt::format(
      R"({{"method": "green-algorithms", "hardware": {{{}}}, "runtime_hours": {}, "runs": {}, "pue": {},
          "carbon_intensity_g_per_kwh": {}}})",
      hardware_of(table, row), table.text(row, "hours"), table.text(row, "runs"),
      table.text(row, "pue"), table.text(row, "g_per_kwh"));
}

}  // namespace

TEST_CASE("Green Algorithms cases agree to 1e-9") {
  const TestTable table("reference/data/green_algorithms.csv");
  REQUIRE(table.size() == 90);
  for (std::size_t row = 0; row < table.size(); ++row) {
    INFO(table.text(row, "id"));
    const auto report = run_job(job_of(table, row));
    REQUIRE(report);
    CHECK(facility_kwh(*report) ==
          Approx(table.number(row, "facility_kwh")).epsilon(1e-9).margin(0));
    CHECK(operational_kg(*report) ==
          Approx(table.number(row, "operational_kg")).epsilon(1e-9).margin(0));
    CHECK(embodied_kg(*report) == 0);
  }
}

TEST_CASE("Green Algorithms: usage 1, PUE 1.56, 12 W per unknown core unless given") {
  const auto report = run_job(
      R"({"method": "green-algorithms", "hardware": {"cpu": {"cores": 2}, "memory": "10 GB"},
          "runtime": "1h", "carbon_intensity": "100 g/kWh"})");
  REQUIRE(report);
  CHECK(facility_kwh(*report) == Approx((2 * 12 + 10 * 0.3725) * 1.56 / 1000).epsilon(1e-12));
}
