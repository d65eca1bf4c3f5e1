// SPDX-License-Identifier: Apache-2.0
#include "catch.hpp"
#include "unit/workload_fixture.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

double rule(std::string_view id, const FlopsTerms& terms, double base = 0) {
  return std::ranges::find(flops_rules(), id, &FlopsRule::id)->value(terms, base);
}

double flops_of(const Workload& w) {
  const auto flops = workload_flops(w);
  if (!flops) throw std::runtime_error(flops.error().front().message);
  return flops->flops;
}

// Llama 7B.
Workload seven_billion() {
  Workload w;
  w.layers = given<std::int64_t>(32);
  w.width = given<std::int64_t>(4096);
  w.ffn_width = given<std::int64_t>(11008);
  w.gated = given(true);
  w.vocabulary = given<std::int64_t>(32000);
  w.tokens = given(1e12);
  return w;
}

}  // namespace

TEST_CASE("every formula says what it is and where it is from") {
  for (const FlopsRule& row : flops_rules()) {
    INFO(row.id);
    CHECK_FALSE(row.formula.empty());
    CHECK_FALSE(row.citation.empty());
  }
}

TEST_CASE("published FLOPs are reproduced") {
  CHECK(flops_of(gpt3()) == Approx(3.14e23).epsilon(0.005));
  Workload t5;
  t5.kind = word("encoder-decoder");
  t5.parameters = given(11e9);
  t5.tokens = given(600e9);
  CHECK(flops_of(t5) == Approx(3.96e22).epsilon(1e-12));
  t5.tokens = given(1.05e12);
  t5.output_tokens = given(0.23e12);
  CHECK(flops_of(t5) == Approx(3 * 11e9 * 1.28e12).epsilon(1e-12));
  Workload glam;
  glam.kind = word("moe");
  glam.parameters = given(1.2e12);
  glam.active_parameters = given(96.6e9);
  glam.tokens = given(600e9);
  CHECK(flops_of(glam) == Approx(3.48e23).epsilon(0.001));
}

TEST_CASE("ResNet-50 for 90 epochs of ImageNet") {
  Workload w;
  w.architecture = word("ResNet50");
  w.samples = given(1.281e6);
  w.epochs = given(90.0);
  CHECK(flops_of(w) == Approx(2.84e18).epsilon(0.003));
  const double usual = flops_of(w);
  w.image_size = given<std::int64_t>(448);
  CHECK(flops_of(w) == Approx(4 * usual));
  w.architecture.reset();
  w.image_size.reset();
  w.kind = word("cnn");
  w.flops_per_sample = given(8.2e9);
  CHECK(flops_of(w) == Approx(usual));
  w.frozen_flops_per_sample = given(1e9);
  CHECK(flops_of(w) == Approx(usual + 1e9 * 1.281e6 * 90));
}

TEST_CASE("parameters from the shape") {
  const auto flops = workload_flops(seven_billion());
  REQUIRE(flops.has_value());
  CHECK(input(flops->inputs, "parameters").value == Approx(6.738e9).epsilon(0.001));
  CHECK(input(flops->inputs, "parameters").origin == Origin::derived);
  Workload gpt;  // GPT-3 175B: 96 layers of 12,288
  gpt.layers = given<std::int64_t>(96);
  gpt.width = given<std::int64_t>(12288);
  gpt.vocabulary = given<std::int64_t>(50257);
  gpt.tied = given(true);
  gpt.tokens = given(300e9);
  CHECK(input(workload_flops(gpt)->inputs, "parameters").value == Approx(174.6e9).epsilon(0.005));
  Workload grouped = seven_billion();  // Llama 3 8B: eight key/value heads
  grouped.heads = given<std::int64_t>(32);
  grouped.kv_heads = given<std::int64_t>(8);
  grouped.ffn_width = given<std::int64_t>(14336);
  grouped.vocabulary = given<std::int64_t>(128256);
  CHECK(input(workload_flops(grouped)->inputs, "parameters").value ==
        Approx(8.03e9).epsilon(0.001));
}

TEST_CASE("attention at 32k tokens adds 127 % in full and 64 % where kernels skip what is masked") {
  Workload w;
  w.parameters = given(6.74e9);
  w.layers = given<std::int64_t>(32);
  w.width = given<std::int64_t>(4096);
  w.tokens = given(1e12);
  const double without = flops_of(w);
  w.sequence_length = given<std::int64_t>(32768);
  CHECK(flops_of(w) / without - 1 == Approx(1.27).margin(0.005));
  w.attention = word("causal");
  CHECK(flops_of(w) / without - 1 == Approx(0.64).margin(0.005));
}

