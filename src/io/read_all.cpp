// SPDX-License-Identifier: Apache-2.0
#include "io/read_all.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>

#include "io/descriptor.hpp"
#include "io/io_error.hpp"

namespace carbonest::io {
namespace {

constexpr std::size_t k_first_read = std::size_t{16} << 10;

std::string read_stream(int fd, std::string_view name, std::size_t limit) {
  std::string bytes;
  std::size_t used = 0;
  while (used <= limit) {
    if (used == bytes.size()) bytes.resize(std::min(limit + 1, std::max(k_first_read, used * 2)));
    const ssize_t count = ::read(fd, bytes.data() + used, bytes.size() - used);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw IoError("read", name, errno);
    if (count == 0) break;
    used += static_cast<std::size_t>(count);
  }
  bytes.resize(used);
  return bytes;
}

}  // namespace

std::string read_all(const std::string& path, std::size_t limit) {
  if (path == "-") return read_stream(STDIN_FILENO, "standard input", limit);
  int fd = -1;
  do fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  while (fd < 0 && errno == EINTR);
  if (fd < 0) throw IoError("read", path, errno);
  const Descriptor file(fd);
  return read_stream(file.get(), path, limit);
}

}  // namespace carbonest::io
