// SPDX-License-Identifier: Apache-2.0
#include "catalog/compile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "carbonest/catalog.hpp"
#include "catalog/draft.hpp"
#include "catalog/overrides.hpp"
#include "catalog/sha256.hpp"

namespace carbonest {
namespace {

using Segments = std::array<Segment, k_table_count>;

const TableSpec* known_table(Draft& draft, const TableText& file) {
  const TableSpec* spec = find_table(file.table);
  if (spec == nullptr) {
    const auto names = Catalog::table_names();
    const auto near = nearest_names(file.table, names, 1);
    draft.report("unknown-table", file.file, {1, 1},
                 fmt::format("there is no table {}", quoted(file.table)),
                 near.empty() ? fmt::format("the tables are {}", fmt::join(names, ", "))
                              : fmt::format("did you mean \"{}\"?", near.front()));
  }
  return spec;
}

void report_missing(Draft& draft, const TableSpec& spec) {
  draft.table(id_of(spec)).broken = true;
  draft.report("missing-table", fmt::format("{}.csv", spec.name), {1, 1}, "the table is missing");
}

Segments build_segments(Draft& draft, const Blob* base) {
  Segments segments;
  for (const TableSpec& spec : schema::k_tables) {
    const TableId table = id_of(spec);
    Segment& segment = segments[static_cast<std::size_t>(table)];
    if (draft.table(table).touched) {
      segment = build_segment(draft, table);
    } else if (base != nullptr) {
      segment = base->segment(table);
    }
  }
  return segments;
}

int newest_grid_year(const Segments& segments) {
  const Segment& grid = segments[static_cast<std::size_t>(TableId::grid_intensity)];
  int newest = 0;
  for_each_row(TableId::grid_intensity, grid.text, [&](const BlobRow& row) {
    const std::string_view cell = row.cells[column(TableId::grid_intensity, "year")];
    int year = 0;
    std::from_chars(cell.data(), cell.data() + cell.size(), year);
    newest = std::max(newest, year);
  });
  return newest;
}

void append_csv(std::string& csv, TableId table, std::string_view text) {
  const auto columns = table_spec(table).columns;
  for (std::size_t i = 0; i < columns.size(); ++i)
    csv += fmt::format("{}{}", i == 0 ? "" : ",", columns[i].name);
  csv += '\n';
  for_each_row(table, text, [&](const BlobRow& row) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i > 0) csv += ',';
      append_csv_cell(csv, row.cells[i]);
    }
    csv += '\n';
  });
}

/// Merged tables are no longer the files they came from: their checksum is over the same tables
/// written anew.
std::string checksum_of(const Segments& segments) {
  Sha256 sha;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    std::string csv;
    append_csv(csv, static_cast<TableId>(i), segments[i].text);
    sha.add(csv);
  }
  return sha.finish();
}

std::vector<unsigned char> blob_of(const Segments& segments, std::string_view version,
                                   std::string_view checksum) {
  return write_blob({version, checksum, newest_grid_year(segments)}, segments);
}

}  // namespace

Result<std::vector<unsigned char>> compile_tables(std::span<const TableText> tables,
                                                  std::string_view version) {
  Draft draft;
  std::vector<TableText> files(tables.begin(), tables.end());
  std::ranges::stable_sort(files, {}, &TableText::table);
  Sha256 sha;
  for (const TableText& file : files) {
    const TableSpec* spec = known_table(draft, file);
    if (spec == nullptr) continue;
    if (draft.table(id_of(*spec)).touched) {
      draft.report("duplicate-table", file.file, {1, 1},
                   fmt::format("table {} is given twice", spec->name));
      continue;
    }
    sha.add(file.text);
    read_table(draft, id_of(*spec), file.file, file.text, Header::complete);
  }
  for (const TableSpec& spec : schema::k_tables)
    if (!draft.table(id_of(spec)).touched) report_missing(draft, spec);
  validate(draft, nullptr);
  const Segments segments = build_segments(draft, nullptr);
  if (!draft.sound()) return draft.take_problems();
  return blob_of(segments, version, sha.finish());
}

Result<std::vector<unsigned char>> compile_overrides(const Blob& base,
                                                     std::span<const TableText> files) {
  Draft draft;
  for (const TableText& file : files)
    if (const TableSpec* spec = known_table(draft, file))
      read_table(draft, id_of(*spec), file.file, file.text, Header::partial);
  merge_base(draft, base);
  validate(draft, &base);
  const Segments segments = build_segments(draft, &base);
  if (!draft.sound()) return draft.take_problems();
  constexpr std::string_view k_suffix = "+override";
  std::string version(base.version());
  if (!version.ends_with(k_suffix)) version += k_suffix;
  return blob_of(segments, version, checksum_of(segments));
}

}  // namespace carbonest
