// SPDX-License-Identifier: Apache-2.0
#pragma once
// Rows of comma, semicolon or tab separated text, one at a time and without building a document: a
// series has a hundred thousand of them. Quoting follows RFC 4180; blank lines are passed over.

#include <cstddef>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace carbonest::series_text {

class CsvRows {
 public:
  /// `text` without a byte order mark; it must outlive the rows.
  CsvRows(std::string_view text, char separator) : rest_{text}, separator_{separator} {}

  /// To the next row; false at the end or at a problem.
  bool next();
  /// Of the current row, trimmed; valid until the next row.
  std::span<const std::string_view> cells() const noexcept { return cells_; }
  /// What stands where the current row begins.
  std::string_view line() const noexcept { return line_; }
  /// Why next() stopped, if not at the end; where() points at it.
  std::optional<std::string_view> problem() const noexcept { return problem_; }
  std::string_view where() const noexcept { return rest_; }

 private:
  void skip_blank_lines();
  bool read_cell();
  bool read_quoted();

  std::string_view rest_, line_;
  char separator_;
  std::vector<std::string_view> cells_;
  std::deque<std::string> decoded_;
  std::optional<std::string_view> problem_;
};

/// The separator of a header line.
char find_separator(std::string_view header) noexcept;

}  // namespace carbonest::series_text
