// SPDX-License-Identifier: Apache-2.0
#pragma once
// A stream cut into lines in constant memory: one buffer, used again and again, with the unfinished
// line carried to its front. Refuses lines that are too long or hold a NUL byte: they are delivered
// as such, and the lines after them are as good as ever.

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "carbonest/byte_source.hpp"

namespace carbonest::cluster {

enum class LineFault : std::uint8_t { none, too_long, nul_byte };

struct Line {
  std::string_view text;  ///< without its line end; valid until the next call; empty after a fault
  std::uint64_t offset = 0;  ///< of its first byte in the whole text
  std::uint64_t number = 0;  ///< from 1, counted from the first line that begins in the range
  LineFault fault = LineFault::none;
  bool ended = true;  ///< false: the text stopped before the line did
};

struct LineLimits {
  std::size_t chunk = std::size_t{1} << 20;
  std::size_t longest = std::size_t{1} << 20;  ///< bytes of a line
};

class LineReader {
 public:
  /// Lines that begin at or after range.begin; the source stands at range.first_byte(). The end of
  /// the range is the caller's affair: what belongs to a line may lie behind it.
  explicit LineReader(ByteSource& source, ByteRange range = {}, LineLimits limits = {});

  /// False at the end of the text.
  bool next(Line& line);
  std::uint64_t bytes() const noexcept { return read_; }

 private:
  bool fill();
  bool take(Line& line, std::size_t length, bool ended);
  bool skip_to_line_end(bool& ended);
  bool next_too_long(Line& line);

  ByteSource& source_;
  LineLimits limits_;
  std::size_t capacity_;
  std::unique_ptr<char[]> buffer_;
  std::size_t begin_ = 0, end_ = 0;  // what of the buffer is unread
  std::size_t searched_ = 0;         // no line end in the first bytes of it
  std::uint64_t offset_;             // of begin_ in the whole text
  std::uint64_t number_ = 0;
  std::uint64_t read_ = 0;
  bool at_end_ = false;
  bool nul_seen_ = false;  // somewhere in the unread bytes, perhaps
  bool skip_first_;
};

}  // namespace carbonest::cluster
