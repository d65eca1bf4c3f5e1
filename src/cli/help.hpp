// SPDX-License-Identifier: Apache-2.0
#pragma once
// Help and version texts, made from the tables of commands and options.

#include <string>

#include "carbonest/catalog.hpp"
#include "cli/commands.hpp"

namespace carbonest::cli {

std::string general_help();
std::string command_help(const Command& command);
std::string version_text(const Catalog& catalog);

}  // namespace carbonest::cli
