// SPDX-License-Identifier: Apache-2.0
#include "resolve/node.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace carbonest {
namespace {

std::string prefix_of(std::size_t index, std::size_t count) {
  return count == 1 ? std::string("accelerator") : fmt::format("accelerator[{}]", index);
}

// A name that is unknown or stands for several cards is fine when the job gives the numbers itself.
bool numbers_given(const AcceleratorEntry& entry) noexcept { return entry.power || entry.tdp; }

// `instance` brings what a lone entry leaves out: the model, and how many there are.
Device device_of(Context& context, const AcceleratorEntry& entry, std::string prefix,
                 const std::optional<Instance>& instance, Node& node) {
  Device device{.entry = &entry,
                .row = {},
                .count = 1,
                .prefix = std::move(prefix),
                .label = "accelerator",
                .place = entry.place};
  if (entry.count)
    device.count = static_cast<double>(entry.count->value);
  else if (instance && instance->accelerator_count > 0 &&
           context.job.hardware->accelerators.size() == 1)
    device.count = instance->accelerator_count;
  if (!entry.model) {
    if (instance && !instance->accelerator.empty()) {
      device.row = context.catalog.accelerator(instance->accelerator).row;
      if (device.row) device.label = device.row->name;
    } else if (!numbers_given(entry)) {
      context.refuse("missing-key", entry.place,
                     "an accelerator needs a model, or its power or tdp");
      node.complete = false;
    }
    return device;
  }
  const auto lookup = context.catalog.accelerator(entry.model->value);
  if (lookup.row) {
    device.row = lookup.row;
    device.label = lookup.row->name;
  } else if (numbers_given(entry)) {
    device.label = entry.model->value;
    context.warn("unlisted-model",
                 fmt::format("\"{}\" is not one row of the accelerator table; the job's own "
                             "numbers are used",
                             entry.model->value));
  } else {
    refuse_lookup(context, "accelerator", "accelerators", entry.model->value, entry.model->place,
                  lookup, "its power or tdp");
    node.complete = false;
  }
  return device;
}

Processors processors_of(Context& context, const CpuEntry& entry, Node& node) {
  Processors cpu{.entry = &entry,
                 .row = {},
                 .unit = Processors::Unit::sockets,
                 .amount = 1,
                 .label = "CPU",
                 .place = entry.place,
                 .source = {}};
  if (entry.count && entry.cores) {
    context.refuse("conflicting-keys", entry.cores->place,
                   "a CPU has a count (of sockets) or cores, not both");
    node.complete = false;
  }
  if (entry.cores) {
    cpu.unit = Processors::Unit::cores;
    cpu.amount = static_cast<double>(entry.cores->value);
  } else if (entry.count) {
    cpu.amount = static_cast<double>(entry.count->value);
  }
  if (!entry.model) return cpu;
  const auto lookup = context.catalog.cpu(entry.model->value);
  if (lookup.row) {
    cpu.row = lookup.row;
    cpu.label = lookup.row->name;
  } else if (entry.power || entry.power_per_core || entry.tdp) {
    cpu.label = entry.model->value;
    context.warn("unlisted-model",
                 fmt::format("\"{}\" is not one row of the CPU table; the job's own numbers "
                             "are used",
                             entry.model->value));
  } else {
    refuse_lookup(context, "cpu", "cpus", entry.model->value, entry.model->place, lookup,
                  "its power or tdp");
    node.complete = false;
  }
  return cpu;
}

// What the job says of the instance's accelerators: how many of them it uses, or how.
void use_instance_devices(Context& context, const Instance& row, Node& node) {
  double used = 0;
  for (Device& device : node.devices) {
    used += device.count;
    if (!device.row || device.row->id == row.accelerator || row.accelerator.empty()) continue;
    context.refuse("conflicting-keys", device.place,
                   fmt::format("{} has {}, not {}", row.id, row.accelerator, device.row->id),
                   "leave the model out, or describe the node without `instance`");
  }
  if (used > row.accelerator_count)
    context.refuse(
        "conflicting-keys", node.devices.front().place,
        fmt::format("{} has {:.6g} accelerators, not {:.6g}", row.id, row.accelerator_count, used),
        "use `nodes` for several instances");
  else if (used > 0)
    node.instance_share = used / row.accelerator_count;
}

void take_instance_devices(Context& context, const Instance& row, Place place, Node& node) {
  if (!node.devices.empty()) return use_instance_devices(context, row, node);
  if (row.accelerator.empty() || row.accelerator_count <= 0) return;
  const auto lookup = context.catalog.accelerator(row.accelerator);
  if (!lookup.row)
    return;  // the tables are checked: only a broken override gets here, and it was refused
  node.devices.push_back({.entry = nullptr,
                          .row = lookup.row,
                          .count = row.accelerator_count,
                          .prefix = "accelerator",
                          .label = std::string(lookup.row->name),
                          .place = place});
}

void take_instance_cpu(Context& context, const Instance& row, Place place, Node& node) {
  if (!row.vcpus) return;
  Processors cpu{.entry = nullptr,
                 .row = {},
                 .unit = Processors::Unit::vcpus,
                 .amount = *row.vcpus * node.instance_share,
                 .label = std::string(row.cpu_name.empty() ? "vCPU" : row.cpu_name),
                 .place = place,
                 .source = row.source};
  if (!row.cpu.empty()) {
    cpu.row = context.catalog.cpu(row.cpu).row;
    if (cpu.row) cpu.label = cpu.row->name;
  }
  node.cpu = std::move(cpu);
}

void take_instance_memory(const Instance& row, Node& node) {
  if (row.memory_gib) {
    const double gb = in_gigabytes(gibibytes(*row.memory_gib)) * node.instance_share;
    node.memory = Memory{
        gb, table_input("memory_gb", gb, "GB", row.source, fmt::format("{} GiB", *row.memory_gib))};
  } else if (row.vcpus) {
    const double gb = *row.vcpus * default_row("memory.gb_per_vcpu").value * node.instance_share;
    node.memory = Memory{gb,
                         {.name = "memory_gb",
                          .value = gb,
                          .unit = "GB",
                          .origin = Origin::fallback,
                          .source = {},
                          .year = 0,
                          .note = "4 GB per vCPU: the instance table has no size"}};
  }
}

void take_instance(Context& context, const Given<std::string>& name, const Instance& row,
                   Node& node) {
  node.provider = row.provider;
  context.add(table_input(
      "instance.accelerator_count", row.accelerator_count, "1", row.source,
      fmt::format("{}: {}", row.id, row.accelerator.empty() ? "no accelerator" : row.accelerator)));
  take_instance_devices(context, row, name.place, node);
  if (node.instance_share != 1)
    context.add(
        {.name = "instance.share",
         .value = node.instance_share,
         .unit = "1",
         .origin = Origin::derived,
         .source = {},
         .year = 0,
         .note = "accelerators used / accelerators of the instance: its share of CPU and memory"});
  if (!node.cpu) take_instance_cpu(context, row, name.place, node);
  if (!node.memory) take_instance_memory(row, node);
}

std::optional<Instance> find_instance(Context& context, const Hardware& hardware, Node& node) {
  if (!hardware.instance) return std::nullopt;
  const Given<std::string>& name = *hardware.instance;
  auto lookup = context.catalog.instance(name.value);
  if (lookup.row) return lookup.row;
  refuse_lookup(context, "instance", "instances", name.value, name.place, lookup,
                "accelerator, cpu and memory");
  node.complete = false;
  return std::nullopt;
}

}  // namespace

