// SPDX-License-Identifier: Apache-2.0
#include "resolve/embodied.hpp"

#include <fmt/format.h>

namespace carbonest {
namespace {

constexpr double k_sockets_per_server = 2;
constexpr double k_cores_per_server = 64;

// 1 / (lifetime x busy share), with the inputs that it rests on.
struct Rate {
  double lifetime_hours = 0;
  double busy_share = 1;
  std::vector<std::uint16_t> inputs;

  double per_hour() const noexcept { return 1 / (lifetime_hours * busy_share); }
};

const EmbodiedEntry* entry_of(const Context& context) noexcept {
  return context.job.embodied ? &*context.job.embodied : nullptr;
}

std::uint16_t take_lifetime(Context& context, double& hours) {
  const EmbodiedEntry* entry = entry_of(context);
  if (entry != nullptr && entry->lifetime) {
    hours = entry->lifetime->value.count();
    return context.add(given_input("embodied.lifetime_hours", *entry->lifetime, hours, "h"));
  }
  hours = default_row("embodied.lifetime").value;
  return context.add_default("embodied.lifetime_hours", "embodied.lifetime");
}

// The lifetime carries the spread of lifetime x busy share together; once it is given, what is left
// assumed does.
void take_busy_share(Context& context, const Node& node, Rate& rate) {
  const EmbodiedEntry* entry = entry_of(context);
  if (entry != nullptr && entry->busy_share) {
    rate.busy_share = entry->busy_share->value.value();
    context.add(given_input("embodied.busy_share", *entry->busy_share, rate.busy_share, "1"));
    return;
  }
  const std::string_view rule =
      node.desktop() ? "embodied.busy_share_personal" : "embodied.busy_share";
  rate.busy_share = default_row(rule).value;
  const auto index = context.add_default("embodied.busy_share", rule);
  if (entry == nullptr || !entry->lifetime) return;
  context.out.inputs[index].log_sd = default_row("embodied.lifetime").log_sd;
  rate.inputs.push_back(index);
}

bool within_lifetime(Context& context, double lifetime_hours) {
  const double hours = context.out.hours.count();
  if (hours <= lifetime_hours || !context.wall_time_known || context.time_derived) return true;
  const EmbodiedEntry* entry = entry_of(context);
  const bool given = entry != nullptr && entry->lifetime;
  context.refuse("lifetime-exceeded", given ? entry->lifetime->place : context.job.place,
                 fmt::format("a run of {:.6g} h is longer than the hardware's life of {:.6g} h",
                             hours, lifetime_hours),
                 "give a longer embodied.lifetime, or split the work with `runs`");
  return false;
}

void add_part(Context& context, std::string label, std::string formula, CarbonMass mass,
              const Rate& rate, std::uint16_t mass_input) {
  EmbodiedPart part{.label = std::move(label),
                    .formula = std::move(formula),
                    .mass = mass,
                    .per_hour = rate.per_hour(),
                    .inputs = rate.inputs};
  part.inputs.push_back(mass_input);
  context.out.embodied.push_back(std::move(part));
}

void add_accelerator(Context& context, const Node& node, const Device& device, const Rate& rate) {
  const std::string name = device.prefix + ".embodied_kg";
  double kg = 0;
  std::uint16_t index = 0;
  if (device.row && device.row->embodied_kg) {
    RowSource source = device.row->source;
    source.key = device.row->source_of("embodied_kg");
    if (source.key != device.row->source.key) source.year = 0;
    kg = *device.row->embodied_kg;
    index = context.add(table_input(name, kg, "kg", source, "making of one device",
                                    default_row("embodied.figure").log_sd));
  } else {
    const bool desktop = device.row && is_desktop(device.row->device_class);
    const std::string_view rule = desktop ? "embodied.accelerator_desktop" : "embodied.accelerator";
    kg = default_row(rule).value;
    index = context.add_default(name, rule);
  }
  const double count = device.count * node.nodes;
  add_part(context, fmt::format("{:.6g} x {}", count, device.label),
           fmt::format("{:.6g} x {} kg", count, kg), kilograms(kg * count), rate, index);
}

// Servers that a CPU-only node stands for: two sockets each, or 64 cores.
double servers_of(const Processors& cpu) noexcept {
  switch (cpu.unit) {
    case Processors::Unit::sockets:
      return cpu.amount / k_sockets_per_server;
    case Processors::Unit::cores:
      return cpu.amount / k_cores_per_server;
    case Processors::Unit::vcpus:
      return cpu.amount * default_row("cpu.cores_per_vcpu").value / k_cores_per_server;
  }
  return 0;
}

void add_server(Context& context, const Node& node, const Rate& rate) {
  const double devices = node.devices_per_node();
  const bool beside_devices = devices > 0;
  if (!beside_devices && !node.cpu) return;
  const Hardware& hardware = *context.job.hardware;
  if (beside_devices && hardware.host && hardware.host->none) return;
  const std::string_view rule =
      beside_devices ? "embodied.server_per_accelerator" : "embodied.cpu_server";
  const double kg = default_row(rule).value;
  const double count = node.nodes * (beside_devices ? devices : servers_of(*node.cpu));
  const auto index = context.add_default("embodied.server_kg", rule);
  add_part(context, "rest of the server", fmt::format("{:.6g} x {} kg", count, kg),
           kilograms(kg * count), rate, index);
}

void add_from_tables(Context& context, const Node& node) {
  if (!node.complete || (node.devices.empty() && !node.cpu)) return;
  if (context.out.hours <= Hours{0} && context.job.energy) {
    context.warn("embodied-without-runtime", "the embodied part is 0: the job gives no runtime");
    context.out.embodied_counted = false;
    return;
  }
  Rate rate;
  rate.inputs.push_back(take_lifetime(context, rate.lifetime_hours));
  take_busy_share(context, node, rate);
  if (!within_lifetime(context, rate.lifetime_hours)) return;
  for (const Device& device : node.devices) add_accelerator(context, node, device, rate);
  add_server(context, node, rate);
  context.out.embodied_counted = !context.out.embodied.empty();
}

void add_given_total(Context& context, const EmbodiedEntry& entry) {
  const double kg = in_kilograms(entry.total->value);
  const auto index = context.add(given_input("embodied.total_kg", *entry.total, kg, "kg",
                                             default_row("embodied.total").log_sd));
  Rate rate;
  rate.inputs.push_back(take_lifetime(context, rate.lifetime_hours));
  double share = 1;
  if (entry.share) {
    share = entry.share->value.value();
    context.add(given_input("embodied.share", *entry.share, share, "1"));
  }
  if (!within_lifetime(context, rate.lifetime_hours)) return;
  if (context.out.hours <= Hours{0})
    context.warn("embodied-without-runtime", "the embodied part is 0: the job gives no runtime");
  add_part(context, "hardware, given", fmt::format("{} kg x {}", kg, share),
           entry.total->value * share, rate, index);
  context.out.embodied_counted = context.out.hours > Hours{0};
}

}  // namespace

void resolve_embodied(Context& context, const Node& node) {
  const EmbodiedEntry* entry = entry_of(context);
  if (entry != nullptr && entry->off) {
    context.out.embodied_off = true;
    return;
  }
  if (entry == nullptr && !context.method.counts_embodied) return;
  if (entry != nullptr && entry->total) return add_given_total(context, *entry);
  add_from_tables(context, node);
}

}  // namespace carbonest
