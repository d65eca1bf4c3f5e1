// SPDX-License-Identifier: Apache-2.0
#pragma once
// Tables while they are being compiled: cells with their places, rows with their files, and the
// problems found so far. Nothing in a draft is trusted until validate() has seen it.

#include <array>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/diagnostic.hpp"
#include "catalog/blob.hpp"
#include "catalog/csv.hpp"
#include "catalog/schema.hpp"

namespace carbonest {

inline constexpr std::uint16_t k_base_file =
    0xFFFF;  ///< a row that was validated before: it has no place

struct DraftRow {
  std::uint32_t first_cell = 0;
  std::uint32_t offset = 0, line = 1;  ///< of its record
  std::uint16_t file = k_base_file;    ///< index into Draft::files
  bool overridden = false;
};

struct DraftTable {
  std::vector<CsvCell> cells;  ///< as many per row as the table has columns
  std::vector<DraftRow> rows;
  bool touched = false;  ///< false: the table of the base is taken as it is
  bool broken = false;   ///< rows are missing, since they could not be read
};

struct DraftFile {
  std::string_view name, text;
  std::uint32_t given = 0;  ///< bit i: the file has column i of its table
};

class Draft {
 public:
  std::array<DraftTable, k_table_count> tables;
  std::vector<DraftFile> files;
  std::deque<CsvDocument> documents;  ///< own the decoded cells
  std::deque<std::string> texts;      ///< own cells that were made here

  DraftTable& table(TableId id) { return tables[static_cast<std::size_t>(id)]; }
  const DraftTable& table(TableId id) const { return tables[static_cast<std::size_t>(id)]; }
  std::span<CsvCell> cells(TableId id, const DraftRow& row) {
    return std::span(table(id).cells).subspan(row.first_cell, table_spec(id).columns.size());
  }
  std::span<const CsvCell> cells(TableId id, const DraftRow& row) const {
    return std::span(table(id).cells).subspan(row.first_cell, table_spec(id).columns.size());
  }

  void report(std::string_view code, std::string_view file, TextPlace place, std::string message,
              std::string hint = {});
  void report(std::string_view code, const DraftRow& row, const CsvCell& cell, std::string message,
              std::string hint = {});
  bool sound() const noexcept { return problems_.empty(); }
  std::size_t problem_count() const noexcept { return problems_.size(); }
  /// All problems, by file and place.
  Diagnostics take_problems();

 private:
  Diagnostics problems_;
  std::size_t not_listed_ = 0;
};

/// Text for a message: in quotes, cut short.
std::string quoted(std::string_view text);

enum class Header : std::uint8_t {
  complete,  ///< exactly the columns of the table, in its order
  partial,   ///< the key columns and any others, in any order
};
/// Reads a CSV file into its table; cells of columns that the file does not have are empty.
void read_table(Draft& draft, TableId table, std::string_view file, std::string_view text,
                Header header);

/// Order of two rows of a table by its key columns; 0 when they have the same key.
int compare_keys(TableId table, std::span<const CsvCell> a, std::span<const CsvCell> b);
void sort_rows(Draft& draft, TableId table);

/// Checks every touched table: kinds, ranges, required cells, references, unique keys. `base` may
/// be null.
void validate(Draft& draft, const Blob* base);
/// Builds a touched table, with its index; reports names that stand for more than one row.
Segment build_segment(Draft& draft, TableId table);

}  // namespace carbonest
