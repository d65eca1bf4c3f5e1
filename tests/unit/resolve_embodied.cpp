// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "catch.hpp"
#include "job_run.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

Result<Report> job(std::string_view hardware, std::string_view rest = R"("runtime": "1000h")") {
  return run_job(fmt::format(
      R"({{"hardware": {{{}}}, "carbon_intensity": "100 g/kWh", "pue": 1, {}}})", hardware, rest));
}

double kg(std::string_view hardware, std::string_view rest = R"("runtime": "1000h")") {
  INFO(hardware << " " << rest);
  const auto report = job(hardware, rest);
  if (!report) FAIL(words_of(report.error()));
  return embodied_kg(*report);
}

constexpr double k_site = 1000 / (4 * 8760 * 0.85);
constexpr double k_personal = 1000 / (4 * 8760 * 0.3);

}  // namespace

TEST_CASE("embodied: devices and their share of a server, over lifetime and busy share") {
  CHECK(kg(R"("accelerator": "8x A100-SXM4-80GB")") == Approx(8 * (150 + 312.5) * k_site));
  CHECK(kg(R"("accelerator": "H100-SXM5-80GB", "nodes": 2)") == Approx(2 * (164 + 312.5) * k_site));
  CHECK(kg(R"("accelerator": "T4")") == Approx((150 + 312.5) * k_site));
  CHECK(kg(R"("accelerator": "T4", "host": "none")") == Approx(150 * k_site));
  CHECK(kg(R"("accelerator": "RTX 4090")") == Approx((60 + 312.5) * k_personal));
  CHECK(kg(R"("cpu": "2x AMD EPYC 7742", "memory": "1 TB")") == Approx(1300 * k_site));
  CHECK(kg(R"("cpu": {"model": "AMD EPYC 7742", "cores": 16}, "memory": "64 GB")") ==
        Approx(1300 * 16 / 64. * k_site));
}

TEST_CASE("embodied: BLOOM's 11.2 t with a life of 6 years and a busy share of 0.85") {
  // Luccioni, Viguier, Ligozat (2022), table 3.
  CHECK(
      kg(R"("accelerator": "8x A100-SXM4-80GB", "nodes": 48)",
         R"("accelerator_hours": 1082990, "embodied": {"lifetime": "6 years", "busy_share": 0.85})") ==
      Approx(11200).epsilon(0.005));
}

TEST_CASE("embodied: switched off, given, and with methods that do not count it") {
  CHECK(kg(R"("accelerator": "T4")", R"("runtime": "1000h", "embodied": false)") == 0);
  CHECK(kg(R"("accelerator": "T4")", R"("runtime": "1000h", "method": "accelerator-hours")") == 0);
  CHECK(
      kg(R"("accelerator": "T4")",
         R"("runtime": "1000h", "method": "accelerator-hours", "embodied": {"lifetime": "5 years"})") ==
      Approx((150 + 312.5) * 1000 / (5 * 8760 * 0.85)));
  CHECK(
      kg(R"("accelerator": "T4")",
         R"("runtime": "1000h", "runs": 2, "embodied": {"total": "1 t", "lifetime": "10000h", "share": 0.5})") ==
      Approx(100));
  const auto off = job(R"("accelerator": "T4")", R"("runtime": "1h", "embodied": false)");
  REQUIRE(off);
  CHECK_FALSE(off->estimate.sci.front().complete);
}

TEST_CASE("embodied: a run longer than the hardware's life is refused, one without time warns") {
  CHECK(words_of(job(R"("accelerator": "T4")", R"("runtime": "5 years")").error())
            .starts_with("lifetime-exceeded"));
  CHECK(words_of(job(R"("accelerator": "T4")",
                     R"("runtime": "3h", "embodied": {"total": "1 kg", "lifetime": "2h"})")
                     .error())
            .starts_with("lifetime-exceeded"));
  const auto report = job(R"("accelerator": "T4")", R"("energy": "1 kWh", "energy_scope": "node")");
  REQUIRE(report);
  CHECK(embodied_kg(*report) == 0);
  CHECK(warns(*report, "embodied-without-runtime"));
}
