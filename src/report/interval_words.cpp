// SPDX-License-Identifier: Apache-2.0
#include "report/interval_words.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "report/escape.hpp"
#include "report/number.hpp"

namespace carbonest {
namespace {

struct Unit {
  std::string_view name;
  double factor;  // of kg or kWh
};
constexpr std::array k_units{Unit{"mg", 1e-6},  Unit{"g", 1e-3},  Unit{"kg", 1},
                             Unit{"t", 1e3},    Unit{"kt", 1e6},  Unit{"Mt", 1e9},
                             Unit{"mWh", 1e-6}, Unit{"Wh", 1e-3}, Unit{"kWh", 1},
                             Unit{"MWh", 1e3},  Unit{"GWh", 1e6}, Unit{"TWh", 1e9}};

double rounded(double value, int digits) {
  if (!(value > 0)) return 0;
  const double unit = std::pow(10.0, std::floor(std::log10(value)) + 1 - digits);
  return unit > 0 && std::isfinite(unit) ? std::round(value / unit) * unit : value;
}

// Digits after the point that show `digits` significant ones.
int decimals(double value, int digits) {
  if (!(value > 0)) return 0;
  return std::max(0, digits - 1 - static_cast<int>(std::floor(std::log10(value))));
}

// Both ends to the decimals of the upper one, unless that would leave nothing of the lower.
std::string between(double low, double high, int digits) {
  low = rounded(low, digits);
  high = rounded(high, digits);
  const int places = decimals(high, digits);
  if (low == high) return fmt::format("{:.{}f}", high, places);
  constexpr int k_most_decimals = 12;  // beyond, the lower end is 0 beside the upper one
  const int more = std::min(std::max(places, decimals(low, 1)), k_most_decimals);
  return fmt::format("{:.{}f}-{:.{}f}", low, more, high, places);
}

template <class Quantity>
std::string in_unit_of(Quantity central, const Spread& spread) {
  std::string text = human(central);
  const std::string_view name = std::string_view(text).substr(text.rfind(' ') + 1);
  const auto* unit = std::ranges::find(k_units, name, &Unit::name);
  if (spread.high <= 0 || unit == k_units.end()) return text;
  return fmt::format("{} {}",
                     between(spread.low / unit->factor, spread.high / unit->factor,
                             supported_digits(spread.log_sd)),
                     name);
}

const Input& input_of(const TornadoRow& row, std::span<const Estimated> jobs) {
  return jobs[row.job].job->inputs[row.index];
}

}  // namespace

int supported_digits(double log_sd) noexcept { return log_sd > 0.1 ? 2 : 3; }

std::string factor_words(double factor) {
  constexpr double k_close_to_one = 1.095;
  return fmt::format("x/\u00f7 {}", human_number(factor, {factor < k_close_to_one ? 3 : 2, true}));
}

std::string interval_words(CarbonMass central, const Spread& kg) { return in_unit_of(central, kg); }
std::string interval_words(Energy central, const Spread& kwh) { return in_unit_of(central, kwh); }

std::string remedy_words(const Remedy& remedy) {
  return fmt::format("What would help most: {} (`{}`), x/\u00f7 {} -> {}",
                     remedy.measurement->words, remedy.measurement->give,
                     human_number(remedy.from_factor), human_number(remedy.to_factor));
}

void add_tornado(Page& page, std::span<const TornadoRow> rows, std::span<const Estimated> jobs) {
  double kg = 0;
  for (const Estimated& one : jobs) kg += in_kilograms(one.estimate->total);
  for (const TornadoRow& row : rows) {
    const Spread range{row.low_kg, row.high_kg,
                       std::log(row.high_kg / row.low_kg) / (2 * k_interval_z)};
    page.bar("  " + escape_terminal(input_of(row, jobs).name), interval_words(kilograms(kg), range),
             human_percent(row.variance_share), row.variance_share);
  }
}

}  // namespace carbonest
