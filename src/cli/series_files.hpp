// SPDX-License-Identifier: Apache-2.0
#pragma once
// Series of intensities as files: those of --series, and the one that a job names, which is a plain
// name beside the job file and never reaches any other folder.

#include <deque>
#include <string>
#include <vector>

#include "carbonest/job.hpp"
#include "carbonest/resolve.hpp"
#include "carbonest/series.hpp"
#include "cli/exit_code.hpp"
#include "cli/session.hpp"

namespace carbonest::cli {

/// The path of a plain name beside a file; never "-" by itself, which is standard input.
std::string file_beside(const std::string& path, std::string_view name);

/// Throws io::IoError. "-" is standard input.
Result<Series> read_series_file(Session& session, const std::string& path,
                                const SeriesOptions& options, const Catalog& catalog);

/// Problems that are located already, and what they do to the exit code.
struct SeriesProblems {
  Diagnostics problems;
  ExitCode exit = ExitCode::ok;

  void add(Diagnostics more, ExitCode code);
  bool empty() const noexcept { return exit == ExitCode::ok; }
};

/// The series that one job and its stages name.
class JobSeriesFiles {
 public:
  JobSeriesFiles(Session& session, const Catalog& catalog) : session_{session}, catalog_{catalog} {}

  /// Reads what is not read yet. `text` and `file` are the job's, for the place of a problem.
  SeriesProblems read(const Job& job, std::string_view text, const std::string& path);
  std::span<const JobSeries> all() const noexcept { return names_; }

 private:
  void read_one(const Given<std::string>& name, std::string_view text, const std::string& path,
                SeriesProblems& result);

  Session& session_;
  const Catalog& catalog_;
  std::deque<std::string> texts_;
  std::deque<Series> series_;
  std::vector<JobSeries> names_;
};

}  // namespace carbonest::cli
