// SPDX-License-Identifier: Apache-2.0
#include "series/json_tape.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

#include <fmt/format.h>

#include "series/ascii.hpp"
#include "series/limits.hpp"

namespace carbonest::series_text {

/// One pass over the text. A problem ends it; it is kept in problem_.
class TapeReader {
 public:
  TapeReader(JsonTape& tape, std::string_view text) : tape_{tape}, text_{text} {}

  std::optional<JsonTape::Problem> read() {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    tape_.nodes_.reserve(std::min(text_.size() / 16 + 16, series_limits::k_json_nodes));
    read_value({}, 0);
    skip_spaces();
    if (!problem_ && at_ < text_.size()) fail(at_, "text after the end of the JSON value");
    return std::move(problem_);
  }

 private:
  using Node = JsonTape::Node;

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool failed() const { return problem_.has_value(); }
  bool fail(std::size_t offset, std::string message) {
    if (!problem_) problem_ = {offset, std::move(message)};
    return false;
  }
  void skip_spaces() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t'))
      ++at_;
  }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }

  bool read_value(std::string_view key, int depth) {
    skip_spaces();
    if (tape_.nodes_.size() >= series_limits::k_json_nodes)
      return fail(at_, "more JSON values than are accepted");
    const std::size_t index = tape_.nodes_.size();
    Node& node = tape_.nodes_.emplace_back();
    node.key = key;
    node.offset = static_cast<std::uint32_t>(at_);
    if (!read_content(node, index, depth)) return false;
    tape_.nodes_[index].end = static_cast<std::uint32_t>(tape_.nodes_.size());
    return true;
  }

  bool read_content(Node& node, std::size_t index, int depth) {
    switch (peek()) {
      case '{':
        node.kind = JsonKind::object;
        return read_members(index, depth + 1);
      case '[':
        node.kind = JsonKind::array;
        return read_elements(index, depth + 1);
      case '"':
        node.kind = JsonKind::string;
        return read_string(node.text);
      case 't':
        return read_word(node, "true", JsonKind::boolean);
      case 'f':
        return read_word(node, "false", JsonKind::boolean);
      case 'n':
        return read_word(node, "null", JsonKind::null);
      default:
        node.kind = JsonKind::number;
        return read_number(node.text);
    }
  }

  bool read_word(Node& node, std::string_view word, JsonKind kind) {
    if (!text_.substr(at_).starts_with(word)) return fail(at_, "a JSON value is expected here");
    node.kind = kind;
    node.text = text_.substr(at_, word.size());
    at_ += word.size();
    return true;
  }

  bool enter(int depth) {
    if (depth > series_limits::k_json_depth)
      return fail(at_, fmt::format("nested more than {} deep", series_limits::k_json_depth));
    ++at_;
    skip_spaces();
    return true;
  }

  bool read_elements(std::size_t index, int depth) {
    if (!enter(depth)) return false;
    if (take(']')) return true;
    for (;;) {
      const std::size_t child = tape_.nodes_.size();
      if (!read_value({}, depth)) return false;
      skip_spaces();
      if (take(']')) return true;
      if (!take(',')) return fail(at_, unfinished(index, "',' or ']'"));
      tape_.nodes_[child].has_next = true;
    }
  }

  bool read_members(std::size_t index, int depth) {
    if (!enter(depth)) return false;
    if (take('}')) return true;
    std::size_t members = 0;
    for (;;) {
      skip_spaces();
      const std::size_t key_at = at_;
      std::string_view key;
      if (peek() != '"') return fail(at_, unfinished(index, "a key in quotes"));
      if (!read_string(key)) return false;
      skip_spaces();
      if (!take(':')) return fail(at_, "':' is expected after a key");
      const std::size_t child = tape_.nodes_.size();
      if (!read_value(key, depth)) return false;
      key_offsets_.push_back(key_at);
      ++members;
      skip_spaces();
      if (take('}')) break;
      if (!take(',')) return fail(at_, unfinished(index, "',' or '}'"));
      tape_.nodes_[child].has_next = true;
    }
    return check_keys(index, members);
  }

  std::string unfinished(std::size_t index, std::string_view wanted) const {
    if (at_ < text_.size()) return fmt::format("{} is expected here", wanted);
    return fmt::format("the text ends inside the {} that begins at byte {}",
                       tape_.nodes_[index].kind == JsonKind::array ? "array" : "object",
                       tape_.nodes_[index].offset);
  }

  /// Small objects are compared pair by pair, which is what rows are; large ones are sorted.
  bool check_keys(std::size_t index, std::size_t members) {
    constexpr std::size_t k_few = 12;
    keys_.clear();
    for (std::size_t child = index + 1; child < tape_.nodes_.size();
         child = tape_.nodes_[child].end)
      keys_.push_back(
          {tape_.nodes_[child].key, key_offsets_[key_offsets_.size() - members + keys_.size()]});
    key_offsets_.resize(key_offsets_.size() - members);
    if (keys_.size() > k_few) std::ranges::stable_sort(keys_, {}, &Key::name);
    for (std::size_t i = 1; i < keys_.size(); ++i)
      for (std::size_t j = keys_.size() > k_few ? i - 1 : 0; j < i; ++j)
        if (keys_[i].name == keys_[j].name)
          return fail(keys_[i].offset, "this key is given twice in one object");
    return true;
  }

  bool read_string(std::string_view& result) {
    const std::size_t begin = ++at_;
    bool escaped = false;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '"') {
        result = text_.substr(begin, at_++ - begin);
        return !escaped || decode(result, begin);
      }
      if (static_cast<unsigned char>(c) < 0x20)
        return fail(at_, "a control character inside a string");
      if (c == '\\') {
        escaped = true;
        ++at_;
      }
    }
    return fail(begin - 1, "a string that is never closed");
  }

  bool decode(std::string_view& result, std::size_t begin) {
    std::string& out = tape_.decoded_.emplace_back();
    for (std::size_t i = 0; i < result.size(); ++i) {
      if (result[i] != '\\') {
        out += result[i];
        continue;
      }
      constexpr std::string_view k_letters = "\"\\/bfnrt", k_meaning = "\"\\/\b\f\n\r\t";
      const char letter = result[++i];  // there is one: the closing quote was not escaped
      if (const auto at = k_letters.find(letter); at != std::string_view::npos)
        out += k_meaning[at];
      else if (letter != 'u' || !decode_unicode(result, i, out))
        return fail(begin + i - 1, "an escape that JSON does not have");
    }
    result = out;
    return true;
  }

  static std::optional<unsigned> hex4(std::string_view text) {
    unsigned value = 0;
    if (text.size() < 4) return std::nullopt;
    const auto [end, error] = std::from_chars(text.data(), text.data() + 4, value, 16);
    if (error != std::errc{} || end != text.data() + 4) return std::nullopt;
    return value;
  }

  /// `i` stands on the 'u', and then on the last digit.
  static bool decode_unicode(std::string_view text, std::size_t& i, std::string& out) {
    auto code = hex4(text.substr(i + 1));
    if (!code) return false;
    i += 4;
    if (*code >= 0xD800 && *code <= 0xDFFF) {
      const bool pair = *code <= 0xDBFF && text.substr(i + 1).starts_with("\\u");
      const auto low = pair ? hex4(text.substr(i + 3)) : std::nullopt;
      if (!low || *low < 0xDC00 || *low > 0xDFFF) return false;
      code = 0x10000 + ((*code - 0xD800) << 10) + (*low - 0xDC00);
      i += 6;
    }
    append_utf8(out, *code);
    return true;
  }

  static void append_utf8(std::string& out, unsigned code) {
    const auto tail = [&](unsigned shift) {
      out += static_cast<char>(0x80 | ((code >> shift) & 0x3F));
    };
    if (code < 0x80) {
      out += static_cast<char>(code);
    } else if (code < 0x800) {
      out += static_cast<char>(0xC0 | (code >> 6));
      tail(0);
    } else if (code < 0x10000) {
      out += static_cast<char>(0xE0 | (code >> 12));
      tail(6), tail(0);
    } else {
      out += static_cast<char>(0xF0 | (code >> 18));
      tail(12), tail(6), tail(0);
    }
  }

  std::size_t skip_digits() {
    const std::size_t begin = at_;
    while (is_digit(peek())) ++at_;
    return at_ - begin;
  }

  bool read_number(std::string_view& result) {
    const std::size_t begin = at_;
    take('-');
    if (!take('0') && skip_digits() == 0)
      return fail(begin, at_ >= text_.size() ? "the text ends where a JSON value is expected"
                                             : "a JSON value is expected here");
    if (take('.') && skip_digits() == 0) return fail(at_, "a digit is expected after '.'");
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      if (!take('+')) take('-');
      if (skip_digits() == 0) return fail(at_, "a digit is expected in the exponent");
    }
    result = text_.substr(begin, at_ - begin);
    return true;
  }

  struct Key {
    std::string_view name;
    std::size_t offset;
  };
  JsonTape& tape_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::optional<JsonTape::Problem> problem_;
  std::vector<std::size_t> key_offsets_;  // of the objects that are still open, as a stack
  std::vector<Key> keys_;
};

