// SPDX-License-Identifier: Apache-2.0
#include "cli/jobs.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "carbonest/estimate.hpp"
#include "carbonest/job.hpp"
#include "carbonest/resolve.hpp"
#include "carbonest/saved_input.hpp"
#include "cli/options.hpp"
#include "cli/series_files.hpp"
#include "cli/series_options.hpp"
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
                         const std::string& path, const Series* series, bool save_input) {
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
  JobSeriesFiles named(session, catalog);
  if (series == nullptr) {
    SeriesProblems unread = named.read(*job, file.text, path);
    if (!unread.empty())
      return refused(std::move(outcome), std::move(unread.problems), unread.exit);
  }
  Result<ResolvedJob> resolved = resolve(
      *job, catalog, {settings.method, settings.basis, settings.strict, series, named.all()});
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
  const bool on_series = series != nullptr || !named.all().empty();
  if (save_input && !on_series)  // the text alone would not give this result again
    outcome.report->saved_input = carbonest::save_input(file.text, settings.overrides);
  return outcome;
}

// What of --series and the intensity cannot stand on one command line.
Diagnostics check_settings(const Settings& settings) {
  Diagnostics errors = check_series_options(settings);
  if (settings.series.size() > 1)
    errors.push_back(usage_error("invalid-option", "a job runs at one place: give one series",
                                 "`carbonest plan` compares several", "--series"));
  const auto typed = std::ranges::find(settings.overrides, "carbon_intensity", &Override::key);
  if (!settings.series.empty() && typed != settings.overrides.end())
    errors.push_back(usage_error("conflicting-keys",
                                 "--series and --carbon-intensity are two intensities",
                                 "leave one of them out", "--series"));
  return errors;
}

}  // namespace

JobOutcome estimate_job(Session& session, const Catalog& catalog, const std::string& path,
                        bool save_input, const Series* series) {
  JobFile file;
  try {
    file = read_job_file(session, path);
  } catch (const io::IoError& error) {
    return refused({path, {}, {}, {}}, {usage_error("cannot-read", error.what())}, ExitCode::io);
  }
  return estimate_text(session, catalog, file, path, series, save_input);
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
  if (const Diagnostics errors = check_settings(session.settings()); !errors.empty()) {
    session.report(errors);
    return ExitCode::usage;
  }
  const Series* given = nullptr;
  std::optional<Result<Series>> series;
  if (const auto& files = session.settings().series; !files.empty()) {
    series =
        read_series_file(session, files.front().path, session.settings().series_options, *catalog);
    if (!*series) {
      session.report(series->error());
      return ExitCode::refused;
    }
    given = &**series;
  }
  std::vector<Report> reports;
  Diagnostics problems;
  ExitCode exit = ExitCode::ok;
  for (const std::string& path : session.settings().operands) {
    JobOutcome outcome = estimate_job(session, *catalog, path, format.saves_input, given);
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
