// SPDX-License-Identifier: Apache-2.0
#include "carbonest/gate.hpp"

#include <random>

#include "catch.hpp"
#include "gate_fixture.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

struct GateCase {
  std::vector<GateJob> jobs;
  std::vector<Limit> limits;
  std::optional<Budget> budget;
  std::optional<Baseline> baseline;
  Diagnostics refused;
  GateOptions options;
};

GateResult result_of(const GateCase& given) {
  GateInput input;
  input.jobs = given.jobs;
  input.limits = given.limits;
  if (given.budget) input.budget = &*given.budget;
  if (given.baseline) {
    input.baseline.state = BaselineState::loaded;
    input.baseline.baseline = &*given.baseline;
    input.baseline.file = given.baseline->file;
  }
  input.refused = given.refused;
  input.options = given.options;
  return evaluate_gate(input);
}

Limit per_job(Limit limit) {
  limit.scope = GateScope::job;
  return limit;
}

Budget budget_of(std::string_view members) {
  Result<Budget> budget =
      read_budget(fmt::format(R"({{"schema": "carbonest.budget/1", {}}})", members), "budget.json");
  REQUIRE(budget);
  return *budget;
}

const Limit k_ten_kg = co2e_limit(GateLevel::fail, kilograms(10));

}  // namespace

TEST_CASE("a check tells what was compared, where, and by whose limit") {
  GateCase given{{gate_job_of("a", 44)}, {k_ten_kg}, {}, {}, {}, {}};
  given.limits[0].source = "--max-co2e";
  const GateResult result = result_of(given);
  REQUIRE(result.checks.size() == 1);
  const Check& check = result.checks[0];
  CHECK(check.rule->id == "max-co2e");
  CHECK(check.job == "a");
  CHECK(check.file == "a.json");
  CHECK(check.limit == 10);
  CHECK(check.value == 11);
  CHECK(check.result == CheckResult::fail);
  CHECK(check.source == "--max-co2e");
  CHECK(check.scope == GateScope::job);  // the sum of one job is that job
  CHECK(result.result == CheckResult::fail);
  CHECK(verdict(result) == GateVerdict::not_passed);
}

TEST_CASE("nothing stops at the first breach") {
  const GateResult result =
      result_of({{gate_job_of("a", 44)},
                 {k_ten_kg, energy_limit(GateLevel::fail, kilowatt_hours(1)),
                  sci_limit(GateLevel::warn, grams(1)), co2e_limit(GateLevel::warn, kilograms(99))},
                 {},
                 {},
                 {},
                 {}});
  CHECK(result.checks.size() == 4);
  CHECK(find_check(result, "max-co2e", "a")->result == CheckResult::fail);
  CHECK(find_check(result, "max-energy", "a")->result == CheckResult::fail);
  CHECK(find_check(result, "warn-sci", "a")->result == CheckResult::warn);
  CHECK(find_check(result, "warn-co2e", "a")->result == CheckResult::pass);
}

TEST_CASE("the sum of several jobs is a check of its own") {
  const GateResult result =
      result_of({{gate_job_of("a", 20), gate_job_of("b", 24)}, {k_ten_kg}, {}, {}, {}, {}});
  REQUIRE(result.checks.size() == 1);
  CHECK(result.checks[0].scope == GateScope::total);
  CHECK(result.checks[0].job.empty());
  CHECK(result.checks[0].value == 11);
  CHECK(result.checks[0].file == "a.json");
  CHECK(in_kilograms(result.total) == 11);
  CHECK(result.facility == kilowatt_hours(44));
}

