// SPDX-License-Identifier: Apache-2.0
#include "catch.hpp"
#include "unit/workload_fixture.hpp"

using namespace carbonest;
using namespace carbonest::test;

TEST_CASE("counts are read as people write them") {
  struct Row {
    const char* text;
    const char* noun;
    double value;
  };
  for (const Row& row :
       {Row{"176B", "parameters", 176e9}, Row{"1.4T", "tokens", 1.4e12},
        Row{"300 billion", "tokens", 300e9}, Row{"300 Billion tokens", "tokens", 300e9},
        Row{"3e11", "tokens", 3e11}, Row{" 7b ", "parameters", 7e9}, Row{"70m", "parameters", 70e6},
        Row{"12k", "samples", 12e3}, Row{"1.281M images", "samples", 1.281e6},
        Row{"5 tokens", "tokens", 5}, Row{".5T", "tokens", 5e11},
        Row{"6.7 bn params", "parameters", 6.7e9}}) {
    INFO(row.text);
    const auto value = parse_count(row.text, row.noun, {});
    REQUIRE(value.has_value());
    CHECK(*value == Approx(row.value).epsilon(1e-15));
  }
}

TEST_CASE("what is no count is refused, and the message says how to write one") {
  for (const char* text : {"", " ", "176 bananas", "8x7B", "1,000,000", "1_000", "B", "0x10", "inf",
                           "nan", "1e999", "300 billion tokens per second", "12 million million",
                           "--5", "+5", "1.5.2", "300 tokens"}) {
    INFO(text);
    const auto value = parse_count(text, "parameters", {});
    REQUIRE_FALSE(value.has_value());
    CHECK(value.error().front().code == "bad-quantity");
    CHECK_FALSE(value.error().front().hint.empty());
  }
  for (const char* text : {"0", "-5", "-5B", "0T"}) {
    INFO(text);
    const auto value = parse_count(text, "tokens", {});
    REQUIRE_FALSE(value.has_value());
    CHECK(value.error().front().code == "out-of-range");
  }
}

TEST_CASE("the message about bananas, whole") {
  const auto value = parse_count("176 bananas", "parameters", {});
  REQUIRE_FALSE(value.has_value());
  CHECK(value.error().front().message == "\"176 bananas\" is no number of parameters");
}

TEST_CASE("amounts of FLOPs") {
  struct Row {
    const char* text;
    double value;
  };
  for (const Row& row :
       {Row{"3.14e23", 3.14e23}, Row{"314 ZFLOP", 3.14e23}, Row{"52.76 zettaFLOPs", 5.276e22},
        Row{"1.5 EFLOPs", 1.5e18}, Row{"3640 petaflop/s-days", 3640 * 8.64e19},
        Row{"1 PF-day", 8.64e19}, Row{"7 FLOP", 7}, Row{"2 YFLOP", 2e24}}) {
    INFO(row.text);
    const auto value = parse_flops(row.text, {});
    REQUIRE(value.has_value());
    CHECK(*value == Approx(row.value).epsilon(1e-15));
  }
  for (const char* text :
       {"312 TFLOP/s", "312 teraflops per second", "3.14e23 J", "many", "-3e20", "0", "5 qFLOP"})
    CHECK_FALSE(parse_flops(text, {}).has_value());
  CHECK(parse_flops("312 TFLOP/s", {}).error().front().message ==
        "\"312 TFLOP/s\" is a rate, not an amount of FLOPs");
}
