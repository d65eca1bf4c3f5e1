// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "catch.hpp"
#include "input/guard.hpp"
#include "input/json_document.hpp"
#include "input/json_fault.hpp"
#include "limits.hpp"

using namespace carbonest;

namespace {

std::string code_of(const Result<JsonDocument>& result) {
  return result ? "" : result.error().front().code;
}

}  // namespace

TEST_CASE("json: every value and key knows where it stands") {
  const std::string text =
      "\xEF\xBB\xBF{ \"a\" : [1.50, true ,null], \"b\\n\":\"x\\u00e9\" , \"c\": {} }";
  const auto document = parse_json(text);
  REQUIRE(document);
  const Value& root = document->root();
  CHECK(root.kind == Value::Kind::object);
  CHECK(root.place.offset == 3);
  std::vector<const Value*> members;
  for (const Value& member : root.children()) members.push_back(&member);
  REQUIRE(members.size() == 3);
  CHECK(members[0]->key == "a");
  CHECK(members[0]->key_place.offset == text.find("\"a\""));
  CHECK(members[0]->place.offset == text.find('['));
  CHECK(members[1]->key == "b\n");
  CHECK(members[1]->text == "x\u00e9");
  CHECK(members[1]->place.offset == text.find("\"x"));
  CHECK(members[2]->kind == Value::Kind::object);
  CHECK(members[2]->children().empty());
  std::vector<const Value*> items;
  for (const Value& item : members[0]->children()) items.push_back(&item);
  REQUIRE(items.size() == 3);
  CHECK(items[0]->text == "1.50");  // as written
  CHECK(items[0]->place.offset == text.find("1.50"));
  CHECK(items[1]->truth);
  CHECK(items[1]->place.offset == text.find("true"));
  CHECK(items[2]->kind == Value::Kind::null);
}

TEST_CASE("json: texts without escapes are not copied") {
  const std::string text = R"(["plain", "esc\u0061ped", ""])";
  const auto document = parse_json(text);
  REQUIRE(document);
  const Value& plain = document->values[1];
  CHECK(plain.text.data() == text.data() + 2);
  CHECK(document->values[2].text == "escaped");
  CHECK(document->values[3].text.empty());
  CHECK(document->texts.size() == 1);
}

TEST_CASE("json: keys that stand twice are named with both places, at any depth") {
  const auto document =
      parse_json("{\"a\": 1,\n\"x_\": [{\"b\": 1, \"\\u0062\": 2}],\n\"a\": 3, \"a\": 4}");
  REQUIRE(document);
  REQUIRE(document->duplicate_keys.size() == 3);
  CHECK(document->duplicate_keys[0].message.find("line 2, column 9") != std::string::npos);
  CHECK(document->duplicate_keys[1].message.find("line 1, column 2") != std::string::npos);
  CHECK(document->duplicate_keys[2].message.find("line 3, column 1") != std::string::npos);
}

TEST_CASE("json: depth and number of values are bounded") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  CHECK(parse_json(nested(limits::k_json_depth)));
  const auto deep = parse_json(nested(limits::k_json_depth + 1));
  CHECK(code_of(deep) == "json-too-deep");
  CHECK(deep.error().front().place.offset == limits::k_json_depth);
  CHECK(code_of(parse_json(std::string(1 << 20, '['))) == "json-too-deep");
  std::string many = "[0";
  for (std::size_t i = 2; i < limits::k_json_values; ++i) many += ",0";
  CHECK(parse_json(many + "]"));
  CHECK(code_of(parse_json(many + ",0]")) == "json-too-many-values");
}

TEST_CASE("json: a number that no double holds is named with its key") {
  const auto document = parse_json(R"({"a": 1, "runtime_hours": -1e999})");
  REQUIRE(code_of(document) == "json-number-range");
  CHECK(document.error().front().message ==
        "`runtime_hours`: \"-1e999\" is too large for a number");
  CHECK(document.error().front().place.offset == 26);
}

TEST_CASE("guard: what never reaches the parser") {
  struct Row {
    std::string bytes;
    const char *code, *words;
    std::uint32_t offset;
  };
  const std::uint32_t nowhere = Place::k_nowhere;
  const auto wide = [](std::string_view text) { return std::string(text); };
  for (const Row& row : {
           Row{"", "json-empty", "empty", 0},
           Row{" \r\n\t", "json-empty", "blank", 0},
           Row{"\xEF\xBB\xBF", "json-empty", "empty", 3},
           Row{std::string(limits::k_job_bytes + 1, ' '), "json-too-large", "1048576", nowhere},
           Row{wide({"\xFF\xFE{\0}\0", 6}), "json-encoding", "UTF-16, little-endian", nowhere},
           Row{wide({"\xFE\xFF\0{\0}", 6}), "json-encoding", "UTF-16, big-endian", nowhere},
           Row{wide({"{\0}\0", 4}), "json-encoding", "UTF-16, little-endian", nowhere},
           Row{wide({"\0{\0}", 4}), "json-encoding", "UTF-16, big-endian", nowhere},
           Row{wide({"\xFF\xFE\0\0{\0\0\0", 8}), "json-encoding", "UTF-32, little-endian", nowhere},
           Row{wide({"\0\0\xFE\xFF\0\0\0{", 8}), "json-encoding", "UTF-32, big-endian", nowhere},
           Row{wide({"{\0\0\0}\0\0\0", 8}), "json-encoding", "UTF-32, little-endian", nowhere},
           Row{wide({"\0\0\0{\0\0\0}", 8}), "json-encoding", "UTF-32, big-endian", nowhere},
           Row{"{\"name\": \"caf\xE9\"}", "json-encoding", "0xE9", 13},
           Row{"{\"a\": \"\xC0\x80\"}", "json-encoding", "0xC0", 7},
           Row{"{\"a\": \"\xED\xA0\x80\"}", "json-encoding", "0xED", 7},
           Row{wide({"{}\0", 3}), "json-nul", "NUL", 2},
           Row{wide({"{\"a\":1}\0garbage", 15}), "json-nul", "NUL", 7},
       }) {
    CAPTURE(row.words, row.bytes.size());
    const auto problem = check_bytes(row.bytes);
    REQUIRE(problem);
    CHECK(problem->code == row.code);
    CHECK(problem->message.find(row.words) != std::string::npos);
    CHECK(problem->place.offset == row.offset);
  }
  CHECK_FALSE(check_bytes("\xEF\xBB\xBF{}"));
  CHECK_FALSE(check_bytes("{\"name\": \"\u6a21\U0001F600\"}"));
}

