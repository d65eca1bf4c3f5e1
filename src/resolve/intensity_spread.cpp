// SPDX-License-Identifier: Apache-2.0
#include "resolve/intensity_spread.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "resolve/defaults.hpp"

namespace carbonest {
namespace {

constexpr double k_z95 = 1.645;            // of 90 % ranges
constexpr double k_least_half_width = 10;  // g/kWh

struct LengthRow {
  double hours, log_sd;
};
constexpr std::array k_lengths{LengthRow{6, 0.35}, LengthRow{24, 0.30}, LengthRow{168, 0.22},
                               LengthRow{720, 0.18}, LengthRow{8760, 0.05}};
static_assert(std::ranges::is_sorted(k_lengths, {}, &LengthRow::hours));

// A clean grid is not known to a few per cent of next to nothing: its sources differ by grams.
double row_log_sd(const IntensityMatch& match) noexcept {
  const double row =
      default_row(match.small_system ? "intensity.small_system" : "intensity.table").log_sd;
  if (!(match.g_per_kwh > 0)) return row;  // every product with it is 0, however wide
  const double floor = std::log(match.g_per_kwh + k_least_half_width) - std::log(match.g_per_kwh);
  return std::max(row, floor / k_z95);
}

double shift_log_sd(const IntensityMatch& match) noexcept {
  if (!(match.g_per_kwh > 0)) return 0;
  return std::log1p(std::clamp(match.shift_g_per_kwh / match.g_per_kwh, 0.0, 1.0));
}

}  // namespace

double length_log_sd(Hours length) noexcept {
  const double hours = length.count();
  if (!(hours > k_lengths.front().hours)) return k_lengths.front().log_sd;
  if (hours >= k_lengths.back().hours) return k_lengths.back().log_sd;
  const auto* upper = std::ranges::upper_bound(k_lengths, hours, {}, &LengthRow::hours);
  const LengthRow& a = *(upper - 1);
  const LengthRow& b = *upper;
  const double t = std::log(hours / a.hours) / std::log(b.hours / a.hours);
  return a.log_sd + (b.log_sd - a.log_sd) * t;
}

double intensity_log_sd(const IntensityMatch& match, Hours length) noexcept {
  const double age = default_row("intensity.per_year").value * std::abs(match.years_away);
  return std::hypot(std::hypot(row_log_sd(match), length_log_sd(length)),
                    std::hypot(age, shift_log_sd(match)));
}

}  // namespace carbonest
