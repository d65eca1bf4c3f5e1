// SPDX-License-Identifier: Apache-2.0
#include "cli/app.hpp"

#include <exception>
#include <new>
#include <vector>

#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/options.hpp"
#include "cli/session.hpp"
#include "io/io_error.hpp"

namespace carbonest::cli {
namespace {

using Args = std::span<const std::string_view>;

// Options may stand before the command as well: its place is after them and their values.
std::size_t position_of_command(Args args) {
  std::size_t at = 0;
  while (at < args.size() && args[at].size() > 1 && args[at].front() == '-') {
    const auto takes_next = [&](const Option& option) {
      const bool short_form =
          option.short_name != 0 && args[at] == std::string{'-', option.short_name};
      return option.value != nullptr && (args[at] == option.name || short_form);
    };
    bool skip_value = false;
    for (const Option& option : options()) skip_value = skip_value || takes_next(option);
    at += skip_value ? 2 : 1;
  }
  return at;
}

Diagnostic unknown_command(std::string_view name) {
  std::vector<std::string_view> names;
  for (const Command& command : commands()) {
    if (command.run != nullptr) names.push_back(command.name);
    if (command.run == nullptr && command.name == name)
      return usage_error("unknown-command", fmt::format("this version has no command {} yet", name),
                         "`carbonest --help` shows the commands");
  }
  std::string hint = did_you_mean(name, names);
  const bool is_file = name == "-" || name.find_first_of("./") != name.npos;
  if (hint.empty() && is_file) hint = fmt::format("did you mean `carbonest estimate {}`?", name);
  if (hint.empty()) hint = "`carbonest --help` shows the commands";
  return usage_error("unknown-command", fmt::format("unknown command \"{}\"", name),
                     std::move(hint));
}

bool any_of(Args args, std::string_view a, std::string_view b) {
  for (const std::string_view arg : args)
    if (arg == a || arg == b) return true;
  return false;
}

ExitCode run_without_command(Args args, Settings& settings, World& world) {
  if (any_of(args, "--help", "-h")) return world.out.write(general_help()), ExitCode::ok;
  if (any_of(args, "--version", "--version"))
    return world.out.write(version_text(Catalog::bundled())), ExitCode::ok;
  report_diagnostics(
      {usage_error("unknown-command", "no command", "`carbonest --help` shows the commands")},
      settings, world);
  return ExitCode::usage;
}

ExitCode run_command(const Command& command, Args args, Settings& settings, World& world) {
  const Diagnostics errors = read_options(command, args, settings);
  if (!errors.empty()) {
    report_diagnostics(errors, settings, world);
    return ExitCode::usage;
  }
  Session session(settings, world);
  if (settings.help) return session.deliver(command_help(command));
  if (settings.version) {
    const Catalog* catalog = session.catalog();
    return catalog == nullptr ? ExitCode::refused : session.deliver(version_text(*catalog));
  }
  return command.run(session);
}

ExitCode dispatch(Args args, Settings& settings, World& world) {
  const std::size_t at = position_of_command(args);
  if (at >= args.size()) return run_without_command(args, settings, world);
  std::string_view name = args[at];
  std::vector<std::string_view> rest(args.begin(), args.begin() + static_cast<std::ptrdiff_t>(at));
  rest.insert(rest.end(), args.begin() + static_cast<std::ptrdiff_t>(at) + 1, args.end());
  if (name == "help") {  // `help COMMAND` is `COMMAND --help`
    if (at + 1 >= args.size()) return world.out.write(general_help()), ExitCode::ok;
    name = args[at + 1];
    rest.assign(1, "--help");
  }
  if (const Command* command = find_command(name))
    return run_command(*command, rest, settings, world);
  report_diagnostics({unknown_command(name)}, settings, world);
  return ExitCode::usage;
}

ExitCode report_failure(std::string_view code, std::string message, ExitCode exit,
                        const Settings& settings, World& world) {
  report_diagnostics({usage_error(code, std::move(message))}, settings, world);
  return exit;
}

}  // namespace

ExitCode run(Args args, World& world) noexcept {
  Settings settings;
  try {
    return dispatch(args, settings, world);
  } catch (const io::IoError& error) {
    if (error.broken_pipe()) return ExitCode::ok;  // `| head` has seen enough
    return report_failure(error.action() == "read" ? "cannot-read" : "cannot-write", error.what(),
                          ExitCode::io, settings, world);
  } catch (const std::bad_alloc&) {
    return report_failure("out-of-memory", "out of memory", ExitCode::io, settings, world);
  } catch (const std::exception& error) {
    return report_failure("internal-error", fmt::format("{}; please report this", error.what()),
                          ExitCode::bug, settings, world);
  }
}

}  // namespace carbonest::cli