std::optional<JsonTape::Problem> JsonTape::read(std::string_view text) {
  nodes_.clear();
  decoded_.clear();
  return TapeReader(*this, text).read();
}

bool JsonValue::is(JsonKind kind) const noexcept {
  return tape_ != nullptr && tape_->nodes_[index_].kind == kind;
}

std::size_t JsonValue::offset() const noexcept {
  return tape_ == nullptr ? 0 : tape_->nodes_[index_].offset;
}

std::string_view JsonValue::key() const noexcept {
  return tape_ == nullptr ? std::string_view{} : tape_->nodes_[index_].key;
}

std::string_view JsonValue::text() const noexcept {
  return is(JsonKind::string) || is(JsonKind::number) ? tape_->nodes_[index_].text
                                                      : std::string_view{};
}

std::optional<double> JsonValue::number() const noexcept {
  if (!is(JsonKind::number)) return std::nullopt;
  return parse_number(text());
}

bool JsonValue::is_true() const noexcept {
  return is(JsonKind::boolean) && tape_->nodes_[index_].text == "true";
}

JsonValue JsonValue::first() const noexcept {
  if (!is(JsonKind::array) && !is(JsonKind::object)) return {};
  return tape_->nodes_[index_].end > index_ + 1 ? JsonValue{*tape_, index_ + 1} : JsonValue{};
}

JsonValue JsonValue::next() const noexcept {
  if (tape_ == nullptr || !tape_->nodes_[index_].has_next) return {};
  return {*tape_, tape_->nodes_[index_].end};
}

JsonValue JsonValue::member(std::string_view name) const noexcept {
  if (!is(JsonKind::object)) return {};
  for (JsonValue child = first(); child; child = child.next())
    if (child.key() == name) return child;
  return {};
}

JsonValue JsonValue::member_ignoring_case(std::string_view name) const noexcept {
  if (!is(JsonKind::object)) return {};
  for (JsonValue child = first(); child; child = child.next())
    if (equals_ignoring_case(child.key(), name)) return child;
  return {};
}

}  // namespace carbonest::series_text
