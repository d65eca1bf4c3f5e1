// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "report/gate_formats.hpp"
#include "report/gate_words.hpp"
#include "report/number.hpp"
#include "report/page.hpp"

namespace carbonest {
namespace {

constexpr Page::Columns k_checks{24, 12};
constexpr Page::Columns k_changes{24, 12};

Tint tint_of(CheckResult result) noexcept {
  switch (result) {
    case CheckResult::pass:
      return Tint::good;
    case CheckResult::skipped:
      return Tint::dim;
    case CheckResult::warn:
      return Tint::warn;
    case CheckResult::fail:
    case CheckResult::error:
      break;
  }
  return Tint::bad;
}

void add_check(Page& page, const Check& check, const GateOptions& options) {
  const CheckNumbers numbers = numbers_of(check);
  std::string note =
      fmt::format("{:<7} {}, limit {}", to_string(check.result), subject_of(check), numbers.limit);
  if (options.at == GateEnd::upper && check.value && check.rule->metric <= GateMetric::sci)
    note += " at the upper end";
  if (!check.note.empty()) note.append("; ").append(check.note);
  page.row(name_of(check), numbers.value, note, tint_of(check.result));
}

std::string change_note(const Change& change) {
  std::string note = fmt::format("{} ({} -> {})", signed_percent(change.percent),
                                 mass_or_dash(change.before), mass_or_dash(change.now));
  if (change.kind == ChangeKind::incomparable)
    note = fmt::format("not comparable ({} -> {})", mass_or_dash(change.before),
                       mass_or_dash(change.now));
  if (change.kind == ChangeKind::added) note = fmt::format("added, {}", mass_or_dash(change.now));
  if (change.kind == ChangeKind::removed)
    note = fmt::format("removed, was {}", mass_or_dash(change.before));
  if (change.kind == ChangeKind::renamed) note += fmt::format(", was \"{}\"", change.former_name);
  const std::string causes = causes_of(change);
  if (!causes.empty()) note.append("; ").append(causes);
  return note;
}

void add_changes(Page& page, const GateResult& result) {
  page.set_columns(k_changes);
  for (const Change& change : result.changes) {
    if (change.kind == ChangeKind::unchanged) continue;
    const bool comparable = change.kind != ChangeKind::incomparable;
    page.row(subject_of(change), comparable ? signed_mass(change.change) : "?", change_note(change),
             change.change > CarbonMass{} ? Tint::warn : Tint::plain);
  }
  if (const std::size_t same = count_unchanged(result.changes))
    page.paragraph(fmt::format("{} job{} unchanged", same, same == 1 ? "" : "s"), 0, Tint::dim);
}

void add_baseline(Page& page, const GateResult& result) {
  const BaselineUse& use = result.baseline;
  if (use.rule == "none") return;
  page.blank();
  page.heading(use.file.empty() ? "Against the baseline"
                                : fmt::format("Against the baseline {}", use.file));
  page.paragraph(use.sentence, 0);
  add_changes(page, result);
  const std::optional<TotalChange> total = total_change(result);
  if (!total || result.changes.size() < 2) return;
  page.row("all jobs", signed_mass(total->change),
           fmt::format("{} ({} -> {})", signed_percent(total->percent), human(use.total),
                       human(result.total)),
           Tint::strong);
}

void add_problems(Page& page, const GateResult& result) {
  if (result.errors.empty() && result.warnings.empty()) return;
  page.blank();
  page.heading("Problems");
  for (const std::string& line : problems_of(result)) page.paragraph(line, 2, Tint::warn);
}

}  // namespace

std::string render_gate_text(const GateReport& report, const Catalog&,
                             const RenderOptions& options) {
  const GateResult& result = report.result;
  Page page(options);
  // Not a heading, which would be cut: the counts at its end may be those of the errors.
  page.paragraph(fmt::format("Carbon gate {}: {}", verdict_words(result), summary_of(result)), 0,
                 Tint::strong);
  if (options.quiet) return std::move(page).finish();
  page.set_columns(k_checks);
  if (!result.checks.empty()) page.blank();
  for (const Check& check : result.checks) add_check(page, check, result.options);
  add_baseline(page, result);
  add_problems(page, result);
  return std::move(page).finish();
}

std::string render_diff_text(const GateReport& report, const Catalog&,
                             const RenderOptions& options) {
  const GateResult& result = report.result;
  Page page(options);
  page.set_columns(k_changes);
  const std::optional<TotalChange> total = total_change(result);
  page.row("Change", total ? signed_mass(total->change) : "?",
           fmt::format("{} ({} -> {}), against {}",
                       total ? signed_percent(total->percent) : "not comparable",
                       human(result.baseline.total), human(result.total), result.baseline.file),
           Tint::strong);
  if (options.quiet) return std::move(page).finish();
  add_changes(page, result);
  add_problems(page, result);
  return std::move(page).finish();
}

}  // namespace carbonest
