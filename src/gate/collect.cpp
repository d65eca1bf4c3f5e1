// SPDX-License-Identifier: Apache-2.0
#include "gate/collect.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "carbonest/catalog.hpp"

namespace carbonest {
namespace {

// Adds a limit, or tightens the one of its kind that is there: then both hold.
void add_limit(std::vector<Limit>& limits, const Limit& limit) {
  for (Limit& other : limits) {
    if (other.metric != limit.metric || other.level != limit.level ||
        other.functional_unit != limit.functional_unit)
      continue;
    const CarbonMass floor = std::min(other.floor, limit.floor);
    if (limit.value < other.value) other = limit;
    other.floor = floor;
    return;
  }
  limits.push_back(limit);
}

void report(Diagnostics& into, Diagnostic problem, Severity severity, std::string file) {
  problem.severity = severity;
  problem.file = std::move(file);
  into.push_back(std::move(problem));
}

// A limit on scores becomes one limit for each functional unit that it is about.
void add_score_limits(std::vector<Limit>& limits, const Limit& limit, const GateJob& job,
                      GateResult& result) {
  bool found = false;
  for (const SciScore& score : job.sci) {
    if (!limit.functional_unit.empty() && limit.functional_unit != score.functional_unit) continue;
    Limit of_unit = limit;
    of_unit.functional_unit = score.functional_unit;
    add_limit(limits, of_unit);
    found = true;
  }
  if (found) return;
  report(result.errors,
         diagnostic("unknown-functional-unit", {},
                    fmt::format("\"{}\" has no functional unit \"{}\" that {} could limit",
                                job.name, limit.functional_unit, limit.source),
                    "the units of a job are in its functional_unit"),
         Severity::error, job.file);
}

void add_to_job(std::vector<Limit>& limits, const Limit& limit, const GateJob& job,
                GateResult& result) {
  if (limit.metric == GateMetric::sci) return add_score_limits(limits, limit, job, result);
  add_limit(limits, limit);
}

std::string near_names(const std::string& pattern, std::span<const GateJob> jobs) {
  std::vector<std::string_view> names;
  for (const GateJob& job : jobs) names.push_back(job.name);
  const auto near = nearest_names(pattern, names, 1);
  return near.empty() ? "the job has another name, or is not part of this run"
                      : fmt::format("did you mean \"{}\"?", near.front());
}

void report_unused_entries(const GateInput& input, GateResult& result) {
  for (const BudgetEntry& entry : input.budget->jobs) {
    const bool used = std::ranges::any_of(input.jobs, [&](const GateJob& job) {
      return entry.pattern == job.name || glob_matches(entry.pattern, job.name);
    });
    if (used) continue;
    const Severity severity = input.options.strict ? Severity::error : Severity::warning;
    report(input.options.strict ? result.errors : result.warnings,
           diagnostic(
               "budget-unused", {},
               fmt::format("no job is called \"{}\", so its limits are not checked", entry.pattern),
               near_names(entry.pattern, input.jobs)),
           severity, input.budget->file);
  }
}

void report_jobs_without_limit(const CollectedLimits& limits, const GateInput& input,
                               GateResult& result) {
  for (std::size_t i = 0; i < input.jobs.size(); ++i)
    if (limits.of_jobs[i].empty() && limits.of_total.empty())
      report(result.warnings,
             diagnostic("job-without-limit", {},
                        fmt::format("no limit applies to \"{}\"", input.jobs[i].name),
                        "an entry \"*\" under \"jobs\" of the budget applies to every job"),
             Severity::warning, input.jobs[i].file);
}

}  // namespace

CollectedLimits collect_limits(const GateInput& input, GateResult& result) {
  CollectedLimits limits;
  limits.of_jobs.resize(input.jobs.size());
  std::vector<Limit> of_each;
  for (const Limit& limit : input.limits) {
    if (limit.scope == GateScope::job || limit.metric == GateMetric::sci)
      of_each.push_back(limit);
    else
      add_limit(limits.of_total, limit);
  }
  if (input.budget != nullptr)
    for (const Limit& limit : input.budget->total) add_limit(limits.of_total, limit);
  for (std::size_t i = 0; i < input.jobs.size(); ++i) {
    for (const Limit& limit : of_each) add_to_job(limits.of_jobs[i], limit, input.jobs[i], result);
    if (input.budget == nullptr) continue;
    for (const Limit& limit : limits_of(*input.budget, input.jobs[i].name))
      add_to_job(limits.of_jobs[i], limit, input.jobs[i], result);
  }
  // The sum of one job is that job: its checks then carry its name and its place in a file.
  if (input.jobs.size() == 1 && input.refused.empty()) {
    for (const Limit& limit : limits.of_total) add_limit(limits.of_jobs.front(), limit);
    limits.of_total.clear();
  }
  // With a job refused its name is not known, and any entry may be about it.
  if (input.budget != nullptr && input.refused.empty()) report_unused_entries(input, result);
  if (!input.jobs.empty() && input.refused.empty())
    report_jobs_without_limit(limits, input, result);
  return limits;
}

}  // namespace carbonest
