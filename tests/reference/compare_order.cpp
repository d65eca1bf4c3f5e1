// SPDX-License-Identifier: Apache-2.0
// The ranking of all cloud regions against single estimates: the same results to the bit, in the
// same order, with the same ties.
#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "carbonest/compare.hpp"
#include "catch.hpp"
#include "job_run.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

std::string job_in(std::string_view region, std::string_view rest) {
  return fmt::format(R"({{"name": "j", "region": "{}", {}}})", region, rest);
}

constexpr std::string_view k_jobs[]{
    R"("hardware": {"accelerator": "8x H100-SXM5-80GB"}, "runtime": "100h")",
    R"("hardware": {"accelerator": {"model": "A100-PCIE-40GB", "utilization": 0.85},
       "cpu": {"model": "AMD EPYC 7742", "cores": 16}, "memory": "128 GB", "storage": "1 TB SSD"},
       "runtime": "6h 30m", "runs": 3)",
    R"("hardware": {"cpu": {"model": "AMD EPYC 7742", "cores": 16}}, "runtime": "9000h",
       "year": 2021, "embodied": {"total": "500 kg", "lifetime": "4y"})",
    R"("energy": "120 kWh", "energy_scope": "facility", "market_based_intensity": "20 g/kWh",
       "start": "2019-05-01T00:00:00Z")",
    R"("hardware": {"accelerator": "RTX 4090"}, "accelerator_hours": 5000, "method": "green-algorithms")",
    R"("hardware": {"accelerator": "8x A100-SXM4-80GB"},
       "workload": {"parameters": 7e9, "tokens": 1e10})",
    R"("hardware": {"accelerator": "8x H100-SXM5-80GB"}, "runtime": "100h", "pue": 1.3,
       "stages": [{"name": "a", "runtime": "5h"}, {"name": "b", "pue": 1.2, "region": "FR"}])",
};

Comparison compared(std::string_view job, std::string regions, std::string_view sort = "total") {
  CompareLists lists;
  lists.regions = std::move(regions);
  const auto plan = plan_comparison(lists, Catalog::bundled());
  REQUIRE(plan);
  const auto jobs = read_compare_jobs({job}, {}, *plan);
  REQUIRE(jobs);
  auto comparison = compare(*jobs, *plan, Catalog::bundled(), {});
  REQUIRE(comparison);
  rank_rows(*comparison, *find_sort_key(sort), {});
  return std::move(comparison).value();
}

// As `estimate --region` reads it: the option wins over the stages.
Report single(std::string_view job, const std::string& region) {
  const std::vector<Override> overrides{{"region", region, "--region"}};
  Diagnostics warnings;
  const auto read = read_job({job}, overrides, warnings);
  REQUIRE(read);
  auto resolved = resolve(*read, Catalog::bundled(), {});
  REQUIRE(resolved);
  return report_of(std::move(resolved).value());
}

std::vector<std::string_view> codes_of(const Report& report) {
  std::vector<std::string_view> codes;
  for (const Warning& warning : report.job.warnings) codes.push_back(warning.code);
  return codes;
}

void check_row(const CompareRow& row, const Report& report) {
  CHECK(row.region == report.job.region_name);
  CHECK(row.zone == report.job.zone);
  CHECK(row.year == report.job.grid_year);
  CHECK(row.intensity == report.estimate.intensity);
  CHECK(row.pue == report.estimate.pue);
  CHECK(row.facility == report.estimate.facility);
  CHECK(row.operational == report.estimate.operational);
  CHECK(row.embodied == report.estimate.embodied);
  CHECK(row.total == report.estimate.total);
  CHECK(row.range.low_kg == report.interval.total_kg.low);
  CHECK(row.range.high_kg == report.interval.total_kg.high);
  CHECK(row.warnings == codes_of(report));
}

}  // namespace

TEST_CASE("all cloud regions rank as their single estimates do, to the bit") {
  const std::size_t regions = Catalog::bundled().table("regions").rows.size();
  for (const std::string_view rest : k_jobs) {
    INFO(rest);
    const std::string job = job_in("FR", rest);
    const Comparison all = compared(job, "all");
    CHECK(all.rows.size() + all.set_aside.size() == regions);
    CHECK(all.set_aside.empty());
    std::vector<std::pair<double, std::string>> singles;
    for (const CompareRow& row : all.rows) {
      INFO(row.name);
      const Report report = single(job, row.name);
      check_row(row, report);
      singles.emplace_back(total_kg(report), row.name);
    }
    const auto ranked = singles;
    std::ranges::sort(singles);
    CHECK(ranked == singles);
  }
}

TEST_CASE("rows are told apart as the interval tells their single estimates apart") {
  for (const std::string_view rest : k_jobs) {
    INFO(rest);
    const std::string job = job_in("FR", rest);
    const Comparison all = compared(job, "aws:*,gcp:*");
    const CompareRow* first = &all.rows.front();
    Report leader = single(job, first->name);
    for (const CompareRow& row : all.rows) {
      INFO(first->name << " and " << row.name);
      const Report report = single(job, row.name);
      const double less = probability_less(parts_of(leader), parts_of(report));
      const bool equal = row.total == first->total;
      const bool shares = row.rank == first->rank;
      CHECK(shares == (equal || less < k_distinguishable));
      if (shares) continue;
      first = &row;
      leader = single(job, row.name);
    }
  }
}

TEST_CASE("another region does not change the order of the others") {
  const std::string job = job_in("FR", k_jobs[0]);
  for (const SortKey& key : sort_keys()) {
    INFO(key.id);
    const Comparison few = compared(job, "aws:eu-*,DE,FR", key.id),
                     more = compared(job, "aws:eu-*,gcp:*,DE,FR,US-CA", key.id);
    std::vector<std::string> order;
    for (const CompareRow& row : more.rows)
      if (row.name.starts_with("aws:eu-") || row.name == "DE" || row.name == "FR")
        order.push_back(row.name);
    REQUIRE(order.size() == few.rows.size());
    for (std::size_t i = 0; i < order.size(); ++i) CHECK(order[i] == few.rows[i].name);
  }
}
