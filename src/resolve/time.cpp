// SPDX-License-Identifier: Apache-2.0
#include "resolve/time.hpp"

#include <algorithm>

#include <fmt/format.h>

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
  const auto& entries = context.job.hardware->accelerators;
  context.wall_time_known = entries.empty() || std::ranges::all_of(entries, [](const auto& entry) {
                              return entry.count.has_value();
                            });
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

}  // namespace

void resolve_time(Context& context, const Node& node) {
  const Job& job = context.job;
  if (job.runtime) {
    context.out.hours = job.runtime->value;
    context.out.hours_input =
        context.add(given_input("runtime_hours", *job.runtime, job.runtime->value.count(), "h",
                                default_row("runtime").log_sd));
  } else if (job.accelerator_hours) {
    take_accelerator_hours(context, node);
  }
  if (!job.runs) return;
  context.out.runs = job.runs->value;
  context.out.runs_input = context.add(given_input("runs", *job.runs, job.runs->value, "1"));
}

}  // namespace carbonest
