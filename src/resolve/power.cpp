// SPDX-License-Identifier: Apache-2.0
#include "resolve/power.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "resolve/draw.hpp"
#include "resolve/host.hpp"

namespace carbonest {
namespace {

std::string times(double nodes, double count) {
  return nodes == 1 ? fmt::format("{:.6g}", count) : fmt::format("{:.6g} x {:.6g}", nodes, count);
}

void add_part(Context& context, Component component, double nodes, double count, std::string label,
              const Draw& draw) {
  context.out.parts.push_back(
      {.component = component,
       .label = fmt::format("{} x {}", times(nodes, count), label),
       .formula = fmt::format("{} x ({})", times(nodes, count), draw.formula),
       .power = draw.power * (nodes * count),
       .energy = {},
       .inputs = {draw.input}});
}

void add_accelerators(Context& context, const Node& node) {
  for (const Device& device : node.devices) {
    const std::string name = device.prefix + ".count";
    if (device.entry && device.entry->count) {
      context.add(given_input(name, *device.entry->count, device.count, "1"));
    } else if (device.entry) {
      const bool one = device.count == 1 && !context.job.hardware->instance;
      context.add({.name = name,
                   .value = device.count,
                   .unit = "1",
                   .origin = one ? Origin::fallback : Origin::catalog,
                   .source = {},
                   .year = 0,
                   .note = one ? "one device unless a count is given"
                               : "all accelerators of the instance"});
    }
    if (const auto draw = accelerator_draw(context, device))
      add_part(context, Component::accelerator, node.nodes, device.count, device.label, *draw);
  }
}

void add_cpu(Context& context, const Node& node) {
  if (!node.cpu) return;
  const Processors& cpu = *node.cpu;
  if (cpu.entry && cpu.entry->cores)
    context.add(given_input("cpu.cores", *cpu.entry->cores, cpu.amount, "1"));
  if (cpu.entry && cpu.entry->count)
    context.add(given_input("cpu.count", *cpu.entry->count, cpu.amount, "1"));
  if (cpu.unit == Processors::Unit::vcpus)
    context.add(table_input("instance.vcpus", cpu.amount, "1", cpu.source, {}));
  static constexpr std::array k_words{"", "cores of ", "vCPUs of "};
  if (const auto draw = cpu_draw(context, cpu))
    add_part(context, Component::cpu, node.nodes, cpu.amount,
             fmt::format("{}{}", k_words[static_cast<std::size_t>(cpu.unit)], cpu.label), *draw);
}

void add_memory(Context& context, const Node& node) {
  if (!node.memory) return;
  const DefaultRow& rule = default_row("memory.w_per_gb");
  context.add(node.memory->input);
  const auto index = context.add_default("memory.power_w_per_gb", rule.id);
  const double gb = node.memory->gb;
  context.out.parts.push_back(
      {.component = Component::memory,
       .label = fmt::format("{:.6g} GB", node.nodes * gb),
       .formula = fmt::format("{} GB x {} W/GB", times(node.nodes, gb), rule.value),
       .power = watts(node.nodes * gb * rule.value),
       .energy = {},
       .inputs = {index}});
}

void add_storage(Context& context, const Node& node) {
  if (!context.job.hardware->storage) return;
  const StorageEntry& entry = *context.job.hardware->storage;
  if (!entry.capacity || !entry.kind) return;  // the reader refuses such an entry
  const bool ssd = entry.kind->value == StorageKind::ssd;
  const DefaultRow& rule = default_row(ssd ? "storage.ssd_w_per_tb" : "storage.hdd_w_per_tb");
  const double tb = in_gigabytes(entry.capacity->value) / 1e3;
  context.add(given_input("storage_tb", *entry.capacity, tb, "TB"));
  const auto index = context.add_default("storage.power_w_per_tb", rule.id);
  context.out.parts.push_back(
      {.component = Component::storage,
       .label = fmt::format("{:.6g} TB {}", node.nodes * tb, ssd ? "SSD" : "HDD"),
       .formula = fmt::format("{} TB x {} W/TB", times(node.nodes, tb), rule.value),
       .power = watts(node.nodes * tb * rule.value),
       .energy = {},
       .inputs = {index}});
}

// CPU-only jobs: the memory that goes with the cores, where the job names none.
Node with_default_memory(Context& context, Node node) {
  if (node.memory || !node.devices.empty() || !node.cpu || !context.method.counts_host) return node;
  const Processors& cpu = *node.cpu;
  std::optional<double> cores;
  if (cpu.unit == Processors::Unit::cores) cores = cpu.amount;
  if (cpu.unit == Processors::Unit::sockets && cpu.row && cpu.row->cores)
    cores = cpu.amount * *cpu.row->cores;
  if (context.job.hardware->host && context.job.hardware->host->none) return node;
  if (!cores) {
    context.warn(
        "memory-not-counted",
        "memory is not counted: neither it nor the number of cores is known; give hardware.memory");
    return node;
  }
  const DefaultRow& rule = default_row("memory.gb_per_core");
  const double gb = *cores * rule.value;
  node.memory = Memory{gb,
                       {.name = "memory_gb",
                        .value = gb,
                        .unit = "GB",
                        .origin = Origin::fallback,
                        .source = {},
                        .year = 0,
                        .note = fmt::format("{} GB per core: {}", rule.value, rule.rule)}};
  return node;
}

void add_parts(Context& context, const Node& described, bool accelerators) {
  const Node node = with_default_memory(context, described);
  if (accelerators) add_accelerators(context, node);
  if (context.method.counts_cpu) {
    add_cpu(context, node);
    add_memory(context, node);
  }
  if (context.method.counts_storage) add_storage(context, node);
}

void add_node_power(Context& context, const Node& node) {
  const Given<Power>& given = *context.job.hardware->node_power;
  const double w = in_watts(given.value);
  const auto index = context.add(
      given_input("node_power_w", given, w, "W", default_row("accelerator.power").log_sd));
  context.out.parts.push_back({.component = Component::measured,
                               .label = fmt::format("{:.6g} nodes, measured", node.nodes),
                               .formula = fmt::format("{:.6g} x {} W", node.nodes, w),
                               .power = given.value * node.nodes,
                               .energy = {},
                               .inputs = {index}});
}

// Measured energy replaces the power model; only what its scope leaves out is still modelled.
void add_measured_energy(Context& context, const Node& node) {
  const Job& job = context.job;
  const double kwh = in_kilowatt_hours(job.energy->value);
  const auto index = context.add(
      given_input("energy_kwh", *job.energy, kwh, "kWh", default_row("accelerator.power").log_sd));
  const EnergyScope scope = job.energy_scope ? job.energy_scope->value : EnergyScope::node;
  static constexpr std::array k_words{"accelerators", "node", "facility"};
  context.out.parts.push_back(
      {.component = Component::measured,
       .label = fmt::format("energy of the {}, measured", k_words[static_cast<std::size_t>(scope)]),
       .formula = fmt::format("{} kWh", kwh),
       .power = {},
       .energy = job.energy->value,
       .inputs = {index}});
  context.out.energy_is_facility = scope == EnergyScope::facility;
  if (scope != EnergyScope::accelerator) return;
  const bool modelled = node.described && context.out.hours > Hours{0};
  if (modelled) add_parts(context, node, false);
  if (context.method.counts_host) add_host_of_measured(context, node, modelled, index);
}

}  // namespace

void resolve_power(Context& context, const Node& node) {
  if (context.job.energy) return add_measured_energy(context, node);
  if (context.job.hardware && context.job.hardware->node_power)
    return add_node_power(context, node);
  if (!context.job.hardware || !node.complete) return;
  if (!context.method.counts_cpu && node.devices.empty()) {
    context.refuse("missing-key", context.job.hardware->place,
                   fmt::format("method {} needs an accelerator in `hardware`", context.method.id));
    return;
  }
  add_parts(context, node, true);
  if (context.method.counts_host) add_host(context, node);
}

}  // namespace carbonest
