// SPDX-License-Identifier: Apache-2.0
#include "workload/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>

#include "catalog/names.hpp"

namespace carbonest {
namespace {

template <class E>
constexpr Word word(std::string_view text, E value, bool alias = false) {
  return {text, static_cast<std::uint8_t>(value), alias};
}

constexpr std::array k_attention{word("full", Attention::full), word("causal", Attention::causal)};
constexpr std::array k_kind{
    word("transformer", WorkloadKind::transformer),
    word("moe", WorkloadKind::moe),
    word("mixture-of-experts", WorkloadKind::moe, true),
    word("encoder-decoder", WorkloadKind::encoder_decoder),
    word("cnn", WorkloadKind::cnn),
    word("vit", WorkloadKind::vit),
    word("diffusion", WorkloadKind::diffusion),
    word("rnn", WorkloadKind::rnn),
    word("tabular", WorkloadKind::tabular),
    word("custom", WorkloadKind::custom),
};
constexpr std::array k_method{
    word("full", TrainingMethod::full),
    word("pretraining", TrainingMethod::full, true),
    word("fine-tuning", TrainingMethod::fine_tuning),
    word("finetuning", TrainingMethod::fine_tuning, true),
    word("fine-tune", TrainingMethod::fine_tuning, true),
    word("lora", TrainingMethod::lora),
    word("adapters", TrainingMethod::lora, true),
    word("frozen", TrainingMethod::frozen),
    word("distillation", TrainingMethod::distillation),
    word("rl", TrainingMethod::rl),
};
constexpr std::array k_mfu_kind{
    word("steady", MfuKind::steady),
    word("benchmark", MfuKind::steady, true),
    word("run", MfuKind::run),
    word("whole-run", MfuKind::run, true),
};
constexpr std::array k_precision{
    word("bf16", TrainingPrecision::bf16),          word("bfloat16", TrainingPrecision::bf16, true),
    word("fp16", TrainingPrecision::fp16),          word("float16", TrainingPrecision::fp16, true),
    word("half", TrainingPrecision::fp16, true),    word("fp32", TrainingPrecision::fp32),
    word("float32", TrainingPrecision::fp32, true), word("single", TrainingPrecision::fp32, true),
    word("tf32", TrainingPrecision::tf32),          word("fp8", TrainingPrecision::fp8),
    word("float8", TrainingPrecision::fp8, true),
};
constexpr std::array k_recompute{
    word("none", Recompute::none),
    word("selective", Recompute::selective),
    word("full", Recompute::full),
};
constexpr std::array k_scope{
    word("device", ThroughputScope::device),
    word("per-device", ThroughputScope::device, true),
    word("total", ThroughputScope::total),
};

constexpr std::array k_lists{
    WordList{"kind", k_kind},           WordList{"attention", k_attention},
    WordList{"method", k_method},       WordList{"precision", k_precision},
    WordList{"recompute", k_recompute}, WordList{"tokens_per_second_scope", k_scope},
    WordList{"mfu_kind", k_mfu_kind},
};

const WordList& list_of(std::string_view key) noexcept {
  const auto* row = std::ranges::find(k_lists, key, &WordList::key);
  assert(row != k_lists.end());
  return *row;
}

std::string accepted(const WordList& list) {
  std::string text;
  for (const Word& word : list.words)
    if (!word.alias) text += fmt::format("{}\"{}\"", text.empty() ? "" : ", ", word.text);
  return text;
}

}  // namespace

std::span<const WordList> word_lists() noexcept { return k_lists; }

std::optional<std::uint8_t> read_word(std::string_view key, const Maybe<std::string>& given,
                                      Diagnostics& problems) {
  if (!given) return std::nullopt;
  const WordList& list = list_of(key);
  const std::string folded = fold_id(trimmed(given->value));
  const auto word = std::ranges::find(list.words, folded, &Word::text);
  if (word != list.words.end()) return word->value;
  problems.push_back(diagnostic("unknown-value", given->place,
                                fmt::format("`{}` knows no \"{}\"", key, given->value),
                                fmt::format("it takes {}", accepted(list))));
  return std::nullopt;
}

std::string_view word_of(std::string_view key, std::uint8_t value) noexcept {
  return std::ranges::find(list_of(key).words, value, &Word::value)->text;
}

std::vector<WorkloadWords> workload_words() {
  std::vector<WorkloadWords> out;
  for (const WordList& list : k_lists) {
    WorkloadWords row{.key = list.key, .words = {}};
    for (const Word& word : list.words)
      if (!word.alias) row.words.push_back(word.text);
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace carbonest
