// SPDX-License-Identifier: Apache-2.0
// Training runs whose inputs were published in full, by the arithmetic of model cards; the citation
// of each is in the table. Published figures are rounded: each row has its tolerance.
#include <cmath>

#include <fmt/format.h>

#include "catch.hpp"
#include "job_run.hpp"
#include "test_table.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

std::string job_of(const TestTable& table, std::size_t row) {
  return fmt::format(
      R"({{"name": "{}", "method": "accelerator-hours",
          "hardware": {{"accelerator": {{"count": {}, "power_w": {}}}}},
          "accelerator_hours": {}, "carbon_intensity_g_per_kwh": {}, "pue": {}}})",
      table.text(row, "id"), table.text(row, "count"), table.text(row, "power_w"),
      table.text(row, "accelerator_hours"), table.text(row, "g_per_kwh"), table.text(row, "pue"));
}

double quantity(const Report& report, std::string_view name) {
  if (name == "it_kwh") return it_kwh(report);
  if (name == "facility_kwh") return facility_kwh(report);
  REQUIRE(name == "operational_kg");
  return operational_kg(report);
}

}  // namespace

TEST_CASE("published training runs are reproduced within the rounding of their papers") {
  const TestTable table("reference/data/published.csv");
  REQUIRE(table.size() == 30);
  for (std::size_t row = 0; row < table.size(); ++row) {
    INFO(table.text(row, "id"));
    const auto report = run_job(job_of(table, row));
    REQUIRE(report);
    const double published = table.number(row, "published");
    const double computed = quantity(*report, table.text(row, "quantity"));
    INFO(fmt::format("published {}, computed {}", published, computed));
    CHECK(std::abs(computed / published - 1) <= table.number(row, "tolerance"));
  }
}
