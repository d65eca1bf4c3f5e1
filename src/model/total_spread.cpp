// SPDX-License-Identifier: Apache-2.0
#include "model/total_spread.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "carbonest/interval.hpp"
#include "model/error_model.hpp"

namespace carbonest {

// Of one job every input is a quantity of its own: the factor of an input is its index.
TotalSpread::TotalSpread(const ResolvedJob& job) : intensity_{job.intensity_input} {
  const std::array jobs{&job};
  const Quantities quantities(jobs);
  add_terms(job, 0, quantities, Outcome::total, nullptr, sum_);
}

RelativeSpread TotalSpread::at(double intensity_log_sd) {
  if (!(sum_.central() > 0)) return {0, 0};
  if (intensity_ >= 0) sum_.set_log_sd(static_cast<std::uint32_t>(intensity_), intensity_log_sd);
  return {std::min(1.0, std::exp(sum_.log_quantile(-k_interval_z))),
          std::max(1.0, std::exp(sum_.log_quantile(k_interval_z)))};
}

}  // namespace carbonest
