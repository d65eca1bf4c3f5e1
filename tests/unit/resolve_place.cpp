// SPDX-License-Identifier: Apache-2.0
#include <array>

#include <fmt/format.h>

#include "catch.hpp"
#include "job_run.hpp"
#include "resolve/place.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

Result<Report> at(std::string_view where, const ResolveOptions& options = {},
                  std::string_view accelerator = "A100-SXM4-80GB") {
  return run_job(fmt::format(R"({{"hardware": {{"accelerator": "{}"}}, "runtime": "10h", {}}})",
                             accelerator, where),
                 options);
}

double intensity(std::string_view where, const ResolveOptions& options = {}) {
  INFO(where);
  const auto report = at(where, options);
  if (!report) FAIL(words_of(report.error()));
  return in_grams_per_kwh(report->job.intensity);
}

constexpr ResolveOptions k_direct{.method = nullptr, .basis = Basis::direct, .strict = false};
constexpr ResolveOptions k_strict{.method = nullptr, .basis = Basis::lifecycle, .strict = true};

}  // namespace

TEST_CASE("the year of the data: itself, the nearest earlier, the earliest later, the newest") {
  constexpr std::array k_years{2018, 2020, 2022};
  CHECK(matching_year(k_years, std::nullopt) == 2022);
  CHECK(matching_year(k_years, 2020) == 2020);
  CHECK(matching_year(k_years, 2021) == 2020);
  CHECK(matching_year(k_years, 2030) == 2022);
  CHECK(matching_year(k_years, 2010) == 2018);
}

TEST_CASE(
    "life-cycle intensity: country rows as they are, direct rows raised to the country's life "
    "cycle") {
  CHECK(intensity(R"("region": "FR", "year": 2022)") == Approx(78.54));
  CHECK(intensity(R"("region": "US", "year": 2022)") == Approx(410.39));
  CHECK(
      intensity(R"("region": "US-EGRID-CAMX", "year": 2024)") ==
      Approx(intensity(R"("region": "US-EGRID-CAMX", "year": 2024)", k_direct) + 383.78 - 340.77));
  CHECK(intensity(R"("region": "CA-QC", "year": 2022)") ==
        Approx(1.7 + 45));  // 160.6 - 100, kept within 45
  CHECK(intensity(R"("region": "AU-NSW", "year": 2024)") ==
        Approx(intensity(R"("region": "AU-NSW", "year": 2024)", k_direct) +
               30));  // no pair of one accounting
  const auto report = at(R"("region": "CA-QC", "year": 2022)");
  REQUIRE(report);
  CHECK(warns(*report, "basis-shift"));
  CHECK(report->job.zone == "CA-QC");
  CHECK(report->job.grid_year == 2022);
  REQUIRE(find_input(*report, "carbon_intensity.upstream_g_per_kwh") != nullptr);
  CHECK(find_input(*report, "carbon_intensity.upstream_g_per_kwh")->value == 45);
}

TEST_CASE("direct intensity is refused where there is none") {
  const auto report = at(R"("region": "FR")", k_direct);
  REQUIRE_FALSE(report);
  CHECK(words_of(report.error()).starts_with("no-data"));
  CHECK(intensity(R"("region": "US", "year": 2024)", k_direct) == Approx(340.77));
}

TEST_CASE("a year that is not there falls back and says so") {
  const auto far = at(R"("region": "US-CA", "year": 2024)");
  REQUIRE(far);
  CHECK(far->job.grid_year == 2021);
  CHECK(warns(*far, "year-fallback"));
  const auto near = at(R"("region": "UA", "year": 2023)");
  REQUIRE(near);
  CHECK(near->job.grid_year == 2022);
  CHECK_FALSE(warns(*near, "year-fallback"));
  CHECK(words_of(at(R"("region": "UA", "year": 2023)", k_strict).error()).find("strict-fallback") !=
        std::string::npos);
  const auto old = at(R"("region": "US-CA")");
  REQUIRE(old);
  CHECK(warns(*old, "old-data"));
  CHECK(at(R"("region": "FR", "start": "2019-06-01T00:00:00Z")")->job.grid_year == 2019);
}

