// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "workload/plan.hpp"

namespace carbonest {
namespace {

// Two ways to the same FLOPs may differ by attention, logits and rounding, not by more.
constexpr double k_conflict_ratio = 1.25;
constexpr double k_least_tokens_per_parameter = 0.1;
constexpr double k_shape_ratio = 1.25;

void add(Diagnostics& problems, std::string_view code, Place place, std::string message,
         std::string hint = {}) {
  problems.push_back(diagnostic(code, place, std::move(message), std::move(hint)));
}

template <class T>
struct Limit {
  std::string_view key;
  Maybe<T> Workload::*member;
  double min, max;
};

constexpr std::array k_number_limits{
    Limit<double>{"parameters", &Workload::parameters, 1, 1e18},
    Limit<double>{"active_parameters", &Workload::active_parameters, 1, 1e18},
    Limit<double>{"decoder_parameters", &Workload::decoder_parameters, 1, 1e18},
    Limit<double>{"adapter_parameters", &Workload::adapter_parameters, 1, 1e18},
    Limit<double>{"teacher_parameters", &Workload::teacher_parameters, 1, 1e18},
    Limit<double>{"tokens", &Workload::tokens, 1, 1e20},
    Limit<double>{"output_tokens", &Workload::output_tokens, 1, 1e20},
    Limit<double>{"rollout_tokens", &Workload::rollout_tokens, 1, 1e20},
    Limit<double>{"samples", &Workload::samples, 1, 1e18},
    Limit<double>{"epochs", &Workload::epochs, 1e-6, 1e6},
    Limit<double>{"flops_per_sample", &Workload::flops_per_sample, 1, 1e24},
    Limit<double>{"frozen_flops_per_sample", &Workload::frozen_flops_per_sample, 1, 1e24},
    Limit<double>{"flops", &Workload::flops, 1, 1e33},
    Limit<double>{"rollout_tokens_per_second", &Workload::rollout_tokens_per_second, 1e-6, 1e15},
    Limit<double>{"tokens_per_second", &Workload::tokens_per_second, 1e-6, 1e15},
    Limit<double>{"peak_tflops", &Workload::peak_tflops, 1e-3, 1e6},
};
constexpr std::array k_integer_limits{
    Limit<std::int64_t>{"layers", &Workload::layers, 1, 1e5},
    Limit<std::int64_t>{"width", &Workload::width, 1, 1e7},
    Limit<std::int64_t>{"heads", &Workload::heads, 1, 1e5},
    Limit<std::int64_t>{"kv_heads", &Workload::kv_heads, 1, 1e5},
    Limit<std::int64_t>{"ffn_width", &Workload::ffn_width, 1, 1e8},
    Limit<std::int64_t>{"vocabulary", &Workload::vocabulary, 1, 1e9},
    Limit<std::int64_t>{"sequence_length", &Workload::sequence_length, 1, 1e9},
    Limit<std::int64_t>{"image_size", &Workload::image_size, 1, 1e5},
    Limit<std::int64_t>{"scorers", &Workload::scorers, 0, 100},
};
constexpr std::array k_fraction_limits{
    Limit<Fraction>{"frozen", &Workload::frozen, 0, 1},
    Limit<Fraction>{"mfu", &Workload::mfu, 1e-4, 1},
    Limit<Fraction>{"goodput", &Workload::goodput, 0.01, 1},
};

double plain(double value) noexcept { return value; }
double plain(std::int64_t value) noexcept { return static_cast<double>(value); }
double plain(Fraction value) noexcept { return value.value(); }

template <class Table>
void check_limits(const Workload& said, const Table& table, Diagnostics& problems) {
  for (const auto& limit : table) {
    const auto& given = said.*limit.member;
    if (!given) continue;
    const double value = plain(given->value);
    if (value >= limit.min && value <= limit.max) continue;
    add(problems, "out-of-range", given->place,
        fmt::format("`{}` is {}; it must lie between {} and {}", limit.key, value, limit.min,
                    limit.max));
  }
}

// A key that has no meaning without another one, or only with one word.
struct Companion {
  std::string_view key, needs;
  bool (*wrong)(const Plan& plan) noexcept;
  Place (*place)(const Workload& said) noexcept;
};

template <auto Member>
constexpr Place place_of(const Workload& said) noexcept {
  return (said.*Member)->place;
}
template <auto Member, TrainingMethod Method>
constexpr bool other_method(const Plan& plan) noexcept {
  return plan.said.*Member && plan.method != Method;
}
template <auto Member, auto Other>
constexpr bool without(const Plan& plan) noexcept {
  return plan.said.*Member && !(plan.said.*Other);
}
template <auto Member>
constexpr bool not_encoder_decoder(const Plan& plan) noexcept {
  return plan.said.*Member && plan.kind != WorkloadKind::encoder_decoder;
}
template <auto Member>
constexpr bool shapeless(const Plan& plan) noexcept {
  return plan.said.*Member && !plan.has_shape();
}

using W = Workload;
constexpr std::array k_companions{
    Companion{"decoder_parameters", "`kind`: \"encoder-decoder\"",
              not_encoder_decoder<&W::decoder_parameters>, place_of<&W::decoder_parameters>},
    Companion{"output_tokens", "`kind`: \"encoder-decoder\"",
              not_encoder_decoder<&W::output_tokens>, place_of<&W::output_tokens>},
    Companion{"frozen", "`method`: \"frozen\"", other_method<&W::frozen, TrainingMethod::frozen>,
              place_of<&W::frozen>},
    Companion{"adapter_parameters", "`method`: \"lora\"",
              other_method<&W::adapter_parameters, TrainingMethod::lora>,
              place_of<&W::adapter_parameters>},
    Companion{"teacher_parameters", "`method`: \"distillation\"",
              other_method<&W::teacher_parameters, TrainingMethod::distillation>,
              place_of<&W::teacher_parameters>},
    Companion{"stored_logits", "`method`: \"distillation\"",
              other_method<&W::stored_logits, TrainingMethod::distillation>,
              place_of<&W::stored_logits>},
    Companion{"rollout_tokens", "`method`: \"rl\"",
              other_method<&W::rollout_tokens, TrainingMethod::rl>, place_of<&W::rollout_tokens>},
    Companion{"scorers", "`method`: \"rl\"", other_method<&W::scorers, TrainingMethod::rl>,
              place_of<&W::scorers>},
    Companion{"rollout_tokens_per_second", "`method`: \"rl\"",
              other_method<&W::rollout_tokens_per_second, TrainingMethod::rl>,
              place_of<&W::rollout_tokens_per_second>},
    Companion{"frozen_flops_per_sample", "`samples`",
              without<&W::frozen_flops_per_sample, &W::samples>,
              place_of<&W::frozen_flops_per_sample>},
    Companion{"image_size", "`architecture`", without<&W::image_size, &W::architecture>,
              place_of<&W::image_size>},
    Companion{"kv_heads", "`heads`", without<&W::kv_heads, &W::heads>, place_of<&W::kv_heads>},
    Companion{"ffn_width", "`layers` and `width`", shapeless<&W::ffn_width>,
              place_of<&W::ffn_width>},
    Companion{"vocabulary", "`layers` and `width`", shapeless<&W::vocabulary>,
              place_of<&W::vocabulary>},
    Companion{"heads", "`layers` and `width`", shapeless<&W::heads>, place_of<&W::heads>},
    Companion{"layers", "`width`", without<&W::layers, &W::width>, place_of<&W::layers>},
    Companion{"width", "`layers`", without<&W::width, &W::layers>, place_of<&W::width>},
    Companion{"attention", "`sequence_length`", without<&W::attention, &W::sequence_length>,
              place_of<&W::attention>},
    Companion{"mfu_kind", "`mfu`", without<&W::mfu_kind, &W::mfu>, place_of<&W::mfu_kind>},
};

void check_companions(const Plan& plan, Diagnostics& problems) {
  for (const Companion& row : k_companions)
    if (row.wrong(plan))
      add(problems, "conflicting-keys", row.place(plan.said),
          fmt::format("`{}` has no meaning without {}", row.key, row.needs),
          fmt::format("give {}, or leave `{}` out", row.needs, row.key));
  const Workload& said = plan.said;
  if (said.tokens && said.samples)
    add(problems, "conflicting-keys", said.samples->place,
        "`tokens` and `samples` say the same thing",
        "give `tokens`, or `samples` (and `sequence_length`)");
  if (said.flops_per_sample && said.architecture)
    add(problems, "conflicting-keys", said.architecture->place,
        "`flops_per_sample` and `architecture` say the same thing", "give one of them");
  if (said.tokens_per_second_scope && !said.tokens_per_second && !said.rollout_tokens_per_second)
    add(problems, "conflicting-keys", said.tokens_per_second_scope->place,
        "`tokens_per_second_scope` has no meaning without `tokens_per_second`");
}

void check_sizes(const Plan& plan, Diagnostics& problems) {
  const Workload& said = plan.said;
  const FlopsTerms& terms = plan.terms;
  if (said.active_parameters && terms.parameters > 0 && terms.active_parameters > terms.parameters)
    add(problems, "active-above-total", said.active_parameters->place,
        fmt::format("{:.6g} active parameters are more than all {:.6g}", terms.active_parameters,
                    terms.parameters));
  if (said.decoder_parameters && terms.parameters > 0 &&
      terms.decoder_parameters >= terms.parameters)
    add(problems, "active-above-total", said.decoder_parameters->place,
        fmt::format("{:.6g} parameters of the decoder leave none of {:.6g} for the encoder",
                    terms.decoder_parameters, terms.parameters));
  if (said.heads && said.kv_heads && said.kv_heads->value > said.heads->value)
    add(problems, "out-of-range", said.kv_heads->place,
        fmt::format("{} key/value heads are more than {} heads", said.kv_heads->value,
                    said.heads->value));
  if (said.parameters && plan.has_shape() && said.vocabulary && !plan.sparse()) {
    const double shape = flops_rule("parameters.shape").value(terms, 0);
    const double ratio = shape / terms.parameters;
    if (ratio > k_shape_ratio || ratio < 1 / k_shape_ratio)
      add(problems, "implausible-value", said.parameters->place,
          fmt::format("`parameters` is {:.4g}, but the shape makes {:.4g}", terms.parameters,
                      shape));
  }
}

// Fewer tokens than a tenth of the parameters: almost always thousands taken for millions.
// Fine-tuning in its various forms does see few tokens, so only a full training is refused.
void check_tokens(const Plan& plan, Diagnostics& problems) {
  const Workload& said = plan.said;
  if (!said.tokens || plan.method != TrainingMethod::full || !(plan.terms.tokens > 0)) return;
  if (plan.terms.tokens >= plan.terms.parameters * k_least_tokens_per_parameter) return;
  add(problems, "implausible-tokens", said.tokens->place,
      fmt::format("{:.4g} tokens are few for {:.4g} parameters", plan.terms.tokens,
                  plan.terms.parameters),
      "check the unit of `tokens` (million, billion, trillion); for a fine-tuning say `method`: "
      "\"fine-tuning\"");
}

void check_conflict(const Plan& plan, Diagnostics& problems) {
  if (!plan.said.flops) return;
  const double counted = formula_flops(plan);
  const double given = plan.said.flops->value;
  const double rollouts = 2 * plan.terms.active_parameters * plan.terms.rollout_tokens;
  if (plan.method == TrainingMethod::rl && given <= rollouts)
    add(problems, "conflicting-flops", plan.said.flops->place,
        fmt::format("`flops` is {:.4g}, but the rollouts alone make {:.4g}", given, rollouts),
        "`flops` are those of the whole training, rollouts included");
  if (!(counted > 0) || !(given > 0)) return;
  if (given / counted <= k_conflict_ratio && counted / given <= k_conflict_ratio) return;
  add(problems, "conflicting-flops", plan.said.flops->place,
      fmt::format("`flops` is {:.4g}, but {} make {:.4g}", given,
                  plan.by_samples() ? "samples x FLOPs per sample" : "parameters and tokens",
                  counted),
      "give model FLOPs, without recomputation; or leave out the one that is wrong");
}

std::string missing_keys(const Plan& plan) {
  const FlopsTerms& terms = plan.terms;
  const bool sampled = kind_row(plan.kind).training_rule.empty() || terms.forward_flops > 0;
  if (sampled && !(terms.forward_flops > 0)) {
    return terms.samples > 0 ? "`flops_per_sample` or `architecture`"
                             : "`flops_per_sample` (or `architecture`) and `samples`";
  }
  if (sampled) return "`samples`";
  std::string keys;
  if (plan.sparse() && !plan.said.active_parameters) keys = "`active_parameters`";
  if (!plan.sparse() && !plan.has_parameters()) keys = "`parameters` (or `layers` and `width`)";
  if (!(terms.tokens > 0)) {
    const std::string_view tokens = terms.samples > 0 ? "`sequence_length`" : "`tokens`";
    keys += fmt::format("{}{}", keys.empty() ? "" : " and ", tokens);
  }
  return keys;
}

bool out_of_range(const Diagnostics& problems) noexcept {
  return std::ranges::any_of(problems,
                             [](const Diagnostic& d) { return d.code == "out-of-range"; });
}

void check_complete(const Plan& plan, Diagnostics& problems) {
  const Workload& said = plan.said;
  if (said.flops || out_of_range(problems)) return;
  if (said.tokens_per_second) {
    if (!(plan.terms.tokens > 0))
      add(problems, "missing-key", said.tokens_per_second->place,
          "`tokens_per_second` gives a time only with `tokens`");
    return;
  }
  if (plan.kind == WorkloadKind::tabular) {
    add(problems, "not-modelled", said.kind ? said.kind->place : said.place,
        "trees, linear and other tabular models are not modelled by FLOPs",
        "give `runtime` or `accelerator_hours`");
    return;
  }
  if (!plan.by_tokens() && !plan.by_samples())
    add(problems, "missing-key", said.place,
        fmt::format("the workload does not say how much it computes: {} missing",
                    missing_keys(plan)),
        "give what is missing, or `flops`");
}

void check_method(const Plan& plan, Diagnostics& problems) {
  const Workload& said = plan.said;
  const Place place = said.method ? said.method->place : said.place;
  const bool teacher = said.teacher_parameters || said.frozen_flops_per_sample ||
                       (said.stored_logits && said.stored_logits->value);
  if (plan.method == TrainingMethod::frozen && !said.frozen && !said.flops)
    add(problems, "missing-key", place,
        "`method` \"frozen\" needs `frozen`, the share that is not trained");
  if (plan.method == TrainingMethod::distillation && !teacher && !said.flops)
    add(problems, "missing-key", place,
        "`method` \"distillation\" needs `teacher_parameters`, or `stored_logits`: true");
  if (plan.method == TrainingMethod::rl && !said.rollout_tokens)
    add(problems, "missing-key", place, "`method` \"rl\" needs `rollout_tokens`");
  if (plan.method == TrainingMethod::rl && !(plan.terms.active_parameters > 0) &&
      !said.rollout_tokens_per_second)
    add(problems, "missing-key", place,
        "`method` \"rl\" needs `parameters`, or `rollout_tokens_per_second`");
}

// What better evidence makes superfluous is said, not dropped.
struct Unused {
  std::string_view key, why;
  bool (*unused)(const Plan& plan) noexcept;
  Place (*place)(const Workload& said) noexcept;
};

template <auto Member>
constexpr bool beside_rate(const Plan& plan) noexcept {
  return plan.said.*Member && plan.said.tokens_per_second;
}

constexpr std::string_view k_rate_decides = "`tokens_per_second` is nearer to a measurement";
constexpr std::array k_unused{
    Unused{"mfu", k_rate_decides, beside_rate<&W::mfu>, place_of<&W::mfu>},
    Unused{"peak_tflops", k_rate_decides, beside_rate<&W::peak_tflops>, place_of<&W::peak_tflops>},
    Unused{"recompute", "the given rate holds it already",
           [](const Plan& plan) noexcept {
             return plan.said.recompute && (plan.said.tokens_per_second || plan.said.mfu);
           },
           place_of<&W::recompute>},
    Unused{"goodput", "the MFU is that of whole runs, and holds it already",
           [](const Plan& plan) noexcept {
             const bool steady = plan.said.mfu && plan.mfu_kind == MfuKind::steady;
             return plan.said.goodput && !plan.said.tokens_per_second && !steady;
           },
           place_of<&W::goodput>},
};

void check_evidence(const Plan& plan, Diagnostics& problems) {
  for (const Unused& row : k_unused)
    if (row.unused(plan))
      add(problems, "evidence-unused", row.place(plan.said),
          fmt::format("`{}` has no effect on the time: {}", row.key, row.why));
}

}  // namespace

void check_plan(const Plan& plan, Diagnostics& problems) {
  check_limits(plan.said, k_number_limits, problems);
  check_limits(plan.said, k_integer_limits, problems);
  check_limits(plan.said, k_fraction_limits, problems);
  check_companions(plan, problems);
  check_sizes(plan, problems);
  check_tokens(plan, problems);
  check_conflict(plan, problems);
  check_complete(plan, problems);
  check_method(plan, problems);
  check_evidence(plan, problems);
}

Diagnostics check_workload(const Workload& workload) {
  Diagnostics problems;
  const Plan plan = make_plan(workload, problems);
  check_plan(plan, problems);
  return problems;
}

}  // namespace carbonest
