// SPDX-License-Identifier: Apache-2.0
#pragma once
// Reading or writing failed. What the program was about to do, with which file, and why not.

#include <stdexcept>
#include <string>
#include <string_view>

namespace carbonest::io {

class IoError : public std::runtime_error {
 public:
  /// `action` is "read" or "write"; `error_number` is an errno value.
  IoError(std::string_view action, std::string_view path, int error_number);
  IoError(std::string_view action, std::string_view path, std::string_view reason);

  const std::string& action() const noexcept { return action_; }
  const std::string& path() const noexcept { return path_; }
  const std::string& reason() const noexcept { return reason_; }
  /// Nobody reads our output any more.
  bool broken_pipe() const noexcept { return broken_pipe_; }
  /// There is no such file.
  bool not_found() const noexcept { return not_found_; }

 private:
  std::string action_, path_, reason_;
  bool broken_pipe_ = false;
  bool not_found_ = false;
};

}  // namespace carbonest::io
