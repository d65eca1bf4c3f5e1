// SPDX-License-Identifier: Apache-2.0
#pragma once
// Jobs against limits: the verdict of a build. Every limit is checked, none stops another; a drop
// never fails; and what could not be computed is an error, never a pass and never "over budget".

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/baseline.hpp"
#include "carbonest/budget.hpp"
#include "carbonest/diagnostic.hpp"
#include "carbonest/report.hpp"

namespace carbonest {

/// Which number the absolute limits look at: the estimate, or the upper end of its interval (of a
/// sum: the sum of the upper ends). Increases always compare the estimates themselves.
enum class GateEnd : std::uint8_t { central, upper };

struct GateOptions {
  GateEnd at = GateEnd::central;
  GateLevel fail_on = GateLevel::fail;  ///< warn: a warning is enough not to pass
  bool report_only = false;             ///< over budget is reported, yet passes
  bool skip_without_baseline = false;   ///< no baseline: limits on the increase are skipped
  bool strict = false;                  ///< a budget entry without a job is an error
};

enum class BaselineState : std::uint8_t {
  none,     ///< not asked for
  missing,  ///< asked for, but there is no such file
  refused,  ///< there, but it could not be read
  loaded,
};

struct BaselineInput {
  BaselineState state = BaselineState::none;
  const Baseline* baseline = nullptr;  ///< when loaded
  std::string file;                    ///< as the user named it
  Diagnostics errors;                  ///< when refused
  std::vector<Recomputed> recomputed;
};

struct GateInput {
  std::span<const GateJob> jobs;
  std::span<const Limit> limits;   ///< of options
  const Budget* budget = nullptr;  ///< limits of both must hold
  BaselineInput baseline;
  std::span<const Diagnostic> refused;  ///< of jobs that could not be estimated
  GateOptions options;
};

/// `skipped`: there is nothing to compare with, and that is no error. `error`: not computed.
enum class CheckResult : std::uint8_t { pass, skipped, warn, fail, error };
std::string_view to_string(CheckResult result) noexcept;

struct Check {
  const GateRule* rule = nullptr;
  GateScope scope = GateScope::job;
  std::string job;              ///< empty for the sum of several jobs
  std::string functional_unit;  ///< sci
  double limit = 0;             ///< both in the unit of the rule
  std::optional<double> value;  ///< empty when skipped, or not computed
  CheckResult result = CheckResult::pass;
  std::string note;    ///< why it was skipped or not computed; the floor that it stayed under
  std::string source;  ///< of the limit
  std::string file;    ///< of the job; of a sum, the budget file or the first job
  int line = 1;
};

/// What was done with the baseline.
struct BaselineUse {
  std::string rule;      ///< id: none, missing, refused, empty, compared
  std::string sentence;  ///< the rule in words
  std::string file;
  std::size_t jobs = 0;
  ProgramStamp program;  ///< of its first job
  CarbonMass total;      ///< of all of its jobs
};

struct GateResult {
  CheckResult result =
      CheckResult::pass;      ///< pass, warn or fail: the worst check; fail with errors
  std::vector<Check> checks;  ///< by job, absolute limits first; then the sum
  std::vector<Change> changes;
  BaselineUse baseline;
  Diagnostics errors;  ///< what could not be computed
  Diagnostics warnings;
  GateOptions options;
  std::vector<GateJob> jobs;
  bool complete = true;  ///< false: a job was refused, so the sums and `changes` lack it
  Energy facility;       ///< sums over the jobs
  CarbonMass operational, embodied, total;
};

/// Pure. A value is over a limit when it exceeds it by more than a part in 10^9 (of the limit; of
/// an increase, of the old value): rounding is no breach.
GateResult evaluate_gate(const GateInput& input);

/// The comparison alone: changes, sums and what is wrong with the baseline; limits are not looked
/// at.
GateResult compare_with_baseline(const GateInput& input);

/// What the caller should do: passed 0, not passed 1, refused 3 (or worse, as the errors say).
enum class GateVerdict : std::uint8_t { passed, not_passed, refused };
GateVerdict verdict(const GateResult& result) noexcept;

struct GateReport {
  GateResult result;
  std::vector<Report> estimates;  ///< of the jobs; printed in full by json
};

/// A row of the table of formats of `gate`.
struct GateFormat {
  std::string_view id, title;
  std::string (*render)(const GateReport&, const Catalog&, const RenderOptions&);
};
/// text, json, markdown, junit, sarif, github, gitlab-metrics, csv.
std::span<const GateFormat> gate_formats() noexcept;

/// For the file named by GITHUB_STEP_SUMMARY: Markdown of at most 1 MiB.
std::string render_step_summary(const GateReport& report, const Catalog& catalog);
/// For the file named by GITHUB_OUTPUT: `name=value` lines.
std::string render_github_output(const GateReport& report);

/// A row of the table of formats of a comparison with a baseline, without limits: text, json
/// (carbonest.diff/1), markdown, csv.
std::span<const GateFormat> diff_formats() noexcept;

}  // namespace carbonest
