// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "resolve/draw.hpp"

namespace carbonest {
namespace {

const Maybe<Fraction>* utilization_of(const Processors& cpu) noexcept {
  return cpu.entry && cpu.entry->utilization ? &cpu.entry->utilization : nullptr;
}

struct Load {
  double factor = 1;
  std::string_view spread;  // id of the default row
  std::string words;
};

// The share of TDP that is drawn: the method's usage factor, or 0.3 + 0.7 u.
Load load_of(Context& context, const Processors& cpu) {
  const Maybe<Fraction>* given = utilization_of(cpu);
  const bool scales = context.method.scales_watts;
  double u = scales ? 1.0 : default_row("cpu.utilization").value;
  if (given) {
    u = (*given)->value.value();
    context.add(given_input("cpu.utilization", **given, u, "1"));
  } else {
    const DefaultRow& row = default_row("cpu.utilization");
    context.add(
        {.name = "cpu.utilization",
         .value = u,
         .unit = "1",
         .origin = Origin::fallback,
         .source = std::string(scales ? "green-algorithms-2021" : row.source),
         .year = 0,
         .note = std::string(scales ? "Green Algorithms: usage 1 unless given" : row.rule)});
  }
  const std::string_view spread = given ? "cpu.load_known" : "cpu.load";
  if (scales) return {u, spread, fmt::format("{}", u)};
  const double idle = default_row("cpu.idle_share").value;
  return {idle + (1 - idle) * u, spread, fmt::format("({} + {:.3g} x {})", idle, 1 - idle, u)};
}

std::optional<double> cores_of(const Processors& cpu) noexcept {
  if (cpu.row && cpu.row->cores) return *cpu.row->cores;
  return std::nullopt;
}

std::optional<double> threads_of(const Processors& cpu) noexcept {
  if (cpu.row && cpu.row->threads) return *cpu.row->threads;
  const auto cores = cores_of(cpu);
  return cores ? std::optional(*cores / default_row("cpu.cores_per_vcpu").value) : std::nullopt;
}

// How many of the job's units one socket holds; nothing when the table does not know.
std::optional<double> units_per_socket(const Processors& cpu) noexcept {
  switch (cpu.unit) {
    case Processors::Unit::sockets:
      return 1.0;
    case Processors::Unit::cores:
      return cores_of(cpu);
    case Processors::Unit::vcpus:
      return threads_of(cpu);
  }
  return std::nullopt;
}

std::optional<Draw> refuse_cores(Context& context, const Processors& cpu, std::string_view key) {
  context.refuse(
      "missing-cores", cpu.place,
      fmt::format("the number of cores of one {} is not known, so {} cannot be split or added up",
                  cpu.label, key),
      cpu.unit == Processors::Unit::cores
          ? "give `count` (sockets), or `power_per_core` with `cores`"
          : "give `cores` with `power_per_core`, or `power` of a socket");
  return std::nullopt;
}

// The user's own watts: an average draw already, unless the method multiplies every watt.
Draw given_draw(Context& context, const Processors& cpu, const char* name,
                const Given<Power>& power, double per_unit) {
  const auto index = context.add(given_input(name, power, in_watts(power.value), "W",
                                             default_row("accelerator.power").log_sd));
  double factor = per_unit;
  std::string formula = per_unit == 1.0
                            ? fmt::format("{} W", in_watts(power.value))
                            : fmt::format("{} W x {:.6g}", in_watts(power.value), per_unit);
  if (context.method.scales_watts) {
    const Load load = load_of(context, cpu);
    factor *= load.factor;
    formula += fmt::format(" x {}", load.words);
  } else if (utilization_of(cpu)) {
    context.warn(
        "utilization-ignored",
        "cpu: the given power is an average draw already; utilization is not applied to it");
  }
  return {power.value * factor, std::move(formula), index};
}

Draw tdp_draw(Context& context, const Processors& cpu, double tdp, double per_socket) {
  if (cpu.entry && cpu.entry->tdp) {
    context.add(given_input("cpu.tdp_w", *cpu.entry->tdp, tdp, "W"));
  } else {
    context.add(table_input("cpu.tdp_w", tdp, "W", cpu.row->source, std::string(cpu.row->name)));
  }
  const Load load = load_of(context, cpu);
  const double w = tdp / per_socket * load.factor;
  std::string formula = per_socket == 1.0
                            ? fmt::format("{} W x {}", tdp, load.words)
                            : fmt::format("{} W / {:.6g} x {}", tdp, per_socket, load.words);
  const DefaultRow& row = default_row(load.spread);
  const bool scales = context.method.scales_watts;
  Input input{.name = "cpu.power_w",
              .value = w,
              .unit = "W",
              .origin = utilization_of(cpu) ? Origin::derived : Origin::fallback,
              .source = std::string(scales ? context.method.source : row.source),
              .year = 0,
              .note = fmt::format("{}: {}", formula,
                                  scales ? "TDP / cores x usage, by the method" : row.rule),
              .log_sd = row.log_sd};
  return {watts(w), std::move(formula), context.add(std::move(input))};
}

// No model: what is known is only how many.
std::optional<Draw> unknown_model_draw(Context& context, const Processors& cpu) {
  const bool vcpus = cpu.unit == Processors::Unit::vcpus;
  if (context.method.scales_watts && cpu.unit != Processors::Unit::sockets) {
    const DefaultRow& row = default_row("cpu.w_per_core");
    const double per_unit = vcpus ? default_row("cpu.cores_per_vcpu").value : 1.0;
    const auto index = context.add_default("cpu.power_per_core_w", row.id);
    const Load load = load_of(context, cpu);
    return Draw{watts(row.value * per_unit * load.factor),
                fmt::format("{} W x {} x {}", row.value, per_unit, load.words), index};
  }
  if (vcpus) {
    const auto index = context.add_default("cpu.power_w_per_vcpu", "cpu.w_per_vcpu");
    return Draw{watts(default_row("cpu.w_per_vcpu").value),
                fmt::format("{} W", default_row("cpu.w_per_vcpu").value), index};
  }
  context.refuse("no-published-power", cpu.place,
                 fmt::format("no power is known for this CPU{}", cpu.row ? ": " + cpu.label : ""),
                 "give its `model`, its `tdp`, its average `power`, or `power_per_core`");
  return std::nullopt;
}

}  // namespace

std::optional<Draw> cpu_draw(Context& context, const Processors& cpu) {
  const CpuEntry* entry = cpu.entry;
  if (entry && entry->power) {
    const auto per_socket = units_per_socket(cpu);
    if (!per_socket) return refuse_cores(context, cpu, "`power` (of a socket)");
    return given_draw(context, cpu, "cpu.power_w", *entry->power, 1.0 / *per_socket);
  }
  if (entry && entry->power_per_core) {
    if (cpu.unit == Processors::Unit::cores)
      return given_draw(context, cpu, "cpu.power_per_core_w", *entry->power_per_core, 1.0);
    const auto cores = cores_of(cpu);
    if (!cores) return refuse_cores(context, cpu, "`power_per_core`");
    return given_draw(context, cpu, "cpu.power_per_core_w", *entry->power_per_core, *cores);
  }
  const std::optional<double> tdp = entry && entry->tdp ? std::optional(in_watts(entry->tdp->value))
                                    : cpu.row           ? cpu.row->tdp_w
                                                        : std::nullopt;
  if (!tdp) return unknown_model_draw(context, cpu);
  const auto per_socket = units_per_socket(cpu);
  if (per_socket) return tdp_draw(context, cpu, *tdp, *per_socket);
  if (cpu.unit == Processors::Unit::vcpus) return unknown_model_draw(context, cpu);
  return refuse_cores(context, cpu, "its TDP");
}

}  // namespace carbonest