TEST_CASE("options and budget both hold: of two limits of a kind the lower one is checked") {
  const Budget budget = budget_of(R"("jobs": {"a": {"max_co2e": "12 kg", "warn_co2e": "5 kg"}})");
  const GateResult result =
      result_of({{gate_job_of("a", 44)}, {per_job(k_ten_kg)}, budget, {}, {}, {}});
  REQUIRE(result.checks.size() == 2);
  CHECK(find_check(result, "max-co2e", "a")->limit == 10);
  const GateResult other = result_of({{gate_job_of("a", 44)},
                                      {per_job(co2e_limit(GateLevel::fail, kilograms(99)))},
                                      budget,
                                      {},
                                      {},
                                      {}});
  CHECK(find_check(other, "max-co2e", "a")->limit == 12);
  CHECK(find_check(other, "max-co2e", "a")->source == "/jobs/a/max_co2e");
}

TEST_CASE("limits on scores look at each functional unit") {
  GateJob job = gate_job_of("a", 40);
  SciScore images = job.sci[0];
  images.functional_unit = "1k images";
  images.amount = 10;
  images.score_g = 1000;
  job.sci.push_back(images);
  const GateResult each =
      result_of({{job}, {sci_limit(GateLevel::fail, kilograms(5))}, {}, {}, {}, {}});
  REQUIRE(each.checks.size() == 2);
  CHECK(each.checks[0].functional_unit == "run");
  CHECK(each.checks[0].result == CheckResult::fail);
  CHECK(each.checks[1].functional_unit == "1k images");
  CHECK(each.checks[1].result == CheckResult::pass);
  const GateResult one =
      result_of({{job}, {sci_limit(GateLevel::fail, kilograms(5), "1k images")}, {}, {}, {}, {}});
  REQUIRE(one.checks.size() == 1);
  CHECK(one.checks[0].value == 1000);
  const GateResult none =
      result_of({{job}, {sci_limit(GateLevel::fail, kilograms(5), "token")}, {}, {}, {}, {}});
  CHECK(codes_of(none.errors) ==
        std::vector<std::string>{"unknown-functional-unit", "nothing-to-check"});
  CHECK(verdict(none) == GateVerdict::refused);
}

TEST_CASE("the upper end of a score is that of the total, per unit") {
  GateJob job = gate_job_of("a", 40);
  job.total_high = kilograms(15);
  job.sci[0].amount = 10;
  job.sci[0].score_g = 1000;
  GateCase given{{job}, {sci_limit(GateLevel::fail, grams(1400))}, {}, {}, {}, {}};
  CHECK(result_of(given).checks[0].result == CheckResult::pass);
  given.options.at = GateEnd::upper;
  CHECK(result_of(given).checks[0].value == 1500);
  CHECK(result_of(given).checks[0].result == CheckResult::fail);
}

TEST_CASE("the upper end of a sum is the sum of the upper ends, and increases do not use it") {
  GateJob a = gate_job_of("a", 40), b = gate_job_of("b", 40);
  a.total_high = b.total_high = kilograms(15);
  GateCase given{{a, b}, {co2e_limit(GateLevel::fail, kilograms(29))}, {}, {}, {}, {}};
  given.options.at = GateEnd::upper;
  CHECK(result_of(given).checks[0].value == 30);
  given.limits = {increase_limit(GateLevel::fail, Percent{1})};
  given.baseline = Baseline{"base.json", {gate_job_of("a", 40), gate_job_of("b", 40)}};
  CHECK(result_of(given).result == CheckResult::pass);
  b.total_high.reset();
  given.jobs = {a, b};
  given.limits = {k_ten_kg};
  CHECK(codes_of(result_of(given).errors) == std::vector<std::string>{"no-interval"});
}

