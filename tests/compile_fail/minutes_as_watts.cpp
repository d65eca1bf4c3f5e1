// SPDX-License-Identifier: Apache-2.0
// A time is no power.
#include <chrono>

#include "carbonest/quantity.hpp"

constexpr carbonest::Energy over(carbonest::Power power, carbonest::Hours time) {
  return power * time;
}

#ifdef CARBONEST_MUST_BUILD
constexpr auto k_energy = over(carbonest::watts(300), std::chrono::minutes{90});
#else
constexpr auto k_energy = over(std::chrono::minutes{90}, carbonest::Hours{300});
#endif
