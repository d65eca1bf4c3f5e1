// SPDX-License-Identifier: Apache-2.0
// Steps, gaps, fills, zones and units: what the reader makes of the rows of a file.
#include <string>
#include <vector>

#include <fmt/format.h>

#include "catch.hpp"
#include "plan_support.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

std::string hourly(std::string_view values) {
  std::string text = "time,intensity g/kWh\n";
  int hour = 0;
  while (!values.empty()) {
    const std::size_t end = std::min(values.find(' '), values.size());
    text += fmt::format("2024-05-{:02}T{:02}:00Z,{}\n", 1 + hour / 24, hour % 24,
                        values.substr(0, end));
    ++hour;
    values.remove_prefix(std::min(end + 1, values.size()));
  }
  return text;
}

SeriesOptions with_fill(Fill fill) {
  SeriesOptions options;
  options.fill = fill;
  return options;
}

std::vector<double> filled(std::string_view values, Fill fill) {
  const Result<Series> series = read(hourly(values), with_fill(fill));
  REQUIRE(series);
  return series->values;
}

}  // namespace

TEST_CASE(
    "the step is the most frequent difference, the smaller of equals; rows off the grid are "
    "dropped") {
  const auto series = read(
      "time,intensity g/kWh\n2024-05-01T00:00Z,1\n2024-05-01T01:00Z,2\n2024-05-01T02:00Z,3\n"
      "2024-05-01T02:20Z,99\n2024-05-01T03:00Z,4\n2024-05-01T05:00Z,6\n");
  REQUIRE(series);
  CHECK(series->step == hours{1});
  REQUIRE(series->size() == 6);
  CHECK(series->off_grid_rows == 1);
  CHECK(series->is_gap(4));
  CHECK(contains(codes(series->warnings), "off-grid-rows"));
  const auto last_off_grid = read(
      "time,intensity "
      "g/"
      "kWh\n2024-05-01T00:00Z,1\n2024-05-01T01:00Z,2\n2024-05-01T02:00Z,3\n2024-05-01T03:15Z,4\n");
  REQUIRE(last_off_grid);
  CHECK(last_off_grid->size() == 3);
}

TEST_CASE("gaps are filled only on request, and counted") {
  CHECK(std::isnan(filled("10  20", Fill::none)[1]));
  CHECK(filled("10   40", Fill::hold) == std::vector{10.0, 10.0, 10.0, 40.0});
  CHECK(filled("10   40", Fill::linear) == std::vector{10.0, 20.0, 30.0, 40.0});
  const auto series = read(hourly("10   40"), with_fill(Fill::linear));
  CHECK(share_of_slots(*series, k_slot_filled) == 0.5);
  std::string two_days = "7";
  for (int i = 1; i < 48; ++i) two_days += i == 30 ? " " : fmt::format(" {}", 100 + i);
  CHECK(filled(two_days, Fill::previous_day)[30] == 106);
  CHECK(std::isnan(filled(" 20", Fill::hold)[0]));
  CHECK(std::isnan(filled("10 20 ", Fill::linear).back()) == false);
}

TEST_CASE("what the user says fills in, and must not contradict") {
  SeriesOptions options;
  options.kind = IntensityKind::marginal;
  options.basis = Basis::direct;
  options.zone = "DE";
  const auto series = read(hourly("10 20"), options);
  REQUIRE(series);
  CHECK(series->kind == IntensityKind::marginal);
  CHECK(series->basis == Basis::direct);
  CHECK(series->zone == "DE");
  const std::string uk = R"({"data": [{"from": "2024-05-01T00:00Z", "to": "2024-05-01T00:30Z",
    "intensity": {"forecast": 140, "actual": 133}}]})";
  CHECK(errors_of(read(uk, options)) ==
        std::vector<std::string>{"series-option-conflict"});  // the UK's is average
  options.kind.reset();
  const auto other_zone = read(uk, options);
  REQUIRE(other_zone);
  CHECK(other_zone->zone == "GB");
  CHECK(contains(codes(other_zone->warnings), "series-assumption"));
}

