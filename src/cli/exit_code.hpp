// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the process says to scripts. These numbers are a promise.

namespace carbonest::cli {

enum class ExitCode : int {
  ok = 0,
  gate_failed = 1,  ///< over budget
  usage = 2,        ///< the command line is wrong
  refused = 3,      ///< a job or a table is wrong
  io = 4,           ///< reading or writing failed
  bug = 70,         ///< the program is wrong
  // 130 and 143, for SIGINT and SIGTERM, come from the handler in io/process.cpp.
};

/// Of two outcomes the one to report: an error beats "over budget", the world beats the input.
constexpr ExitCode worse(ExitCode a, ExitCode b) noexcept { return a > b ? a : b; }

}  // namespace carbonest::cli
