// SPDX-License-Identifier: Apache-2.0
#include "series/csv_rows.hpp"

#include <string>
#include <vector>

#include "catch.hpp"

using carbonest::series_text::CsvRows;
using carbonest::series_text::find_separator;

namespace {

using Table = std::vector<std::vector<std::string>>;

Table read(std::string_view text, char separator = ',') {
  CsvRows rows(text, separator);
  Table table;
  while (rows.next()) table.emplace_back(rows.cells().begin(), rows.cells().end());
  CHECK_FALSE(rows.problem());
  return table;
}

std::string problem_of(std::string_view text) {
  CsvRows rows(text, ',');
  while (rows.next()) {
  }
  return std::string(rows.problem().value_or(""));
}

}  // namespace

TEST_CASE("rows are cells between separators, whatever the line end") {
  CHECK(read("a,b\n1,2\n") == Table{{"a", "b"}, {"1", "2"}});
  CHECK(read("a,b\r\n1,2") == Table{{"a", "b"}, {"1", "2"}});
  CHECK(read("a, b \n\n\n,\n") == Table{{"a", "b"}, {"", ""}});
  CHECK(read("a;b\n1,5;2\n", ';') == Table{{"a", "b"}, {"1,5", "2"}});
  CHECK(read("\"x, y\",\"he said \"\"no\"\"\"\n1,2\n") ==
        Table{{"x, y", "he said \"no\""}, {"1", "2"}});
  CHECK(read("\"two\nlines\",1") == Table{{"two\nlines", "1"}});
  CHECK(read("").empty());
  CHECK(find_separator("a\tb\nc,d") == '\t');
  CHECK(find_separator("a;b") == ';');
  CHECK(find_separator("a;b,c") == ',');
}

TEST_CASE("quotes that do not close, and rows that do not end, are told") {
  CHECK(problem_of("\"a,b\n") == "a quoted cell that is never closed");
  CHECK(problem_of("\"a\"b,c\n") == "text after a closing quote");
  CHECK(problem_of(std::string(5000, ',')) == "a row of more than 1000 cells");
}
