// SPDX-License-Identifier: Apache-2.0
#pragma once
// An open file descriptor that closes itself.

#include <unistd.h>

#include <utility>

namespace carbonest::io {

class Descriptor {
 public:
  explicit Descriptor(int fd) noexcept : fd_{fd} {}
  Descriptor(Descriptor&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() { close(); }

  int get() const noexcept { return fd_; }
  /// 0, or -1 with errno; the descriptor is gone either way.
  int close() noexcept { return fd_ < 0 ? 0 : ::close(std::exchange(fd_, -1)); }

 private:
  int fd_;
};

}  // namespace carbonest::io
