// SPDX-License-Identifier: Apache-2.0
#include "diagnostics/locate.hpp"

#include <string>

#include "catch.hpp"

using namespace carbonest;

namespace {

// Offset of a mark in a text, which is taken out.
struct Marked {
  std::string text;
  std::uint32_t offset;
};
Marked marked(std::string text, std::string_view mark = "^") {
  const std::size_t at = text.find(mark);
  REQUIRE(at != text.npos);
  text.erase(at, mark.size());
  return {std::move(text), static_cast<std::uint32_t>(at)};
}

std::string pointer(std::string text) {
  const Marked m = marked(std::move(text));
  return json_pointer(m.text, m.offset);
}

Diagnostic located(const Marked& m) {
  Diagnostics all{diagnostic("json-syntax", {m.offset}, "x")};
  locate(all, m.text, "job.json");
  return all.front();
}

}  // namespace

TEST_CASE("locate: lines and columns in code points") {
  struct Row {
    const char* text;
    int line, column;
  };
  for (const Row& row :
       {Row{"^{}", 1, 1}, Row{"{^}", 1, 2}, Row{"{}^", 1, 3}, Row{"^", 1, 1}, Row{"{\n^}", 2, 1},
        Row{"{\r\n ^}", 2, 2}, Row{"{^\n}", 1, 2}, Row{"\xEF\xBB\xBF^{", 1, 1},
        Row{"\xEF\xBB\xBF{^", 1, 2}, Row{"\xEF\xBB\xBF\n^{", 2, 1},
        Row{"\"\u00e9\u6a21\U0001F600^\"", 1, 5}, Row{"\"\x80^\"", 1, 2}, Row{"\n\n\n^", 4, 1}}) {
    CAPTURE(row.text);
    const Marked m = marked(row.text);
    const LineColumn where = line_column(m.text, m.offset);
    CHECK(where.line == row.line);
    CHECK(where.column == row.column);
  }
}

TEST_CASE("locate: an offset beyond the text is its end") {
  CHECK(line_column("ab", 99).column == 3);
  CHECK(line_column("", 0).line == 1);
}

TEST_CASE("locate: JSON pointers") {
  struct Row {
    const char *text, *pointer;
  };
  for (const Row& row : {Row{R"(^{"a": 1})", ""},
                         Row{R"({^"a": 1})", "/a"},
                         Row{R"({"a": ^1})", "/a"},
                         Row{R"({"a": 1, "b": [1, {"c": ^2}]})", "/b/1/c"},
                         Row{R"({"b": [^1]})", "/b/0"},
                         Row{R"({"b": ^[1]})", "/b"},
                         Row{R"({"b": {^"c": 1}})", "/b/c"},
                         Row{R"({"a/b~c": ^1})", "/a~1b~0c"},
                         Row{R"({"\u00e9\ud83d\ude00\n\"": ^1})", "/\u00e9\U0001F600\n\""},
                         Row{R"({"\u0041\u002f": ^1})", "/A~1"},
                         Row{R"({"": ^1})", "/"},
                         Row{R"({"a": "x, { [ ^y", "b": 1})", "/a"},
                         Row{R"({"a": 1, ^})", ""},
                         Row{R"({"a": [1, ^])", "/a/1"},
                         Row{R"({"a": {"b": 1}, "c": ^})", "/c"},
                         Row{R"([[0], [0, ^1]])", "/1/1"},
                         Row{R"({"a": 1} ^x)", ""},
                         Row{R"({"a":^)", "/a"},
                         Row{R"({"a^)", "/a"},
                         Row{R"(^)", ""},
                         Row{R"(]]}^)", ""},
                         Row{R"({"\ud800": ^1})", "/\uFFFD"},
                         Row{R"({"\uD8^)", "/\uFFFD"},
                         Row{"\xEF\xBB\xBF{\"a\": ^1}", "/a"}}) {
    CAPTURE(row.text);
    CHECK(pointer(row.text) == row.pointer);
  }
}

TEST_CASE("locate: a pointer never grows with a hostile text") {
  const std::string deep(100'000, '[');
  CHECK(json_pointer(deep, 99'999).empty());
}

TEST_CASE("locate: the excerpt is the line, the caret its column") {
  const Diagnostic d = located(marked("{\r\n  \"pue\": ^0.5,\r\n}"));
  CHECK(d.file == "job.json");
  CHECK(d.line == 2);
  CHECK(d.column == 10);
  CHECK(d.pointer == "/pue");
  CHECK(d.excerpt == "  \"pue\": 0.5,");
  CHECK(d.caret == 10);
}

TEST_CASE("locate: at the end of a line or of the text the caret stands behind it") {
  CHECK(located(marked("{\"a\":^")).caret == 6);
  CHECK(located(marked("{\"a\":^\n")).caret == 6);
  CHECK(located(marked("{\n^")).excerpt.empty());
}

TEST_CASE("locate: a long line is cut around the place") {
  const std::string filler(500'000, 'x');
  const Diagnostic d = located(marked("{\"a\": \"" + filler + "\", ^oops" + filler));
  CHECK(d.column == 500'011);
  CHECK(d.excerpt.size() <= 110);
  CHECK(d.excerpt.starts_with("..."));
  CHECK(d.excerpt.ends_with("..."));
  CHECK(d.excerpt.substr(static_cast<std::size_t>(d.caret) - 1, 4) == "oops");
}

TEST_CASE("locate: the cut never splits a character") {
  std::string wide;
  for (int i = 0; i < 300; ++i) wide += "\u6a21";
  const Diagnostic d = located(marked(wide + "^!" + wide));
  CHECK(d.column == 301);
  CHECK(d.excerpt.substr(3, 3) == "\u6a21");
  CHECK(d.excerpt.size() < 3 * 110);
  CHECK(d.caret == 3 + 64 + 1);
}

TEST_CASE("locate: options and problems of the whole file get no position") {
  Diagnostics all{diagnostic("out-of-range", {Place::k_nowhere, "--pue"}, "x"),
                  diagnostic("json-too-large", {}, "x"), diagnostic("json-syntax", {99}, "x")};
  locate(all, "{}", "job.json");
  CHECK(all[0].file.empty());
  CHECK(all[0].line == 0);
  CHECK(all[1].file == "job.json");
  CHECK(all[1].line == 0);
  CHECK(all[1].excerpt.empty());
  CHECK(all[2].line == 0);  // no place of this text
}
