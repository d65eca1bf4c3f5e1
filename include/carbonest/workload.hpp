// SPDX-License-Identifier: Apache-2.0
#pragma once
// A training described before it is run: what is trained, on how much data, and what is known about
// its speed. Nothing is filled in here and nothing is looked up but words; training_time.hpp turns
// it into FLOPs and hours. Contradictions and implausible sizes are refused, all of them at once.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/given.hpp"
#include "carbonest/quantity.hpp"

namespace carbonest {

/// The member names are the keys of `workload` in the job file. How a key is written:
/// count: a number, or a text for parse_count(); FLOPs: a number, or a text for parse_flops();
/// word: one of workload_words(); fraction: 0..1 or "87%"; integer, number, boolean: as in JSON.
/// The limits are those of check_workload().
struct Workload {
  Place place;

  // --- The model. Its size is `parameters`, or follows from `layers` and `width`.

  /// word; default: `moe` when fewer than all parameters are active, else `transformer`
  Maybe<std::string> kind;
  /// text: a known image model, "resnet-50"; gives `kind` and `flops_per_sample`
  Maybe<std::string> architecture;
  /// count, 1..1e18; all of them, embeddings included
  Maybe<double> parameters;
  /// count, 1..parameters; those that one token uses; default: all; required by `moe`
  Maybe<double> active_parameters;
  /// count, below `parameters`; of an `encoder-decoder`; default: half
  Maybe<double> decoder_parameters;
  /// integer, 1..1e5
  Maybe<std::int64_t> layers;
  /// integer, 1..1e7; d_model
  Maybe<std::int64_t> width;
  /// integer, 1..1e5; only its ratio to `kv_heads` matters
  Maybe<std::int64_t> heads;
  /// integer, 1..heads; default: `heads`
  Maybe<std::int64_t> kv_heads;
  /// integer, 1..1e8; default: 4 x width, gated 8/3 x width
  Maybe<std::int64_t> ffn_width;
  /// boolean; a feed-forward block has three matrices (SwiGLU); default: false
  Maybe<bool> gated;
  /// integer, 1..1e9; default: embeddings are not counted
  Maybe<std::int64_t> vocabulary;
  /// boolean; input and output embedding are one matrix; default: false
  Maybe<bool> tied;

  // --- How much. Language models: `tokens`, or `samples` x `sequence_length`; images: `samples`.

  /// count, 1..1e20; of the whole training, or of one epoch when `epochs` is given; for an
  /// `encoder-decoder` those that it reads
  Maybe<double> tokens;
  /// count, 1..1e20; those that an `encoder-decoder` writes; default: as many as it reads
  Maybe<double> output_tokens;
  /// count, 1..1e18; of one epoch
  Maybe<double> samples;
  /// number, 1e-6..1e6; default: 1
  Maybe<double> epochs;
  /// integer, 1..1e9, tokens; with `layers` and `width` attention is counted
  Maybe<std::int64_t> sequence_length;
  /// word; `causal` where kernels skip what is masked; default: `full`
  Maybe<std::string> attention;
  /// integer, 1..1e5, pixels; default: that of `architecture`
  Maybe<std::int64_t> image_size;
  /// FLOPs, 1..1e24; of the FORWARD pass of one sample, 2 per multiply-add
  Maybe<double> flops_per_sample;
  /// FLOPs, 1..1e24; of parts that only run forward (text encoder, VAE, teacher), per sample
  Maybe<double> frozen_flops_per_sample;
  /// FLOPs, 1..1e33; model FLOPs of the whole training, instead of all the above
  Maybe<double> flops;

  // --- How it is trained.

  /// word; default: `full`
  Maybe<std::string> method;
  /// fraction; lowest share of the parameters, without backward pass; required by `frozen`
  Maybe<Fraction> frozen;
  /// count, 1..1e18; trained parameters of `lora`; default: too few to count
  Maybe<double> adapter_parameters;
  /// count, 1..1e18; active parameters of the teacher of `distillation`
  Maybe<double> teacher_parameters;
  /// boolean; the teacher's answers are stored and cost no FLOPs; `distillation`; default: false
  Maybe<bool> stored_logits;
  /// count, 1..1e20; generated; required by `rl`
  Maybe<double> rollout_tokens;
  /// integer, 0..100; models that read every rollout; `rl`; default: 1
  Maybe<std::int64_t> scorers;
  /// number, 1e-6..1e15; rate of generation, scope as below; `rl`
  Maybe<double> rollout_tokens_per_second;
  /// word; default: the first of `bf16`, `fp16`, `fp32` that the device has
  Maybe<std::string> precision;
  /// word; activation recomputation: divides the default MFU, not a given one; default: as in the
  /// runs that the default was fitted on
  Maybe<std::string> recompute;

  // --- Its speed. The first that is given decides: tokens_per_second, mfu, the default MFU.

  /// number, 1e-6..1e15; training tokens, average of the run (or of steady state, with `goodput`)
  Maybe<double> tokens_per_second;
  /// word; required with more than one device
  Maybe<std::string> tokens_per_second_scope;
  /// fraction, 1e-4..1; model FLOPs / (dense peak x time)
  Maybe<Fraction> mfu;
  /// word; `steady`: of a benchmark, times `goodput`; `run`: of the whole run; default: `steady`
  Maybe<std::string> mfu_kind;
  /// fraction, 0.01..1; share of the time that makes progress; default: 0.8 with a steady MFU
  Maybe<Fraction> goodput;
  /// number, 1e-3..1e6, TFLOP/s; dense peak of one device; default: the table's
  Maybe<double> peak_tflops;
};

/// "176B", "1.4T", "300 billion", "3e11", "12 million tokens": K, M, B (or G), T, also as words,
/// and one of the nouns of `noun` ("tokens", "parameters", "samples"). Refuses (`bad-quantity`)
/// anything else, and
/// (`out-of-range`) what is not above 0.
Result<double> parse_count(std::string_view text, std::string_view noun, Place place);

/// "3.14e23", "314 ZFLOP", "52.76 zettaFLOPs", "3640 petaflop/s-days" (8.64e19 FLOPs each). A rate
/// ("312 TFLOP/s") is refused.
Result<double> parse_flops(std::string_view text, Place place);

/// The words that a key takes, in the order of its documentation; other spellings ("bfloat16") are
/// read too.
struct WorkloadWords {
  std::string_view key;
  std::vector<std::string_view> words;
};
std::vector<WorkloadWords> workload_words();

/// Everything that can be said without knowing the device: words, ranges, keys that exclude or need
/// each other, what is missing, contradictions (more active than total parameters; `flops` against
/// `tokens`), implausible sizes (fewer tokens than a tenth of the parameters). Errors and warnings.
Diagnostics check_workload(const Workload& workload);

}  // namespace carbonest
