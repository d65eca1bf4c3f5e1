// SPDX-License-Identifier: Apache-2.0
#include "catch.hpp"
#include "unit/workload_fixture.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

constexpr const char* k_a100 = "nvidia-a100-sxm4-80gb";
constexpr const char* k_h100 = "nvidia-h100-sxm5-80gb";

double elasticity(const DerivedTime& time, std::string_view name) {
  const auto at = std::ranges::find(time.inputs, name, &Input::name) - time.inputs.begin();
  return time.elasticity.at(static_cast<std::size_t>(at));
}

}  // namespace

TEST_CASE("hours are FLOPs over peak and MFU") {
  Workload w = gpt3();
  const DerivedTime time = time_on(w, k_a100, 1024);
  const double mfu = input(time.inputs, "mfu").value;
  CHECK(time.device_hours == Approx(3.15e23 / (312e12 * mfu * 3600)));
  CHECK(time.wall_hours == Approx(time.device_hours / 1024));
  CHECK(time.rung == Rung::default_mfu);
  CHECK(time.language_model);
  CHECK(input(time.inputs, "accelerator_hours").value == time.device_hours);
  CHECK(input(time.inputs, "accelerator_hours").origin == Origin::derived);
  CHECK(input(time.inputs, "runtime_hours").value == time.wall_hours);
  CHECK(input(time.inputs, "peak_tflops").value == 312);
  CHECK(input(time.inputs, "peak_tflops").origin == Origin::catalog);
  CHECK_FALSE(input(time.inputs, "peak_tflops").source.empty());
  CHECK(input(time.inputs, "mfu").origin == Origin::fallback);
}

TEST_CASE("derived hours name their formula") {
  const auto formula = [](const Workload& w) {
    const std::string note = input(time_on(w, k_a100, 8).inputs, "accelerator_hours").note;
    return note.substr(note.find(": ") + 2);
  };
  Workload w = gpt3();
  CHECK(formula(w) == "flops / (peak_tflops x mfu)");
  w.mfu = given(fraction(0.4));
  CHECK(formula(w) == "flops / (peak_tflops x mfu x goodput)");
  w.mfu_kind = word("run");
  CHECK(formula(w) == "flops / (peak_tflops x mfu)");
  w.method = word("rl");
  w.rollout_tokens = given(1e9);
  CHECK(formula(w) ==
        "(flops - generation) / (peak_tflops x mfu) + generation / (peak_tflops x rollout_mfu)");
  Workload rated = gpt3();
  rated.tokens_per_second = given(100.0);
  rated.tokens_per_second_scope = word("device");
  CHECK(formula(rated) == "tokens / tokens_per_second");
  rated.tokens_per_second_scope = word("total");
  rated.goodput = given(fraction(0.9));
  CHECK(formula(rated) == "tokens / tokens_per_second x devices / goodput");
  rated.method = word("rl");
  rated.rollout_tokens = given(1e9);
  rated.rollout_tokens_per_second = given(50.0);
  CHECK(formula(rated) ==
        "tokens / tokens_per_second x devices / goodput"
        " + rollout_tokens / rollout_tokens_per_second x devices");
}

TEST_CASE("the spread comes from FLOPs and MFU, and is counted once") {
  const DerivedTime time = time_on(gpt3(), k_a100, 1024);
  CHECK(time.log_sd == Approx(std::hypot(0.29, 0.07)));
  CHECK(elasticity(time, "mfu") == -1);
  CHECK(elasticity(time, "flops") == 1);
  CHECK(time.inputs.size() == time.elasticity.size());
  for (std::size_t i = 0; i < time.inputs.size(); ++i) {
    INFO(time.inputs[i].name);
    CHECK((time.inputs[i].log_sd > 0) == (time.elasticity[i] != 0));
  }
}

