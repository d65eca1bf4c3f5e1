// SPDX-License-Identifier: Apache-2.0
#include "batch/scan_line.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstring>

#include "diagnostics/utf8.hpp"
#include "input/quantities.hpp"
#include "input/timestamp.hpp"
#include "limits.hpp"

namespace carbonest::batch {
namespace {

constexpr std::size_t k_most_own_keys = 16;    // more x_ keys are read strictly
constexpr std::size_t k_longest_number = 100;  // of an x_ key

/// What a byte may do inside of a text.
enum ByteClass : std::uint8_t { k_plain, k_quote, k_escape, k_wide, k_refused };
constexpr std::array<ByteClass, 256> k_classes = [] {
  std::array<ByteClass, 256> classes{};
  for (std::size_t c = 0; c < 0x20; ++c) classes[c] = k_refused;
  for (std::size_t c = 0x80; c < 256; ++c) classes[c] = k_wide;
  classes['"'] = k_quote;
  classes['\\'] = k_escape;
  return classes;
}();
constexpr ByteClass class_of(char c) noexcept { return k_classes[static_cast<unsigned char>(c)]; }

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// A text as it stands between its quotes.
struct RawText {
  std::string_view bytes;
  bool escapes = false;
};

int hex_value(char c) noexcept {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void append_utf8(std::string& out, unsigned c) {
  const auto put = [&](unsigned byte) { out += static_cast<char>(byte); };
  if (c < 0x80) return put(c);
  if (c < 0x800) {
    put(0xC0 | c >> 6);
  } else {
    put(0xE0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3F));
  }
  put(0x80 | (c & 0x3F));
}

// Surrogates are left to the strict reader: a lone one is refused there. So is U+0000.
bool decode(std::string_view raw, std::string& out) {
  constexpr std::string_view k_letters = "\"\\/bfnrt", k_meanings = "\"\\/\b\f\n\r\t";
  out.clear();
  for (std::size_t at = 0; at < raw.size(); ++at) {
    if (raw[at] != '\\') {
      out += raw[at];
      continue;
    }
    if (++at >= raw.size()) return false;
    if (const std::size_t letter = k_letters.find(raw[at]); letter != k_letters.npos) {
      out += k_meanings[letter];
      continue;
    }
    if (raw[at] != 'u' || raw.size() - at < 5) return false;
    unsigned code = 0;
    for (std::size_t i = 1; i <= 4; ++i) {
      const int digit = hex_value(raw[at + i]);
      if (digit < 0) return false;
      code = code * 16 + static_cast<unsigned>(digit);
    }
    if (code == 0 || (code >= 0xD800 && code <= 0xDFFF)) return false;
    append_utf8(out, code);
    at += 4;
  }
  return true;
}

/// Keys that mean a time, with their unit.
struct TimeKey {
  std::string_view key;
  const Unit* unit;  // nullptr: a text with its unit
};
const std::vector<TimeKey>& time_keys() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out;
    for (const Unit& unit : units())
      if (unit.dimension == Dimension::time && !unit.suffix.empty())
        out.push_back("runtime_" + std::string(unit.suffix));
    return out;
  }();
  static const std::vector<TimeKey> keys = [] {
    std::vector<TimeKey> out{{"runtime", nullptr}};
    std::size_t at = 0;
    for (const Unit& unit : units())
      if (unit.dimension == Dimension::time && !unit.suffix.empty())
        out.push_back({names[at++], &unit});
    return out;
  }();
  return keys;
}

/// One line, from its first byte to its last. Each function is false at a doubt.
class Scan {
 public:
  Scan(std::string_view line, const ScanRules& rules, ScannedLine& out)
      : at_{line.data()}, end_{line.data() + line.size()}, rules_{rules}, out_{out} {}

  bool run() {
    skip_space();
    if (!take('{')) return false;
    skip_space();
    do {
      if (!member()) return false;
      skip_space();
    } while (take(',') && (skip_space(), true));
    if (!take('}')) return false;
    skip_space();
    if (at_ != end_) return false;
    out_.rates_key.append(marks_, sizeof marks_);
    return true;
  }

 private:
  void skip_space() noexcept {
    while (at_ < end_ && is_space(*at_)) ++at_;
  }
  bool take(char c) noexcept {
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }

