// SPDX-License-Identifier: Apache-2.0
// A bare number is no energy: it names its unit on the way in.
#include "carbonest/quantity.hpp"

#ifdef CARBONEST_MUST_BUILD
constexpr carbonest::Energy k_energy = carbonest::kilowatt_hours(12.5);
#else
constexpr carbonest::Energy k_energy = 12.5;
#endif
