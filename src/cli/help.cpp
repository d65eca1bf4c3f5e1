// SPDX-License-Identifier: Apache-2.0
#include "cli/help.hpp"

#include <fmt/format.h>

#include "carbonest/version.hpp"
#include "cli/options.hpp"
#include "report/page.hpp"

namespace carbonest::cli {
namespace {

constexpr Page::Columns k_columns{31, 0};

void add_examples(Page& page, std::string_view lines) {
  page.heading("Examples:");
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    const std::string_view line = lines.substr(0, end);
    page.paragraph(fmt::format("carbonest {}", line), 2);
    lines.remove_prefix(end + 1);
  }
}

std::string signature(const Option& option) {
  std::string text = option.short_name == 0 ? "      " : fmt::format("  -{}, ", option.short_name);
  text += option.name;
  if (option.value != nullptr) text.append(" ").append(option.value);
  return text;
}

std::string formats_of(const Command& command) {
  std::string text;
  for (const std::string_view id : command.formats())
    text.append(text.empty() ? "" : ", ").append(id);
  return text;
}

}  // namespace

std::string general_help() {
  Page page(RenderOptions{});
  page.heading("carbonest: energy and CO2e of machine-learning training jobs, offline");
  page.blank();
  add_examples(page, "estimate job.json\nlist accelerators --search h100\nexplain job.json\n");
  page.blank();
  page.heading("Usage: carbonest COMMAND [options] ...");
  page.blank();
  page.heading("Commands:");
  page.set_columns({12, 0});
  for (const Command& command : commands())
    if (command.run != nullptr) page.row(fmt::format("  {}", command.name), "", command.summary);
  page.blank();
  page.paragraph(
      "carbonest COMMAND --help shows the options of a command; carbonest --version the version "
      "of the program and of its tables.",
      0);
  page.blank();
  page.paragraph(
      "Exit codes: 0 done, 1 over a limit of `gate`, 2 wrong usage, 3 a job or a table was "
      "refused, 4 reading or writing "
      "failed, "
      "70 a bug, 130 interrupted, 143 terminated.",
      0);
  return std::move(page).finish();
}

std::string command_help(const Command& command) {
  Page page(RenderOptions{});
  page.heading(fmt::format("carbonest {}: {}", command.name, command.summary));
  page.blank();
  add_examples(page, command.examples);
  page.blank();
  page.heading(fmt::format("Usage: carbonest {} [options] {}", command.name, command.operands));
  page.blank();
  page.heading("Options:");
  page.set_columns(k_columns);
  for (const Option& option : options()) {
    if ((option.commands & command.bit) == 0) continue;
    std::string help(option.help);
    if (std::string_view(option.name) == "--format")
      help += fmt::format(": {}", formats_of(command));
    page.row(signature(option), "", help);
  }
  return std::move(page).finish();
}

std::string version_text(const Catalog& catalog) {
  return fmt::format("carbonest {}\ntables {}\nSHA-256 of the tables {}\n", k_version,
                     catalog.version(), catalog.checksum());
}

}  // namespace carbonest::cli
