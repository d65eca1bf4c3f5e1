// SPDX-License-Identifier: Apache-2.0
#pragma once
// A sum of products of lognormal quantities, some of them shared between the terms: the
// distribution of every result. Answers with percentage points and with Fenton-Wilkinson moments,
// in closed form; never samples.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace carbonest {

/// The term is multiplied by exp(log_sd x z), z standard normal and the same wherever `factor` is
/// the same. A negative log_sd divides by it.
struct Loading {
  std::uint32_t factor = 0;
  double log_sd = 0;
};

class LognormalSum {
 public:
  /// A term by its central (median) value. A factor that is listed twice counts twice; terms that
  /// are not positive and loadings of 0 are left out.
  void add(double central, std::span<const Loading> loadings);

  /// Every loading of a factor that is not 0, as one that was added with this one instead. Of a
  /// factor that no term lists twice.
  void set_log_sd(std::uint32_t factor, double log_sd) noexcept;

  double central() const noexcept { return central_; }

  /// ln(quantile / central), the quantile being the one of the standard normal at `z`; exact for a
  /// product. For a sum: the most extreme point at that distance from the centre (inverse
  /// first-order reliability method), moved by the curvature of ln(sum) across that direction, mean
  /// and variance.
  double log_quantile(double z) const noexcept;

  /// ln(sum / central) where one factor has the value z and all others are at their centre.
  double log_value(std::uint32_t factor, double z) const noexcept;

  /// d ln(sum) / dz of every factor at the central values: elasticity x log_sd.
  std::vector<double> gradient(std::size_t factors) const;

  // Fenton-Wilkinson: the lognormal with the mean and the variance of the sum, what its terms share
  // included.
  double log_mean() const noexcept;  ///< ln of the mean; -inf for an empty sum
  /// ln(E[ab] / (E[a] E[b])), the covariance of the logarithms; 0 if either is empty.
  friend double log_covariance(const LognormalSum& a, const LognormalSum& b) noexcept;

 private:
  struct Term {
    double central;
    std::uint32_t first, last;  // in loadings_
    double log_variance;
  };
  struct Point;
  struct Curvature;

  std::span<const Loading> loadings_of(const Term& term) const noexcept {
    return std::span(loadings_).subspan(term.first, term.last - term.first);
  }
  void move_to(std::span<const double> z, Point& point) const noexcept;
  void descend(double z, Point& point) const noexcept;
  Curvature curvature(const Point& point) const;
  double mean_curvature(const Point& point) const noexcept;
  std::vector<std::uint32_t> curved_factors(const Point& point) const;

  std::vector<Term> terms_;
  std::vector<Loading> loadings_;  // of each term sorted by factor
  double central_ = 0;
  std::uint32_t factors_ = 0;
};

double log_covariance(const LognormalSum& a, const LognormalSum& b) noexcept;

}  // namespace carbonest
