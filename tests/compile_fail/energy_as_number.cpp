// SPDX-License-Identifier: Apache-2.0
// An energy is no bare number: it names its unit on the way out.
#include "carbonest/quantity.hpp"

#ifdef CARBONEST_MUST_BUILD
constexpr double k_number = carbonest::in_kilowatt_hours(carbonest::kilowatt_hours(12.5));
#else
constexpr double k_number = carbonest::kilowatt_hours(12.5);
#endif
