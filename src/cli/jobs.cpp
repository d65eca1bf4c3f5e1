// SPDX-License-Identifier: Apache-2.0
#include "cli/jobs.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "carbonest/estimate.hpp"
#include "carbonest/job.hpp"
#include "carbonest/resolve.hpp"
#include "carbonest/saved_input.hpp"
#include "cli/options.hpp"
#include "diagnostics/locate.hpp"
#include "io/io_error.hpp"
#include "limits.hpp"

namespace carbonest::cli {
namespace {

void append(Diagnostics& to, const Diagnostics& from) {
  to.insert(to.end(), from.begin(), from.end());
}

JobOutcome refused(JobOutcome outcome, Diagnostics problems, ExitCode exit) {
  outcome.problems = std::move(problems);
  outcome.exit = exit;
  return outcome;
}

JobOutcome estimate_text(Session& session, const Catalog& catalog, const JobFile& file,
                         bool save_input) {
  const Settings& settings = session.settings();
  JobOutcome outcome{file.name, {}, {}, {}};
  Diagnostics warnings;
  Job draft;
  Result<Job> job = read_job({file.text, file.name}, settings.overrides, warnings, &draft);
  if (!job) {
    const ExitCode exit = exit_of_unreadable(job.error());
    Diagnostics problems = problems_of_unread(std::move(job).error(), draft, catalog);
    append(problems, warnings);
    locate(problems, file.text, file.name);
    return refused(std::move(outcome), std::move(problems), exit);
  }
  Result<ResolvedJob> resolved =
      resolve(*job, catalog, {settings.method, settings.basis, settings.strict});
  if (!resolved) {
    Diagnostics problems = std::move(resolved).error();
    append(problems, warnings);
    locate(problems, file.text, file.name);
    return refused(std::move(outcome), std::move(problems), ExitCode::refused);
  }
  for (const Diagnostic& warning : warnings)
    resolved->warnings.push_back({warning.code, warning.message});
  if (session.trace().enabled())
    session.trace().line(fmt::format("estimated {}: method {}, {} inputs, {} warnings", file.name,
                                     resolved->method->id, resolved->inputs.size(),
                                     resolved->warnings.size()));
  outcome.report = report_of(std::move(resolved).value());
  if (save_input)
    outcome.report->saved_input = carbonest::save_input(file.text, settings.overrides);
  return outcome;
}

}  // namespace

JobOutcome estimate_job(Session& session, const Catalog& catalog, const std::string& path,
                        bool save_input) {
  JobFile file;
  try {
    file = read_job_file(session, path);
  } catch (const io::IoError& error) {
    return refused({path, {}, {}, {}}, {usage_error("cannot-read", error.what())}, ExitCode::io);
  }
  return estimate_text(session, catalog, file, save_input);
}

JobFile read_job_file(Session& session, const std::string& path) {
  return {path == "-" ? "<stdin>" : path, session.read(path, limits::k_job_bytes)};
}

Diagnostics problems_of_unread(Diagnostics problems, const Job& draft, const Catalog& catalog) {
  append(problems, check_names(draft, catalog));
  std::ranges::stable_sort(problems, {}, [](const Diagnostic& d) { return d.place.offset; });
  return problems;
}

ExitCode exit_of_unreadable(const Diagnostics& errors) noexcept {
  const bool all_typed =
      std::ranges::all_of(errors, [](const Diagnostic& d) { return d.place.from_option(); });
  return all_typed ? ExitCode::usage : ExitCode::refused;
}

ExitCode run_jobs(Session& session, const Format& format) {
  const Catalog* catalog = session.catalog();
  if (catalog == nullptr) return ExitCode::refused;
  std::vector<Report> reports;
  Diagnostics problems;
  ExitCode exit = ExitCode::ok;
  for (const std::string& path : session.settings().operands) {
    JobOutcome outcome = estimate_job(session, *catalog, path, format.saves_input);
    if (outcome.report) reports.push_back(*std::move(outcome.report));
    append(problems, outcome.problems);
    exit = worse(exit, outcome.exit);
  }
  ExitCode delivered = ExitCode::ok;
  if (!reports.empty())
    delivered = session.deliver(format.render(reports, *catalog, session.render_options()));
  session.report(problems);
  return worse(delivered, exit);
}

}  // namespace carbonest::cli
