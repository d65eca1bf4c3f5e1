// SPDX-License-Identifier: Apache-2.0
#include "model/lognormal_sum.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace carbonest {
namespace {

constexpr int k_most_steps = 60;
constexpr double k_close_enough =
    1e-7;  // of z: the value there is flat, so its error is the square of this
// A job has a few uncertain inputs. In a sum of very many, the curvature along the weaker ones is a
// sum of squares of small numbers, and is left out.
constexpr std::size_t k_most_curved = 48;

// Sorted lists of factors, as each term has them.
double dot(std::span<const Loading> a, std::span<const Loading> b) noexcept {
  double sum = 0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i].factor == b[j].factor)
      sum += a[i++].log_sd * b[j++].log_sd;
    else if (a[i].factor < b[j].factor)
      ++i;
    else
      ++j;
  }
  return sum;
}

double dot(std::span<const Loading> a, std::span<const double> by_factor) noexcept {
  double sum = 0;
  for (const Loading& loading : a) sum += loading.log_sd * by_factor[loading.factor];
  return sum;
}

}  // namespace

// Where the factors have the values z: shares of the terms in the sum, and the gradient of its
// logarithm.
struct LognormalSum::Point {
  std::vector<double> z, gradient, shares;
  double log_value = 0;  // ln(sum / central)
  double slope = 0;      // length of the gradient
};

// The Hessian of ln(sum) across the gradient, by what matters of it: half its trace is the mean of
// a quadratic form in normals, half the sum of its squares the variance.
struct LognormalSum::Curvature {
  double mean = 0, variance = 0;
};

void LognormalSum::add(double central, std::span<const Loading> loadings) {
  if (!(central > 0)) return;
  const auto first = static_cast<std::uint32_t>(loadings_.size());
  for (const Loading& loading : loadings)
    if (loading.log_sd != 0) loadings_.push_back(loading);
  const auto begin = loadings_.begin() + first;
  std::stable_sort(begin, loadings_.end(),
                   [](const Loading& a, const Loading& b) { return a.factor < b.factor; });
  auto last = begin;
  for (auto next = begin; next != loadings_.end(); ++next) {
    if (next != begin && (last - 1)->factor == next->factor)
      (last - 1)->log_sd += next->log_sd;
    else
      *last++ = *next;
  }
  loadings_.erase(last, loadings_.end());
  Term term{central, first, static_cast<std::uint32_t>(loadings_.size()), 0};
  term.log_variance = dot(loadings_of(term), loadings_of(term));
  if (term.first != term.last) factors_ = std::max(factors_, loadings_.back().factor + 1);
  central_ += central;
  terms_.push_back(term);
}

void LognormalSum::set_log_sd(std::uint32_t factor, double log_sd) noexcept {
  for (Term& term : terms_) {
    for (std::uint32_t i = term.first; i < term.last; ++i)
      if (loadings_[i].factor == factor) loadings_[i].log_sd = log_sd;
    term.log_variance = dot(loadings_of(term), loadings_of(term));
  }
}

void LognormalSum::move_to(std::span<const double> z, Point& point) const noexcept {
  double sum = 0;
  for (std::size_t i = 0; i < terms_.size(); ++i) {
    point.shares[i] = terms_[i].central / central_ * std::exp(dot(loadings_of(terms_[i]), z));
    sum += point.shares[i];
  }
  std::ranges::fill(point.gradient, 0.0);
  for (std::size_t i = 0; i < terms_.size(); ++i) {
    point.shares[i] /= sum;
    for (const Loading& loading : loadings_of(terms_[i]))
      point.gradient[loading.factor] += point.shares[i] * loading.log_sd;
  }
  double square = 0;
  for (const double g : point.gradient) square += g * g;
  point.slope = std::sqrt(square);
  point.log_value = std::log(sum);
}

// To the largest (z > 0) or smallest value of the sum on the sphere of radius |z|: there the point
// lies along the gradient. Steps towards the smallest overshoot by the curvature, so they are
// shortened by it.
void LognormalSum::descend(double z, Point& point) const noexcept {
  const double overshoot = z < 0 ? -z * 2 * mean_curvature(point) / point.slope : 0;
  const double step = 2 / (2 + overshoot);
  for (int i = 0; i < k_most_steps && point.slope > 0; ++i) {
    double moved = 0;
    for (std::size_t f = 0; f < point.z.size(); ++f) {
      const double change = step * (z * point.gradient[f] / point.slope - point.z[f]);
      point.z[f] += change;
      moved = std::max(moved, std::abs(change));
    }
    move_to(point.z, point);
    if (moved < k_close_enough) return;
  }
}

// Factors by the size of the Hessian's diagonal, all of them unless there are too many.
std::vector<std::uint32_t> LognormalSum::curved_factors(const Point& point) const {
  std::vector<double> diagonal(factors_);
  for (std::size_t i = 0; i < terms_.size(); ++i)
    for (const Loading& loading : loadings_of(terms_[i]))
      diagonal[loading.factor] += point.shares[i] * loading.log_sd * loading.log_sd;
  std::vector<std::uint32_t> chosen;
  for (std::uint32_t f = 0; f < factors_; ++f)
    if (diagonal[f] > 0) chosen.push_back(f);
  if (chosen.size() <= k_most_curved) return chosen;
  std::ranges::stable_sort(
      chosen, [&](std::uint32_t a, std::uint32_t b) { return diagonal[a] > diagonal[b]; });
  chosen.resize(k_most_curved);
  std::ranges::sort(chosen);
  return chosen;
}

