// SPDX-License-Identifier: Apache-2.0
#include "report/number.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <span>
#include <stdexcept>

#include <fmt/format.h>

namespace carbonest {
namespace {

struct Scale {
  double factor;  // of the base unit
  std::string_view unit;
};
constexpr Scale k_masses[]{{1e-6, "mg"}, {1e-3, "g"}, {1, "kg"},
                           {1e3, "t"},   {1e6, "kt"}, {1e9, "Mt"}};
constexpr Scale k_energies[]{{1e-6, "mWh"}, {1e-3, "Wh"}, {1, "kWh"},
                             {1e3, "MWh"},  {1e6, "GWh"}, {1e9, "TWh"}};
constexpr Scale k_powers[]{{1e-3, "mW"}, {1, "W"}, {1e3, "kW"}, {1e6, "MW"}, {1e9, "GW"}};

// Outside of these powers of ten a plain decimal has more zeros than a reader can count.
constexpr int k_smallest_exponent = -5;
constexpr int k_largest_exponent = 14;

double checked(double value) {
  if (!std::isfinite(value)) throw std::logic_error("a number to be printed is not finite");
  return value == 0 ? 0.0 : value;  // -0 prints as 0
}

// The power of ten after rounding to `digits`: 9.996 with three digits is 10.0.
int decimal_exponent(double value, int digits) {
  const std::string text = fmt::format("{:.{}e}", value, digits - 1);
  const std::size_t e = text.find('e');
  int exponent = 0;
  const char* first = text.data() + e + (text[e + 1] == '+' ? 2 : 1);
  std::from_chars(first, text.data() + text.size(), exponent);
  return exponent;
}

void strip_zeros(std::string& text) {
  const std::size_t e = text.find('e');
  std::string tail = e == std::string::npos ? std::string{} : text.substr(e);
  text.resize(std::min(e, text.size()));
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  text += tail;
}

const Scale& scale_for(double value, std::span<const Scale> scales, Precision precision) {
  checked(value);
  const double unrounded_one = 1 - 0.5 * std::pow(10.0, -precision.digits);  // rounds up to 1
  const Scale* chosen = &scales.front();
  for (const Scale& scale : scales)
    if (value == 0 ? scale.factor == 1 : std::abs(value) / scale.factor >= unrounded_one)
      chosen = &scale;
  return *chosen;
}

std::string scaled(double value, std::span<const Scale> scales, Precision precision) {
  const Scale& scale = scale_for(value, scales, precision);
  return fmt::format("{} {}", human_number(value / scale.factor, precision), scale.unit);
}

ColumnUnit column_unit(double largest, std::span<const Scale> scales) {
  const Scale& scale = scale_for(largest, scales, k_estimated);
  return {scale.factor, scale.unit};
}

}  // namespace

std::string json_number(double value) { return fmt::format("{}", checked(value)); }

std::string human_number(double value, Precision precision) {
  value = checked(value);
  if (value == 0) return "0";
  const int exponent = decimal_exponent(value, precision.digits);
  const bool plain = exponent >= k_smallest_exponent && exponent <= k_largest_exponent;
  std::string text =
      plain ? fmt::format("{:.{}f}", value, std::max(0, precision.digits - 1 - exponent))
            : fmt::format("{:.{}e}", value, precision.digits - 1);
  if (!precision.keep_zeros) strip_zeros(text);
  return text;
}

std::string trimmed_number(double value, int digits) {
  return human_number(value, {digits, false});
}

std::string human(CarbonMass mass, Precision precision) {
  return scaled(in_kilograms(mass), k_masses, precision);
}
std::string human(Energy energy, Precision precision) {
  return scaled(in_kilowatt_hours(energy), k_energies, precision);
}
std::string human(Power power, Precision precision) {
  return scaled(in_watts(power), k_powers, precision);
}
std::string human(Intensity intensity, Precision precision) {
  return fmt::format("{} g/kWh", trimmed_number(in_grams_per_kwh(intensity), precision.digits));
}
std::string human(Hours hours, Precision precision) {
  return fmt::format("{} h", trimmed_number(hours.count(), precision.digits));
}

ColumnUnit unit_for(CarbonMass largest) { return column_unit(in_kilograms(largest), k_masses); }
ColumnUnit unit_for(Energy largest) { return column_unit(in_kilowatt_hours(largest), k_energies); }

std::string human_percent(double share) {
  checked(share);
  if (share > 0 && share < 0.005) return "< 1 %";
  return fmt::format("{:.0f} %", share * 100);
}

std::string with_unit(double value, std::string_view unit) {
  std::string text = trimmed_number(value);
  if (!unit.empty() && unit != "1") text.append(" ").append(unit);
  return text;
}

std::optional<double> plain_number(std::string_view text) noexcept {
  const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (digits.empty() || !is_digit(digits[0]) || !is_digit(digits.back())) return std::nullopt;
  if (digits.size() > 1 && digits[0] == '0' && is_digit(digits[1])) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

}  // namespace carbonest
