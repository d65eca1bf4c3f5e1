// SPDX-License-Identifier: Apache-2.0
#pragma once
// The three quantities that a limit can be: mass of CO2e, energy, percent. A number with its unit,
// nothing else; refused text is answered with what is accepted.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "carbonest/budget.hpp"
#include "carbonest/quantity.hpp"

namespace carbonest {

enum class LimitDimension : std::uint8_t { mass, energy, percent };

/// Why a text is no quantity.
struct QuantityRefusal {
  std::string_view code;  ///< bad-quantity, missing-unit, unknown-unit, out-of-range
  std::string message, hint;
};

/// In kg, kWh or percent; `allowed` says which of them may be. Empty on refusal.
struct LimitQuantity {
  LimitDimension dimension = LimitDimension::mass;
  double value = 0;
};
struct QuantityOutcome {
  std::optional<LimitQuantity> quantity;
  QuantityRefusal refusal;
};
QuantityOutcome read_limit_quantity(std::string_view text, std::span<const LimitDimension> allowed);

/// Units by dimension, with the suffix of a key that they are. A number times `multiply`, or
/// through `divide` where the unit is smaller, is in kg, kWh or percent.
struct LimitUnit {
  LimitDimension dimension;
  std::string_view unit;
  std::string_view suffix;  ///< "_kg"; empty where no key has it
  double multiply, divide;
};
std::span<const LimitUnit> limit_units() noexcept;

/// A number whose unit stands in the key: `max_co2e_kg`.
QuantityOutcome read_limit_number(double number, const LimitUnit& unit);

}  // namespace carbonest
