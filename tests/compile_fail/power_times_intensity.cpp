// SPDX-License-Identifier: Apache-2.0
// Only energy has an intensity; power would have to be multiplied by a time first.
#include "carbonest/quantity.hpp"

#ifdef CARBONEST_MUST_BUILD
constexpr carbonest::CarbonMass k_mass =
    carbonest::watts(300) * carbonest::Hours{1} * carbonest::grams_per_kwh(57);
#else
constexpr carbonest::CarbonMass k_mass = carbonest::watts(300) * carbonest::grams_per_kwh(57);
#endif
