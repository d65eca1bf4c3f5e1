// SPDX-License-Identifier: Apache-2.0
#pragma once
// The interval of a job as its length changes: the length decides how well the annual average of a
// grid stands for the run. A smooth function of one number, so it is kept as Chebyshev polynomials,
// made piece by piece when asked for. They agree with the formula to 3e-8: its iteration stops
// within 1e-7 of a standard deviation, which moves its value by up to 1.3e-8 (ten jobs, all
// lengths). The same hours give the same bits whatever was asked before.

#include <array>
#include <optional>
#include <vector>

#include "carbonest/resolve.hpp"
#include "model/total_spread.hpp"

namespace carbonest::batch {

class IntervalCurve {
 public:
  /// `job` was resolved for at most 6 hours. `by_length` says that the spread of its intensity
  /// follows the length of the run.
  IntervalCurve(const ResolvedJob& job, bool by_length);

  /// hours > 0.
  RelativeSpread at(double hours);

  /// Bytes that it may come to take.
  std::size_t bytes() const noexcept;

 private:
  static constexpr std::size_t k_nodes = 10;
  static constexpr std::array k_ends{0.05, 0.15, 0.25, 0.35};  // of the log_sd
  struct Piece {
    std::array<double, k_nodes> low, high;  // Chebyshev coefficients
  };
  RelativeSpread exact(double length_log_sd);
  const Piece& piece(std::size_t index);

  TotalSpread spread_;
  bool by_length_;
  double intensity_log_sd_ = 0;          // of the job as it was resolved
  double rest_variance_ = 0;             // of the intensity, but for the length
  std::optional<RelativeSpread> short_;  // of runs of up to 6 hours, or of any
  std::vector<std::optional<Piece>> pieces_;
};

}  // namespace carbonest::batch
