// SPDX-License-Identifier: Apache-2.0
// A bare number is no share: 87 must not become one in passing.
#include "carbonest/quantity.hpp"

#ifdef CARBONEST_MUST_BUILD
constexpr carbonest::Fraction k_share = carbonest::fraction(0.87);
#else
constexpr carbonest::Fraction k_share = 87;
#endif