bool is_desktop(DeviceClass device_class) noexcept {
  return device_class != DeviceClass::datacenter && device_class != DeviceClass::tpu;
}

double Node::devices_per_node() const noexcept {
  double sum = 0;
  for (const Device& device : devices) sum += device.count;
  return sum;
}

bool Node::desktop() const noexcept {
  if (!provider.empty()) return false;
  if (devices.empty()) return cpu && cpu->row && !cpu->row->server;
  return std::ranges::all_of(
      devices, [](const Device& d) { return d.row && is_desktop(d.row->device_class); });
}

Node describe_node(Context& context) {
  Node node;
  if (!context.job.hardware) return node;
  const Hardware& hardware = *context.job.hardware;
  if (hardware.nodes) {
    node.nodes = static_cast<double>(hardware.nodes->value);
    context.add(given_input("nodes", *hardware.nodes, node.nodes, "1"));
  }
  const std::optional<Instance> instance = find_instance(context, hardware, node);
  for (std::size_t i = 0; i < hardware.accelerators.size(); ++i)
    node.devices.push_back(device_of(context, hardware.accelerators[i],
                                     prefix_of(i, hardware.accelerators.size()), instance, node));
  if (hardware.cpu) node.cpu = processors_of(context, *hardware.cpu, node);
  if (hardware.memory) {
    const double gb = in_gigabytes(hardware.memory->value);
    node.memory = Memory{gb, given_input("memory_gb", *hardware.memory, gb, "GB")};
  }
  if (instance) take_instance(context, *hardware.instance, *instance, node);
  node.described =
      !node.devices.empty() || node.cpu || node.memory || hardware.storage || hardware.node_power;
  return node;
}

}  // namespace carbonest