TEST_CASE("faults: what is wrong with a text, in words") {
  struct Row {
    const char* text;
    std::uint32_t offset;
    const char *message, *hint;
  };
  for (const Row& row : {
           Row{"{\"a\": 1,}", 8, "a comma stands after the last member", "take the comma away"},
           Row{"[1,]", 3, "a comma stands after the last item", "take the comma away"},
           Row{"{'a': 1}", 1, "a key in double quotes should stand here", "straight double quotes"},
           Row{"{\"a\": 'x'}", 6, "a value should stand here, not \"'\"", "straight double quotes"},
           Row{"{\"a\": \u201Cx\u201D}", 6, "a value should stand here", "straight double quotes"},
           Row{"{a: 1}", 1, "a key stands in double quotes", ""},
           Row{"{\"a\": NaN}", 6, "\"NaN\" is no JSON value", "finite"},
           Row{"{\"a\": -Infinity}", 7, "\"Infinity\" is no JSON value", "finite"},
           Row{"{\"a\": True}", 6, "\"True\" is no JSON value", "did you mean true?"},
           Row{"{\"a\": None}", 6, "\"None\" is no JSON value", "leave the key out"},
           Row{"{\"a\": 79h}", 8, "goes on with something", "\"400 W\""},
           Row{"{\"a\": 0x10}", 7, "goes on with something", ""},
           Row{"{\"a\": 1.5.2}", 9, "goes on with something", ""},
           Row{"{\"a\": 01}", 6, "no leading zero", ""},
           Row{"{\"a\": +1}", 6, "no leading +", ""},
           Row{"{\"a\": .5}", 6, "a digit is missing before the point", ""},
           Row{"{\"a\": 1.}", 8, "a digit is missing after the point", ""},
           Row{"{\"a\": 1e}", 8, "a digit is missing in the exponent", ""},
           Row{"-", 1, "a digit is missing at the start", ""},
           Row{"{\"a\": -}", 7, "a digit is missing at the start", ""},
           Row{"{\"a\" 1}", 5, "a colon is missing", ""},
           Row{"{\"a\" = 1}", 5, "not =", ""},
           Row{"{\"a\": 1 \"b\": 2}", 8, "a comma is missing before this", ""},
           Row{"{\"a\": 1: 2}", 7, "a second colon", ""},
           Row{"[1: 2]", 2, "a colon inside an array", ""},
           Row{"{\"a\": }", 6, "a value is missing before the }", ""},
           Row{"{\"a\": ,}", 6, "a value is missing before the comma", ""},
           Row{"{\"a\": [1}", 8, "an array cannot be closed by }", ""},
           Row{"{\"a\": 1", 7, "the text ends inside an object", "a closing } is missing"},
           Row{"[1", 2, "the text ends inside an array", "a closing ] is missing"},
           Row{"{\"a\": \"x", 6, "a text is never closed", ""},
           Row{"{\"a\": \"x\n\"}", 6, "not closed on its line", "\\n"},
           Row{"{\"a\": \"x\t\"}", 8, "a control character inside a text; write \\u0009", ""},
           Row{"{\"a\": \"\\x\"}", 7, "does not know this escape", "\\\\"},
           Row{"{\"a\": \"\\u12g4\"}", 7, "four hexadecimal digits", ""},
           Row{"{\"a\": \"\\ud800\"}", 7, "half of a surrogate pair", ""},
           Row{"{} {}", 3, "something follows the end", "one job"},
           Row{"{} // x", 3, "no comments", "x_"},
           Row{"# x\n{}", 0, "no comments", "x_"},
       }) {
    CAPTURE(row.text);
    const auto fault = find_json_fault(row.text);
    REQUIRE(fault);
    CHECK(fault->offset == row.offset);
    CHECK(fault->message.find(row.message) != std::string::npos);
    CHECK(fault->hint.find(row.hint) != std::string::npos);
    CHECK(code_of(parse_json(row.text)) == "json-syntax");
  }
  CHECK_FALSE(find_json_fault(R"({"a": [1, -0.5e+3, "x\ud83d\ude00", true, false, null, {}]})"));
}