TEST_CASE("better evidence narrows the interval") {
  Workload w = gpt3();
  const double by_default = time_on(w, k_a100, 64).log_sd;
  w.mfu = given(fraction(0.5));
  const double by_benchmark = time_on(w, k_a100, 64).log_sd;
  w.mfu_kind = word("run");
  const double by_run = time_on(w, k_a100, 64).log_sd;
  CHECK(by_benchmark < by_default);
  CHECK(by_run < by_benchmark);
  Workload rated = gpt3();
  rated.tokens_per_second = given(500.0);
  rated.tokens_per_second_scope = word("device");
  const double by_rate = time_on(rated, k_h100, 64).log_sd;
  CHECK(by_rate < by_benchmark);
}

TEST_CASE("a steady MFU is a benchmark and is turned into that of a run") {
  Workload w = gpt3();
  w.mfu = given(fraction(0.5));
  const DerivedTime steady = time_on(w, k_a100, 64);
  CHECK(steady.rung == Rung::given_mfu);
  CHECK(steady.device_hours == Approx(3.15e23 / (312e12 * 0.5 * 0.8 * 3600)));
  CHECK(input(steady.inputs, "goodput").value == 0.8);
  CHECK(input(steady.inputs, "goodput").origin == Origin::fallback);
  w.goodput = given(fraction(0.95));
  CHECK(time_on(w, k_a100, 64).device_hours == Approx(3.15e23 / (312e12 * 0.5 * 0.95 * 3600)));
  w.goodput.reset();
  w.mfu_kind = word("run");
  const DerivedTime run = time_on(w, k_a100, 64);
  CHECK(run.device_hours == Approx(3.15e23 / (312e12 * 0.5 * 3600)));
  CHECK_FALSE(has_input(run.inputs, "goodput"));
}

TEST_CASE("tokens per second, of one device or of all") {
  Workload w;  // 7,700 tokens per second of each H100; about 234,000 hours
  w.parameters = given(7e9);
  w.tokens = given(6e12);
  w.tokens_per_second = given(7700.0);
  w.tokens_per_second_scope = word("device");
  const DerivedTime time = time_on(w, k_h100, 256);
  CHECK(time.rung == Rung::tokens_per_second);
  CHECK(time.device_hours == Approx(6e12 / 7700 / 3600));
  CHECK_FALSE(has_input(time.inputs, "mfu"));
  w.tokens_per_second = given(7700.0 * 256);
  w.tokens_per_second_scope = word("total");
  CHECK(time_on(w, k_h100, 256).device_hours == Approx(6e12 / 7700 / 3600));
  w.goodput = given(fraction(0.9));
  CHECK(time_on(w, k_h100, 256).device_hours == Approx(6e12 / 7700 / 3600 / 0.9));
  w.goodput.reset();
  w.tokens_per_second_scope.reset();
  CHECK(has_code(said_about(w, k_h100, 256), "missing-key"));
  w.tokens_per_second = given(7700.0);
  CHECK(time_on(w, k_h100, 1).device_hours == Approx(6e12 / 7700 / 3600));
}

TEST_CASE("tokens per second need neither parameters nor a device of the table") {
  Workload w;
  w.tokens = given(1e12);
  w.tokens_per_second = given(1000.0);
  Diagnostics warnings;
  const auto time = derive_time(w, nullptr, 1, warnings);
  REQUIRE(time.has_value());
  CHECK(time->device_hours == Approx(1e9 / 3600));
  CHECK_FALSE(has_input(time->inputs, "flops"));
}

TEST_CASE("a rate gives a time to kinds whose FLOPs are not counted by tokens") {
  for (const char* kind : {"cnn", "tabular", "custom", "moe"}) {
    INFO(kind);
    Workload w;
    w.kind = word(kind);
    w.tokens = given(1e12);
    w.tokens_per_second = given(1000.0);
    CHECK(time_on(w, k_a100, 1).device_hours == Approx(1e9 / 3600));
  }
}

TEST_CASE("a rate that no matrix product could keep up with is refused") {
  Workload w = gpt3();
  w.tokens_per_second = given(1e5);
  w.tokens_per_second_scope = word("device");
  CHECK(has_code(said_about(w, k_a100, 1024), "mfu-above-ceiling"));
  w.tokens_per_second_scope = word("total");
  CHECK_FALSE(has_code(said_about(w, k_a100, 1024), "mfu-above-ceiling"));
}

