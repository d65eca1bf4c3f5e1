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

// Mean watts of one component while the job ran.
double watts_of(const Charge& charge, Component component) {
  return charge.kwh[index_of(component)] * 1e3 / charge.hours;
}

// Several kinds in one job, parts of a device: only their draw is known together.
bool plain_devices(const SlurmRecord& record, const Charge& charge) {
  return record.allocation.devices.size() == 1 && !charge.tariff->device.empty() &&
         charge.tariff->device_part == 1 && !charge.tariff->device_described;
}

void write_devices(JsonWriter& json, const SlurmRecord& record, const Charge& charge,
                   double nodes) {
  double count = 0;
  for (const DeviceCount& device : record.allocation.devices) count += device.count;
  json.key("accelerator").begin_object();
  if (!charge.tariff->device.empty()) json.key("model").text(charge.tariff->device);
  json.key("count").number(count / nodes);
  if (!plain_devices(record, charge))
    json.key("power_w").number(watts_of(charge, Component::accelerator) / count);
  else if (charge.device_use)
    json.key("utilization").number(*charge.device_use);
  json.end_object();
}

void write_cpus(JsonWriter& json, const Charge& charge, double nodes) {
  const double w = watts_of(charge, Component::cpu);
  if (w <= 0) return;
  const double cores = std::max(1.0, std::round(charge.cpus / nodes));
  json.key("cpu").begin_object();
  json.key("cores").number(cores);
  json.key("power_per_core_w").number(w / nodes / cores);
  json.end_object();
}

// One node, times their number: counts that do not divide stay with a single node.
void write_hardware(JsonWriter& json, const SlurmRecord& record, const Charge& charge) {
  double nodes = charge.nodes;
  for (const DeviceCount& device : record.allocation.devices)
    if (std::fmod(device.count, nodes) != 0) nodes = 1;
  if (std::fmod(charge.cpus, nodes) != 0) nodes = 1;
  json.key("hardware").begin_object();
  if (nodes > 1) json.key("nodes").number(nodes);
  if (watts_of(charge, Component::measured) > 0) {
    json.key("node_power_w").number(watts_of(charge, Component::measured) / nodes);
    json.end_object();
    return;
  }
  if (!record.allocation.devices.empty()) write_devices(json, record, charge, nodes);
  write_cpus(json, charge, nodes);
  if (watts_of(charge, Component::memory) > 0)
    json.key("memory_gb").number(charge.memory_gb / nodes);
  const double rest = watts_of(charge, Component::host) + watts_of(charge, Component::storage);
  json.key("host");
  if (rest > 0)
    json.begin_object().key("power_w").number(rest / nodes).end_object();
  else
    json.text("none");
  json.end_object();
}

// What making the part of the cluster comes to that the job held.
void write_embodied(JsonWriter& json, const Charge& charge, const ClusterSite& site) {
  constexpr double k_years = 4, k_hours_of_year = 8760;
  if (site.embodied && site.embodied->off) {
    json.key("embodied").boolean(false);
    return;
  }
  json.key("embodied").begin_object();
  json.key("total_kg").number(charge.embodied_kg / charge.hours * k_years * k_hours_of_year);
  json.key("lifetime_years").number(k_years);
  json.end_object();
}

void write_place(JsonWriter& json, const Charge& charge, const ClusterSite& site) {
  if (site.region) json.key("region").text(site.region->value);
  if (site.pue) json.key("pue").number(site.pue->value);
  if (site.carbon_intensity || site.series != nullptr)
    json.key("carbon_intensity_g_per_kwh").number(charge.g_per_kwh);
}

}  // namespace

std::string job_line(const SlurmRecord& record, const Charge& charge, const ClusterSite& site) {
  JsonWriter json(JsonWriter::Style::compact);
  json.begin_object();
  json.key("name").text(record.id);
  if (!record.name.empty()) json.key("description").text(record.name);
  write_hardware(json, record, charge);
  json.key("runtime_seconds").number(*record.elapsed_s);
  write_place(json, charge, site);
  write_embodied(json, charge, site);
  if (record.start) json.key("start").text(rfc3339(utc_start(record, site)));
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
