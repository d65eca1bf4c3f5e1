// SPDX-License-Identifier: Apache-2.0
#include "catalog/csv.hpp"

#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"

using namespace carbonest;
using namespace std::string_view_literals;

namespace {

/// Records as "a|b / c|d", then problems as "line:column message".
std::string dump(std::string_view text) {
  const CsvDocument document = read_csv(text);
  std::string out;
  for (const CsvRecord& record : document.records) {
    if (!out.empty()) out += " / ";
    std::string cells;
    for (const CsvCell& cell : document.cells_of(record))
      cells += (cells.empty() ? "" : "|") + std::string(cell.text);
    out += cells;
  }
  for (const CsvProblem& problem : document.problems) {
    out += " ! " + std::to_string(problem.place.line) + ":" + std::to_string(problem.place.column) +
           " ";
    out += problem.message;
  }
  return out;
}

struct Case {
  std::string_view name, text, expected;
};

const std::vector<Case> k_cases{
    {"plain", "a,b\n1,2\n", "a|b / 1|2"},
    {"no line end at the end", "a,b\n1,2", "a|b / 1|2"},
    {"CRLF", "a,b\r\n1,2\r\n", "a|b / 1|2"},
    {"byte order mark",
     "\xEF\xBB\xBF"
     "a,b\n1,2\n",
     "a|b / 1|2"},
    {"header only", "a,b\n", "a|b"},
    {"quotes", "a,b\n\"x,y\",2\n", "a|b / x,y|2"},
    {"doubled quotes", "a,b\n\"say \"\"hi\"\"\",2\n", "a|b / say \"hi\"|2"},
    {"only doubled quotes", "a\n\"\"\"\"\n", "a / \""},
    {"embedded line feed", "a,b\n\"x\ny\",2\n3,4\n", "a|b / x\ny|2 / 3|4"},
    {"quoted before CRLF", "a,b\r\n1,\"2\"\r\n", "a|b / 1|2"},
    {"quoted at the end of the file", "a,b\n1,\"2\"", "a|b / 1|2"},
    {"spaces are kept", "a,b\n 1 ,2\n", "a|b /  1 |2"},
    {"empty file", "", " ! 1:1 the file is empty; a header row is needed"},
    {"byte order mark alone", "\xEF\xBB\xBF", " ! 1:2 the file is empty; a header row is needed"},
    {"missing cell", "a,b\n1\n3,4\n", "a|b / 3|4 ! 2:2 the row has 1 cells, the header has 2"},
    {"too many cells", "a,b\n1,2,3\n", "a|b ! 2:5 the row has 3 cells, the header has 2"},
    {"empty line", "a,b\n\n1,2\n", "a|b / 1|2 ! 2:1 an empty line"},
    {"quote inside", "a,b\n1,2\"3\n4,5\n",
     "a|b / 4|5 ! 2:4 a quote inside a cell that is not quoted"},
    {"text after a quote", "a,b\n\"1\"x,2\n4,5\n", "a|b / 4|5 ! 2:4 text after a closing quote"},
    {"never closed", "a,b\n1,\"2\n3,4\n", "a|b ! 2:3 a quoted cell that is never closed"},
    {"lone carriage return", "a,b\n1\r2,3\n", "a|b ! 2:2 a carriage return without a line feed"},
    {"carriage return at the end", "a,b\n1,2\r", "a|b ! 2:4 a carriage return without a line feed"},
    {"NUL", "a,b\n1,\0\n"sv, " ! 2:3 a NUL byte"},
    {"Latin-1", "a,b\n1,caf\xE9\n", " ! 2:6 not UTF-8"},
    {"overlong", "a\n\xC0\xAF\n", " ! 2:1 not UTF-8"},
    {"surrogate", "a\n\xED\xA0\x80\n", " ! 2:1 not UTF-8"},
    {"beyond Unicode", "a\n\xF4\x90\x80\x80\n", " ! 2:1 not UTF-8"},
    {"cut code point", "a\n\xE2\x82", " ! 2:1 not UTF-8"},
    {"columns count code points", "a,b\n\u00E9\U0001F600,2,3\n",
     "a|b ! 2:6 the row has 3 cells, the header has 2"},
    {"lines after embedded ones", "a,b\n\"x\n\ny\",2\n1\n",
     "a|b / x\n\ny|2 ! 5:2 the row has 1 cells, the header has 2"},
    {"several problems", "a,b\n1\n2,\"\"x\n3\n",
     "a|b ! 2:2 the row has 1 cells, the header has 2 ! 3:5 text after a closing quote ! 4:2 the "
     "row has 1 cells, the "
     "header has 2"},
};

}  // namespace

TEST_CASE("csv: what is read and what is refused") {
  for (const Case& c : k_cases) {
    INFO(c.name);
    CHECK(dump(c.text) == c.expected);
  }
}

TEST_CASE("csv: unquoted and quoted cells are views, only doubled quotes are copied") {
  const std::string text = "a,b,c\nplain,\"quoted\",\"dou\"\"bled\"\n";
  const CsvDocument document = read_csv(text);
  REQUIRE(document.records.size() == 2);
  const auto cells = document.cells_of(document.records[1]);
  const auto inside = [&](std::string_view view) {
    return view.data() >= text.data() && view.data() < text.data() + text.size();
  };
  CHECK(inside(cells[0].text));
  CHECK(inside(cells[1].text));
  CHECK_FALSE(inside(cells[2].text));
  CHECK(cells[2].text == "dou\"bled");
  CHECK(document.decoded.size() == 1);
  CHECK(cells[1].offset == text.find("\"quoted"));
}

TEST_CASE("csv: what is written is read back") {
  for (const std::string_view cell :
       {"", "plain", "a,b", "say \"hi\"", "\"", "two\nlines", "cr\r\nlf", "\u00E9", "a;b"}) {
    std::string text = "h,x\n";
    append_csv_cell(text, cell);
    text += ",1\n";
    const CsvDocument document = read_csv(text);
    INFO(text);
    CHECK(document.problems.empty());
    REQUIRE(document.records.size() == 2);
    CHECK(document.cells_of(document.records[1])[0].text == cell);
  }
}

TEST_CASE("csv: cells that need no quotes get none") {
  std::string out;
  append_csv_cell(out, "NVIDIA A100 (custom); 64 GB");
  CHECK(out == "NVIDIA A100 (custom); 64 GB");
}
