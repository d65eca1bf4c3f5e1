// SPDX-License-Identifier: Apache-2.0
#include "report/escape.hpp"

#include "report/number.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <span>

#include <fmt/format.h>

namespace carbonest {
namespace {

struct CodePoint {
  char32_t value = 0;
  std::size_t size = 1;
  bool valid = false;  // else: one byte that is no UTF-8
};

struct Range {
  char32_t first, last;
};

// Controls, and marks that are invisible or change the direction of what follows.
constexpr Range k_hidden[]{{0x00, 0x1F},     {0x7F, 0x9F},     {0xAD, 0xAD},      {0x61C, 0x61C},
                           {0x180E, 0x180E}, {0x200B, 0x200F}, {0x2028, 0x202E},  {0x2060, 0x206F},
                           {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE007F}};
constexpr Range k_zero_width[]{{0x300, 0x36F},   {0x483, 0x489},    {0x591, 0x5BD},
                               {0x610, 0x61A},   {0x64B, 0x65F},    {0x1AB0, 0x1AFF},
                               {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF},  {0xFE00, 0xFE0F},
                               {0xFE20, 0xFE2F}, {0xE0100, 0xE01EF}};
constexpr Range k_double_width[]{{0x1100, 0x115F},   {0x231A, 0x231B},   {0x2E80, 0x303E},
                                 {0x3041, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},
                                 {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
                                 {0xFFE0, 0xFFE6},   {0x16FE0, 0x18AFF}, {0x1B000, 0x1B2FF},
                                 {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF}, {0x1F18E, 0x1F19A},
                                 {0x1F200, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F7E0, 0x1F7EB},
                                 {0x1F900, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD}};

bool within(char32_t c, std::span<const Range> ranges) noexcept {
  return std::ranges::any_of(ranges, [c](Range r) { return r.first <= c && c <= r.last; });
}

std::uint8_t byte_at(std::string_view text, std::size_t i) noexcept {
  return static_cast<std::uint8_t>(text[i]);
}

std::size_t sequence_size(std::uint8_t lead) noexcept {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  if (lead >= 0xF0 && lead < 0xF5) return 4;
  return 0;
}

CodePoint code_point_at(std::string_view text, std::size_t at) noexcept {
  constexpr char32_t k_smallest[]{0, 0, 0x80, 0x800, 0x10000};
  const std::uint8_t lead = byte_at(text, at);
  const std::size_t size = sequence_size(lead);
  if (size == 0 || size > text.size() - at) return {lead, 1, false};
  if (size == 1) return {lead, 1, true};
  char32_t value = lead & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    const std::uint8_t next = byte_at(text, at + i);
    if ((next & 0xC0u) != 0x80) return {lead, 1, false};
    value = (value << 6) | (next & 0x3Fu);
  }
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < k_smallest[size] || value > 0x10FFFF || surrogate) return {lead, 1, false};
  return {value, size, true};
}

std::size_t width_of(char32_t c) noexcept {
  if (c < 0x300) return 1;
  if (within(c, k_zero_width)) return 0;
  return within(c, k_double_width) ? 2 : 1;
}

// `\u202e`; above the basic plane as a surrogate pair, which JSON wants and people can read as
// well.
void append_unicode_escape(std::string& out, char32_t c) {
  auto to = std::back_inserter(out);
  const auto value = static_cast<std::uint32_t>(c);
  if (value < 0x10000) {
    fmt::format_to(to, "\\u{:04x}", value);
  } else {
    const std::uint32_t rest = value - 0x10000;
    fmt::format_to(to, "\\u{:04x}\\u{:04x}", 0xD800 + (rest >> 10), 0xDC00 + (rest & 0x3FF));
  }
}

// '\n' -> 'n' for the few controls that have a short escape; 0 for the others.
char short_escape(char32_t c) noexcept {
  switch (c) {
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    default:
      return 0;
  }
}

void append_hidden(std::string& out, char32_t c) {
  if (const char letter = short_escape(c)) {
    out += '\\';
    out += letter;
  } else {
    append_unicode_escape(out, c);
  }
}

// A runner of workflows reads `::name` at the start of a line, and `##[name]` anywhere, as a
// command. We may fold a line at any space, so the start of a word counts as the start of a line.
bool starts_log_command(std::string_view text, std::size_t at) noexcept {
  const std::string_view rest = text.substr(at);
  if (rest.starts_with("##[")) return true;
  return rest.starts_with("::") &&
         (at == 0 || !(byte_at(text, at - 1) > ' ' && byte_at(text, at - 1) < 0x7F));
}

void append_markdown(std::string& out, std::string_view text, std::size_t at, CodePoint c) {
  // An entity that shows nothing, but stops `http://`, `www.`, `@name` and `#12` from becoming
  // links.
  constexpr std::string_view k_break = "&#8203;";
  const char letter = static_cast<char>(c.value);
  switch (letter) {
    case '&':
      out += "&amp;";
      return;
    case '<':
      out += "&lt;";
      return;
    case '>':
      out += "&gt;";
      return;
    case '@':
    case '#':
      out.append("\\").append(1, letter).append(k_break);
      return;
    case ':':
      out.append(text.substr(at, 2) == ":/" ? ":&#8203;" : ":");
      return;
    case '.':
      out.append(at >= 3 && (text.substr(at - 3, 3) == "www" || text.substr(at - 3, 3) == "WWW")
                     ? "&#8203;."
                     : ".");
      return;
    default:
      break;
  }
  if (std::string_view("\\|`*_[]()~!{}$").find(letter) != std::string_view::npos) out += '\\';
  out += letter;
}

// Most text is plain: taken as it is, without looking at it as Unicode.
std::size_t plain_json(std::string_view text, std::size_t at) noexcept {
  const std::size_t begin = at;
  while (at < text.size() && text[at] >= ' ' && text[at] < '\x7f' && text[at] != '"' &&
         text[at] != '\\')
    ++at;
  return at - begin;
}

void append_invalid(std::string& out, CodePoint c) {
  fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<std::uint32_t>(c.value));
}

