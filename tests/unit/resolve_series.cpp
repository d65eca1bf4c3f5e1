// SPDX-License-Identifier: Apache-2.0
// An estimate on a series: its intensity is the mean over the run, and nothing stands in for it.
#include <array>

#include "carbonest/estimate.hpp"
#include "carbonest/resolve.hpp"
#include "catch.hpp"
#include "plan_support.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

Series ramp() {
  Series series = make_series("2024-01-01T00:00:00Z", hours{1}, {10, 20, 30, 40, 50, 60});
  series.file = "ramp.csv";
  series.zone = "SYN";
  series.format = "time-value-csv";
  series.kind = IntensityKind::average;
  series.basis = Basis::direct;
  return series;
}

Result<ResolvedJob> resolve_text(std::string_view keys, const ResolveOptions& options,
                                 std::vector<Override> overrides = {}) {
  const std::string text =
      R"({"name": "t", "energy": "2 kWh", "energy_scope": "node", "pue": 1.5)" + std::string(keys) +
      "}";
  Diagnostics warnings;
  const Result<Job> job = read_job({text}, overrides, warnings);
  if (!job) return job.error();
  return resolve(*job, Catalog::bundled(), options);
}

ResolveOptions with(const Series& series) {
  ResolveOptions options;
  options.series = &series;
  return options;
}

constexpr const char* k_run = R"(, "start": "2024-01-01T00:30:00Z", "runtime": "2h")";

const Input& intensity_of(const ResolvedJob& job) {
  return job.inputs[static_cast<std::size_t>(job.intensity_input)];
}

}  // namespace

TEST_CASE("series: the intensity is the mean over the run, parts of slots counted") {
  const Series series = ramp();
  const Result<ResolvedJob> job = resolve_text(k_run, with(series));
  REQUIRE(job);
  CHECK(in_grams_per_kwh(job->intensity) == Approx((5 + 20 + 15) / 2.0).epsilon(1e-12));
  CHECK(job->zone == "SYN");
  CHECK(job->grid_year == 2024);
  CHECK(job->basis == Basis::direct);
  CHECK_FALSE(job->marginal);
  const Input& input = intensity_of(*job);
  CHECK(input.origin == Origin::option);
  CHECK(input.source == "time-value-csv");
  CHECK(input.log_sd == 0.05);
  CHECK(input.note.find("42.9 % under its mean of 35 g/kWh") != std::string::npos);
  REQUIRE(job->series);
  CHECK(job->series->year_mean_g_per_kwh == 35);
  CHECK(in_kilograms(estimate(*job).operational) == Approx(2 * 1.5 * 20 / 1000).epsilon(1e-12));
}

TEST_CASE("series: the job's own, by its name") {
  const Series series = ramp();
  const std::array<JobSeries, 1> read{JobSeries{"mine.csv", &series}};
  ResolveOptions options;
  options.job_series = read;
  const std::string keys = std::string(k_run) + R"(, "intensity_series": "mine.csv")";
  const Result<ResolvedJob> job = resolve_text(keys, options);
  REQUIRE(job);
  CHECK(intensity_of(*job).origin == Origin::job);
  CHECK(errors_of(resolve_text(keys, {})) == std::vector<std::string>{"series-not-read"});
}

TEST_CASE("series: what is missing of the run is asked for, all at once") {
  const Series series = ramp();
  CHECK(errors_of(resolve_text("", with(series))) ==
        std::vector<std::string>{"missing-key", "missing-key"});
  CHECK(errors_of(resolve_text(R"(, "runtime": "2h")", with(series))) ==
        std::vector<std::string>{"missing-key"});
  const auto with_year = resolve_text(k_run, with(series), {{"year", "2023", "--year"}});
  REQUIRE_FALSE(with_year);
  CHECK(with_year.error().front().hint.find("--year") != std::string::npos);
}

