// SPDX-License-Identifier: Apache-2.0
#include "cluster/digest.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "cluster/problem.hpp"

namespace carbonest {
namespace cluster {
namespace {

constexpr std::array k_figures{
    FigureRow{"jobs", &Figures::jobs},
    FigureRow{"accelerator_hours", &Figures::accelerator_hours},
    FigureRow{"cpu_hours", &Figures::cpu_hours},
    FigureRow{"it_kwh", &Figures::it_kwh},
    FigureRow{"facility_kwh", &Figures::facility_kwh},
    FigureRow{"operational_kg", &Figures::operational_kg},
    FigureRow{"embodied_kg", &Figures::embodied_kg},
    FigureRow{"total_kg", &Figures::total_kg},
};

struct WastedRow {
  std::string_view name;
  JobOutcome outcome;
};
constexpr std::array k_wasted{
    WastedRow{"failed", JobOutcome::failed},
    WastedRow{"cancelled", JobOutcome::cancelled},
    WastedRow{"timeout", JobOutcome::timeout},
    WastedRow{"preempted", JobOutcome::preempted},
};

struct NoteRow {
  std::string_view code, words;
};
constexpr std::array k_notes{
    NoteRow{"slurm-cpu-assumed", "give the partition's hardware in the site file"},
    NoteRow{"slurm-energy-untrusted", "Slurm's energy counter was not used"},
    NoteRow{"slurm-family-device", "map the device in the site file"},
    NoteRow{"slurm-host-assumed", "give the partition's hardware in the site file"},
    NoteRow{"slurm-implausible-utilization",
            "usual on MIG slices and on devices that Slurm cannot watch"},
    NoteRow{"slurm-local-time", "give `utc_offset` in the site file"},
    NoteRow{"slurm-more-than-node", "say what Slurm counts in the site file: cpus_per_node"},
    NoteRow{"slurm-outside-series", "the series' mean of the year is used, or of all it has"},
    NoteRow{"slurm-pue-assumed", "give `pue` in the site file"},
    NoteRow{"slurm-shared-device", "their energy is not counted"},
};

constexpr double k_level = 1.645;  // of 90 %

Bounds around(double value, double log_sd) noexcept {
  const double factor = std::exp(k_level * log_sd);
  return {value / factor, value * factor};
}

// Fenton-Wilkinson: the spread of a sum of independent log-normal parts (value, log_sd).
double log_sd_of_sum(std::span<const std::pair<double, double>> parts) noexcept {
  double sum = 0, variance = 0;
  for (const auto& [value, sd] : parts) {
    sum += value;
    variance += value * value * std::expm1(sd * sd);
  }
  return sum > 0 ? std::sqrt(std::log1p(variance / (sum * sum))) : 0;
}

// The same component is over- or underestimated for all kinds alike; components are independent.
// The kinds in the order of their keys: one order, one result.
double log_sd_of_parts(const ClusterSummary& summary) {
  std::array<std::pair<double, double>, k_components> parts{};
  std::array<ExactSum, k_components> energy;
  std::array<double, k_components> weighted{};
  std::map<std::string_view, const KindSums*> kinds;
  for (const auto& [key, kind] : summary.kinds) kinds.emplace(key, &kind);
  for (const auto& [key, kind] : kinds) {
    for (std::size_t i = 0; i < k_components; ++i) {
      energy[i] += kind->component_kwh[i];
      weighted[i] += kind->component_kwh[i].value() * kind->log_sd[i];
    }
  }
  for (std::size_t i = 0; i < k_components; ++i) {
    const double kwh = energy[i].value();
    parts[i] = {kwh, kwh > 0 ? weighted[i] / kwh : 0};
  }
  return log_sd_of_sum(parts);
}

void add_intervals(const ClusterSummary& summary, const KindSums& totals, ClusterDigest& out) {
  double grid_sd = 0;
  for (const auto& [year, grid] : summary.grid) grid_sd = std::max(grid_sd, grid.log_sd);
  const double it = log_sd_of_parts(summary);
  const double facility = std::hypot(it, summary.basics.pue_log_sd);
  const double operational = std::hypot(facility, grid_sd);
  const std::array parts{std::pair(out.totals.operational_kg, operational),
                         std::pair(out.totals.embodied_kg, totals.embodied_log_sd)};
  out.it_kwh = around(out.totals.it_kwh, it);
  out.facility_kwh = around(out.totals.facility_kwh, facility);
  out.operational_kg = around(out.totals.operational_kg, operational);
  out.total_kg = around(out.totals.total_kg, log_sd_of_sum(parts));
}

Grouping grouping_of(By by, const Dimension& dimension, double pue) {
  Grouping out;
  out.name = name_of(by);
  out.overflowed = dimension.overflowed;
  for (const auto& [key, sums] : dimension.groups)
    out.groups.push_back({key, figures_of(sums, pue)});
  const bool by_time = by == By::month;
  std::ranges::sort(out.groups, [&](const Group& a, const Group& b) {
    if (!by_time && a.figures.total_kg != b.figures.total_kg)
      return a.figures.total_kg > b.figures.total_kg;
    return a.key < b.key;
  });
  return out;
}

// Lines are counted through the shards of a text; behind a missing one no line has a number.
void add_inputs(const ClusterSummary& summary, ClusterDigest& out) {
  const auto& segments = summary.segments;
  for (std::size_t i = 0; i < segments.size();) {
    const std::string& file = segments[i].file;
    InputText input{file, 0, true};
    std::uint64_t expected = 0;
    for (; i < segments.size() && segments[i].file == file; ++i) {
      const Segment& segment = segments[i];
      if (file == "-") expected = 0;  // each a text of its own
      if (segment.begin != expected) input.complete = false;
      const std::uint64_t lines_before = file == "-" ? 0 : input.lines;
      for (const auto& [code, skip] : segment.skips) {
        auto known = std::ranges::find(out.reasons, code, &SkipReason::code);
        if (known == out.reasons.end()) {
          out.reasons.push_back({code, file, 0, 0, std::nullopt, 0});
          known = out.reasons.end() - 1;
          if (input.complete) known->first_line = lines_before + skip.first_line;
        }
        known->rows += skip.rows;
        known->untimed_rows += skip.rows - skip.timed_rows;
        out.skipped_rows += skip.rows;
      }
      input.lines += segment.lines;
      expected = segment.end;
    }
    if (expected != ByteRange::k_to_end) input.complete = false;
    out.complete &= input.complete;
    out.inputs.push_back(std::move(input));
  }
}

void add_skipped_hours(const ClusterSummary& summary, ClusterDigest& out) {
  std::map<std::string, ExactSum, std::less<>> hours;
  ExactSum all;
  for (const Segment& segment : summary.segments) {
    for (const auto& [code, skip] : segment.skips) {
      hours[code] += skip.hours;
      all += skip.hours;
    }
  }
  for (SkipReason& reason : out.reasons) reason.hours = hours[reason.code].value();
  out.skipped_hours = all.value();
  std::ranges::sort(out.reasons, [](const SkipReason& a, const SkipReason& b) {
    return a.rows != b.rows ? a.rows > b.rows : a.code < b.code;
  });
}

std::string plural(std::uint64_t count, std::string_view word) {
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

void add_warnings(const ClusterSummary& summary, ClusterDigest& out) {
  for (const auto& [note, records] : summary.notes) {
    const auto* row = std::ranges::find(k_notes, note.first, &NoteRow::code);
    const std::string_view hint = row == k_notes.end() ? std::string_view{} : row->words;
    std::string message = note.second;
    if (records > 0) message += fmt::format(" ({})", plural(records, "record"));
    if (!hint.empty()) message.append("; ").append(hint);
    out.warnings.push_back({note.first, std::move(message)});
  }
  for (const Grouping& grouping : out.groupings)
    if (grouping.overflowed)
      out.warnings.push_back({"slurm-too-many-groups",
                              fmt::format("there are more than {} keys of {}: they are not listed",
                                          k_most_groups, grouping.name)});
  if (summary.duplicates > 0)
    out.warnings.push_back(
        {"slurm-duplicate", fmt::format("{} of runs that were there already, counted once",
                                        plural(summary.duplicates, "record"))});
  for (const InputText& input : out.inputs)
    if (!input.complete)
      out.warnings.push_back(
          {"partial-missing-shard",
           fmt::format("a shard of {} is missing: this is not all of it", input.file)});
}

}  // namespace

std::span<const FigureRow> figure_rows() noexcept { return k_figures; }

Figures figures_of(const Sums& sums, double pue) noexcept {
  const double it_kwh = sums.it_kwh.value();
  return {.jobs = static_cast<double>(sums.jobs),
          .accelerator_hours = sums.accelerator_hours.value(),
          .cpu_hours = sums.cpu_hours.value(),
          .it_kwh = it_kwh,
          .facility_kwh = it_kwh * pue,
          .operational_kg = sums.operational_kg.value(),
          .embodied_kg = sums.embodied_kg.value(),
          .total_kg = sums.total_kg()};
}

ClusterDigest digest(const ClusterSummary& summary) {
  ClusterDigest out;
  const KindSums totals = summary.totals();
  const double pue = summary.basics.pue;
  out.totals = figures_of(totals.sums, pue);
  for (std::size_t i = 0; i < k_components; ++i)
    out.component_kwh[i] = totals.component_kwh[i].value();
  add_intervals(summary, totals, out);
  for (std::size_t i = 0; i < k_dimensions; ++i)
    out.groupings[i] = grouping_of(static_cast<By>(i), summary.by[i], pue);
  for (const WastedRow& row : k_wasted)
    out.wasted.push_back(
        {std::string(row.name),
         figures_of(summary.outcomes[static_cast<std::size_t>(row.outcome)], pue)});
  add_inputs(summary, out);
  add_skipped_hours(summary, out);
  add_warnings(summary, out);
  return out;
}

}  // namespace cluster

Diagnostics skipped_of(const ClusterSummary& summary) {
  using namespace cluster;
  const ClusterDigest all = digest(summary);
  Diagnostics out;
  for (const SkipReason& reason : all.reasons)
    out.push_back(
        problem_at(reason.code, reason.file, reason.first_line.value_or(0),
                   fmt::format("{} row{} skipped", reason.rows, reason.rows == 1 ? "" : "s")));
  for (const InputText& input : all.inputs)
    if (!input.complete)
      out.push_back(problem_at("partial-missing-shard", input.file, 0,
                               "a part of it is missing: this is not all of it"));
  return out;
}

}  // namespace carbonest
