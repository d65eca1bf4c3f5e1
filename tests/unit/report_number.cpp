// SPDX-License-Identifier: Apache-2.0
#include "report/number.hpp"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <stdexcept>

#include "catch.hpp"

using namespace carbonest;

TEST_CASE("a JSON number is the shortest text that reads back as the same double") {
  CHECK(json_number(0.1) == "0.1");
  CHECK(json_number(1) == "1");
  CHECK(json_number(-0.0) == "0");
  CHECK(json_number(0.1 + 0.2) == "0.30000000000000004");
  std::mt19937_64 random(1);
  int checked = 0;
  while (checked < 2000) {
    const auto value = std::bit_cast<double>(static_cast<std::uint64_t>(random()));
    if (!std::isfinite(value)) continue;
    ++checked;
    const std::string text = json_number(value);
    double back = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), back);
    REQUIRE(error == std::errc{});
    REQUIRE(end == text.data() + text.size());
    REQUIRE(back == value);
    REQUIRE(plain_number(text) == value);
  }
}

TEST_CASE("a number that is not finite is refused by every formatter") {
  for (const double bad :
       {std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(),
        std::numeric_limits<double>::quiet_NaN()}) {
    CHECK_THROWS_AS(json_number(bad), std::logic_error);
    CHECK_THROWS_AS(human_number(bad), std::logic_error);
    CHECK_THROWS_AS(trimmed_number(bad), std::logic_error);
    CHECK_THROWS_AS(human_percent(bad), std::logic_error);
    CHECK_THROWS_AS(human(kilograms(bad)), std::logic_error);
    CHECK_THROWS_AS(with_unit(bad, "W"), std::logic_error);
  }
}

TEST_CASE("people get significant digits") {
  struct Row {
    double value;
    const char* text;
  };
  for (const Row row : {Row{0, "0"},
                        {-0.0, "0"},
                        {1, "1.00"},
                        {97.34, "97.3"},
                        {9.996, "10.0"},
                        {999.6, "1000"},
                        {123456, "123456"},
                        {0.0061234, "0.00612"},
                        {-1.5, "-1.50"},
                        {1e-7, "1.00e-07"},
                        {1e20, "1.00e+20"}}) {
    CAPTURE(row.value);
    CHECK(human_number(row.value) == row.text);
  }
  CHECK(trimmed_number(1.1) == "1.1");
  CHECK(trimmed_number(1.10000001) == "1.1");
  CHECK(trimmed_number(100) == "100");
  CHECK(trimmed_number(1.5e-9) == "1.5e-09");
}

TEST_CASE("the prefix follows the rounded number") {
  CHECK(human(kilograms(0.9994)) == "999 g");
  CHECK(human(kilograms(0.9996)) == "1.00 kg");
  CHECK(human(kilograms(1234)) == "1.23 t");
  CHECK(human(kilograms(0)) == "0 kg");
  CHECK(human(kilowatt_hours(0)) == "0 kWh");
  CHECK(human(kilowatt_hours(1.287e6)) == "1.29 GWh");
  CHECK(human(kilowatt_hours(0.0005)) == "500 mWh");
  CHECK(human(watts(0)) == "0 W");
  CHECK(human(watts(3200)) == "3.20 kW");
  CHECK(human(grams_per_kwh(57)) == "57 g/kWh");
  CHECK(human(Hours{79}) == "79 h");
  CHECK(human(kilowatt_hours(32.5), k_traceable) == "32.5 kWh");
  CHECK(human(kilowatt_hours(1234.5678), k_traceable) == "1.23457 MWh");
  CHECK(human(kilograms(1e-20)) == "1.00e-14 mg");
  CHECK(human(kilograms(1e13)) == "10000 Mt");
}

TEST_CASE("shares and units") {
  CHECK(human_percent(0) == "0 %");
  CHECK(human_percent(0.004) == "< 1 %");
  CHECK(human_percent(0.673) == "67 %");
  CHECK(human_percent(1) == "100 %");
  CHECK(with_unit(1.1, "1") == "1.1");
  CHECK(with_unit(0.3725, "W/GB") == "0.3725 W/GB");
}

TEST_CASE("only what JSON would write is a plain number") {
  for (const char* good : {"0", "-1.5", "2e3", "0.25", "1E-5"})
    CHECK(plain_number(good).has_value());
  for (const char* bad :
       {"", "-", "007", "+1", "nan", "inf", "1.", ".5", "1e999", "0x10", "1 ", " 1", "1,5", "12a"})
    CHECK_FALSE(plain_number(bad).has_value());
}
