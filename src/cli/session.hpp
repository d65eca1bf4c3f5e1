// SPDX-License-Identifier: Apache-2.0
#pragma once
// What a command works with: the settings, the world, and the ways in which all commands read
// tables, report problems and deliver their result.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/catalog.hpp"
#include "carbonest/diagnostic.hpp"
#include "carbonest/report.hpp"
#include "cli/app.hpp"
#include "cli/settings.hpp"
#include "cli/trace.hpp"

namespace carbonest::cli {

class Session {
 public:
  Session(const Settings& settings, World& world)
      : settings_{settings}, world_{world}, trace_{settings.verbose, world.err} {}

  const Settings& settings() const noexcept { return settings_; }
  Trace& trace() noexcept { return trace_; }

  /// The tables, with those of --data on top. Empty when they were refused, which has been
  /// reported.
  const Catalog* catalog();

  /// Reads an input, and remembers it: it must not be overwritten by the result.
  std::string read(const std::string& path, std::size_t limit);

  /// Prints diagnostics on standard error, in the form that fits the format of the result.
  void report(const Diagnostics& diagnostics) noexcept;

  /// Writes the result to standard output or to --output.
  ExitCode deliver(std::string_view result);

  /// Writes a whole file, unless it is an input: that is wrong usage of `option`, and reported.
  ExitCode write_file(const std::string& path, std::string_view text, const char* option);
  ExitCode append_file(const std::string& path, std::string_view text);

  const Environment& environment() const noexcept { return world_.environment; }

  RenderOptions render_options() const;

 private:
  std::vector<Catalog::OverrideFile> override_files();

  const Settings& settings_;
  World& world_;
  Trace trace_;
  std::optional<Catalog> overridden_;
  std::vector<std::string> inputs_;
};

/// Also for problems that come up before there is a session.
void report_diagnostics(const Diagnostics& diagnostics, const Settings& settings,
                        World& world) noexcept;

}  // namespace carbonest::cli
