// SPDX-License-Identifier: Apache-2.0
// The table of situations, run on the library in the order in which the command does it: options,
// then budget, jobs, baseline, verdict.
#include <algorithm>
#include <map>
#include <set>

#include "catch.hpp"
#include "cli/exit_code.hpp"
#include "gate_fixture.hpp"
#include "gate_situations.hpp"

using namespace carbonest;
using namespace carbonest::test;
using cli::ExitCode;

namespace {

GateJob job_of(const SituationJob& row) {
  GateJob job = gate_job_of(std::string(row.name), row.kwh, row.g_per_kwh);
  job.sci[0].functional_unit = row.unit;
  job.method = row.method;
  if (row.interval) {
    job.total_high = job.total * 1.5;
    job.facility_high = job.facility * 1.5;
  }
  return job;
}

std::string with_schema(std::string text, std::string_view schema) {
  const std::string_view old = "\"carbonest.estimate/1\"";
  return text.replace(text.find(old), old.size(), fmt::format("\"{}\"", schema));
}

std::string saved_text(const Situation& row) {
  std::vector<GateJob> jobs;
  for (const SituationJob& job : row.saved) jobs.push_back(job_of(job));
  switch (row.saved_as) {
    case SavedAs::none:
    case SavedAs::missing:
    case SavedAs::empty:
      break;
    case SavedAs::blank:
      return " \n";
    case SavedAs::broken:
      return saved_estimate(jobs.at(0)).substr(0, 120);
    case SavedAs::list_of_none:
      return saved_estimates({});
    case SavedAs::next_major:
      return with_schema(saved_estimate(jobs.at(0)), "carbonest.estimate/2");
    case SavedAs::other_kind:
      return with_schema(saved_estimate(jobs.at(0)), "carbonest.line/1");
    case SavedAs::twice:
      return saved_estimates({jobs.at(0), jobs.at(0)});
    case SavedAs::estimate:
      return saved_estimate(jobs.at(0));
    case SavedAs::estimates:
      return saved_estimates(jobs);
    case SavedAs::gate: {
      std::string text = saved_estimates(jobs);
      return text.replace(text.find("estimates/1"), 11, "gate/1");
    }
  }
  return {};
}

// The options of a situation, as far as they are no business of the reader of options.
struct Asked {
  std::vector<LimitText> limits;
  GateOptions options;
  GateScope scope = GateScope::total;
};

Asked asked(const std::vector<std::string_view>& words) {
  Asked all;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto next = [&] { return std::string(words.at(++i)); };
    if (words[i] == "--report-only") {
      all.options.report_only = true;
    } else if (words[i] == "--strict") {
      all.options.strict = true;
    } else if (words[i] == "--per-job") {
      all.scope = GateScope::job;
    } else if (words[i] == "--allow-missing-baseline") {
      all.options.skip_without_baseline = true;
    } else if (words[i] == "--at") {
      all.options.at = next() == "upper" ? GateEnd::upper : GateEnd::central;
    } else if (words[i] == "--fail-on") {
      all.options.fail_on = next() == "warn" ? GateLevel::warn : GateLevel::fail;
    } else {
      const char* option = words[i].data();  // a literal
      all.limits.push_back({option, next()});
    }
  }
  return all;
}

BaselineInput baseline_input(const Situation& row, Baseline& storage, ExitCode& exit) {
  BaselineInput input;
  input.file = "base.json";
  if (row.saved_as == SavedAs::none) return input;
  if (row.saved_as == SavedAs::missing) {
    input.state = BaselineState::missing;
    return input;
  }
  Result<Baseline> baseline = read_baseline(saved_text(row), input.file);
  if (!baseline) {
    input.state = BaselineState::refused;
    input.errors = baseline.error();
    exit = worse(exit, ExitCode::refused);
    return input;
  }
  storage = std::move(*baseline);
  input.state = BaselineState::loaded;
  input.baseline = &storage;
  return input;
}

struct Outcome {
  ExitCode exit = ExitCode::ok;
  GateResult result;
};

ExitCode exit_of(const GateResult& result) {
  constexpr std::array<ExitCode, 3> k_exits{ExitCode::ok, ExitCode::gate_failed, ExitCode::refused};
  return k_exits[static_cast<std::size_t>(verdict(result))];
}

Outcome run(const Situation& row) {
  const Asked wanted = asked(row.options);
  const auto limits = read_limit_options(wanted.limits, wanted.scope);
  if (!limits) return {ExitCode::usage, {}};
  if (limits->empty() && row.budget.empty()) return {ExitCode::usage, {}};
  if (needs_baseline(*limits) && row.saved_as == SavedAs::none &&
      !wanted.options.skip_without_baseline)
    return {ExitCode::usage, {}};
  Budget budget;
  if (!row.budget.empty()) {
    Result<Budget> read = read_budget(
        fmt::format(R"({{"schema": "carbonest.budget/1", {}}})", row.budget), "budget.json");
    if (!read) return {ExitCode::refused, {}};
    budget = std::move(*read);
  }
  std::vector<GateJob> jobs;
  Diagnostics refused;
  for (const SituationJob& job : row.jobs) {
    if (!job.refused) {
      jobs.push_back(job_of(job));
      continue;
    }
    refused.push_back(diagnostic("json-syntax", {}, "the text is not JSON"));
    refused.back().file = std::string(job.name) + ".json";
  }
  Outcome outcome;
  Baseline storage;
  GateInput input;
  input.jobs = jobs;
  input.limits = *limits;
  input.budget = row.budget.empty() ? nullptr : &budget;
  input.baseline = baseline_input(row, storage, outcome.exit);
  input.refused = refused;
  input.options = wanted.options;
  if (input.baseline.state == BaselineState::missing && !wanted.options.skip_without_baseline)
    outcome.exit = ExitCode::io;
  outcome.result = evaluate_gate(input);
  outcome.exit = worse(outcome.exit, exit_of(outcome.result));
  return outcome;
}

}  // namespace

TEST_CASE("every situation ends with its exit code") {
  REQUIRE(situations().size() >= 40);
  for (const Situation& row : situations()) {
    CAPTURE(row.name);
    const Outcome outcome = run(row);
    CHECK(static_cast<int>(outcome.exit) == row.exit);
  }
}

TEST_CASE("situations have names of their own, and no exit code is left out") {
  std::set<std::string_view> names;
  std::map<int, int> uses;
  for (const Situation& row : situations()) {
    CHECK(names.insert(row.name).second);
    ++uses[row.exit];
  }
  for (const int code : {0, 1, 2, 3, 4}) CHECK(uses[code] > 0);
}

TEST_CASE("what could not be computed is neither a pass nor over budget, in every situation") {
  for (const Situation& row : situations()) {
    CAPTURE(row.name);
    const Outcome outcome = run(row);
    if (outcome.exit == ExitCode::usage) continue;
    const bool failed_to_compute = std::ranges::any_of(
        outcome.result.checks, [](const Check& c) { return c.result == CheckResult::error; });
    if (failed_to_compute) {
      CHECK(outcome.exit >= ExitCode::refused);
      CHECK_FALSE(outcome.result.errors.empty());
      CHECK(outcome.result.result == CheckResult::fail);
    }
    for (const Check& check : outcome.result.checks) {
      const bool no_value =
          check.result == CheckResult::skipped || check.result == CheckResult::error;
      CHECK(check.value.has_value() != no_value);
      if (no_value) CHECK_FALSE(check.note.empty());
    }
    if (outcome.exit <= ExitCode::gate_failed) CHECK_FALSE(outcome.result.checks.empty());
  }
}
