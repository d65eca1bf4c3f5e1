// SPDX-License-Identifier: Apache-2.0
#pragma once
// From byte offsets to what a person looks for: line, column, JSON pointer, the line itself with a
// caret. Works on any bytes, valid JSON or not, and never prints more of a long line than fits a
// screen.

#include <cstdint>
#include <string>
#include <string_view>

#include "carbonest/diagnostic.hpp"

namespace carbonest {

struct LineColumn {
  int line = 1;    ///< from 1; only line feeds end a line
  int column = 1;  ///< from 1, in code points; a byte order mark has no column
};
LineColumn line_column(std::string_view text, std::uint32_t offset) noexcept;

/// RFC 6901 pointer to the value, or the key, that holds the offset; for broken JSON, to what was
/// open there. Empty for the root.
std::string json_pointer(std::string_view text, std::uint32_t offset);

/// Fills file, line, column, pointer, excerpt and caret of each diagnostic with an offset in
/// `text`. Those of options get no position in the file, those without a place only its name.
void locate(Diagnostics& diagnostics, std::string_view text, std::string_view file);

}  // namespace carbonest
