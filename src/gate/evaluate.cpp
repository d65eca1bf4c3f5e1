// SPDX-License-Identifier: Apache-2.0
// Limits against figures. Every limit becomes one check; nothing stops at the first.
#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "carbonest/catalog.hpp"
#include "carbonest/gate.hpp"
#include "gate/collect.hpp"
#include "gate/tolerance.hpp"
#include "report/number.hpp"

namespace carbonest {
namespace {

struct BaselineRule {
  std::string_view id, sentence;
};
constexpr BaselineRule k_none{"none", "No baseline: nothing is compared."};
constexpr BaselineRule k_missing{
    "missing", "There is no baseline yet: limits on the increase are skipped, all others hold."};
constexpr BaselineRule k_refused{
    "refused", "The baseline could not be read: limits on the increase are not computed."};
constexpr BaselineRule k_empty{
    "empty",
    "The baseline holds no jobs: every job counts as new. A share of nothing is not "
    "computed; limits on the increase in kg hold."};
constexpr BaselineRule k_compared{"compared",
                                  "Jobs are compared with those of the same name; a drop never "
                                  "fails, and a new job has no increase in percent."};

constexpr std::string_view k_new = "new, so there is nothing to take a share of";

bool is_relative(GateMetric metric) noexcept {
  return metric == GateMetric::increase_percent || metric == GateMetric::increase_kg;
}

bool is_removed(const Change& change) noexcept { return change.kind == ChangeKind::removed; }

std::string title_of(const GateJob& job) {
  if (!job.name.empty()) return fmt::format("\"{}\"", job.name);
  return job.file.empty() ? std::string("the job without a name") : job.file;
}

class Evaluation {
 public:
  explicit Evaluation(const GateInput& input) : input_{input} {
    result_.options = input.options;
    result_.jobs.assign(input.jobs.begin(), input.jobs.end());
  }

  GateResult compare_only() && {
    prepare();
    compare();
    if (!result_.errors.empty()) result_.result = CheckResult::fail;
    return std::move(result_);
  }

  GateResult run() && {
    prepare();
    limits_ = collect_limits(input_, result_);
    if (input_.baseline.state == BaselineState::none && input_.options.skip_without_baseline &&
        has_relative())
      use(k_missing);
    compare();
    for (std::size_t i = 0; i < input_.jobs.size(); ++i)
      for (const Limit& limit : limits_.of_jobs[i]) check_job(limit, input_.jobs[i]);
    for (const Limit& limit : limits_.of_total) check_total(limit);
    conclude();
    return std::move(result_);
  }

 private:
  void prepare() {
    sum_up();
    result_.errors.assign(input_.refused.begin(), input_.refused.end());
    result_.complete = input_.refused.empty();
    check_names();
    read_baseline_state();
  }

  void error(std::string_view code, std::string message, std::string hint = {},
             std::string file = {}) {
    Diagnostic problem = diagnostic(code, {}, std::move(message), std::move(hint));
    problem.severity = Severity::error;
    problem.file = std::move(file);
    const bool known = std::ranges::any_of(result_.errors, [&](const Diagnostic& other) {
      return other.code == problem.code && other.message == problem.message;
    });
    if (!known) result_.errors.push_back(std::move(problem));
  }

  void sum_up() {
    for (const GateJob& job : input_.jobs) {
      result_.facility += job.facility;
      result_.operational += job.operational;
      result_.embodied += job.embodied;
      result_.total += job.total;
    }
  }

  // Names are the keys of budget and baseline: with two alike, neither could be applied.
  void check_names() {
    const bool by_name = input_.budget != nullptr && !input_.budget->jobs.empty();
    if (input_.baseline.baseline == nullptr && !by_name) return;
    std::map<std::string_view, const GateJob*> seen;
    for (const GateJob& job : input_.jobs) {
      const auto [found, fresh] = seen.emplace(job.name, &job);
      if (fresh) continue;
      names_unique_ = false;
      error("duplicate-job",
            fmt::format("two jobs are called \"{}\": {} and {}", job.name, found->second->file,
                        job.file),
            "limits and baselines are matched by name: give each job its own", job.file);
    }
  }

  void use(const BaselineRule& rule) {
    result_.baseline.rule = rule.id;
    result_.baseline.sentence = rule.sentence;
    result_.baseline.file = input_.baseline.file;
  }

  void read_baseline_state() {
    const BaselineInput& given = input_.baseline;
    const bool skip = input_.options.skip_without_baseline;
    switch (given.state) {
      case BaselineState::none:
        return use(k_none);
      case BaselineState::missing:
        use(skip ? k_missing : k_refused);
        break;
      case BaselineState::refused:
        use(k_refused);
        break;
      case BaselineState::loaded:
        return use(given.baseline->jobs.empty() ? k_empty : k_compared);
    }
    if (given.state == BaselineState::missing && skip) return;
    result_.errors.insert(result_.errors.end(), given.errors.begin(), given.errors.end());
    if (given.errors.empty())
      error("baseline-needed", fmt::format("there is no baseline {}", given.file), k_how_to_skip);
  }