TEST_CASE("a zone published as 0 has no data; an unknown place is refused with the nearest names") {
  CHECK(words_of(at(R"("region": "CF")").error()).starts_with("no-data"));
  const auto unknown = at(R"("region": "aws:us-esat-1")");
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().front().code == "unknown-region");
  CHECK(unknown.error().front().hint.find("aws:us-east-1") != std::string::npos);
  CHECK(words_of(run_job(R"({"hardware": {"accelerator": "T4"}, "runtime": "1h"})").error())
            .starts_with("missing-key"));
}

TEST_CASE("regions and zones in their spellings") {
  struct Row {
    std::string_view region, name;
  };
  static constexpr Row k_rows[]{
      {"aws:us-east-1", "aws:us-east-1"},
      {"us-east-1", "aws:us-east-1"},
      {"us-central1-a", "gcp:us-central1"},
      {"France", "FR"},
      {"FRA", "FR"},
      {"fr", "FR"},
      {"UK", "GB"},
      {"Georgia", "GE"},
      {"US-CA", "US-CA"},
      {"world", "WORLD"},
      {"US-EGRID-MROW", "US-EGRID-MROW"},
      {"SGP", "SG"},
  };
  for (const Row& row : k_rows) {
    INFO(row.region);
    const auto report = at(fmt::format(R"("region": "{}")", row.region));
    if (!report) FAIL(words_of(report.error()));
    CHECK(report->job.region_name == row.name);
  }
}

TEST_CASE("PUE: given, of the region, of the fleet, of an unknown site, of a personal machine") {
  struct Row {
    std::string_view where, accelerator;
    double pue;
    Origin origin;
  };
  static constexpr Row k_rows[]{
      {R"("region": "FR", "pue": 1.2)", "T4", 1.2, Origin::job},
      {R"("region": "FR")", "T4", 1.56, Origin::fallback},
      {R"("region": "FR", "year": 2014)", "T4", 1.56, Origin::fallback},
      {R"("region": "FR")", "RTX 4090", 1.0, Origin::fallback},
      {R"("region": "gcp:europe-west9")", "T4", 1.09, Origin::catalog},
      {R"("region": "aws:ap-east-1")", "T4", 1.15, Origin::catalog},
      {R"("region": "oci:us-ashburn-1")", "RTX 4090", 1.2, Origin::catalog},
  };
  for (const Row& row : k_rows) {
    INFO(row.where << " " << row.accelerator);
    const auto report = at(row.where, {}, row.accelerator);
    if (!report) FAIL(words_of(report.error()));
    CHECK(report->job.pue == Approx(row.pue));
    CHECK(find_input(*report, "pue")->origin == row.origin);
  }
}

TEST_CASE("--strict refuses uncertain assumptions, and accepts a job that leaves none") {
  const auto loose = at(R"("region": "FR")", k_strict);
  REQUIRE_FALSE(loose);
  CHECK(words_of(loose.error()).find("strict-default: accelerator.power_w") != std::string::npos);
  CHECK(words_of(loose.error()).find("strict-default: pue") != std::string::npos);
  const auto tight =
      run_job(R"({"hardware": {"node_power": "5 kW"}, "runtime": "1h", "region": "FR", "year": 2024,
                                 "pue": 1.2, "embodied": false})",
              k_strict);
  if (!tight) FAIL(words_of(tight.error()));
}

TEST_CASE("a marginal intensity warns; a market-based one makes a second total") {
  const auto marginal =
      at(R"("carbon_intensity": "500 g/kWh", "carbon_intensity_kind": "marginal")");
  REQUIRE(marginal);
  CHECK(warns(*marginal, "marginal-intensity"));
  const auto market = at(R"("region": "FR", "market_based_intensity": "10 g/kWh")");
  REQUIRE(market);
  REQUIRE(market->estimate.market_based);
  CHECK(in_kilograms(*market->estimate.market_based) == Approx(facility_kwh(*market) * 0.010));
  CHECK(total_kg(*market) == Approx(operational_kg(*market) + embodied_kg(*market)));
}
