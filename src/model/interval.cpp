// SPDX-License-Identifier: Apache-2.0
#include "carbonest/interval.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>

#include "model/error_model.hpp"

namespace carbonest {
namespace {

// Ends of what an input can be, by the end of its name.
struct Bound {
  std::string_view name;
  double low, high;
};
constexpr double k_no_limit = std::numeric_limits<double>::infinity();
constexpr std::array k_bounds{Bound{"goodput", 0, 1}, Bound{"mfu", 0, 1},
                              Bound{"pue", 1, k_no_limit}, Bound{"share", 0, 1},
                              Bound{"utilization", 0, 1}};

std::vector<const ResolvedJob*> jobs_of(std::span<const Estimated> estimated) {
  std::vector<const ResolvedJob*> jobs;
  jobs.reserve(estimated.size());
  for (const Estimated& one : estimated) jobs.push_back(one.job);
  return jobs;
}

LognormalSum sum_of(std::span<const ResolvedJob* const> jobs, const Quantities& quantities,
                    Outcome outcome, const WhatIf* what_if = nullptr) {
  LognormalSum sum;
  for (std::size_t i = 0; i < jobs.size(); ++i)
    add_terms(*jobs[i], i, quantities, outcome, what_if, sum);
  return sum;
}

Spread spread_around(double central, const LognormalSum& sum) noexcept {
  if (!(central > 0)) return {};
  const double low = sum.log_quantile(-k_interval_z), high = sum.log_quantile(k_interval_z);
  // The centre of a sum of very many parts, each at its own centre, may lie below nearly all of its
  // values.
  return {.low = std::min(central, central * std::exp(low)),
          .high = std::max(central, central * std::exp(high)),
          .log_sd = std::max(0.0, (high - low) / (2 * k_interval_z))};
}

InputSpread range_of(const Input& input) noexcept {
  const double factor = std::exp(k_interval_z * std::max(input.log_sd, input.range_log_sd));
  InputSpread range{.low = input.value / factor, .high = input.value * factor};
  const auto* bound =
      std::ranges::find_if(k_bounds, [&](const Bound& b) { return input.name.ends_with(b.name); });
  if (bound == k_bounds.end()) return range;
  range.low = std::min(input.value, std::max(range.low, bound->low));
  range.high = std::max(input.value, std::min(range.high, bound->high));
  return range;
}

std::vector<InputSpread> inputs_of(std::span<const ResolvedJob* const> jobs,
                                   const Quantities& quantities, const LognormalSum& total) {
  const std::vector<double> gradient = total.gradient(quantities.size());
  double variance = 0;
  for (const double slope : gradient) variance += slope * slope;
  std::vector<InputSpread> inputs;
  inputs.reserve(quantities.size());
  for (std::size_t i = 0; i < quantities.size(); ++i) {
    const auto [job, index] = quantities.first(i);
    InputSpread input = range_of(jobs[job]->inputs[index]);
    input.job = job;
    input.index = index;
    if (variance > 0) input.variance_share = gradient[i] * gradient[i] / variance;
    inputs.push_back(input);
  }
  return inputs;
}

double probability_less(std::span<const ResolvedJob* const> jobs, std::size_t of_a) {
  const Quantities quantities(jobs);
  LognormalSum a, b;
  for (std::size_t i = 0; i < jobs.size(); ++i)
    add_terms(*jobs[i], i, quantities, Outcome::total, nullptr, i < of_a ? a : b);
  if (a.central() <= 0 || b.central() <= 0)
    return a.central() < b.central() ? 1 : b.central() < a.central() ? 0 : 0.5;
  // Fenton-Wilkinson with the covariance of the logarithms: the ratio is lognormal.
  const double of_both = log_covariance(a, b), of_a_alone = log_covariance(a, a),
               of_b_alone = log_covariance(b, b);
  const double variance = of_a_alone + of_b_alone - 2 * of_both;
  const double log_ratio = b.log_mean() - of_b_alone / 2 - a.log_mean() + of_a_alone / 2;
  constexpr double k_rounding = 1e-14;
  if (variance <= k_rounding * (1 + of_a_alone + of_b_alone))
    return std::abs(log_ratio) <= k_rounding ? 0.5 : log_ratio > 0 ? 1 : 0;
  return std::erfc(-log_ratio / std::sqrt(2 * variance)) / 2;
}

}  // namespace

double Spread::factor() const noexcept { return std::exp(k_interval_z * log_sd); }

Interval combine(std::span<const Estimated> estimated) noexcept {
  const std::vector<const ResolvedJob*> jobs = jobs_of(estimated);
  const Quantities quantities(jobs);
  double it = 0, facility = 0, operational = 0, all = 0;
  for (const Estimated& one : estimated) {
    it += in_kilowatt_hours(one.estimate->it);
    facility += in_kilowatt_hours(one.estimate->facility);
    operational += in_kilograms(one.estimate->operational);
    all += in_kilograms(one.estimate->total);
  }
  const LognormalSum total = sum_of(jobs, quantities, Outcome::total);
  return {
      .it_kwh = spread_around(it, sum_of(jobs, quantities, Outcome::it)),
      .facility_kwh = spread_around(facility, sum_of(jobs, quantities, Outcome::facility)),
      .operational_kg = spread_around(operational, sum_of(jobs, quantities, Outcome::operational)),
      .total_kg = spread_around(all, total),
      .inputs = inputs_of(jobs, quantities, total)};
}

std::vector<Estimated> terms_of(const ResolvedJob& job, const Estimate& estimate) {
  if (job.stages.size() < 2) return {{&job, &estimate}};
  std::vector<Estimated> stages;
  for (std::size_t i = 0; i < job.stages.size(); ++i)
    stages.push_back({&job.stages[i], &estimate.stages[i]});
  return stages;
}

Interval interval(const ResolvedJob& job, const Estimate& estimate) noexcept {
  return combine(terms_of(job, estimate));
}

Spread total_spread(const ResolvedJob& job, const Estimate& estimate) noexcept {
  const std::vector<const ResolvedJob*> jobs = jobs_of(terms_of(job, estimate));
  return spread_around(in_kilograms(estimate.total),
                       sum_of(jobs, Quantities(jobs), Outcome::total));
}

std::vector<TornadoRow> tornado(std::span<const Estimated> estimated) noexcept {
  const std::vector<const ResolvedJob*> jobs = jobs_of(estimated);
  const Quantities quantities(jobs);
  const LognormalSum total = sum_of(jobs, quantities, Outcome::total);
  const std::vector<InputSpread> inputs = inputs_of(jobs, quantities, total);
  std::vector<TornadoRow> rows;
  for (std::uint32_t i = 0; i < inputs.size(); ++i) {
    const Input& input = jobs[inputs[i].job]->inputs[inputs[i].index];
    if (!(inputs[i].variance_share > 0 && input.value > 0 && input.log_sd > 0)) continue;
    const auto total_at = [&](double value) {
      return total.central() *
             std::exp(total.log_value(i, std::log(value / input.value) / input.log_sd));
    };
    rows.push_back({inputs[i].job, inputs[i].index, total_at(inputs[i].low),
                    total_at(inputs[i].high), inputs[i].variance_share});
  }
  std::ranges::stable_sort(rows, std::greater{}, &TornadoRow::variance_share);
  return rows;
}

double probability_less(const ResolvedJob& a, const ResolvedJob& b) noexcept {
  const std::array jobs{&a, &b};
  return probability_less(jobs, 1);
}

double probability_less(std::span<const Estimated> a, std::span<const Estimated> b) noexcept {
  std::vector<const ResolvedJob*> jobs = jobs_of(a);
  const std::vector<const ResolvedJob*> others = jobs_of(b);
  jobs.insert(jobs.end(), others.begin(), others.end());
  return probability_less(jobs, a.size());
}

}  // namespace carbonest
