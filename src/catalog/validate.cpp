// SPDX-License-Identifier: Apache-2.0
// Checks of single cells and of references between tables. What a column allows is said in the
// schema; how each kind of cell is checked is said once, here.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "catalog/draft.hpp"

namespace carbonest {
namespace {

constexpr std::size_t k_longest_cell = 4096;

/// What is wrong with a cell; nothing when `message` is empty.
struct Fault {
  std::string_view code = "bad-cell";
  std::string message;
};

/// The ids of a table, looked up by references to it.
class Ids {
 public:
  Ids(const Draft& draft, const Blob* base) : draft_{draft}, base_{base} {}

  bool contains(TableId table, std::string_view id) {
    if (draft_.table(table).broken) return true;  // its rows are not known; one report is enough
    auto& ids = tables_[static_cast<std::size_t>(table)];
    if (!ids) ids = collect(table);
    return std::ranges::binary_search(*ids, id);
  }

 private:
  std::vector<std::string_view> collect(TableId table) const {
    const std::size_t column = find_column(table_spec(table), table_spec(table).key.front());
    std::vector<std::string_view> ids;
    for (const DraftRow& row : draft_.table(table).rows)
      ids.push_back(draft_.cells(table, row)[column].text);
    if (!draft_.table(table).touched && base_ != nullptr)
      for_each_row(table, base_->text(table),
                   [&](const BlobRow& row) { ids.push_back(row.cells[column]); });
    std::ranges::sort(ids);
    return ids;
  }

  const Draft& draft_;
  const Blob* base_;
  std::array<std::optional<std::vector<std::string_view>>, k_table_count> tables_;
};

bool has_control_character(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte == 0x7F) return true;
    if (byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0)
      return true;
  }
  return false;
}

bool has_outer_space(std::string_view text) {
  return !text.empty() && (text.front() == ' ' || text.back() == ' ');
}

Fault check_range(const ColumnSpec& column, double value, std::string_view text) {
  if (value >= column.min && value <= column.max) return {};
  return {.message = fmt::format("{} = {} is not between {} and {}", column.name, text, column.min,
                                 column.max)};
}

Fault check_number(const ColumnSpec& column, std::string_view text, Ids&) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
    return {.message = fmt::format("{}: {} is not a number", column.name, quoted(text))};
  return check_range(column, value, text);
}

Fault check_integer(const ColumnSpec& column, std::string_view text, Ids&) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size())
    return {.message = fmt::format("{}: {} is not a whole number", column.name, quoted(text))};
  return check_range(column, static_cast<double>(value), text);
}

Fault check_id(const ColumnSpec& column, std::string_view text, Ids&) {
  const auto allowed = [](char c) {
    return c > ' ' && c <= '~' && c != '"' && c != ';' && c != ',';
  };
  if (std::ranges::all_of(text, allowed)) return {};
  return {.message = fmt::format(
              "{}: {} may not hold spaces, quotes, commas, semicolons or letters beyond ASCII",
              column.name, quoted(text))};
}

Fault check_choice(const ColumnSpec& column, std::string_view text, Ids&) {
  if (choice_index(column, text) != k_no_column) return {};
  return {.message =
              fmt::format("{}: {} is none of {}", column.name, quoted(text), column.choices)};
}

Fault check_list(const ColumnSpec& column, std::string_view text, Ids&) {
  Fault fault;
  for_each_item(text, ';', [&](std::string_view item) {
    if (fold_name(item).empty() || has_outer_space(item))
      fault.message = fmt::format("{}: {} is no name; items are separated by ';' alone",
                                  column.name, quoted(item));
  });
  return fault;
}

Fault check_ref(const ColumnSpec& column, std::string_view text, Ids& ids) {
  if (ids.contains(column.target, text)) return {};
  return {.code = "unknown-reference",
          .message = fmt::format("{}: table {} has no row {}", column.name,
                                 table_spec(column.target).name, quoted(text))};
}

Fault check_pairs(const ColumnSpec& column, std::string_view text, Ids& ids) {
  Fault fault;
  for_each_item(text, ';', [&](std::string_view item) {
    const std::size_t equals = item.find('=');
    if (equals == std::string_view::npos || equals == 0) {
      fault.message =
          fmt::format("{}: {} is not of the form column=source", column.name, quoted(item));
    } else if (Fault unknown = check_ref(column, item.substr(equals + 1), ids);
               !unknown.message.empty()) {
      fault = std::move(unknown);
    }
  });
  return fault;
}

