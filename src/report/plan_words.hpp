// SPDX-License-Identifier: Apache-2.0
#pragma once
// Words that every rendering of a series or a plan uses alike.

#include <optional>
#include <string>
#include <string_view>

#include "carbonest/plan.hpp"

namespace carbonest {

std::string_view kind_words(
    const std::optional<IntensityKind>& kind) noexcept;  ///< "average", "unknown"
std::string_view basis_words(
    const std::optional<Basis>& basis) noexcept;  ///< "lifecycle", "unknown"

/// "Mon 2024-05-06 09:30"; UTC, seconds only where there are some.
std::string human_time(Moment time);
/// "2 d 3 h", "30 min".
std::string human_span(TimeSpan span);
double step_minutes(std::chrono::seconds step) noexcept;

}  // namespace carbonest
