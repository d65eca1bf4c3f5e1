// SPDX-License-Identifier: Apache-2.0
#include "batch/rates_cache.hpp"

#include <cstring>
#include <utility>

namespace carbonest::batch {
namespace {

// Eight bytes at a time. Equal keys are compared in full: a poor hash would cost time only.
std::uint64_t hash_of(std::string_view key) noexcept {
  constexpr std::uint64_t k_odd = 0x9E3779B97F4A7C15;
  std::uint64_t hash = key.size() * k_odd;
  const auto mix = [&](std::uint64_t word) {
    hash = (hash ^ word) * k_odd;
    hash ^= hash >> 29;
  };
  std::size_t at = 0;
  for (; key.size() - at >= sizeof(std::uint64_t); at += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, key.data() + at, sizeof word);
    mix(word);
  }
  std::uint64_t rest = 0;
  std::memcpy(&rest, key.data() + at, key.size() - at);
  mix(rest);
  return hash ^ hash >> 32;
}

}  // namespace

Rates* RatesCache::find(std::string_view key) noexcept {
  const std::uint64_t hash = hash_of(key);
  for (std::size_t i = 0; i < k_row; ++i) {
    const Slot& slot = slots_[(hash + i) % k_slots];
    if (!slot) return nullptr;
    if (slot->hash == hash && slot->key == key) return &slot->rates;
  }
  return nullptr;
}

Rates& RatesCache::insert(std::string_view key, Rates rates) {
  const std::size_t bytes = rates.bytes() + key.size() + sizeof(Entry);
  if (bytes_ + bytes > k_most_bytes) {
    slots_.reset(new Slot[k_slots]);
    bytes_ = 0;
  }
  const std::uint64_t hash = hash_of(key);
  std::size_t place = hash % k_slots;  // a full row gives up its first entry
  for (std::size_t i = 0; i < k_row; ++i) {
    const std::size_t next = (hash + i) % k_slots;
    if (slots_[next]) continue;
    place = next;
    break;
  }
  bytes_ += bytes;
  slots_[place] = std::make_unique<Entry>(Entry{hash, std::string(key), std::move(rates)});
  return slots_[place]->rates;
}

}  // namespace carbonest::batch
