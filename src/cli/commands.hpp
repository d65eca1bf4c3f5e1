// SPDX-License-Identifier: Apache-2.0
#pragma once
// The command table. A command without a function is planned: it keeps its name and is shown
// nowhere.

#include <span>
#include <string_view>
#include <vector>

#include "cli/session.hpp"

namespace carbonest::cli {

/// Bits by which an option says which commands know it.
enum CommandBit : unsigned {
  k_estimate = 1u << 0,
  k_explain = 1u << 1,
  k_list = 1u << 2,
  k_compare = 1u << 3,
  k_gate = 1u << 4,
  k_plan = 1u << 5,
  k_import_series = 1u << 6,
  k_import_slurm = 1u << 7,
  k_import = k_import_series | k_import_slurm,
  k_merge = 1u << 8,
  k_every_command = ~0u,
};

struct Command {
  std::string_view name, summary;
  std::string_view operands;  ///< for the usage line: "JOB..."
  std::string_view examples;  ///< one a line, without the leading "carbonest "
  unsigned bit;
  std::size_t min_operands, max_operands;
  std::vector<std::string_view> (*formats)();
  ExitCode (*run)(Session&);
};

std::span<const Command> commands() noexcept;
/// nullptr where there is none, or where it is only planned.
const Command* find_command(std::string_view name) noexcept;

ExitCode run_estimate(Session& session);
ExitCode run_explain(Session& session);
ExitCode run_list(Session& session);
ExitCode run_compare(Session& session);
ExitCode run_gate(Session& session);
ExitCode run_plan(Session& session);
ExitCode run_import(Session& session);
ExitCode run_merge(Session& session);

std::vector<std::string_view> estimate_format_ids();
std::vector<std::string_view> explain_format_ids();
std::vector<std::string_view> list_format_ids();
std::vector<std::string_view> compare_format_ids();
std::vector<std::string_view> gate_format_ids();
std::vector<std::string_view> plan_format_ids();
std::vector<std::string_view> import_format_ids();
std::vector<std::string_view> merge_format_ids();

}  // namespace carbonest::cli
