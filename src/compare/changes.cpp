// SPDX-License-Identifier: Apache-2.0
#include "compare/changes.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "compare/counted_name.hpp"

namespace carbonest {
namespace {

void set_region(Job& job, const std::string& value, Place place) {
  job.region = Given<std::string>{value, place};
}

void set_year(Job& job, const std::string& value, Place place) {
  std::int64_t year = 0;
  std::from_chars(value.data(), value.data() + value.size(), year);
  job.year = Given<std::int64_t>{year, place};
  job.start.reset();
}

// Other devices in the place of all that the job lists: their count stays unless one is named, and
// so does the utilization where there is a single one. Watts belong to the old devices.
void set_hardware(Job& job, const std::string& value, Place place) {
  const CountedName named = counted_name(value);
  AcceleratorEntry entry;
  entry.place = place;
  entry.model = Given<std::string>{std::string(named.name), place};
  Hardware& hardware = job.hardware ? *job.hardware : job.hardware.emplace();
  const auto& old = hardware.accelerators;
  std::int64_t count = 0;
  for (const AcceleratorEntry& device : old) count += device.count ? device.count->value : 1;
  if (!named.count.empty())
    entry.count = Given<std::int64_t>{named.number, place};
  else if (old.size() == 1)
    entry.count = old.front().count;
  else if (count > 0)
    entry.count = Given<std::int64_t>{count, old.front().place};
  if (old.size() == 1) entry.utilization = old.front().utilization;
  hardware.accelerators.assign(1, entry);
}

// An instance brings all of a node but its disks.
void set_instance(Job& job, const std::string& value, Place place) {
  Hardware instance;
  instance.place = place;
  instance.instance = Given<std::string>{value, place};
  if (job.hardware) {
    instance.nodes = job.hardware->nodes;
    instance.storage = job.hardware->storage;
    instance.host = job.hardware->host;
  }
  job.hardware = std::move(instance);
}

void set_nothing(Job&, const std::string&, Place) {}

struct Change {
  AxisKind kind;
  void (*apply)(Job&, const std::string&, Place);
};
constexpr std::array k_changes{
    Change{AxisKind::region, set_region}, Change{AxisKind::hardware, set_hardware},
    Change{AxisKind::instance, set_instance}, Change{AxisKind::year, set_year},
    Change{AxisKind::key, set_nothing}};

}  // namespace

void change(Job& job, const Axis& axis, const std::string& value) {
  const auto* row = std::ranges::find(k_changes, axis.kind, &Change::kind);
  const Place place{.option = axis.option};
  row->apply(job, value, place);
  for (Job& stage : job.stages) row->apply(stage, value, place);
}

bool forget_time(Job& job) {
  bool forgotten = false;
  for (Job& stage : job.stages) forgotten = forget_time(stage) || forgotten;
  if (!job.workload) return forgotten;
  Workload& workload = *job.workload;
  forgotten = forgotten || job.runtime || job.accelerator_hours || workload.tokens_per_second;
  job.runtime.reset();
  job.accelerator_hours.reset();
  workload.tokens_per_second.reset();
  workload.tokens_per_second_scope.reset();
  return forgotten;
}

}  // namespace carbonest
