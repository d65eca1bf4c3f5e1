// SPDX-License-Identifier: Apache-2.0
#pragma once
// From CSV text to the block of bytes that a Catalog reads. The tool that makes the bundled tables
// and `--data DIR` both come through here; a block exists only if every check passed, and otherwise
// every problem is reported.

#include <span>
#include <string_view>
#include <vector>

#include "carbonest/diagnostic.hpp"
#include "catalog/blob.hpp"

namespace carbonest {

struct TableText {
  std::string_view table;  ///< "accelerators"
  std::string_view file;   ///< for diagnostics
  std::string_view text;
};

/// Source of figures of `--data` that name none; a row of `sources` that appears with the first
/// override.
inline constexpr std::string_view k_override_source = "override";

/// All tables, each with all its columns, sorted by key.
Result<std::vector<unsigned char>> compile_tables(std::span<const TableText> tables,
                                                  std::string_view version);

/// `base` with these rows on top. A row with the key of a base row replaces it, and keeps what the
/// file has no column for; other rows are added. Figures are attributed to k_override_source unless
/// the file names a source.
Result<std::vector<unsigned char>> compile_overrides(const Blob& base,
                                                     std::span<const TableText> files);

}  // namespace carbonest
