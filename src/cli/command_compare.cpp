// SPDX-License-Identifier: Apache-2.0
// `compare`: one job in other places, on other hardware, in other years, ranked.
#include <algorithm>

#include "carbonest/compare.hpp"
#include "cli/against.hpp"
#include "cli/commands.hpp"
#include "cli/jobs.hpp"
#include "cli/options.hpp"
#include "diagnostics/locate.hpp"
#include "report/formats.hpp"

namespace carbonest::cli {
namespace {

// All that is wrong with the lists and with the job is said together.
struct Refused {
  Diagnostics problems;
  ExitCode exit = ExitCode::ok;

  void add(Diagnostics errors, ExitCode code) {
    std::ranges::move(errors, std::back_inserter(problems));
    exit = worse(exit, code);
  }
};

std::optional<Diagnostic> unsorted(const Comparison& comparison, const Settings& settings) {
  if (settings.sort->id != "distance" || !comparison.home.empty()) return std::nullopt;
  return usage_error("invalid-option",
                     "to sort by distance the home region is needed, and the job names none with "
                     "coordinates",
                     "give it: --home aws:eu-west-3", "--sort");
}

// Each reason once, with the first variant that it stopped.
Diagnostics reasons_of(const Comparison& comparison) {
  Diagnostics reasons;
  for (const SetAside& aside : comparison.set_aside) {
    const std::string message = aside.name + ": " + aside.message;
    const bool known = std::ranges::any_of(reasons, [&](const Diagnostic& d) {
      return d.code == aside.code && d.message.ends_with(aside.message);
    });
    if (!known) reasons.push_back(usage_error(aside.code, message));
  }
  return reasons;
}

ExitCode show(Session& session, Comparison comparison, const Catalog& catalog) {
  const Settings& settings = session.settings();
  if (comparison.rows.empty()) {
    session.report(reasons_of(comparison));
    return ExitCode::refused;
  }
  if (auto error = unsorted(comparison, settings)) {
    session.report({std::move(*error)});
    return ExitCode::usage;
  }
  rank_rows(comparison, *settings.sort, settings.top);
  const CompareFormat& format = *find_row(compare_formats(), settings.format);
  return session.deliver(format.render(comparison, catalog, session.render_options()));
}

std::optional<Diagnostic> misused_with_baseline(const Settings& settings) {
  const CompareLists& lists = settings.compare;
  if (settings.baseline == "-" && settings.operands.front() == "-")
    return usage_error("unexpected-operand", "standard input (-) can be read only once");
  const bool ranks = !lists.regions.empty() || !lists.hardware.empty() ||
                     !lists.instances.empty() || !lists.years.empty() || !lists.vary.empty() ||
                     !lists.home.empty() || settings.top || settings.sort != &sort_keys().front();
  if (!ranks) return std::nullopt;
  return usage_error(
      "invalid-option", "--baseline compares the job with a saved result, not with variants of it",
      "leave out either --baseline or the lists, --sort, --top and --home", "--baseline");
}

// The job against a saved result of it: what changed, and why.
ExitCode compare_with_saved(Session& session, const Catalog& catalog) {
  const Settings& settings = session.settings();
  if (auto error = misused_with_baseline(settings))
    return session.report({std::move(*error)}), ExitCode::usage;
  GateJobs today = estimate_gate_jobs(session, catalog);
  const SavedBaseline baseline(session, catalog, today.jobs);
  GateInput input;
  input.jobs = today.jobs;
  input.baseline = baseline.input();
  input.refused = today.refused;
  const GateReport report{compare_with_baseline(input), std::move(today.reports)};
  ExitCode exit = worse(today.exit, baseline.exit());
  if (exit == ExitCode::ok) {
    const GateFormat& format = *find_row(diff_formats(), settings.format);
    exit = session.deliver(format.render(report, catalog, session.render_options()));
  }
  session.report(report.result.errors);
  return worse(exit, report.result.errors.empty() ? ExitCode::ok : ExitCode::refused);
}

}  // namespace

std::vector<std::string_view> compare_format_ids() { return ids_of(compare_formats()); }

ExitCode run_compare(Session& session) {
  const Settings& settings = session.settings();
  const Catalog* catalog = session.catalog();
  if (catalog == nullptr) return ExitCode::refused;
  if (!settings.baseline.empty()) return compare_with_saved(session, *catalog);
  const JobFile file = read_job_file(session, settings.operands.front());
  Refused refused;
  Result<ComparePlan> plan = plan_comparison(settings.compare, *catalog);
  if (!plan) refused.add(plan.error(), ExitCode::usage);
  Job draft;
  Result<std::vector<CompareJob>> jobs = read_compare_jobs(
      {file.text, file.name}, settings.overrides, plan ? *plan : ComparePlan{}, &draft);
  if (!jobs) {
    const ExitCode exit = exit_of_unreadable(jobs.error());
    refused.add(problems_of_unread(jobs.error(), draft, *catalog), exit);
  }
  if (refused.exit == ExitCode::ok) {
    Result<Comparison> comparison =
        compare(*jobs, *plan, *catalog, {settings.method, settings.basis, settings.strict});
    if (comparison) return show(session, std::move(comparison).value(), *catalog);
    refused.add(std::move(comparison).error(), ExitCode::refused);
  }
  locate(refused.problems, file.text, file.name);
  session.report(refused.problems);
  return refused.exit;
}

}  // namespace carbonest::cli
