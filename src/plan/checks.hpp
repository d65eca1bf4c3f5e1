// SPDX-License-Identifier: Apache-2.0
#pragma once
// What makes a request impossible before any planning, said in words.

#include <string>

#include "carbonest/plan.hpp"

namespace carbonest::planning {

/// "2 days 3 h", "30 min".
std::string words(TimeSpan span);

Diagnostic outside_series(const Series& series, RunSegment wanted);
Diagnostic gap_in_series(const Series& series, RunSegment wanted);
Diagnostic duration_not_positive();

/// Everything that is wrong with the window, whatever the planner.
Diagnostics check_window(const Series& series, const Window& window);
Diagnostics check_rules(const PauseRules& rules);

/// Starts on the grid whose finish meets the deadline; the window is sound.
std::int64_t count_candidates(const Series& series, const Window& window) noexcept;
TimeSpan grid_of(const Series& series, const Window& window) noexcept;

}  // namespace carbonest::planning
