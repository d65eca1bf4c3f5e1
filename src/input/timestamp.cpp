// SPDX-License-Identifier: Apache-2.0
#include "input/timestamp.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "input/words.hpp"

namespace carbonest {
namespace {

using std::chrono::sys_seconds;

// Takes the text apart from left to right; the first thing that does not fit is kept as the reason.
class TimeScan {
 public:
  explicit TimeScan(std::string_view text) : rest_{text} {}

  int number(std::size_t digits, std::string_view what) {
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      if (i >= rest_.size() || rest_[i] < '0' || rest_[i] > '9') {
        fail(fmt::format("{} needs {} digits", what, digits));
        return 0;
      }
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(digits);
    return value;
  }
  bool take(std::string_view any_of) noexcept {
    if (rest_.empty() || any_of.find(rest_.front()) == any_of.npos) return false;
    taken_ = rest_.front();
    rest_.remove_prefix(1);
    return true;
  }
  void expect(std::string_view any_of, std::string_view what) {
    if (!take(any_of)) fail(std::string(what));
  }
  void skip_digits() noexcept {
    rest_.remove_prefix(std::min(rest_.find_first_not_of("0123456789"), rest_.size()));
  }
  void require(bool holds, std::string_view reason) {
    if (!holds) fail(std::string(reason));
  }
  void fail(std::string reason) {
    if (reason_.empty()) reason_ = std::move(reason);
  }
  char taken() const noexcept { return taken_; }
  bool finished() const noexcept { return rest_.empty(); }
  bool sound() const noexcept { return reason_.empty(); }
  const std::string& reason() const noexcept { return reason_; }

 private:
  std::string_view rest_;
  std::string reason_;
  char taken_ = 0;
};

std::chrono::sys_days read_date(TimeScan& scan) {
  const int year = scan.number(4, "the year");
  scan.expect("-", "a date is written 2024-05-31");
  const int month = scan.number(2, "the month");
  scan.expect("-", "a date is written 2024-05-31");
  const int day = scan.number(2, "the day");
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  scan.require(date.ok(), "there is no such day");
  return scan.sound() ? std::chrono::sys_days{date} : std::chrono::sys_days{};
}

struct Clock {
  std::chrono::seconds of_day{};
  bool leap_second = false;
};

Clock read_clock(TimeScan& scan) {
  const int hour = scan.number(2, "the hour");
  scan.expect(":", "a time is written 08:30:00");
  const int minute = scan.number(2, "the minute");
  scan.expect(":", "a time is written 08:30:00");
  const int second = scan.number(2, "the second");
  if (scan.take(".")) {
    scan.number(1, "the fraction of the second");
    scan.skip_digits();
  }
  scan.require(hour != 24, "there is no hour 24: write 00:00:00 of the next day");
  scan.require(hour < 24 && minute < 60 && second <= 60, "there is no such time of day");
  return {std::chrono::hours{hour} + std::chrono::minutes{minute} + std::chrono::seconds{second},
          second == 60};
}

std::chrono::seconds read_zone(TimeScan& scan) {
  if (scan.take("Zz")) return {};
  scan.expect("+-", "the zone is missing: end with Z, or with an offset such as +02:00");
  const bool west = scan.taken() == '-';
  const int hours = scan.number(2, "the zone");
  scan.expect(":", "an offset is written +02:00");
  const int minutes = scan.number(2, "the zone");
  scan.require(hours < 24 && minutes < 60, "there is no such zone");
  const std::chrono::seconds offset = std::chrono::hours{hours} + std::chrono::minutes{minutes};
  return west ? -offset : offset;
}

// Leap seconds are inserted at the end of June and December, UTC.
bool may_be_leap_second(sys_seconds after) {
  const auto day = std::chrono::floor<std::chrono::days>(after);
  const std::chrono::year_month_day date{day};
  const bool first_of_half =
      date.day() == std::chrono::day{1} &&
      (date.month() == std::chrono::January || date.month() == std::chrono::July);
  return first_of_half && after == day;
}

}  // namespace

Result<sys_seconds> parse_timestamp(std::string_view text, Place place) {
  TimeScan scan(text);
  const std::chrono::sys_days date = read_date(scan);
  const bool date_only = scan.sound() && scan.finished();
  scan.expect("Tt ", "the time of day is missing");
  const Clock clock = read_clock(scan);
  const std::chrono::seconds offset = read_zone(scan);
  scan.require(scan.finished(), "something follows the zone");
  const sys_seconds utc = sys_seconds{date} + clock.of_day - offset;
  scan.require(!clock.leap_second || may_be_leap_second(utc),
               "there is no leap second at that time");
  if (scan.sound()) return utc;
  return diagnostic("bad-time", place, fmt::format("{}: {}", in_quotes(text), scan.reason()),
                    date_only ? "write 2024-05-31T08:00:00Z, or give `year` instead"
                              : "write 2024-05-31T08:00:00Z or 2024-05-31T08:00:00+02:00");
}

}  // namespace carbonest
