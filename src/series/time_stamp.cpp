// SPDX-License-Identifier: Apache-2.0
#include "series/time_stamp.hpp"

#include <charconv>
#include <cstdint>
#include <system_error>

#include <fmt/format.h>

#include "carbonest/series.hpp"
#include "series/limits.hpp"

namespace carbonest::series_text {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes a text apart from the left.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_{text} {}

  bool done() const { return text_.empty(); }
  std::string_view rest() const { return text_; }
  char peek() const { return text_.empty() ? '\0' : text_.front(); }
  bool take(char c) {
    if (peek() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool take(std::string_view word) {
    if (!text_.starts_with(word)) return false;
    text_.remove_prefix(word.size());
    return true;
  }
  void skip_spaces() {
    while (peek() == ' ') text_.remove_prefix(1);
  }
  /// Exactly so many digits.
  template <std::size_t Count>
  std::optional<int> digits() {
    if (text_.size() < Count) return std::nullopt;
    int value = 0;
    bool sound = true;
    for (std::size_t i = 0; i < Count; ++i) {
      sound = sound && is_digit(text_[i]);
      value = value * 10 + (text_[i] - '0');
    }
    if (!sound) return std::nullopt;
    text_.remove_prefix(Count);
    return value;
  }

 private:
  std::string_view text_;
};

std::optional<sys_seconds> date_of(int year, int month, int day) {
  using namespace std::chrono;
  if (year < series_limits::k_first_year || year > series_limits::k_last_year) return std::nullopt;
  const year_month_day date{std::chrono::year{year},
                            std::chrono::month{static_cast<unsigned>(month)},
                            std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  return sys_seconds{sys_days{date}};
}

// A fraction of a second would put the stamp off every grid; zeros are common and harmless.
bool skip_zero_fraction(Scanner& in) {
  if (!in.take('.')) return true;
  if (in.peek() != '0') return false;
  while (in.take('0')) {
  }
  return !is_digit(in.peek());
}

/// "HH:MM[:SS[.000]]", behind a date.
std::optional<seconds> time_of_day(Scanner& in) {
  const auto hour = in.digits<2>();
  if (!hour || *hour > 23 || !in.take(':')) return std::nullopt;
  const auto minute = in.digits<2>();
  if (!minute || *minute > 59) return std::nullopt;
  int second = 0;
  if (in.take(':')) {
    const auto given = in.digits<2>();
    if (!given || *given > 59 || !skip_zero_fraction(in)) return std::nullopt;
    second = *given;
  }
  return seconds{*hour * 3600 + *minute * 60 + second};
}

/// The zone, or nothing, up to the end of the text.
std::optional<Stamp> with_zone(sys_seconds local, Scanner& in) {
  in.skip_spaces();
  if (in.done()) return Stamp{local, false};
  const auto offset = parse_offset(in.rest());
  if (!offset) return std::nullopt;
  return Stamp{local - *offset, true};
}

std::optional<Stamp> parse_epoch(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if (text.size() >= 12 && value % 1000 == 0) value /= 1000;
  constexpr std::int64_t k_first = 100'000'000, k_last = 7'000'000'000;  // 1973 to 2191
  if (value < k_first || value > k_last) return std::nullopt;
  return Stamp{sys_seconds{seconds{value}}, true};
}

std::optional<int> small_number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0 || value > 1'000'000)
    return std::nullopt;
  return value;
}

}  // namespace

std::optional<seconds> parse_offset(std::string_view text) noexcept {
  if (text == "Z" || text == "z" || text == "UTC" || text == "GMT" || text == "utc")
    return seconds{0};
  Scanner in(text);
  const bool west = in.peek() == '-';
  if (!in.take('+') && !in.take('-')) return std::nullopt;
  auto hours = in.digits<2>();
  if (!hours) hours = in.digits<1>();
  if (!hours) return std::nullopt;
  int minutes = 0;
  if (!in.done()) {
    in.take(':');
    const auto given = in.digits<2>();
    if (!given || *given > 59 || !in.done()) return std::nullopt;
    minutes = *given;
  }
  constexpr int k_farthest_hours = 18;
  if (*hours > k_farthest_hours) return std::nullopt;
  const seconds offset{*hours * 3600 + minutes * 60};
  return west ? -offset : offset;
}

