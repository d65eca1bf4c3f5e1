// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>

#include "catch.hpp"
#include "resolve/intensity_spread.hpp"

namespace carbonest {
namespace {

constexpr Hours k_year{8760};

double range_factor(double log_sd) { return std::exp(1.645 * log_sd); }

TEST_CASE("the spread by length meets its table and its ends", "[intensity_spread]") {
  struct Row {
    double hours, log_sd;
  };
  for (const Row row : {Row{0, 0.35}, Row{1, 0.35}, Row{6, 0.35}, Row{24, 0.30}, Row{168, 0.22},
                        Row{720, 0.18}, Row{8760, 0.05}, Row{1e6, 0.05}, Row{-3, 0.35}}) {
    INFO(row.hours << " h");
    CHECK(length_log_sd(Hours{row.hours}) == Approx(row.log_sd).epsilon(1e-12));
  }
}

TEST_CASE("the spread by length is linear in the logarithm and never grows", "[intensity_spread]") {
  CHECK(length_log_sd(Hours{12}) == Approx(0.325).epsilon(1e-12));  // sqrt(6 x 24)
  CHECK(length_log_sd(Hours{std::sqrt(720.0 * 8760)}) == Approx(0.115).epsilon(1e-12));
  double before = 1;
  for (double hours = 0.1; hours < 2e4; hours *= 1.07) {
    const double now = length_log_sd(Hours{hours});
    CHECK(now <= before);
    CHECK(before - now < (before == 1 ? 1 : 0.011));  // no jump
    before = now;
  }
}

TEST_CASE("a row of zone and year over a whole year has its own spread and the year's",
          "[intensity_spread]") {
  CHECK(intensity_log_sd({.g_per_kwh = 400}, k_year) ==
        Approx(std::hypot(0.06, 0.05)).epsilon(1e-12));
  CHECK(intensity_log_sd({.g_per_kwh = 400, .small_system = true}, k_year) ==
        Approx(std::hypot(0.25, 0.05)).epsilon(1e-12));
}

TEST_CASE("a clean grid is known to 10 g/kWh at best", "[intensity_spread]") {
  for (const double g : {0.5, 5.0, 20.0, 56.0, 90.0}) {
    const double total = intensity_log_sd({.g_per_kwh = g}, k_year);
    const double row = std::sqrt(total * total - 0.05 * 0.05);
    INFO(g);
    CHECK(g * range_factor(row) - g == Approx(10).epsilon(1e-9));
  }
  const double dirty = intensity_log_sd({.g_per_kwh = 500}, k_year);
  CHECK(500 * range_factor(dirty) - 500 > 10);
}

TEST_CASE("age and basis shift add in quadrature", "[intensity_spread]") {
  const double base = intensity_log_sd({.g_per_kwh = 300}, Hours{24});
  const double aged = intensity_log_sd({.g_per_kwh = 300, .years_away = 3}, Hours{24});
  CHECK(aged * aged - base * base == Approx(0.09).epsilon(1e-9));
  CHECK(intensity_log_sd({.g_per_kwh = 300, .years_away = -3}, Hours{24}) == aged);
  const double shifted = intensity_log_sd({.g_per_kwh = 300, .shift_g_per_kwh = 30}, Hours{24});
  CHECK(300 * std::exp(std::sqrt(shifted * shifted - base * base)) == Approx(330).epsilon(1e-9));
}

TEST_CASE("any question has a finite answer", "[intensity_spread]") {
  for (const double g : {0.0, std::numeric_limits<double>::denorm_min(), 1e-300, 1e-3, 1e9})
    for (const double shift : {0.0, 30.0, 1e9})
      for (const double hours : {0.0, 1e-9, 1e12}) {
        const double s = intensity_log_sd(
            {.g_per_kwh = g, .shift_g_per_kwh = shift, .years_away = 40}, Hours{hours});
        CHECK(std::isfinite(s));
        CHECK(s >= 0);
      }
}

}  // namespace
}  // namespace carbonest