TEST_CASE("units: stated, given, or told by the size of the values") {
  const std::string small = "time,intensity\n2024-05-01T00:00Z,0.25\n2024-05-01T01:00Z,0.5\n";
  const std::string large = "time,intensity\n2024-05-01T00:00Z,250000\n2024-05-01T01:00Z,500000\n";
  CHECK(errors_of(read(small)) == std::vector<std::string>{"suspicious-unit"});
  CHECK(errors_of(read(large)) == std::vector<std::string>{"suspicious-unit"});
  SeriesOptions options;
  options.unit = "kg/kWh";
  CHECK(read(small, options)->values == std::vector{250.0, 500.0});
  options.unit = "g/kWh";
  CHECK(read(small, options)->values == std::vector{0.25, 0.5});
  options.unit = "mg/kWh";
  CHECK(read(large, options)->values == std::vector{250.0, 500.0});
  options.unit = "furlong";
  CHECK(errors_of(read(small, options)) == std::vector<std::string>{"unknown-unit"});
  options.unit = "kg/kWh";
  CHECK(errors_of(read(hourly("1 2"), options)) ==
        std::vector<std::string>{"series-option-conflict"});
  const auto zeros = read("time,intensity\n2024-05-01T00:00Z,0\n2024-05-01T01:00Z,-0\n");
  REQUIRE(zeros);
  CHECK(zeros->values == std::vector{0.0, 0.0});
  CHECK_FALSE(std::signbit(zeros->values[1]));
  CHECK(errors_of(read(hourly("10 2500"))) == std::vector<std::string>{"intensity-out-of-range"});
  options.unit = "g/kWh";
  const auto given = read(hourly("10 2500"), options);
  REQUIRE(given);
  CHECK(contains(codes(given->warnings), "implausible-intensity"));
  CHECK(errors_of(read(hourly("10 1e300"), options)) ==
        std::vector<std::string>{"intensity-out-of-range"});
}

TEST_CASE("stamps without a zone are UTC unless something says otherwise") {
  const std::string naive = "time,intensity g/kWh\n2024-05-01 00:00,10\n2024-05-01 01:00,20\n";
  const auto utc = read(naive);
  REQUIRE(utc);
  CHECK(utc->start == at("2024-05-01T00:00:00Z"));
  CHECK(contains(codes(utc->warnings), "series-assumption"));
  SeriesOptions options;
  options.utc_offset = hours{2};
  const auto east = read(naive, options);
  REQUIRE(east);
  CHECK(east->start == at("2024-04-30T22:00:00Z"));
  CHECK(east->warnings.empty());
  const std::string said = "time (UTC),intensity g/kWh\n2024-05-01 00:00,10\n2024-05-01 01:00,20\n";
  CHECK(read(said)->warnings.empty());
  CHECK(errors_of(read(said, options)) == std::vector<std::string>{"series-option-conflict"});
}

TEST_CASE("local time is refused where it shows") {
  CHECK(errors_of(read("local time,intensity g/kWh\n2024-05-01 00:00,10\n2024-05-01 01:00,20\n")) ==
        std::vector<std::string>{"naive-local-time"});
  CHECK(errors_of(read("time,intensity g/kWh\n2024-05-01 00:00Z,10\n2024-05-01 01:00,20\n")) ==
        std::vector<std::string>{"naive-local-time"});
  // The night of 27 October 2024, when clocks in Europe went back.
  CHECK(errors_of(read("time,intensity g/kWh\n2024-10-27 01:00,10\n2024-10-27 02:00,20\n"
                       "2024-10-27 02:00,30\n2024-10-27 03:00,40\n")) ==
        std::vector<std::string>{"duplicate-time-stamp", "naive-local-time"});
  SeriesOptions options;
  options.utc_offset = hours{1};
  CHECK(read("local time,intensity g/kWh\n2024-05-01 00:00,10\n2024-05-01 01:00,20\n", options));
}
