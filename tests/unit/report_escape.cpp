// SPDX-License-Identifier: Apache-2.0
#include "report/escape.hpp"

#include <map>
#include <random>

#include "catch.hpp"

using namespace carbonest;
using namespace std::string_literals;

namespace {

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("a terminal sees nothing but printable text") {
  CHECK(escape_terminal("bert base, modèle, 模型") == "bert base, modèle, 模型");
  CHECK(escape_terminal("a\nb\tc\rd") == "a\\nb\\tc\\rd");
  CHECK(escape_terminal("\x1b[31mred") == "\\u001b[31mred");
  CHECK(escape_terminal("\x1b]8;;http://x\x07link") == "\\u001b]8;;http://x\\u0007link");
  CHECK(escape_terminal("a\bb\x7f") == "a\\u0008b\\u007f");
  CHECK(escape_terminal("\u009b31m") == "\\u009b31m");
  CHECK(escape_terminal("x\u202egpj.exe") == "x\\u202egpj.exe");
  CHECK(escape_terminal("a\u200bb\ufeff\u2028") == "a\\u200bb\\ufeff\\u2028");
  CHECK(escape_terminal("\U000E0041") == "\\udb40\\udc41");
  CHECK(escape_terminal("\0x"s) == "\\u0000x");
}

TEST_CASE("bytes that are no UTF-8 are shown as such") {
  CHECK(escape_terminal("\xff") == "\\xff");
  CHECK(escape_terminal("caf\xe9!") == "caf\\xe9!");
  CHECK(escape_terminal("\xc0\xaf") == "\\xc0\\xaf");           // overlong
  CHECK(escape_terminal("\xed\xa0\x80") == "\\xed\\xa0\\x80");  // surrogate
  CHECK(escape_terminal("\xe4\xb8") == "\\xe4\\xb8");           // cut short
  CHECK(json_string("caf\xe9") == "\"caf\\ufffd\"");
  CHECK(csv_cell("caf\xe9") == escape_terminal("caf\xe9"));
}

TEST_CASE("a log reader sees no command of others") {
  CHECK(escape_terminal("::error file=a::b") == "\\u003a:error file=a::b");
  CHECK(escape_terminal("name ::set-output name=x::y") == "name \\u003a:set-output name=x::y");
  CHECK(escape_terminal("##[command]x") == "\\u0023#[command]x");
  CHECK(escape_terminal("x##[group]") == "x\\u0023#[group]");
  CHECK(escape_terminal("std::vector") == "std::vector");
}

TEST_CASE("JSON strings escape what a reader would not see") {
  CHECK(json_string("a\"b\\c") == R"("a\"b\\c")");
  CHECK(json_string("\n\t\x01") == R"("\n\t\u0001")");
  CHECK(json_string("\u0085\u202e\ufeff") == R"("\u0085\u202e\ufeff")");
  CHECK(json_string("é 模") == "\"é 模\"");
}

TEST_CASE("a CSV cell is quoted as RFC 4180 wants and never a formula") {
  CHECK(csv_cell("plain") == "plain");
  CHECK(csv_cell("a,b") == "\"a,b\"");
  CHECK(csv_cell("say \"hi\"") == "\"say \"\"hi\"\"\"");
  CHECK(csv_cell("two\nlines") == "two\\nlines");
  CHECK(csv_cell("::error::x").find("::error") == std::string::npos);
  CHECK(csv_cell("=1+1") == "'=1+1");
  CHECK(csv_cell("+x") == "'+x");
  CHECK(csv_cell("-x") == "'-x");
  CHECK(csv_cell("@SUM(A1)") == "'@SUM(A1)");
  CHECK(csv_cell("\tx") == "\\tx");
  CHECK(csv_cell("\r=1") == "\\r=1");
  CHECK(csv_cell("=HYPERLINK(\"http://x\",\"y\")") ==
        "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
  CHECK(csv_cell("-1.5") == "-1.5");
  CHECK(csv_cell("-1e-3") == "-1e-3");
}

TEST_CASE("Markdown text is neither markup nor HTML nor a link") {
  CHECK(escape_markdown("a|b`c`[d](e)*f*_g_") == "a\\|b\\`c\\`\\[d\\]\\(e\\)\\*f\\*\\_g\\_");
  CHECK(escape_markdown("<script>&amp;") == "&lt;script&gt;&amp;amp;");
  CHECK(escape_markdown("http://x.org") == "http:&#8203;//x.org");
  CHECK(escape_markdown("www.x.org") == "www&#8203;.x.org");
  CHECK(escape_markdown("@someone #12") == "\\@&#8203;someone \\#&#8203;12");
  CHECK(escape_markdown("two\nlines") == "two&#10;lines");
  CHECK(escape_markdown("\u202e\x1b") == "&#65533;&#65533;");
}

TEST_CASE("width is counted in columns, after escaping") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("modèle") == 6);
  CHECK(display_width("模型") == 4);
  CHECK(display_width("e\u0301") == 1);
  CHECK(pad_right("模", 4) == "模  ");
  CHECK(pad_left("é", 3) == "  é");
  CHECK(pad_left("long", 2) == "long");
}

TEST_CASE("cutting says that something was cut") {
  CHECK(cut_to_width("abcdef", 6) == "abcdef");
  CHECK(cut_to_width("abcdefg", 6) == "abc...");
  CHECK(cut_to_width("模型模型", 6) == "模...");
  CHECK(cut_to_width("abcdef", 2) == "..");
}

