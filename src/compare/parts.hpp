// SPDX-License-Identifier: Apache-2.0
#pragma once
// The jobs that a job is made of: its stages, or itself.

#include <algorithm>

#include "carbonest/job.hpp"

namespace carbonest {

template <class Holds>
bool any_part(const Job& job, Holds holds) {
  const auto held = [&](const Job& part) { return static_cast<bool>(holds(part)); };
  return job.stages.empty() ? held(job) : std::ranges::any_of(job.stages, held);
}

}  // namespace carbonest
