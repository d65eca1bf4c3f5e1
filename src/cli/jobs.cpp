// SPDX-License-Identifier: Apache-2.0
#include "cli/jobs.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "carbonest/estimate.hpp"
#include "carbonest/job.hpp"
#include "carbonest/resolve.hpp"
#include "cli/options.hpp"
#include "diagnostics/locate.hpp"
#include "io/io_error.hpp"
#include "limits.hpp"

namespace carbonest::cli {
namespace {

struct Batch {
  std::vector<Report> reports;
  Diagnostics problems;
  ExitCode exit = ExitCode::ok;

  void refuse(Diagnostics diagnostics, ExitCode code) {
    problems.insert(problems.end(), std::make_move_iterator(diagnostics.begin()),
                    std::make_move_iterator(diagnostics.end()));
    exit = worse(exit, code);
  }
};

void append(Diagnostics& to, const Diagnostics& from) {
  to.insert(to.end(), from.begin(), from.end());
}

void estimate_text(std::string_view text, const std::string& file, const Catalog& catalog,
                   Session& session, Batch& batch) {
  const Settings& settings = session.settings();
  const JobText job_text{text, file};
  Diagnostics warnings;
  Job draft;
  Result<Job> job = read_job(job_text, settings.overrides, warnings, &draft);
  if (!job) {
    const ExitCode exit = exit_of_unreadable(job.error());
    Diagnostics problems = problems_of_unread(std::move(job).error(), draft, catalog);
    append(problems, warnings);
    locate(problems, text, file);
    return batch.refuse(std::move(problems), exit);
  }
  Result<ResolvedJob> resolved =
      resolve(*job, catalog, {settings.method, settings.basis, settings.strict});
  if (!resolved) {
    Diagnostics problems = std::move(resolved).error();
    append(problems, warnings);
    locate(problems, text, file);
    return batch.refuse(std::move(problems), ExitCode::refused);
  }
  for (const Diagnostic& warning : warnings)
    resolved->warnings.push_back({warning.code, warning.message});
  if (session.trace().enabled())
    session.trace().line(fmt::format("estimated {}: method {}, {} inputs, {} warnings", file,
                                     resolved->method->id, resolved->inputs.size(),
                                     resolved->warnings.size()));
  batch.reports.push_back(report_of(std::move(resolved).value()));
}

void estimate_file(const std::string& path, const Catalog& catalog, Session& session,
                   Batch& batch) {
  JobFile file;
  try {
    file = read_job_file(session, path);
  } catch (const io::IoError& error) {
    return batch.refuse({usage_error("cannot-read", error.what())}, ExitCode::io);
  }
  estimate_text(file.text, file.name, catalog, session, batch);
}

}  // namespace

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
  Batch batch;
  for (const std::string& path : session.settings().operands)
    estimate_file(path, *catalog, session, batch);
  ExitCode delivered = ExitCode::ok;
  if (!batch.reports.empty())
    delivered = session.deliver(format.render(batch.reports, *catalog, session.render_options()));
  session.report(batch.problems);
  return worse(delivered, batch.exit);
}

}  // namespace carbonest::cli
