// SPDX-License-Identifier: Apache-2.0
#pragma once
// The formats of each kind of output, as tables: adding one is adding a row.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/report.hpp"
#include "report/list.hpp"

namespace carbonest {

/// Formats of `explain`: text, and the JSON of an estimate, which has the same numbers with their
/// origin.
std::span<const Format> explain_formats() noexcept;

/// A format of a table.
struct ListFormat {
  std::string_view id, title;
  std::string (*render)(const ListTable&, const RenderOptions&);
};
std::span<const ListFormat> list_formats() noexcept;

template <class Row>
std::vector<std::string_view> ids_of(std::span<const Row> rows) {
  std::vector<std::string_view> ids;
  for (const Row& row : rows) ids.push_back(row.id);
  return ids;
}

/// The row with this id, or nullptr.
template <class Row>
const Row* find_row(std::span<const Row> rows, std::string_view id) noexcept {
  for (const Row& row : rows)
    if (row.id == id) return &row;
  return nullptr;
}

}  // namespace carbonest
