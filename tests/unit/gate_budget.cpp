// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <iterator>

#include <nlohmann/json.hpp>

#include "carbonest/budget.hpp"
#include "catch.hpp"
#include "gate/budget_keys.hpp"
#include "gate_fixture.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

Budget budget_of(std::string_view members) {
  const std::string text = fmt::format(R"({{"schema": "carbonest.budget/1", {}}})", members);
  Result<Budget> budget = read_budget(text, "budget.json");
  if (!budget) FAIL(budget.error().front().message);
  return *budget;
}

Diagnostics errors_of(std::string_view text) {
  const Result<Budget> budget = read_budget(text, "budget.json");
  REQUIRE_FALSE(budget);
  return budget.error();
}

Diagnostic error_in(std::string_view members) {
  const Diagnostics errors =
      errors_of(fmt::format(R"({{"schema": "carbonest.budget/1", {}}})", members));
  CHECK(errors.size() == 1);
  CHECK(errors.front().file == "budget.json");
  return errors.front();
}

double limit_for(const Budget& budget, std::string_view job, GateMetric metric = GateMetric::co2e) {
  for (const Limit& limit : limits_of(budget, job))
    if (limit.metric == metric && limit.level == GateLevel::fail) return limit.value;
  return -1;
}

}  // namespace

TEST_CASE("a budget has limits for the sum and for jobs by name") {
  const Budget budget = budget_of(R"(
    "description": "of the team", "x_owner": "us",
    "total": {"max_co2e": "100 kg", "warn_co2e_kg": 80, "max_increase": ["5%", "2 kg"],
              "increase_floor": "100 g"},
    "jobs": {"bert-*": {"max_energy_mwh": 0.5, "max_sci": "5 g", "functional_unit": "1k images"}})");
  REQUIRE(budget.total.size() == 4);
  CHECK(budget.total[0].value == 100);
  CHECK(budget.total[0].source == "/total/max_co2e");
  CHECK(budget.total[0].file == "budget.json");
  CHECK(budget.total[1].value == 80);
  CHECK(budget.total[1].level == GateLevel::warn);
  CHECK(budget.total[2].metric == GateMetric::increase_percent);
  CHECK(budget.total[2].floor == grams(100));
  CHECK(budget.total[3].metric == GateMetric::increase_kg);
  REQUIRE(budget.jobs.size() == 1);
  CHECK(budget.jobs[0].pattern == "bert-*");
  REQUIRE(budget.jobs[0].limits.size() == 2);
  CHECK(budget.jobs[0].limits[0].value == 500);
  CHECK(budget.jobs[0].limits[1].functional_unit == "1k images");
  CHECK(budget.jobs[0].limits[1].source == "/jobs/bert-*/max_sci");
  CHECK(needs_baseline(budget));
}

