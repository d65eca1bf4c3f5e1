// SPDX-License-Identifier: Apache-2.0
#include "cluster/slurm_value.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

namespace carbonest::cluster {
namespace {

// What stands where there is no value. "16?" is 2^64 - 2, Slurm's mark for none, with a unit beyond
// its units.
constexpr std::array<std::string_view, 9> k_no_value{"unknown",         "none",    "n/a",
                                                     "none assigned",   "invalid", "unlimited",
                                                     "partition_limit", "null",    "(null)"};
constexpr double k_no_value_32 = 4294967294;  // and + 1: unlimited
constexpr double k_no_value_64 = 1.8446744073709e19;
constexpr double k_gib_in_gb = 1.073741824;

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool says_no_value(std::string_view text) noexcept {
  if (text.empty()) return true;
  if (is_digit(text.front())) return text.back() == '?';
  return std::ranges::any_of(
      k_no_value, [&](std::string_view word) { return equal_ignoring_case(word, text); });
}

// Digits only, at most 18 of them.
bool whole_number(std::string_view text, std::int64_t& value) noexcept {
  if (text.empty() || text.size() > 18) return false;
  std::int64_t sum = 0;
  for (const char c : text) {
    if (!is_digit(c)) return false;
    sum = sum * 10 + (c - '0');
  }
  value = sum;
  return true;
}

bool decimal(std::string_view text, double& value) noexcept {
  std::int64_t whole = 0;
  if (text.size() <= 15 && whole_number(text, whole)) {  // most are; each is exact
    value = static_cast<double>(whole);
    return true;
  }
  if (text.empty() || (!is_digit(text.front()) && text.front() != '.')) return false;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value, std::chars_format::fixed);
  return error == std::errc{} && at == end && std::isfinite(value);
}

bool two_digits(std::string_view text, std::size_t at, int& value) noexcept {
  if (at + 2 > text.size() || !is_digit(text[at]) || !is_digit(text[at + 1])) return false;
  value = (text[at] - '0') * 10 + (text[at + 1] - '0');
  return true;
}

Read<double> within(double value, double most) noexcept {
  if (value == k_no_value_32 || value == k_no_value_32 + 1 || value >= k_no_value_64)
    return Read<double>::none();
  return value <= most ? Read<double>::of(value) : Read<double>::bad();
}

// Digits at fixed places; a character that is none shows in `bad`.
class Digits {
 public:
  explicit Digits(const char* text) noexcept : text_{text} {}
  int two(std::size_t at) noexcept {
    const unsigned a = static_cast<unsigned char>(text_[at]) - unsigned{'0'};
    const unsigned b = static_cast<unsigned char>(text_[at + 1]) - unsigned{'0'};
    bad_ |= a | (9 - a) | b | (9 - b);  // its highest bit, where one is not within 0..9
    return static_cast<int>(a * 10 + b);
  }
  bool good() const noexcept { return (bad_ >> 31) == 0; }

 private:
  const char* text_;
  unsigned bad_ = 0;
};

// By far the most frequent shape: HH:MM:SS.
bool read_clock(std::string_view text, double& seconds) noexcept {
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return false;
  Digits digits(text.data());
  const int h = digits.two(0), m = digits.two(3), s = digits.two(6);
  if (!digits.good() || m > 59 || s > 59) return false;
  seconds = h * 3600 + m * 60 + s;
  return true;
}

// Days since 1970 of a date of the proleptic Gregorian calendar; false where it is none.
bool days_of(int year, int month, int day, std::int64_t& days) noexcept {
  constexpr std::array<int, 12> k_lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12 || day < 1) return false;
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  if (day > k_lengths[static_cast<std::size_t>(month - 1)] + (leap && month == 2 ? 1 : 0))
    return false;
  // Years from March on, so that the leap day is the last.
  const int y = month <= 2 ? year - 1 : year;
  const int era = (y >= 0 ? y : y - 399) / 400;
  const int of_era = y - era * 400;
  const int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  days = std::int64_t{era} * 146097 + std::int64_t{of_era} * 365 + of_era / 4 - of_era / 100 +
         of_year - 719468;
  return true;
}

// Up to three numbers between colons, the last one perhaps with a fraction.
bool split_clock(std::string_view text, std::array<double, 3>& parts, std::size_t& count) noexcept {
  for (count = 0; count < parts.size();) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    const std::string_view part = text.substr(0, colon);
    std::int64_t whole = 0;
    const bool last = colon == text.size();
    if (last ? !decimal(part, parts[count]) : !whole_number(part, whole)) return false;
    if (!last) parts[count] = static_cast<double>(whole);
    ++count;
    if (last) return true;
    text.remove_prefix(colon + 1);
  }
  return false;
}

