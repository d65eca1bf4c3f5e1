// SPDX-License-Identifier: Apache-2.0
#pragma once
// What a cluster's records add up to, in exact sums: whole, by group, by outcome. Two summaries are
// added in any order to the same summary; the number of groups, kinds and listed jobs is bounded.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "carbonest/cluster.hpp"
#include "cluster/exact_sum.hpp"
#include "cluster/slurm_value.hpp"
#include "cluster/tariff.hpp"

namespace carbonest {
namespace cluster {

/// The sums of one group. What the facility adds is a constant factor: it is no sum of its own.
struct Sums {
  std::uint64_t jobs = 0;
  ExactSum accelerator_hours, cpu_hours, it_kwh, operational_kg, embodied_kg;

  Sums& operator+=(const Sums& other) noexcept;
  double total_kg() const noexcept { return (operational_kg + embodied_kg).value(); }
  friend bool operator==(const Sums&, const Sums&) = default;
};
struct SumRow {
  std::string_view name;  ///< key in JSON
  ExactSum Sums::*member;
};
/// The members of Sums that are exact sums, for those who write, read or print them all.
std::span<const SumRow> sum_rows() noexcept;

/// The sums of one kind of node and device, by component, with the spreads for the interval.
struct KindSums {
  Sums sums;
  std::array<ExactSum, k_components> component_kwh;
  std::array<double, k_components> log_sd{};
  double embodied_log_sd = 0;

  KindSums& operator+=(const KindSums& other) noexcept;
  friend bool operator==(const KindSums&, const KindSums&) = default;
};

/// For maps that are asked with a view of a key.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept {
    return std::hash<std::string_view>{}(text);
  }
};

/// Groups by one property.
constexpr std::size_t k_most_groups = 65536;
struct Dimension {
  std::unordered_map<std::string, Sums, TextHash, std::equal_to<>> groups;
  bool overflowed = false;  ///< more groups than the limit: none is shown

  void add(std::string_view key, const Sums& sums);
  void absorb(const Dimension& other);
};
enum class By : std::uint8_t { user, account, partition, month, state };
constexpr std::size_t k_dimensions = 5;
std::string_view name_of(By by) noexcept;

struct TopJob {
  std::string id, cluster, user, account, partition, state;
  std::int64_t start = 0;  ///< 0: not known
  double hours = 0, facility_kwh = 0, total_kg = 0;
};
/// Largest first; equal ones by their texts, so that one order is right.
bool ranks_before(const TopJob& a, const TopJob& b) noexcept;

/// Rows that were skipped for one reason.
struct SkipSums {
  std::uint64_t rows = 0, timed_rows = 0;
  ExactSum hours;
  std::uint64_t first_line = 0;                 ///< in the text, or in its shard
  void absorb(const SkipSums& later) noexcept;  ///< first_line stays
};

/// What was read of one text: all of it or a shard.
struct Segment {
  std::string file;
  std::uint64_t begin = 0, end = ByteRange::k_to_end;
  std::uint64_t lines = 0;  ///< that begin in it
  std::string digest;       ///< tells texts without a name apart
  std::map<std::string, SkipSums, std::less<>> skips;

  bool same_place(const Segment& other) const noexcept;
};
/// By file, then place.
bool stands_before(const Segment& a, const Segment& b) noexcept;

/// Memory and devices that were held and not used.
struct Unused {
  std::uint64_t memory_jobs = 0, device_jobs = 0;
  ExactSum allocated_gb_hours, peak_gb_hours, unused_memory_kwh;
  ExactSum watched_device_hours, idle_device_hours, zero_device_hours;
  Unused& operator+=(const Unused& other) noexcept;
};
struct UnusedRow {
  std::string_view name;
  ExactSum Unused::*member;
};
std::span<const UnusedRow> unused_rows() noexcept;

/// What all of it rests on.
struct Basics {
  std::string version, data_version, data_checksum, region;
  std::string settings;  ///< digest of site, options and tables: only equal ones can be added
  double pue = 1, pue_log_sd = 0;
  std::uint64_t top = 10;
};

constexpr std::size_t k_most_notes = 1000;  ///< kinds of assumptions; the rest is only counted

}  // namespace cluster

struct ClusterSummary {
  cluster::Basics basics;
  std::unordered_map<std::string, cluster::KindSums> kinds;
  std::array<cluster::Dimension, cluster::k_dimensions> by;
  std::array<cluster::Sums, cluster::k_outcomes> outcomes;
  std::vector<cluster::TopJob> top;                                    ///< sorted
  std::map<std::pair<std::string, std::string>, std::uint64_t> notes;  ///< code, subject -> records
  std::map<int, cluster::GridYear> grid;  ///< year of the records -> grid
  cluster::Unused unused;
  std::vector<cluster::Segment> segments;  ///< sorted
  std::uint64_t duplicates = 0;

  /// The sum over all kinds.
  cluster::KindSums totals() const;
  void add_top(cluster::TopJob job);
  /// Adds another summary of the same settings, whatever its segments are.
  void absorb(const ClusterSummary& other);
};

}  // namespace carbonest
