// SPDX-License-Identifier: Apache-2.0
#pragma once
// The compiled tables: one block of bytes without pointers, in the binary or in memory. The indexes
// lie together at its front, then the rows of each table as text, so that a lookup touches a
// handful of pages and reads one row.
//
//   header   magic, size, newest grid year, version, checksum; then per table offsets and counts
//   indexes  per table {hash, offset of the row in the table's text}, sorted, each 32 bits
//   texts    per table its rows: the cells in the order of the schema, each ended by a tab, then
//            k_overridden or nothing, then a line feed. Cells hold no control characters.
//
// Numbers are little-endian. The checksum is SHA-256 over the tables as CSV, joined in bytewise
// order of their names; of the bundled tables: `cat data/*.csv | sha256sum` in the C locale.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/keys.hpp"
#include "catalog/schema.hpp"

namespace carbonest {

inline constexpr char k_overridden = '+';

/// One row of the text of a table. Views point into the blob.
struct BlobRow {
  std::uint32_t offset = 0;  ///< in the text of its table
  std::uint32_t next = 0;    ///< offset of the row after it
  bool overridden = false;
  std::array<std::string_view, k_max_columns> cells;
};

struct IndexEntry {
  std::uint32_t hash = 0, offset = 0;
  friend auto operator<=>(const IndexEntry&, const IndexEntry&) = default;
};

/// One table on its way into a blob. Offsets are its own: it can be copied between blobs.
struct Segment {
  std::string text;
  std::vector<IndexEntry> index;  ///< sorted
  std::uint32_t rows = 0;
};

/// Reads the row at `offset` of the text of a table.
BlobRow read_row(TableId table, std::string_view text, std::uint32_t offset);

/// Calls visit(row) for every row of the text of a table.
template <class Visit>
void for_each_row(TableId table, std::string_view text, Visit visit) {
  for (std::uint32_t at = 0; at < text.size();) {
    const BlobRow row = read_row(table, text, at);
    at = row.next;
    visit(row);
  }
}

class Blob {
 public:
  /// `bytes` must outlive the blob. Throws std::invalid_argument if they are not one.
  explicit Blob(std::span<const unsigned char> bytes);

  std::string_view version() const noexcept;
  std::string_view checksum() const noexcept;
  int newest_grid_year() const noexcept;

  std::string_view text(TableId table) const noexcept;
  std::uint32_t row_count(TableId table) const noexcept;
  /// Rows that this key finds, in the order of the table; `folded` as row_keys() makes it.
  std::vector<BlobRow> find(TableId table, KeyClass key_class, std::string_view folded) const;
  Segment segment(TableId table) const;

 private:
  std::uint32_t word(std::size_t offset) const noexcept;
  std::uint32_t entry_word(TableId table, std::size_t field) const noexcept;
  IndexEntry index_entry(std::uint32_t begin, std::uint32_t i) const noexcept;
  std::uint32_t lower_bound(std::uint32_t begin, std::uint32_t size,
                            std::uint32_t hash) const noexcept;
  std::string_view view(std::size_t offset, std::size_t size) const noexcept;

  std::span<const unsigned char> bytes_;
};

struct BlobHeader {
  std::string_view version, checksum;
  int newest_grid_year = 0;
};
inline constexpr std::size_t k_longest_version = 40;

std::vector<unsigned char> write_blob(const BlobHeader& header,
                                      std::span<const Segment, k_table_count> tables);

/// Appends a row; its offset is where the text ended.
void append_row(Segment& segment, std::span<const std::string_view> cells, bool overridden);

}  // namespace carbonest
