// SPDX-License-Identifier: Apache-2.0
#include "cli/watched_source.hpp"

#include <algorithm>

namespace carbonest::cli {

class Watch::Source final : public ByteSource {
 public:
  Source(std::unique_ptr<ByteSource> source, Watch& watch)
      : source_{std::move(source)}, watch_{watch} {}
  std::size_t read(std::span<char> into) override {
    const std::size_t count = source_->read(into);
    watch_.add(into.first(count));
    return count;
  }

 private:
  std::unique_ptr<ByteSource> source_;
  Watch& watch_;
};

Watch::Watch(Session& session, std::string things, std::optional<std::uint64_t> size) {
  if (io::Sink* terminal = session.terminal())
    progress_.emplace(true, *terminal, std::move(things), size.value_or(0));
}

std::unique_ptr<ByteSource> Watch::over(std::unique_ptr<ByteSource> source) {
  if (!progress_) return source;
  return std::make_unique<Source>(std::move(source), *this);
}

void Watch::add(std::span<const char> bytes) {
  lines_ += static_cast<std::uint64_t>(std::ranges::count(bytes, '\n'));
  bytes_ += bytes.size();
  const std::unique_lock lock(mutex_, std::try_to_lock);  // of several threads one shows it
  if (lock) progress_->update(lines_, bytes_);
}

}  // namespace carbonest::cli
