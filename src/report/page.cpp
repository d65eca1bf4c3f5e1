// SPDX-License-Identifier: Apache-2.0
#include "report/page.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "report/escape.hpp"

namespace carbonest {
namespace {

constexpr std::size_t k_narrowest = 60;
constexpr std::size_t k_gap = 3;              // between value and note
constexpr std::size_t k_narrowest_note = 20;  // with less room a note goes under its row
constexpr std::size_t k_note_indent = 4;

std::string_view escape_sequence(Tint tint) noexcept {
  switch (tint) {
    case Tint::strong:
      return "\x1b[1m";
    case Tint::dim:
      return "\x1b[2m";
    case Tint::warn:
      return "\x1b[33m";
    case Tint::bar:
      return "\x1b[36m";
    case Tint::good:
      return "\x1b[32m";
    case Tint::bad:
      return "\x1b[1;31m";
    case Tint::plain:
      break;
  }
  return {};
}

}  // namespace

Page::Page(const RenderOptions& options)
    : width_{std::max(k_narrowest, static_cast<std::size_t>(std::max(options.width, 0)))},
      color_{options.color} {}

std::string Page::tinted(std::string text, Tint tint) const {
  if (!color_ || tint == Tint::plain || text.empty()) return text;
  return std::string(escape_sequence(tint)).append(text).append("\x1b[0m");
}

void Page::line(std::string text) {
  out_ += text.erase(text.find_last_not_of(' ') + 1);
  out_ += '\n';
}

void Page::heading(std::string_view text) {
  line(tinted(cut_to_width(escape_terminal(text), width_), Tint::strong));
}

void Page::row(std::string_view label, std::string_view value, std::string_view note,
               Tint value_tint) {
  const std::size_t gap = columns_.value > 0 ? k_gap : 0;
  const std::size_t note_at = columns_.label + columns_.value + gap;
  const std::string left =
      pad_right(cut_to_width(escape_terminal(label), columns_.label - 1), columns_.label);
  const std::string right =
      pad_left(cut_to_width(escape_terminal(value), columns_.value), columns_.value);
  std::string text = left + tinted(right, value_tint);
  if (note.empty() || width_ < note_at + k_narrowest_note) {
    line(std::move(text));
    return paragraph(note, k_note_indent);
  }
  text.append(gap, ' ');
  for (const std::string& part : fold(escape_terminal(note), width_ - note_at)) {
    line(text.append(part));
    text.assign(note_at, ' ');
  }
}

void Page::paragraph(std::string_view text, std::size_t indent, Tint tint) {
  for (const std::string& part : fold(escape_terminal(text), width_ - indent))
    line(std::string(indent, ' ') + tinted(part, tint));
}

void Page::cells(std::span<const Cell> cells, std::size_t gap) {
  std::string text;
  for (const Cell& cell : cells) {
    if (&cell != cells.data()) text.append(gap, ' ');
    std::string shown = cut_to_width(escape_terminal(cell.text), cell.width);
    text += tinted(cell.left ? pad_right(std::move(shown), cell.width)
                             : pad_left(std::move(shown), cell.width),
                   cell.tint);
  }
  line(std::move(text));
}

void Page::bar(std::string_view label, std::string_view value, std::string_view percent,
               double share) {
  constexpr std::size_t k_percent = 7;
  const std::size_t used = columns_.label + columns_.value + k_percent + k_gap - 1;
  const auto room = static_cast<double>(width_ - used);
  const auto length = static_cast<std::size_t>(std::lround(std::clamp(share, 0.0, 1.0) * room));
  line(pad_right(cut_to_width(label, columns_.label - 1), columns_.label) +
       pad_left(cut_to_width(value, columns_.value), columns_.value) +
       pad_left(std::string(percent), k_percent) + "  " +
       tinted(std::string(length, '#'), Tint::bar));
}

}  // namespace carbonest
