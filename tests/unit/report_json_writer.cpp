// SPDX-License-Identifier: Apache-2.0
#include "report/json_writer.hpp"

#include <limits>
#include <stdexcept>

#include "catch.hpp"

using namespace carbonest;

namespace {

std::string sample(JsonWriter::Style style) {
  JsonWriter json(style);
  json.begin_object();
  json.key("text").text("a\"b");
  json.key("none").null();
  json.key("list").begin_array();
  json.begin_row();
  json.key("x").number(0.5);
  json.key("y").boolean(true);
  json.end_object();
  json.number(2);
  json.end_array();
  json.key("range").begin_inline_array().number(1).number(2).end_array();
  json.key("empty").begin_array().end_array();
  json.key("nothing").begin_object().end_object();
  json.end_object();
  return std::move(json).finish();
}

}  // namespace

TEST_CASE("pretty JSON keeps the order of keys, and rows on one line") {
  CHECK(sample(JsonWriter::Style::pretty) ==
        "{\n"
        "  \"text\": \"a\\\"b\",\n"
        "  \"none\": null,\n"
        "  \"list\": [\n"
        "    { \"x\": 0.5, \"y\": true },\n"
        "    2\n"
        "  ],\n"
        "  \"range\": [1, 2],\n"
        "  \"empty\": [],\n"
        "  \"nothing\": {}\n"
        "}\n");
}

TEST_CASE("compact JSON is one line") {
  CHECK(sample(JsonWriter::Style::compact) ==
        "{\"text\":\"a\\\"b\",\"none\":null,\"list\":[{\"x\":0.5,\"y\":true},2],\"range\":[1,2],"
        "\"empty\":[],\"nothing\":{}}\n");
}

TEST_CASE("empty text and absent numbers can be null") {
  JsonWriter json(JsonWriter::Style::compact);
  json.begin_array()
      .text_or_null("")
      .text_or_null("x")
      .number_or_null({})
      .number_or_null(3)
      .end_array();
  CHECK(std::move(json).finish() == "[null,\"x\",null,3]\n");
}

TEST_CASE("a number that is not finite never becomes JSON") {
  JsonWriter json(JsonWriter::Style::compact);
  json.begin_array();
  CHECK_THROWS_AS(json.number(std::numeric_limits<double>::quiet_NaN()), std::logic_error);
}
