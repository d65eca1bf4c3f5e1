// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "catch.hpp"
#include "job_run.hpp"
#include "report/json.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

Report run(std::string_view text) {
  const auto report = run_job(text);
  if (!report) FAIL(words_of(report.error()));
  return *report;
}
std::string refusal(std::string_view text) {
  const auto report = run_job(text);
  return report ? std::string("accepted") : words_of(report.error());
}

constexpr std::string_view k_job =
    R"("name": "j", "hardware": {"accelerator": "4x H100-SXM5-80GB"}, "runtime": "10h", "region": "FR", "year": 2023)";

std::string with_stages(std::string_view stages) {
  return fmt::format(R"({{{}, "stages": {}}})", k_job, stages);
}

}  // namespace

TEST_CASE("a stage inherits the job's keys and puts its own in their place") {
  const Report report = run(with_stages(R"([
      {"name": "a"},
      {"name": "b", "runtime_hours": 2, "runs": 5},
      {"name": "c", "accelerator_hours": 8},
      {"name": "d", "hardware": {"accelerator": "2x T4"}, "region": "DE"},
      {"name": "e", "energy": "3 kWh", "energy_scope": "facility"},
      {"name": "f", "start": "2022-05-01T00:00:00Z"}])"));
  REQUIRE(report.stages.size() == 6);
  const auto& stage = report.job.stages;
  CHECK(stage[0].hours.count() == 10);
  CHECK(stage[1].hours.count() == 2);
  CHECK(stage[1].runs == 5);
  CHECK(stage[2].hours.count() == Approx(2));
  CHECK(stage[3].zone == "DE");
  CHECK(facility_kwh(report.stages[4]) == Approx(3));
  CHECK(stage[5].grid_year == 2022);
  CHECK(stage[0].grid_year == 2023);
}

TEST_CASE("the sum of the stages is the whole") {
  const Report report = run(with_stages(R"([{"name": "a"}, {"name": "b", "pue": 1.9, "runs": 3},
      {"name": "c", "region": "DE", "hardware": {"cpu": "AMD EPYC 7742", "memory": "64 GB"}}])"));
  double energy = 0, operational = 0, embodied = 0, total = 0;
  for (const Report& stage : report.stages) {
    energy += facility_kwh(stage);
    operational += operational_kg(stage);
    embodied += embodied_kg(stage);
    total += total_kg(stage);
  }
  CHECK(facility_kwh(report) == Approx(energy).epsilon(1e-12));
  CHECK(operational_kg(report) == Approx(operational).epsilon(1e-12));
  CHECK(embodied_kg(report) == Approx(embodied).epsilon(1e-12));
  CHECK(total_kg(report) == Approx(total).epsilon(1e-12));
  CHECK(report.estimate.pue == Approx(facility_kwh(report) / it_kwh(report)).epsilon(1e-12));
  REQUIRE(report.estimate.intensity);
  CHECK(in_grams_per_kwh(*report.estimate.intensity) ==
        Approx(operational_kg(report) * 1000 / facility_kwh(report)).epsilon(1e-12));
  double shares = 0;
  for (const InputSpread& input : report.interval.inputs) shares += input.variance_share;
  CHECK(shares == Approx(1).epsilon(1e-12));
  CHECK(report.interval.inputs.size() == report.job.inputs.size());
}

TEST_CASE("one stage is the job without stages, byte for byte but for the list") {
  const auto json = [](const Report& report) {
    std::string text = render_json({&report, 1}, Catalog::bundled(), {});
    const std::size_t from = text.find("\"stages\": ["), to = text.find("  \"inputs\": [\n", from);
    const std::size_t last = text.rfind("\n  \"inputs\": [");
    REQUIRE(from != std::string::npos);
    REQUIRE(to != std::string::npos);
    return text.substr(0, from) + text.substr(last);
  };
  const Report plain = run(fmt::format("{{{}}}", k_job));
  const Report staged = run(with_stages(R"([{"name": "only"}])"));
  CHECK(json(plain) == json(staged));
}

TEST_CASE("two stages on one grid share its error, two grids do not") {
  const Report same = run(with_stages(R"([{"name": "a"}, {"name": "b"}])"));
  const Report single = run(fmt::format("{{{}}}", k_job));
  CHECK(same.interval.total_kg.factor() == Approx(single.interval.total_kg.factor()).epsilon(1e-9));
  const Report other = run(with_stages(R"([{"name": "a"}, {"name": "b", "region": "DE"}])"));
  CHECK(std::ranges::count_if(other.job.inputs, [](const Input& input) {
          return input.name.ends_with("carbon_intensity_g_per_kwh");
        }) == 2);
}

TEST_CASE("stages that cannot be are refused, with the key") {
  const auto refuses = [](std::string_view stages, std::string_view code, std::string_view key) {
    const std::string words = refusal(with_stages(stages));
    INFO(stages << " -> " << words);
    CHECK(words.find(code) != std::string::npos);
    CHECK(words.find(key) != std::string::npos);
  };
  refuses(R"([{"name": "a", "stages": []}])", "unknown-key", "stages");
  refuses(R"([{"name": "a", "rumtime": "1h"}])", "unknown-key", "rumtime");
  refuses(R"([{"runtime": "1h"}])", "missing-key", "name");
  refuses(R"([{"name": "a"}, {"name": "a"}])", "duplicate-name", "a");
  refuses(R"([])", "empty-value", "stages");
  refuses(R"({"name": "a"})", "wrong-type", "stages");
  refuses(R"(["a"])", "wrong-type", "stages");
  refuses(R"([{"name": "a", "runtime": "1h", "accelerator_hours": 3}])", "conflicting-keys",
          "runtime");
  refuses(R"([{"name": "a", "region": "Nowhere"}])", "unknown-region", "Nowhere");
  refuses(
      R"([{"name": "a"}, {"name": "b", "carbon_intensity": "9 g/kWh", "carbon_intensity_kind": "marginal"}])",
      "mixed-intensities", "marginal");
}

TEST_CASE("a problem of the job is told once, however many stages inherit it") {
  const auto report = run_job(
      R"({"hardware": {"accelerator": "4x A100"}, "runtme": "1h", "region": "FR", "runtime": 5,
      "stages": [{"name": "a"}, {"name": "b"}, {"name": "c"}]})");
  REQUIRE_FALSE(report);
  CHECK(std::ranges::count(report.error(), "unknown-key", &Diagnostic::code) == 1);
  CHECK(std::ranges::count(report.error(), "missing-unit", &Diagnostic::code) == 1);
}

TEST_CASE("an option wins over the keys of every stage") {
  Diagnostics warnings;
  const std::vector<Override> options{{"region", "SE", "--region"}, {"runtime", "1h", "--runtime"}};
  const auto job = read_job(
      {with_stages(R"([{"name": "a", "region": "DE"}, {"name": "b", "accelerator_hours": 9}])")},
      options, warnings);
  if (!job) FAIL(words_of(job.error()));
  for (const Job& stage : job->stages) {
    CHECK(stage.region->value == "SE");
    CHECK(stage.runtime->value == Hours{1});
    CHECK_FALSE(stage.accelerator_hours);
  }
}
