// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>

#include "resolve/context.hpp"
#include "resolve/defaults.hpp"
#include "workload/plan.hpp"

namespace carbonest {
namespace {

// Rules are named after the words of the job file.
const FlopsRule& rule_of(std::string_view key, std::uint8_t word) {
  return flops_rule(fmt::format("{}.{}", key, word_of(key, word)));
}

const FlopsRule& method_rule(const Plan& plan) {
  return rule_of("method", static_cast<std::uint8_t>(plan.method));
}

const FlopsRule& training_rule(const Plan& plan) noexcept {
  return flops_rule(plan.by_samples() ? "training.samples" : kind_row(plan.kind).training_rule);
}

const FlopsRule* attention_rule(const Plan& plan) noexcept {
  if (plan.by_samples() || !plan.counts_attention) return nullptr;
  return &flops_rule(plan.attention == Attention::causal ? "attention.causal" : "attention.full");
}

std::string formula_text(const Plan& plan) {
  std::string base{training_rule(plan).formula};
  if (const FlopsRule* attention = attention_rule(plan))
    base += fmt::format(" + {}", attention->formula);
  const std::string_view method = method_rule(plan).formula;
  std::string text = method == "F" ? std::move(base) : fmt::format("{} with F = {}", method, base);
  if (plan.terms.frozen_flops > 0)
    text += fmt::format(" + {}", flops_rule("frozen.samples").formula);
  return text;
}

// The spread of FLOPs: attention and logits are in, or are not.
std::string_view spread_row(const Plan& plan) noexcept {
  const bool known = plan.said.flops || plan.by_samples() || plan.counts_attention;
  return known ? "workload.flops_shape" : "workload.flops";
}

template <class T>
struct SaidTerm {
  std::string_view name, unit;
  Maybe<T> Workload::*member;
};

constexpr std::array k_amounts{
    SaidTerm<double>{"parameters", "1", &Workload::parameters},
    SaidTerm<double>{"active_parameters", "1", &Workload::active_parameters},
    SaidTerm<double>{"decoder_parameters", "1", &Workload::decoder_parameters},
    SaidTerm<double>{"adapter_parameters", "1", &Workload::adapter_parameters},
    SaidTerm<double>{"teacher_parameters", "1", &Workload::teacher_parameters},
    SaidTerm<double>{"tokens", "1", &Workload::tokens},
    SaidTerm<double>{"output_tokens", "1", &Workload::output_tokens},
    SaidTerm<double>{"rollout_tokens", "1", &Workload::rollout_tokens},
    SaidTerm<double>{"samples", "1", &Workload::samples},
    SaidTerm<double>{"epochs", "1", &Workload::epochs},
    SaidTerm<double>{"flops_per_sample", "FLOP", &Workload::flops_per_sample},
    SaidTerm<double>{"frozen_flops_per_sample", "FLOP", &Workload::frozen_flops_per_sample},
};
constexpr std::array k_shape{
    SaidTerm<std::int64_t>{"layers", "1", &Workload::layers},
    SaidTerm<std::int64_t>{"width", "1", &Workload::width},
    SaidTerm<std::int64_t>{"heads", "1", &Workload::heads},
    SaidTerm<std::int64_t>{"kv_heads", "1", &Workload::kv_heads},
    SaidTerm<std::int64_t>{"ffn_width", "1", &Workload::ffn_width},
    SaidTerm<std::int64_t>{"vocabulary", "1", &Workload::vocabulary},
    SaidTerm<std::int64_t>{"sequence_length", "1", &Workload::sequence_length},
    SaidTerm<std::int64_t>{"image_size", "1", &Workload::image_size},
    SaidTerm<std::int64_t>{"scorers", "1", &Workload::scorers},
};

template <class Table>
void add_said(const Workload& said, const Table& table, std::vector<Input>& inputs) {
  for (const auto& term : table) {
    const auto& given = said.*term.member;
    if (given)
      inputs.push_back(given_input(std::string(term.name), *given,
                                   static_cast<double>(given->value), std::string(term.unit)));
  }
}

Input made_input(std::string name, double value, std::string unit, Origin origin,
                 std::string note) {
  return {.name = std::move(name),
          .value = value,
          .unit = std::move(unit),
          .origin = origin,
          .source = {},
          .year = 0,
          .note = std::move(note),
          .log_sd = 0};
}

void add_assumed(const Plan& plan, std::vector<Input>& inputs) {
  const Workload& said = plan.said;
  const FlopsTerms& terms = plan.terms;
  if (plan.has_parameters() && !said.parameters)
    inputs.push_back(made_input("parameters", terms.parameters, "1", Origin::derived,
                                std::string(flops_rule("parameters.shape").formula)));
  if (plan.architecture && !said.flops_per_sample)
    inputs.push_back(
        made_input("flops_per_sample", terms.forward_flops, "FLOP", Origin::fallback,
                   fmt::format("{}: 2 x {} G multiply-adds at {} pixels ({})",
                               plan.architecture->id, plan.architecture->giga_macs,
                               plan.architecture->image_size, plan.architecture->citation)));
  if (plan.kind == WorkloadKind::encoder_decoder && !plan.by_samples()) {
    if (!said.decoder_parameters)
      inputs.push_back(made_input("decoder_parameters", terms.decoder_parameters, "1",
                                  Origin::fallback, "half of the parameters"));
    if (!said.output_tokens)
      inputs.push_back(made_input("output_tokens", terms.output_tokens, "1", Origin::fallback,
                                  "as many as the encoder reads"));
  }
  if (plan.method == TrainingMethod::rl && !said.scorers)
    inputs.push_back(made_input("scorers", terms.scorers, "1", Origin::fallback,
                                "one model reads every rollout"));
}

Input flops_input(const Plan& plan, const WorkloadFlops& result) {
  if (plan.said.flops)
    return given_input("flops", *plan.said.flops, result.flops, "FLOP", result.log_sd);
  Input input = made_input("flops", result.flops, "FLOP", Origin::derived,
                           fmt::format("{} ({})", result.formula, training_rule(plan).citation));
  input.source = plan.by_samples() ? "" : "kaplan2020";
  input.log_sd = result.log_sd;
  return input;
}

}  // namespace

double executed_share(const Plan& plan) noexcept {
  if (!plan.recompute) return 1;
  return rule_of("recompute", static_cast<std::uint8_t>(*plan.recompute)).value(plan.terms, 1);
}

double formula_flops(const Plan& plan) noexcept {
  if (!plan.by_samples() && !plan.by_tokens()) return 0;
  double base = training_rule(plan).value(plan.terms, 0);
  if (const FlopsRule* attention = attention_rule(plan)) base += attention->value(plan.terms, 0);
  return method_rule(plan).value(plan.terms, base) +
         flops_rule("frozen.samples").value(plan.terms, 0);
}

WorkloadFlops count_flops(const Plan& plan) {
  WorkloadFlops result;
  result.sparse = plan.sparse();
  result.language_model = kind_row(plan.kind).language_model;
  result.flops = plan.said.flops ? plan.said.flops->value : formula_flops(plan);
  const bool counted = result.flops > 0;  // a rate in tokens per second needs no FLOPs
  result.log_sd = default_row(spread_row(plan)).log_sd;
  if (counted) result.formula = plan.said.flops ? "as given" : formula_text(plan);
  if (plan.method == TrainingMethod::rl)
    result.rollout_flops = 2 * plan.terms.active_parameters * plan.terms.rollout_tokens;
  add_said(plan.said, k_amounts, result.inputs);
  add_said(plan.said, k_shape, result.inputs);
  add_assumed(plan, result.inputs);
  if (counted) result.inputs.push_back(flops_input(plan, result));
  if (counted && plan.recompute)
    result.inputs.push_back(made_input(
        "hardware_flops", result.flops * executed_share(plan), "FLOP", Origin::derived,
        std::string(rule_of("recompute", static_cast<std::uint8_t>(*plan.recompute)).formula)));
  return result;
}

Result<WorkloadFlops> workload_flops(const Workload& workload) {
  Diagnostics problems;
  const Plan plan = make_plan(workload, problems);
  check_plan(plan, problems);
  if (!has_errors(problems) && !plan.said.flops && formula_flops(plan) <= 0)
    problems.push_back(diagnostic("missing-key", workload.place,
                                  "tokens per second alone do not give FLOPs",
                                  "give `parameters`, or `flops`"));
  if (!has_errors(problems)) return count_flops(plan);
  std::erase_if(problems, [](const Diagnostic& d) { return d.severity != Severity::error; });
  return problems;
}

}  // namespace carbonest
