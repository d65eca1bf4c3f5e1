// SPDX-License-Identifier: Apache-2.0
#pragma once
// The interval of the total of one job as a function of how well its intensity is known: what
// changes with the length of a run, where all else stays. Asked for many lengths, it takes the
// formula apart once.

#include <cstdint>

#include "carbonest/estimate.hpp"
#include "carbonest/resolve.hpp"
#include "model/lognormal_sum.hpp"

namespace carbonest {

/// Ends of an interval as factors of the central value; both 1 when nothing is uncertain.
struct RelativeSpread {
  double low = 1, high = 1;
};

class TotalSpread {
 public:
  /// A job without stages. The result is that of total_spread() with another log_sd of the input
  /// of the intensity.
  explicit TotalSpread(const ResolvedJob& job);

  /// `intensity_log_sd` is > 0, or anything where the job has no input of the intensity.
  RelativeSpread at(double intensity_log_sd);

 private:
  LognormalSum sum_;
  int intensity_ = -1;  // the factor
};

}  // namespace carbonest
