// SPDX-License-Identifier: Apache-2.0
// Files that a gate reads: budgets and baselines. Whatever the bytes, there is an answer: a value
// that is sound, or errors; and a report about it can be printed.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "carbonest/gate.hpp"

using namespace carbonest;

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

void print_all(const GateResult& result) {
  const GateReport report{result, {}};
  for (const GateFormat& format : gate_formats())
    require(!format.render(report, Catalog::bundled(), {}).empty());
}

void try_budget(std::string_view text, const std::vector<GateJob>& jobs) {
  const Result<Budget> budget = read_budget(text, "budget.json");
  if (!budget) return require(has_errors(budget.error()));
  GateInput input;
  input.jobs = jobs;
  input.budget = &*budget;
  input.options.skip_without_baseline = true;
  print_all(evaluate_gate(input));
}

void try_baseline(std::string_view text, const std::vector<GateJob>& jobs) {
  const Result<Baseline> baseline = read_baseline(text, "base.json");
  if (!baseline) return require(has_errors(baseline.error()));
  const std::vector<Limit> limits{increase_limit(GateLevel::fail, Percent{5})};
  GateInput input;
  input.jobs = jobs;
  input.limits = limits;
  input.baseline.state = BaselineState::loaded;
  input.baseline.baseline = &*baseline;
  print_all(evaluate_gate(input));
  // A job compared with itself does not change.
  if (baseline->jobs.empty()) return;
  input.jobs = baseline->jobs;
  for (const Change& change : evaluate_gate(input).changes)
    require(change.kind == ChangeKind::unchanged);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  GateJob job;
  job.name = "a";
  job.file = "a.json";
  job.total = kilograms(10);
  job.facility = kilowatt_hours(40);
  job.method = "native";
  const std::vector<GateJob> jobs{job};
  try_budget(text, jobs);
  try_baseline(text, jobs);
  if (const auto saved = save_input(text, {}))
    require(save_input(saved->job, {})->job == saved->job);
  return 0;
}
