// SPDX-License-Identifier: Apache-2.0
#pragma once
// How well an annual average of a grid stands for the hours in which a job drew its power. Every
// result is a standard deviation of ln(intensity), finite for any finite question. Refuses nothing:
// what is out of range is taken at the nearest end of its table.

#include "carbonest/quantity.hpp"

namespace carbonest {

/// A value of the intensity table, and how far it is from what was asked for.
struct IntensityMatch {
  double g_per_kwh = 0;        ///< as used: with the basis shift in it
  double shift_g_per_kwh = 0;  ///< what was added to bring a direct value to the life-cycle basis
  double years_away = 0;       ///< between the data and the job; the sign does not matter
  bool small_system = false;   ///< a zone of low confidence or under 5 TWh a year
};

/// Spread of the mean over `length` around the mean of its year, measured on hourly series of seven
/// zones: 0.35 up to 6 h, 0.30 at 24 h, 0.22 at 168 h, 0.18 at 720 h, 0.05 from a year on. Linear
/// in ln(length) between them, because the weather's memory fades by the factor, not by the hour.
/// An unknown length is 0 h.
double length_log_sd(Hours length) noexcept;

/// Spread of a table value used for a job of this length. In quadrature: the row itself (0.06, or
/// 0.25 for a small system, and never so little that its 95 % point is less than 10 g/kWh above
/// it); the length; 0.10 for every year away; the basis shift taken whole as one standard
/// deviation: that far up lies value + shift.
double intensity_log_sd(const IntensityMatch& match, Hours length) noexcept;

}  // namespace carbonest
