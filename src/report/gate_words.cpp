// SPDX-License-Identifier: Apache-2.0
#include "report/gate_words.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "gate/tolerance.hpp"
#include "report/number.hpp"

namespace carbonest {
namespace {

std::string in_unit(const GateRule& rule, double value, Precision precision) {
  switch (rule.metric) {
    case GateMetric::co2e:
    case GateMetric::increase_kg:
      return human(kilograms(value), precision);
    case GateMetric::energy:
      return human(kilowatt_hours(value), precision);
    case GateMetric::sci:
      return human(grams(value), precision);
    case GateMetric::increase_percent:
      break;
  }
  return fmt::format("{} %", human_number(value, precision));
}

bool is_increase(const GateRule& rule) noexcept {
  return rule.metric == GateMetric::increase_percent || rule.metric == GateMetric::increase_kg;
}

std::string plural(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

struct NamedCause {
  std::string_view name;
  CarbonMass part;
};

}  // namespace

GateCounts count_checks(const GateResult& result) noexcept {
  GateCounts counts;
  counts.checks = result.checks.size();
  for (const Check& check : result.checks) {
    switch (check.result) {
      case CheckResult::pass:
        ++counts.passed;
        break;
      case CheckResult::skipped:
        ++counts.skipped;
        break;
      case CheckResult::warn:
        ++counts.warned;
        break;
      case CheckResult::fail:
        ++counts.failed;
        break;
      case CheckResult::error:
        ++counts.errors;
        break;
    }
  }
  return counts;
}

std::string_view verdict_words(const GateResult& result) noexcept {
  switch (verdict(result)) {
    case GateVerdict::refused:
      return "not computed";
    case GateVerdict::not_passed:
      return "failed";
    case GateVerdict::passed:
      break;
  }
  if (result.result == CheckResult::fail) return "over budget, reported only";
  return result.result == CheckResult::warn ? "passed with warnings" : "passed";
}

std::string summary_of(const GateResult& result) {
  const GateCounts counts = count_checks(result);
  std::string words = counts.failed == 0 ? fmt::format("{} of {} within {} limit", counts.passed,
                                                       plural(counts.checks, "check", "checks"),
                                                       counts.passed == 1 ? "its" : "their")
                                         : fmt::format("{} of {} over {} limit", counts.failed,
                                                       plural(counts.checks, "check", "checks"),
                                                       counts.failed == 1 ? "its" : "their");
  if (counts.warned > 0) words += fmt::format(", {}", plural(counts.warned, "warns", "warn"));
  if (counts.skipped > 0) words += fmt::format(", {} skipped", counts.skipped);
  if (counts.errors > 0) words += fmt::format(", {} not computed", counts.errors);
  if (!result.errors.empty())
    words += fmt::format("; {}", plural(result.errors.size(), "error", "errors"));
  return words;
}

std::string_view subject_of(const Check& check) noexcept {
  if (check.scope == GateScope::total) return "all jobs";
  return check.job.empty() ? std::string_view("unnamed job") : std::string_view(check.job);
}

std::string_view subject_of(const Change& change) noexcept {
  return change.job.empty() ? std::string_view("unnamed job") : std::string_view(change.job);
}

std::string name_of(const Check& check) {
  if (check.functional_unit.empty()) return std::string(check.rule->id);
  return fmt::format("{} ({})", check.rule->id, check.functional_unit);
}

CheckNumbers numbers_of(const Check& check) {
  const GateRule& rule = *check.rule;
  const auto words = [&](Precision precision) {
    CheckNumbers numbers{"-", in_unit(rule, check.limit, precision)};
    if (check.value) {
      numbers.value = in_unit(rule, *check.value, precision);
      if (is_increase(rule) && *check.value > 0) numbers.value.insert(0, "+");
    }
    return numbers;
  };
  CheckNumbers numbers = words(k_estimated);
  numbers.limit = in_unit(rule, check.limit, k_traceable);
  const bool hidden =
      check.value && *check.value != check.limit &&
      in_unit(rule, *check.value, k_estimated) == in_unit(rule, check.limit, k_estimated);
  if (hidden) numbers.value = words({12, false}).value;
  return numbers;
}

std::string sentence_of(const Check& check, const GateOptions& options) {
  const CheckNumbers numbers = numbers_of(check);
  std::string words;
  switch (check.result) {
    case CheckResult::error:
      words = "not computed";
      break;
    case CheckResult::skipped:
      words = "skipped";
      break;
    case CheckResult::pass:
      words = fmt::format("{} is within the limit of {}", numbers.value, numbers.limit);
      break;
    case CheckResult::warn:
      words = fmt::format("{} is over the warning level of {}", numbers.value, numbers.limit);
      break;
    case CheckResult::fail:
      words = fmt::format("{} is over the limit of {}", numbers.value, numbers.limit);
      break;
  }
  if (options.at == GateEnd::upper && check.value && !is_increase(*check.rule))
    words += ", upper end of the interval";
  if (check.result == CheckResult::pass && !check.note.empty() && is_increase(*check.rule))
    words = fmt::format("{} against the limit of {}", numbers.value, numbers.limit);
  if (!check.note.empty()) words.append(": ").append(check.note);
  return words;
}

std::string signed_mass(CarbonMass mass) {
  const double kg = in_kilograms(mass);
  std::string text = human(kilograms(std::abs(kg)));
  if (kg != 0) text.insert(0, kg > 0 ? "+" : "-");
  return text;
}

std::string signed_percent(std::optional<double> percent) {
  if (!percent) return "new";
  return fmt::format("{}{} %", *percent > 0 ? "+" : "", human_number(*percent));
}

std::string mass_or_dash(const std::optional<CarbonMass>& mass) {
  return mass ? human(*mass) : std::string("-");
}

std::string causes_of(const Change& change) {
  if (!change.causes || change.kind == ChangeKind::added || change.kind == ChangeKind::removed)
    return change.note;
  const Causes& causes = *change.causes;
  std::vector<NamedCause> parts{
      {"input", causes.input},
      {"tables", causes.table},
      {"program", causes.version},
      {"tables or program", causes.table_or_version.value_or(CarbonMass{})}};
  std::erase_if(parts, [](const NamedCause& cause) { return cause.part == CarbonMass{}; });
  if (parts.size() == 1) return fmt::format("from the {}", parts.front().name);
  std::string words;
  for (const NamedCause& cause : parts)
    words += fmt::format("{}{} {}", words.empty() ? "" : ", ", cause.name, signed_mass(cause.part));
  return words;
}

std::optional<TotalChange> total_change(const GateResult& result) noexcept {
  const bool comparable = std::ranges::none_of(
      result.changes, [](const Change& change) { return change.kind == ChangeKind::incomparable; });
  if (result.changes.empty() || !comparable || !result.complete) return std::nullopt;
  const CarbonMass before = result.baseline.total;
  TotalChange total;
  if (is_change(before, result.total)) total.change = result.total - before;
  total.percent = percent_of(before, total.change);
  return total;
}

std::string words_of(const TotalChange& change) {
  return fmt::format("{}, {}", signed_mass(change.change), signed_percent(change.percent));
}

std::size_t count_unchanged(std::span<const Change> changes) noexcept {
  return static_cast<std::size_t>(
      std::ranges::count(changes, ChangeKind::unchanged, &Change::kind));
}

bool is_said_by_a_check(const GateResult& result, const Diagnostic& problem) noexcept {
  constexpr std::string_view k_of_checks[]{"baseline-incomparable", "baseline-needed",
                                           "no-interval"};
  return std::ranges::find(k_of_checks, problem.code) != std::ranges::end(k_of_checks) &&
         std::ranges::any_of(result.checks,
                             [](const Check& check) { return check.result == CheckResult::error; });
}

std::vector<std::string> problems_of(const GateResult& result) {
  std::vector<std::string> lines;
  for (const Diagnostics* list : {&result.errors, &result.warnings})
    for (const Diagnostic& problem : *list)
      lines.push_back(fmt::format("{}{}{}: {}", problem.file, problem.file.empty() ? "" : ": ",
                                  problem.code, problem.message));
  return lines;
}

}  // namespace carbonest
