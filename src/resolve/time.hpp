// SPDX-License-Identifier: Apache-2.0
#pragma once
// How long one run takes, and how many runs there are.

#include "carbonest/job.hpp"
#include "resolve/node.hpp"

namespace carbonest {

/// False where accelerator-hours come without a count of devices: they may have run side by side.
bool knows_wall_time(const Job& job) noexcept;

/// Sets hours and runs. Accelerator-hours are spread over all devices of all nodes.
void resolve_time(Context& context, const Node& node);

}  // namespace carbonest
