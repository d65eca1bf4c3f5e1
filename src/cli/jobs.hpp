// SPDX-License-Identifier: Apache-2.0
#pragma once
// What `estimate` and `explain` have in common: every job file that was named is read, resolved and
// estimated; the good ones are printed together, the problems of the others are reported.

#include "carbonest/report.hpp"
#include "cli/session.hpp"

namespace carbonest::cli {

ExitCode run_jobs(Session& session, const Format& format);

}  // namespace carbonest::cli