TEST_CASE("an MFU above the best matrix product is refused") {
  Workload w = gpt3();
  w.mfu = given(fraction(0.85));
  CHECK(has_code(said_about(w, k_h100, 1024), "mfu-above-ceiling"));
  CHECK_FALSE(has_code(said_about(w, k_a100, 1024), "mfu-above-ceiling"));
  w.mfu = given(fraction(0.55));
  CHECK(has_code(said_about(w, "amd-mi300x", 1024), "mfu-above-ceiling"));
  w.precision = word("fp8");
  w.mfu = given(fraction(0.75));
  CHECK(has_code(said_about(w, k_h100, 1024), "mfu-above-ceiling"));
}

TEST_CASE("the precision: bf16, else fp16, else fp32, or the one that is named") {
  const auto peak = [](const char* id, const char* precision = nullptr) {
    Workload w = gpt3();
    if (precision != nullptr) w.precision = word(precision);
    return input(time_on(w, id, 1024).inputs, "peak_tflops").value;
  };
  CHECK(peak("nvidia-v100-sxm2-32gb") == 125);
  CHECK(peak("nvidia-gtx-1080-ti") == Approx(11.34));
  CHECK(peak("nvidia-a100-sxm4-80gb", "tf32") == 156);
  CHECK(peak("nvidia-a100-sxm4-80gb", "fp32") == 19.5);
  CHECK(peak("nvidia-h100-sxm5-80gb", "fp8") == 1979);
  CHECK(peak("google-tpu-v3") == 123);
}

TEST_CASE("a precision that the device lacks is refused with what it has") {
  Workload w = gpt3();
  w.precision = word("fp8");
  const Diagnostics problems = said_about(w, k_a100, 8);
  const auto refusal = std::ranges::find(problems, "unsupported-precision", &Diagnostic::code);
  REQUIRE(refusal != problems.end());
  CHECK(refusal->message.find("has no fp8 rate") != std::string::npos);
  CHECK(refusal->hint ==
        "it has bf16 (312 TFLOP/s), fp16 (312 TFLOP/s), fp32 (19.5 TFLOP/s), tf32 (156 TFLOP/s)");
  w.precision = word("bf16");
  CHECK(has_code(said_about(w, "nvidia-v100-sxm2-32gb", 8), "unsupported-precision"));
}

TEST_CASE("fp8 gains 1.3 at short and nothing at long sequences") {
  const auto hours = [](const char* precision, std::int64_t sequence) {
    Workload w = gpt3();
    w.precision = word(precision);
    w.sequence_length = given(sequence);
    return time_on(w, k_h100, 1024).device_hours;
  };
  CHECK(hours("bf16", 2048) / hours("fp8", 2048) == Approx(1.3).epsilon(0.001));
  CHECK(hours("bf16", 8192) / hours("fp8", 8192) == Approx(1.15).epsilon(0.001));
  CHECK(hours("bf16", 32768) / hours("fp8", 32768) == Approx(1.0).epsilon(0.001));
}

TEST_CASE("a peak with sparsity is refused, a dense one of an unknown device is taken") {
  Workload w = gpt3();
  w.peak_tflops = given(1979.0);
  CHECK(has_code(said_about(w, k_h100, 64), "sparse-peak"));
  w.precision = word("fp8");
  CHECK_FALSE(has_code(said_about(w, k_h100, 64), "sparse-peak"));
  w.precision.reset();
  w.peak_tflops = given(1500.0);
  CHECK(has_code(said_about(w, k_h100, 64), "implausible-value"));
  Diagnostics warnings;
  const auto time = derive_time(w, nullptr, 64, warnings);
  REQUIRE(time.has_value());
  CHECK(time->device_hours == Approx(3.15e23 / (1500e12 * 0.20 * 3600)));
  w.peak_tflops.reset();
  const auto unknown = derive_time(w, nullptr, 64, warnings);
  REQUIRE_FALSE(unknown.has_value());
  CHECK(unknown.error().front().code == "no-peak-rate");
}

