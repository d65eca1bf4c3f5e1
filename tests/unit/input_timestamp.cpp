// SPDX-License-Identifier: Apache-2.0
#include "input/timestamp.hpp"

#include <string>

#include "catch.hpp"

using namespace carbonest;

TEST_CASE("timestamps: RFC 3339 to UTC") {
  struct Row {
    const char* text;
    long long seconds;
  };
  for (const Row& row :
       {Row{"1970-01-01T00:00:00Z", 0}, Row{"2024-05-31T08:00:00Z", 1717142400},
        Row{"2024-05-31t08:00:00z", 1717142400}, Row{"2024-05-31 08:00:00Z", 1717142400},
        Row{"2024-05-31T10:00:00+02:00", 1717142400}, Row{"2024-05-31T02:30:00-05:30", 1717142400},
        Row{"2024-05-31T08:00:00.999Z", 1717142400}, Row{"2024-05-31T08:00:00-00:00", 1717142400},
        Row{"2024-02-29T00:00:00Z", 1709164800}, Row{"2016-12-31T23:59:60Z", 1483228800},
        Row{"2017-01-01T00:59:60+01:00", 1483228800}, Row{"0000-01-01T00:00:00Z", -62167219200},
        Row{"9999-12-31T23:59:59Z", 253402300799}}) {
    CAPTURE(row.text);
    const auto moment = parse_timestamp(row.text);
    REQUIRE(moment);
    CHECK(moment->time_since_epoch().count() == row.seconds);
  }
}

TEST_CASE("timestamps: what is no moment is refused, with the reason") {
  struct Row {
    const char *text, *reason;
  };
  for (const Row& row : {Row{"2024-05-31T08:00:00", "the zone is missing"},
                         Row{"2024-05-31", "the time of day is missing"},
                         Row{"2024-05-31T24:00:00Z", "no hour 24"},
                         Row{"2024-05-31T25:00:00Z", "no such time"},
                         Row{"2024-02-30T08:00:00Z", "no such day"},
                         Row{"2023-02-29T08:00:00Z", "no such day"},
                         Row{"2024-13-01T08:00:00Z", "no such day"},
                         Row{"2024-00-01T08:00:00Z", "no such day"},
                         Row{"2024-05-31T08:60:00Z", "no such time"},
                         Row{"2024-05-31T08:00:61Z", "no such time"},
                         Row{"2024-05-31T08:00:60Z", "no leap second"},
                         Row{"2024-03-31T23:59:60Z", "no leap second"},
                         Row{"24-05-31T08:00:00Z", "year needs 4 digits"},
                         Row{"2024-5-31T08:00:00Z", "month needs 2 digits"},
                         Row{"2024/05/31T08:00:00Z", "2024-05-31"},
                         Row{"2024-05-31T08:00Z", "08:30:00"},
                         Row{"2024-05-31T08:00:00+0200", "+02:00"},
                         Row{"2024-05-31T08:00:00+24:00", "no such zone"},
                         Row{"2024-05-31T08:00:00Zx", "something follows"},
                         Row{"2024-05-31T08:00:00.Z", "fraction"},
                         Row{"", "year"},
                         Row{"yesterday", "year"},
                         Row{"12024-05-31T08:00:00Z", "2024-05-31"},
                         Row{"-024-05-31T08:00:00Z", "year"}}) {
    CAPTURE(row.text);
    const auto moment = parse_timestamp(row.text, {5, nullptr});
    REQUIRE_FALSE(moment);
    const Diagnostic& d = moment.error().front();
    CHECK(d.code == "bad-time");
    CHECK(d.place.offset == 5);
    CHECK(d.message.find(row.reason) != std::string::npos);
  }
}

TEST_CASE("timestamps: a date alone is told of the year") {
  CHECK(parse_timestamp("2024-05-31").error().front().hint.find("`year`") != std::string::npos);
}
