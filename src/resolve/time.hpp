// SPDX-License-Identifier: Apache-2.0
#pragma once
// How long one run takes, and how many runs there are.

#include "resolve/node.hpp"

namespace carbonest {

/// Sets hours and runs. Accelerator-hours are spread over all devices of all nodes.
void resolve_time(Context& context, const Node& node);

}  // namespace carbonest