TEST_CASE("recomputation executes more for the same model FLOPs: by default it takes longer") {
  Workload w = gpt3();
  const double plain = time_on(w, k_a100, 1024).device_hours;
  w.recompute = word("full");
  CHECK(time_on(w, k_a100, 1024).device_hours / plain == Approx(4.0 / 3));
  w.recompute = word("none");
  CHECK(time_on(w, k_a100, 1024).device_hours == plain);
  w.recompute = word("full");
  w.mfu = given(fraction(0.4));
  CHECK(has_code(said_about(w, k_a100, 1024), "evidence-unused"));
}

TEST_CASE("sparse models have their own default, small convolutions a lower one") {
  Workload moe;
  moe.parameters = given(400e9);
  moe.active_parameters = given(17e9);
  moe.tokens = given(22e12);
  Workload dense = moe;
  dense.active_parameters.reset();
  const auto mfu = [](const Workload& w) {
    return input(time_on(w, k_h100, 4096).inputs, "mfu").value;
  };
  CHECK(mfu(moe) < mfu(dense));
  Workload cnn;
  cnn.architecture = word("resnet-50");
  cnn.samples = given(1.281e6);
  cnn.epochs = given(90.0);
  const DerivedTime time = time_on(cnn, k_a100, 8);
  CHECK(input(time.inputs, "mfu").value >= 0.10);
  CHECK(input(time.inputs, "mfu").value <= 0.25);
  CHECK_FALSE(time.language_model);
  CHECK(time.log_sd >= 0.45);
}

TEST_CASE("warnings: does not fit, takes years") {
  const Workload w = gpt3();
  CHECK(has_code(said_about(w, k_a100, 8), "does-not-fit"));
  CHECK(has_code(said_about(w, k_a100, 8), "long-run"));
  CHECK(said_about(w, k_a100, 1024).empty());
  Workload lora = w;
  lora.method = word("lora");
  CHECK_FALSE(has_code(said_about(lora, k_a100, 8), "does-not-fit"));
}

TEST_CASE("rollouts are generated far below any other MFU, unless their rate is known") {
  Workload w;
  w.parameters = given(7e9);
  w.tokens = given(1e9);
  w.method = word("rl");
  w.rollout_tokens = given(1e9);
  const DerivedTime assumed = time_on(w, k_h100, 8);
  CHECK(has_code(said_about(w, k_h100, 8), "rollout-assumed"));
  CHECK(assumed.log_sd > 0.35);
  w.rollout_tokens_per_second = given(20'000.0);
  w.tokens_per_second_scope = word("total");
  const DerivedTime known = time_on(w, k_h100, 8);
  const double training = 6 * 7e9 * 1e9 + 2 * 7e9 * 1e9;  // and one scorer
  const double mfu = input(known.inputs, "mfu").value;
  CHECK(known.device_hours == Approx(training / (989e12 * mfu * 3600) + 8 * 1e9 / 20'000 / 3600));
  CHECK(known.log_sd < assumed.log_sd);
  CHECK(elasticity(known, "mfu") + elasticity(known, "rollout_tokens_per_second") == Approx(-1));
}

TEST_CASE("no accelerators, no time") {
  for (const double devices : {0.0, -1.0}) {
    const Accelerator row = device(k_a100);
    Diagnostics warnings;
    CHECK_FALSE(derive_time(gpt3(), &row, devices, warnings).has_value());
  }
}

TEST_CASE("more tokens take longer, more devices take no more device-hours") {
  double last = 0;
  for (const double tokens : {20e9, 300e9, 1e12, 15e12}) {
    Workload w = gpt3();
    w.tokens = given(tokens);
    const DerivedTime few = time_on(w, k_a100, 512), many = time_on(w, k_a100, 4096);
    CHECK(few.device_hours > last);
    CHECK(few.device_hours == many.device_hours);
    CHECK(few.wall_hours > many.wall_hours);
    last = few.device_hours;
  }
}

TEST_CASE("the rungs of evidence are in order, with a name each") {
  for (std::size_t i = 0; i < rungs().size(); ++i) {
    CHECK(static_cast<std::size_t>(rungs()[i].rung) == i);
    CHECK_FALSE(rungs()[i].title.empty());
  }
  CHECK(rungs().size() == 6);
}