TEST_CASE("each state of the baseline has its rule, stated in the result") {
  GateInput input;
  const std::vector<GateJob> jobs{gate_job_of("a", 40)};
  const std::vector<Limit> limits{co2e_limit(GateLevel::fail, kilograms(99))};
  input.jobs = jobs;
  input.limits = limits;
  const Baseline empty{"base.json", {}}, full{"base.json", {gate_job_of("a", 40)}};
  struct Row {
    BaselineState state;
    const Baseline* baseline;
    bool skip;
    const char* rule;
    bool error;
  };
  const Row rows[]{
      {BaselineState::none, nullptr, false, "none", false},
      {BaselineState::missing, nullptr, false, "refused", true},
      {BaselineState::missing, nullptr, true, "missing", false},
      {BaselineState::refused, nullptr, false, "refused", true},
      {BaselineState::refused, nullptr, true, "refused", true},
      {BaselineState::loaded, &empty, false, "empty", false},
      {BaselineState::loaded, &full, false, "compared", false},
  };
  for (const Row& row : rows) {
    input.baseline.state = row.state;
    input.baseline.baseline = row.baseline;
    input.options.skip_without_baseline = row.skip;
    const GateResult result = evaluate_gate(input);
    CAPTURE(row.rule, row.skip);
    CHECK(result.baseline.rule == row.rule);
    CHECK_FALSE(result.baseline.sentence.empty());
    CHECK(result.errors.empty() != row.error);
  }
}

TEST_CASE("a limit on the increase without a baseline says how to go on") {
  GateCase given{
      {gate_job_of("a", 40)}, {increase_limit(GateLevel::fail, Percent{5})}, {}, {}, {}, {}};
  given.limits[0].source = "--max-increase";
  const GateResult result = result_of(given);
  REQUIRE(codes_of(result.errors) == std::vector<std::string>{"baseline-needed"});
  CHECK(result.errors[0].message ==
        "--max-increase limits the increase against a baseline, and none is given");
  CHECK(result.errors[0].hint.find("--baseline FILE") != std::string::npos);
  CHECK(result.checks[0].result == CheckResult::error);
}

TEST_CASE("a rise within the floor passes and says why") {
  const GateCase given{{gate_job_of("a", 44)},
                       {increase_limit(GateLevel::fail, Percent{5}, kilograms(1))},
                       {},
                       Baseline{"base.json", {gate_job_of("a", 40)}},
                       {},
                       {}};
  const GateResult result = result_of(given);
  CHECK(result.checks[0].result == CheckResult::pass);
  CHECK(result.checks[0].value.value() == Approx(10));
  CHECK(result.checks[0].note == "a rise of 1.00 kg is within the floor of 1 kg");
}

TEST_CASE("from nothing to nothing is no rise, from nothing to something is new") {
  GateCase given{{gate_job_of("a", 0)},
                 {increase_limit(GateLevel::fail, Percent{0})},
                 {},
                 Baseline{"base.json", {gate_job_of("a", 0)}},
                 {},
                 {}};
  CHECK(result_of(given).checks[0].result == CheckResult::pass);
  CHECK(result_of(given).checks[0].value == 0);
  given.jobs = {gate_job_of("a", 4)};
  CHECK(result_of(given).checks[0].result == CheckResult::skipped);
}

TEST_CASE("with several jobs the sum is compared with the whole baseline") {
  GateCase given{{gate_job_of("a", 40), gate_job_of("new", 40)},
                 {increase_limit(GateLevel::fail, Percent{20})},
                 {},
                 Baseline{"base.json", {gate_job_of("a", 40), gate_job_of("gone", 28)}},
                 {},
                 {}};
  const GateResult result = result_of(given);
  REQUIRE(result.checks.size() == 1);
  CHECK(result.checks[0].value.value() == Approx(300.0 / 17));  // 17 kg before, 20 kg now
  CHECK(result.checks[0].result == CheckResult::pass);
  CHECK(in_kilograms(result.baseline.total) == 17);
  CHECK(result.baseline.jobs == 2);
}

TEST_CASE("a job alone is compared with itself, whatever else the baseline holds") {
  const GateCase given{{gate_job_of("a", 44)},
                       {increase_limit(GateLevel::fail, Percent{5})},
                       {},
                       Baseline{"base.json", {gate_job_of("a", 40), gate_job_of("b", 400)}},
                       {},
                       {}};
  CHECK(result_of(given).checks[0].result == CheckResult::fail);
}

