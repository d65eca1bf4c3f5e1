// SPDX-License-Identifier: Apache-2.0
#pragma once
// A comparison through the whole library: lists, job, estimates, ranks.

#include <algorithm>
#include <string>
#include <string_view>

#include "carbonest/compare.hpp"
#include "catch.hpp"
#include "job_run.hpp"

namespace carbonest::test {

inline constexpr std::string_view k_compared_job =
    R"({"name": "sample", "hardware": {"accelerator": "8x H100-SXM5-80GB"}, "runtime": "10h",
        "region": "aws:eu-central-1"})";

inline Result<Comparison> try_compare(const CompareLists& lists, std::string_view job,
                                      const ResolveOptions& options = {},
                                      std::string_view sort = "total") {
  const auto plan = plan_comparison(lists, Catalog::bundled());
  if (!plan) return plan.error();
  const auto jobs = read_compare_jobs({job}, {}, *plan);
  if (!jobs) return jobs.error();
  auto comparison = compare(*jobs, *plan, Catalog::bundled(), options);
  if (comparison) rank_rows(*comparison, *find_sort_key(sort));
  return comparison;
}

inline Comparison compared(const CompareLists& lists, std::string_view job = k_compared_job,
                           const ResolveOptions& options = {}, std::string_view sort = "total") {
  auto comparison = try_compare(lists, job, options, sort);
  if (!comparison) FAIL(words_of(comparison.error()));
  return std::move(comparison).value();
}

inline std::vector<std::string> names_of(const Comparison& comparison) {
  std::vector<std::string> names;
  for (const CompareRow& row : comparison.rows) names.push_back(row.name);
  return names;
}

inline const CompareRow& row_of(const Comparison& comparison, std::string_view name) {
  for (const CompareRow& row : comparison.rows)
    if (row.name == name) return row;
  FAIL("no row " << name);
  return comparison.rows.front();
}

inline std::vector<std::string> codes_of(const Comparison& comparison) {
  std::vector<std::string> codes;
  for (const Warning& warning : comparison.warnings) {
    codes.push_back(warning.code);
    const auto known = diagnostic_codes();
    CHECK(std::ranges::find(known, warning.code, &CodeInfo::id) != known.end());
  }
  return codes;
}

inline double kg(CarbonMass mass) { return in_kilograms(mass); }

}  // namespace carbonest::test
