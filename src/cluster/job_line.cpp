// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "cluster/accountant.hpp"
#include "report/json_writer.hpp"

namespace carbonest::cluster {
namespace {

std::string rfc3339(std::int64_t seconds) {
  const std::chrono::sys_seconds time{std::chrono::seconds{seconds}};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

// One node, times their number: counts that do not divide stay with a single node.
void write_hardware(JsonWriter& json, const SlurmRecord& record, const Charge& charge) {
  double nodes = charge.nodes;
  for (const DeviceCount& device : record.allocation.devices)
    if (std::fmod(device.count, nodes) != 0) nodes = 1;
  if (std::fmod(charge.cpus, nodes) != 0) nodes = 1;
  json.key("hardware").begin_object();
  if (nodes > 1) json.key("nodes").number(nodes);
  if (!record.allocation.devices.empty()) {
    json.key("accelerator").begin_array();
    for (const DeviceCount& device : record.allocation.devices) {
      json.begin_object();
      const bool one_kind = record.allocation.devices.size() == 1 && charge.tariff != nullptr;
      json.key("model").text(one_kind && !charge.tariff->device.empty() ? charge.tariff->device
                                                                        : device.type);
      json.key("count").number(device.count / nodes);
      if (charge.device_use) json.key("utilization").number(*charge.device_use);
      json.end_object();
    }
    json.end_array();
  }
  if (charge.tariff != nullptr && charge.tariff->cpu_w.typical > 0 && charge.cpus > 0) {
    json.key("cpu").begin_object();
    json.key("cores").number(std::max(1.0, std::round(charge.cpus / nodes)));
    json.key("power_per_core_w").number(charge.tariff->cpu_w.typical);
    json.end_object();
    if (charge.memory_gb > 0) json.key("memory_gb").number(charge.memory_gb / nodes);
  }
  json.end_object();
}

}  // namespace

std::string job_line(const SlurmRecord& record, const Charge& charge, const ClusterSite& site) {
  JsonWriter json(JsonWriter::Style::compact);
  json.begin_object();
  json.key("name").text(record.id);
  if (!record.name.empty()) json.key("description").text(record.name);
  write_hardware(json, record, charge);
  json.key("runtime_seconds").number(record.elapsed_s.value_or(0));
  if (site.region) json.key("region").text(site.region->value);
  if (site.pue) json.key("pue").number(site.pue->value);
  if (site.carbon_intensity)
    json.key("carbon_intensity_g_per_kwh").number(in_grams_per_kwh(site.carbon_intensity->value));
  if (record.start) json.key("start").text(rfc3339(*record.start));
  json.key("x_user").text(record.user);
  json.key("x_account").text(record.account);
  json.key("x_partition").text(record.partition);
  json.key("x_state").text(record.state_name());
  json.end_object();
  std::string line = std::move(json).finish();
  if (line.ends_with('\n')) line.pop_back();
  return line;
}

}  // namespace carbonest::cluster
