// SPDX-License-Identifier: Apache-2.0
#include "diagnostics/locate.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include "diagnostics/utf8.hpp"
#include "limits.hpp"

namespace carbonest {
namespace {

constexpr std::size_t k_excerpt_width = 96;  // code points, without the marks of a cut
constexpr std::size_t k_before_caret = 64;   // of them before the caret, when the line is cut
constexpr std::string_view k_cut = "...";

std::size_t line_start(std::string_view text, std::size_t offset) noexcept {
  const std::size_t end_before = offset == 0 ? text.npos : text.rfind('\n', offset - 1);
  if (end_before != text.npos) return end_before + 1;
  return text.starts_with(k_byte_order_mark) ? k_byte_order_mark.size() : 0;
}

std::size_t code_points(std::string_view text) noexcept {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return !continues_code_point(c); }));
}

// The bytes before `at` that hold up to `count` code points.
std::size_t back_by(std::string_view line, std::size_t at, std::size_t count) noexcept {
  for (; count > 0 && at > 0; --count) {
    do {
      --at;
    } while (at > 0 && continues_code_point(line[at]));
  }
  return at;
}

std::size_t forward_by(std::string_view line, std::size_t at, std::size_t count) noexcept {
  for (; count > 0 && at < line.size(); --count) {
    do {
      ++at;
    } while (at < line.size() && continues_code_point(line[at]));
  }
  return at;
}

// Scans tokens up to an offset and keeps the path that leads there. It trusts nothing: a text that
// is no JSON gives the path as far as it can be told.
class PathScan {
 public:
  PathScan(std::string_view text, std::size_t offset) : text_{text}, offset_{offset} {}

  std::string run() {
    std::size_t at = text_.starts_with(k_byte_order_mark) ? k_byte_order_mark.size() : 0;
    while (at < text_.size() && at <= offset_) {
      at = step(at);
      if (levels_.size() > limits::k_json_depth) return {};  // no reader goes down there
    }
    std::string pointer;
    for (const Level& level : levels_) append(pointer, level);
    return pointer;
  }

 private:
  struct Level {
    bool object;
    bool wants_key;
    std::size_t index = 0;
    std::string_view key{};  // as written, without quotes
    bool has_key = false;
  };

  std::size_t step(std::size_t at) {
    const char c = text_[at];
    if (c == '"') return string(at);
    if (at == offset_) return at + 1;  // a bracket at the offset is the value, not a level above it
    if (c == '{' || c == '[') {
      levels_.push_back({.object = c == '{', .wants_key = c == '{'});
    } else if ((c == '}' || c == ']') && !levels_.empty()) {
      levels_.pop_back();
    } else if (c == ',' && !levels_.empty()) {
      Level& level = levels_.back();
      level.wants_key = level.object;
      level.has_key = false;
      ++level.index;
    }
    return at + 1;
  }

  std::size_t string(std::size_t at) {
    const std::size_t begin = ++at;
    while (at < text_.size() && text_[at] != '"') at += text_[at] == '\\' ? std::size_t{2} : 1;
    at = std::min(at, text_.size());
    if (!levels_.empty() && levels_.back().wants_key) {
      Level& level = levels_.back();
      level.key = text_.substr(begin, at - begin);
      level.has_key = true;
      level.wants_key = false;
    }
    return at + 1;
  }

  static void append(std::string& pointer, const Level& level) {
    if (!level.object) {
      pointer += '/' + std::to_string(level.index);
    } else if (level.has_key) {
      pointer += '/';
      append_key(pointer, level.key);
    }
  }

  static void append_key(std::string& pointer, std::string_view key) {
    for (std::size_t i = 0; i < key.size(); ++i) {
      if (key[i] == '\\' && i + 1 < key.size()) {
        i += append_escape(pointer, key.substr(i));
      } else {
        append_char(pointer, key[i]);
      }
    }
  }

