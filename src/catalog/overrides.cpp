// SPDX-License-Identifier: Apache-2.0
#include "catalog/overrides.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "catalog/compile.hpp"

namespace carbonest {
namespace {

class Merger {
 public:
  Merger(Draft& draft, TableId table)
      : draft_{draft}, id_{table}, spec_{table_spec(table)}, table_{draft.table(table)} {}

  void merge(const Blob& base) {
    const std::size_t given = table_.rows.size();
    load(base);
    std::vector<bool> replaced(table_.rows.size(), false);
    for (std::size_t i = 0; i < given; ++i) {
      DraftRow& row = table_.rows[i];
      row.overridden = true;
      const std::size_t match = find_base(row, given);
      if (match < table_.rows.size()) {
        replaced[match] = true;
        inherit(row, table_.rows[match]);
      }
      attribute(row);
    }
    std::size_t i = 0;
    std::erase_if(table_.rows, [&](const DraftRow&) { return replaced[i++]; });
  }

 private:
  void load(const Blob& base) {
    for_each_row(id_, base.text(id_), [&](const BlobRow& row) {
      table_.rows.push_back({.first_cell = static_cast<std::uint32_t>(table_.cells.size()),
                             .overridden = row.overridden});
      for (std::size_t i = 0; i < spec_.columns.size(); ++i)
        table_.cells.push_back({row.cells[i], 0});
    });
  }

  /// Position of the base row with the same key; the rows from `first` on are the base's, and
  /// sorted.
  std::size_t find_base(const DraftRow& row, std::size_t first) {
    const auto key = draft_.cells(id_, row);
    const auto begin = table_.rows.begin() + static_cast<std::ptrdiff_t>(first);
    const auto found = std::partition_point(begin, table_.rows.end(), [&](const DraftRow& other) {
      return compare_keys(id_, draft_.cells(id_, other), key) < 0;
    });
    if (found == table_.rows.end() || compare_keys(id_, draft_.cells(id_, *found), key) != 0)
      return table_.rows.size();
    return static_cast<std::size_t>(found - table_.rows.begin());
  }

  bool given(const DraftRow& row, std::size_t column) const {
    return (draft_.files[row.file].given >> column & 1) != 0;
  }
  std::string_view keep(std::string text) { return draft_.texts.emplace_back(std::move(text)); }

  void inherit(const DraftRow& row, const DraftRow& from) {
    const auto cells = draft_.cells(id_, row);
    const auto old = draft_.cells(id_, from);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const ColumnSpec& column = spec_.columns[i];
      if (given(row, i) || column.name == "source" || column.name == "source_year") continue;
      if (column.kind == CellKind::pairs) {
        cells[i].text = keep(sources_of_inherited(row, old, i));
      } else if (column.name == "note") {
        cells[i].text = keep(fmt::format("columns that --data does not give: {}", source_of(old)));
      } else if (!speaks_of_given(row, column)) {
        cells[i].text = old[i].text;
      }
    }
  }

  std::string_view source_of(std::span<const CsvCell> cells) const {
    const std::size_t source = find_column(spec_, "source");
    return source == k_no_column ? std::string_view{} : cells[source].text;
  }

  /// "average_source" speaks of "average_w": the old source does not cover a new figure.
  bool speaks_of_given(const DraftRow& row, const ColumnSpec& column) const {
    constexpr std::string_view k_suffix = "source";
    if (!column.name.ends_with(k_suffix)) return false;
    const std::string_view stem = column.name.substr(0, column.name.size() - k_suffix.size());
    for (std::size_t i = 0; i < spec_.columns.size(); ++i)
      if (given(row, i) && spec_.columns[i].name.starts_with(stem)) return true;
    return false;
  }

  /// "column=source" for every figure that stays, so that no figure changes its source.
  std::string sources_of_inherited(const DraftRow& row, std::span<const CsvCell> old,
                                   std::size_t pairs) const {
    std::string out;
    const auto add = [&](std::string_view column, std::string_view source) {
      out += fmt::format("{}{}={}", out.empty() ? "" : ";", column, source);
    };
    for (std::size_t i = 0; i < spec_.columns.size(); ++i) {
      const ColumnSpec& column = spec_.columns[i];
      const bool figure = column.kind == CellKind::number || column.kind == CellKind::integer;
      if (!figure || given(row, i) || old[i].text.empty() || column.name == "source_year") continue;
      std::string_view source = source_of(old);
      for_each_item(old[pairs].text, ';', [&](std::string_view item) {
        const std::size_t equals = item.find('=');
        if (item.substr(0, equals) == column.name) source = item.substr(equals + 1);
      });
      if (!source.empty()) add(column.name, source);
    }
    return out;
  }

  void attribute(const DraftRow& row) {
    const std::size_t source = find_column(spec_, "source");
    if (source == k_no_column) return;
    CsvCell& cell = draft_.cells(id_, row)[source];
    if (cell.text.empty()) cell.text = k_override_source;
  }

  Draft& draft_;
  TableId id_;
  const TableSpec& spec_;
  DraftTable& table_;
};

/// The row that figures without a source of their own refer to.
void add_override_source(Draft& draft) {
  DraftTable& table = draft.table(TableId::sources);
  const auto is_override = [&](const DraftRow& row) {
    return draft.cells(TableId::sources, row)[column(TableId::sources, "key")].text ==
           k_override_source;
  };
  if (std::ranges::any_of(table.rows, is_override)) return;
  DraftRow row{.first_cell = static_cast<std::uint32_t>(table.cells.size())};
  row.overridden = true;
  table.cells.resize(table.cells.size() + table_spec(TableId::sources).columns.size());
  const auto cells = draft.cells(TableId::sources, row);
  cells[column(TableId::sources, "key")].text = k_override_source;
  cells[column(TableId::sources, "title")].text = "Figures given with --data";
  cells[column(TableId::sources, "use")].text = "facts";
  table.rows.push_back(row);
}

}  // namespace

void merge_base(Draft& draft, const Blob& base) {
  draft.table(TableId::sources).touched = true;
  for (const TableSpec& spec : schema::k_tables)
    if (draft.table(id_of(spec)).touched) Merger(draft, id_of(spec)).merge(base);
  add_override_source(draft);
}

}  // namespace carbonest
