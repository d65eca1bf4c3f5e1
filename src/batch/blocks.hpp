// SPDX-License-Identifier: Apache-2.0
#pragma once
// A stream cut into blocks of whole lines, in constant memory: each block is a buffer that is used
// again. A line that is longer than a job may be is told of, and never held.

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "carbonest/byte_source.hpp"

namespace carbonest::batch {

struct Block {
  std::unique_ptr<char[]> buffer;
  std::string_view text;         ///< whole lines; the last one of all may lack its line end
  std::uint64_t first_line = 1;  ///< number of its first line, from 1
};

class BlockCutter {
 public:
  static constexpr std::size_t k_chunk = std::size_t{256} << 10;

  /// The source stands at range.first_byte(). Lines are numbered from where the range begins.
  BlockCutter(ByteSource& source, ByteRange range);

  /// False at the end. Of a line that is too long only so much is delivered that it shows. Throws
  /// what the source throws.
  bool next(Block& block);
  std::uint64_t bytes() const noexcept { return read_; }
  std::uint64_t lines() const noexcept { return next_line_ - 1; }

 private:
  bool fill(char* buffer, std::size_t& used);
  bool skip_line();
  bool deliver(Block& block, std::size_t length, std::size_t used);

  ByteSource& source_;
  ByteRange range_;
  std::uint64_t offset_;  // in the whole text, of the first byte that was not delivered
  std::uint64_t read_ = 0, next_line_ = 1;
  std::vector<char> carried_;  // an unfinished line
  bool skipping_;              // the rest of a line
  bool at_end_ = false;
};

}  // namespace carbonest::batch
