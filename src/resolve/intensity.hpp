// SPDX-License-Identifier: Apache-2.0
#pragma once
// Grams of CO2e per kWh: the job's own figure, else the grid table's annual average of the place,
// always on one basis. What stands in for what (zone, year, basis) is part of the result.

#include "resolve/place.hpp"

namespace carbonest {

/// Hours must be resolved already: the shorter a job, the less an annual average says about it.
void resolve_intensity(Context& context, const Site& site);

}  // namespace carbonest
