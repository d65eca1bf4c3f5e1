// SPDX-License-Identifier: Apache-2.0
#pragma once
// The sums of a part of a batch, to their last bit, as carbonest.partial/1 of jobs.

#include <string>

#include "batch/sums.hpp"

namespace carbonest::batch {

std::string write_job_partial(const BatchSums& sums);

}  // namespace carbonest::batch