TEST_CASE("series: a run outside, over a gap, or of no time is refused") {
  Series series = ramp();
  const auto error = [&](const char* start, const char* runtime) {
    return errors_of(
        resolve_text(std::string(R"(, "start": ")") + start + R"(", "runtime": ")" + runtime + '"',
                     with(series)));
  };
  using Codes = std::vector<std::string>;
  CHECK(error("2024-01-01T05:00:00Z", "1h") == Codes{});
  CHECK(error("2024-01-01T05:00:01Z", "1h") == Codes{"outside-series"});
  CHECK(error("2023-12-31T23:59:59Z", "1h") == Codes{"outside-series"});
  CHECK(error("2024-01-01T05:00:00Z", "0h") == Codes{"duration-must-be-positive"});
  series.values[2] = k_gap;
  CHECK(error("2024-01-01T00:00:00Z", "2h") == Codes{});
  CHECK(error("2024-01-01T00:00:00Z", "2.5h") == Codes{"gap-in-series"});
}

TEST_CASE("series: two intensities in one job are refused, an option wins") {
  const Series series = ramp();
  const std::array<JobSeries, 1> read{JobSeries{"mine.csv", &series}};
  ResolveOptions options;
  options.job_series = read;
  const std::string both =
      std::string(k_run) + R"(, "intensity_series": "mine.csv", "carbon_intensity": "7 g/kWh")";
  CHECK(errors_of(resolve_text(both, options)) == std::vector<std::string>{"conflicting-keys"});
  const Result<ResolvedJob> typed =
      resolve_text(both, options, {{"carbon_intensity", "9 g/kWh", "--carbon-intensity"}});
  REQUIRE(typed);
  CHECK(in_grams_per_kwh(typed->intensity) == 9);
  const Result<ResolvedJob> series_typed = resolve_text(both, with(series));
  REQUIRE(series_typed);
  CHECK(in_grams_per_kwh(series_typed->intensity) == Approx(20).epsilon(1e-12));
}

TEST_CASE("series: a marginal one is never summed with averages") {
  Series series = ramp();
  series.kind = IntensityKind::marginal;
  const Result<ResolvedJob> job = resolve_text(k_run, with(series));
  REQUIRE(job);
  CHECK(job->marginal);
  REQUIRE(job->warnings.size() == 1);
  CHECK(job->warnings.front().code == "marginal-intensity");
  const std::array<JobSeries, 1> read{JobSeries{"mine.csv", &series}};
  ResolveOptions options;
  options.job_series = read;
  const std::string stages = std::string(k_run) +
                             R"(, "stages": [{"name": "a", "intensity_series": "mine.csv"},)"
                             R"( {"name": "b", "carbon_intensity": "9 g/kWh"}])";
  CHECK(errors_of(resolve_text(stages, options)) == std::vector<std::string>{"mixed-intensities"});
}

TEST_CASE("series: of unknown kind is said to be taken as average") {
  Series series = ramp();
  series.kind.reset();
  const Result<ResolvedJob> job = resolve_text(k_run, with(series));
  REQUIRE(job);
  REQUIRE(job->warnings.size() == 1);
  CHECK(job->warnings.front().code == "series-assumption");
}

TEST_CASE("series: one of another country than the job's is said so") {
  Series series = ramp();
  const auto warnings_at = [&](const char* zone, const char* region) {
    series.zone = zone;
    const Result<ResolvedJob> job =
        resolve_text(std::string(k_run) + R"(, "region": ")" + region + '"', with(series));
    REQUIRE(job);
    return job->warnings.size();
  };
  CHECK(warnings_at("FR", "DE") == 1);
  CHECK(warnings_at("GB/13", "FR") == 1);
  CHECK(warnings_at("FR", "aws:us-east-1") == 1);
  CHECK(warnings_at("eastus", "GB") == 1);
  for (const char* near : {"FR", "gcp:europe-west9", "France"}) CHECK(warnings_at("FR", near) == 0);
  CHECK(warnings_at("GB/13", "GB") == 0);
  CHECK(warnings_at("US-CA", "aws:us-east-1") == 0);
  CHECK(warnings_at("CAISO_NORTH", "FR") == 0);
  CHECK(warnings_at("", "FR") == 0);
}
