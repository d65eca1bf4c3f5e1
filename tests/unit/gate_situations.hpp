// SPDX-License-Identifier: Apache-2.0
#pragma once
// Exit code by situation, as data: options as a user types them, jobs, baseline, budget, and the
// exit code that the program must end with. The table knows nothing of how it is run.

#include <string_view>
#include <vector>

namespace carbonest::test {

/// A job of so many kWh at so many g/kWh, measured at the facility, nothing embodied. At the upper
/// end of its interval it is half as much again.
struct SituationJob {
  std::string_view name;
  double kwh;
  double g_per_kwh = 250;
  bool refused = false;  ///< its file cannot be read as a job
  std::string_view unit = "run";
  std::string_view method = "native";
  bool interval = true;
};

enum class SavedAs {
  none,          // no --baseline
  missing,       // --baseline names a file that does not exist
  empty,         // of no bytes
  blank,         // of spaces
  broken,        // cut off in the middle
  list_of_none,  // a list without estimates
  next_major,    // carbonest.estimate/2
  other_kind,    // carbonest.line/1
  twice,         // two jobs of one name
  estimate,      // carbonest.estimate/1 of the first job
  estimates,     // carbonest.estimates/1
  gate,          // carbonest.gate/1
};

struct Situation {
  std::string_view name;
  std::vector<std::string_view> options;
  std::vector<SituationJob> jobs;
  SavedAs saved_as;
  std::vector<SituationJob> saved;
  std::string_view budget;  ///< members of a budget file; empty: no --budget
  int exit;
};

// 40 kWh are 10 kg.
inline const std::vector<Situation>& situations() {
  using enum SavedAs;
  static const std::vector<Situation> k_rows{
      // clang-format off
      // Absolute limits.
      {"within the budget", {"--max-co2e", "11kg"}, {{"a", 40}}, none, {}, {}, 0},
      {"exactly the budget", {"--max-co2e", "10kg"}, {{"a", 40}}, none, {}, {}, 0},
      {"over the budget", {"--max-co2e", "9.99kg"}, {{"a", 40}}, none, {}, {}, 1},
      {"over by rounding only", {"--max-co2e", "9.9999999999kg"}, {{"a", 40}}, none, {}, {}, 0},
      {"a budget of nothing, and nothing", {"--max-co2e", "0kg"}, {{"a", 0}}, none, {}, {}, 0},
      {"a budget of nothing, and something", {"--max-co2e", "0kg"}, {{"a", 1}}, none, {}, {}, 1},
      {"energy within", {"--max-energy", "40kWh"}, {{"a", 40}}, none, {}, {}, 0},
      {"energy over", {"--max-energy", "39kWh"}, {{"a", 40}}, none, {}, {}, 1},
      {"score within", {"--max-sci", "10kg"}, {{"a", 40}}, none, {}, {}, 0},
      {"score over", {"--max-sci", "9kg"}, {{"a", 40}}, none, {}, {}, 1},
      {"one of two limits is broken",
       {"--max-co2e", "11kg", "--max-energy", "39kWh"}, {{"a", 40}}, none, {}, {}, 1},
      // Two levels, and the switches.
      {"a warning passes", {"--warn-co2e", "9kg"}, {{"a", 40}}, none, {}, {}, 0},
      {"a warning is enough when asked",
       {"--warn-co2e", "9kg", "--fail-on", "warn"}, {{"a", 40}}, none, {}, {}, 1},
      {"warned and over",
       {"--warn-co2e", "8kg", "--max-co2e", "9kg"}, {{"a", 40}}, none, {}, {}, 1},
      {"over, reported only", {"--max-co2e", "9kg", "--report-only"}, {{"a", 40}}, none, {}, {}, 0},
      {"warned, reported only",
       {"--warn-co2e", "9kg", "--fail-on", "warn", "--report-only"}, {{"a", 40}}, none, {}, {}, 0},
      // The upper end.
      {"within at the estimate", {"--max-co2e", "12kg"}, {{"a", 40}}, none, {}, {}, 0},
      {"over at the upper end",
       {"--max-co2e", "12kg", "--at", "upper"}, {{"a", 40}}, none, {}, {}, 1},
      {"within at the upper end",
       {"--max-co2e", "15kg", "--at", "upper"}, {{"a", 40}}, none, {}, {}, 0},
      {"no interval to take the upper end of",
       {"--max-co2e", "99kg", "--at", "upper"},
       {{.name = "a", .kwh = 40, .interval = false}}, none, {}, {}, 3},
      // The sum and each job.
      {"the sum is over", {"--max-co2e", "19kg"}, {{"a", 40}, {"b", 40}}, none, {}, {}, 1},
      {"each job is within",
       {"--max-co2e", "19kg", "--per-job"}, {{"a", 40}, {"b", 40}}, none, {}, {}, 0},
      {"one job is over",
       {"--max-co2e", "9kg", "--per-job"}, {{"a", 40}, {"b", 4}}, none, {}, {}, 1},
      // Increases.
      {"no change", {"--max-increase", "0%"}, {{"a", 40}}, estimate, {{"a", 40}}, {}, 0},
      {"over relative", {"--max-increase", "5%"}, {{"a", 44}}, estimate, {{"a", 40}}, {}, 1},
      {"within relative", {"--max-increase", "15%"}, {{"a", 44}}, estimate, {{"a", 40}}, {}, 0},
      {"more than doubled, and allowed",
       {"--max-increase", "250%"}, {{"a", 120}}, estimate, {{"a", 40}}, {}, 0},
      {"relative over, but below the floor",
       {"--max-increase", "5%", "--increase-floor", "2kg"},
       {{"a", 44}}, estimate, {{"a", 40}}, {}, 0},
      {"relative over, and above the floor",
       {"--max-increase", "5%", "--increase-floor", "500g"},
       {{"a", 44}}, estimate, {{"a", 40}}, {}, 1},
      {"a rise in kg within", {"--max-increase", "2kg"}, {{"a", 44}}, estimate, {{"a", 40}}, {}, 0},
      {"a rise in kg over", {"--max-increase", "900g"}, {{"a", 44}}, estimate, {{"a", 40}}, {}, 1},
      {"within in percent, over in kg",
       {"--max-increase", "50%, 900g"}, {{"a", 44}}, estimate, {{"a", 40}}, {}, 1},
      {"a drop", {"--max-increase", "0%"}, {{"a", 4}}, estimate, {{"a", 40}}, {}, 0},
      {"a drop, with a limit in kg",
       {"--max-increase", "0kg"}, {{"a", 4}}, estimate, {{"a", 40}}, {}, 0},
      {"a rise that warns", {"--warn-increase", "5%"}, {{"a", 44}}, estimate, {{"a", 40}}, {}, 0},
      {"from zero there is no percentage",
       {"--max-increase", "5%"}, {{"a", 44}}, estimate, {{"a", 0}}, {}, 0},
      {"from zero to zero", {"--max-increase", "0%"}, {{"a", 0}}, estimate, {{"a", 0}}, {}, 0},
      {"from zero the limit in kg holds",
       {"--max-increase", "5%, 2kg"}, {{"a", 44}}, estimate, {{"a", 0}}, {}, 1},
      {"absolute within, relative over",
       {"--max-co2e", "20kg", "--max-increase", "5%"}, {{"a", 44}}, estimate, {{"a", 40}}, {}, 1},
      // Jobs that come and go.
      {"a new job has no percentage",
       {"--max-increase", "5%", "--per-job"},
       {{"a", 40}, {"b", 40}}, estimates, {{"a", 40}}, {}, 0},
      {"a new job counts in kg",
       {"--max-increase", "2kg", "--per-job"},
       {{"a", 40}, {"b", 40}}, estimates, {{"a", 40}}, {}, 1},
      {"a new job raises the sum",
       {"--max-increase", "50%"}, {{"a", 40}, {"b", 40}}, estimates, {{"a", 40}}, {}, 1},
      {"a job that is gone",
       {"--max-increase", "0%"},
       {{"a", 40}, {"c", 4}}, gate, {{"a", 40}, {"b", 40}, {"c", 4}}, {}, 0},
      {"two jobs of one name",
       {"--max-increase", "5%"}, {{"a", 40}, {"a", 44}}, estimate, {{"a", 40}}, {}, 3},
      // The baseline: a rule for each case.
      {"a rise limited without a baseline", {"--max-increase", "5%"}, {{"a", 40}}, none, {}, {}, 2},
      {"a rise limited by the budget without a baseline",
       {}, {{"a", 40}}, none, {}, R"("total": {"max_increase": "5%"})", 3},
      {"no baseline yet, and that is allowed",
       {"--max-increase", "5%", "--allow-missing-baseline"}, {{"a", 40}}, missing, {}, {}, 0},
      {"no baseline yet, allowed, over the absolute limit",
       {"--max-increase", "5%", "--max-co2e", "9kg", "--allow-missing-baseline"},
       {{"a", 40}}, missing, {}, {}, 1},
      {"no such baseline", {"--max-increase", "5%"}, {{"a", 40}}, missing, {}, {}, 4},
      {"no such baseline, though nothing needs it",
       {"--max-co2e", "11kg"}, {{"a", 40}}, missing, {}, {}, 4},
      {"an empty baseline", {"--max-increase", "5%"}, {{"a", 40}}, empty, {}, {}, 3},
      {"an empty baseline is not a missing one",
       {"--max-increase", "5%", "--allow-missing-baseline"}, {{"a", 40}}, empty, {}, {}, 3},
      {"a blank baseline", {"--max-increase", "5%"}, {{"a", 40}}, blank, {}, {}, 3},
      {"a broken baseline", {"--max-increase", "5%"}, {{"a", 40}}, broken, {{"a", 40}}, {}, 3},
      {"a broken baseline, though nothing needs it",
       {"--max-co2e", "11kg"}, {{"a", 40}}, broken, {{"a", 40}}, {}, 3},
      {"a baseline without jobs, in percent",
       {"--max-increase", "5%"}, {{"a", 40}}, list_of_none, {}, {}, 0},
      {"a baseline without jobs, in kg",
       {"--max-increase", "5kg"}, {{"a", 40}}, list_of_none, {}, {}, 1},
      {"another major version",
       {"--max-increase", "5%"}, {{"a", 40}}, next_major, {{"a", 40}}, {}, 3},
      {"another kind of document",
       {"--max-increase", "5%"}, {{"a", 40}}, other_kind, {{"a", 40}}, {}, 3},
      {"a name twice in the baseline",
       {"--max-increase", "5%"}, {{"a", 40}}, twice, {{"a", 40}}, {}, 3},
      {"another functional unit",
       {"--max-increase", "5%"},
       {{.name = "a", .kwh = 40, .unit = "1k images"}}, estimate, {{"a", 40}}, {}, 3},
      {"another functional unit, and no limit that compares",
       {"--max-co2e", "11kg"},
       {{.name = "a", .kwh = 40, .unit = "1k images"}}, estimate, {{"a", 40}}, {}, 0},
      {"another method",
       {"--max-increase", "5%"},
       {{"a", 40}}, estimate, {{.name = "a", .kwh = 40, .method = "green-algorithms"}}, {}, 3},
      {"another method of one job, and a limit on the sum",
       {"--max-increase", "5%"},
       {{"a", 40}, {"b", 40}}, estimates,
       {{"a", 40}, {.name = "b", .kwh = 40, .method = "green-algorithms"}}, {}, 3},
      // The budget file.
      {"within a budget file",
       {}, {{"a", 40}}, none, {}, R"("jobs": {"a": {"max_co2e": "11 kg"}})", 0},
      {"over a budget file",
       {}, {{"a", 40}}, none, {}, R"("jobs": {"*": {"max_co2e": "9 kg"}})", 1},
      {"a more specific entry allows more",
       {}, {{"abc", 40}}, none, {},
       R"("jobs": {"*": {"max_co2e": "9 kg"}, "ab*": {"max_co2e": "11 kg"}})", 0},
      {"the total of a budget file",
       {}, {{"a", 40}, {"b", 40}}, none, {}, R"("total": {"max_co2e": "19 kg"})", 1},
      {"options and budget both hold",
       {"--max-co2e", "9kg"}, {{"a", 40}}, none, {}, R"("jobs": {"a": {"max_co2e": "11 kg"}})", 1},
      {"a job that the budget file knows and the run does not",
       {}, {{"a", 40}}, none, {},
       R"("jobs": {"a": {"max_co2e": "11 kg"}, "zebra": {"max_co2e": "1 kg"}})", 0},
      {"the same, strictly",
       {"--strict"}, {{"a", 40}}, none, {},
       R"("jobs": {"a": {"max_co2e": "11 kg"}, "zebra": {"max_co2e": "1 kg"}})", 3},
      {"a budget that has no limit for any job",
       {}, {{"a", 40}}, none, {}, R"("jobs": {"zebra": {"max_co2e": "1 kg"}})", 3},
      {"a functional unit that the job does not have",
       {}, {{"a", 40}}, none, {},
       R"("jobs": {"a": {"max_sci": "99 kg", "functional_unit": "1k images"}})", 3},
      {"a budget with an unknown key",
       {}, {{"a", 40}}, none, {}, R"("jobs": {"a": {"max_co2": "11 kg"}})", 3},
      {"a budget with a number without a unit",
       {}, {{"a", 40}}, none, {}, R"("jobs": {"a": {"max_co2e": 11}})", 3},
      // Errors beat verdicts.
      {"over and error together",
       {"--max-co2e", "9kg", "--per-job"},
       {{"a", 40}, {.name = "b", .kwh = 0, .refused = true}}, none, {}, {}, 3},
      {"within and error together",
       {"--max-co2e", "11kg", "--per-job"},
       {{"a", 40}, {.name = "b", .kwh = 0, .refused = true}}, none, {}, {}, 3},
      {"an error is no report",
       {"--max-co2e", "11kg", "--report-only"},
       {{.name = "b", .kwh = 0, .refused = true}}, none, {}, {}, 3},
      {"over, and a broken baseline",
       {"--max-co2e", "9kg", "--max-increase", "5%"}, {{"a", 40}}, broken, {{"a", 40}}, {}, 3},
      {"over, and no such baseline",
       {"--max-co2e", "9kg", "--max-increase", "5%"}, {{"a", 40}}, missing, {}, {}, 4},
      // Wrong usage.
      {"no limit at all", {}, {{"a", 40}}, none, {}, {}, 2},
      {"a limit without a unit", {"--max-co2e", "10"}, {{"a", 40}}, none, {}, {}, 2},
      {"a limit below zero", {"--max-co2e", "-1kg"}, {{"a", 40}}, none, {}, {}, 2},
      {"a limit of another kind", {"--max-energy", "10kg"}, {{"a", 40}}, none, {}, {}, 2},
      {"a limit that is no number", {"--max-co2e", "much"}, {{"a", 40}}, none, {}, {}, 2},
      {"wrong usage beats a broken baseline",
       {"--max-co2e", "10"}, {{"a", 40}}, broken, {{"a", 40}}, {}, 2},
      // clang-format on
  };
  return k_rows;
}

}  // namespace carbonest::test