void append_percent(std::string& out, std::uint8_t byte) {
  fmt::format_to(std::back_inserter(out), "%{:02X}", byte);
}

// Not allowed in XML 1.0, although UTF-8 can hold them.
bool is_no_character(char32_t c) noexcept { return (c & 0xFFFEu) == 0xFFFE; }

std::string_view xml_entity(char32_t c) noexcept {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

std::string escape_github(std::string_view text, std::string_view special) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = code_point_at(text, at);
    if (!c.valid) {
      append_invalid(out, c);
    } else if (c.size == 1 && special.find(text[at]) != special.npos) {
      append_percent(out, byte_at(text, at));
    } else if (within(c.value, k_hidden)) {
      append_hidden(out, c.value);
    } else if (text.substr(at).starts_with(
                   "##[")) {  // commands of an older kind, anywhere in a line
      append_unicode_escape(out, c.value);
    } else {
      out.append(text.substr(at, c.size));
    }
    at += c.size;
  }
  return out;
}

std::string json_text(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

constexpr Escaper k_escapers[]{
    {"terminal", escape_terminal},
    {"json", json_text},
    {"csv", csv_cell},
    {"markdown", escape_markdown},
    {"xml", escape_xml},
    {"github-message", escape_github_message},
    {"github-property", escape_github_property},
    {"metrics-label", escape_metrics_label},
    {"uri-path", escape_uri_path},
};

}  // namespace