TEST_CASE("what is wrong with a budget is said with its place and a way out") {
  struct Row {
    const char* members;
    const char* code;
    const char* pointer;
    const char* hint;  // a part of it
  };
  const Row rows[]{
      {R"("total": {"max_co2": "1 kg"})", "unknown-key", "/total/max_co2", "max_co2e"},
      {R"("totals": {"max_co2e": "1 kg"}, "total": {"max_co2e": "1 kg"})", "unknown-key", "/totals",
       "did you mean \"total\"?"},
      {R"("total": {"max_co2e": 10})", "missing-unit", "/total/max_co2e", "10 kg"},
      {R"("total": {"max_co2e": "10"})", "missing-unit", "/total/max_co2e", "10 kg"},
      {R"("total": {"max_co2e": "-10 kg"})", "out-of-range", "/total/max_co2e", "zero or more"},
      {R"("total": {"max_co2e_kg": -10})", "out-of-range", "/total/max_co2e_kg", "zero or more"},
      {R"("total": {"max_co2e_kg": "10 kg"})", "wrong-type", "/total/max_co2e_kg",
       "unit stands in the key"},
      {R"("total": {"max_co2e": true})", "wrong-type", "/total/max_co2e", ""},
      {R"("total": {"max_co2e": ["1 kg"]})", "wrong-type", "/total/max_co2e", ""},
      {R"("total": {"max_co2e": "1 kg", "max_co2e_kg": 2})", "conflicting-keys",
       "/total/max_co2e_kg", ""},
      {R"("total": {"max_increase": []})", "empty-value", "/total/max_increase", "2 kg"},
      {R"("total": {"max_increase": ["5%", "6%"]})", "conflicting-keys", "/total/max_increase/1",
       ""},
      {R"("total": {"increase_floor": "1 g", "increase_floor_kg": 1, "max_increase": "1%"})",
       "conflicting-keys", "/total", ""},
      {R"("total": {"max_sci": "1 g"})", "conflicting-keys", "/total/max_sci", "under \"jobs\""},
      {R"("total": {"max_co2e": null})", "wrong-type", "/total/max_co2e", ""},
      {R"("total": [])", "wrong-type", "/total", ""},
      {R"("jobs": [])", "wrong-type", "/jobs", ""},
      {R"("jobs": {"a": 5})", "wrong-type", "/jobs/a", ""},
      {R"("jobs": {"a/b~c": {"max_co2e": "x"}})", "bad-quantity", "/jobs/a~1b~0c/max_co2e", ""},
      {R"("jobs": {"a": {"functional_unit": "x", "max_co2e": "1 kg"}})", "missing-key",
       "/jobs/a/functional_unit", ""},
      {R"("jobs": {"a": {"functional_unit": 5, "max_sci": "1 g"}})", "wrong-type",
       "/jobs/a/functional_unit", ""},
      {R"("jobs": {"a": {"max_co2e": null, "max_co2e_kg": 1}})", "conflicting-keys", "/jobs/a", ""},
      {R"("x_mine": 1)", "missing-key", "", "\"total\" or \"jobs\""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.members);
    const Diagnostic error = error_in(row.members);
    CHECK(error.code == row.code);
    CHECK(error.pointer == row.pointer);
    CHECK(error.hint.find(row.hint) != std::string::npos);
  }
}

TEST_CASE("every problem of a budget is reported") {
  const Diagnostics errors = errors_of(
      R"({"total": {"max_co2e": 1, "maxx": 1}, "jobs": {"a": {"warn_sci": "5"}, "b": 7}})");
  CHECK(codes_of(errors) == std::vector<std::string>{"missing-key", "missing-unit", "unknown-key",
                                                     "missing-unit", "wrong-type"});
}

TEST_CASE("each problem of a budget says where it is") {
  const Diagnostics errors = errors_of(
      "{\"schema\": \"carbonest.budget/1\",\n \"jobs\": {\"a\": {\"max_co2\": \"5 kg\",\n"
      "  \"max_energy\": 7}}}");
  REQUIRE(errors.size() == 2);
  CHECK(errors[0].pointer == "/jobs/a/max_co2");
  CHECK(errors[0].line == 2);
  CHECK(errors[1].pointer == "/jobs/a/max_energy");
  CHECK(errors[1].line == 3);
  CHECK(errors[1].column == 17);
}

TEST_CASE("a flood of problems is counted, not listed") {
  std::string text = R"({"schema": "carbonest.budget/1", "jobs": {)";
  for (int i = 0; i < 1000; ++i) text += fmt::format("{}\"{}\": 7", i == 0 ? "" : ",", i);
  const Diagnostics errors = errors_of(text + "}}");
  CHECK(errors.size() == 101);
  CHECK(errors.back().code == "too-many-problems");
}

TEST_CASE("what is no budget at all is refused") {
  CHECK(errors_of("").front().code == "json-empty");
  CHECK(errors_of("[]").front().code == "wrong-type");
  CHECK(errors_of("{").front().code == "json-syntax");
  CHECK(errors_of(R"({"schema": "carbonest.budget/2", "total": {"max_co2e": "1 kg"}})")
            .front()
            .pointer == "/schema");
  CHECK(errors_of(R"({"schema": "carbonest.budget/1", "total": {}, "total": {}})").front().code ==
        "duplicate-key");
  CHECK(errors_of(std::string(1 << 21, ' ')).front().code == "json-too-large");
  CHECK(errors_of(std::string(1 << 19, '[')).front().code == "json-too-deep");
  CHECK(errors_of(R"({"schema": "carbonest.budget/1", "total": {"max_co2e_kg": 1e999}})")
            .front()
            .code == "json-number-range");
  CHECK(errors_of("{\"schema\": \"\xff\"}").front().code == "json-encoding");
}

