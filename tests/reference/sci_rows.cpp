// SPDX-License-Identifier: Apache-2.0
// The requirements of the SCI specification (ISO/IEC 21031) and of its text for AI that concern a
// training job, by the rows of this project's checklist of them.
#include <algorithm>

#include <fmt/format.h>

#include "catch.hpp"
#include "job_run.hpp"
#include "report/boundary.hpp"
#include "report/formats.hpp"

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
std::string shown(const Report& report, std::string_view format) {
  for (const Format& row : estimate_formats())
    if (row.id == format) return row.render({&report, 1}, Catalog::bundled(), {});
  return {};
}
bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

constexpr std::string_view k_base =
    R"("hardware": {"accelerator": "8x A100-SXM4-80GB"}, "runtime": "100h", "carbon_intensity": "300 g/kWh", "pue": 1.1)";

std::string base(std::string_view rest = {}) {
  return fmt::format("{{{}{}{}}}", k_base, rest.empty() ? "" : ", ", rest);
}

const SciScore& score(const Report& report, std::size_t index = 0) {
  return report.estimate.sci.at(index);
}

}  // namespace

TEST_CASE("SCI rows 1, 3: a rate with its unit, beside the total and R that it came from") {
  const Report report = run(base(R"("functional_unit": {"name": "token", "amount": 2e9})"));
  CHECK(score(report).score_g == Approx(total_kg(report) * 1000 / 2e9).epsilon(1e-12));
  const std::string json = shown(report, "json");
  CHECK(contains(json, "\"unit\": \"gCO2e/token\""));
  CHECK(contains(json, "\"amount\": 2000000000"));
  CHECK(contains(json, "\"total_kg\""));
  CHECK(contains(shown(report, "text"), "per token (2000000000 in all)"));
}

TEST_CASE(
    "SCI rows 2, 12: operational and embodied apart; without an embodied figure the score is not "
    "complete") {
  const Report report = run(base());
  CHECK(score(report).complete);
  CHECK(score(report).operational_g + score(report).embodied_g ==
        Approx(score(report).score_g).epsilon(1e-12));
  const Report without = run(base(R"("embodied": false)"));
  CHECK_FALSE(score(without).complete);
  CHECK(contains(shown(without, "json"), "\"complete\": false"));
}

TEST_CASE("SCI rows 4, 5, 10: O = E x I in kWh and g/kWh, whatever units were given") {
  const Report grams = run(
      R"({"energy": "360 MJ", "energy_scope": "node", "pue": 1, "carbon_intensity": "0.5 kg/kWh"})");
  CHECK(facility_kwh(grams) == Approx(100));
  CHECK(operational_kg(grams) == Approx(50));
  CHECK(contains(refusal(R"({"energy": 100, "energy_scope": "node", "region": "FR"})"),
                 "missing-unit"));
}

TEST_CASE("SCI row 7: the kind of the factor, its zone, source and year are printed") {
  const Report table =
      run(R"({"hardware": {"accelerator": "T4"}, "runtime": "1h", "region": "FR", "year": 2023})");
  const std::string json = shown(table, "json");
  CHECK(contains(json, "\"zone\": \"FR\""));
  CHECK(contains(json, "\"year\": 2023"));
  CHECK(find_input(table, "carbon_intensity_g_per_kwh")->source == "owid-ember-2026");
  const Report marginal = run(R"({"hardware": {"accelerator": "T4"}, "runtime": "1h",
      "carbon_intensity": "300 g/kWh", "carbon_intensity_kind": "marginal"})");
  CHECK(contains(shown(marginal, "json"), "\"carbon_intensity_kind\": \"marginal\""));
}

TEST_CASE("SCI rows 9, 14: market-based measures lower neither I nor M") {
  const Report market = run(base(R"("market_based_intensity": "0 g/kWh")"));
  CHECK(score(market).score_g == score(run(base())).score_g);
  CHECK(market.estimate.market_based == kilograms(0));
  const Report claimed =
      run(R"({"hardware": {"accelerator": "T4"}, "runtime": "1h", "region": "aws:us-east-1"})");
  CHECK(operational_kg(claimed) > 0);
  CHECK(contains(refusal(base(R"("embodied": {"total": "-1 t"})")), "out-of-range"));
}

TEST_CASE(
    "SCI rows 11, 15, 16: M = TE x TiR / EL x RR / ToR, its inputs printed, no share above 1") {
  const Report report =
      run(base(R"("embodied": {"total": "1 t", "lifetime": "10000h", "share": 0.25})"));
  CHECK(embodied_kg(report) == Approx(1000 * 100 / 10000. * 0.25));
  for (const std::string_view name :
       {"embodied.total_kg", "embodied.lifetime_hours", "embodied.share", "runtime_hours"})
    CHECK(find_input(report, name) != nullptr);
  CHECK(contains(refusal(base(R"("embodied": {"total": "1 t", "share": 1.5})")), "share"));
  CHECK(contains(refusal(base(R"("embodied": {"total": "1 t", "lifetime": "50h"})")),
                 "lifetime-exceeded"));
  CHECK(contains(refusal(base(R"("embodied": {"lifetime": "0h"})")), "lifetime"));
}

TEST_CASE("SCI row 17: the device figures that are summed are listed") {
  const Report report = run(base());
  REQUIRE(report.job.embodied.size() == 2);
  double sum = 0;
  for (const EmbodiedPart& part : report.job.embodied)
    sum += in_kilograms(part.mass) * report.job.hours.count() * part.per_hour;
  CHECK(sum == Approx(embodied_kg(report)).epsilon(1e-12));
}

