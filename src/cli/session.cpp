// SPDX-License-Identifier: Apache-2.0
#include "cli/session.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "cli/options.hpp"
#include "io/io_error.hpp"
#include "report/diagnostics.hpp"

namespace carbonest::cli {
namespace {

constexpr int k_page_width = 80;
constexpr int k_narrowest_page = 60;
constexpr std::size_t k_max_table_bytes = std::size_t{64} << 20;
constexpr std::string_view k_table_extension = ".csv";

bool wants_color(const Settings& settings, bool is_terminal,
                 const Environment& environment) noexcept {
  if (settings.color != Color::automatic) return settings.color == Color::always;
  return is_terminal && !environment.no_color;
}

std::string rendered(const Diagnostics& diagnostics, const Settings& settings, const World& world) {
  if (settings.format == "json" || settings.format == "jsonl")
    return render_diagnostics_json(diagnostics, settings.format == "json");
  return render_diagnostics_text(
      diagnostics, wants_color(settings, world.environment.stderr_is_terminal, world.environment));
}

}  // namespace

void report_diagnostics(const Diagnostics& diagnostics, const Settings& settings,
                        World& world) noexcept {
  if (diagnostics.empty()) return;
  try {
    world.err.write(rendered(diagnostics, settings, world));
  } catch (const io::IoError&) {
    // Nobody listens on standard error: the exit code still tells.
  }
}

void Session::report(const Diagnostics& diagnostics) noexcept {
  report_diagnostics(diagnostics, settings_, world_);
}

void Session::report_text(std::string_view text) noexcept {
  try {
    world_.err.write(text);
  } catch (const io::IoError&) {
    // As above.
  }
}

bool Session::color_of_problems() const noexcept {
  return wants_color(settings_, world_.environment.stderr_is_terminal, world_.environment);
}

std::string Session::read(const std::string& path, std::size_t limit) {
  std::string bytes = world_.files.read(path, limit);
  inputs_.push_back(path);
  if (trace_.enabled()) trace_.line(fmt::format("read {}: {} bytes", path, bytes.size()));
  return bytes;
}

std::vector<Catalog::OverrideFile> Session::override_files() {
  std::vector<Catalog::OverrideFile> files;
  for (const std::string& name : world_.files.list(settings_.data_folder)) {
    if (!name.ends_with(k_table_extension) || name.starts_with('.')) continue;
    const std::string path =
        settings_.data_folder + (settings_.data_folder.ends_with('/') ? "" : "/") + name;
    files.push_back({name.substr(0, name.size() - k_table_extension.size()), path,
                     read(path, k_max_table_bytes)});
    if (files.back().text.size() > k_max_table_bytes)
      throw io::IoError("read", path, "the table is over 64 MiB");
  }
  return files;
}

const Catalog* Session::catalog() {
  if (settings_.data_folder.empty()) return &Catalog::bundled();
  const std::vector<Catalog::OverrideFile> files = override_files();
  if (files.empty()) {
    report({usage_error(
        "no-tables", fmt::format("{} has no table (*.csv)", settings_.data_folder),
        "`carbonest list` names the tables; accelerators.csv would hold rows of accelerators",
        "--data")});
    return nullptr;
  }
  Result<Catalog> catalog = Catalog::with_overrides(files);
  if (!catalog) {
    report(catalog.error());
    return nullptr;
  }
  overridden_.emplace(std::move(catalog).value());
  if (trace_.enabled())
    trace_.line(
        fmt::format("tables {}, SHA-256 {}", overridden_->version(), overridden_->checksum()));
  return &*overridden_;
}

std::unique_ptr<ByteSource> Session::open(const std::string& path, std::uint64_t offset) {
  auto source = world_.files.open(path, offset);
  inputs_.push_back(path);
  if (trace_.enabled()) trace_.line(fmt::format("reading {} from byte {} on", path, offset));
  return source;
}

void ResultStream::write(std::string_view bytes) {
  if (file_) return file_->write(bytes);
  if (!wanted_) return;
  try {
    out_.write(bytes);
  } catch (const io::IoError& error) {
    if (!error.broken_pipe()) throw;
    wanted_ = false;
  }
}

void ResultStream::finish() {
  if (file_) file_->commit();
}

ExitCode Session::deliver(std::string_view result) {
  if (!to_stdout()) return write_file(settings_.output, result, "--output");
  ResultStream(world_.out, nullptr).write(result);
  return ExitCode::ok;
}

std::optional<ResultStream> Session::stream_result() {
  if (to_stdout()) return ResultStream(world_.out, nullptr);
  if (refuse_input(settings_.output, "--output")) return std::nullopt;
  return ResultStream(world_.out, world_.files.create(settings_.output));
}

bool Session::refuse_input(const std::string& path, const char* option) {
  const auto is_output = [&](const std::string& input) { return world_.files.same(input, path); };
  const auto input = std::ranges::find_if(inputs_, is_output);
  if (input == inputs_.end()) return false;
  report({usage_error("same-file", fmt::format("{} is also an input: {}", path, *input),
                      "choose another name for the result", option)});
  return true;
}

ExitCode Session::write_file(const std::string& path, std::string_view text, const char* option) {
  if (refuse_input(path, option)) return ExitCode::usage;
  world_.files.replace(path, text);
  if (trace_.enabled()) trace_.line(fmt::format("wrote {}: {} bytes", path, text.size()));
  return ExitCode::ok;
}

ExitCode Session::append_file(const std::string& path, std::string_view text) {
  world_.files.append(path, text);
  if (trace_.enabled()) trace_.line(fmt::format("added to {}: {} bytes", path, text.size()));
  return ExitCode::ok;
}

RenderOptions Session::render_options() const {
  const Environment& environment = world_.environment;
  RenderOptions options;
  const bool to_terminal = settings_.output.empty() && environment.stdout_is_terminal;
  options.color = wants_color(settings_, to_terminal, environment);
  options.quiet = settings_.quiet;
  options.equivalents = settings_.equivalents;
  options.batch = settings_.operands.size() > 1;
  options.width = to_terminal && environment.columns > 0
                      ? std::max(environment.columns, k_narrowest_page)
                      : k_page_width;
  return options;
}

}  // namespace carbonest::cli
