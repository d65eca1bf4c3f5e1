// SPDX-License-Identifier: Apache-2.0
#include "cluster/tres.hpp"

#include <algorithm>
#include <array>

#include "cluster/slurm_value.hpp"

namespace carbonest::cluster {
namespace {

// Generic resources that are accelerators; a new kind is a row.
constexpr std::array<std::string_view, 8> k_devices{"gpu", "hpu", "npu", "tpu",
                                                    "dcu", "mlu", "xpu", "gcu"};
// Parts of devices: neither how many devices they are nor which is written anywhere.
constexpr std::array<std::string_view, 2> k_shared{"mps", "shard"};
constexpr double k_mib_in_gb = 1.048576e-3;
constexpr std::size_t k_most_types = 16;
constexpr std::size_t k_longest_type = 128;

bool is_one_of(std::string_view name, std::span<const std::string_view> rows) noexcept {
  return std::ranges::any_of(rows,
                             [&](std::string_view row) { return equal_ignoring_case(row, name); });
}

void add_device(std::string_view type, double count, Allocation& out) {
  for (DeviceCount& known : out.devices) {
    if (known.type != type) continue;
    known.count = std::max(known.count, count);  // the same entry twice is one entry
    return;
  }
  if (out.devices.size() == k_most_types) return;
  out.devices.push_back({type, count});
}

// "gpu", "gpu:a100"
void add_gres(std::string_view name, double count, Allocation& out) {
  name = name.substr(0, k_longest_type);
  const std::size_t colon = std::min(name.find(':'), name.size());
  const std::string_view kind = name.substr(0, colon);
  if (kind != "gpu") {
    if (is_one_of(kind, k_shared) && count > 0) out.shared_devices = true;
    if (!is_one_of(kind, k_devices)) return;
  }
  add_device(colon < name.size() ? name.substr(colon + 1) : std::string_view{}, count, out);
}

// The next item of a list, where commas in brackets do not count.
std::string_view next_item(std::string_view& rest) noexcept {
  int depth = 0;
  std::size_t at = 0;
  for (; at < rest.size() && !(rest[at] == ',' && depth == 0); ++at) {
    if (rest[at] == '(' || rest[at] == '[') ++depth;
    if (rest[at] == ')' || rest[at] == ']') --depth;
  }
  const std::string_view item = rest.substr(0, at);
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return item;
}

bool read_into(std::optional<double>& target, const Read<double>& read) noexcept {
  if (read) target = read.value;
  return !read.broken();
}

// 0 is what stands where there is no counter.
void set_energy(double joules, Allocation& out) noexcept {
  if (joules > 0) out.energy_j = joules;
}

bool read_tres_item(std::string_view name, std::string_view value, Allocation& out) {
  if (name == "billing") return true;
  if (name == "cpu") return read_into(out.cpus, read_count(value));
  if (name == "node") return read_into(out.nodes, read_count(value));
  if (name == "mem") return read_into(out.memory_gb, read_memory_gb(value, 'M'));
  if (name == "energy") {
    const Read<double> joules = read_joules(value);
    set_energy(joules ? joules.value : 0, out);
    return !joules.broken();
  }
  if (!name.starts_with("gres/")) return true;
  const Read<double> count = read_count(value);
  if (count) add_gres(name.substr(5), count.value, out);
  return !count.broken();
}

// "name=value" between commas, in one pass; false where a value is missing or refused.
template <class Take>
bool for_each_item(std::string_view text, const Take& take) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    const char* const name = at;
    while (at < end && *at != '=' && *at != ',') ++at;
    if (at == end || *at == ',') return false;
    const char* const value = at + 1;
    while (at < end && *at != ',') ++at;
    const std::string_view name_text(name, static_cast<std::size_t>(value - 1 - name));
    if (!take(name_text, std::string_view(value, static_cast<std::size_t>(at - value))))
      return false;
    ++at;
  }
  return true;
}

bool read_gres_item(std::string_view item, Allocation& out) {
  item = item.substr(0, item.find('('));
  for (const std::string_view prefix : {"PER_NODE:", "gres:", "gres/"})
    if (item.starts_with(prefix)) item.remove_prefix(prefix.size());
  if (item.empty()) return true;
  double count = 1;
  const std::size_t at = item.find_last_of(":=");
  if (at != std::string_view::npos) {
    const Read<double> read = read_count(item.substr(at + 1));
    if (read) {
      count = read.value;
      item = item.substr(0, at);
    }
  }
  add_gres(item, count, out);
  return true;
}

}  // namespace

void Allocation::clear() noexcept {
  cpus.reset();
  nodes.reset();
  memory_gb.reset();
  energy_j.reset();
  devices.clear();
  shared_devices = false;
}

void settle_devices(Allocation& out) {
  auto& devices = out.devices;
  std::erase_if(devices, [](const DeviceCount& d) { return d.count <= 0; });
  if (devices.size() < 2) return;
  double typed = 0;
  for (const DeviceCount& device : devices)
    if (!device.type.empty()) typed += device.count;
  const auto untyped = std::ranges::find(devices, std::string_view{}, &DeviceCount::type);
  if (untyped != devices.end()) {
    if (untyped->count > typed) {
      untyped->count -= typed;
    } else {
      devices.erase(untyped);
    }
  }
  std::ranges::sort(devices, {}, &DeviceCount::type);  // one order for one set
}

bool read_tres(std::string_view text, Allocation& out) {
  if (text.empty()) return true;
  const bool good = for_each_item(text, [&](std::string_view name, std::string_view value) {
    return read_tres_item(name, value, out);
  });
  settle_devices(out);
  return good;
}

bool read_gres(std::string_view text, Allocation& out) {
  if (equal_ignoring_case(text, "unknown") || equal_ignoring_case(text, "(null)")) return true;
  while (!text.empty())
    if (!read_gres_item(next_item(text), out)) return false;
  settle_devices(out);
  return true;
}

void add_tres(std::string_view type, std::string_view name, double count, Allocation& out) {
  if (type == "cpu") out.cpus = count;
  if (type == "node") out.nodes = count;
  if (type == "mem") out.memory_gb = count * k_mib_in_gb;
  if (type == "energy") set_energy(count, out);
  if (type == "gres") add_gres(name, count, out);
}

StepUsage read_usage(std::string_view text) noexcept {
  StepUsage usage;
  for_each_item(text, [&](std::string_view name, std::string_view value) {
    if (name == "gres/gpuutil") {
      const Read<double> percent = read_count(value);
      if (percent) usage.device_percent = percent.value;
      if (percent.broken())
        usage.device_percent = k_most_units;  // huge: not credible, but reported
    } else if (name == "mem") {
      const Read<double> gb = read_memory_gb(value);
      if (gb) usage.memory_gb = gb.value;
    }
    return true;
  });
  return usage;
}

}  // namespace carbonest::cluster