// The mean of the curvature alone: what it takes is summed as below.
double LognormalSum::mean_curvature(const Point& point) const noexcept {
  const double square = point.slope * point.slope;
  if (!(square > 0)) return 0;
  double trace = -square, along_along = -square * square;
  for (std::size_t i = 0; i < terms_.size(); ++i) {
    const double share = point.shares[i], slope = dot(loadings_of(terms_[i]), point.gradient);
    trace += share * terms_[i].log_variance;
    along_along += share * slope * slope;
  }
  return std::max(0.0, trace - along_along / square) / 2;
}

LognormalSum::Curvature LognormalSum::curvature(const Point& point) const {
  constexpr std::uint32_t k_none = std::numeric_limits<std::uint32_t>::max();
  const std::vector<std::uint32_t> chosen = curved_factors(point);
  std::vector<std::uint32_t> place(factors_, k_none);
  for (std::uint32_t i = 0; i < chosen.size(); ++i) place[chosen[i]] = i;

  // Of ln(sum w e^(l z)): H = sum w l l' - g g'. Its trace and H g are summed over all factors.
  const std::size_t n = chosen.size();
  std::vector<double> hessian(n * n), along(factors_);
  const double square = point.slope * point.slope;
  double trace = -square, along_along = -square * square;
  for (std::size_t i = 0; i < terms_.size(); ++i) {
    const auto loadings = loadings_of(terms_[i]);
    const double share = point.shares[i], slope = dot(loadings, point.gradient);
    trace += share * terms_[i].log_variance;
    along_along += share * slope * slope;
    for (const Loading& a : loadings) {
      along[a.factor] += share * slope * a.log_sd;
      if (place[a.factor] == k_none) continue;
      for (const Loading& b : loadings)
        if (place[b.factor] != k_none)
          hessian[place[a.factor] * n + place[b.factor]] += share * a.log_sd * b.log_sd;
    }
  }
  if (!(square > 0)) return {};
  const double in_direction = along_along / square;  // unit gradient' H unit gradient
  double squares = 0;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      const double gi = point.gradient[chosen[i]], gj = point.gradient[chosen[j]];
      const double hi = along[chosen[i]] - square * gi, hj = along[chosen[j]] - square * gj;
      const double h =
          hessian[i * n + j] - gi * gj - (gi * hj + hi * gj - in_direction * gi * gj) / square;
      squares += h * h;
    }
  return {std::max(0.0, trace - in_direction) / 2, squares / 2};
}

double LognormalSum::log_quantile(double z) const noexcept {
  if (factors_ == 0) return 0;
  Point point{.z = std::vector<double>(factors_),
              .gradient = std::vector<double>(factors_),
              .shares = std::vector<double>(terms_.size())};
  move_to(point.z, point);
  if (!(point.slope > 0)) return 0;
  if (terms_.size() == 1) return z * point.slope;
  descend(z, point);
  if (!(point.slope > 0)) return point.log_value;
  const Curvature across = curvature(point);
  const double wider = std::hypot(point.slope, std::sqrt(across.variance)) - point.slope;
  return point.log_value + across.mean + z * wider;
}

double LognormalSum::log_value(std::uint32_t factor, double z) const noexcept {
  double change = 0;
  for (const Term& term : terms_)
    for (const Loading& loading : loadings_of(term))
      if (loading.factor == factor)
        change += term.central / central_ * std::expm1(loading.log_sd * z);
  return std::log1p(change);
}

std::vector<double> LognormalSum::gradient(std::size_t factors) const {
  std::vector<double> result(factors);
  for (const Term& term : terms_)
    for (const Loading& loading : loadings_of(term))
      result[loading.factor] += term.central / central_ * loading.log_sd;
  return result;
}

double LognormalSum::log_mean() const noexcept {
  double relative = 0;
  for (const Term& term : terms_)
    relative += term.central / central_ * std::exp(term.log_variance / 2);
  return std::log(relative) + std::log(central_);
}

double log_covariance(const LognormalSum& a, const LognormalSum& b) noexcept {
  double excess = 0, mean_a = 0, mean_b = 0;
  for (const auto& x : a.terms_) mean_a += x.central * std::exp(x.log_variance / 2);
  for (const auto& y : b.terms_) mean_b += y.central * std::exp(y.log_variance / 2);
  for (const auto& x : a.terms_)
    for (const auto& y : b.terms_)
      excess += x.central / mean_a * (y.central / mean_b) *
                std::exp((x.log_variance + y.log_variance) / 2) *
                std::expm1(dot(a.loadings_of(x), b.loadings_of(y)));
  return std::log1p(excess);
}

}  // namespace carbonest
