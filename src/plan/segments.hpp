// SPDX-License-Identifier: Apache-2.0
#pragma once
// The best segments when pausing has a price or rules: overhead at each resume, a shortest segment,
// a largest number of pauses, nodes that draw while they wait.

#include "carbonest/plan.hpp"

namespace carbonest::planning {

/// The window and the rules have been checked.
Result<RunPlan> plan_segments(const Series& series, const Window& window, const PauseRules& rules);

}  // namespace carbonest::planning
