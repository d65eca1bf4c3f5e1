// SPDX-License-Identifier: Apache-2.0
#pragma once
// From stages to the job that they make up: what may stand in one job, and what they have in
// common.

#include <span>

#include "carbonest/resolve.hpp"

namespace carbonest {

/// Adds what is not there yet: a problem of an inherited key is one problem.
void add_new(Diagnostics& to, Diagnostics from);

/// Averages and marginal intensities answer different questions and are never summed.
Diagnostics check_stages(const Job& job, std::span<const ResolvedJob> stages);

/// Each functional unit has stages within its boundary.
Diagnostics check_units(const Job& job, std::span<const ResolvedJob> stages);

ResolvedJob whole_of(const Job& job, std::vector<ResolvedJob> stages);

}  // namespace carbonest