TEST_CASE("patterns of names") {
  struct Row {
    const char* pattern;
    const char* name;
    bool matches;
  };
  const Row rows[]{
      {"*", "", true},
      {"*", "anything", true},
      {"", "", true},
      {"", "a", false},
      {"a", "a", true},
      {"a", "A", false},
      {"a*", "a", true},
      {"a*", "ab", true},
      {"a*", "ba", false},
      {"*a", "ba", true},
      {"*a*", "xay", true},
      {"a?c", "abc", true},
      {"a?c", "ac", false},
      {"?", "\u00e9", true},
      {"?", "ab", false},
      {"a*b*c", "aXbYc", true},
      {"a*b*c", "aXcYb", false},
      {"*ab", "aab", true},
      {"a**b", "ab", true},
      {"**", "x", true},
      {"a*?", "a", false},
      {"a*?", "ab", true},
      {"[a]", "a", false},
      {"a.c", "abc", false},
      {"bert-*-large", "bert-v2-large", true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.pattern, row.name);
    CHECK(glob_matches(row.pattern, row.name) == row.matches);
  }
  const std::string long_name(20000, 'a');
  CHECK_FALSE(glob_matches("*a*a*a*a*a*a*a*a*b", long_name));  // comes back, and soon
}

TEST_CASE("the most specific entry that has a limit counts") {
  const Budget budget = budget_of(R"("jobs": {
    "*": {"max_co2e": "10 kg", "max_energy": "100 kWh", "max_sci": "5 g"},
    "bert-*": {"max_co2e": "25 kg"},
    "bert-large": {"max_co2e": "40 kg", "max_sci": null},
    "bert-????": {"max_co2e": "30 kg"},
    "a*": {"max_co2e": "7 kg"},
    "*z": {"max_co2e": "6 kg"},
    "b*t*x*": {"max_co2e": "2 kg"},
    "bt*x": {"max_co2e": "3 kg"}})");
  CHECK(limit_for(budget, "gpt") == 10);
  CHECK(limit_for(budget, "bert-x") == 25);
  CHECK(limit_for(budget, "bert-large") == 40);  // the name itself
  CHECK(limit_for(budget, "bert-base") == 30);   // as many letters, fewer stars
  CHECK(limit_for(budget, "abz") == 6);          // equally specific: the lower one
  CHECK(limit_for(budget, "btox") == 3);         // as many letters, fewer stars
  // A key that the more specific entry does not have comes from the wider one; null lifts it.
  CHECK(limit_for(budget, "bert-large", GateMetric::energy) == 100);
  CHECK(limit_for(budget, "bert-x", GateMetric::sci) == 5);
  CHECK(limit_for(budget, "bert-large", GateMetric::sci) == -1);
}

TEST_CASE("an entry that is a name wins over a pattern even where it looks like one") {
  const Budget budget =
      budget_of(R"("jobs": {"a*": {"max_co2e": "1 kg"}, "a*bcdef": {"max_co2e": "2 kg"}})");
  CHECK(limit_for(budget, "a*") == 1);
  CHECK(limit_for(budget, "a*bcdef") == 2);
}

TEST_CASE("the floor is a key like the others") {
  const Budget budget = budget_of(R"("jobs": {
    "*": {"max_increase": "5%", "increase_floor": "100 g"},
    "big": {"increase_floor": "2 kg"}, "exact": {"increase_floor": null},
    "free": {"max_increase": null}})");
  const auto floor_of = [&](std::string_view job) { return limits_of(budget, job).at(0).floor; };
  CHECK(floor_of("any") == grams(100));
  CHECK(floor_of("big") == kilograms(2));
  CHECK(floor_of("exact") == CarbonMass{});
  CHECK(limits_of(budget, "free").empty());
}

TEST_CASE("the published schema is that of the reader") {
  std::ifstream file(CARBONEST_SOURCE_DIR "/data/budget.schema.json", std::ios::binary);
  const std::string published{std::istreambuf_iterator<char>(file), {}};
  CHECK(published == budget_schema());
  const auto schema = nlohmann::json::parse(budget_schema());
  const auto& of_jobs = schema["properties"]["jobs"]["additionalProperties"]["properties"];
  for (const BudgetKey& key : budget_keys()) {
    CAPTURE(key.name);
    CHECK(of_jobs.contains(key.name));
  }
  CHECK(of_jobs.contains("functional_unit"));
  CHECK_FALSE(schema["properties"]["total"]["properties"].contains("max_sci"));
}
