// SPDX-License-Identifier: Apache-2.0
#include "series/problems.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "catalog/csv.hpp"
#include "diagnostics/utf8.hpp"
#include "series/limits.hpp"

namespace carbonest::series_text {
namespace {

constexpr std::size_t k_excerpt_before = 60, k_excerpt_after = 60;

constexpr bool continues_code_point(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

int code_points(std::string_view text) {
  return static_cast<int>(
      std::ranges::count_if(text, [](char c) { return !continues_code_point(c); }));
}

/// The line around an offset; long lines are cut on both sides.
void add_excerpt(Diagnostic& problem, std::string_view text) {
  const std::size_t at = problem.place.offset;
  const std::size_t line_begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;  // npos + 1 is 0
  const std::size_t line_end = std::min(text.find_first_of("\r\n", at), text.size());
  std::size_t begin = std::max(line_begin, at - std::min(at, k_excerpt_before));
  std::size_t end = std::min(line_end, at + k_excerpt_after);
  while (begin < at && continues_code_point(text[begin])) ++begin;
  while (end > at && end < line_end && continues_code_point(text[end])) --end;
  problem.excerpt = text.substr(begin, end - begin);
  problem.caret = code_points(text.substr(begin, at - begin)) + 1;
}

/// Bytes from the start that are plain ASCII, in steps of eight: nearly all of a series is.
std::size_t skip_ascii(std::string_view text) {
  std::size_t at = 0;
  for (std::uint64_t word = 0; at + sizeof word <= text.size(); at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    if ((word & 0x8080808080808080U) != 0) break;
  }
  return at;
}

std::size_t find_bad_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    at += skip_ascii(text.substr(at));
    if (at == text.size()) break;
    const std::size_t length = utf8_length(text, at);
    if (length == 0) return at;
    at += length;
  }
  return std::string_view::npos;
}

}  // namespace

Problems::Tally& Problems::tally_of(std::string_view code) {
  const auto found = std::ranges::find(tallies_, code, &Tally::code);
  if (found != tallies_.end()) return *found;
  return tallies_.emplace_back(Tally{std::string(code), 0, 0});
}

void Problems::add(std::string_view code, std::size_t offset, std::string message,
                   std::string hint) {
  Tally& tally = tally_of(code);
  if (++tally.count > series_limits::k_shown) return;
  tally.last_shown = found_.size();
  Place place;
  place.offset = static_cast<std::uint32_t>(offset);
  found_.push_back(diagnostic(code, place, std::move(message), std::move(hint)));
}

void Problems::add(std::string_view code, std::string message, std::string hint) {
  add(code, Place::k_nowhere, std::move(message), std::move(hint));
}

std::size_t Problems::offset_of(std::string_view part) const noexcept {
  const std::less<const char*> before;
  if (before(part.data(), text_.data()) || before(text_.data() + text_.size(), part.data()))
    return Place::k_nowhere;  // decoded: it lies elsewhere
  return static_cast<std::size_t>(part.data() - text_.data());
}

void Problems::locate() {
  TextPlace place;
  std::uint32_t from = 0;
  for (Diagnostic& problem : found_) {
    problem.file = file_;
    if (problem.place.offset == Place::k_nowhere) continue;
    place = place_in(text_, problem.place.offset, from, place);
    from = problem.place.offset;
    problem.line = static_cast<int>(place.line);
    problem.column = static_cast<int>(place.column);
    add_excerpt(problem, text_);
  }
}

Diagnostics Problems::take() && {
  for (const Tally& tally : tallies_)
    if (tally.count > series_limits::k_shown)
      found_[tally.last_shown].message +=
          fmt::format(" (and {} more like it)", tally.count - series_limits::k_shown);
  std::ranges::stable_sort(found_, {}, [](const Diagnostic& d) { return d.place.offset; });
  locate();
  return std::move(found_);
}

void check_bytes(std::string_view text, Problems& problems) {
  if (text.size() > series_limits::k_text)
    return problems.add("series-too-large", "the file is larger than 64 MiB",
                        "cut it to the years that are needed");
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
    return problems.add("series-encoding", "the file is UTF-16", "save it as UTF-8");
  if (const void* nul = text.empty() ? nullptr : std::memchr(text.data(), 0, text.size()))
    return problems.add("series-encoding",
                        static_cast<std::size_t>(static_cast<const char*>(nul) - text.data()),
                        "a NUL byte");
  if (const std::size_t bad = find_bad_utf8(text); bad != std::string_view::npos)
    return problems.add("series-encoding", bad, "not UTF-8", "save the file as UTF-8");
  if (text.find_first_not_of(" \t\r\n\xEF\xBB\xBF") == std::string_view::npos)
    problems.add("empty-series", "the file is empty");
}

std::string quoted(std::string_view text) {
  constexpr std::size_t k_longest = 60;
  if (text.size() <= k_longest) return fmt::format("\"{}\"", text);
  std::size_t end = k_longest;
  while (end > 0 && continues_code_point(text[end])) --end;
  return fmt::format("\"{}...\"", text.substr(0, end));
}

}  // namespace carbonest::series_text
