// SPDX-License-Identifier: Apache-2.0
#pragma once
// A page of text for people: aligned rows, folded notes, headings. No line is wider than the page,
// every text of others is escaped on the way in, and colour is added after the width has been
// counted.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "carbonest/report.hpp"

namespace carbonest {

enum class Tint { plain, strong, dim, warn, bar, good, bad };

class Page {
 public:
  /// Columns of label and value; what is left of the width belongs to the note.
  struct Columns {
    std::size_t label, value;
  };
  explicit Page(const RenderOptions& options);

  std::size_t width() const noexcept { return width_; }
  void set_columns(Columns columns) { columns_ = columns; }
  void blank() { out_ += '\n'; }
  void heading(std::string_view text);
  /// `label   value   note`, the note folded under itself; a label that is too long is cut.
  void row(std::string_view label, std::string_view value, std::string_view note = {},
           Tint value_tint = Tint::plain);
  /// Running text, folded, each line indented by `indent`.
  void paragraph(std::string_view text, std::size_t indent, Tint tint = Tint::plain);
  struct Cell {
    std::string_view text;
    std::size_t width = 0;
    bool left = false;  ///< aligned to the left
    Tint tint = Tint::plain;
  };
  /// Cells with `gap` spaces between them; a text that is too long is cut.
  void cells(std::span<const Cell> cells, std::size_t gap = 2);
  /// `value` and a bar as long as `share` of the room that is left.
  void bar(std::string_view label, std::string_view value, std::string_view percent, double share);

  std::string finish() && { return std::move(out_); }

 private:
  std::string tinted(std::string text, Tint tint) const;
  void line(std::string text);

  std::size_t width_;
  bool color_;
  Columns columns_{16, 12};
  std::string out_;
};

}  // namespace carbonest
