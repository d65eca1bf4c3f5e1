// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "carbonest/training_time.hpp"

namespace carbonest {
namespace {

using Terms = FlopsTerms;

constexpr std::string_view k_kaplan =
    "Kaplan et al. 2020, section 2.1; Hoffmann et al. 2022, appendix F";
constexpr std::string_view k_palm = "Chowdhery et al. 2022 (PaLM), appendix B";

// Hardware over model FLOPs with selective
// recomputation: 43.7/41.5, 52.8/51.4, 57.0/56.0, 57.0/56.3.
constexpr double k_selective = 1.03;

constexpr std::array k_rules{
    FlopsRule{"attention.causal", FlopsRole::attention, "6 x L x d x s x D", k_palm,
              [](const Terms& t, double) noexcept {
                return 6 * t.layers * t.width * t.sequence_length * t.tokens;
              }},
    FlopsRule{"attention.full", FlopsRole::attention, "12 x L x d x s x D", k_palm,
              [](const Terms& t, double) noexcept {
                return 12 * t.layers * t.width * t.sequence_length * t.tokens;
              }},
    FlopsRule{"frozen.samples", FlopsRole::frozen, "F_frozen x samples",
              "parts that are not trained run forward only",
              [](const Terms& t, double) noexcept { return t.frozen_flops * t.samples; }},
    FlopsRule{"method.distillation", FlopsRole::method, "F + 2 x N_teacher x D",
              "Hinton et al. 2015; one forward pass of the teacher",
              [](const Terms& t, double base) noexcept {
                return base + 2 * t.teacher_parameters * t.tokens;
              }},
    FlopsRule{"method.fine-tuning", FlopsRole::method, "F", k_kaplan,
              [](const Terms&, double base) noexcept { return base; }},
    FlopsRule{
        "method.frozen", FlopsRole::method, "F x (2 + 4 x (1 - f)) / 6",
        "no backward pass below the lowest trained layer",
        [](const Terms& t, double base) noexcept { return base * (2 + 4 * (1 - t.frozen)) / 6; }},
    FlopsRule{"method.full", FlopsRole::method, "F", k_kaplan,
              [](const Terms&, double base) noexcept { return base; }},
    FlopsRule{"method.lora", FlopsRole::method, "F x 4 / 6 + 6 x N_lora x D",
              "Hu et al. 2021; no gradients of the frozen weights",
              [](const Terms& t, double base) noexcept {
                return base * 4 / 6 + 6 * t.adapter_parameters * t.tokens;
              }},
    FlopsRule{"method.rl", FlopsRole::method, "F + 2 x N_active x D_rollout x (1 + scorers)",
              "generation and every scorer are forward passes",
              [](const Terms& t, double base) noexcept {
                return base + 2 * t.active_parameters * t.rollout_tokens * (1 + t.scorers);
              }},
    FlopsRule{"parameters.shape", FlopsRole::parameters,
              "L x (2 x d^2 x (1 + kv/heads) + k x d x d_ff) + V x d x (1 or 2)",
              "projections, feed-forward and embedding matrices of a decoder",
              [](const Terms& t, double) noexcept {
                return t.layers * (2 * t.width * t.width * (1 + t.kv_share) +
                                   t.ffn_matrices * t.width * t.ffn_width) +
                       t.vocabulary * t.width * t.embeddings;
              }},
    FlopsRule{"recompute.full", FlopsRole::recomputation, "F x 4 / 3",
              "Korthikanti et al. 2022; one more forward pass",
              [](const Terms&, double base) noexcept { return base * 4 / 3; }},
    FlopsRule{"recompute.none", FlopsRole::recomputation, "F", k_palm,
              [](const Terms&, double base) noexcept { return base; }},
    FlopsRule{"recompute.selective", FlopsRole::recomputation, "F x 1.03",
              "Korthikanti et al. 2022, HFU / MFU of four models: 1.01-1.05",
              [](const Terms&, double base) noexcept { return base * k_selective; }},
    FlopsRule{"training.dense", FlopsRole::training, "6 x N x D", k_kaplan,
              [](const Terms& t, double) noexcept { return 6 * t.parameters * t.tokens; }},
    FlopsRule{"training.encoder-decoder", FlopsRole::training, "6 x (N_enc x D_in + N_dec x D_out)",
              "Raffel et al. 2019 (T5): each token passes one half",
              [](const Terms& t, double) noexcept {
                return 6 * ((t.parameters - t.decoder_parameters) * t.tokens +
                            t.decoder_parameters * t.output_tokens);
              }},
    FlopsRule{"training.megatron", FlopsRole::training,
              "72 x D x L x d^2 x (1 + s / (6 d) + V / (12 d L))",
              "Korthikanti et al. 2022, equation 7; equals 6 x N x D + attention + logits",
              [](const Terms& t, double) noexcept {
                if (t.width == 0 || t.layers == 0) return 0.0;
                return 72 * t.tokens * t.layers * t.width * t.width *
                       (1 + t.sequence_length / (6 * t.width) +
                        t.vocabulary / (12 * t.width * t.layers));
              }},
    FlopsRule{"training.moe", FlopsRole::training, "6 x N_active x D",
              "Du et al. 2022 (GLaM); shared, top-k experts and attention, router neglected",
              [](const Terms& t, double) noexcept { return 6 * t.active_parameters * t.tokens; }},
    FlopsRule{"training.rnn", FlopsRole::training, "6 x N x timesteps", k_kaplan,
              [](const Terms& t, double) noexcept { return 6 * t.parameters * t.tokens; }},
    FlopsRule{"training.samples", FlopsRole::training, "3 x F_forward x samples",
              "a training step is three forward passes",
              [](const Terms& t, double) noexcept { return 3 * t.forward_flops * t.samples; }},
};
static_assert(std::ranges::is_sorted(k_rules, {}, &FlopsRule::id));

}  // namespace

std::span<const FlopsRule> flops_rules() noexcept { return k_rules; }

}  // namespace carbonest
