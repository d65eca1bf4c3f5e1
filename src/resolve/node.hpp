// SPDX-License-Identifier: Apache-2.0
#pragma once
// The hardware of one node with its names looked up: what the job lists, and what its instance
// brings. Still no watt is chosen here; that is power.cpp.

#include <optional>
#include <string>
#include <vector>

#include "resolve/context.hpp"

namespace carbonest {

struct Device {
  const AcceleratorEntry* entry = nullptr;  ///< nullptr: brought by the instance
  std::optional<Accelerator> row;           ///< none: the job's own numbers serve
  double count = 1;                         ///< per node
  std::string prefix;                       ///< "accelerator" or "accelerator[1]", for input names
  std::string label;                        ///< "NVIDIA A100-SXM4-40GB"
  Place place;
};

struct Processors {
  enum class Unit { sockets, cores, vcpus };
  const CpuEntry* entry = nullptr;  ///< nullptr: brought by the instance
  std::optional<Cpu> row;
  Unit unit = Unit::sockets;
  double amount = 1;  ///< per node
  std::string label;
  Place place;
  RowSource source;  ///< of the instance, when it brought them
};

struct Memory {
  double gb = 0;
  Input input;
};

struct Node {
  double nodes = 1;
  std::vector<Device> devices;
  std::optional<Processors> cpu;
  std::optional<Memory> memory;
  std::string provider;       ///< of the instance
  double instance_share = 1;  ///< of the instance's accelerators that the job uses
  bool described = false;
  bool complete = true;  ///< false when a name could not be resolved: errors are noted already

  double devices_per_node() const noexcept;
  /// A desktop or laptop rather than a server: no device is a data-centre one, and no instance.
  bool desktop() const noexcept;
};

bool is_desktop(DeviceClass) noexcept;

/// Looks the job's hardware up; every unknown or ambiguous name is refused.
Node describe_node(Context& context);

}  // namespace carbonest
