// SPDX-License-Identifier: Apache-2.0
#pragma once
// A strict reader of RFC 4180 text (LF or CRLF, UTF-8, one header record, as many cells in every
// record). Cells are views into the text unless a doubled quote had to be decoded. It refuses what
// other readers guess at: stray quotes, bare carriage returns, NUL, short and long records; every
// problem is reported with its place.

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace carbonest {

/// A place in a text file, both from 1; columns count code points.
struct TextPlace {
  std::uint32_t line = 1, column = 1;
};
/// The place of text[offset], counted from a known place at `from`.
TextPlace place_in(std::string_view text, std::uint32_t offset, std::uint32_t from = 0,
                   TextPlace at = {});

struct CsvCell {
  std::string_view text;     ///< decoded
  std::uint32_t offset = 0;  ///< of its first byte (the quote of a quoted cell)
};

struct CsvRecord {
  std::uint32_t offset = 0, line = 1;
  std::uint32_t first_cell = 0, cell_count = 0;
};

struct CsvProblem {
  TextPlace place;
  std::string message;
};

/// What read_csv() found; views point into the text that was read and into `decoded`.
struct CsvDocument {
  std::vector<CsvCell> cells;
  std::vector<CsvRecord> records;  ///< the header first; broken records are left out
  std::vector<CsvProblem> problems;
  std::deque<std::string> decoded;

  std::span<const CsvCell> cells_of(const CsvRecord& record) const {
    return std::span(cells).subspan(record.first_cell, record.cell_count);
  }
};

/// `text` must outlive the document.
CsvDocument read_csv(std::string_view text);

/// Appends a cell, quoted only where RFC 4180 needs it.
void append_csv_cell(std::string& out, std::string_view cell);

}  // namespace carbonest
