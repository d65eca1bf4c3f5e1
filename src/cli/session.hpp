// SPDX-License-Identifier: Apache-2.0
#pragma once
// What a command works with: the settings, the world, and the ways in which all commands read
// tables, report problems and deliver their result.

#include <memory>
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

/// A result that is written while it is made: to standard output, or to a file that is whole or
/// not there. What is written after nobody reads any more goes nowhere.
class ResultStream {
 public:
  /// `file` is empty for standard output.
  ResultStream(io::Sink& out, std::unique_ptr<io::NewFile> file)
      : out_{out}, file_{std::move(file)} {}
  /// Throws io::IoError.
  void write(std::string_view bytes);
  /// False once the reader of standard output has gone: `| head` has seen enough.
  bool wanted() const noexcept { return wanted_; }
  /// Makes a file the result. Throws io::IoError.
  void finish();

 private:
  io::Sink& out_;
  std::unique_ptr<io::NewFile> file_;
  bool wanted_ = true;
};

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
  /// The same as a stream, from a byte on.
  std::unique_ptr<ByteSource> open(const std::string& path, std::uint64_t offset = 0);
  /// Bytes of a regular file; nothing for what has no size.
  std::optional<std::uint64_t> size(const std::string& path) { return world_.files.size(path); }

  /// Prints diagnostics on standard error, in the form that fits the format of the result.
  void report(const Diagnostics& diagnostics) noexcept;

  /// The same for problems that are text already.
  void report_text(std::string_view text) noexcept;
  /// Where a line of progress may be shown; nullptr where nobody would see it.
  io::Sink* terminal() noexcept {
    return world_.environment.stderr_is_terminal ? &world_.err : nullptr;
  }
  bool color_of_problems() const noexcept;

  /// Writes the result to standard output or to --output.
  ExitCode deliver(std::string_view result);
  /// The same piece by piece. Empty when the file would be an input, which has been reported.
  std::optional<ResultStream> stream_result();

  /// Writes a whole file, unless it is an input: that is wrong usage of `option`, and reported.
  ExitCode write_file(const std::string& path, std::string_view text, const char* option);
  ExitCode append_file(const std::string& path, std::string_view text);

  const Environment& environment() const noexcept { return world_.environment; }

  RenderOptions render_options() const;

 private:
  std::vector<Catalog::OverrideFile> override_files();
  bool to_stdout() const noexcept { return settings_.output.empty() || settings_.output == "-"; }
  bool refuse_input(const std::string& path, const char* option);

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
