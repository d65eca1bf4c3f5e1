// SPDX-License-Identifier: Apache-2.0
#include "report/sources.hpp"

#include <algorithm>
#include <limits>

namespace carbonest {
namespace {

constexpr std::size_t k_absent = std::numeric_limits<std::size_t>::max();

std::size_t column_of(const Catalog::TableView& table, std::string_view name) {
  const auto at = std::ranges::find(table.columns, name);
  return at == table.columns.end() ? k_absent
                                   : static_cast<std::size_t>(at - table.columns.begin());
}

std::string_view cell(const std::vector<std::string_view>& row, std::size_t column) {
  return column < row.size() ? row[column] : std::string_view{};
}

}  // namespace

SourceIndex::SourceIndex(const Catalog& catalog)
    : table_{catalog.table("sources")},
      key_{std::min(column_of(table_, "key"), column_of(table_, "id"))},
      title_{column_of(table_, "title")},
      year_{column_of(table_, "year")},
      url_{column_of(table_, "url")} {}

std::optional<SourceIndex::Entry> SourceIndex::find(std::string_view key) const {
  const auto row =
      std::ranges::find_if(table_.rows, [&](const auto& r) { return cell(r, key_) == key; });
  if (row == table_.rows.end()) return std::nullopt;
  return Entry{key, cell(*row, title_), cell(*row, year_), cell(*row, url_)};
}

}  // namespace carbonest
