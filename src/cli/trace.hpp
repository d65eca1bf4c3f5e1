// SPDX-License-Identifier: Apache-2.0
#pragma once
// `-v`: what the program does, on standard error. The logger is made at the first line, so a run
// without -v does not pay for it.

#include <memory>
#include <string>
#include <string_view>

#include "io/world.hpp"

namespace carbonest::cli {

class Trace {
 public:
  Trace(bool enabled, io::Sink& sink);
  Trace(const Trace&) = delete;
  Trace& operator=(const Trace&) = delete;
  ~Trace();

  bool enabled() const noexcept { return enabled_; }
  void line(std::string_view text);

 private:
  struct Logger;
  bool enabled_;
  io::Sink& sink_;
  std::unique_ptr<Logger> logger_;
};

}  // namespace carbonest::cli