TEST_CASE("the Megatron form is parameters, attention and logits") {
  const FlopsTerms t{.parameters = 12.0 * 96 * 12288 * 12288,
                     .layers = 96,
                     .width = 12288,
                     .vocabulary = 51200,
                     .tokens = 300e9,
                     .sequence_length = 2048};
  const double logits = 6 * t.vocabulary * t.width * t.tokens;
  CHECK(rule("training.megatron", t) ==
        Approx(rule("training.dense", t) + rule("attention.full", t) + logits).epsilon(1e-12));
}

TEST_CASE("methods: LoRA is two thirds, full recomputation four thirds") {
  Workload w = gpt3();
  const double full = flops_of(w);
  w.method = word("lora");
  CHECK(flops_of(w) / full == Approx(2.0 / 3).epsilon(1e-12));
  w.adapter_parameters = given(1e9);
  CHECK(flops_of(w) == Approx(2 * full / 3 + 6 * 1e9 * 300e9));
  w = gpt3();
  w.method = word("frozen");
  w.frozen = given(fraction(0.75));
  CHECK(flops_of(w) / full == Approx(0.5));
  w = gpt3();
  w.method = word("distillation");
  w.teacher_parameters = given(350e9);
  CHECK(flops_of(w) == Approx(full + 2 * 350e9 * 300e9));
  w.stored_logits = given(true);
  CHECK(flops_of(w) == Approx(full));
  w = gpt3();
  w.method = word("rl");
  w.rollout_tokens = given(1e9);
  w.scorers = given<std::int64_t>(2);
  CHECK(flops_of(w) == Approx(full + 2 * 175e9 * 1e9 * 3));
  CHECK(workload_flops(w)->rollout_flops == Approx(2 * 175e9 * 1e9));
  w = gpt3();
  w.recompute = word("full");
  CHECK(flops_of(w) == full);
  CHECK(input(workload_flops(w)->inputs, "hardware_flops").value / full ==
        Approx(4.0 / 3).epsilon(1e-12));
}

TEST_CASE("samples of a sequence length are tokens; epochs repeat them") {
  Workload w;
  w.parameters = given(110e6);
  w.samples = given(1e6);
  w.sequence_length = given<std::int64_t>(512);
  w.epochs = given(3.0);
  CHECK(flops_of(w) == Approx(6 * 110e6 * 1e6 * 512 * 3));
  Workload t = gpt3();
  t.epochs = given(2.0);
  CHECK(flops_of(t) == Approx(2 * 3.15e23));
}

TEST_CASE(
    "the spread of FLOPs is smaller where attention is counted, and nothing else carries it") {
  Workload w = seven_billion();
  CHECK(workload_flops(w)->log_sd == 0.07);
  w.sequence_length = given<std::int64_t>(2048);
  const auto flops = workload_flops(w);
  CHECK(flops->log_sd == 0.03);
  for (const Input& in : flops->inputs) CHECK(in.log_sd == (in.name == "flops" ? 0.03 : 0.0));
  Workload known;
  known.flops = given(3.14e23);
  CHECK(workload_flops(known)->flops == 3.14e23);
  CHECK(input(workload_flops(known)->inputs, "flops").origin == Origin::job);
}

TEST_CASE("what is assumed is an input with its rule") {
  Workload w;
  w.kind = word("encoder-decoder");
  w.parameters = given(11e9);
  w.tokens = given(600e9);
  const auto flops = workload_flops(w);
  CHECK(input(flops->inputs, "decoder_parameters").origin == Origin::fallback);
  CHECK(input(flops->inputs, "output_tokens").value == 600e9);
}

TEST_CASE("fewer active than all parameters is a mixture of experts, with or without saying so") {
  Workload w;
  w.parameters = given(100e9);
  w.active_parameters = given(10e9);
  w.tokens = given(1e12);
  CHECK(workload_flops(w)->sparse);
  CHECK(flops_of(w) == Approx(6e22));
  w.active_parameters = given(100e9);
  CHECK_FALSE(workload_flops(w)->sparse);
}

TEST_CASE("known architectures are image models of plausible size") {
  for (const Architecture& row : architectures()) {
    INFO(row.id);
    CHECK(row.giga_macs > 0.1);
    CHECK(row.giga_macs < 1000);
    CHECK(row.image_size >= 224);
    CHECK_FALSE(row.citation.empty());
    Workload w;
    w.architecture = given(std::string(row.id));
    w.samples = given(1.0);
    const auto flops = workload_flops(w);
    REQUIRE(flops.has_value());
    CHECK(flops->flops == Approx(6e9 * row.giga_macs));
    CHECK_FALSE(flops->language_model);
  }
}
