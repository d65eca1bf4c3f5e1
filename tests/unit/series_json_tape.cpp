// SPDX-License-Identifier: Apache-2.0
#include "series/json_tape.hpp"

#include <string>

#include <nlohmann/json.hpp>

#include "catch.hpp"

using carbonest::series_text::JsonKind;
using carbonest::series_text::JsonTape;
using carbonest::series_text::JsonValue;

TEST_CASE("a tape is walked by members and siblings") {
  const std::string text =
      R"({"a": [1, -2.5e1, {"b": null}], "c": "x\ty\u00e9\ud83d\ude00", "d": true})";
  JsonTape tape;
  REQUIRE_FALSE(tape.read(text));
  const JsonValue root = tape.root();
  JsonValue item = root.member("a").first();
  CHECK(item.number() == 1.0);
  item = item.next();
  CHECK(item.number() == -25.0);
  item = item.next();
  CHECK(item.member("b").is(JsonKind::null));
  CHECK_FALSE(item.next());
  CHECK(root.member("c").text() == "x\ty\u00e9\U0001F600");
  CHECK(root.member("d").is_true());
  CHECK(root.member_ignoring_case("D").is_true());
  CHECK_FALSE(root.member("e").member("f").first());
  CHECK(root.member("c").offset() == text.find("\"x"));
  CHECK_FALSE(root.member("c").number());
}

TEST_CASE("what is JSON is accepted, and nothing else, as by the reference parser") {
  for (const char* text : {"{}",
                           "[]",
                           "null",
                           " 1 ",
                           "\"\"",
                           "[1,2]",
                           "{\"a\":{\"b\":[]}}",
                           "0",
                           "-0",
                           "1e5",
                           "1E+5",
                           "1.25e-3",
                           "[\"\\u0041\\n\"]",
                           "\xEF\xBB\xBF[1]",
                           "",
                           " ",
                           "[",
                           "]",
                           "{",
                           "}",
                           "[1,]",
                           "[,1]",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{\"a\":1,}",
                           "{a:1}",
                           "{'a':1}",
                           "01",
                           "1.",
                           ".5",
                           "+1",
                           "1e",
                           "1e+",
                           "nul",
                           "truex",
                           "[1 2]",
                           "[1]x",
                           "\"a",
                           "\"\\x\"",
                           "\"\\u12\"",
                           "\"\\ud800\"",
                           "\"\\udc00\"",
                           "\"\\ud800\\u0041\"",
                           "\"\t\"",
                           "NaN",
                           "Infinity",
                           "--1",
                           "-",
                           "[1}",
                           "{\"a\":1]",
                           "\"\\",
                           "[[[[[[]]]]]]",
                           "{\"a\":1 \"b\":2}",
                           "\"\\/\\b\\f\\r\"",
                           "tru",
                           "[true,false,null]",
                           "//x\n1"}) {
    INFO(text);
    JsonTape tape;
    CHECK(!tape.read(text) == nlohmann::json::accept(text));
  }
}

TEST_CASE("only strings and numbers have a text") {
  JsonTape tape;
  REQUIRE_FALSE(
      tape.read(R"({"n": null, "t": true, "f": false, "a": [1], "s": "null", "x": 1.5})"));
  const JsonValue root = tape.root();
  for (const char* name : {"n", "t", "f", "a"}) CHECK(root.member(name).text().empty());
  CHECK(root.member("s").text() == "null");
  CHECK(root.member("x").text() == "1.5");
  CHECK(root.member("t").is_true());
  CHECK_FALSE(root.member("f").is_true());
}

TEST_CASE("beyond the standard: depth, duplicate keys, numbers that no double holds") {
  JsonTape tape;
  CHECK_FALSE(tape.read(std::string(64, '[') + std::string(64, ']')));
  CHECK(tape.read(std::string(65, '[') + std::string(65, ']')));
  CHECK(tape.read(std::string(1'000'000, '[')));
  CHECK(tape.read(R"({"a": 1, "a": 2})")->offset == 9);
  CHECK(tape.read(R"({"a": 1, "\u0061": 2})"));
  CHECK_FALSE(tape.read(R"([{"a": 1}, {"a": {"a": 2}}])"));
  std::string wide = "{";
  for (int i = 0; i < 40; ++i) wide += "\"k" + std::to_string(i) + "\": 1, ";
  CHECK_FALSE(tape.read(wide + "\"last\": 1}"));
  CHECK(tape.read(wide + "\"k7\": 1}"));
  REQUIRE_FALSE(tape.read("[1e999, -1e999, 1e-999]"));
  CHECK_FALSE(tape.root().first().number());
  CHECK_FALSE(tape.root().first().next().number());
  CHECK(tape.root().first().next().next().number() == 0.0);
}
