// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>

#include "carbonest/interval.hpp"
#include "model/error_model.hpp"

namespace carbonest {
namespace {

constexpr double k_worth_saying = 0.98;  // of the width that is left

// The narrower rows of METHODS' tables; that of a manufacturer's footprint study is a judgement.
using Scope = Measurement::Scope;
constexpr std::string_view k_maker = "the manufacturer's own figure for making the hardware";
constexpr std::string_view k_node = "the measured power of a node at the wall";
constexpr std::array k_measurements{
    Measurement{"accelerator.embodied_kg", 0.20, Scope::hardware, "embodied.total", k_maker},
    Measurement{"accelerator.power_w", 0.03, Scope::input, "hardware.accelerator.power",
                "the measured average power of the accelerators"},
    Measurement{"carbon_intensity_g_per_kwh", 0.05, Scope::input, "carbon_intensity",
                "the grid's own mean intensity over the hours of the run"},
    Measurement{"cpu.*", 0.03, Scope::input, "hardware.cpu.power",
                "the measured average power of the CPUs"},
    Measurement{"embodied.lifetime_hours", 0, Scope::input, "embodied.lifetime",
                "the planned life of the hardware"},
    Measurement{"embodied.server_kg", 0.20, Scope::hardware, "embodied.total", k_maker},
    Measurement{"host.*", 0.03, Scope::node, "hardware.node_power", k_node},
    Measurement{"memory.*", 0.03, Scope::node, "hardware.node_power", k_node},
    Measurement{"mfu", 0.12, Scope::input, "workload.mfu",
                "the MFU of a short benchmark, or its tokens per second"},
    Measurement{"pue", 0.02, Scope::input, "pue", "the site's own PUE"},
    Measurement{"runtime_hours", 0.005, Scope::input, "runtime", "the logged runtime"},
    Measurement{"storage.*", 0.03, Scope::node, "hardware.node_power", k_node},
};
static_assert(std::ranges::is_sorted(k_measurements, {}, &Measurement::input));

bool names(std::string_view pattern, std::string_view name) noexcept {
  for (; !pattern.empty(); pattern.remove_prefix(1), name.remove_prefix(1)) {
    if (pattern == "*") return true;
    if (name.starts_with('[')) name.remove_prefix(std::min(name.size(), name.find(']') + 1));
    if (name.empty() || name.front() != pattern.front()) return false;
  }
  return name.empty();
}

double width(const LognormalSum& total) noexcept {
  return total.log_quantile(k_interval_z) - total.log_quantile(-k_interval_z);
}

double factor_of(double width) noexcept { return std::exp(width / 2); }

}  // namespace

std::span<const Measurement> measurements() noexcept { return k_measurements; }

const Measurement* measurement_of(std::string_view name) noexcept {
  const auto* row = std::ranges::find_if(
      k_measurements, [&](const Measurement& m) { return names(m.input, name); });
  return row == k_measurements.end() ? nullptr : row;
}

std::optional<Remedy> best_measurement(std::span<const Estimated> estimated) noexcept {
  std::vector<const ResolvedJob*> jobs;
  for (const Estimated& one : estimated) jobs.push_back(one.job);
  const Quantities quantities(jobs);
  const auto width_with = [&](const WhatIf* what_if) {
    LognormalSum total;
    for (std::size_t i = 0; i < jobs.size(); ++i)
      add_terms(*jobs[i], i, quantities, Outcome::total, what_if, total);
    return total.central() > 0 ? width(total) : 0;
  };
  const double before = width_with(nullptr);
  double best = before * k_worth_saying;
  std::optional<Remedy> remedy;
  for (std::uint32_t i = 0; i < quantities.size(); ++i) {
    const Input& input = jobs[quantities.first(i).job]->inputs[quantities.first(i).index];
    const Measurement* row = measurement_of(input.name);
    if (row == nullptr || input.log_sd <= row->log_sd) continue;
    const WhatIf what_if{i, row->log_sd, row->replaces};
    const double after = width_with(&what_if);
    if (!(after < best)) continue;
    best = after;
    remedy = Remedy{input.name, row, factor_of(before), factor_of(after)};
  }
  return remedy;
}

}  // namespace carbonest
