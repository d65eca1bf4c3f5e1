// SPDX-License-Identifier: Apache-2.0
#pragma once
// The words that workload keys take, as tables: reading, refusing and listing them use the same
// rows.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "carbonest/workload.hpp"

namespace carbonest {

enum class WorkloadKind : std::uint8_t {
  transformer,
  moe,
  encoder_decoder,
  cnn,
  vit,
  diffusion,
  rnn,
  tabular,
  custom
};
enum class TrainingMethod : std::uint8_t { full, fine_tuning, lora, frozen, distillation, rl };
enum class Recompute : std::uint8_t { none, selective, full };
enum class Attention : std::uint8_t { full, causal };
enum class MfuKind : std::uint8_t { steady, run };
enum class ThroughputScope : std::uint8_t { device, total };
enum class TrainingPrecision : std::uint8_t { bf16, fp16, fp32, tf32, fp8 };

struct Word {
  std::string_view text;  ///< as fold_id() leaves it
  std::uint8_t value;     ///< of the key's enumeration
  bool alias = false;
};
struct WordList {
  std::string_view key;
  std::span<const Word> words;
};
std::span<const WordList> word_lists() noexcept;

/// The word's value; an unknown word is noted in `problems` with the words that there are. `key`
/// must be a row.
std::optional<std::uint8_t> read_word(std::string_view key, const Maybe<std::string>& given,
                                      Diagnostics& problems);

template <class E>
std::optional<E> read_word_as(std::string_view key, const Maybe<std::string>& given,
                              Diagnostics& problems) {
  const auto value = read_word(key, given, problems);
  return value ? std::optional<E>(static_cast<E>(*value)) : std::nullopt;
}

/// The first word of a value: how it is printed.
std::string_view word_of(std::string_view key, std::uint8_t value) noexcept;

}  // namespace carbonest
