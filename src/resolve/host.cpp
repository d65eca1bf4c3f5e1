// SPDX-License-Identifier: Apache-2.0
#include "resolve/host.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "resolve/draw.hpp"

namespace carbonest {
namespace {

// TPU generations whose measured average leads to a host factor of its own.
struct OwnHost {
  std::string_view accelerator, rule;
};
constexpr std::array k_own_hosts{OwnHost{"google-tpu-v2", "host.tpu_v2"},
                                 OwnHost{"google-tpu-v3", "host.tpu_v3"},
                                 OwnHost{"google-tpu-v4", "host.tpu_v4"}};

struct HostShare {
  double w = 0;  // per device
  const DefaultRow* rule = nullptr;
  std::string formula;
};

const DefaultRow* own_host(const Device& device) noexcept {
  if (!device.row || (device.entry && device.entry->tdp)) return nullptr;
  const auto* own = std::ranges::find(k_own_hosts, device.row->id, &OwnHost::accelerator);
  return own == k_own_hosts.end() ? nullptr : &default_row(own->rule);
}

std::optional<double> given_power(const Device& device) noexcept {
  if (!device.entry || !device.entry->power) return std::nullopt;
  return in_watts(device.entry->power->value);
}

// Host of one device: a share of its TDP, of its measured average (TPU), or of a power that was
// given.
HostShare share_of(const Device& device) {
  if (const DefaultRow* rule = own_host(device); rule && device.row->average_w) {
    const double chip = given_power(device).value_or(*device.row->average_w);
    return {rule->value * chip, rule, fmt::format("{} x {} W", rule->value, chip)};
  }
  const bool desktop = device.row && is_desktop(device.row->device_class);
  const DefaultRow& rule = default_row(desktop ? "host.of_tdp_desktop" : "host.of_tdp");
  if (const auto tdp = tdp_of(device))
    return {rule.value * *tdp, &rule, fmt::format("{} x {} W", rule.value, *tdp)};
  const double load = default_row("accelerator.load_language_model").value;
  const double given = given_power(device).value_or(0);
  return {
      rule.value / load * given, &rule,
      fmt::format("{} x ({} W / {}, the TDP that goes with this power)", rule.value, given, load)};
}

double power_of(const Context& context, bool (*wanted)(Component)) {
  double sum = 0;
  for (const Part& part : context.out.parts)
    if (part.power && wanted(part.component)) sum += in_watts(*part.power);
  return sum;
}
double sum_of_parts(const Context& context) {
  return power_of(context, [](Component) { return true; });
}
double cpu_and_memory(const Context& context) {
  return power_of(context,
                  [](Component c) { return c == Component::cpu || c == Component::memory; });
}

// `w` is of all nodes; the input is of one, as `host.power` is when it is given.
void add_host_part(Context& context, const Node& node, double w, std::string formula,
                   const DefaultRow& rule, bool scales_with_parts) {
  const auto index = context.add({.name = "host.power_w",
                                  .value = w / node.nodes,
                                  .unit = "W",
                                  .origin = Origin::fallback,
                                  .source = std::string(rule.source),
                                  .year = 0,
                                  .note = fmt::format("{}: {}", formula, rule.rule),
                                  .log_sd = rule.log_sd});
  context.out.parts.push_back({.component = Component::host,
                               .label = "rest of the server",
                               .formula = std::move(formula),
                               .power = watts(w),
                               .energy = {},
                               .scales_with_parts = scales_with_parts,
                               .inputs = {index}});
}

void add_share_of_parts(Context& context, const Node& node, const DefaultRow& rule) {
  const double parts = sum_of_parts(context);
  add_host_part(context, node, rule.value * parts, fmt::format("{} x {:.6g} W", rule.value, parts),
                rule, true);
}

// CPU or memory or both are not described: the whole host, less the part that is.
void add_whole_host(Context& context, const Node& node) {
  double w = 0;
  std::string formula;
  const DefaultRow* rule = nullptr;
  for (const Device& device : node.devices) {
    const HostShare share = share_of(device);
    w += share.w * device.count * node.nodes;
    formula += fmt::format("{}{:.6g} x {}", formula.empty() ? "" : " + ", device.count * node.nodes,
                           share.formula);
    if (!rule || share.rule->log_sd > rule->log_sd) rule = share.rule;
  }
  const double described = cpu_and_memory(context);
  if (described <= 0) return add_host_part(context, node, w, std::move(formula), *rule, false);
  const DefaultRow& floor = default_row("host.of_parts");  // of a desktop too
  if (w - described < floor.value * sum_of_parts(context))
    return add_share_of_parts(context, node, floor);
  add_host_part(context, node, w - described,
                fmt::format("{} - {:.6g} W described", formula, described), *rule, false);
}

void add_given_host(Context& context, const Node& node, const Given<Power>& power) {
  const double w = in_watts(power.value);
  const auto index =
      context.add(given_input("host.power_w", power, w, "W", default_row("host.power").log_sd));
  context.out.parts.push_back({.component = Component::host,
                               .label = "rest of the server, given",
                               .formula = fmt::format("{:.6g} x {} W", node.nodes, w),
                               .power = power.value * node.nodes,
                               .energy = {},
                               .inputs = {index}});
}

const HostEntry* host_entry(const Context& context) noexcept {
  return context.job.hardware && context.job.hardware->host ? &*context.job.hardware->host
                                                            : nullptr;
}

bool settled_by_user(Context& context, const Node& node) {
  const HostEntry* entry = host_entry(context);
  if (!entry) return false;
  if (entry->power) add_given_host(context, node, *entry->power);
  return entry->none || entry->power;
}

}  // namespace

void add_host(Context& context, const Node& node) {
  if (settled_by_user(context, node)) return;
  const bool cpu_and_memory_described = node.cpu && node.memory;
  if (node.devices.empty() || cpu_and_memory_described)
    return add_share_of_parts(
        context, node, default_row(node.desktop() ? "host.of_parts_desktop" : "host.of_parts"));
  add_whole_host(context, node);
}

void add_host_of_measured(Context& context, const Node& node, bool modelled,
                          std::uint16_t energy_input) {
  const HostEntry* entry = host_entry(context);
  if (entry != nullptr && entry->power && context.out.hours <= Hours{0})
    return context.refuse("missing-key", entry->power->place,
                          "the power of the host needs a `runtime` beside the measured energy",
                          "give `runtime`, or leave hardware.host out");
  if (settled_by_user(context, node)) return;
  if (modelled && !node.devices.empty() && !(node.cpu && node.memory))
    return add_whole_host(context, node);
  const bool parts_described = modelled && node.cpu && node.memory;
  const DefaultRow& rule = default_row(parts_described ? "host.of_parts" : "host.of_measured");
  const Energy measured = context.job.energy->value;
  const Energy parts = watts(sum_of_parts(context)) * context.out.hours;
  const Energy base = parts_described ? measured + parts : measured;
  const Energy host = rule.value * base;
  std::string formula = fmt::format("{:.6g} x {:.6g} kWh", rule.value, in_kilowatt_hours(base));
  const auto index = context.add({.name = "host.energy_kwh",
                                  .value = in_kilowatt_hours(host),
                                  .unit = "kWh",
                                  .origin = Origin::fallback,
                                  .source = std::string(rule.source),
                                  .year = 0,
                                  .note = fmt::format("{}: {}", formula, rule.rule),
                                  .log_sd = rule.log_sd});
  context.out.parts.push_back({.component = Component::host,
                               .label = "rest of the server",
                               .formula = std::move(formula),
                               .power = {},
                               .energy = host,
                               .inputs = {index, energy_input}});
}

}  // namespace carbonest
