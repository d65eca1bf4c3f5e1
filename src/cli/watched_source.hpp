// SPDX-License-Identifier: Apache-2.0
#pragma once
// Input that tells a progress line how much of it was read. Several sources may share one line and
// be read side by side.

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>

#include "carbonest/byte_source.hpp"
#include "cli/progress.hpp"
#include "cli/session.hpp"

namespace carbonest::cli {

class Watch {
 public:
  /// `size`: bytes in all, where it is known. Shows nothing where nobody looks.
  Watch(Session& session, std::string things, std::optional<std::uint64_t> size);

  std::unique_ptr<ByteSource> over(std::unique_ptr<ByteSource> source);

 private:
  class Source;
  void add(std::span<const char> bytes);

  std::optional<Progress> progress_;
  std::mutex mutex_;
  std::atomic<std::uint64_t> lines_ = 0, bytes_ = 0;
};

}  // namespace carbonest::cli
