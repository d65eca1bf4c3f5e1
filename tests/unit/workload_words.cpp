// SPDX-License-Identifier: Apache-2.0
#include "workload/words.hpp"

#include "catch.hpp"
#include "unit/workload_fixture.hpp"
#include "workload/plan.hpp"

using namespace carbonest;
using namespace carbonest::test;

TEST_CASE("words are read without regard to case, spaces and underscores; aliases mean the same") {
  struct Row {
    const char* key;
    const char* text;
    const char* canonical;
  };
  for (const Row& row :
       {Row{"precision", "BF16", "bf16"}, Row{"precision", "bfloat16", "bf16"},
        Row{"precision", "float32", "fp32"}, Row{"kind", "Encoder Decoder", "encoder-decoder"},
        Row{"kind", "mixture_of_experts", "moe"}, Row{"method", "LoRA", "lora"},
        Row{"mfu_kind", "whole-run", "run"},
        Row{"tokens_per_second_scope", "per device", "device"}}) {
    INFO(row.text);
    Diagnostics problems;
    const auto value = read_word(row.key, word(row.text), problems);
    REQUIRE(value.has_value());
    CHECK(problems.empty());
    CHECK(word_of(row.key, *value) == row.canonical);
  }
}

TEST_CASE("an unknown word is refused with the words that there are") {
  Diagnostics problems;
  CHECK_FALSE(read_word("precision", word("fp3"), problems).has_value());
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].code == "unknown-value");
  CHECK(problems[0].message == "`precision` knows no \"fp3\"");
  CHECK(problems[0].hint == "it takes \"bf16\", \"fp16\", \"fp32\", \"tf32\", \"fp8\"");
}

TEST_CASE("every word is listed once and every kind, method and recomputation has its rule") {
  for (const WorkloadWords& list : workload_words()) {
    CHECK_FALSE(list.words.empty());
    for (const std::string_view text : list.words) {
      INFO(list.key << " " << text);
      CHECK(std::ranges::count(list.words, text) == 1);
      if (list.key == "method" || list.key == "recompute" || list.key == "attention") {
        const std::string id = std::string(list.key) + "." + std::string(text);
        CHECK(std::ranges::find(flops_rules(), id, &FlopsRule::id) != flops_rules().end());
      }
    }
  }
  for (const Word& row : word_lists()[0].words) {
    const auto kind = static_cast<WorkloadKind>(row.value);
    CHECK(kind_row(kind).kind == kind);
  }
}
