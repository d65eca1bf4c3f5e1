// SPDX-License-Identifier: Apache-2.0
#include "io/io_error.hpp"

#include <cerrno>
#include <cstring>
#include <system_error>

namespace carbonest::io {
namespace {

// In the same words whatever the locale: libc translates those of strerror().
std::string reason_of(int error_number) {
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 32)
  if (const char* words = strerrordesc_np(error_number)) return words;
#endif
  return std::generic_category().message(error_number);
}

}  // namespace

IoError::IoError(std::string_view action, std::string_view path, std::string_view reason)
    : std::runtime_error(
          std::string("cannot ").append(action).append(" ").append(path).append(": ").append(
              reason)),
      action_{action},
      path_{path},
      reason_{reason} {}

IoError::IoError(std::string_view action, std::string_view path, int error_number)
    : IoError(action, path, reason_of(error_number)) {
  broken_pipe_ = error_number == EPIPE;
  not_found_ = error_number == ENOENT;
}

}  // namespace carbonest::io
