// SPDX-License-Identifier: Apache-2.0
#pragma once
// A cluster for tests: a source of bytes from memory that can be slow or broken, physics simple
// enough to check by hand, and a site with two partitions.

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>

#include "carbonest/cluster.hpp"
#include "cluster/summary.hpp"

namespace carbonest::test {

/// Hands out at most `step` bytes a time; throws behind `broken_at`.
class TextSource final : public ByteSource {
 public:
  explicit TextSource(std::string_view text, std::size_t step = std::size_t{1} << 20)
      : text_{text}, step_{step} {}
  std::size_t read(std::span<char> into) override {
    if (at_ >= broken_at) throw std::runtime_error("the disk is gone");
    const std::size_t count = text_.substr(at_).copy(into.data(), std::min(into.size(), step_));
    at_ += count;
    return count;
  }
  void seek(std::uint64_t at) {
    at_ = std::min<std::size_t>(static_cast<std::size_t>(at), text_.size());
  }
  std::size_t broken_at = static_cast<std::size_t>(-1);

 private:
  std::string_view text_;
  std::size_t step_, at_ = 0;
};

// Watts and kilograms of the physics below.
constexpr double k_device_typical_w = 280, k_device_idle_w = 50, k_device_full_w = 400,
                 k_device_host_w = 180;
constexpr double k_core_w = 5, k_cpu_idle = 0.3, k_cpu_use = 0.4, k_memory_w = 0.375,
                 k_host_share = 0.2;
constexpr double k_device_kg_h = 0.005, k_server_kg_h = 0.04;
constexpr double k_cores_per_socket = 64;

inline double fixture_intensity(int year) { return std::max(1.0, 100.0 + (year - 2020) * 10); }

namespace detail {

inline std::uint16_t add_input(ResolvedJob& job, std::string name, double log_sd) {
  Input input;
  input.name = std::move(name);
  input.log_sd = log_sd;
  job.inputs.push_back(std::move(input));
  return static_cast<std::uint16_t>(job.inputs.size() - 1);
}

inline void add_part(ResolvedJob& job, Component component, double w, double log_sd) {
  if (w == 0) return;
  Part part;
  part.component = component;
  part.power = watts(w);
  part.inputs = {add_input(job, std::string(to_string(component)) + ".power_w", log_sd)};
  job.parts.push_back(std::move(part));
}

inline void add_embodied(ResolvedJob& job, std::string name, double kg_h) {
  if (kg_h == 0) return;
  EmbodiedPart part;
  part.mass = kilograms(kg_h * 1000);
  part.per_hour = 1e-3;
  part.inputs = {add_input(job, std::move(name), 0.4)};
  job.embodied.push_back(std::move(part));
}

inline double cpu_watts(const CpuEntry& cpu) {
  const double cores =
      cpu.cores ? static_cast<double>(cpu.cores->value)
                : k_cores_per_socket * (cpu.count ? static_cast<double>(cpu.count->value) : 1);
  if (cpu.power_per_core) return cores * in_watts(cpu.power_per_core->value);
  const double use = cpu.utilization ? cpu.utilization->value.value() : k_cpu_use;
  return cores * k_core_w * (k_cpu_idle + (1 - k_cpu_idle) * use);
}

inline void add_hardware(ResolvedJob& job, const Hardware& node) {
  double devices = 0, device_w = 0;
  for (const AcceleratorEntry& entry : node.accelerators) {
    const double count = entry.count ? static_cast<double>(entry.count->value) : 1;
    const double one = entry.power         ? in_watts(entry.power->value)
                       : entry.utilization ? k_device_idle_w + (k_device_full_w - k_device_idle_w) *
                                                                   entry.utilization->value.value()
                                           : k_device_typical_w;
    devices += count;
    device_w += count * one;
  }
  const double cpu_w = node.cpu ? cpu_watts(*node.cpu) : 0;
  const double memory_w = node.memory ? in_gigabytes(node.memory->value) * k_memory_w : 0;
  add_part(job, Component::accelerator, device_w, 0.26);
  add_part(job, Component::cpu, cpu_w, 0.25);
  add_part(job, Component::memory, memory_w, 0.25);
  const bool none = node.host && node.host->none;
  const bool whole = !node.cpu && !node.memory;
  if (!none)
    add_part(job, Component::host,
             whole ? devices * k_device_host_w : k_host_share * (device_w + cpu_w + memory_w), 0.3);
  add_embodied(job, "accelerator.embodied_kg", devices * k_device_kg_h);
  if (!none) add_embodied(job, "embodied.server_kg", whole ? devices * 0.01 : k_server_kg_h);
}

}  // namespace detail

inline Result<ResolvedJob> fixture_resolve(const Job& job) {
  if (!job.region && !job.carbon_intensity) {
    Diagnostic error;
    error.code = "missing-key";
    error.message = "the job has no region";
    return error;
  }
  ResolvedJob out;
  out.hours = job.runtime ? job.runtime->value : Hours{0};
  out.pue = job.pue ? job.pue->value : 1.5;
  out.pue_input = detail::add_input(out, "pue", job.pue ? 0.02 : 0.16);
  out.intensity_input = detail::add_input(out, "carbon_intensity_g_per_kwh", 0.06);
  const int year = job.year ? static_cast<int>(job.year->value) : 2024;
  out.intensity =
      job.carbon_intensity ? job.carbon_intensity->value : grams_per_kwh(fixture_intensity(year));
  out.zone = job.carbon_intensity ? "" : "FR";
  out.grid_year = job.carbon_intensity ? 0 : year;
  if (job.region) out.region_name = job.region->value;
  if (job.hardware) detail::add_hardware(out, *job.hardware);
  return out;
}

template <class T>
Given<T> given(T value) {
  return {std::move(value), Place{}};
}

/// "gpu": 4 A100, 128 cores, 512 GB a node; "cpu": 128 cores, 256 GB.
inline ClusterSite fixture_site() {
  ClusterSite site;
  site.region = given<std::string>("FR");
  site.pue = given(1.25);
  site.devices = {{"a100", "A100-SXM4-80GB"}};
  ClusterPartition gpu, cpu;
  gpu.name = "gpu";
  gpu.hardware.accelerators.resize(1);
  gpu.hardware.accelerators[0].model = given<std::string>("A100-SXM4-80GB");
  gpu.hardware.accelerators[0].count = given<std::int64_t>(4);
  for (ClusterPartition* part : {&gpu, &cpu}) {
    part->hardware.cpu = CpuEntry{};
    part->hardware.cpu->model = given<std::string>("AMD EPYC 7763");
    part->hardware.cpu->count = given<std::int64_t>(2);
  }
  gpu.hardware.memory = given(gigabytes(512));
  cpu.name = "cpu";
  cpu.hardware.memory = given(gigabytes(256));
  site.partitions = {gpu, cpu};
  return site;
}

inline ClusterSite bare_site() {
  ClusterSite site;
  site.region = given<std::string>("FR");
  return site;
}

inline SlurmImport make_import(ClusterSite site = fixture_site(), SlurmOptions options = {}) {
  if (options.file.empty()) options.file = "log";
  auto made =
      SlurmImport::create(Catalog::bundled(), std::move(site), std::move(options), fixture_resolve);
  if (!made) throw std::runtime_error(made.error().front().message);
  return std::move(made).value();
}

}  // namespace carbonest::test
