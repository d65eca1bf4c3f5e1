// SPDX-License-Identifier: Apache-2.0
#pragma once
// Whether two results of a comparison differ by more than what is not known about them: the
// interval library's answer, in terms of reports.

#include "carbonest/compare.hpp"
#include "carbonest/interval.hpp"
#include "carbonest/report.hpp"

namespace carbonest {

/// Two results are called different only from here on.
inline constexpr double k_told_apart = k_distinguishable;

/// P(total of `a` < total of `b`); what both share cancels; 0.5 where they cannot differ.
double probability_less(const Report& a, const Report& b);

/// 90 % range of the total.
CompareRange total_range(const Report& report);

}  // namespace carbonest
