// SPDX-License-Identifier: Apache-2.0
#pragma once
// Power usage effectiveness and on-site water of the place, by METHODS: the job's, the cloud
// region's, the provider's fleet mean, a personal machine's 1, an unknown site's survey mean.

#include "resolve/place.hpp"

namespace carbonest {

void resolve_pue(Context& context, const Node& node, const Site& site);

/// On-site water use of the cloud region, where the table has one.
void resolve_water(Context& context, const Site& site);

}  // namespace carbonest
