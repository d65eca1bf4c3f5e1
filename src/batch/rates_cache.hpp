// SPDX-License-Identifier: Apache-2.0
#pragma once
// Rates by the bytes that they came from. Bounded in number and in bytes: when it is full it starts
// anew. Slots are tried in a short row, so that no choice of keys makes it slow.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "batch/rates.hpp"

namespace carbonest::batch {

class RatesCache {
 public:
  /// nullptr where there are none.
  Rates* find(std::string_view key) noexcept;
  /// Valid until the next insert().
  Rates& insert(std::string_view key, Rates rates);

 private:
  static constexpr std::size_t k_slots = std::size_t{1} << 16, k_row = 8;
  static constexpr std::size_t k_most_bytes = std::size_t{24} << 20;
  struct Entry {
    std::uint64_t hash = 0;
    std::string key;
    Rates rates;
  };
  using Slot = std::unique_ptr<Entry>;

  std::unique_ptr<Slot[]> slots_{new Slot[k_slots]};
  std::size_t bytes_ = 0;
};

}  // namespace carbonest::batch
