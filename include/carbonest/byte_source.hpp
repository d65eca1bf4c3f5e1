// SPDX-License-Identifier: Apache-2.0
#pragma once
// Input of any length, read as a stream, and the part of it that one of several readers takes. The
// library opens nothing itself.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace carbonest {

/// Bytes to read, one after the other.
class ByteSource {
 public:
  ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  virtual ~ByteSource() = default;
  /// Fills the front of `into`, which is not empty; 0 only at the end. Throws where reading fails.
  virtual std::size_t read(std::span<char> into) = 0;
};

/// One shard of a text: the records that begin in [begin, end). The source must stand at
/// first_byte().
struct ByteRange {
  static constexpr std::uint64_t k_to_end = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t begin = 0;
  std::uint64_t end = k_to_end;

  /// One byte early, to see whether a line begins at `begin`.
  std::uint64_t first_byte() const noexcept { return begin == 0 ? 0 : begin - 1; }
  bool whole() const noexcept { return begin == 0 && end == k_to_end; }
};
/// Shard `index` (from 1) of `count` of a file of `size` bytes.
ByteRange shard_range(std::uint64_t size, std::uint64_t index, std::uint64_t count) noexcept;

}  // namespace carbonest
