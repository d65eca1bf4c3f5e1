// SPDX-License-Identifier: Apache-2.0
#include "compare/distance.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace carbonest {
namespace {

constexpr double k_earth_radius_km = 6371.0088;  // mean radius R1 of GRS 80 (Moritz 2000)

double radians(double degrees) noexcept { return degrees * std::numbers::pi / 180; }
double haversine(double angle) noexcept {
  const double half = std::sin(angle / 2);
  return half * half;
}

}  // namespace

std::optional<double> distance_km(const CloudRegion& a, const CloudRegion& b) noexcept {
  if (!a.latitude || !a.longitude || !b.latitude || !b.longitude) return std::nullopt;
  const double lat_a = radians(*a.latitude), lat_b = radians(*b.latitude);
  const double h = haversine(lat_b - lat_a) + std::cos(lat_a) * std::cos(lat_b) *
                                                  haversine(radians(*b.longitude - *a.longitude));
  return 2 * k_earth_radius_km * std::asin(std::sqrt(std::clamp(h, 0.0, 1.0)));
}

}  // namespace carbonest
