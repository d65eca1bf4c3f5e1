// SPDX-License-Identifier: Apache-2.0
#pragma once
// What commands have in common that read jobs. `estimate` and `explain`: every job file that was
// named is read, resolved and estimated; the good ones are printed together, the problems of the
// others are reported.

#include <optional>
#include <string>

#include "carbonest/report.hpp"
#include "carbonest/series.hpp"
#include "cli/session.hpp"

namespace carbonest::cli {

ExitCode run_jobs(Session& session, const Format& format);

struct JobFile {
  std::string name;  ///< for people: "<stdin>" for -
  std::string text;
};
/// Throws io::IoError. A file that is too long is cut where read_job() refuses it.
JobFile read_job_file(Session& session, const std::string& path);

/// One job file, from its bytes to its result.
struct JobOutcome {
  std::string file;              ///< for people
  std::optional<Report> report;  ///< empty when refused
  Diagnostics problems;          ///< why it was refused, located
  ExitCode exit = ExitCode::ok;
};
/// Throws nothing that has to do with the file: one that cannot be read is refused. With
/// `save_input` the report carries what it was made from. `series` accounts for every hour of the
/// run.
JobOutcome estimate_job(Session& session, const Catalog& catalog, const std::string& path,
                        bool save_input, const Series* series = nullptr);

/// The problems of a job that read_job() refused, with those of the names in its draft; in the
/// order of the text, not yet located.
Diagnostics problems_of_unread(Diagnostics problems, const Job& draft, const Catalog& catalog);

/// A value that cannot be read is wrong usage when it was typed on the command line.
ExitCode exit_of_unreadable(const Diagnostics& errors) noexcept;

}  // namespace carbonest::cli
