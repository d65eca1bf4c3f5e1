// SPDX-License-Identifier: Apache-2.0
// Reading a command line: the only file that knows CLI11. It splits and matches; everything that is
// said about a wrong command line is said here.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "cli/options.hpp"

namespace carbonest::cli {
namespace {

bool applies(const Option& option, const Command& command) noexcept {
  return (option.commands & command.bit) != 0;
}

std::string names_of(const Option& option) {
  return option.short_name == 0 ? option.name
                                : fmt::format("-{},{}", option.short_name, option.name);
}

const Option* find_long(const Command& command, std::string_view name) noexcept {
  for (const Option& option : options())
    if (applies(option, command) && name == option.name) return &option;
  return nullptr;
}

// CLI11 takes the next argument as the value of `--name=`. Splitting at the '=' keeps an empty
// value empty, and shows a value that a flag was given.
std::vector<std::string> split_at_equals(const Command& command,
                                         std::span<const std::string_view> args,
                                         Diagnostics& errors) {
  std::vector<std::string> out;
  bool options_end = false;
  for (const std::string_view arg : args) {
    const std::size_t equals = arg.find('=');
    options_end = options_end || arg == "--";
    const Option* option =
        options_end || equals == arg.npos ? nullptr : find_long(command, arg.substr(0, equals));
    if (option == nullptr) {
      out.emplace_back(arg);
    } else if (option->value == nullptr) {
      errors.push_back(usage_error("invalid-option", fmt::format("{} takes no value", option->name),
                                   {}, option->name));
    } else {
      out.emplace_back(option->name);
      out.emplace_back(arg.substr(equals + 1));
    }
  }
  return out;
}

void apply(const Option& option, const std::vector<std::string>& values, Settings& settings,
           Diagnostics& errors) {
  if (values.empty()) return;
  settings.given.push_back(&option);
  if (values.size() > 1 && option.value != nullptr && !option.repeatable) {
    errors.push_back(usage_error(
        "invalid-option", fmt::format("{} is given more than once", option.name), {}, option.name));
    return;
  }
  const std::size_t taken = option.repeatable ? values.size() : 1;
  for (std::size_t i = 0; i < taken; ++i)
    if (auto refusal = option.apply(settings, option, values[i]))
      errors.push_back(usage_error(refusal->code, std::move(refusal->message),
                                   std::move(refusal->hint), option.name));
}

Diagnostic unknown_option(const Command& command, std::string_view arg) {
  const std::size_t equals = arg.find('=');
  const std::string_view name = equals == arg.npos || equals < 2 ? arg : arg.substr(0, equals);
  std::vector<std::string_view> known;
  for (const Option& option : options()) {
    if (applies(option, command)) known.emplace_back(option.name);
    if (name == option.name)
      return usage_error("unknown-option",
                         fmt::format("`carbonest {}` has no option {}", command.name, name),
                         fmt::format("`carbonest {} --help` shows its options", command.name));
  }
  std::string hint = name.starts_with("--") ? did_you_mean(name, known) : std::string{};
  if (hint.empty()) hint = fmt::format("`carbonest {} --help` shows its options", command.name);
  return usage_error("unknown-option", fmt::format("unknown option {}", name), std::move(hint));
}

// What CLI11 did not match: operands, and options that do not exist.
void take_rest(const Command& command, const std::vector<std::string>& rest, Settings& settings,
               Diagnostics& errors) {
  bool options_end = false;
  for (const std::string& arg : rest) {
    if (!options_end && arg == "--") {
      options_end = true;
    } else if (!options_end && arg.size() > 1 && arg.front() == '-') {
      errors.push_back(unknown_option(command, arg));
    } else {
      settings.operands.push_back(arg);
    }
  }
}

void check_format(const Command& command, Settings& settings, Diagnostics& errors) {
  const auto ids = command.formats();
  if (std::ranges::find(ids, settings.format) != ids.end()) return;
  std::string hint = did_you_mean(settings.format, ids);
  hint += hint.empty() ? "one of: " : " one of: ";
  for (const std::string_view id : ids) hint.append(id).append(id == ids.back() ? "" : ", ");
  errors.push_back(usage_error("invalid-option",
                               fmt::format("--format does not take \"{}\"", settings.format),
                               std::move(hint), "--format"));
  settings.format = "text";
}

void check_operands(const Command& command, const Settings& settings, Diagnostics& errors) {
  const auto& operands = settings.operands;
  const std::string usage =
      fmt::format("carbonest {} [options] {}", command.name, command.operands);
  if (!settings.batch.file.empty()) {  // the jobs are in that file
    if (!operands.empty())
      errors.push_back(usage_error("unexpected-operand",
                                   fmt::format("\"{}\" is one operand too many", operands.front()),
                                   "the jobs are those of --jsonl"));
  } else if (operands.size() < command.min_operands) {
    errors.push_back(usage_error(
        "missing-operand", fmt::format("`carbonest {}` needs {}", command.name, command.operands),
        fmt::format("usage: {}", usage)));
  } else if (operands.size() > command.max_operands) {
    errors.push_back(
        usage_error("unexpected-operand",
                    fmt::format("\"{}\" is one operand too many", operands[command.max_operands]),
                    fmt::format("usage: {}", usage)));
  }
  if (std::ranges::count(operands, "-") > 1)
    errors.push_back(usage_error("unexpected-operand", "standard input (-) can be read only once"));
}

}  // namespace

Diagnostics read_options(const Command& command, std::span<const std::string_view> args,
                         Settings& settings) {
  Diagnostics errors;
  std::vector<std::string> split = split_at_equals(command, args, errors);
  const std::string last = split.empty() ? std::string{} : split.back();
  std::ranges::reverse(split);  // as CLI11 wants them
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  std::vector<std::pair<const Option*, CLI::Option*>> matched;
  for (const Option& option : options()) {
    if (!applies(option, command)) continue;
    CLI::Option* found =
        option.value == nullptr ? app.add_flag(names_of(option)) : app.add_option(names_of(option));
    found->multi_option_policy(
        CLI::MultiOptionPolicy::TakeAll);  // repetitions are refused in apply()
    matched.emplace_back(&option, found);
  }
  try {
    app.parse(split);
  } catch (const CLI::ParseError& error) {
    // With strings only, one thing can go wrong: the last option lacks its value.
    errors.push_back(usage_error("invalid-option",
                                 fmt::format("{} needs a value", last.empty() ? "an option" : last),
                                 fmt::format("`carbonest {} --help` shows how", command.name)));
    return errors;
  }
  for (const auto& [option, found] : matched) apply(*option, found->results(), settings, errors);
  take_rest(command, app.remaining(), settings, errors);
  check_format(command, settings, errors);
  if (!settings.help && !settings.version) check_operands(command, settings, errors);
  return errors;
}

}  // namespace carbonest::cli
