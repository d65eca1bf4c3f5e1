// SPDX-License-Identifier: Apache-2.0
#include "workload/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <vector>

#include "catalog/names.hpp"

namespace carbonest {
namespace {

// Convolutions and recurrent layers keep a large device less busy than matrix products do: small
// CNNs reach 0.10-0.25 of the peak where transformers reach 0.25-0.45.
constexpr std::array k_kinds{
    KindRow{WorkloadKind::transformer, "training.dense", true, 1, 0},
    KindRow{WorkloadKind::moe, "training.moe", true, 1, 0},
    KindRow{WorkloadKind::encoder_decoder, "training.encoder-decoder", true, 1, 0},
    KindRow{WorkloadKind::cnn, "", false, 0.5, 0.45},
    KindRow{WorkloadKind::vit, "training.dense", false, 1, 0.40},
    KindRow{WorkloadKind::diffusion, "training.dense", false, 1, 0.40},
    KindRow{WorkloadKind::rnn, "training.rnn", true, 0.5, 0.45},
    KindRow{WorkloadKind::tabular, "", false, 1, 0.45},
    KindRow{WorkloadKind::custom, "training.dense", false, 1, 0.45},
};

template <class T>
double number(const Maybe<T>& given, double otherwise = 0) noexcept {
  return given ? static_cast<double>(given->value) : otherwise;
}

const Architecture* read_architecture(const Maybe<std::string>& given, Diagnostics& problems) {
  if (!given) return nullptr;
  const std::string folded = fold_name(given->value);
  std::vector<std::string_view> ids;
  for (const Architecture& row : architectures()) {
    if (fold_name(row.id) == folded) return &row;
    ids.push_back(row.id);
  }
  std::string hint;
  for (const std::string& near : nearest_names(given->value, ids))
    hint += fmt::format("{}\"{}\"", hint.empty() ? "did you mean " : " or ", near);
  hint += fmt::format("{}give flops_per_sample", hint.empty() ? "" : "? else ");
  problems.push_back(diagnostic("unknown-value", given->place,
                                fmt::format("no architecture is called \"{}\"", given->value),
                                hint));
  return nullptr;
}

void read_words(Plan& plan, Diagnostics& problems) {
  const Workload& said = plan.said;
  plan.method = read_word_as<TrainingMethod>("method", said.method, problems).value_or(plan.method);
  plan.attention =
      read_word_as<Attention>("attention", said.attention, problems).value_or(plan.attention);
  plan.mfu_kind =
      read_word_as<MfuKind>("mfu_kind", said.mfu_kind, problems).value_or(plan.mfu_kind);
  plan.recompute = read_word_as<Recompute>("recompute", said.recompute, problems);
  plan.scope = read_word_as<ThroughputScope>("tokens_per_second_scope",
                                             said.tokens_per_second_scope, problems);
  plan.precision = read_word_as<TrainingPrecision>("precision", said.precision, problems);
  plan.architecture = read_architecture(said.architecture, problems);
}

bool fewer_active(const Workload& said) noexcept {
  return said.active_parameters && said.parameters &&
         said.active_parameters->value < said.parameters->value;
}

WorkloadKind assumed_kind(const Plan& plan) noexcept {
  if (plan.architecture) {
    const auto rows = word_lists()[0].words;
    return static_cast<WorkloadKind>(
        std::ranges::find(rows, plan.architecture->kind, &Word::text)->value);
  }
  if (fewer_active(plan.said)) return WorkloadKind::moe;
  if (plan.said.flops_per_sample && !plan.said.parameters) return WorkloadKind::custom;
  return WorkloadKind::transformer;
}

void read_kind(Plan& plan, Diagnostics& problems) {
  const auto given = read_word_as<WorkloadKind>("kind", plan.said.kind, problems);
  plan.kind = given.value_or(assumed_kind(plan));
  // Where not every parameter works on every token, the model is a mixture of experts whatever it
  // is called.
  if (plan.kind == WorkloadKind::transformer && fewer_active(plan.said))
    plan.kind = WorkloadKind::moe;
}

void read_shape(const Workload& said, FlopsTerms& terms) {
  terms.layers = number(said.layers);
  terms.width = number(said.width);
  const bool gated = said.gated && said.gated->value;
  terms.ffn_matrices = gated ? 3 : 2;
  terms.ffn_width = number(said.ffn_width, terms.width * (gated ? 8.0 / 3.0 : 4.0));
  terms.vocabulary = number(said.vocabulary);
  terms.embeddings = said.tied && said.tied->value ? 1 : 2;
  if (said.heads && said.kv_heads && said.heads->value > 0)
    terms.kv_share = number(said.kv_heads) / number(said.heads);
}

void read_size(const Plan& plan, FlopsTerms& terms) {
  const Workload& said = plan.said;
  terms.parameters = number(said.parameters);
  if (!said.parameters && terms.layers > 0 && terms.width > 0)
    terms.parameters = flops_rule("parameters.shape").value(terms, 0);
  terms.active_parameters = number(said.active_parameters, plan.sparse() ? 0 : terms.parameters);
  terms.decoder_parameters = number(said.decoder_parameters, terms.parameters / 2);
  terms.adapter_parameters = number(said.adapter_parameters);
  const bool stored = said.stored_logits && said.stored_logits->value;
  terms.teacher_parameters = stored ? 0 : number(said.teacher_parameters);
}

void read_data(const Plan& plan, FlopsTerms& terms) {
  const Workload& said = plan.said;
  const double epochs = number(said.epochs, 1);
  terms.sequence_length = number(said.sequence_length);
  terms.samples = number(said.samples) * epochs;
  terms.tokens = said.tokens ? said.tokens->value * epochs : terms.samples * terms.sequence_length;
  terms.output_tokens = said.output_tokens ? said.output_tokens->value * epochs : terms.tokens;
  terms.rollout_tokens = number(said.rollout_tokens);
  terms.scorers = number(said.scorers, 1);
  terms.frozen = said.frozen ? said.frozen->value.value() : 0;
  terms.frozen_flops = number(said.frozen_flops_per_sample);
  terms.forward_flops = number(said.flops_per_sample);
  if (said.flops_per_sample || !plan.architecture) return;
  const double scale =
      number(said.image_size, plan.architecture->image_size) / plan.architecture->image_size;
  terms.forward_flops = 2e9 * plan.architecture->giga_macs * scale * scale;
}

}  // namespace

bool Plan::by_tokens() const noexcept {
  return !kind_row(kind).training_rule.empty() && terms.tokens > 0 &&
         (sparse() ? terms.active_parameters : terms.parameters) > 0;
}

const KindRow& kind_row(WorkloadKind kind) noexcept {
  return k_kinds[static_cast<std::size_t>(kind)];
}

const FlopsRule& flops_rule(std::string_view id) noexcept {
  const auto rules = flops_rules();
  const auto rule = std::ranges::lower_bound(rules, id, {}, &FlopsRule::id);
  assert(rule != rules.end() && rule->id == id);
  return *rule;
}

Plan make_plan(const Workload& workload, Diagnostics& problems) {
  Plan plan{.said = workload};
  read_words(plan, problems);
  read_kind(plan, problems);
  read_shape(workload, plan.terms);
  read_size(plan, plan.terms);
  read_data(plan, plan.terms);
  // Halves of different depth have no one L x d: their attention stays in the spread of the FLOPs.
  plan.counts_attention = plan.has_shape() && workload.sequence_length &&
                          plan.kind != WorkloadKind::encoder_decoder &&
                          plan.kind != WorkloadKind::rnn;
  return plan;
}

}  // namespace carbonest
