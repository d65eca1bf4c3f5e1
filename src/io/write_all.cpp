// SPDX-License-Identifier: Apache-2.0
#include "io/write_all.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "io/io_error.hpp"

namespace carbonest::io {

void write_all(int fd, std::string_view name, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {  // somebody made the pipe non-blocking: wait until there is room
      pollfd ready{fd, POLLOUT, 0};
      ::poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      throw IoError("write", name, errno);
    }
  }
}

}  // namespace carbonest::io