  bool has_relative() const {
    const auto relative = [](const Limit& limit) { return is_relative(limit.metric); };
    return std::ranges::any_of(limits_.of_total, relative) ||
           std::ranges::any_of(limits_.of_jobs, [&](const auto& limits) {
             return std::ranges::any_of(limits, relative);
           });
  }

  void compare() {
    const Baseline* baseline = input_.baseline.baseline;
    if (baseline == nullptr) return;
    result_.baseline.jobs = baseline->jobs.size();
    for (const GateJob& job : baseline->jobs) result_.baseline.total += job.total;
    if (!baseline->jobs.empty()) result_.baseline.program = baseline->jobs.front().program;
    if (!names_unique_) return;
    result_.changes = changes_since(*baseline, input_.jobs, input_.baseline.recomputed);
    // The name of a refused job is not known: what looks removed may be one that nobody removed.
    if (!result_.complete) std::erase_if(result_.changes, is_removed);
    for (const Change& change : result_.changes)
      if (!is_removed(change)) change_of_.emplace(change.job, &change);
    warn_if_stale(*baseline);
  }

  void warn_if_stale(const Baseline& baseline) {
    if (baseline.jobs.empty() || input_.jobs.empty()) return;
    const ProgramStamp& today = input_.jobs.front().program;
    const auto stale = std::ranges::find_if(baseline.jobs, [&](const GateJob& job) {
      return job.program.data_checksum != today.data_checksum ||
             job.program.version != today.version;
    });
    if (stale == baseline.jobs.end()) return;
    result_.warnings.push_back(diagnostic(
        "baseline-stale", {},
        fmt::format("the baseline is of carbonest {} with tables {}, this is {} with tables {}: "
                    "a change may have its cause there",
                    stale->program.version, stale->program.data_version, today.version,
                    today.data_version)));
    result_.warnings.back().file = baseline.file;
  }

  Check new_check(const Limit& limit) const {
    Check check;
    check.rule = &gate_rule(limit.metric, limit.level);
    check.limit = limit.value;
    check.functional_unit = limit.functional_unit;
    check.source = limit.source;
    return check;
  }

  void judge(Check& check, double value) {
    check.value = value;
    if (!is_over(value, check.limit)) return;
    check.result = check.rule->level == GateLevel::warn ? CheckResult::warn : CheckResult::fail;
  }

  void not_computed(Check& check, std::string why) {
    check.result = CheckResult::error;
    check.note = std::move(why);
  }

  void check_job(const Limit& limit, const GateJob& job) {
    Check check = new_check(limit);
    check.job = job.name;
    check.file = job.file;
    check.line = job.line;
    if (is_relative(limit.metric)) {
      check_increase_of(check, limit, job);
    } else if (const std::optional<double> value = value_of(limit, job)) {
      judge(check, *value);
    } else {
      not_computed(check, "the estimate has no interval");
      error("no-interval",
            fmt::format("{} has no interval whose upper end could be checked", title_of(job)), {},
            job.file);
    }
    result_.checks.push_back(std::move(check));
  }

  std::optional<double> value_of(const Limit& limit, const GateJob& job) const {
    const bool upper = input_.options.at == GateEnd::upper;
    if (limit.metric == GateMetric::energy) {
      if (!upper) return in_kilowatt_hours(job.facility);
      return job.facility_high ? std::optional(in_kilowatt_hours(*job.facility_high))
                               : std::nullopt;
    }
    if (upper && !job.total_high) return std::nullopt;
    const CarbonMass mass = upper ? *job.total_high : job.total;
    if (limit.metric == GateMetric::co2e) return in_kilograms(mass);
    const auto score =
        std::ranges::find(job.sci, limit.functional_unit, &SciScore::functional_unit);
    if (score == job.sci.end() || (upper && score->amount <= 0)) return std::nullopt;
    return upper ? in_grams(mass) / score->amount : score->score_g;
  }

  // Nothing to compare with: an error, unless the caller said that it may be so.
  bool lacks_baseline(Check& check) {
    if (input_.baseline.baseline != nullptr && names_unique_) return false;
    if (result_.baseline.rule == k_missing.id) {
      check.result = CheckResult::skipped;
      check.note = "no baseline";
      return true;
    }
    if (input_.baseline.state == BaselineState::none)
      error(
          "baseline-needed",
          fmt::format("{} limits the increase against a baseline, and none is given", check.source),
          k_how_to_skip);
    not_computed(check, names_unique_ ? "no baseline to compare with" : "names are not unique");
    return true;
  }

