// SPDX-License-Identifier: Apache-2.0
// A comment on a pull request, and the summary of a step. Both have a limit on their size: the
// worst rows come first, and what does not fit is counted.
#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "carbonest/version.hpp"
#include "report/escape.hpp"
#include "report/gate_formats.hpp"
#include "report/gate_words.hpp"
#include "report/number.hpp"

namespace carbonest {
namespace {

constexpr std::size_t k_longest_name = 80;
constexpr std::size_t k_longest_note = 300;
constexpr std::size_t k_room_for_counts = 1024;  // for "... and 12 more" and the headings

std::string name_cell(std::string_view text) {
  return escape_markdown(cut_to_width(text, k_longest_name));
}
std::string note_cell(std::string_view text) {
  return escape_markdown(cut_to_width(text, k_longest_note));
}

std::string_view mark_of(CheckResult result) noexcept {
  switch (result) {
    case CheckResult::pass:
      return "\u2705";
    case CheckResult::skipped:
      return "\u2796";
    case CheckResult::warn:
      return "\u26A0\uFE0F";
    case CheckResult::fail:
      return "\u274C";
    case CheckResult::error:
      break;
  }
  return "\u2754";
}

// Text that never grows beyond a size.
class Body {
 public:
  Body(std::string start, std::size_t size) : text_{std::move(start)}, size_{size} {}

  /// Adds the rows that fit, and says how many did not.
  void add_rows(std::string_view head, const std::vector<std::string>& rows) {
    if (rows.empty() || !fits(head)) return;
    text_ += head;
    std::size_t left = rows.size();
    for (const std::string& row : rows) {
      if (!fits(row)) break;
      text_ += row;
      --left;
    }
    if (left > 0) text_ += fmt::format("\n... and {} more\n", left);
  }

  void add(std::string_view text) {
    if (fits(text)) text_ += text;
  }

  std::string finish(std::string_view end) && { return std::move(text_.append(end)); }

 private:
  bool fits(std::string_view text) const noexcept {
    return text_.size() + text.size() + k_room_for_counts <= size_;
  }

  std::string text_;
  std::size_t size_;
};

std::vector<std::string> check_rows(const GateResult& result) {
  std::vector<const Check*> sorted;
  for (const Check& check : result.checks) sorted.push_back(&check);
  std::ranges::stable_sort(sorted, std::greater{},
                           [](const Check* check) { return check->result; });
  std::vector<std::string> rows;
  for (const Check* check : sorted) {
    const CheckNumbers numbers = numbers_of(*check);
    rows.push_back(fmt::format("| {} {} | {} | {} | {} | {} | {} |\n", mark_of(check->result),
                               to_string(check->result), name_cell(name_of(*check)),
                               name_cell(subject_of(*check)), escape_markdown(numbers.value),
                               escape_markdown(numbers.limit), note_cell(check->note)));
  }
  return rows;
}

std::string change_cells(const Change& change) {
  const bool comparable = change.kind != ChangeKind::incomparable;
  const std::string percent = change.kind == ChangeKind::added     ? "added"
                              : change.kind == ChangeKind::removed ? "removed"
                              : comparable                         ? signed_percent(change.percent)
                                                                   : "not comparable";
  return fmt::format("{} | {} | {} | {}", mass_or_dash(change.before), mass_or_dash(change.now),
                     comparable ? escape_markdown(signed_mass(change.change)) : "?",
                     escape_markdown(percent));
}

std::vector<std::string> change_rows(const GateResult& result) {
  std::vector<std::string> rows;
  for (const Change& change : result.changes) {
    if (change.kind == ChangeKind::unchanged) continue;
    std::string note = causes_of(change);
    if (change.kind == ChangeKind::renamed)
      note = fmt::format("was {}{}{}", change.former_name, note.empty() ? "" : "; ", note);
    rows.push_back(fmt::format("| {} | {} | {} |\n", name_cell(subject_of(change)),
                               change_cells(change), note_cell(note)));
  }
  return rows;
}

void add_changes(Body& body, const GateResult& result) {
  body.add_rows(
      "\n| Job | Before | Now | Change | Change in % | Cause |\n| :- | -: | -: | -: | -: | :- |\n",
      change_rows(result));
  if (const std::size_t same = count_unchanged(result.changes))
    body.add(fmt::format("\n{} job{} unchanged.\n", same, same == 1 ? "" : "s"));
}

void add_baseline(Body& body, const GateResult& result) {
  if (result.baseline.rule == "none") return;
  body.add(fmt::format("\n#### Against the baseline {}\n\n{}\n", name_cell(result.baseline.file),
                       escape_markdown(result.baseline.sentence)));
  add_changes(body, result);
}

void add_problems(Body& body, const GateResult& result) {
  std::vector<std::string> rows;
  for (const std::string& line : problems_of(result))
    rows.push_back(fmt::format("- {}\n", note_cell(line)));
  body.add_rows("\nProblems:\n\n", rows);
}

std::string total_line(const GateResult& result) {
  const std::optional<TotalChange> change = total_change(result);
  const std::string_view title = result.complete ? "Total" : "Total without the refused jobs";
  return fmt::format("{}. {}: **{} CO2e**{}, {}.\n", escape_markdown(summary_of(result)), title,
                     human(result.total),
                     change ? escape_markdown(fmt::format(" ({})", words_of(*change))) : "",
                     human(result.facility));
}

std::string footer(const Catalog& catalog) {
  return fmt::format("\nEstimated by carbonest {}, tables {}.\n", k_version,
                     escape_markdown(catalog.version()));
}

std::string render(const GateReport& report, const Catalog& catalog, std::string_view tag,
                   std::size_t size) {
  const GateResult& result = report.result;
  Body body(
      fmt::format("{}### Carbon gate: {}\n\n{}", tag, verdict_words(result), total_line(result)),
      size);
  body.add_rows(
      "\n| Result | Check | Job | Value | Limit | Note |\n| :- | :- | :- | -: | -: | :- |\n",
      check_rows(result));
  add_baseline(body, result);
  add_problems(body, result);
  return std::move(body).finish(footer(catalog));
}

}  // namespace

std::string render_gate_markdown(const GateReport& report, const Catalog& catalog,
                                 const RenderOptions&) {
  return render(report, catalog, fmt::format("{}\n", k_comment_tag), k_max_comment);
}

std::string render_step_summary(const GateReport& report, const Catalog& catalog) {
  return render(report, catalog, {}, k_max_step_summary);
}

std::string render_diff_markdown(const GateReport& report, const Catalog& catalog,
                                 const RenderOptions&) {
  const GateResult& result = report.result;
  const std::optional<TotalChange> total = total_change(result);
  Body body(fmt::format("### CO2e against the baseline {}\n\n{} -> **{}**{}.\n",
                        name_cell(result.baseline.file), human(result.baseline.total),
                        human(result.total),
                        total ? escape_markdown(fmt::format(" ({})", words_of(*total))) : ""),
            k_max_comment);
  add_changes(body, result);
  add_problems(body, result);
  return std::move(body).finish(footer(catalog));
}

}  // namespace carbonest
