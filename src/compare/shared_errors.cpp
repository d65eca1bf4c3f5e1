// SPDX-License-Identifier: Apache-2.0
#include "compare/shared_errors.hpp"

#include <array>
#include <cmath>

#include "carbonest/interval.hpp"
#include "model/error_model.hpp"

namespace carbonest {
namespace {

using Ranked = SortKey::Estimate;

LognormalSum energy_of(const ResolvedJob& job, std::size_t number, const Quantities& quantities) {
  LognormalSum sum;
  add_terms(job, number, quantities, Outcome::facility, nullptr, sum);
  return sum;
}

LognormalSum made_of(const ResolvedJob& job, std::size_t number, const Quantities& quantities) {
  ResolvedJob made = job;
  made.parts.clear();
  LognormalSum sum;
  add_terms(made, number, quantities, Outcome::total, nullptr, sum);
  return sum;
}

double mean_over_central(const LognormalSum& sum) noexcept {
  return sum.central() > 0 ? std::exp(sum.log_mean()) / sum.central() : 1;
}

void make_certain(ResolvedJob& job, int input) {
  if (input >= 0) job.inputs[static_cast<std::size_t>(input)].log_sd = 0;
}

// The job with what the key looks at as its total.
ResolvedJob seen_by(Ranked of, ResolvedJob job) {
  const auto narrow = [&](ResolvedJob& part) {
    if (of != Ranked::total) part.embodied.clear();
    if (of != Ranked::energy) return;
    part.intensity = grams_per_kwh(1);
    part.intensity_input = -1;
  };
  narrow(job);
  for (ResolvedJob& stage : job.stages) narrow(stage);
  return job;
}

double probability_less_whole(const ResolvedJob& a, const ResolvedJob& b, Ranked of) {
  const ResolvedJob seen_a = seen_by(of, a), seen_b = seen_by(of, b);
  const Estimate of_a = estimate(seen_a), of_b = estimate(seen_b);
  return probability_less(terms_of(seen_a, of_a), terms_of(seen_b, of_b));
}

// As the interval has it: the spread is no part of what a quantity is.
bool same_quantity(const Input& a, const Input& b) noexcept {
  return a.value == b.value && a.year == b.year && a.origin == b.origin && a.name == b.name &&
         a.unit == b.unit && a.source == b.source && a.note == b.note;
}

}  // namespace

/// Means of the two parts of a value, and what they rest on.
struct SharedErrors::Split {
  double energy = 0, made = 0;
  CompareErrors errors;
  double total() const noexcept { return energy + made; }
};

std::uint32_t SharedErrors::add_shape(const ResolvedJob& job) {
  Shape shape;
  shape.job = job;
  make_certain(shape.job, job.pue_input);
  make_certain(shape.job, job.intensity_input);
  const std::array<const ResolvedJob*, 1> jobs{&shape.job};
  const Quantities quantities(jobs);
  shape.energy = mean_over_central(energy_of(shape.job, 0, quantities));
  shape.made = mean_over_central(made_of(shape.job, 0, quantities));
  shapes_.push_back(std::move(shape));
  return static_cast<std::uint32_t>(shapes_.size() - 1);
}

std::uint32_t SharedErrors::add_whole(ResolvedJob job) {
  Shape& shape = shapes_.emplace_back();
  shape.job = std::move(job);
  shape.whole = true;
  return static_cast<std::uint32_t>(shapes_.size() - 1);
}

std::uint32_t SharedErrors::number_of(const Input& input) {
  const auto [first, last] = quantities_.equal_range(input.value);
  for (auto known = first; known != last; ++known)
    if (same_quantity(known->second.second, input)) return known->second.first;
  const auto number = static_cast<std::uint32_t>(quantities_.size());
  quantities_.emplace_hint(last, input.value, std::pair(number, input));
  return number;
}

CompareErrors SharedErrors::in_place(std::uint32_t shape, const ResolvedJob& job) {
  CompareErrors errors;
  errors.shape = shape;
  const auto take = [&](int index, std::uint32_t& number, double& log_sd) {
    if (index < 0) return;
    const Input& input = job.inputs[static_cast<std::size_t>(index)];
    number = number_of(input);
    log_sd = input.log_sd;
  };
  // Energy that was measured at the facility holds the overhead already.
  if (!job.energy_is_facility) take(job.pue_input, errors.pue, errors.pue_log_sd);
  take(job.intensity_input, errors.intensity, errors.intensity_log_sd);
  return errors;
}

const SharedErrors::Moments& SharedErrors::moments(std::uint32_t a, std::uint32_t b) {
  const auto known = moments_.find({a, b});
  if (known != moments_.end()) return known->second;
  const std::array<const ResolvedJob*, 2> jobs{&shapes_[a].job, &shapes_[b].job};
  const Quantities quantities(jobs);
  const LognormalSum energy_a = energy_of(*jobs[0], 0, quantities),
                     energy_b = energy_of(*jobs[1], 1, quantities),
                     made_a = made_of(*jobs[0], 0, quantities),
                     made_b = made_of(*jobs[1], 1, quantities);
  const Moments moments{.energies = std::exp(log_covariance(energy_a, energy_b)),
                        .energy_made = std::exp(log_covariance(energy_a, made_b)),
                        .made_energy = std::exp(log_covariance(made_a, energy_b)),
                        .made = std::exp(log_covariance(made_a, made_b))};
  return moments_.emplace(std::pair(a, b), moments).first->second;
}

SharedErrors::Split SharedErrors::split(const CompareRow& row, Ranked of) const {
  Split split;
  split.errors = row.errors;
  if (of == Ranked::energy) split.errors.intensity_log_sd = 0;
  const double pue = split.errors.pue_log_sd, intensity = split.errors.intensity_log_sd;
  const Shape& shape = shapes_[row.errors.shape];
  const double central =
      of == Ranked::energy ? in_kilowatt_hours(row.facility) : in_kilograms(row.operational);
  split.energy = central * shape.energy * std::exp((pue * pue + intensity * intensity) / 2);
  if (of == Ranked::total) split.made = in_kilograms(row.embodied) * shape.made;
  return split;
}

// ln(E[ab] / (E[a] E[b]))
double SharedErrors::log_moment(const Split& a, const Split& b) {
  const Moments& m = moments(a.errors.shape, b.errors.shape);
  double shared = 0;
  if (a.errors.pue == b.errors.pue) shared += a.errors.pue_log_sd * b.errors.pue_log_sd;
  if (a.errors.intensity == b.errors.intensity)
    shared += a.errors.intensity_log_sd * b.errors.intensity_log_sd;
  const double product = a.energy * b.energy * m.energies * std::exp(shared) +
                         a.energy * b.made * m.energy_made + a.made * b.energy * m.made_energy +
                         a.made * b.made * m.made;
  return std::log(product / (a.total() * b.total()));
}

double SharedErrors::probability_less(const CompareRow& a, const CompareRow& b, Ranked of) {
  const Shape &shape_a = shapes_[a.errors.shape], &shape_b = shapes_[b.errors.shape];
  if (shape_a.whole && shape_b.whole) return probability_less_whole(shape_a.job, shape_b.job, of);
  const Split x = split(a, of), y = split(b, of);
  if (x.total() <= 0 || y.total() <= 0)
    return x.total() < y.total() ? 1 : y.total() < x.total() ? 0 : 0.5;
  // Fenton-Wilkinson with the covariance of the logarithms: the ratio is lognormal.
  const double both = log_moment(x, y), alone_x = log_moment(x, x), alone_y = log_moment(y, y);
  const double variance = alone_x + alone_y - 2 * both;
  const double log_ratio = std::log(y.total() / x.total()) - alone_y / 2 + alone_x / 2;
  constexpr double k_rounding = 1e-14;
  if (variance <= k_rounding * (1 + alone_x + alone_y))
    return std::abs(log_ratio) <= k_rounding ? 0.5 : log_ratio > 0 ? 1 : 0;
  return std::erfc(-log_ratio / std::sqrt(2 * variance)) / 2;
}

}  // namespace carbonest