TEST_CASE("names must be unique where they matter, and only there") {
  GateCase given{{gate_job_of("a", 4), gate_job_of("a", 4)}, {k_ten_kg}, {}, {}, {}, {}};
  CHECK(result_of(given).errors.empty());
  given.budget = budget_of(R"("total": {"max_co2e": "10 kg"})");
  CHECK(result_of(given).errors.empty());
  given.budget = budget_of(R"("jobs": {"*": {"max_co2e": "10 kg"}})");
  CHECK(codes_of(result_of(given).errors) == std::vector<std::string>{"duplicate-job"});
  given.budget.reset();
  given.baseline = Baseline{"base.json", {gate_job_of("a", 4)}};
  const GateResult result = result_of(given);
  CHECK(codes_of(result.errors) == std::vector<std::string>{"duplicate-job"});
  CHECK(result.errors[0].message == "two jobs are called \"a\": a.json and a.json");
  CHECK(result.changes.empty());
}

TEST_CASE("an entry of the budget without a job is said, with the nearest name") {
  const Budget budget = budget_of(
      R"("jobs": {"bert-bse": {"max_co2e": "1 kg"}, "bert-base": {"max_co2e": "99 kg"}})");
  GateCase given{{gate_job_of("bert-base", 4)}, {}, budget, {}, {}, {}};
  GateResult result = result_of(given);
  REQUIRE(codes_of(result.warnings) == std::vector<std::string>{"budget-unused"});
  CHECK(result.warnings[0].hint == "did you mean \"bert-base\"?");
  CHECK(result.warnings[0].file == "budget.json");
  CHECK(verdict(result) == GateVerdict::passed);
  given.options.strict = true;
  result = result_of(given);
  CHECK(codes_of(result.errors) == std::vector<std::string>{"budget-unused"});
  CHECK(result.errors[0].severity == Severity::error);
}

TEST_CASE("a job without any limit is said") {
  const Budget budget = budget_of(R"("jobs": {"a": {"max_co2e": "99 kg"}})");
  const GateResult result =
      result_of({{gate_job_of("a", 4), gate_job_of("b", 4)}, {}, budget, {}, {}, {}});
  CHECK(codes_of(result.warnings) == std::vector<std::string>{"job-without-limit"});
  CHECK(result.warnings[0].file == "b.json");
}

TEST_CASE("with a job refused there is no sum, and entries of the budget are not called unused") {
  Diagnostic problem;
  problem.code = "json-syntax";
  const Budget budget = budget_of(R"("total": {"max_co2e": "1 kg"}, "jobs":
    {"a": {"max_co2e": "99 kg"}, "b": {"max_co2e": "99 kg"}})");
  const GateResult result = result_of({{gate_job_of("a", 40)}, {}, budget, {}, {problem}, {}});
  REQUIRE(result.checks.size() == 2);
  CHECK(result.checks[0].result == CheckResult::pass);
  CHECK(result.checks[1].result == CheckResult::error);
  CHECK(result.warnings.empty());
  CHECK(verdict(result) == GateVerdict::refused);
}

TEST_CASE("with a job refused nothing is called removed: it may be that job") {
  Diagnostic problem;
  problem.code = "json-syntax";
  const GateCase given{{gate_job_of("a", 44)},
                       {per_job(increase_limit(GateLevel::fail, Percent{20}))},
                       {},
                       Baseline{"base.json", {gate_job_of("a", 40), gate_job_of("b", 40)}},
                       {problem},
                       {}};
  const GateResult result = result_of(given);
  CHECK_FALSE(result.complete);
  REQUIRE(result.changes.size() == 1);
  CHECK(result.changes[0].kind == ChangeKind::changed);
  CHECK(result.checks[0].result == CheckResult::pass);
  CHECK(verdict(result) == GateVerdict::refused);
}

TEST_CASE("a stale baseline is said") {
  GateJob old = gate_job_of("a", 40);
  old.program.data_checksum = "other";
  old.program.data_version = "2025.01";
  const GateResult result = result_of({{gate_job_of("a", 40)},
                                       {co2e_limit(GateLevel::fail, kilograms(99))},
                                       {},
                                       Baseline{"base.json", {old}},
                                       {},
                                       {}});
  CHECK(codes_of(result.warnings) == std::vector<std::string>{"baseline-stale"});
  CHECK(result.warnings[0].message.find("2025.01") != std::string::npos);
  CHECK(result.errors.empty());
}

