// SPDX-License-Identifier: Apache-2.0
#include "gate/quantity_text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "catalog/names.hpp"

namespace carbonest {
namespace {

constexpr LimitUnit k_units[]{
    {LimitDimension::mass, "mg", "", 1, 1e6},      {LimitDimension::mass, "g", "_g", 1, 1e3},
    {LimitDimension::mass, "kg", "_kg", 1, 1},     {LimitDimension::mass, "t", "_t", 1e3, 1},
    {LimitDimension::energy, "J", "_j", 1, 3.6e6}, {LimitDimension::energy, "Wh", "_wh", 1, 1e3},
    {LimitDimension::energy, "kWh", "_kwh", 1, 1}, {LimitDimension::energy, "MWh", "_mwh", 1e3, 1},
    {LimitDimension::energy, "GWh", "", 1e6, 1},   {LimitDimension::percent, "%", "_percent", 1, 1},
};
// Beyond what all of humanity emits or draws in a century: sums of such limits stay finite.
constexpr double k_largest = 1e15;
constexpr std::string_view k_gas_names[]{"CO2eq", "CO2e"};

std::string accepted(std::span<const LimitDimension> allowed) {
  std::string words;
  for (const LimitUnit& unit : k_units)
    if (std::ranges::find(allowed, unit.dimension) != allowed.end())
      words.append(words.empty() ? "" : ", ").append(unit.unit);
  return words;
}

std::string_view example(LimitDimension dimension) noexcept {
  switch (dimension) {
    case LimitDimension::mass:
      return "10 kg";
    case LimitDimension::energy:
      return "50 kWh";
    case LimitDimension::percent:
      break;
  }
  return "5 %";
}

std::string hint_for(std::span<const LimitDimension> allowed) {
  return fmt::format("write it with its unit, such as \"{}\"; units: {}", example(allowed.front()),
                     accepted(allowed));
}

std::string_view without_gas(std::string_view unit) {
  for (const std::string_view gas : k_gas_names)
    if (unit.size() > gas.size() && unit.ends_with(gas))
      return trimmed(unit.substr(0, unit.size() - gas.size()));
  return unit;
}

double scaled(double number, const LimitUnit& unit) noexcept {
  return number * unit.multiply / unit.divide;
}

QuantityOutcome refuse(std::string_view code, std::string message, std::string hint) {
  return {std::nullopt, {code, std::move(message), std::move(hint)}};
}

QuantityOutcome checked(double value, LimitDimension dimension) {
  if (value < 0) return refuse("out-of-range", "is below zero", "a limit is zero or more");
  if (!std::isfinite(value) || value > k_largest)
    return refuse("out-of-range", "is too large for a limit", {});
  return {LimitQuantity{dimension, value + 0.0}, {}};
}

}  // namespace

std::span<const LimitUnit> limit_units() noexcept { return k_units; }

QuantityOutcome read_limit_quantity(std::string_view text,
                                    std::span<const LimitDimension> allowed) {
  text = trimmed(text);
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error == std::errc::result_out_of_range)
    return refuse("out-of-range", "is too large for a limit", {});
  if (error != std::errc{} || !std::isfinite(number))
    return refuse("bad-quantity", text.empty() ? "is empty" : "does not start with a number",
                  hint_for(allowed));
  const std::string_view name =
      without_gas(trimmed(std::string_view(rest, static_cast<std::size_t>(end - rest))));
  if (name.empty()) return refuse("missing-unit", "has no unit", hint_for(allowed));
  for (const LimitUnit& unit : k_units)
    if (unit.unit == name && std::ranges::find(allowed, unit.dimension) != allowed.end())
      return checked(scaled(number, unit), unit.dimension);
  return refuse("unknown-unit", fmt::format("has the unit \"{}\", which does not fit here", name),
                hint_for(allowed));
}

QuantityOutcome read_limit_number(double number, const LimitUnit& unit) {
  return checked(scaled(number, unit), unit.dimension);
}

}  // namespace carbonest
