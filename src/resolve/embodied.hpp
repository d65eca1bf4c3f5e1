// SPDX-License-Identifier: Apache-2.0
#pragma once
// The carbon of making the hardware: this job's share, by time reserved over expected life (ISO/IEC
// 21031).

#include "resolve/node.hpp"

namespace carbonest {

/// Hours must be resolved already.
void resolve_embodied(Context& context, const Node& node);

}  // namespace carbonest
