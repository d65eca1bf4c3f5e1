// SPDX-License-Identifier: Apache-2.0
#include "io/io_error.hpp"

#include <cerrno>
#include <system_error>

namespace carbonest::io {

IoError::IoError(std::string_view action, std::string_view path, std::string_view reason)
    : std::runtime_error(
          std::string("cannot ").append(action).append(" ").append(path).append(": ").append(
              reason)),
      action_{action},
      path_{path},
      reason_{reason} {}

IoError::IoError(std::string_view action, std::string_view path, int error_number)
    : IoError(action, path, std::generic_category().message(error_number)) {
  broken_pipe_ = error_number == EPIPE;
}

}  // namespace carbonest::io