std::string escape_terminal(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = code_point_at(text, at);
    if (!c.valid) {
      append_invalid(out, c);
    } else if (within(c.value, k_hidden)) {
      append_hidden(out, c.value);
    } else if (starts_log_command(text, at)) {
      append_unicode_escape(out, c.value);
    } else {
      out.append(text.substr(at, c.size));
    }
    at += c.size;
  }
  return out;
}

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t plain = plain_json(text, at); plain > 0) {
      out.append(text.substr(at, plain));
      at += plain;
      continue;
    }
    const CodePoint c = code_point_at(text, at);
    if (!c.valid) {
      out += "\\ufffd";
    } else if (c.value == '"' || c.value == '\\') {
      out += '\\';
      out += text[at];
    } else if (within(c.value, k_hidden)) {
      append_hidden(out, c.value);
    } else {
      out.append(text.substr(at, c.size));
    }
    at += c.size;
  }
  out += '"';
}

std::string csv_cell(std::string_view text) {
  const bool formula = !text.empty() &&
                       std::string_view("=+-@").find(text.front()) != std::string_view::npos &&
                       !plain_number(text);
  const std::string cell = (formula ? "'" : "") + escape_terminal(text);
  if (cell.find_first_of("\",") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

std::string escape_markdown(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = code_point_at(text, at);
    if (!c.valid || within(c.value, k_hidden)) {
      out += c.valid && c.value == '\n' ? "&#10;" : "&#65533;";
    } else if (c.value < 0x80) {
      append_markdown(out, text, at, c);
    } else {
      out.append(text.substr(at, c.size));
    }
    at += c.size;
  }
  return out;
}

std::string escape_xml(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = code_point_at(text, at);
    const std::string_view entity = xml_entity(c.value);
    if (!c.valid) {
      append_invalid(out, c);
    } else if (!entity.empty()) {
      out += entity;
    } else if (within(c.value, k_hidden)) {
      append_hidden(out, c.value);
    } else if (is_no_character(c.value)) {
      append_unicode_escape(out, c.value);
    } else {
      out.append(text.substr(at, c.size));
    }
    at += c.size;
  }
  return out;
}

std::string escape_github_message(std::string_view text) { return escape_github(text, "%\r\n"); }
std::string escape_github_property(std::string_view text) { return escape_github(text, "%\r\n:,"); }

std::string escape_metrics_label(std::string_view text) {
  std::string out;
  for (const char c : escape_terminal(text)) {
    if (c == '#') {
      out += "\\\\u0023";
    } else {
      if (c == '\\' || c == '"') out += '\\';
      out += c;
    }
  }
  return out;
}

std::string escape_uri_path(std::string_view text) {
  constexpr std::string_view k_plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (k_plain.find(text[at]) != k_plain.npos)
      out += text[at];
    else
      append_percent(out, byte_at(text, at));
  }
  return out;
}

std::span<const Escaper> escapers() noexcept { return k_escapers; }

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = code_point_at(text, at);
    width += width_of(c.value);
    at += c.size;
  }
  return width;
}

std::string cut_to_width(std::string_view text, std::size_t width) {
  constexpr std::string_view k_more = "...";
  if (display_width(text) <= width) return std::string(text);
  if (width <= k_more.size()) return std::string(k_more.substr(0, width));
  std::size_t used = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const CodePoint c = code_point_at(text, at);
    if (used + width_of(c.value) > width - k_more.size()) break;
    used += width_of(c.value);
    at += c.size;
  }
  return std::string(text.substr(0, at)).append(k_more);
}

std::vector<std::string> fold(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    std::size_t used = 0, at = 0, last_space = 0;
    while (at < text.size()) {
      const CodePoint c = code_point_at(text, at);
      if (used + width_of(c.value) > width && at > 0) break;
      if (c.value == ' ' && at > 0) last_space = at;
      used += width_of(c.value);
      at += c.size;
    }
    const bool ends_at_space = at == text.size() || text[at] == ' ';
    const std::size_t end = ends_at_space || last_space == 0 ? at : last_space;
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  }
  return lines;
}

std::string pad_right(std::string text, std::size_t width) {
  const std::size_t used = display_width(text);
  if (used < width) text.append(width - used, ' ');
  return text;
}

std::string pad_left(std::string text, std::size_t width) {
  const std::size_t used = display_width(text);
  if (used < width) text.insert(0, width - used, ' ');
  return text;
}

}  // namespace carbonest
