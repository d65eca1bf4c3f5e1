// SPDX-License-Identifier: Apache-2.0
#include "cluster/summary.hpp"

#include <algorithm>
#include <tuple>

namespace carbonest {
namespace cluster {
namespace {

constexpr std::array k_sums{
    SumRow{"accelerator_hours", &Sums::accelerator_hours},
    SumRow{"cpu_hours", &Sums::cpu_hours},
    SumRow{"it_kwh", &Sums::it_kwh},
    SumRow{"operational_kg", &Sums::operational_kg},
    SumRow{"embodied_kg", &Sums::embodied_kg},
};
constexpr std::array k_unused{
    UnusedRow{"allocated_gb_hours", &Unused::allocated_gb_hours},
    UnusedRow{"peak_gb_hours", &Unused::peak_gb_hours},
    UnusedRow{"unused_memory_kwh", &Unused::unused_memory_kwh},
    UnusedRow{"watched_device_hours", &Unused::watched_device_hours},
    UnusedRow{"idle_device_hours", &Unused::idle_device_hours},
    UnusedRow{"zero_device_hours", &Unused::zero_device_hours},
};
constexpr std::array<std::string_view, k_dimensions> k_names{"user", "account", "partition",
                                                             "month", "state"};

auto rank(const TopJob& job) noexcept {
  return std::tie(job.id, job.cluster, job.start, job.user, job.account, job.partition, job.state);
}

}  // namespace

std::span<const SumRow> sum_rows() noexcept { return k_sums; }
std::span<const UnusedRow> unused_rows() noexcept { return k_unused; }
std::string_view name_of(By by) noexcept { return k_names[static_cast<std::size_t>(by)]; }

Sums& Sums::operator+=(const Sums& other) noexcept {
  jobs += other.jobs;
  for (const SumRow& row : k_sums) this->*row.member += other.*row.member;
  return *this;
}

KindSums& KindSums::operator+=(const KindSums& other) noexcept {
  sums += other.sums;
  for (std::size_t i = 0; i < k_components; ++i) {
    component_kwh[i] += other.component_kwh[i];
    log_sd[i] = std::max(log_sd[i], other.log_sd[i]);
  }
  embodied_log_sd = std::max(embodied_log_sd, other.embodied_log_sd);
  return *this;
}

void Dimension::add(std::string_view key, const Sums& sums) {
  if (overflowed) return;
  if (const auto known = groups.find(key); known != groups.end()) {
    known->second += sums;
    return;
  }
  groups.emplace(key, sums);
  if (groups.size() <= k_most_groups) return;
  overflowed = true;
  groups.clear();
}

void Dimension::absorb(const Dimension& other) {
  overflowed |= other.overflowed;
  if (overflowed) return groups.clear();
  for (const auto& [key, sums] : other.groups) add(key, sums);
}

bool ranks_before(const TopJob& a, const TopJob& b) noexcept {
  if (a.total_kg != b.total_kg) return a.total_kg > b.total_kg;
  if (a.facility_kwh != b.facility_kwh) return a.facility_kwh > b.facility_kwh;
  if (a.hours != b.hours) return a.hours > b.hours;
  return rank(a) < rank(b);
}

void SkipSums::absorb(const SkipSums& later) noexcept {
  rows += later.rows;
  timed_rows += later.timed_rows;
  hours += later.hours;
}

bool Segment::same_place(const Segment& other) const noexcept {
  if (file != other.file) return false;
  if (file == "-") return digest == other.digest;  // standard input has no name to tell it by
  return begin < other.end && other.begin < end;
}

bool stands_before(const Segment& a, const Segment& b) noexcept {
  return std::tie(a.file, a.begin, a.digest) < std::tie(b.file, b.begin, b.digest);
}

Unused& Unused::operator+=(const Unused& other) noexcept {
  memory_jobs += other.memory_jobs;
  device_jobs += other.device_jobs;
  for (const UnusedRow& row : k_unused) this->*row.member += other.*row.member;
  return *this;
}

}  // namespace cluster

using namespace cluster;

KindSums ClusterSummary::totals() const {
  KindSums all;
  for (const auto& [key, kind] : kinds) all += kind;
  return all;
}

void ClusterSummary::add_top(TopJob job) {
  if (basics.top == 0 || (top.size() >= basics.top && !ranks_before(job, top.back()))) return;
  top.insert(std::ranges::upper_bound(top, job, ranks_before), std::move(job));
  if (top.size() > basics.top) top.pop_back();
}

void ClusterSummary::absorb(const ClusterSummary& other) {
  for (const auto& [key, kind] : other.kinds) kinds[key] += kind;
  for (std::size_t i = 0; i < k_dimensions; ++i) by[i].absorb(other.by[i]);
  for (std::size_t i = 0; i < k_outcomes; ++i) outcomes[i] += other.outcomes[i];
  for (const TopJob& job : other.top) add_top(job);
  for (const auto& [note, records] : other.notes) notes[note] += records;
  grid.insert(other.grid.begin(), other.grid.end());
  unused += other.unused;
  duplicates += other.duplicates;
  segments.insert(segments.end(), other.segments.begin(), other.segments.end());
  std::ranges::stable_sort(segments, stands_before);
}

}  // namespace carbonest
