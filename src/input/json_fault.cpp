// SPDX-License-Identifier: Apache-2.0
#include "input/json_fault.hpp"

#include <array>
#include <charconv>
#include <vector>

#include <fmt/format.h>

#include "catalog/names.hpp"
#include "diagnostics/utf8.hpp"
#include "input/words.hpp"

namespace carbonest {
namespace {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}

// Words of other languages, and what JSON has instead.
struct ForeignWord {
  std::string_view word, hint;
};
constexpr std::array k_foreign{
    ForeignWord{"nan", "JSON has finite numbers only; leave the key out"},
    ForeignWord{"infinity", "JSON has finite numbers only; leave the key out"},
    ForeignWord{"inf", "JSON has finite numbers only; leave the key out"},
    ForeignWord{"true", "did you mean true?"},
    ForeignWord{"yes", "did you mean true?"},
    ForeignWord{"false", "did you mean false?"},
    ForeignWord{"no", "did you mean false?"},
    ForeignWord{"null", "leave the key out"},
    ForeignWord{"none", "leave the key out, or write \"none\""},
    ForeignWord{"undefined", "leave the key out"},
};

class Finder {
 public:
  explicit Finder(std::string_view text) : text_{text} {}

  std::optional<JsonFault> run() {
    if (text_.starts_with(k_byte_order_mark)) at_ = k_byte_order_mark.size();
    while (!fault_ && !done_) step();
    return std::move(fault_);
  }

 private:
  enum class Wants { value, value_or_end, key, key_or_end, colon, comma_or_end, nothing };
  struct Open {
    char bracket;
    std::size_t offset;
  };

  bool at_end() const noexcept { return at_ >= text_.size(); }
  char peek(std::size_t ahead = 0) const noexcept {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  void fail(std::size_t offset, std::string message, std::string hint = {}) {
    if (!fault_)
      fault_ = JsonFault{static_cast<std::uint32_t>(offset), std::move(message), std::move(hint)};
  }

  void step() {
    while (!at_end() && std::string_view(" \t\r\n").find(peek()) != std::string_view::npos) ++at_;
    if (at_end()) return end();
    if (refuse_comment()) return;
    switch (wants_) {
      case Wants::value_or_end:
        if (peek() == ']') return close();
        [[fallthrough]];
      case Wants::value:
        return value();
      case Wants::key_or_end:
        if (peek() == '}') return close();
        [[fallthrough]];
      case Wants::key:
        return key();
      case Wants::colon:
        return colon();
      case Wants::comma_or_end:
        return comma_or_end();
      case Wants::nothing:
        return fail(at_, "something follows the end of the JSON value", "a file holds one job");
    }
  }

  void end() {
    if (wants_ == Wants::nothing) {
      done_ = true;
    } else if (open_.empty()) {
      fail(at_, "the text ends where a value should stand");
    } else {
      const bool object = open_.back().bracket == '{';
      fail(at_, fmt::format("the text ends inside {}", object ? "an object" : "an array"),
           fmt::format("a closing {} is missing", object ? '}' : ']'));
    }
  }

  bool refuse_comment() {
    if (peek() != '/' && peek() != '#') return false;
    fail(at_, "JSON has no comments", "keys that start with x_ are free for notes");
    return true;
  }

  void after_value() { wants_ = open_.empty() ? Wants::nothing : Wants::comma_or_end; }

  void close() {
    open_.pop_back();
    ++at_;
    after_value();
  }

  void value() {
    const char c = peek();
    if (c == '{' || c == '[') {
      open_.push_back({c, at_++});
      wants_ = c == '{' ? Wants::key_or_end : Wants::value_or_end;
    } else if (c == '"') {
      string();
      after_value();
    } else if (is_digit(c) || c == '-' || c == '+' || c == '.') {
      number();
      after_value();
    } else if (is_letter(c)) {
      word();
      after_value();
    } else {
      refuse_value(c);
    }
  }

  void refuse_value(char c) {
    if (c == ',') return fail(at_, "a value is missing before the comma");
    if (c == ']' && !open_.empty() && open_.back().bracket == '[')
      return fail(at_, "a comma stands after the last item", "take the comma away");
    if (c == '}' || c == ']') return fail(at_, fmt::format("a value is missing before the {}", c));
    refuse_character("a value");
  }

  void refuse_character(std::string_view expected) {
    const std::string_view c = text_.substr(at_, std::max<std::size_t>(utf8_length(text_, at_), 1));
    const bool quote =
        c == "'" || c == "`" || c == "\u201C" || c == "\u201D" || c == "\u2018" || c == "\u2019";
    fail(at_, fmt::format("{} should stand here, not {}", expected, in_quotes(c)),
         quote ? "texts and keys stand in straight double quotes" : "");
  }

  void key() {
    if (peek() == '"') {
      string();
      wants_ = Wants::colon;
    } else if (peek() == '}') {
      fail(at_, "a comma stands after the last member", "take the comma away");
    } else if (is_letter(peek())) {
      fail(at_, "a key stands in double quotes");
    } else {
      refuse_character("a key in double quotes");
    }
  }

  void colon() {
    if (peek() == ':') {
      ++at_;
      wants_ = Wants::value;
    } else if (peek() == '=') {
      fail(at_, "a colon should stand between key and value, not =");
    } else {
      fail(at_, "a colon is missing between key and value");
    }
  }

  void comma_or_end() {
    const bool object = open_.back().bracket == '{';
    const char c = peek();
    if (c == ',') {
      ++at_;
      wants_ = object ? Wants::key : Wants::value;
    } else if (c == (object ? '}' : ']')) {
      close();
    } else if (c == '}' || c == ']') {
      fail(at_, fmt::format("{} cannot be closed by {}", object ? "an object" : "an array", c));
    } else if (c == ':') {
      fail(at_, object ? "a second colon after one key" : "a colon inside an array");
    } else {
      fail(at_, "a comma is missing before this");
    }
  }

  void digits(std::string_view place) {
    if (!is_digit(peek())) fail(at_, fmt::format("a digit is missing {} of a number", place));
    while (is_digit(peek())) ++at_;
  }

  void number() {
    if (peek() == '+') return fail(at_, "a number has no leading +", "take the + away");
    if (peek() == '.') return fail(at_, "a digit is missing before the point of a number");
    if (peek() == '-') ++at_;
    if (is_letter(peek())) return word();  // -Infinity
    const std::size_t first = at_;
    digits("at the start");
    if (fault_) return;
    if (text_[first] == '0' && at_ > first + 1)
      return fail(first, "a number has no leading zero", "take the zero away");
    if (peek() == '.') {
      ++at_;
      digits("after the point");
    }
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      digits("in the exponent");
    }
    if (is_letter(peek()) || peek() == '.')
      fail(at_, "a number goes on with something that is none",
           "a number with a unit is a text: \"400 W\"");
  }

