// SPDX-License-Identifier: Apache-2.0
#pragma once
// `estimate --jsonl`: jobs one a line, as a stream.

#include "carbonest/batch.hpp"
#include "cli/session.hpp"

namespace carbonest::cli {

/// What of the options does not go together, with and without --jsonl.
Diagnostics check_batch(const Settings& settings);

ExitCode run_batch_of_jobs(Session& session);

}  // namespace carbonest::cli