  bool text(RawText& found) noexcept {
    if (!take('"')) return false;
    const char* const begin = at_;
    found.escapes = false;
    for (;;) {
      while (at_ < end_ && class_of(*at_) == k_plain) ++at_;
      if (at_ == end_) return false;
      switch (class_of(*at_)) {
        case k_quote:
          found.bytes = {begin, static_cast<std::size_t>(at_ - begin)};
          ++at_;
          return true;
        case k_escape:
          found.escapes = true;
          if (end_ - at_ < 2) return false;
          at_ += 2;
          break;
        case k_wide: {
          const std::size_t length = utf8_length({at_, static_cast<std::size_t>(end_ - at_)}, 0);
          if (length == 0) return false;
          at_ += length;
          break;
        }
        default:
          return false;
      }
    }
  }

  // The grammar of JSON.
  bool number(std::string_view& found) noexcept {
    const char* const begin = at_;
    const auto digits = [&] {
      const char* const first = at_;
      while (at_ < end_ && is_digit(*at_)) ++at_;
      return at_ > first;
    };
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (at_ < end_ && (*at_ == 'e' || *at_ == 'E')) {
      ++at_;
      if (at_ < end_ && (*at_ == '+' || *at_ == '-')) ++at_;
      if (!digits()) return false;
    }
    found = {begin, static_cast<std::size_t>(at_ - begin)};
    return true;
  }
  bool number(double& value) {
    std::string_view digits;
    if (!number(digits)) return false;
    const auto parsed = parse_number(digits);
    if (parsed) value = *parsed;
    return parsed.has_value();
  }

  bool member() {
    const char* const begin = at_;
    RawText key;
    if (!text(key) || key.escapes) return false;
    skip_space();
    if (!take(':')) return false;
    skip_space();
    const std::string_view name = key.bytes;
    if (name.size() > 1 && name[0] == 'x' && name[1] == '_') return own(name);
    if (name == "name") return job_name();
    if (rules_.time && name.starts_with("runtime")) return runtime(name);
    if (rules_.time && name == "accelerator_hours") return accelerator_hours();
    if (rules_.runs && name == "runs") return runs();
    if (rules_.start && name == "start") return start();
    if (name == "description") return description();
    return any_value() && keep(begin);
  }

  bool keep(const char* begin) {
    const auto size = static_cast<std::uint32_t>(at_ - begin);
    char length[sizeof size];
    std::memcpy(length, &size, sizeof size);
    out_.rates_key.append(begin, size).append(length, sizeof length);
    return true;
  }

  // Wherever it ends: bytes that were not sound before are looked at by the strict reader.
  bool any_value() noexcept {
    if (at_ == end_) return false;
    if (*at_ == '"') return skip_text();
    if (*at_ == '{' || *at_ == '[') return skip_nested();
    while (at_ < end_ && *at_ != ',' && *at_ != '}' && !is_space(*at_)) ++at_;
    return true;
  }
  bool skip_text() noexcept {
    for (++at_; at_ < end_; ++at_) {
      if (*at_ == '"') return ++at_, true;
      if (*at_ == '\\') ++at_;
      if (at_ >= end_) return false;
    }
    return false;
  }
  bool skip_nested() noexcept {
    std::size_t depth = 0;
    while (at_ < end_) {
      const char c = *at_;
      if (c == '"') {
        if (!skip_text()) return false;
        continue;
      }
      ++at_;
      if (c == '{' || c == '[') ++depth;
      if ((c == '}' || c == ']') && --depth == 0) return true;
    }
    return false;
  }

  bool job_name() {
    RawText found;
    if (named_ || !text(found)) return false;
    named_ = true;
    out_.name = found.bytes;
    if (found.escapes) {
      if (!decode(found.bytes, out_.decoded)) return false;
      out_.name = out_.decoded;
    }
    return out_.name.size() <= limits::k_name_bytes;
  }
  bool description() {
    RawText found;
    if (described_ || !text(found) || found.bytes.size() > limits::k_description_bytes)
      return false;
    described_ = true;
    return !found.escapes || decode(found.bytes, scratch_);
  }

