// SPDX-License-Identifier: Apache-2.0
#include "batch/blocks.hpp"

#include <algorithm>

#include "limits.hpp"

namespace carbonest::batch {
namespace {

constexpr std::size_t k_too_long = limits::k_job_bytes + 2;  // also without a carriage return
constexpr std::size_t k_capacity = k_too_long + BlockCutter::k_chunk;

}  // namespace

BlockCutter::BlockCutter(ByteSource& source, ByteRange range)
    : source_{source}, range_{range}, offset_{range.first_byte()}, skipping_{range.begin > 0} {}

bool BlockCutter::fill(char* buffer, std::size_t& used) {
  const std::size_t got = source_.read({buffer + used, k_chunk});
  used += got;
  read_ += got;
  at_end_ = got == 0;
  return got > 0;
}

// What follows the line end is carried; false when the text ends before it.
bool BlockCutter::skip_line() {
  for (;;) {
    const auto end = std::find(carried_.begin(), carried_.end(), '\n');
    const bool found = end != carried_.end();
    const auto used = end - carried_.begin() + (found ? 1 : 0);
    carried_.erase(carried_.begin(), carried_.begin() + used);
    offset_ += static_cast<std::uint64_t>(used);
    if (found) return true;
    if (at_end_) return false;
    std::size_t size = 0;
    carried_.resize(k_chunk);
    fill(carried_.data(), size);
    carried_.resize(size);
  }
}

// Lines that begin behind the range belong to somebody else.
bool BlockCutter::deliver(Block& block, std::size_t length, std::size_t used) {
  carried_.assign(block.buffer.get() + length, block.buffer.get() + used);
  block.text = {block.buffer.get(), length};
  if (range_.end != ByteRange::k_to_end && offset_ + length >= range_.end) {
    at_end_ = true;
    carried_.clear();
    if (offset_ >= range_.end) return false;
    const auto last = static_cast<std::size_t>(range_.end - offset_) - 1;
    const std::size_t line_end = block.text.find('\n', last);
    if (line_end != block.text.npos) block.text = block.text.substr(0, line_end + 1);
  }
  offset_ += block.text.size();
  block.first_line = next_line_;
  next_line_ += static_cast<std::uint64_t>(std::ranges::count(block.text, '\n'));
  if (!block.text.ends_with('\n')) ++next_line_;
  return true;
}

bool BlockCutter::next(Block& block) {
  if (skipping_) {
    skipping_ = false;
    if (!skip_line()) return false;
  }
  if (!block.buffer) block.buffer.reset(new char[k_capacity]);
  char* const buffer = block.buffer.get();
  std::size_t used = carried_.size(), searched = 0;
  std::ranges::copy(carried_, buffer);
  carried_.clear();
  for (;;) {
    const std::size_t line_end = std::string_view(buffer, used).substr(searched).rfind('\n');
    if (line_end != std::string_view::npos) return deliver(block, searched + line_end + 1, used);
    searched = used;
    if (used >= k_too_long) {
      skipping_ = true;
      return deliver(block, used, used);
    }
    if (at_end_ || !fill(buffer, used)) return used > 0 && deliver(block, used, used);
  }
}

}  // namespace carbonest::batch
