// SPDX-License-Identifier: Apache-2.0
#include "catalog/schema.hpp"

#include <algorithm>

namespace carbonest {
namespace {

constexpr bool columns_exist(const TableSpec& spec, std::span<const std::string_view> names) {
  return std::ranges::all_of(names,
                             [&](auto name) { return find_column(spec, name) != k_no_column; });
}

constexpr bool feeds_exist(const TableSpec& spec) {
  return std::ranges::all_of(spec.feeds, [&](const KeyFeed& feed) {
    return find_column(spec, feed.column) != k_no_column &&
           (feed.only_column.empty() || find_column(spec, feed.only_column) != k_no_column);
  });
}

constexpr bool is_sound(const TableSpec& spec) {
  return columns_exist(spec, spec.key) && feeds_exist(spec) &&
         (spec.display.empty() || find_column(spec, spec.display) != k_no_column) &&
         (spec.vendor.empty() || find_column(spec, spec.vendor) != k_no_column);
}

static_assert(std::ranges::all_of(schema::k_tables, is_sound),
              "a table names a column that it does not have");
static_assert(std::ranges::is_sorted(schema::k_tables, {}, &TableSpec::name));
static_assert(table_spec(TableId::zones).name == "zones" &&
              table_spec(TableId::regions).name == "regions" &&
              table_spec(TableId::grid_intensity).name == "grid_intensity" &&
              table_spec(TableId::sources).name == "sources");

}  // namespace

const TableSpec* find_table(std::string_view name) noexcept {
  const auto found = std::ranges::find(schema::k_tables, name, &TableSpec::name);
  return found == schema::k_tables.end() ? nullptr : &*found;
}

std::size_t choice_index(const ColumnSpec& column, std::string_view cell) noexcept {
  std::size_t index = 0, found = k_no_column;
  for_each_item(column.choices, '|', [&](std::string_view item) {
    if (item == cell) found = index;
    ++index;
  });
  return found;
}

}  // namespace carbonest
