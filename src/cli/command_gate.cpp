// SPDX-License-Identifier: Apache-2.0
// `gate`: jobs against limits and a baseline. Wrong usage and a wrong budget stop it; after that
// every report is written, whatever the verdict.
#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "cli/against.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "io/io_error.hpp"
#include "limits.hpp"
#include "report/formats.hpp"

namespace carbonest::cli {
namespace {

// One line of a command line that makes no sense together.
Diagnostic misused(std::string message, std::string hint, const char* option = nullptr) {
  return usage_error("invalid-option", std::move(message), std::move(hint), option);
}

void check_inputs(const Settings& settings, Diagnostics& errors) {
  auto from_stdin = std::ranges::count(settings.operands, "-");
  from_stdin += settings.baseline == "-" ? 1 : 0;
  from_stdin += settings.gate.budget == "-" ? 1 : 0;
  if (from_stdin > 1)
    errors.push_back(usage_error("unexpected-operand", "standard input (-) can be read only once"));
}

void check_reports(const Session& session, Diagnostics& errors) {
  const Settings& settings = session.settings();
  std::vector<std::string_view> paths;
  if (!settings.output.empty()) paths.push_back(settings.output);
  for (const ReportFile& report : settings.gate.reports) {
    if (std::ranges::find(paths, report.path) != paths.end())
      errors.push_back(misused(fmt::format("two reports would be written to {}", report.path),
                               "give each its own file", "--report"));
    paths.push_back(report.path);
  }
  const Environment& environment = session.environment();
  if (settings.gate.github_files &&
      (environment.step_summary.empty() || environment.step_output.empty()))
    errors.push_back(misused("--github-files needs GITHUB_STEP_SUMMARY and GITHUB_OUTPUT",
                             "they are set in a step of a GitHub workflow; elsewhere use --report",
                             "--github-files"));
}

// Limits of the command line, or everything that is wrong with it.
Result<std::vector<Limit>> read_limits(const Session& session) {
  const Settings& settings = session.settings();
  Diagnostics errors;
  check_inputs(settings, errors);
  check_reports(session, errors);
  Result<std::vector<Limit>> limits = read_limit_options(settings.gate.limits, settings.gate.scope);
  if (!limits) {
    std::ranges::move(std::move(limits).error(), std::back_inserter(errors));
    return errors;
  }
  if (limits->empty() && settings.gate.budget.empty())
    errors.push_back(usage_error("nothing-to-check", "`carbonest gate` needs a limit",
                                 "give --max-co2e 10kg, --max-energy, --max-sci, --max-increase, "
                                 "or --budget FILE"));
  if (needs_baseline(*limits) && settings.baseline.empty() &&
      !settings.gate.options.skip_without_baseline)
    errors.push_back(usage_error("baseline-needed", "a limit on the increase needs --baseline FILE",
                                 "`carbonest estimate -f json -o FILE JOB...` saves one; "
                                 "--allow-missing-baseline skips such limits until there is one"));
  if (!errors.empty()) return errors;
  return limits;
}

Result<Budget> load_budget(Session& session) {
  const std::string& path = session.settings().gate.budget;
  return read_budget(session.read(path, limits::k_budget_bytes), path);
}

ExitCode exit_of(const GateResult& result) noexcept {
  constexpr std::array<ExitCode, 3> k_exits{ExitCode::ok, ExitCode::gate_failed, ExitCode::refused};
  return k_exits[static_cast<std::size_t>(verdict(result))];
}

// One file that cannot be written keeps no other from being written.
template <class Write>
ExitCode attempt(Session& session, Write write) {
  try {
    return write();
  } catch (const io::IoError& error) {
    session.report({usage_error("cannot-write", error.what())});
    return ExitCode::io;
  }
}

ExitCode deliver_all(Session& session, const GateReport& report, const Catalog& catalog) {
  const GateSettings& gate = session.settings().gate;
  RenderOptions to_file;
  to_file.equivalents = session.settings().equivalents;
  ExitCode exit = ExitCode::ok;
  for (const ReportFile& file : gate.reports)
    exit = worse(exit, attempt(session, [&] {
                   return session.write_file(
                       file.path, file.format->render(report, catalog, to_file), "--report");
                 }));
  if (gate.github_files) {
    const Environment& environment = session.environment();
    exit = worse(exit, attempt(session, [&] {
                   return session.append_file(std::string(environment.step_summary),
                                              render_step_summary(report, catalog));
                 }));
    exit = worse(exit, attempt(session, [&] {
                   return session.append_file(std::string(environment.step_output),
                                              render_github_output(report));
                 }));
  }
  if (exit == ExitCode::usage) return exit;  // nothing on standard output then
  const GateFormat& format = *find_row(gate_formats(), session.settings().format);
  return worse(exit, attempt(session, [&] {
                 return session.deliver(format.render(report, catalog, session.render_options()));
               }));
}

}  // namespace

std::vector<std::string_view> gate_format_ids() { return ids_of(gate_formats()); }

ExitCode run_gate(Session& session) {
  const Settings& settings = session.settings();
  const Result<std::vector<Limit>> limits = read_limits(session);
  if (!limits) return session.report(limits.error()), ExitCode::usage;
  const Catalog* catalog = session.catalog();
  if (catalog == nullptr) return ExitCode::refused;
  Budget budget;
  if (!settings.gate.budget.empty()) {
    Result<Budget> read = load_budget(session);
    if (!read) return session.report(read.error()), ExitCode::refused;
    budget = std::move(read).value();
  }
  GateJobs today = estimate_gate_jobs(session, *catalog);
  if (today.exit == ExitCode::usage) return session.report(today.refused), ExitCode::usage;
  const SavedBaseline baseline(session, *catalog, today.jobs);
  GateInput input;
  input.jobs = today.jobs;
  input.limits = *limits;
  input.budget = settings.gate.budget.empty() ? nullptr : &budget;
  input.baseline = baseline.input();
  input.refused = today.refused;
  input.options = settings.gate.options;
  input.options.strict = settings.strict;
  const GateReport report{evaluate_gate(input), std::move(today.reports)};
  const ExitCode delivered = deliver_all(session, report, *catalog);
  session.report(report.result.errors);
  return worse(worse(delivered, exit_of(report.result)), worse(today.exit, baseline.exit()));
}

}  // namespace carbonest::cli
