// SPDX-License-Identifier: Apache-2.0
#pragma once
// Numbers with units as people write them: "79h", "3d 4h 30m", "PT79H", "1.5 kW", "57 g/kWh", "1
// TiB", "87%". One table of spellings serves texts, keys with a unit ("runtime_hours") and options.
// No unit is guessed: a number without one, or with one that could mean two things, is refused with
// the accepted spellings.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "carbonest/diagnostic.hpp"
#include "carbonest/quantity.hpp"

namespace carbonest {

enum class Dimension : std::uint8_t { time, power, energy, mass, intensity, capacity, fraction };

/// A unit: number x times / per is the value in the dimension's base unit (h, W, kWh, kg, g/kWh,
/// GB, 1).
struct Unit {
  Dimension dimension;
  std::string_view name;      ///< as it is shown
  std::string_view suffix;    ///< of a key: "hours"; empty where no key has this unit
  std::string_view spelling;  ///< others that are taken, separated by spaces
  double times = 1, per = 1;

  double in_base(double number) const noexcept { return number * times / per; }
};
std::span<const Unit> units() noexcept;

std::string_view base_unit(Dimension) noexcept;  ///< "h"
std::string_view name_of(Dimension) noexcept;    ///< "time"
std::string accepted_units(Dimension);  ///< `"79h", "3d 4h 30m", "PT79H"; units s, min, h, d, y`
std::optional<double> parse_number(std::string_view text) noexcept;  ///< all of it, finite, -0 as 0

/// The value of `text` in the base unit; negative values are left to the caller's range.
/// Errors: missing-unit, unknown-unit, bad-quantity.
Result<double> parse_quantity(Dimension dimension, std::string_view text, Place place = {});

template <class T>
constexpr Dimension k_dimension_of = Dimension::fraction;
template <>
inline constexpr Dimension k_dimension_of<Hours> = Dimension::time;
template <>
inline constexpr Dimension k_dimension_of<Power> = Dimension::power;
template <>
inline constexpr Dimension k_dimension_of<Energy> = Dimension::energy;
template <>
inline constexpr Dimension k_dimension_of<CarbonMass> = Dimension::mass;
template <>
inline constexpr Dimension k_dimension_of<Intensity> = Dimension::intensity;
template <>
inline constexpr Dimension k_dimension_of<Capacity> = Dimension::capacity;

constexpr void from_base(double value, Hours& out) noexcept { out = Hours{value}; }
constexpr void from_base(double value, Fraction& out) noexcept { out = fraction(value); }
constexpr void from_base(double value, double& out) noexcept { out = value; }
template <class D>
constexpr void from_base(double value, Quantity<D>& out) noexcept {
  out = in_base_unit<D>(value);
}

/// `read_quantity<Hours>("24h", {.option = "--slack"})`
template <class T>
Result<T> read_quantity(std::string_view text, Place place = {}) {
  const Result<double> value = parse_quantity(k_dimension_of<T>, text, place);
  if (!value) return value.error();
  T quantity;
  from_base(*value, quantity);
  return quantity;
}

}  // namespace carbonest