  static void append_char(std::string& pointer, char c) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }

  // Bytes of the escape after its backslash.
  static std::size_t append_escape(std::string& pointer, std::string_view escape) {
    constexpr std::string_view k_letters = "bfnrt", k_meant = "\b\f\n\r\t";
    const char c = escape[1];
    if (c == 'u') return append_code_point(pointer, escape);
    const std::size_t letter = k_letters.find(c);
    append_char(pointer, letter == k_letters.npos ? c : k_meant[letter]);
    return 1;
  }

  static std::uint32_t hex4(std::string_view digits) noexcept {
    std::uint32_t value = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    const bool whole = digits.size() == 4 && error == std::errc{} && end == digits.data() + 4;
    return whole ? value : 0xFFFD;
  }

  static std::size_t append_code_point(std::string& pointer, std::string_view escape) {
    std::uint32_t code = hex4(escape.substr(2, 4));
    std::size_t used = std::min<std::size_t>(5, escape.size() - 1);
    if (code >= 0xD800 && code < 0xDC00 && escape.substr(6, 2) == "\\u") {
      const std::uint32_t low = hex4(escape.substr(8, 4));
      if (low >= 0xDC00 && low < 0xE000) {
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        used = 11;
      }
    }
    if (code >= 0xD800 && code < 0xE000) code = 0xFFFD;
    const auto tail = [&](unsigned shift) {
      return static_cast<char>(0x80u | ((code >> shift) & 0x3Fu));
    };
    if (code < 0x80) {
      append_char(pointer, static_cast<char>(code));
    } else if (code < 0x800) {
      pointer += {static_cast<char>(0xC0u | (code >> 6)), tail(0)};
    } else if (code < 0x10000) {
      pointer += {static_cast<char>(0xE0u | (code >> 12)), tail(6), tail(0)};
    } else {
      pointer += {static_cast<char>(0xF0u | (code >> 18)), tail(12), tail(6), tail(0)};
    }
    return used;
  }

  std::string_view text_;
  std::size_t offset_;
  std::vector<Level> levels_;
};

void add_excerpt(Diagnostic& diagnostic, std::string_view text, std::size_t offset) {
  const std::size_t begin = std::min(line_start(text, offset), text.size());
  std::string_view line = text.substr(begin, text.find('\n', begin) - begin);
  if (line.ends_with('\r')) line.remove_suffix(1);
  const std::size_t at = offset <= begin ? 0 : std::min(offset - begin, line.size());
  std::size_t from = 0;
  std::size_t to = forward_by(line, 0, k_excerpt_width);
  if (to < line.size()) {
    from = back_by(line, at, k_before_caret);
    to = forward_by(line, from, k_excerpt_width);
  }
  const std::string_view before = line.substr(from, at - from);
  if (from > 0) diagnostic.excerpt = k_cut;
  diagnostic.excerpt += line.substr(from, to - from);
  if (to < line.size()) diagnostic.excerpt += k_cut;
  diagnostic.caret = static_cast<int>((from > 0 ? k_cut.size() : 0) + code_points(before)) + 1;
}

}  // namespace

LineColumn line_column(std::string_view text, std::uint32_t offset) noexcept {
  const std::size_t at = std::min<std::size_t>(offset, text.size());
  const std::size_t begin = std::min(line_start(text, at), at);
  const std::string_view before = text.substr(begin, at - begin);
  return {static_cast<int>(std::ranges::count(text.substr(0, begin), '\n')) + 1,
          static_cast<int>(code_points(before)) + 1};
}

std::string json_pointer(std::string_view text, std::uint32_t offset) {
  return PathScan(text, offset).run();
}

void locate(Diagnostics& diagnostics, std::string_view text, std::string_view file) {
  for (Diagnostic& d : diagnostics) {
    if (d.place.from_option()) continue;
    d.file = file;
    if (d.place.offset == Place::k_nowhere || d.place.offset > text.size()) continue;
    const LineColumn where = line_column(text, d.place.offset);
    d.line = where.line;
    d.column = where.column;
    d.pointer = json_pointer(text, d.place.offset);
    add_excerpt(d, text, d.place.offset);
  }
}

}  // namespace carbonest
