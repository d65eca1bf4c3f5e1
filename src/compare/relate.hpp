// SPDX-License-Identifier: Apache-2.0
#pragma once
// What rows have to do with each other and with the job as written, before they are ranked.

#include "carbonest/compare.hpp"

namespace carbonest {

/// Sets rows aside that are of another kind (method, basis, given or looked up, marginal) than the
/// job as written, or than the first row where none is of that kind.
void keep_one_kind(Comparison& comparison);

/// Ratios to the baseline, and which rows are the same as it.
void relate_to_baseline(Comparison& comparison);

/// Says what the comparison does not compare, because the job's own values decide.
void warn_of_what_decides(const Job& written, Comparison& comparison);

}  // namespace carbonest
