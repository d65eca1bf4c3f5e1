// SPDX-License-Identifier: Apache-2.0
#include "series/time_stamp.hpp"

#include <string>

#include "catch.hpp"
#include "plan_support.hpp"

using namespace carbonest;
using namespace carbonest::test;
using series_text::parse_market_time_unit;
using series_text::parse_offset;
using series_text::parse_slot_length;
using series_text::parse_stamp;

TEST_CASE("time stamps with one meaning are read") {
  struct Row {
    const char* text;
    const char* time;
    bool zoned;
  };
  for (const Row row : {Row{"2024-05-01T00:00:00Z", "2024-05-01T00:00:00Z", true},
                        {"2024-05-01T00:00Z", "2024-05-01T00:00:00Z", true},
                        {"2024-05-01 02:00:00+02:00", "2024-05-01T00:00:00Z", true},
                        {"2024-05-01T02:00:00+0200", "2024-05-01T00:00:00Z", true},
                        {"2024-05-01T05:30+05:30", "2024-05-01T00:00:00Z", true},
                        {"2024-04-30T20:00:00-04:00", "2024-05-01T00:00:00Z", true},
                        {"2024-05-01T00:00:00.000Z", "2024-05-01T00:00:00Z", true},
                        {"2024-05-01 00:00:00 UTC", "2024-05-01T00:00:00Z", true},
                        {"2024-05-01 00:00:00", "2024-05-01T00:00:00Z", false},
                        {"2024-05-01T00:00", "2024-05-01T00:00:00Z", false},
                        {"2024-05-01", "2024-05-01T00:00:00Z", false},
                        {"2024-02-29 23:59:59", "2024-02-29T23:59:59Z", false},
                        {"1714521600", "2024-05-01T00:00:00Z", true},
                        {"1714521600000", "2024-05-01T00:00:00Z", true}}) {
    INFO(row.text);
    const auto stamp = parse_stamp(row.text);
    REQUIRE(stamp);
    CHECK(iso_time(stamp->time) == row.time);
    CHECK(stamp->zoned == row.zoned);
  }
}

TEST_CASE("time stamps that are none, or could be two, are not") {
  for (const char* text : {"",
                           "2024",
                           "2024-05",
                           "2024-13-01",
                           "2023-02-29",
                           "2024-05-01T24:00:00Z",
                           "2024-05-01T23:59:60Z",
                           "2024-05-01T00:60Z",
                           "2024-05-01T00:00:00.5Z",
                           "01/02/2024 00:00",
                           "2024-05-01T00",
                           "2024-05-01 00:00:00 CET",
                           "2024-05-01T00:00:00+25:00",
                           "20240501",
                           "2024-05-01T00:00:00Zx",
                           "1899-12-31",
                           "2200-01-01",
                           "0000-01-01",
                           "9999-12-31",
                           "2024-05-01X00:00",
                           "-2024-05-01",
                           "12",
                           "99999999999999999999",
                           "2024-5-1"}) {
    INFO(text);
    CHECK_FALSE(parse_stamp(text));
  }
}

TEST_CASE("market time units are read day first") {
  const auto plain = parse_market_time_unit("02.01.2024 00:00 - 02.01.2024 01:00");
  REQUIRE(plain);
  CHECK(iso_time(plain->time) == "2024-01-02T00:00:00Z");
  CHECK_FALSE(plain->zoned);
  const auto utc = parse_market_time_unit("02/01/2024 00:15:00 - 02/01/2024 00:30:00 (UTC)");
  REQUIRE(utc);
  CHECK(iso_time(utc->time) == "2024-01-02T00:15:00Z");
  CHECK(utc->zoned);
  CHECK_FALSE(parse_market_time_unit("2024-01-02 00:00"));
  CHECK_FALSE(parse_market_time_unit("32.01.2024 00:00 - x"));
}

TEST_CASE("offsets and lengths of slots") {
  CHECK(parse_offset("Z") == seconds{0});
  CHECK(parse_offset("+01:00") == hours{1});
  CHECK(parse_offset("-0330") == -minutes{210});
  CHECK(parse_offset("+1") == hours{1});
  CHECK_FALSE(parse_offset("Europe/Berlin"));
  CHECK_FALSE(parse_offset("01:00"));
  CHECK(parse_slot_length("01:00:00") == hours{1});
  CHECK(parse_slot_length("00:05:00") == minutes{5});
  CHECK(parse_slot_length("1.00:00:00") == hours{24});
  CHECK(parse_slot_length("30") == minutes{30});
  CHECK(parse_slot_length("PT30M") == minutes{30});
  CHECK_FALSE(parse_slot_length("soon"));
}

TEST_CASE("a point in time given by the user needs a zone") {
  CHECK(read_moment("2024-05-01T10:00+02:00", "--earliest").value() == at("2024-05-01T08:00:00Z"));
  CHECK(errors_of(read_moment("2024-05-01T10:00", "--earliest")) ==
        std::vector<std::string>{"naive-local-time"});
  CHECK(errors_of(read_moment("tomorrow", "--earliest")) ==
        std::vector<std::string>{"bad-time-stamp"});
  CHECK(read_moment("tomorrow", "--earliest").error().front().place.option ==
        std::string("--earliest"));
  CHECK(errors_of(read_utc_offset("Europe/Berlin", "--time-zone")) ==
        std::vector<std::string>{"bad-time-zone"});
}

TEST_CASE("times are printed to the second, or as fine as they are") {
  CHECK(iso_time(at("2024-02-29T23:59:59Z")) == "2024-02-29T23:59:59Z");
  CHECK(iso_time(at("2024-01-01T00:00:00Z") + std::chrono::milliseconds{250}) ==
        "2024-01-01T00:00:00.25Z");
  CHECK(iso_time(at("1969-12-31T23:00:00Z")) == "1969-12-31T23:00:00Z");
  CHECK(to_time_span(Hours{25.05}) == minutes{1503});
  CHECK(to_hours(minutes{90}) == Hours{1.5});
  CHECK(to_time_span(Hours{1e300}) == TimeSpan::max());
}
