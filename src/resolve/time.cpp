// SPDX-License-Identifier: Apache-2.0
#include "resolve/time.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "carbonest/training_time.hpp"

namespace carbonest {
namespace {

// A lone list of accelerators may leave its count out; beside other parts of a node it may not,
// since hours per node and hours per device would look the same.
bool count_is_missing(const Context& context) {
  const Hardware& hardware = *context.job.hardware;
  const bool node_described =
      hardware.cpu || hardware.memory || hardware.storage || hardware.instance;
  return node_described &&
         std::ranges::any_of(hardware.accelerators, [](const auto& entry) { return !entry.count; });
}

void take_accelerator_hours(Context& context, const Node& node) {
  const Given<double>& given = *context.job.accelerator_hours;
  context.add(
      given_input("accelerator_hours", given, given.value, "h", default_row("runtime").log_sd));
  context.out.hours_input = static_cast<int>(context.out.inputs.size()) - 1;
  if (!context.job.hardware || !node.complete) return;  // refused, or not needed for the energy
  if (count_is_missing(context))
    return context.refuse("missing-key", given.place,
                          "accelerator_hours needs the count of accelerators of a node",
                          "write hardware.accelerator as \"8x NAME\", or give `runtime` instead");
  const double devices = node.devices_per_node() * node.nodes;
  if (devices <= 0)
    return context.refuse("missing-key", given.place,
                          "accelerator_hours needs accelerators in `hardware`",
                          "give `runtime` for a job without accelerators");
  context.wall_time_known = knows_wall_time(context.job);
  const double hours = given.value / devices;
  context.out.hours = Hours{hours};
  context.add({.name = "runtime_hours",
               .value = hours,
               .unit = "h",
               .origin = Origin::derived,
               .source = {},
               .year = 0,
               .note = fmt::format("{} h / {:.6g} accelerators", given.value, devices)});
}

// Accelerators of one kind: their peak rate is what the FLOPs are divided by.
bool can_derive(Context& context, const Node& node) {
  const Workload& workload = *context.job.workload;
  if (!context.job.hardware || !node.complete) return false;  // refused already
  const double devices = node.devices_per_node() * node.nodes;
  if (node.devices.size() == 1 && devices > 0) return true;
  context.refuse("missing-key", workload.place,
                 node.devices.empty() || devices <= 0
                     ? "`workload` needs accelerators in `hardware` to derive the time"
                     : "`workload` can derive the time of one kind of accelerator only",
                 "give `runtime` or `accelerator_hours`");
  return false;
}

void append(Context& context, DerivedTime derived) {
  ResolvedJob& out = context.out;
  for (std::size_t i = 0; i < derived.inputs.size(); ++i) {
    Input& input = derived.inputs[i];
    const bool hours = input.name == "accelerator_hours" || input.name == "runtime_hours";
    if (hours) input.range_log_sd = derived.log_sd;
    const bool spreads = input.log_sd > 0 && derived.elasticity[i] != 0;
    const auto index = context.add(std::move(input));
    out.time_inputs.push_back(index);
    if (spreads) out.hours_derived_from.push_back({index, derived.elasticity[i]});
  }
}

void derive_from_workload(Context& context, const Node& node) {
  if (!can_derive(context, node)) return;
  const Device& device = node.devices.front();
  Diagnostics warnings;
  Result<DerivedTime> derived =
      derive_time(*context.job.workload, device.row ? &*device.row : nullptr,
                  device.count * node.nodes, warnings);
  for (const Diagnostic& warning : warnings) context.warn(warning.code, warning.message);
  if (!derived) {
    for (const Diagnostic& error : derived.error()) context.errors.push_back(error);
    return;
  }
  context.out.hours = Hours{derived->wall_hours};
  context.time_derived = true;
  for (const RungRow& row : rungs())
    if (row.rung == derived->rung) context.out.time_rung = row.title;
  append(context, std::move(derived).value());
}

// A language model's training draws more than an unknown load does, however its time is known.
bool trains_language_model(const Job& job) {
  if (!job.workload) return false;
  const Result<WorkloadFlops> flops = workload_flops(*job.workload);
  return flops && flops->language_model;
}

}  // namespace

bool knows_wall_time(const Job& job) noexcept {
  if (job.runtime || !job.accelerator_hours || !job.hardware) return true;
  return std::ranges::all_of(job.hardware->accelerators,
                             [](const auto& entry) { return entry.count.has_value(); });
}

void resolve_time(Context& context, const Node& node) {
  const Job& job = context.job;
  if (job.runtime) {
    context.out.hours = job.runtime->value;
    context.out.hours_input =
        context.add(given_input("runtime_hours", *job.runtime, job.runtime->value.count(), "h",
                                default_row("runtime").log_sd));
  } else if (job.accelerator_hours) {
    take_accelerator_hours(context, node);
  } else if (job.workload && !job.energy) {
    derive_from_workload(context, node);
  }
  context.language_model = trains_language_model(job);
  if (!job.runs) return;
  context.out.runs = job.runs->value;
  context.out.runs_input = context.add(given_input("runs", *job.runs, job.runs->value, "1"));
}

}  // namespace carbonest