TEST_CASE("an incomparable job is an error only where a limit compares it") {
  GateJob old = gate_job_of("a", 40);
  old.method = "accelerator-hours";
  GateCase given{{gate_job_of("a", 40)},
                 {co2e_limit(GateLevel::fail, kilograms(99))},
                 {},
                 Baseline{"base.json", {old}},
                 {},
                 {}};
  CHECK(result_of(given).errors.empty());
  CHECK(result_of(given).changes[0].kind == ChangeKind::incomparable);
  given.limits = {increase_limit(GateLevel::fail, kilograms(1)),
                  increase_limit(GateLevel::fail, Percent{1})};
  const GateResult result = result_of(given);
  CHECK(codes_of(result.errors) == std::vector<std::string>{"baseline-incomparable"});
  CHECK(result.checks[0].note == "another method: accelerator-hours before, native now");
}

TEST_CASE(
    "laws: more emissions never turn a failure into a pass, a higher limit never a pass into one") {
  std::mt19937 random(5);
  std::uniform_real_distribution<double> amount(0, 100);
  const auto passes = [](double kwh, double limit_kg, double limit_percent) {
    return verdict(result_of({{gate_job_of("a", kwh), gate_job_of("b", kwh / 3)},
                              {co2e_limit(GateLevel::fail, kilograms(limit_kg)),
                               increase_limit(GateLevel::fail, Percent{limit_percent})},
                              {},
                              Baseline{"", {gate_job_of("a", 50), gate_job_of("b", 10)}},
                              {},
                              {}})) == GateVerdict::passed;
  };
  for (int round = 0; round < 300; ++round) {
    const double kwh = amount(random), kg = amount(random) / 4, percent = amount(random);
    const bool pass = passes(kwh, kg, percent);
    if (pass) {
      REQUIRE(passes(kwh * 0.9, kg, percent));
      REQUIRE(passes(kwh, kg * 1.1, percent));
      REQUIRE(passes(kwh, kg, percent * 1.1));
    } else {
      REQUIRE_FALSE(passes(kwh * 1.1, kg, percent));
      REQUIRE_FALSE(passes(kwh, kg * 0.9, percent));
    }
  }
}

TEST_CASE("many jobs and entries are checked in good time") {
  std::vector<GateJob> jobs;
  std::string entries;
  for (int i = 0; i < 3000; ++i) jobs.push_back(gate_job_of(fmt::format("job-{}", i), 1));
  for (int i = 0; i < 200; ++i)
    entries += fmt::format("{}\"job-{}*\": {{\"max_co2e\": \"1 kg\"}}", i == 0 ? "" : ",", i);
  const Budget budget = budget_of("\"jobs\": {" + entries + "}");
  const GateResult result = result_of({jobs, {k_ten_kg}, budget, Baseline{"", jobs}, {}, {}});
  CHECK(result.changes.size() == jobs.size());
  CHECK(result.checks.size() > 1000);
}

TEST_CASE("a comparison needs no limits") {
  const std::vector<GateJob> jobs{gate_job_of("a", 44)};
  const Baseline baseline{"base.json", {gate_job_of("a", 40)}};
  GateInput input;
  input.jobs = jobs;
  input.baseline.state = BaselineState::loaded;
  input.baseline.baseline = &baseline;
  GateResult result = compare_with_baseline(input);
  CHECK(result.errors.empty());
  CHECK(result.checks.empty());
  REQUIRE(result.changes.size() == 1);
  CHECK(result.changes[0].percent.value() == Approx(10));
  CHECK(verdict(result) == GateVerdict::passed);
  input.baseline = {};
  input.baseline.state = BaselineState::refused;
  result = compare_with_baseline(input);
  CHECK(verdict(result) == GateVerdict::refused);
}