Read<double> read_long_duration(std::string_view text) noexcept {
  double days = 0;
  const std::size_t dash = text.find('-');
  if (dash != std::string_view::npos) {
    std::int64_t whole = 0;
    if (!whole_number(text.substr(0, dash), whole)) return Read<double>::bad();
    days = static_cast<double>(whole);
    text.remove_prefix(dash + 1);
  }
  std::array<double, 3> parts{};
  std::size_t count = 0;
  if (!split_clock(text, parts, count)) return Read<double>::bad();
  const bool with_days = dash != std::string_view::npos;
  if (!with_days && count == 1)
    return Read<double>::bad();  // minutes, or seconds? Slurm never writes it
  // With days the first number is hours; without, the last one is seconds.
  const std::size_t first = with_days ? 0 : 3 - count;
  std::array<double, 3> clock{};
  for (std::size_t i = 0; i < count; ++i) clock[first + i] = parts[i];
  const bool minutes_lead = first == 1;
  if (clock[2] >= 60 || (!minutes_lead && clock[1] >= 60)) return Read<double>::bad();
  return within(days * 86400 + clock[0] * 3600 + clock[1] * 60 + clock[2], k_longest_s);
}

// Seconds east of Greenwich; "Z", "+01:00", "+0100".
bool read_zone(std::string_view text, std::int64_t& seconds) noexcept {
  if (text.empty() || text == "Z") return true;
  int h = 0, m = 0;
  const std::size_t minutes_at = text.size() == 6 ? 4 : 3;
  if ((text.front() != '+' && text.front() != '-') || (text.size() != 5 && text.size() != 6) ||
      (text.size() == 6 && text[3] != ':') || !two_digits(text, 1, h) ||
      !two_digits(text, minutes_at, m))
    return false;
  const std::int64_t minutes = h * 60 + m;
  seconds = minutes * (text.front() == '-' ? -60 : 60);
  return h < 24 && m < 60;
}

struct Suffixed {
  double value = 0;
  int power = -1;  // of the suffix: K 1, M 2, ...; -1 where there is none
};
bool read_suffixed(std::string_view text, Suffixed& out) noexcept {
  constexpr std::string_view k_units = "BKMGTPE";
  if (text.empty()) return false;
  const char last = static_cast<char>(is_digit(text.back()) ? 0 : text.back() & ~0x20);
  if (last != 0) {
    const std::size_t at = k_units.find(last);
    if (at == std::string_view::npos) return false;
    out.power = static_cast<int>(at);
    text.remove_suffix(1);
  }
  return decimal(text, out.value);
}

constexpr std::array k_states{
    JobState{"BOOT_FAIL", "BF", JobOutcome::failed},
    JobState{"CANCELLED", "CA", JobOutcome::cancelled},
    JobState{"COMPLETED", "CD", JobOutcome::done},
    JobState{"COMPLETING", "CG", JobOutcome::unfinished},
    JobState{"CONFIGURING", "CF", JobOutcome::unfinished},
    JobState{"DEADLINE", "DL", JobOutcome::timeout},
    JobState{"EXPEDITING", "EX", JobOutcome::unfinished},
    JobState{"FAILED", "F", JobOutcome::failed},
    JobState{"LAUNCH_FAILED", "LF", JobOutcome::failed},
    JobState{"NODE_FAIL", "NF", JobOutcome::failed},
    JobState{"OUT_OF_MEMORY", "OOM", JobOutcome::failed},
    JobState{"PENDING", "PD", JobOutcome::unfinished},
    JobState{"PREEMPTED", "PR", JobOutcome::preempted},
    JobState{"RECONFIG_FAIL", "RF", JobOutcome::failed},
    JobState{"REQUEUED", "RQ", JobOutcome::preempted},
    JobState{"REQUEUE_FED", "RF", JobOutcome::preempted},
    JobState{"REQUEUE_HOLD", "RH", JobOutcome::preempted},
    JobState{"RESIZING", "RS", JobOutcome::unfinished},
    JobState{"RESV_DEL_HOLD", "RD", JobOutcome::unfinished},
    JobState{"REVOKED", "RV", JobOutcome::cancelled},
    JobState{"RUNNING", "R", JobOutcome::unfinished},
    JobState{"SIGNALING", "SI", JobOutcome::unfinished},
    JobState{"SPECIAL_EXIT", "SE", JobOutcome::failed},
    JobState{"STAGE_OUT", "SO", JobOutcome::unfinished},
    JobState{"STOPPED", "ST", JobOutcome::unfinished},
    JobState{"SUSPENDED", "S", JobOutcome::unfinished},
    JobState{"TIMEOUT", "TO", JobOutcome::timeout},
};
static_assert(std::ranges::is_sorted(k_states, {}, &JobState::name));
constexpr std::size_t k_shortest_cut = 3;
constexpr std::size_t state_index(std::string_view name) noexcept {
  return static_cast<std::size_t>(std::ranges::find(k_states, name, &JobState::name) -
                                  k_states.begin());
}
constexpr std::array k_frequent{state_index("COMPLETED"), state_index("FAILED"),
                                state_index("TIMEOUT"), state_index("OUT_OF_MEMORY")};

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](char x, char y) { return lower(x) == lower(y); });
}

Read<double> read_duration(std::string_view text) noexcept {
  double seconds = 0;
  if (read_clock(text, seconds)) return Read<double>::of(seconds);
  if (says_no_value(text)) return Read<double>::none();
  return read_long_duration(text);
}

