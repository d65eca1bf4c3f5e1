// SPDX-License-Identifier: Apache-2.0
#pragma once
// `import slurm`: the accounting log of a cluster as jobs, one a line, or as one report.

#include <string_view>
#include <vector>

#include "cli/exit_code.hpp"
#include "cli/session.hpp"

namespace carbonest::cli {

std::vector<std::string_view> slurm_output_ids();
ExitCode import_slurm(Session& session);

}  // namespace carbonest::cli