Fault check_text(const ColumnSpec&, std::string_view, Ids&) { return {}; }

using Check = Fault (*)(const ColumnSpec&, std::string_view, Ids&);
constexpr std::array<Check, 8> k_checks{check_id,     check_text, check_number, check_integer,
                                        check_choice, check_list, check_ref,    check_pairs};
static_assert(static_cast<std::size_t>(CellKind::pairs) + 1 == k_checks.size(),
              "in the order of CellKind");

Fault check_cell(const ColumnSpec& column, std::string_view text, bool bundled, Ids& ids) {
  if (text.empty()) {
    if (column.need == Need::optional || (column.need == Need::bundled && !bundled)) return {};
    return {.code = "missing-cell", .message = fmt::format("{} may not be empty", column.name)};
  }
  if (text.size() > k_longest_cell)
    return {.message = fmt::format("{} is longer than {} bytes", column.name, k_longest_cell)};
  if (has_control_character(text))
    return {.message = fmt::format("{} holds a control character", column.name)};
  if (has_outer_space(text))
    return {.message = fmt::format("{}: spaces around {}", column.name, quoted(text))};
  return k_checks[static_cast<std::size_t>(column.kind)](column, text, ids);
}

/// Of the columns of "column=source" only: they must be columns of the same table.
void check_pair_columns(Draft& draft, const TableSpec& spec, const DraftRow& row,
                        const CsvCell& cell) {
  for_each_item(cell.text, ';', [&](std::string_view item) {
    const std::string_view name = item.substr(0, item.find('='));
    if (find_column(spec, name) == k_no_column)
      draft.report("bad-cell", row, cell,
                   fmt::format("table {} has no column {}", spec.name, quoted(name)));
  });
}

void check_rows(Draft& draft, TableId table, bool bundled, Ids& ids) {
  const TableSpec& spec = table_spec(table);
  for (const DraftRow& row : draft.table(table).rows) {
    if (row.file == k_base_file) continue;
    const auto cells = draft.cells(table, row);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      Fault fault = check_cell(spec.columns[i], cells[i].text, bundled, ids);
      if (!fault.message.empty()) {
        draft.report(fault.code, row, cells[i], std::move(fault.message));
      } else if (spec.columns[i].kind == CellKind::pairs) {
        check_pair_columns(draft, spec, row, cells[i]);
      }
    }
  }
}

void check_order(Draft& draft, TableId table, bool bundled) {
  const TableSpec& spec = table_spec(table);
  const auto& rows = draft.table(table).rows;
  const std::size_t key = find_column(spec, spec.key.front());
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto cells = draft.cells(table, rows[i]);
    const int order = compare_keys(table, draft.cells(table, rows[i - 1]), cells);
    if (order > 0 && bundled)
      draft.report("unsorted-rows", rows[i], cells[key],
                   fmt::format("{} comes after {}", quoted(cells[key].text),
                               quoted(draft.cells(table, rows[i - 1])[key].text)),
                   fmt::format("sort the rows bytewise by {}", fmt::join(spec.key, ", ")));
  }
}

/// Rows with the same key, wherever they stand.
void check_unique_keys(Draft& draft, TableId table) {
  const TableSpec& spec = table_spec(table);
  const std::size_t key = find_column(spec, spec.key.front());
  sort_rows(draft, table);
  const auto& rows = draft.table(table).rows;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto cells = draft.cells(table, rows[i]);
    if (compare_keys(table, draft.cells(table, rows[i - 1]), cells) != 0 || cells[key].text.empty())
      continue;
    draft.report("duplicate-row", rows[i], cells[key],
                 fmt::format("another row of table {} has the same {}", spec.name,
                             fmt::join(spec.key, ", ")));
  }
}

}  // namespace

void validate(Draft& draft, const Blob* base) {
  const bool bundled = base == nullptr;
  Ids ids(draft, base);
  for (const TableSpec& spec : schema::k_tables) {
    const TableId table = id_of(spec);
    if (!draft.table(table).touched) continue;
    check_rows(draft, table, bundled, ids);
    check_order(draft, table, bundled);
    check_unique_keys(draft, table);
  }
}

}  // namespace carbonest
