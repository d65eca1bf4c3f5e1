// SPDX-License-Identifier: Apache-2.0
// Power and energy are different things, and cannot be added.
#include "carbonest/quantity.hpp"

#ifdef CARBONEST_MUST_BUILD
constexpr auto k_sum = carbonest::kilowatt_hours(1) + carbonest::watts(300) * carbonest::Hours{1};
#else
constexpr auto k_sum = carbonest::kilowatt_hours(1) + carbonest::watts(300);
#endif
