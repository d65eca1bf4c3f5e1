// SPDX-License-Identifier: Apache-2.0
#include "cli/against.hpp"

#include <utility>

#include "carbonest/resolve.hpp"
#include "cli/jobs.hpp"
#include "cli/options.hpp"
#include "io/io_error.hpp"
#include "limits.hpp"

namespace carbonest::cli {
namespace {

GateJob with_interval(GateJob job, const Interval& interval) {
  job.total_low = kilograms(interval.total_kg.low);
  job.total_high = kilograms(interval.total_kg.high);
  job.facility_high = kilowatt_hours(interval.facility_kwh.high);
  return job;
}

}  // namespace

GateJobs estimate_gate_jobs(Session& session, const Catalog& catalog) {
  GateJobs all;
  for (const std::string& path : session.settings().operands) {
    JobOutcome outcome = estimate_job(session, catalog, path, true);
    all.exit = worse(all.exit, outcome.exit);
    for (Diagnostic& problem : outcome.problems) {
      if (problem.file.empty()) problem.file = outcome.file;
      all.refused.push_back(std::move(problem));
    }
    if (!outcome.report) continue;
    all.jobs.push_back(
        with_interval(gate_job(*outcome.report, catalog, outcome.file), outcome.report->interval));
    all.reports.push_back(*std::move(outcome.report));
  }
  return all;
}

SavedBaseline::SavedBaseline(Session& session, const Catalog& catalog,
                             const std::vector<GateJob>& jobs) {
  input_.file = session.settings().baseline;
  if (!input_.file.empty()) read(session);
  if (input_.baseline == nullptr) return;
  for (const GateJob* saved : jobs_to_recompute(jobs, baseline_))
    if (auto today = recompute(*saved, catalog)) input_.recomputed.push_back(*std::move(today));
}

void SavedBaseline::read(Session& session) {
  std::string text;
  try {
    text = session.read(input_.file, limits::k_baseline_bytes);
  } catch (const io::IoError& error) {
    input_.state = error.not_found() ? BaselineState::missing : BaselineState::refused;
    if (input_.state == BaselineState::refused ||
        !session.settings().gate.options.skip_without_baseline)
      cannot_read(error.what());
    return;
  }
  Result<Baseline> baseline = read_baseline(text, input_.file);
  if (!baseline) {
    input_.state = BaselineState::refused;
    input_.errors = std::move(baseline).error();
    exit_ = ExitCode::refused;
    return;
  }
  baseline_ = std::move(baseline).value();
  input_.state = BaselineState::loaded;
  input_.baseline = &baseline_;
}

void SavedBaseline::cannot_read(const std::string& message) {
  input_.errors = {
      usage_error("cannot-read", message,
                  input_.state == BaselineState::missing
                      ? "`carbonest estimate -f json -o FILE JOB...` saves one; gate can do "
                        "without: --allow-missing-baseline"
                      : "")};
  input_.errors.back().file = input_.file;
  exit_ = ExitCode::io;
}

std::optional<Recomputed> recompute(const GateJob& saved, const Catalog& catalog) {
  if (!saved.input) return std::nullopt;
  const Method* method = find_method(saved.method);
  if (method == nullptr) return std::nullopt;
  const std::vector<Override> overrides = overrides_of(*saved.input, "--baseline");
  Diagnostics warnings;
  const Result<Job> job = read_job({saved.input->job, saved.file}, overrides, warnings);
  if (!job) return std::nullopt;
  const Basis basis = saved.basis == "direct" ? Basis::direct : Basis::lifecycle;
  Result<ResolvedJob> resolved = resolve(*job, catalog, {method, basis, false});
  if (!resolved) return std::nullopt;
  const GateJob today = gate_job(report_of(std::move(resolved).value()), catalog, saved.file);
  return Recomputed{saved.name, today.total, today.table_values};
}

}  // namespace carbonest::cli
