// SPDX-License-Identifier: Apache-2.0
#pragma once
// The rest of the server: what is missing beside the described parts is estimated and said.

#include "resolve/node.hpp"

namespace carbonest {

/// Adds the host of the described parts, which must be in context.out.parts.
void add_host(Context& context, const Node& node);

/// The host beside accelerators whose energy was measured: the hardware's host model if `modelled`,
/// else a share of the measured energy, which is input `energy_input`.
void add_host_of_measured(Context& context, const Node& node, bool modelled,
                          std::uint16_t energy_input);

}  // namespace carbonest
