// SPDX-License-Identifier: Apache-2.0
#pragma once
// Rows of published or computed cases, kept as CSV beside the tests that use them.

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "catalog/csv.hpp"

namespace carbonest::test {

class TestTable {
 public:
  /// `file` is relative to tests/; a table that cannot be read fails the test.
  explicit TestTable(const std::string& file) {
    std::ifstream in(CARBONEST_SOURCE_DIR "/tests/" + file, std::ios::binary);
    text_.assign(std::istreambuf_iterator<char>(in), {});
    document_ = read_csv(text_);
    if (document_.records.size() < 2 || !document_.problems.empty())
      throw std::runtime_error("cannot read test table " + file);
  }
  TestTable(const TestTable&) = delete;
  TestTable& operator=(const TestTable&) = delete;

  std::size_t size() const { return document_.records.size() - 1; }
  std::string text(std::size_t row, std::string_view column) const {
    return std::string(document_.cells_of(document_.records[row + 1])[column_of(column)].text);
  }
  bool has(std::size_t row, std::string_view column) const { return !text(row, column).empty(); }
  double number(std::size_t row, std::string_view column) const {
    const std::string cell = text(row, column);
    double value = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (error != std::errc{} || end != cell.data() + cell.size())
      throw std::runtime_error("no number in column " + std::string(column) + ": " + cell);
    return value;
  }

 private:
  std::size_t column_of(std::string_view name) const {
    const auto header = document_.cells_of(document_.records.front());
    const auto at = std::ranges::find(header, name, &CsvCell::text);
    if (at == header.end()) throw std::runtime_error("no column " + std::string(name));
    return static_cast<std::size_t>(at - header.begin());
  }

  std::string text_;
  CsvDocument document_;
};

}  // namespace carbonest::test
