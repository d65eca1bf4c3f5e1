// SPDX-License-Identifier: Apache-2.0
#pragma once
// How sure a result is, in words for people: no more digits than the interval supports, and the
// interval in the unit of the value that it surrounds.

#include <span>
#include <string>

#include "carbonest/interval.hpp"
#include "report/page.hpp"

namespace carbonest {

/// Significant digits that a result with this spread supports: 2 above 0.1, else 3.
int supported_digits(double log_sd) noexcept;

/// "x/÷ 1.5"; a factor that is close to 1 keeps the digits that tell it from 1: "x/÷ 1.03".
std::string factor_words(double factor);

/// "0.9-1.6 t", in the unit that human(central) prints; "0 kg" around nothing. A value that is
/// taken as exact is its own interval and is printed once.
std::string interval_words(CarbonMass central, const Spread& kg);
std::string interval_words(Energy central, const Spread& kwh);

/// "What would help most: the site's own PUE (`pue`), x/÷ 1.76 -> 1.55"
std::string remedy_words(const Remedy& remedy);

/// A bar for each row, `input   low-high   share   ###`; the caller has set the columns.
void add_tornado(Page& page, std::span<const TornadoRow> rows, std::span<const Estimated> jobs);

}  // namespace carbonest
