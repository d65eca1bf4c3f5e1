// SPDX-License-Identifier: Apache-2.0
#include "input/guard.hpp"

#include <array>

#include <fmt/format.h>

#include "diagnostics/utf8.hpp"

namespace carbonest {
namespace {

constexpr std::string_view k_save_as = "save it as UTF-8";

// The first bytes of a text that starts with an ASCII character, in every wide encoding; a mark
// counts before a pattern. '.' is any byte but zero, '0' a zero byte.
struct WideEncoding {
  std::string_view name, mark, pattern;
};
constexpr std::array k_wide{
    WideEncoding{"UTF-32, big-endian", {"\0\0\xFE\xFF", 4}, "000."},
    WideEncoding{"UTF-32, little-endian", {"\xFF\xFE\0\0", 4}, ".000"},
    WideEncoding{"UTF-16, big-endian", {"\xFE\xFF", 2}, "0."},
    WideEncoding{"UTF-16, little-endian", {"\xFF\xFE", 2}, ".0"},
};

bool fits(std::string_view bytes, std::string_view pattern) noexcept {
  if (bytes.size() < pattern.size() || bytes.size() % pattern.size() != 0) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i)
    if ((bytes[i] == '\0') != (pattern[i] == '0')) return false;
  return true;
}

std::optional<std::string_view> wide_encoding(std::string_view bytes) noexcept {
  for (const WideEncoding& row : k_wide)
    if (bytes.starts_with(row.mark)) return row.name;
  for (const WideEncoding& row : k_wide)
    if (fits(bytes, row.pattern)) return row.name;
  return std::nullopt;
}

Place place_of(std::size_t offset) noexcept { return {static_cast<std::uint32_t>(offset)}; }

std::optional<Diagnostic> find_bad_byte(std::string_view bytes, std::string_view what) {
  for (std::size_t at = 0; at < bytes.size();) {
    if (bytes[at] == '\0')
      return diagnostic("json-nul", place_of(at), "a NUL byte",
                        fmt::format("{} file is text", what));
    const std::size_t length = utf8_length(bytes, at);
    if (length == 0)
      return diagnostic("json-encoding", place_of(at),
                        fmt::format("the byte 0x{:02X} is not UTF-8 here",
                                    static_cast<unsigned>(static_cast<unsigned char>(bytes[at]))),
                        std::string(k_save_as));
    at += length;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Diagnostic> check_bytes(std::string_view bytes, const TextBounds& bounds) {
  if (bytes.size() > bounds.bytes)
    return diagnostic("json-too-large", {},
                      fmt::format("{} has at most {} bytes", bounds.what, bounds.bytes));
  if (const auto encoding = wide_encoding(bytes))
    return diagnostic("json-encoding", {}, fmt::format("the text is {}, not UTF-8", *encoding),
                      std::string(k_save_as));
  const std::size_t mark = bytes.starts_with(k_byte_order_mark) ? k_byte_order_mark.size() : 0;
  if (bytes.find_first_not_of(" \t\r\n", mark) == bytes.npos)
    return diagnostic("json-empty", place_of(mark),
                      mark == bytes.size() ? "the text is empty" : "the text is blank",
                      fmt::format("{} starts with {}", bounds.what, bounds.start));
  return find_bad_byte(bytes, bounds.what);
}

}  // namespace carbonest
