// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.hpp"
#include "cli/jobs.hpp"
#include "report/formats.hpp"

namespace carbonest::cli {

std::vector<std::string_view> explain_format_ids() { return ids_of(explain_formats()); }

ExitCode run_explain(Session& session) {
  return run_jobs(session, *find_row(explain_formats(), session.settings().format));
}

}  // namespace carbonest::cli
