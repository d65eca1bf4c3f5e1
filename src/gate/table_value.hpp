// SPDX-License-Identifier: Apache-2.0
#pragma once
// Which inputs of an estimate may have come from the tables: those of the catalog, and defaults
// that name a source, since the row of a fallback is one too. To count a number too many can only
// make a cause less certain, never wrong.

#include <string_view>

namespace carbonest {

inline bool is_table_value(std::string_view origin, std::string_view source) noexcept {
  return origin == "catalog" || (origin == "default" && !source.empty());
}

}  // namespace carbonest