  void word() {
    const std::size_t begin = at_;
    while (is_letter(peek()) || is_digit(peek())) ++at_;
    const std::string_view found = text_.substr(begin, at_ - begin);
    const bool negative = begin > 0 && text_[begin - 1] == '-';
    if (!negative && (found == "true" || found == "false" || found == "null")) return;
    const std::string folded = lower_ascii(found);
    std::string hint = "a text stands in double quotes";
    for (const ForeignWord& row : k_foreign)
      if (row.word == folded) hint = row.hint;
    fail(begin, fmt::format("{} is no JSON value", in_quotes(found)), std::move(hint));
  }

  void string() {
    const std::size_t begin = at_++;
    while (!fault_ && peek() != '"') {
      if (at_end()) return fail(begin, "a text is never closed", "a closing \" is missing");
      const auto c = static_cast<unsigned char>(peek());
      if (c == '\n' || c == '\r')
        return fail(begin, "a text is not closed on its line",
                    "a closing \" is missing; a line end inside a text is written \\n");
      if (c < 0x20)
        return fail(at_, fmt::format("a control character inside a text; write \\u{:04x}", c));
      if (c == '\\') {
        escape();
      } else {
        ++at_;
      }
    }
    ++at_;
  }

  void escape() {
    constexpr std::string_view k_letters = "\"\\/bfnrt";
    const std::size_t begin = at_++;
    if (peek() == 'u') return unicode_escape(begin);
    if (at_end()) return fail(begin, "the text ends inside an escape");
    if (k_letters.find(peek()) == k_letters.npos)
      return fail(begin, "JSON does not know this escape", "a backslash is written \\\\");
    ++at_;
  }

  // Four hexadecimal digits after \u; -1 where there are none.
  int hex4(std::size_t at) const noexcept {
    int value = 0;
    const std::string_view digits = text_.substr(std::min(at, text_.size()), 4);
    const char* last = digits.data() + digits.size();
    const auto [end, error] = std::from_chars(digits.data(), last, value, 16);
    const bool sound = digits.size() == 4 && digits.front() != '-' && end == last;
    return error == std::errc{} && sound ? value : -1;
  }

  void unicode_escape(std::size_t begin) {
    const int code = hex4(begin + 2);
    if (code < 0) return fail(begin, "four hexadecimal digits should follow \\u");
    at_ = begin + 6;
    if (code < 0xD800 || code > 0xDFFF) return;
    const int low = code <= 0xDBFF && text_.substr(at_, 2) == "\\u" ? hex4(at_ + 2) : -1;
    if (low < 0xDC00 || low > 0xDFFF)
      return fail(begin, "half of a surrogate pair: this escape is no character of its own");
    at_ += 6;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Wants wants_ = Wants::value;
  bool done_ = false;
  std::vector<Open> open_;
  std::optional<JsonFault> fault_;
};

}  // namespace

std::optional<JsonFault> find_json_fault(std::string_view text) { return Finder(text).run(); }

}  // namespace carbonest
