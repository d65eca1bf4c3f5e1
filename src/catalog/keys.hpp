// SPDX-License-Identifier: Apache-2.0
#pragma once
// Which names find a row. The compiler puts their hashes into the index; a lookup that hits a hash
// makes the names of the row anew and compares, so both sides agree by construction and a hash
// collision can mislead nobody.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/schema.hpp"

namespace carbonest {

struct Key {
  KeyClass key_class;
  std::string text;       ///< folded
  std::uint16_t column;   ///< the column that it stems from
  std::string_view item;  ///< as it stands there

  friend bool operator==(const Key& a, const Key& b) {
    return a.key_class == b.key_class && a.text == b.text;
  }
};

/// The keys of a row, each once, of all classes or of one; `cells` as many as the table has
/// columns.
std::vector<Key> row_keys(const TableSpec& spec, std::span<const std::string_view> cells,
                          std::optional<KeyClass> only = std::nullopt);

/// FNV-1a over class and text.
std::uint32_t key_hash(KeyClass key_class, std::string_view text) noexcept;

}  // namespace carbonest