  void check_increase_of(Check& check, const Limit& limit, const GateJob& job) {
    if (lacks_baseline(check)) return;
    const Change& change = *change_of_.at(job.name);
    if (change.kind == ChangeKind::incomparable) {
      error("baseline-incomparable",
            fmt::format("{} cannot be compared with the baseline: {}", title_of(job), change.note),
            "make the baseline anew, or leave out the limit on the increase", job.file);
      return not_computed(check, change.note);
    }
    check_increase(check, limit, change.change, change.percent);
  }

  void check_increase(Check& check, const Limit& limit, CarbonMass change,
                      std::optional<double> percent) {
    if (limit.metric == GateMetric::increase_kg) return judge(check, in_kilograms(change));
    if (!percent && change == CarbonMass{}) percent = 0;
    if (!percent) {
      check.result = CheckResult::skipped;
      check.note = k_new;
      return;
    }
    judge(check, *percent);
    if (check.result == CheckResult::pass ||
        is_over(in_kilograms(change), in_kilograms(limit.floor)))
      return;
    check.result = CheckResult::pass;
    check.note = fmt::format("a rise of {} is within the floor of {}", human(change),
                             human(limit.floor, k_traceable));
  }

  // What a job causes and its share of what all cause are different things: no sum means anything.
  bool kinds_are_mixed() {
    const auto differs = [&](const GateJob& job) {
      return job.marginal != input_.jobs.front().marginal;
    };
    if (std::ranges::none_of(input_.jobs, differs)) return false;
    error("mixed-intensities", "some jobs have a marginal intensity and some an average one",
          "limit each job by itself: --per-job");
    return true;
  }

  void check_total(const Limit& limit) {
    Check check = new_check(limit);
    check.scope = GateScope::total;
    check.file = limit.file;
    if (check.file.empty() && !input_.jobs.empty()) check.file = input_.jobs.front().file;
    if (!input_.refused.empty())
      not_computed(check, "a job could not be estimated, so there is no sum");
    else if (limit.metric != GateMetric::energy && kinds_are_mixed())
      not_computed(check, "marginal and average intensities have no sum");
    else if (is_relative(limit.metric))
      check_total_increase(check, limit);
    else
      check_total_value(check, limit);
    result_.checks.push_back(std::move(check));
  }

  void check_total_value(Check& check, const Limit& limit) {
    double sum = 0;
    for (const GateJob& job : input_.jobs) {
      const std::optional<double> value = value_of(limit, job);
      if (!value) {
        error("no-interval",
              fmt::format("{} has no interval whose upper end could be checked", title_of(job)), {},
              job.file);
        return not_computed(check, "an estimate has no interval");
      }
      sum += *value;
    }
    judge(check, sum);
  }

  void check_total_increase(Check& check, const Limit& limit) {
    if (lacks_baseline(check)) return;
    for (const Change& change : result_.changes) {
      if (change.kind != ChangeKind::incomparable) continue;
      error("baseline-incomparable",
            fmt::format("\"{}\" cannot be compared with the baseline: {}", change.job, change.note),
            "make the baseline anew, or leave out the limit on the increase", change.file);
      return not_computed(check, change.note);
    }
    const CarbonMass before = result_.baseline.total;
    const CarbonMass change =
        is_change(before, result_.total) ? result_.total - before : CarbonMass{};
    check_increase(check, limit, change, percent_of(before, change));
  }

  void conclude() {
    if (result_.checks.empty() && input_.refused.empty())
      error("nothing-to-check", "no limit applies to any job: there is nothing to check",
            "give --max-co2e, --max-energy, --max-sci or --max-increase, or a --budget that names "
            "the jobs");
    CheckResult worst = CheckResult::pass;
    for (const Check& check : result_.checks)
      if (check.result != CheckResult::skipped) worst = std::max(worst, check.result);
    if (!result_.errors.empty() || worst == CheckResult::error) worst = CheckResult::fail;
    result_.result = worst;
  }

  static constexpr const char* k_how_to_skip =
      "give --baseline FILE, or --allow-missing-baseline to skip such limits until there is one";

  const GateInput& input_;
  GateResult result_;
  CollectedLimits limits_;
  std::map<std::string_view, const Change*> change_of_;
  bool names_unique_ = true;
};

}  // namespace

std::string_view to_string(CheckResult result) noexcept {
  constexpr std::array<std::string_view, 5> k_names{"pass", "skipped", "warn", "fail", "error"};
  return k_names[static_cast<std::size_t>(result)];
}

GateResult evaluate_gate(const GateInput& input) { return Evaluation(input).run(); }

GateResult compare_with_baseline(const GateInput& input) {
  return Evaluation(input).compare_only();
}

GateVerdict verdict(const GateResult& result) noexcept {
  if (!result.errors.empty()) return GateVerdict::refused;
  if (result.options.report_only) return GateVerdict::passed;
  const CheckResult enough =
      result.options.fail_on == GateLevel::warn ? CheckResult::warn : CheckResult::fail;
  return result.result >= enough ? GateVerdict::not_passed : GateVerdict::passed;
}

}  // namespace carbonest
