// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "resolve/draw.hpp"

namespace carbonest {
namespace {

// Collects what one device is made of while its rule is chosen.
struct DeviceFacts {
  Context& context;
  const Device& device;
  double tdp = 0;
  double log_sd_floor = 0;  // a third party's TDP is never better known than this

  std::string name(std::string_view key) const { return fmt::format("{}.{}", device.prefix, key); }
  const Maybe<Fraction>* utilization() const noexcept {
    return device.entry && device.entry->utilization ? &device.entry->utilization : nullptr;
  }
};

RowSource cell_source(const Accelerator& row, std::string_view column) {
  RowSource source = row.source;
  source.key = row.source_of(column);
  if (source.key != row.source.key) source.year = 0;
  return source;
}

Draw finish(DeviceFacts& facts, double w, std::string formula, Origin origin,
            std::string_view rule) {
  const DefaultRow& row = default_row(rule);
  Input input{.name = facts.name("power_w"),
              .value = w,
              .unit = "W",
              .origin = origin,
              .source = std::string(row.source),
              .year = 0,
              .note = fmt::format("{}: {}", formula, row.rule),
              .log_sd = std::max(row.log_sd, facts.log_sd_floor)};
  return {watts(w), std::move(formula), facts.context.add(std::move(input))};
}

// The usage factor of a method that multiplies every watt; 1 unless given.
double usage(DeviceFacts& facts) {
  if (!facts.context.method.scales_watts) return 1.0;
  if (const auto* given = facts.utilization()) {
    facts.context.add(
        given_input(facts.name("utilization"), **given, (*given)->value.value(), "1"));
    return (*given)->value.value();
  }
  facts.context.add({.name = facts.name("utilization"),
                     .value = 1,
                     .unit = "1",
                     .origin = Origin::fallback,
                     .source = "green-algorithms-2021",
                     .year = 0,
                     .note = "Green Algorithms: usage 1 unless given"});
  return 1.0;
}

Draw given_draw(DeviceFacts& facts, const Given<Power>& power) {
  if (facts.utilization() && facts.context.method.uses_utilization &&
      !facts.context.method.scales_watts)
    facts.context.warn("utilization-ignored",
                       fmt::format("{}: the given power is an average draw already; utilization "
                                   "is not applied to it",
                                   facts.device.prefix));
  const double factor = usage(facts);
  const double w = in_watts(power.value);
  const auto index = facts.context.add(
      given_input(facts.name("power_w"), power, w, "W", default_row("accelerator.power").log_sd));
  std::string formula =
      factor == 1.0 ? fmt::format("{} W", w) : fmt::format("{} W x {}", w, factor);
  return {power.value * factor, std::move(formula), index};
}

bool has_measured_average(const Device& device) noexcept {
  return device.row && device.row->device_class == DeviceClass::tpu && device.row->average_w &&
         !(device.entry && device.entry->tdp);
}

Draw average_draw(DeviceFacts& facts) {
  const Accelerator& row = *facts.device.row;
  if (!facts.context.method.scales_watts && facts.utilization())
    facts.context.warn("utilization-ignored",
                       fmt::format("{}: the measured average draw is used, utilization is not "
                                   "applied to it",
                                   facts.device.label));
  const double factor = usage(facts);
  RowSource source = row.source;
  if (!row.average_source.empty()) source.key = row.average_source;
  const DefaultRow& rule = default_row("accelerator.average");
  const auto index = facts.context.add(table_input(facts.name("power_w"), *row.average_w, "W",
                                                   source, std::string(rule.rule), rule.log_sd));
  return {watts(*row.average_w * factor), fmt::format("{} W", *row.average_w), index};
}

void note_tdp(DeviceFacts& facts) {
  const Device& device = facts.device;
  if (device.entry && device.entry->tdp) {
    facts.context.add(given_input(facts.name("tdp_w"), *device.entry->tdp, facts.tdp, "W"));
    return;
  }
  const Accelerator& row = *device.row;
  facts.context.add(table_input(facts.name("tdp_w"), facts.tdp, "W", cell_source(row, "tdp_w"),
                                std::string(row.tdp_basis)));
  if (row.confidence != Confidence::estimate) return;
  facts.log_sd_floor = default_row("accelerator.estimated_tdp").log_sd;
  facts.context.warn("third-party-estimate",
                     fmt::format("{}: no vendor states its power; {} W is a third party's estimate",
                                 device.label, facts.tdp));
}

double idle_of(DeviceFacts& facts) {
  const Device& device = facts.device;
  if (device.entry && device.entry->idle) {
    const double w = in_watts(device.entry->idle->value);
    facts.context.add(given_input(facts.name("idle_w"), *device.entry->idle, w, "W"));
    if (w > facts.tdp)
      facts.context.refuse(
          "out-of-range", device.entry->idle->place,
          fmt::format("`idle` ({} W) is above the TDP of {}: {} W", w, device.label, facts.tdp));
    return w;
  }
  if (device.row && device.row->idle_w) {
    facts.context.add(table_input(facts.name("idle_w"), *device.row->idle_w, "W",
                                  cell_source(*device.row, "idle_w"), {}));
    return *device.row->idle_w;
  }
  const DefaultRow& row = default_row("accelerator.idle");
  const double w = row.value * facts.tdp;
  facts.context.add({.name = facts.name("idle_w"),
                     .value = w,
                     .unit = "W",
                     .origin = Origin::fallback,
                     .source = std::string(row.source),
                     .year = 0,
                     .note = fmt::format("{} x TDP: {}", row.value, row.rule)});
  return w;
}

Draw nameplate_draw(DeviceFacts& facts) {
  const bool scaled = facts.context.method.scales_watts && facts.utilization();
  const double factor = usage(facts);
  std::string formula =
      factor == 1.0 ? fmt::format("{} W", facts.tdp) : fmt::format("{} W x {}", facts.tdp, factor);
  const DefaultRow& spread = default_row(scaled ? "accelerator.utilization" : "accelerator.load");
  Input input{.name = facts.name("power_w"),
              .value = facts.tdp * factor,
              .unit = "W",
              .origin = Origin::derived,
              .source = {},
              .year = 0,
              .note = fmt::format("{}: TDP, by the method", formula),
              .log_sd = std::max(spread.log_sd, facts.log_sd_floor)};
  return {watts(facts.tdp * factor), std::move(formula), facts.context.add(std::move(input))};
}

Draw utilization_draw(DeviceFacts& facts, const Given<Fraction>& given) {
  const double u = given.value.value();
  facts.context.add(given_input(facts.name("utilization"), given, u, "1"));
  const double idle = idle_of(facts);
  return finish(facts, idle + (facts.tdp - idle) * u,
                fmt::format("{:.6g} + ({} - {:.6g}) x {} W", idle, facts.tdp, idle, u),
                Origin::derived, "accelerator.utilization");
}

Draw load_draw(DeviceFacts& facts) {
  const DefaultRow& load = default_row(facts.context.language_model
                                           ? "accelerator.load_language_model"
                                           : "accelerator.load");
  return finish(facts, load.value * facts.tdp, fmt::format("{} x {} W", load.value, facts.tdp),
                Origin::fallback, load.id);
}

}  // namespace

std::optional<double> tdp_of(const Device& device) noexcept {
  if (device.entry && device.entry->tdp) return in_watts(device.entry->tdp->value);
  return device.row ? device.row->tdp_w : std::nullopt;
}

std::optional<Draw> accelerator_draw(Context& context, const Device& device) {
  DeviceFacts facts{context, device};
  if (facts.utilization() && !context.method.uses_utilization)
    context.warn("utilization-ignored",
                 fmt::format("method {} does not use utilization", context.method.id));
  if (device.entry && device.entry->power) return given_draw(facts, *device.entry->power);
  if (has_measured_average(device)) return average_draw(facts);
  const auto tdp = tdp_of(device);
  if (!tdp) {
    context.refuse("no-published-power", device.place,
                   fmt::format("no power is published for {}", device.label),
                   "give its average draw as `power`, or its `tdp`");
    return std::nullopt;
  }
  facts.tdp = *tdp;
  note_tdp(facts);
  if (context.method.nameplate_power) return nameplate_draw(facts);
  if (const auto* given = facts.utilization()) return utilization_draw(facts, **given);
  return load_draw(facts);
}

}  // namespace carbonest
