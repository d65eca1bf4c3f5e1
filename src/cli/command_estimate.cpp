// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.hpp"
#include "cli/jobs.hpp"
#include "report/formats.hpp"

namespace carbonest::cli {

std::vector<std::string_view> estimate_format_ids() { return ids_of(estimate_formats()); }

ExitCode run_estimate(Session& session) {
  return run_jobs(session, *find_row(estimate_formats(), session.settings().format));
}

}  // namespace carbonest::cli