std::optional<Stamp> parse_stamp(std::string_view text) noexcept {
  Scanner in(text);
  const auto year = in.digits<4>();
  if (!year || !in.take('-')) return parse_epoch(text);
  const auto month = in.digits<2>();
  if (!month || !in.take('-')) return std::nullopt;
  const auto day = in.digits<2>();
  if (!day) return std::nullopt;
  const auto date = date_of(*year, *month, *day);
  if (!date) return std::nullopt;
  if (in.done()) return Stamp{*date, false};
  if (!in.take('T') && !in.take(' ') && !in.take('t')) return std::nullopt;
  const auto time = time_of_day(in);
  if (!time) return std::nullopt;
  return with_zone(*date + *time, in);
}

std::optional<Stamp> parse_market_time_unit(std::string_view text) noexcept {
  Scanner in(text);
  const auto day = in.digits<2>();
  const bool separated = in.take('.') || in.take('/');
  const auto month = in.digits<2>();
  if (!day || !separated || !month || (!in.take('.') && !in.take('/'))) return std::nullopt;
  const auto year = in.digits<4>();
  if (!year || !in.take(' ')) return std::nullopt;
  const auto date = date_of(*year, *month, *day);
  const auto time = time_of_day(in);
  if (!date || !time) return std::nullopt;
  const bool utc = in.rest().ends_with("(UTC)");
  in.skip_spaces();
  if (!in.done() && in.peek() != '-' && in.peek() != '(') return std::nullopt;
  return Stamp{*date + *time, utc};
}

std::optional<seconds> parse_slot_length(std::string_view text) noexcept {
  if (text.starts_with("PT") && (text.ends_with('M') || text.ends_with('H'))) {
    const auto count = small_number(text.substr(2, text.size() - 3));
    if (!count) return std::nullopt;
    return seconds{*count * (text.back() == 'M' ? 60 : 3600)};
  }
  if (const auto minutes = small_number(text)) return seconds{*minutes * 60};
  int days = 0;
  if (const auto dot = text.find('.'); dot < 4) {
    const auto given = small_number(text.substr(0, dot));
    if (!given || *given > 366) return std::nullopt;
    days = *given;
    text.remove_prefix(dot + 1);
  }
  Scanner in(text);
  const auto time = time_of_day(in);
  if (!time || !in.done()) return std::nullopt;
  return *time + seconds{days * 86400};
}

}  // namespace carbonest::series_text

namespace carbonest {

namespace {

Diagnostic time_problem(std::string_view code, const char* option, std::string message,
                        std::string hint) {
  Place place;
  place.option = option;
  return diagnostic(code, place, std::move(message), std::move(hint));
}

}  // namespace

TimeSpan to_time_span(Hours hours) noexcept {
  constexpr double k_most = 9e18;  // of the representation
  const double ticks = std::round(hours.count() * 3.6e9);
  if (!(std::abs(ticks) < k_most)) return ticks > 0 ? TimeSpan::max() : TimeSpan::min();
  return TimeSpan{static_cast<std::int64_t>(ticks)};
}

Hours to_hours(TimeSpan span) noexcept { return span; }

std::string iso_time(Moment time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const auto ticks = (time - day).count();
  const auto second = ticks / 1'000'000;
  std::string text =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  second / 3600, second / 60 % 60, second % 60);
  if (const auto fraction = ticks % 1'000'000; fraction != 0) {
    text += fmt::format(".{:06}", fraction);
    text.erase(text.find_last_not_of('0') + 1);
  }
  return text += 'Z';
}

Result<std::chrono::sys_seconds> read_moment(std::string_view text, const char* option) {
  const auto stamp = series_text::parse_stamp(text);
  if (!stamp)
    return time_problem("bad-time-stamp", option,
                        fmt::format("\"{}\" is not a point in time", text),
                        "write it as 2024-05-01T08:00:00Z or 2024-05-01T08:00+02:00");
  if (!stamp->zoned)
    return time_problem("naive-local-time", option,
                        fmt::format("\"{}\" does not say in which time zone", text),
                        fmt::format("add Z for UTC ({}Z), or an offset such as +02:00", text));
  return stamp->time;
}

Result<std::chrono::seconds> read_utc_offset(std::string_view text, const char* option) {
  if (const auto offset = series_text::parse_offset(text)) return *offset;
  return time_problem("bad-time-zone", option,
                      fmt::format("\"{}\" is not an offset from UTC", text),
                      "UTC or an offset such as +01:00; a zone whose clocks change has no single "
                      "offset: convert the file to UTC first");
}

}  // namespace carbonest