TEST_CASE("SCI rows 18, 24, 27: one R for the whole, sums over sums") {
  const Report report = run(base(R"("stages": [{"name": "a"}, {"name": "b", "runtime": "10h"}],
                                    "functional_unit": {"name": "run", "amount": 4})"));
  double grams = 0;
  for (const Report& stage : report.stages) grams += total_kg(stage) * 1000;
  CHECK(score(report).score_g == Approx(grams / 4).epsilon(1e-12));
  CHECK(contains(refusal(base(R"("functional_unit": {"name": "run", "amount": 0})")), "amount"));
  CHECK(contains(
      refusal(base(R"("stages": [{"name": "a", "functional_unit": {"name": "x", "amount": 1}}])")),
      "functional_unit"));
}

TEST_CASE(
    "SCI rows 21, 22, 25: every part of the boundary is in, with how it was quantified, or out, "
    "with why") {
  const Report report = run(base());
  const auto rows = boundary_of(report);
  CHECK(rows.size() >= 12);
  for (const BoundaryRow& row : rows) {
    INFO(row.component);
    CHECK(row.included == !row.quantified.empty());
    if (!row.included) CHECK_FALSE(row.why.empty());
  }
  CHECK(contains(shown(report, "json"), "\"boundary\": ["));
  CHECK(contains(render_explanation({&report, 1}, Catalog::bundled(), {}), "Boundary"));
  const auto measured =
      boundary_of(run(R"({"energy": "1 kWh", "energy_scope": "node", "region": "FR"})"));
  CHECK(measured.front().quantified == "measured");
}

TEST_CASE(
    "SCI row 23: energy takes the facility's efficiency into account, and none is better than 1") {
  CHECK(facility_kwh(run(base())) == Approx(it_kwh(run(base())) * 1.1));
  CHECK(contains(
      refusal(
          R"({"hardware": {"accelerator": "T4"}, "runtime": "1h", "region": "FR", "pue": 0.9})"),
      "pue"));
}

TEST_CASE("SCI row 29: component scores sum to the whole") {
  const Report report = run(
      base(R"("stages": [{"name": "a"}, {"name": "b", "runs": 7}, {"name": "c", "pue": 1.4}])"));
  double sum = 0;
  for (const Report& stage : report.stages) sum += stage.estimate.sci.front().score_g;
  CHECK(score(report).score_g == Approx(sum).epsilon(1e-12));
}

TEST_CASE("SCI row 34: lower I, lower E, longer-lived devices each lower the score strictly") {
  const double whole = score(run(base())).score_g;
  const auto of = [](std::string_view job) { return score(run(job)).score_g; };
  CHECK(
      of(R"({"hardware": {"accelerator": "8x A100-SXM4-80GB"}, "runtime": "100h", "carbon_intensity": "299 g/kWh", "pue": 1.1})") <
      whole);
  CHECK(
      of(R"({"hardware": {"accelerator": "8x A100-SXM4-80GB"}, "runtime": "99h", "carbon_intensity": "300 g/kWh", "pue": 1.1})") <
      whole);
  CHECK(of(base(R"("embodied": {"lifetime": "5 years"})")) < whole);
}

TEST_CASE(
    "SCI for AI rows 52, 62: making and using a model have two scores, which are never added") {
  const Report report = run(base(R"("stages": [{"name": "training"},
      {"name": "serving", "boundary": "consumer", "runtime": "10h"}],
      "functional_unit": [{"name": "parameter", "amount": 7e9}, {"name": "request", "amount": 1000, "boundary": "consumer"}])"));
  REQUIRE(report.estimate.sci.size() == 2);
  CHECK(score(report, 0).score_g == Approx(total_kg(report.stages[0]) * 1000 / 7e9).epsilon(1e-12));
  CHECK(score(report, 1).score_g ==
        Approx(total_kg(report.stages[1]) * 1000 / 1000).epsilon(1e-12));
  CHECK(contains(
      refusal(
          base(R"("functional_unit": {"name": "request", "amount": 1, "boundary": "consumer"})")),
      "conflicting-keys"));
}

TEST_CASE("SCI for AI rows 56 to 61: several units, with their basis and why") {
  const Report report = run(base(R"("functional_unit": [
      {"name": "token", "amount": 1e12, "basis": "gross", "rationale": "the data were the cost"},
      {"name": "flop", "amount": 5e22, "basis": "effective"}])"));
  const std::string json = shown(report, "json");
  CHECK(contains(json, "\"basis\": \"gross\""));
  CHECK(contains(json, "\"basis\": \"effective\""));
  CHECK(contains(json, "\"rationale\": \"the data were the cost\""));
}

TEST_CASE("worked numbers of the SCI texts") {
  const auto of = [](double kg, double amount) {
    return score(run(fmt::format(R"({{"energy_kwh": {}, "energy_scope": "facility", "pue": 1,
        "carbon_intensity_g_per_kwh": 1000, "embodied": false, "functional_unit": {{"name": "unit", "amount": {}}}}})",
                                 kg, amount)))
        .score_g;
  };
  CHECK(of(6'500, 50'000) == Approx(130));            // a million tokens of 50 billion
  CHECK(of(200'000, 5e22) == Approx(4e-15));          // a FLOP
  CHECK(of(3'200, 40e6) == Approx(0.08));             // an inference
  CHECK(of(75'000, 2.5) == Approx(30'000 * 1000.0));  // a billion parameters
}
