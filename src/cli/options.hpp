// SPDX-License-Identifier: Apache-2.0
#pragma once
// The option table, and reading a command line by it. Help, the parser and the did-you-mean all
// follow the table; values are converted by the project's own readers.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "carbonest/diagnostic.hpp"
#include "cli/commands.hpp"
#include "cli/settings.hpp"

namespace carbonest::cli {

/// Why a value was not taken.
struct Refusal {
  std::string message, hint;
  std::string code = "invalid-option";
};

struct Option {
  const char* name;   ///< "--format"
  char short_name;    ///< 'f', or 0
  const char* value;  ///< what stands for the value in the help; nullptr for a flag
  unsigned commands;  ///< CommandBits
  std::string_view help;
  std::optional<Refusal> (*apply)(Settings&, const Option&, std::string_view value);
  bool repeatable = false;
};

std::span<const Option> options() noexcept;

/// Reads the arguments after the command's name. Every problem is reported, not only the first.
/// `settings` is filled as far as it could be understood, also on failure.
Diagnostics read_options(const Command& command, std::span<const std::string_view> args,
                         Settings& settings);

/// An error of the command line.
Diagnostic usage_error(std::string_view code, std::string message, std::string hint = {},
                       const char* option = nullptr);

/// `did you mean "x" or "y"?`, or nothing.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> names);

}  // namespace carbonest::cli
