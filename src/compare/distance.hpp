// SPDX-License-Identifier: Apache-2.0
#pragma once
// How far apart two cloud regions are.

#include <optional>

#include "carbonest/catalog.hpp"

namespace carbonest {

/// Great-circle distance in km (haversine on a sphere of the Earth's mean radius, within 0.6 % of
/// the ellipsoid); none where coordinates are missing.
std::optional<double> distance_km(const CloudRegion& a, const CloudRegion& b) noexcept;

}  // namespace carbonest
