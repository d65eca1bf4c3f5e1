// SPDX-License-Identifier: Apache-2.0
#pragma once
// Which limits look at which job: those of options and of the budget together, each kind once.

#include <vector>

#include "carbonest/gate.hpp"

namespace carbonest {

struct CollectedLimits {
  std::vector<std::vector<Limit>> of_jobs;  ///< one list per job; sci limits name their unit
  std::vector<Limit> of_total;              ///< empty with one job: then they are the job's own
};

/// Where two limits say the same thing, the lower one stays. Problems (a functional unit that a job
/// does not have, an entry of the budget without a job, a job without a limit) go to `result`.
CollectedLimits collect_limits(const GateInput& input, GateResult& result);

}  // namespace carbonest