Read<double> read_seconds(std::string_view text) noexcept {
  if (says_no_value(text)) return Read<double>::none();
  double value = 0;
  return decimal(text, value) ? within(value, k_longest_s) : Read<double>::bad();
}

Read<std::int64_t> read_time(std::string_view text, bool& local) noexcept {
  using Time = Read<std::int64_t>;
  if (text.empty()) return Time::none();
  constexpr std::int64_t k_year_9999 = 253402300799;
  std::int64_t epoch = 0;
  if (whole_number(text, epoch)) {
    if (epoch == 0 || within(static_cast<double>(epoch), 1e18).kind != Read<double>::Kind::value)
      return Time::none();
    return epoch <= k_year_9999 ? Time::of(epoch) : Time::bad();
  }
  const bool shaped = text.size() >= 19 && text[4] == '-' && text[7] == '-' && text[13] == ':' &&
                      text[16] == ':' && (text[10] == 'T' || text[10] == ' ');
  if (!shaped) return says_no_value(text) ? Time::none() : Time::bad();
  Digits digits(text.data());
  const int year = digits.two(0) * 100 + digits.two(2), month = digits.two(5), day = digits.two(8);
  const int h = digits.two(11), m = digits.two(14), s = digits.two(17);
  std::int64_t days = 0, zone = 0;
  if (!digits.good() || year < 1970 || !days_of(year, month, day, days) || h > 24 || m > 59 ||
      s > 60)
    return Time::bad();
  std::string_view rest = text.substr(19);
  if (rest.starts_with('.'))
    rest.remove_prefix(std::min(rest.find_first_not_of("0123456789", 1), rest.size()));
  if (!rest.empty() && !read_zone(rest, zone)) return Time::bad();
  local |= rest.empty();
  return Time::of(days * 86400 + std::int64_t{h} * 3600 + std::int64_t{m} * 60 + s - zone);
}

Read<double> read_count(std::string_view text) noexcept {
  std::int64_t whole = 0;
  if (whole_number(text, whole)) return within(static_cast<double>(whole), k_most_units);
  if (says_no_value(text)) return Read<double>::none();
  Suffixed read;
  if (!read_suffixed(text, read)) return Read<double>::bad();
  return within(read.value * std::pow(1000.0, std::max(read.power, 0)), k_most_units);
}

Read<double> read_memory_gb(std::string_view text, char unit) noexcept {
  if (says_no_value(text)) return Read<double>::none();
  Suffixed read;
  if (!read_suffixed(text, read)) return Read<double>::bad();
  if (read.power < 0) {
    if (read.value >= k_no_value_64) return Read<double>::none();
    read.power = unit == 'M' ? 2 : 0;
  }
  constexpr std::array k_gib{
      1.0 / (1024.0 * 1024 * 1024), 1.0 / (1024.0 * 1024), 1.0 / 1024, 1.0, 1024.0, 1024.0 * 1024,
      1024.0 * 1024 * 1024};
  const double gb = read.value * k_gib[static_cast<std::size_t>(read.power)] * k_gib_in_gb;
  return gb <= k_most_memory_gb ? Read<double>::of(gb) : Read<double>::bad();
}

Read<double> read_joules(std::string_view text) noexcept {
  if (says_no_value(text)) return Read<double>::none();
  Suffixed read;
  if (!read_suffixed(text, read)) return Read<double>::bad();
  return within(read.value * std::pow(1000.0, std::max(read.power, 0)), 1e18);
}

Read<RequestedMemory> read_requested_memory(std::string_view text) noexcept {
  using Memory = Read<RequestedMemory>;
  if (says_no_value(text)) return Memory::none();
  RequestedMemory out;
  if (text.ends_with('n') || text.ends_with('c')) {
    out.per = text.back() == 'n' ? RequestedMemory::Per::node : RequestedMemory::Per::cpu;
    text.remove_suffix(1);
    if (says_no_value(text)) return Memory::none();  // "16?n"
  }
  const Read<double> gb = read_memory_gb(text, 'M');
  out.gb = gb.value;
  return gb ? Memory::of(out) : (gb.broken() ? Memory::bad() : Memory::none());
}

std::span<const JobState> job_states() noexcept { return k_states; }

const JobState* find_state(std::string_view text) noexcept {
  for (const std::size_t i : k_frequent)
    if (text == k_states[i].name) return &k_states[i];
  text = text.substr(0, text.find(' '));
  const bool cut = text.ends_with('+');
  if (cut) text.remove_suffix(1);
  const auto* row = std::ranges::lower_bound(k_states, text, {}, &JobState::name);
  if (row != k_states.end() && row->name == text) return row;
  if (cut && text.size() >= k_shortest_cut && row != k_states.end() && row->name.starts_with(text))
    return row;
  row = std::ranges::find(k_states, text, &JobState::short_name);
  return row == k_states.end() ? nullptr : row;
}

YearMonth year_month(std::int64_t seconds) noexcept {
  const auto day = std::chrono::floor<std::chrono::days>(
      std::chrono::sys_seconds{std::chrono::seconds{seconds}});
  const std::chrono::year_month_day date{day};
  return {static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month()))};
}

}  // namespace carbonest::cluster