TEST_CASE("folding loses nothing but spaces at line ends, and no line is too wide") {
  CHECK(fold("", 10).empty());
  CHECK(fold("one two three", 8) == std::vector<std::string>{"one two", "three"});
  CHECK(fold("one two", 7) == std::vector<std::string>{"one two"});
  CHECK(fold("abcdefghij", 4) == std::vector<std::string>{"abcd", "efgh", "ij"});
  std::mt19937 random(7);
  for (int round = 0; round < 500; ++round) {
    std::string text, glued;
    for (int i = 0; i < 60; ++i) text += random() % 4 == 0 ? " " : random() % 5 == 0 ? "模" : "x";
    for (const std::string& line : fold(text, 11)) {
      REQUIRE(display_width(line) <= 11);
      glued += line;
    }
    std::erase(text, ' ');
    std::erase(glued, ' ');
    REQUIRE(glued == text);
  }
}

TEST_CASE("whatever the bytes, the escapers keep their promise") {
  std::mt19937 random(3);
  for (int round = 0; round < 3000; ++round) {
    std::string bytes;
    for (auto i = random() % 24; i > 0; --i) bytes += static_cast<char>(random() % 256);
    for (const char c : escape_terminal(bytes)) {
      REQUIRE(static_cast<unsigned char>(c) >= 0x20);
      REQUIRE(c != 0x7f);
    }
    const std::string json = json_string(bytes);
    REQUIRE(json.find_first_of("\n\r\t\x1b"s + '\0') == std::string::npos);
    const std::string cell = csv_cell(bytes);
    if (!cell.empty())
      REQUIRE(std::string_view("=+@\t").find(cell.front()) == std::string_view::npos);
    REQUIRE(escape_markdown(bytes).find_first_of("<>\n\r") == std::string::npos);
    REQUIRE(escape_terminal(escape_terminal(bytes)) == escape_terminal(bytes));
  }
}

TEST_CASE("XML text holds no markup, and nothing that XML cannot hold") {
  CHECK(escape_xml("a<b>&\"c'") == "a&lt;b&gt;&amp;&quot;c&#39;");
  CHECK(escape_xml("]]>") == "]]&gt;");
  CHECK(escape_xml("a\nb\x1b\u202e") == "a\\nb\\u001b\\u202e");
  CHECK(escape_xml("\uFFFE\uFFFF") == "\\ufffe\\uffff");
  CHECK(escape_xml("caf\xe9") == "caf\\xe9");
  CHECK(escape_xml("modèle 模型") == "modèle 模型");
}

TEST_CASE("a workflow command keeps its shape, and the runner gets the text back") {
  CHECK(escape_github_message("100% a:b, c\r\nd") == "100%25 a:b, c%0D%0Ad");
  CHECK(escape_github_property("100% a:b, c\r\nd") == "100%25 a%3Ab%2C c%0D%0Ad");
  CHECK(escape_github_property("a;b]c") == "a;b]c");  // the runner would not turn these back
  CHECK(escape_github_message("\x1b[31m\u202e\xff") == "\\u001b[31m\\u202e\\xff");
  CHECK(escape_github_message("##[error]x") == "\\u0023#[error]x");
}

TEST_CASE("a label of a metric ends where it ends") {
  CHECK(escape_metrics_label("a\"b\\c") == "a\\\"b\\\\c");
  CHECK(escape_metrics_label("a\nb") == "a\\\\nb");
  CHECK(escape_metrics_label("a#b") == "a\\\\u0023b");
  CHECK(escape_metrics_label("\x1b\u202e") == "\\\\u001b\\\\u202e");
}

TEST_CASE("a path is a URI that names nothing else") {
  CHECK(escape_uri_path("a/b-c_d.e~f/9") == "a/b-c_d.e~f/9");
  CHECK(escape_uri_path("a b:c%d?e#f") == "a%20b%3Ac%25d%3Fe%23f");
  CHECK(escape_uri_path("é\n\xff") == "%C3%A9%0A%FF");
}

TEST_CASE("each escaper keeps its promise over names that try to leave their place") {
  const std::vector<std::string> names{"a\nb",     "::error::x", "100%",    "a|b",
                                       "<b>",      "=1+1",       "\x1b[1m", "\u202ex",
                                       "\u009b",   "caf\xe9",    "a\0b"s,   "##[x]",
                                       "\"'`&;,:", "@x #1",      "\r\n\t",  std::string(999, '<')};
  // What may not be in the output of an escaper.
  const std::map<std::string_view, std::string> refused{{"terminal", "\n\r\t\x1b\0"s},
                                                        {"json", "\n\r\t\x1b\0"s},
                                                        {"csv", ""},
                                                        {"markdown", "<>\n\r\x1b\0"s},
                                                        {"xml", "<>\"'\n\r\t\x1b\0"s},
                                                        {"github-message", "\n\r\x1b\0"s},
                                                        {"github-property", "\n\r:,\x1b\0"s},
                                                        {"metrics-label", "\n\r#\x1b\0"s},
                                                        {"uri-path", " \n\r:<>\"\x1b\0"s}};
  CHECK(escapers().size() == refused.size());
  std::mt19937 random(9);
  for (const Escaper& escaper : escapers()) {
    CAPTURE(escaper.id);
    REQUIRE(refused.contains(escaper.id));
    const std::string& no = refused.at(escaper.id);
    for (const std::string& name : names)
      CHECK(escaper.escape(name).find_first_of(no) == std::string::npos);
    for (int round = 0; round < 1000; ++round) {
      std::string bytes;
      for (auto i = random() % 24; i > 0; --i) bytes += static_cast<char>(random() % 256);
      const std::string text = escaper.escape(bytes);
      REQUIRE(text.find_first_of(no) == std::string::npos);
      REQUIRE(count_of(escape_terminal(text), "\\x") == count_of(text, "\\x"));  // valid UTF-8
    }
  }
}
