// SPDX-License-Identifier: Apache-2.0
#include "io/input_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "io/io_error.hpp"

namespace carbonest::io {
namespace {

int open_to_read(const std::string& path) {
  if (path == "-") return -1;
  int fd = -1;
  do fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  while (fd < 0 && errno == EINTR);
  if (fd < 0) throw IoError("read", path, errno);
  return fd;
}

}  // namespace

InputFile::InputFile(const std::string& path, std::uint64_t offset)
    : name_{path == "-" ? "standard input" : path},
      opened_{open_to_read(path)},
      fd_{path == "-" ? STDIN_FILENO : opened_.get()} {
  if (offset != 0 && ::lseek(fd_, static_cast<off_t>(offset), SEEK_SET) < 0)
    throw IoError("read", name_, errno);
}

std::size_t InputFile::read(std::span<char> into) {
  for (;;) {
    const ssize_t count = ::read(fd_, into.data(), into.size());
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) throw IoError("read", name_, errno);
  }
}

}  // namespace carbonest::io
