// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "carbonest/version.hpp"
#include "report/compare_columns.hpp"
#include "report/compare_formats.hpp"
#include "report/escape.hpp"
#include "report/number.hpp"

namespace carbonest {
namespace {

void add_row(std::string& out, const CompareRow& row, bool distances) {
  const std::string name = escape_markdown(row.name);
  out += fmt::format("| {} | {} |", rank_words(row),
                     row.as_written && row.rank != 0 ? fmt::format("**{}**", name) : name);
  if (distances) out += fmt::format(" {} |", distance_words(row));
  out += fmt::format(" {} | {} | {} | {} | {} - {} | {} |\n", intensity_words(row),
                     trimmed_number(row.pue, 3), human(row.facility), human(row.total),
                     human(kilograms(row.range.low_kg)), human(kilograms(row.range.high_kg)),
                     ratio_words(row));
}

void add_notes(std::string& out, const Comparison& comparison) {
  std::string notes;
  const auto note = [&](std::string_view text) {
    notes += fmt::format("- {}\n", escape_markdown(text));
  };
  if (const std::string_view ties = tie_words(comparison); !ties.empty()) note(ties);
  for (const Warning& warning : comparison.warnings)
    note(fmt::format("{}: {}", warning.code, warning.message));
  for (const RowWarning& warning : row_warnings(comparison))
    note(fmt::format("{}: {} ({})", warning.code, warning.title, names_words(warning.rows)));
  for (const AsideGroup& group : aside_groups(comparison))
    note(
        fmt::format("not ranked: {}: {}: {}", names_words(group.names), group.code, group.message));
  if (!notes.empty()) out.append("\n").append(notes);
}

}  // namespace

std::string render_compare_markdown(const Comparison& comparison, const Catalog& catalog,
                                    const RenderOptions& options) {
  const bool distances = std::ranges::any_of(
      comparison.rows, [](const CompareRow& r) { return r.distance_km.has_value(); });
  const std::string_view name = title_of(comparison);
  std::string out = fmt::format("### Carbon footprint of {} by {}\n\n", escape_markdown(name),
                                escape_markdown(axes_words(comparison)));
  out += fmt::format("| Rank | {} |{} g/kWh | PUE | Energy | Total CO2e | 90 % range | Ratio |\n",
                     escape_markdown(axes_words(comparison)), distances ? " km |" : "");
  out += fmt::format("| -: | :- |{} -: | -: | -: | -: | -: | -: |\n", distances ? " -: |" : "");
  for (const CompareRow& row : comparison.rows) add_row(out, row, distances);
  const bool shown = std::ranges::any_of(comparison.rows, &CompareRow::as_written);
  if (comparison.baseline && !shown) add_row(out, *comparison.baseline, distances);
  if (!options.quiet) add_notes(out, comparison);
  out += fmt::format("\nEstimated by carbonest {}, tables {}.\n", k_version,
                     escape_markdown(catalog.version()));
  return out;
}

}  // namespace carbonest
