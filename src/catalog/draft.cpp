// SPDX-License-Identifier: Apache-2.0
#include "catalog/draft.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "carbonest/catalog.hpp"

namespace carbonest {
namespace {

constexpr std::size_t k_max_problems = 1000;
constexpr std::size_t k_max_quoted = 48;

std::string did_you_mean(std::string_view word, std::span<const std::string_view> names) {
  const auto near = nearest_names(word, names, 1);
  return near.empty() ? std::string{} : fmt::format("did you mean \"{}\"?", near.front());
}

std::vector<std::string_view> column_names(const TableSpec& spec) {
  std::vector<std::string_view> names;
  for (const ColumnSpec& column : spec.columns) names.push_back(column.name);
  return names;
}

/// Where each column of a file goes, as found in its header row.
class HeaderReader {
 public:
  HeaderReader(Draft& draft, TableId table, std::uint16_t file)
      : draft_{draft}, spec_{table_spec(table)}, file_{file} {}

  std::vector<std::size_t> read(const CsvDocument& document, Header header) {
    const std::size_t problems = draft_.problem_count();
    const CsvRecord& record = document.records.front();
    row_ = {.first_cell = 0, .offset = record.offset, .line = record.line, .file = file_};
    for (const CsvCell& cell : document.cells_of(record)) add(cell);
    check_missing(document.cells_of(record).front(), header);
    const bool complete = header == Header::complete && draft_.problem_count() == problems;
    if (complete && !std::ranges::is_sorted(targets_))
      draft_.report("unknown-column", row_, document.cells_of(record).front(),
                    "the columns are not in the order of the table",
                    fmt::format("write {}", fmt::join(column_names(spec_), ",")));
    return std::move(targets_);
  }

 private:
  void add(const CsvCell& cell) {
    const std::size_t index = find_column(spec_, cell.text);
    targets_.push_back(index);
    if (index == k_no_column) {
      draft_.report("unknown-column", row_, cell,
                    fmt::format("table {} has no column {}", spec_.name, quoted(cell.text)),
                    did_you_mean(cell.text, column_names(spec_)));
      return;
    }
    std::uint32_t& given = draft_.files[file_].given;
    const std::uint32_t bit = std::uint32_t{1} << index;
    if ((given & bit) != 0)
      draft_.report("duplicate-column", row_, cell,
                    fmt::format("column {} appears twice", quoted(cell.text)));
    given |= bit;
  }

  void check_missing(const CsvCell& first, Header header) {
    for (std::size_t i = 0; i < spec_.columns.size(); ++i) {
      const bool given = (draft_.files[file_].given >> i & 1) != 0;
      const bool is_key = std::ranges::find(spec_.key, spec_.columns[i].name) != spec_.key.end();
      if (!given && (header == Header::complete || is_key))
        draft_.report("missing-column", row_, first,
                      fmt::format("column {} of table {} is missing", quoted(spec_.columns[i].name),
                                  spec_.name));
    }
  }

  Draft& draft_;
  const TableSpec& spec_;
  std::uint16_t file_;
  DraftRow row_;
  std::vector<std::size_t> targets_;
};

}  // namespace

std::string quoted(std::string_view text) {
  if (text.size() <= k_max_quoted) return fmt::format("\"{}\"", text);
  std::size_t end = k_max_quoted;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;  // not inside a code point
  return fmt::format("\"{}...\"", text.substr(0, end));
}

void Draft::report(std::string_view code, std::string_view file, TextPlace place,
                   std::string message, std::string hint) {
  if (problems_.size() >= k_max_problems) {
    ++not_listed_;
    return;
  }
  Diagnostic problem;
  problem.code = code;
  problem.message = std::move(message);
  problem.hint = std::move(hint);
  problem.file = file;
  problem.line = static_cast<int>(place.line);
  problem.column = static_cast<int>(place.column);
  problems_.push_back(std::move(problem));
}

void Draft::report(std::string_view code, const DraftRow& row, const CsvCell& cell,
                   std::string message, std::string hint) {
  if (row.file == k_base_file) return report(code, "", {0, 0}, std::move(message), std::move(hint));
  const DraftFile& file = files[row.file];
  report(code, file.name, place_in(file.text, cell.offset, row.offset, {row.line, 1}),
         std::move(message), std::move(hint));
}

Diagnostics Draft::take_problems() {
  std::ranges::stable_sort(problems_, {},
                           [](const Diagnostic& d) { return std::tie(d.file, d.line, d.column); });
  if (not_listed_ > 0 && !problems_.empty())
    problems_.back().hint = fmt::format("{} more problems are not listed", not_listed_);
  return std::move(problems_);
}

void read_table(Draft& draft, TableId id, std::string_view file, std::string_view text,
                Header header) {
  DraftTable& table = draft.table(id);
  table.touched = true;
  const auto file_index = static_cast<std::uint16_t>(draft.files.size());
  draft.files.push_back({file, text, 0});
  const std::size_t problems = draft.problem_count();
  const CsvDocument& document = draft.documents.emplace_back(read_csv(text));
  for (const CsvProblem& problem : document.problems)
    draft.report("bad-csv", file, problem.place, problem.message);
  if (document.records.empty()) {
    table.broken = true;
    return;
  }
  const std::size_t header_problems = draft.problem_count();
  const auto targets = HeaderReader(draft, id, file_index).read(document, header);
  table.broken = draft.problem_count() > problems;
  if (draft.problem_count() > header_problems) return;  // without its columns a row means nothing
  const std::size_t width = table_spec(id).columns.size();
  for (const CsvRecord& record : std::span(document.records).subspan(1)) {
    table.rows.push_back({.first_cell = static_cast<std::uint32_t>(table.cells.size()),
                          .offset = record.offset,
                          .line = record.line,
                          .file = file_index});
    table.cells.resize(table.cells.size() + width, CsvCell{{}, record.offset});
    const auto cells = document.cells_of(record);
    for (std::size_t i = 0; i < targets.size(); ++i)
      if (targets[i] != k_no_column)
        table.cells[table.rows.back().first_cell + targets[i]] = cells[i];
  }
}

int compare_keys(TableId id, std::span<const CsvCell> a, std::span<const CsvCell> b) {
  const TableSpec& spec = table_spec(id);
  for (const std::string_view name : spec.key) {
    const std::size_t i = find_column(spec, name);
    if (const int order = a[i].text.compare(b[i].text); order != 0) return order;
  }
  return 0;
}

void sort_rows(Draft& draft, TableId id) {
  std::ranges::stable_sort(draft.table(id).rows, [&](const DraftRow& a, const DraftRow& b) {
    return compare_keys(id, draft.cells(id, a), draft.cells(id, b)) < 0;
  });
}

}  // namespace carbonest
