// SPDX-License-Identifier: Apache-2.0
// The ranking of all cloud regions against single estimates: the same totals to the bit, in the
// same order.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "carbonest/compare.hpp"
#include "catch.hpp"
#include "job_run.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

constexpr std::string_view k_job =
    R"({"name": "j", "hardware": {"accelerator": "8x H100-SXM5-80GB"}, "runtime": "100h", "region": "FR"})";

Comparison compared(std::string regions) {
  CompareLists lists;
  lists.regions = std::move(regions);
  auto plan = plan_comparison(lists, Catalog::bundled());
  REQUIRE(plan);
  auto jobs = read_compare_jobs({k_job}, {}, *plan);
  REQUIRE(jobs);
  auto comparison = compare(*jobs, *plan, Catalog::bundled(), {});
  REQUIRE(comparison);
  rank_rows(*comparison, *find_sort_key("total"), {});
  return std::move(comparison).value();
}

}  // namespace

TEST_CASE("all cloud regions rank as their single estimates do") {
  const Comparison all = compared("all");
  REQUIRE(all.rows.size() == Catalog::bundled().table("regions").rows.size());
  double last = 0;
  for (const CompareRow& row : all.rows) {
    INFO(row.name);
    const auto single = run_job(fmt::format(
        R"({{"name": "j", "hardware": {{"accelerator": "8x H100-SXM5-80GB"}}, "runtime": "100h", "region": "{}"}})",
        row.name));
    REQUIRE(single);
    CHECK(total_kg(row.report) == total_kg(*single));
    CHECK(total_kg(row.report) >= last);
    last = total_kg(row.report);
  }
}

TEST_CASE("another region does not change the order of the others") {
  const Comparison few = compared("aws:eu-*"), more = compared("aws:eu-*,gcp:*");
  std::vector<std::string> order;
  for (const CompareRow& row : more.rows)
    if (row.name.starts_with("aws:eu-")) order.push_back(row.name);
  REQUIRE(order.size() == few.rows.size());
  for (std::size_t i = 0; i < order.size(); ++i) CHECK(order[i] == few.rows[i].name);
}
