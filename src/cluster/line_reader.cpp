// SPDX-License-Identifier: Apache-2.0
#include "cluster/line_reader.hpp"

#include <cstring>

namespace carbonest {

ByteRange shard_range(std::uint64_t size, std::uint64_t index, std::uint64_t count) noexcept {
  if (count == 0 || index == 0 || index > count) return {};
  const std::uint64_t part = size / count, more = size % count;
  const auto begin_of = [&](std::uint64_t i) { return part * i + (i < more ? i : more); };
  return {begin_of(index - 1), index == count ? ByteRange::k_to_end : begin_of(index)};
}

namespace cluster {
namespace {
constexpr std::string_view k_byte_order_mark = "\xef\xbb\xbf";
}  // namespace

LineReader::LineReader(ByteSource& source, ByteRange range, LineLimits limits)
    : source_{source},
      limits_{limits},
      capacity_{limits.chunk + limits.longest + 2},
      buffer_{new char[capacity_]},
      offset_{range.first_byte()},
      skip_first_{range.begin > 0} {}

// Carries what is unread to the front and reads one chunk behind it.
bool LineReader::fill() {
  if (at_end_) return false;
  const std::size_t unread = end_ - begin_;
  if (begin_ > 0) std::memmove(buffer_.get(), buffer_.get() + begin_, unread);
  begin_ = 0;
  end_ = unread;
  if (unread == 0) nul_seen_ = false;
  const std::size_t room = std::min(limits_.chunk, capacity_ - unread);
  const std::size_t got = source_.read({buffer_.get() + end_, room});
  if (got == 0) at_end_ = true;
  if (std::memchr(buffer_.get() + end_, 0, got) != nullptr) nul_seen_ = true;
  end_ += got;
  read_ += got;
  return got > 0;
}

bool LineReader::take(Line& line, std::size_t length, bool ended) {
  std::string_view text(buffer_.get() + begin_, length);
  line.offset = offset_;
  line.number = ++number_;
  line.ended = ended;
  line.fault = LineFault::none;
  if (line.offset == 0 && text.starts_with(k_byte_order_mark))
    text.remove_prefix(k_byte_order_mark.size());
  if (text.ends_with('\r')) text.remove_suffix(1);
  if (nul_seen_ && text.find('\0') != std::string_view::npos) line.fault = LineFault::nul_byte;
  if (text.size() > limits_.longest) line.fault = LineFault::too_long;
  line.text = line.fault == LineFault::none ? text : std::string_view{};
  const std::size_t used = length + (ended ? 1 : 0);
  begin_ += used;
  offset_ += used;
  searched_ = 0;
  return true;
}

// Drops the rest of a line; false when the text ends in it.
bool LineReader::skip_to_line_end(bool& ended) {
  for (;;) {
    const std::size_t unread = end_ - begin_;
    const auto* at =
        unread == 0 ? nullptr
                    : static_cast<const char*>(std::memchr(buffer_.get() + begin_, '\n', unread));
    const std::size_t used =
        at == nullptr ? unread : static_cast<std::size_t>(at - (buffer_.get() + begin_)) + 1;
    begin_ += used;
    offset_ += used;
    searched_ = 0;
    ended = at != nullptr;
    if (ended) return true;
    if (!fill()) return false;
  }
}

bool LineReader::next_too_long(Line& line) {
  line = {{}, offset_, ++number_, LineFault::too_long, false};
  skip_to_line_end(line.ended);
  return true;
}

bool LineReader::next(Line& line) {
  if (skip_first_) {
    skip_first_ = false;
    bool ended = false;
    if (!skip_to_line_end(ended)) return false;
  }
  for (;;) {
    const std::size_t unread = end_ - begin_;
    if (unread > searched_) {
      const char* from = buffer_.get() + begin_ + searched_;
      const auto* at = static_cast<const char*>(std::memchr(from, '\n', unread - searched_));
      if (at != nullptr)
        return take(line, static_cast<std::size_t>(at - (buffer_.get() + begin_)), true);
      searched_ = unread;
    }
    if (unread > limits_.longest + 1) return next_too_long(line);
    if (!fill()) return unread > 0 && take(line, unread, false);
  }
}

}  // namespace cluster
}  // namespace carbonest
