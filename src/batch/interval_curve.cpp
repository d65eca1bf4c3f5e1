// SPDX-License-Identifier: Apache-2.0
#include "batch/interval_curve.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "resolve/intensity_spread.hpp"

namespace carbonest::batch {
namespace {

template <std::size_t N>
double clenshaw(const std::array<double, N>& c, double x) noexcept {
  double next = 0, after = 0;
  for (std::size_t k = N - 1; k > 0; --k) {
    const double value = 2 * x * next - after + c[k];
    after = next;
    next = value;
  }
  return x * next - after + c[0];
}

}  // namespace

IntervalCurve::IntervalCurve(const ResolvedJob& job, bool by_length)
    : spread_{job}, by_length_{by_length} {
  if (job.intensity_input >= 0)
    intensity_log_sd_ = job.inputs[static_cast<std::size_t>(job.intensity_input)].log_sd;
  rest_variance_ = intensity_log_sd_ * intensity_log_sd_ - k_ends.back() * k_ends.back();
}

RelativeSpread IntervalCurve::exact(double length_log_sd) {
  return spread_.at(std::sqrt(rest_variance_ + length_log_sd * length_log_sd));
}

// Interpolation in the Chebyshev nodes of the piece.
const IntervalCurve::Piece& IntervalCurve::piece(std::size_t index) {
  if (pieces_.empty()) pieces_.resize(k_ends.size() - 1);
  std::optional<Piece>& slot = pieces_[index];
  if (slot) return *slot;
  const double middle = (k_ends[index] + k_ends[index + 1]) / 2;
  const double half = (k_ends[index + 1] - k_ends[index]) / 2;
  std::array<double, k_nodes> low{}, high{};
  const auto angle = [](std::size_t i) {
    return std::numbers::pi * (static_cast<double>(i) + 0.5) / static_cast<double>(k_nodes);
  };
  for (std::size_t i = 0; i < k_nodes; ++i) {
    const RelativeSpread value = exact(middle + half * std::cos(angle(i)));
    low[i] = value.low;
    high[i] = value.high;
  }
  slot.emplace();
  for (std::size_t k = 0; k < k_nodes; ++k) {
    double of_low = 0, of_high = 0;
    for (std::size_t i = 0; i < k_nodes; ++i) {
      const double weight = std::cos(static_cast<double>(k) * angle(i));
      of_low += low[i] * weight;
      of_high += high[i] * weight;
    }
    const double scale = (k == 0 ? 1.0 : 2.0) / static_cast<double>(k_nodes);
    slot->low[k] = of_low * scale;
    slot->high[k] = of_high * scale;
  }
  return *slot;
}

RelativeSpread IntervalCurve::at(double hours) {
  const double length = by_length_ ? length_log_sd(Hours{hours}) : k_ends.back();
  if (length >= k_ends.back()) {
    if (!short_) short_ = spread_.at(intensity_log_sd_);
    return *short_;
  }
  const auto* upper = std::upper_bound(k_ends.begin() + 1, k_ends.end() - 1, length);
  const auto index = static_cast<std::size_t>(upper - k_ends.begin()) - 1;
  const Piece& found = piece(index);
  const double middle = (k_ends[index] + k_ends[index + 1]) / 2;
  const double half = (k_ends[index + 1] - k_ends[index]) / 2;
  const double x = (length - middle) / half;
  return {clenshaw(found.low, x), clenshaw(found.high, x)};
}

std::size_t IntervalCurve::bytes() const noexcept {
  constexpr std::size_t k_usual_pieces = 2, k_usual_sum = 1024;
  return sizeof *this + (k_ends.size() - 1 + k_usual_pieces) * sizeof(std::optional<Piece>) +
         k_usual_sum;
}

}  // namespace carbonest::batch