  bool runtime(std::string_view name) {
    for (const TimeKey& key : time_keys()) {
      if (key.key != name) continue;
      double hours = 0;
      if (timed_ || !(key.unit == nullptr ? duration(hours) : number(hours))) return false;
      if (key.unit != nullptr) hours = key.unit->in_base(hours);
      return take_time('T', hours, limits::k_runtime.plausible_max);
    }
    return false;
  }
  bool duration(double& hours) {
    RawText found;
    if (!text(found) || found.escapes || found.bytes.empty()) return false;
    double value = 0;
    if (found.bytes.back() == 'h' && plain_decimal(found.bytes, value)) {
      hours = value;
      return true;
    }
    const Result<double> parsed = parse_quantity(Dimension::time, found.bytes);
    if (parsed) hours = *parsed;
    return parsed.has_value();
  }
  // "12.5h", the usual way to write it: hours are the base unit.
  static bool plain_decimal(std::string_view text, double& value) noexcept {
    text.remove_suffix(1);
    if (text.empty() || !is_digit(text.front()) || !is_digit(text.back())) return false;
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, value, std::chars_format::fixed);
    return error == std::errc{} && end == last && std::isfinite(value);
  }
  bool accelerator_hours() {
    double hours = 0;
    if (timed_ || !number(hours)) return false;
    return take_time('A', hours, limits::k_accelerator_hours.max);
  }
  bool take_time(char mark, double hours, double most) noexcept {
    timed_ = true;
    marks_[0] = mark;
    out_.scale.time = hours;
    return hours > 0 && hours <= most;
  }
  bool runs() {
    if (counted_ || !number(out_.scale.runs)) return false;
    counted_ = true;
    return is_usual(out_.scale);
  }
  // Of the moment only the year matters.
  bool start() {
    RawText found;
    if (started_ || !text(found) || found.escapes) return false;
    started_ = true;
    const auto moment = parse_timestamp(found.bytes);
    if (!moment) return false;
    const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(*moment)};
    const int year = static_cast<int>(day.year());
    if (year < limits::k_year.min || year > limits::k_year.max) return false;
    marks_[1] = static_cast<char>(year % 128 + 1);
    marks_[2] = static_cast<char>(year / 128 + 1);
    return true;
  }

  bool own(std::string_view name) {
    for (std::size_t i = 0; i < own_count_; ++i)
      if (own_[i] == name) return false;  // twice
    if (own_count_ == k_most_own_keys) return false;
    own_[own_count_++] = name;
    if (at_ == end_) return false;
    RawText found;
    if (*at_ == '"') {
      if (!text(found)) return false;
      if (found.escapes && !decode(found.bytes, scratch_)) return false;
      for (std::size_t i = 0; i < rules_.own_keys.size(); ++i)
        if (rules_.own_keys[i] == name)
          out_.own_values[i] = found.escapes ? scratch_ : std::string(found.bytes);
      return true;
    }
    return own_scalar();
  }
  bool own_scalar() noexcept {
    for (const std::string_view word : {"true", "false", "null"}) {
      if (static_cast<std::size_t>(end_ - at_) < word.size() ||
          std::memcmp(at_, word.data(), word.size()) != 0)
        continue;
      at_ += word.size();
      return true;
    }
    std::string_view digits;  // without an exponent, and short: no overflow
    return number(digits) && digits.size() <= k_longest_number &&
           digits.find_first_of("eE") == digits.npos;
  }

  const char* at_;
  const char* end_;
  const ScanRules& rules_;
  ScannedLine& out_;
  std::array<std::string_view, k_most_own_keys> own_;
  std::size_t own_count_ = 0;
  std::string scratch_;
  char marks_[3] = {'-', 0, 0};  // which key gives the time; the year of the start
  bool named_ = false, described_ = false, timed_ = false, counted_ = false, started_ = false;
};

}  // namespace

ScanRules::ScanRules(std::span<const Override> overrides) {
  for (const Override& given : overrides) {
    if (given.key == "runtime") time = false;
    if (given.key == "runs") runs = false;
    if (given.key == "start" || given.key == "year") start = false;
  }
}

bool scan_line(std::string_view line, const ScanRules& rules, ScannedLine& out) {
  out.rates_key.clear();
  out.name = {};
  out.scale = {};
  out.own_values.resize(rules.own_keys.size());
  for (auto& value : out.own_values) value.reset();
  return Scan(line, rules, out).run();
}

}  // namespace carbonest::batch
