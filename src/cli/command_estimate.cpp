// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "cli/batch_jobs.hpp"
#include "cli/commands.hpp"
#include "cli/jobs.hpp"
#include "report/formats.hpp"

namespace carbonest::cli {

// Those of single jobs and of sums; run_estimate() looks at what was asked for.
std::vector<std::string_view> estimate_format_ids() {
  std::vector<std::string_view> ids = ids_of(estimate_formats());
  for (const std::string_view id : ids_of(batch_formats()))
    if (std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
  return ids;
}

ExitCode run_estimate(Session& session) {
  if (const Diagnostics errors = check_batch(session.settings()); !errors.empty()) {
    session.report(errors);
    return ExitCode::usage;
  }
  if (!session.settings().batch.file.empty()) return run_batch_of_jobs(session);
  return run_jobs(session, *find_row(estimate_formats(), session.settings().format));
}

}  // namespace carbonest::cli
