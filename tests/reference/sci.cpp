// SPDX-License-Identifier: Apache-2.0
// Software Carbon Intensity, ISO/IEC 21031: SCI = ((E x I) + M) per R, M = TE x TiR/EL x RR/ToR.
#include <fmt/format.h>

#include "catch.hpp"
#include "job_run.hpp"
#include "test_table.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

std::string job_of(const TestTable& table, std::size_t row) {
  const auto cell = [&](std::string_view column) { return table.text(row, column); };
  return fmt::format(
      R"({{"energy_kwh": {}, "energy_scope": "{}", "runtime_seconds": {}, "pue": {},
          "carbon_intensity_g_per_kwh": {},
          "embodied": {{"total_g": {}, "lifetime_seconds": {}, "share": {}}},
          "functional_unit": {{"name": "{}", "amount": {}}}}})",
      cell("energy_kwh"), cell("scope"), cell("seconds"), cell("pue"), cell("g_per_kwh"),
      cell("total_g"), cell("lifetime_seconds"), cell("share"), cell("unit"), cell("amount"));
}

}  // namespace

TEST_CASE("SCI scores agree to 1e-9") {
  const TestTable table("reference/data/sci.csv");
  REQUIRE(table.size() == 17);
  for (std::size_t row = 0; row < table.size(); ++row) {
    INFO(table.text(row, "id") << ": " << table.text(row, "what"));
    const auto report = run_job(job_of(table, row));
    REQUIRE(report);
    const auto near = [&](std::string_view column) {
      return Approx(table.number(row, column)).epsilon(1e-9).margin(0);
    };
    CHECK(operational_kg(*report) == near("operational_kg"));
    CHECK(embodied_kg(*report) == near("embodied_kg"));
    REQUIRE(report->estimate.sci.size() == 1);
    CHECK(report->estimate.sci.front().score_g == near("score_g"));
    CHECK(report->estimate.sci.front().complete);
  }
}
