// SPDX-License-Identifier: Apache-2.0
#pragma once
// From chosen segments to a RunPlan: what they cost on a series, against starting at once.

#include <vector>

#include "carbonest/plan.hpp"
#include "plan/exact.hpp"

namespace carbonest::planning {

/// The segments lie inside the series, in order, and touch no gap.
RunPlan outcome_of(std::vector<RunSegment> segments, const Series& series, const Window& window,
                   const PauseRules& rules);

/// Parts in a million, the unit in which idling is counted.
inline constexpr std::int64_t k_million = 1'000'000;
std::int64_t idle_millionths(const PauseRules& rules) noexcept;

/// Segments that follow each other without a pause become one.
std::vector<RunSegment> merged(const std::vector<RunSegment>& segments);

}  // namespace carbonest::planning
