// SPDX-License-Identifier: Apache-2.0
// Annotations of a GitHub workflow, and the values that a step hands on. GitHub shows ten
// annotations of a kind and drops the rest without a word: the summary comes first, and the tenth
// counts what would be dropped.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "report/escape.hpp"
#include "report/gate_formats.hpp"
#include "report/gate_words.hpp"
#include "report/number.hpp"

namespace carbonest {
namespace {

constexpr std::size_t k_of_a_kind = 10;

enum class Kind { error, warning, notice };
constexpr std::array<std::string_view, 3> k_kinds{"error", "warning", "notice"};

struct Annotation {
  Kind kind;
  std::string file;
  int line;
  std::string title, message;
};

std::string text_of(const Annotation& annotation) {
  std::string properties;
  const bool in_file =
      !annotation.file.empty() && annotation.file != "-" && annotation.file.front() != '<';
  if (in_file)
    properties = fmt::format("file={},line={},", escape_github_property(annotation.file),
                             std::max(annotation.line, 1));
  return fmt::format("::{} {}title={}::{}\n", k_kinds[static_cast<std::size_t>(annotation.kind)],
                     properties, escape_github_property(annotation.title),
                     escape_github_message(annotation.message));
}

Annotation summary(const GateResult& result) {
  Kind kind = Kind::notice;
  if (verdict(result) != GateVerdict::passed)
    kind = Kind::error;
  else if (result.result >= CheckResult::warn)
    kind = Kind::warning;
  return {kind,
          {},
          1,
          fmt::format("Carbon gate {}", verdict_words(result)),
          fmt::format("{}; {} {} CO2e", summary_of(result),
                      result.complete ? "total" : "total without the refused jobs",
                      human(result.total))};
}

std::vector<Annotation> annotations_of(const GateResult& result) {
  std::vector<Annotation> all{summary(result)};
  for (const Diagnostics* list : {&result.errors, &result.warnings})
    for (const Diagnostic& problem : *list)
      if (!is_said_by_a_check(result, problem))
        all.push_back({problem.severity == Severity::error ? Kind::error : Kind::warning,
                       problem.file, problem.line, problem.code, problem.message});
  for (const Check& check : result.checks) {
    if (check.result < CheckResult::warn) continue;
    const bool only_warns = check.result == CheckResult::warn ||
                            (check.result == CheckResult::fail && result.options.report_only);
    all.push_back({only_warns ? Kind::warning : Kind::error, check.file, check.line,
                   fmt::format("{}: {}", name_of(check), subject_of(check)),
                   sentence_of(check, result.options)});
  }
  return all;
}

std::string number_or_empty(std::optional<double> value) {
  return value ? json_number(*value) : std::string{};
}

}  // namespace

std::string render_gate_github(const GateReport& report, const Catalog&, const RenderOptions&) {
  const std::vector<Annotation> all = annotations_of(report.result);
  std::array<std::size_t, k_kinds.size()> total{}, printed{};
  for (const Annotation& annotation : all) ++total[static_cast<std::size_t>(annotation.kind)];
  std::string out;
  for (const Annotation& annotation : all) {
    const auto kind = static_cast<std::size_t>(annotation.kind);
    if (printed[kind] == k_of_a_kind) continue;
    ++printed[kind];
    const bool last = printed[kind] == k_of_a_kind && total[kind] > k_of_a_kind;
    const Annotation rest{annotation.kind,
                          {},
                          1,
                          "Carbon gate",
                          fmt::format("{} more, see the report", total[kind] - k_of_a_kind + 1)};
    out += text_of(last ? rest : annotation);
  }
  return out;
}

std::string render_github_output(const GateReport& report) {
  const GateResult& result = report.result;
  const GateCounts counts = count_checks(result);
  const std::optional<TotalChange> total = total_change(result);
  const bool changed = std::ranges::any_of(
      result.changes, [](const Change& change) { return change.kind != ChangeKind::unchanged; });
  return fmt::format(
      "result={}\npassed={}\nchecks={}\nfailed={}\nwarned={}\nskipped={}\nerrors={}\n"
      "total_kg={}\nchanged={}\nchange_kg={}\nchange_percent={}\n",
      to_string(result.result), verdict(result) == GateVerdict::passed, counts.checks,
      counts.failed, counts.warned, counts.skipped, result.errors.size(),
      result.complete ? json_number(in_kilograms(result.total)) : std::string{}, changed,
      number_or_empty(total ? std::optional(in_kilograms(total->change)) : std::nullopt),
      number_or_empty(total ? total->percent : std::nullopt));
}

}  // namespace carbonest
