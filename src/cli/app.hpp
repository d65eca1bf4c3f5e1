// SPDX-License-Identifier: Apache-2.0
#pragma once
// The whole program as a function: arguments and a world in, an exit code out. It never ends the
// process, never reads the environment, and never throws.

#include <span>
#include <string_view>

#include "cli/exit_code.hpp"
#include "io/world.hpp"

namespace carbonest::cli {

/// What main() found out about its surroundings. None of it changes a number.
struct Environment {
  bool no_color = false;  ///< NO_COLOR is set, or TERM is "dumb"
  bool stdout_is_terminal = false;
  bool stderr_is_terminal = false;
  int columns = 0;  ///< of the terminal; 0 where there is none
  /// Files that a step of a GitHub workflow adds to; empty outside of one.
  std::string_view step_summary, step_output;
};

struct World {
  io::Sink& out;
  io::Sink& err;
  io::Files& files;
  Environment environment;
};

/// `args` without the program's name.
ExitCode run(std::span<const std::string_view> args, World& world) noexcept;

}  // namespace carbonest::cli
