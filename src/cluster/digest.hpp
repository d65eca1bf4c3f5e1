// SPDX-License-Identifier: Apache-2.0
#pragma once
// A summary made ready to print: groups in order, intervals, skipped rows over all texts, warnings
// in words. Every format prints the same digest.

#include <string>
#include <string_view>
#include <vector>

#include "cluster/summary.hpp"

namespace carbonest::cluster {

/// Plain numbers of one group.
struct Figures {
  double jobs = 0, accelerator_hours = 0, cpu_hours = 0, it_kwh = 0, facility_kwh = 0,
         operational_kg = 0, embodied_kg = 0, total_kg = 0;
};
struct FigureRow {
  std::string_view name;
  double Figures::*member;
};
std::span<const FigureRow> figure_rows() noexcept;
Figures figures_of(const Sums& sums, double pue) noexcept;

struct Bounds {
  double low = 0, high = 0;
};

struct Group {
  std::string key;
  Figures figures;
};
struct Grouping {
  std::string_view name;
  std::vector<Group> groups;  ///< largest total first; months in order of time
  bool overflowed = false;
};

struct SkipReason {
  std::string code, file;
  std::uint64_t rows = 0, untimed_rows = 0;
  std::optional<std::uint64_t> first_line;  ///< none where a shard before it is missing
  double hours = 0;
};

struct InputText {
  std::string file;
  std::uint64_t lines = 0;
  bool complete = true;
};

struct ClusterDigest {
  Figures totals;
  Bounds it_kwh, facility_kwh, operational_kg, total_kg;
  std::array<double, k_components> component_kwh{};
  std::array<Grouping, k_dimensions> groupings;
  std::vector<Group> wasted;  ///< failed, cancelled, timeout, preempted
  std::uint64_t skipped_rows = 0;
  double skipped_hours = 0;
  std::vector<SkipReason> reasons;  ///< most rows first
  std::vector<InputText> inputs;
  std::vector<Warning> warnings;
  bool complete = true;
};

ClusterDigest digest(const ClusterSummary& summary);

}  // namespace carbonest::cluster
