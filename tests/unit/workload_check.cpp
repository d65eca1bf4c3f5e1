// SPDX-License-Identifier: Apache-2.0
#include <functional>
#include <limits>

#include "catch.hpp"
#include "unit/workload_fixture.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

using Change = std::function<void(Workload&)>;

struct Row {
  const char* what;
  const char* code;  // "" : accepted without a word
  Change change;     // of GPT-3
};

const std::vector<Row>& rows() {
  static const std::vector<Row> table{
      {"nothing wrong", "", [](Workload&) {}},
      {"negative tokens", "out-of-range", [](Workload& w) { w.tokens = given(-3e11); }},
      {"zero tokens", "out-of-range", [](Workload& w) { w.tokens = given(0.0); }},
      {"tokens that are no number", "out-of-range",
       [](Workload& w) { w.tokens = given(std::numeric_limits<double>::quiet_NaN()); }},
      {"too many tokens", "out-of-range", [](Workload& w) { w.tokens = given(1e30); }},
      {"zero parameters", "out-of-range", [](Workload& w) { w.parameters = given(0.0); }},
      {"MFU 1.2", "out-of-range", [](Workload& w) { w.mfu = given(fraction(1.2)); }},
      {"MFU 0", "out-of-range", [](Workload& w) { w.mfu = given(fraction(0)); }},
      {"goodput 0", "out-of-range", [](Workload& w) { w.goodput = given(fraction(0)); }},
      {"zero epochs", "out-of-range", [](Workload& w) { w.epochs = given(0.0); }},
      {"precision fp3", "unknown-value", [](Workload& w) { w.precision = word("fp3"); }},
      {"kind squirrel", "unknown-value", [](Workload& w) { w.kind = word("squirrel"); }},
      {"method magic", "unknown-value", [](Workload& w) { w.method = word("magic"); }},
      {"unknown architecture", "unknown-value",
       [](Workload& w) { w.architecture = word("resnet-51"); }},
      {"flops against tokens", "conflicting-flops", [](Workload& w) { w.flops = given(3e20); }},
      {"flops far above tokens", "conflicting-flops", [](Workload& w) { w.flops = given(3e26); }},
      {"flops that count attention", "", [](Workload& w) { w.flops = given(3.4e23); }},
      {"more active than all", "active-above-total",
       [](Workload& w) { w.active_parameters = given(200e9); }},
      {"all active", "", [](Workload& w) { w.active_parameters = given(175e9); }},
      {"tokens in thousands", "implausible-tokens", [](Workload& w) { w.tokens = given(300e6); }},
      {"few tokens of a fine-tuning", "",
       [](Workload& w) {
         w.tokens = given(30e6);
         w.method = word("fine-tuning");
       }},
      {"few tokens of a LoRA", "",
       [](Workload& w) {
         w.tokens = given(30e6);
         w.method = word("lora");
       }},
      {"no tokens", "missing-key", [](Workload& w) { w.tokens.reset(); }},
      {"no parameters", "missing-key", [](Workload& w) { w.parameters.reset(); }},
      {"nothing at all", "missing-key", [](Workload& w) { w = {}; }},
      {"a mixture without active parameters", "missing-key",
       [](Workload& w) { w.kind = word("moe"); }},
      {"a CNN by tokens", "missing-key", [](Workload& w) { w.kind = word("cnn"); }},
      {"tokens and samples", "conflicting-keys", [](Workload& w) { w.samples = given(1e9); }},
      {"half a shape", "conflicting-keys", [](Workload& w) { w.layers = given<std::int64_t>(96); }},
      {"a frozen share without its method", "conflicting-keys",
       [](Workload& w) { w.frozen = given(fraction(0.5)); }},
      {"frozen without a share", "missing-key", [](Workload& w) { w.method = word("frozen"); }},
      {"distillation without a teacher", "missing-key",
       [](Workload& w) { w.method = word("distillation"); }},
      {"a teacher without distillation", "conflicting-keys",
       [](Workload& w) { w.teacher_parameters = given(1e12); }},
      {"RL without rollouts", "missing-key", [](Workload& w) { w.method = word("rl"); }},
      {"a decoder in a decoder", "conflicting-keys",
       [](Workload& w) { w.output_tokens = given(1e9); }},
      {"an MFU kind without an MFU", "conflicting-keys",
       [](Workload& w) { w.mfu_kind = word("run"); }},
      {"more key/value heads than heads", "out-of-range",
       [](Workload& w) {
         w.layers = given<std::int64_t>(96);
         w.width = given<std::int64_t>(12288);
         w.heads = given<std::int64_t>(8);
         w.kv_heads = given<std::int64_t>(96);
       }},
      {"a shape of another model", "implausible-value",
       [](Workload& w) {
         w.layers = given<std::int64_t>(12);
         w.width = given<std::int64_t>(768);
         w.vocabulary = given<std::int64_t>(50257);
       }},
      {"fewer FLOPs than the rollouts make", "conflicting-flops",
       [](Workload& w) {
         w.tokens.reset();
         w.method = word("rl");
         w.rollout_tokens = given(1e12);
         w.flops = given(1e20);
       }},
      {"trees", "not-modelled",
       [](Workload& w) {
         w = {};
         w.kind = word("tabular");
       }},
      {"a goodput beside the default MFU", "evidence-unused",
       [](Workload& w) { w.goodput = given(fraction(0.9)); }},
      {"an MFU beside tokens per second", "evidence-unused",
       [](Workload& w) {
         w.mfu = given(fraction(0.4));
         w.tokens_per_second = given(1e5);
       }},
      {"tokens per second without tokens", "missing-key",
       [](Workload& w) {
         w.tokens.reset();
         w.tokens_per_second = given(1e5);
       }},
  };
  return table;
}

}  // namespace

TEST_CASE("a workload that cannot be right is refused, by its code") {
  for (const Row& row : rows()) {
    INFO(row.what);
    Workload w = gpt3();
    row.change(w);
    const Diagnostics problems = check_workload(w);
    if (*row.code == '\0') {
      CHECK(problems.empty());
    } else {
      CHECK(has_code(problems, row.code));
    }
    for (const Diagnostic& problem : problems) CHECK_FALSE(problem.message.empty());
    // The same verdict, whoever asks.
    CHECK(workload_flops(w).has_value() == (!has_errors(problems) && (w.parameters || w.flops)));
  }
}

TEST_CASE("everything that is wrong is said at once") {
  Workload w = gpt3();
  w.tokens = given(-1.0);
  w.precision = word("fp3");
  w.mfu = given(fraction(1.2));
  w.active_parameters = given(1e15);
  w.frozen = given(fraction(0.5));
  const Diagnostics problems = check_workload(w);
  for (const char* code :
       {"out-of-range", "unknown-value", "active-above-total", "conflicting-keys"})
    CHECK(has_code(problems, code));
  CHECK(std::ranges::count(problems, "out-of-range", &Diagnostic::code) == 2);
  CHECK_FALSE(has_code(problems, "missing-key"));
}

TEST_CASE("a typing error in an architecture is answered") {
  Workload w;
  w.architecture = word("resnet-51");
  w.samples = given(1e6);
  const Diagnostics problems = check_workload(w);
  REQUIRE_FALSE(problems.empty());
  CHECK(problems.front().hint.find("resnet-5") != std::string::npos);
}

TEST_CASE("what is missing is named") {
  Workload w;
  w.kind = word("moe");
  w.parameters = given(1e12);
  const Diagnostics problems = check_workload(w);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].message ==
        "the workload does not say how much it computes: `active_parameters` and `tokens` missing");
}
