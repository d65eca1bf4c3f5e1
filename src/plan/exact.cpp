// SPDX-License-Identifier: Apache-2.0
#include "plan/exact.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace carbonest::planning {
namespace {

/// Sums doubles without losing the small ones (Neumaier).
class Sum {
 public:
  void add(double value) noexcept {
    const double next = sum_ + value;
    rest_ += std::abs(sum_) >= std::abs(value) ? (sum_ - next) + value : (value - next) + sum_;
    sum_ = next;
  }
  double total() const noexcept { return sum_ + rest_; }

 private:
  double sum_ = 0, rest_ = 0;
};

}  // namespace

std::int64_t exact_price(double g_per_kwh) noexcept {
  return std::isnan(g_per_kwh) ? 0 : std::llround(g_per_kwh * 1e12);
}

ExactWindow::ExactWindow(const Series& series, Moment from, Moment to) : step_{series.step} {
  assert(from >= series.start && to <= series.end() && from <= to);
  const std::size_t first = slot_at(series, from);
  const auto behind =
      static_cast<std::size_t>((to - Moment{series.start} + step_ - TimeSpan{1}) / step_);
  origin_ = series.time_of(first);
  const std::size_t count = behind > first ? behind - first : 0;
  prices_.reserve(count);
  sums_.reserve(count + 1);
  gaps_.reserve(count + 1);
  sums_.push_back(0);
  gaps_.push_back(0);
  for (std::size_t i = first; i < first + count; ++i) {
    prices_.push_back(exact_price(series.values[i]));
    sums_.push_back(sums_.back() + Wide{prices_.back()} * step_.count());
    gaps_.push_back(gaps_.back() + (series.is_gap(i) ? 1U : 0U));
  }
}

Wide ExactWindow::cost_before(Moment time) const noexcept {
  const TimeSpan passed = time - origin_;
  const auto slot = static_cast<std::size_t>(passed / step_);
  const std::int64_t rest = (passed % step_).count();
  return rest == 0 ? sums_[slot] : sums_[slot] + Wide{prices_[slot]} * rest;
}

bool ExactWindow::has_gap(Moment a, Moment b) const noexcept {
  const std::size_t behind = static_cast<std::size_t>((b - origin_ + step_ - TimeSpan{1}) / step_);
  return gaps_[behind] != gaps_[slot_of(a)];
}

std::size_t slot_at(const Series& series, Moment time) noexcept {
  return static_cast<std::size_t>((time - Moment{series.start}) / TimeSpan{series.step});
}

double value_at(const Series& series, Moment time) noexcept {
  return series.values[slot_at(series, time)];
}

double integral(const Series& series, Moment a, Moment b) noexcept {
  Sum sum;
  for (std::size_t i = slot_at(series, a); a < b; ++i) {
    const Moment end = std::min(b, Moment{series.time_of(i + 1)});
    sum.add(series.values[i] * static_cast<double>((end - a).count()));
    a = end;
  }
  return sum.total();
}

double mean_over(const Series& series, RunSegment run) noexcept {
  return integral(series, run.start, run.finish) /
         static_cast<double>((run.finish - run.start).count());
}

bool touches_gap(const Series& series, RunSegment run) noexcept {
  return std::isnan(integral(series, run.start, run.finish));
}

}  // namespace carbonest::planning
