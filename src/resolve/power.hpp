// SPDX-License-Identifier: Apache-2.0
#pragma once
// How many watts: the parts of the energy sum, by the rules of the method's row (METHODS: energy).

#include "resolve/node.hpp"

namespace carbonest {

/// Adds the parts of all nodes to context.out. Hours must be resolved already.
void resolve_power(Context& context, const Node& node);

}  // namespace carbonest
