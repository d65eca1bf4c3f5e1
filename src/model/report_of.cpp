// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "carbonest/report.hpp"

namespace carbonest {
namespace {

bool is_alone(const std::vector<Input>& inputs, const Input& input) {
  return std::ranges::count(inputs, input.name, &Input::name) == 1;
}

// The distinct inputs of several stages, in the order of `spreads`; a name that stands for several
// values says whose it is.
std::vector<Input> inputs_of(const ResolvedJob& job, const std::vector<InputSpread>& spreads) {
  std::vector<Input> inputs;
  inputs.reserve(spreads.size());
  for (const InputSpread& spread : spreads)
    inputs.push_back(job.stages[spread.job].inputs[spread.index]);
  std::vector<Input> named = inputs;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    if (!is_alone(inputs, inputs[i]))
      named[i].name = job.stages[spreads[i].job].name + "/" + inputs[i].name;
  return named;
}

}  // namespace

Report report_of(ResolvedJob job) {
  Report report{std::move(job), {}, {}, {}};
  report.estimate = estimate(report.job);
  for (const ResolvedJob& stage : report.job.stages) report.stages.push_back(report_of(stage));
  report.interval = interval(report.job, report.estimate);
  if (report.stages.size() > 1) report.job.inputs = inputs_of(report.job, report.interval.inputs);
  return report;
}

std::vector<Estimated> parts_of(const Report& report) {
  return terms_of(report.job, report.estimate);
}

}  // namespace carbonest
