// SPDX-License-Identifier: Apache-2.0
#pragma once
// What one unit of a resource draws and carries, per kind of node and device: watts of a device, a
// CPU, a GB, a node; kilograms per hour. A tariff is read off jobs of one node that go through the
// ordinary resolve(), so that the physics is in one place; a record is then a few multiplications.

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "carbonest/cluster.hpp"
#include "cluster/series_grid.hpp"
#include "cluster/tres.hpp"

namespace carbonest::cluster {

/// Watts at a share of use; without one, the typical load of the method.
struct LoadCurve {
  double typical = 0, idle = 0, full = 0;
  bool linear = false;  ///< idle and full are known

  double at(std::optional<double> use) const noexcept {
    return use && linear ? idle + (full - idle) * *use : typical;
  }
};

/// Something that was assumed for every record of a tariff.
struct Assumption {
  std::string code;
  std::string subject;  ///< "gpu:a100 is taken as nvidia-a100-sxm4-80gb"
};

constexpr std::size_t k_components = 6;  ///< as many as Component has
constexpr std::size_t index_of(Component c) noexcept { return static_cast<std::size_t>(c); }

struct Tariff {
  std::size_t index = 0;          ///< in its book
  std::string key;                ///< of the report's intervals: "gpu/a100"
  std::string_view refused;       ///< a code: records of this kind cannot be charged
  std::string refusal;            ///< why, and what to give
  std::string device;             ///< id in the tables
  double device_part = 1;         ///< below 1: a MIG slice
  bool device_described = false;  ///< the site says more of its draw than its name
  LoadCurve device_w, cpu_w;      ///< of one device, one CPU as Slurm counts
  double memory_w_per_gb = 0;
  double storage_w = 0, host_w = 0;  ///< of one node
  double measured_w = 0;             ///< of one node, in place of all of its parts
  double host_w_per_device = 0;      ///< where the node is not described
  double host_of_parts = 0;          ///< share of the other parts, where the node is not described
  double node_devices = 0, node_cpus = 0, node_gb = 0;  ///< 0: not known
  double gb_per_cpu = 0;                                ///< where a record names no memory
  double device_kg_h = 0, cpu_kg_h = 0, node_kg_h = 0;
  std::array<double, k_components> log_sd{};
  double embodied_log_sd = 0;
  std::vector<Assumption> assumptions;
  bool described = false;  ///< by the site file
};

/// The grid of one year.
struct GridYear {
  double g_per_kwh = 0;
  double log_sd = 0;
  std::string zone;
  int year = 0;  ///< of the data
  std::string basis;
  std::string series;  ///< file of the series whose mean over the year this is
  friend bool operator==(const GridYear&, const GridYear&) = default;
};

class TariffBook {
 public:
  TariffBook(const Catalog& catalog, ClusterSite site, UnitResolver resolver);

  /// Everything that is wrong with the site.
  Diagnostics check();
  /// What was assumed of the place, and what is unusual about it; known after check().
  std::span<const Assumption> of_place() const noexcept { return of_place_; }
  double pue() const noexcept { return pue_; }
  double pue_log_sd() const noexcept { return pue_log_sd_; }
  const std::string& region() const noexcept { return region_; }
  const ClusterSite& site() const noexcept { return site_; }

  /// `device`: nullptr for a record without devices. Valid as long as the book.
  const Tariff& find(std::string_view partition, const DeviceCount* device);
  /// The grid of a year; 0: the newest. Of a series its mean over the year.
  const GridYear& grid(int year);
  /// nullptr where the site has no series.
  const SeriesGrid* series() const noexcept { return series_ ? &*series_ : nullptr; }
  /// More kinds than any cluster has: the log is not one.
  bool full() const noexcept { return tariffs_.size() >= k_most_tariffs; }

 private:
  static constexpr std::size_t k_most_tariffs = 20000;

  Job unit_job() const;
  void take_place(const ResolvedJob& place);
  void note_assumed_pue(const Input& pue);
  GridYear grid_of_series(int year) const;
  Result<ResolvedJob> resolve_hardware(Hardware hardware) const;
  const ClusterPartition* partition(std::string_view name) const noexcept;
  Tariff make(std::string_view partition, const DeviceCount* device);
  bool choose_device(Tariff& tariff, const ClusterPartition* part, std::string_view type);
  bool choose_row(Tariff& tariff, const ClusterPartition* part, std::string_view name,
                  std::string_view type);
  const AcceleratorEntry* described_device(const ClusterPartition& part,
                                           std::string_view device) const;
  bool price_device(Tariff& tariff, const ClusterPartition* part);
  bool price_node(Tariff& tariff, const ClusterPartition& part);
  void price_plain_cpu(Tariff& tariff);
  void shape_node(Tariff& tariff, const ClusterPartition& part) const;
  std::string device_of(const ClusterPartition& part) const;

  const Catalog& catalog_;
  ClusterSite site_;
  UnitResolver resolver_;
  double pue_ = 1, pue_log_sd_ = 0;
  bool place_known_ = true;
  std::string region_;
  std::vector<Assumption> of_place_;
  std::deque<Tariff> tariffs_;
  Tariff too_many_;
  std::unordered_map<std::string, const Tariff*> by_key_;
  std::string key_;  // room for the key of find()
  std::map<int, GridYear> grid_;
  std::optional<SeriesGrid> series_;
};

}  // namespace carbonest::cluster
