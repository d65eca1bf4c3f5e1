// SPDX-License-Identifier: Apache-2.0
#pragma once
// Trackable resources as Slurm lists them: `cpu=64,mem=500G,node=1,gres/gpu:a100=4,gres/gpu=4` and
// the older `gpu:a100:4`. Typed and untyped entries of the same devices are one set of devices,
// never two.

#include <optional>
#include <string_view>
#include <vector>

namespace carbonest::cluster {

/// Devices of one kind; the type is empty where Slurm was not told it. It points into the text that
/// was read.
struct DeviceCount {
  std::string_view type;
  double count = 0;
  friend bool operator==(const DeviceCount&, const DeviceCount&) = default;
};

struct Allocation {
  std::optional<double> cpus, nodes, memory_gb, energy_j;
  std::vector<DeviceCount> devices;
  bool shared_devices = false;  ///< MPS or shards: parts of devices that nobody typed or counted

  void clear() noexcept;
};

/// Adds what the list says; false when it cannot be read.
bool read_tres(std::string_view text, Allocation& out);
/// The older list of generic resources only.
bool read_gres(std::string_view text, Allocation& out);

/// One line of a resource list that is known as type, name and number, as in JSON: "gres",
/// "gpu:a100", 4. Memory is in MiB there. settle_devices() must follow the last one.
void add_tres(std::string_view type, std::string_view name, double count, Allocation& out);
/// Turns typed and untyped entries into one set.
void settle_devices(Allocation& out);

/// Resources used by a step: percent of devices summed over all of them, peak memory.
struct StepUsage {
  std::optional<double> device_percent, memory_gb;
};
/// TRESUsageIn...; what it does not know it leaves out.
StepUsage read_usage(std::string_view text) noexcept;

}  // namespace carbonest::cluster
