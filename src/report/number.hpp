// SPDX-License-Identifier: Apache-2.0
#pragma once
// The only place where a number becomes text. For programs: the shortest text that reads back as
// the same double. For people: a few significant digits and a unit prefix. A number that is not
// finite is a bug of ours and never becomes text: every function here throws std::logic_error on
// it.

#include <optional>
#include <string>
#include <string_view>

#include "carbonest/quantity.hpp"

namespace carbonest {

struct Precision {
  int digits;       ///< significant ones
  bool keep_zeros;  ///< "1.00" rather than "1"
};
inline constexpr Precision k_estimated{3, true};   ///< what an estimate of this kind supports
inline constexpr Precision k_traceable{6, false};  ///< enough to follow the arithmetic by hand

/// Shortest round trip; valid JSON; zero has no sign.
std::string json_number(double value);

/// "97.3", "0.00612", "1.00"; integers keep all of their digits.
std::string human_number(double value, Precision precision = k_estimated);

// With the prefix that keeps the number between 1 and 1000 where there is one: "1.23 t", "850 Wh".
std::string human(CarbonMass mass, Precision precision = k_estimated);
std::string human(Energy energy, Precision precision = k_estimated);
std::string human(Power power, Precision precision = k_estimated);
std::string human(Intensity intensity,
                  Precision precision = k_estimated);               ///< always g/kWh, without zeros
std::string human(Hours hours, Precision precision = k_estimated);  ///< always h, without zeros

/// One unit for a column of numbers: that of its largest, in kg or kWh.
struct ColumnUnit {
  double factor;
  std::string_view name;
};
ColumnUnit unit_for(CarbonMass largest);
ColumnUnit unit_for(Energy largest);

/// For factors that were given or looked up: "1.1", "0.3725".
std::string trimmed_number(double value, int digits = k_traceable.digits);

/// A share of a whole: "67 %", "< 1 %".
std::string human_percent(double share);

/// A number in a unit that is known only as text; unit "1" is left out.
std::string with_unit(double value, std::string_view unit);

/// The number that a text is, if it is one as JSON writes it: "-1.5", "2e3"; not "007", "+1",
/// "nan".
std::optional<double> plain_number(std::string_view text) noexcept;

}  // namespace carbonest
