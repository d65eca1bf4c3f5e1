// SPDX-License-Identifier: Apache-2.0
// A ranked table for people. Columns give way to the names of the rows: a name that is cut could be
// that of another row.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "report/compare_columns.hpp"
#include "report/compare_formats.hpp"
#include "report/escape.hpp"
#include "report/number.hpp"
#include "report/page.hpp"
#include "report/totals.hpp"

namespace carbonest {
namespace {

struct Units {
  ColumnUnit mass, energy;
};

struct Column {
  std::string_view title;  ///< a unit may come before or after it: see title_of()
  bool left;
  int leaves;  ///< columns with a larger number leave first; 0 never does
  std::string (*cell)(const CompareRow&, const Units&);
};

using R = const CompareRow&;
using U = const Units&;
std::string in_unit(double value, const ColumnUnit& unit) {
  return human_number(value / unit.factor);
}
constexpr std::array k_columns{
    Column{"", false, 0, [](R r, U) { return rank_words(r); }},
    Column{"name", true, 0,
           [](R r, U) { return r.name + (r.as_written && r.rank != 0 ? " *" : ""); }},
    Column{"km", false, 3, [](R r, U) { return distance_words(r); }},
    Column{"g/kWh", false, 4, [](R r, U) { return intensity_words(r); }},
    Column{"PUE", false, 5, [](R r, U) { return trimmed_number(r.pue, 3); }},
    Column{"energy", false, 6,
           [](R r, U u) { return in_unit(in_kilowatt_hours(r.facility), u.energy); }},
    Column{"total", false, 0, [](R r, U u) { return in_unit(in_kilograms(r.total), u.mass); }},
    Column{"90 % range", false, 1,
           [](R r, U u) {
             return fmt::format("{}-{}", in_unit(r.range.low_kg, u.mass),
                                in_unit(r.range.high_kg, u.mass));
           }},
    Column{"ratio", false, 2, [](R r, U) { return ratio_words(r); }},
};
constexpr std::size_t k_name = 1;
constexpr std::size_t k_distance = 2;
constexpr std::size_t k_total = 6;
constexpr std::size_t k_widest_gap = 2;
constexpr std::size_t k_shortest_bar = 6;
constexpr int k_first_to_leave = 6;

class Table {
 public:
  Table(Page& page, const Comparison& comparison, std::size_t width)
      : page_{page}, comparison_{comparison} {
    for (const CompareRow& row : comparison.rows) rows_.push_back(&row);
    const bool shown = std::ranges::any_of(comparison.rows, &CompareRow::as_written);
    if (comparison.baseline && !shown) rows_.push_back(&*comparison.baseline);
    choose_units();
    fill();
    fit(width);
  }

  void print(bool with_titles) {
    if (with_titles) print_line(titles_, nullptr);
    for (std::size_t i = 0; i < rows_.size(); ++i) print_line(cells_[i], rows_[i]);
  }

 private:
  using Line = std::array<std::string, k_columns.size()>;

  void choose_units() {
    CarbonMass mass;
    Energy energy;
    for (const CompareRow* row : rows_) {
      mass = std::max(mass, row->total);
      energy = std::max(energy, row->facility);
    }
    units_ = {unit_for(mass), unit_for(energy)};
    largest_ = mass;
  }

  std::string title_of(const Column& column) const {
    if (column.title == "name") return axes_words(comparison_);
    if (column.title == "energy") return std::string(units_.energy.name);
    if (column.title == "total") return fmt::format("{} CO2e", units_.mass.name);
    return std::string(column.title);
  }

  void fill() {
    for (std::size_t c = 0; c < k_columns.size(); ++c) titles_[c] = title_of(k_columns[c]);
    for (const CompareRow* row : rows_)
      for (Line& line = cells_.emplace_back(); const Column& column : k_columns)
        line[static_cast<std::size_t>(&column - k_columns.data())] = column.cell(*row, units_);
    for (std::size_t c = 0; c < k_columns.size(); ++c) {
      widths_[c] = display_width(titles_[c]);
      for (const Line& line : cells_)
        widths_[c] = std::max(widths_[c], display_width(escape_terminal(line[c])));
    }
    if (one_place()) widths_[k_distance] = 0;
  }

  // One distance says nothing.
  bool one_place() const {
    const auto same = [&](const CompareRow* row) {
      return !row->distance_km || row->distance_km == rows_.front()->distance_km;
    };
    return std::ranges::all_of(rows_, same);
  }

  std::size_t used() const {
    std::size_t sum = 0;
    for (const std::size_t width : widths_) sum += width > 0 ? width + gap_ : 0;
    return sum - gap_;
  }

  std::size_t room_for_bar(std::size_t width) const {
    const std::size_t room = width - std::min(width, used() + gap_);
    return room >= k_shortest_bar ? room : 0;
  }

  // Columns move closer to leave room for a bar, and the last ones leave for the names.
  void fit(std::size_t width) {
    if (room_for_bar(width) == 0) gap_ = 1;
    for (int leaving = k_first_to_leave; leaving > 0 && used() > width; --leaving)
      for (std::size_t c = 0; c < k_columns.size(); ++c)
        if (k_columns[c].leaves == leaving) widths_[c] = 0;
    if (used() > width) widths_[k_name] -= std::min(widths_[k_name] - 1, used() - width);
    bar_ = room_for_bar(width);
  }

  std::string bar_of(const CompareRow* row) const {
    if (row == nullptr || bar_ == 0 || !(largest_ > CarbonMass{})) return {};
    const double share = row->total / largest_;
    return std::string(static_cast<std::size_t>(std::lround(share * static_cast<double>(bar_))),
                       '#');
  }

  void print_line(const Line& line, const CompareRow* row) {
    const bool title = row == nullptr;
    std::vector<Page::Cell> cells;
    for (std::size_t c = 0; c < k_columns.size(); ++c) {
      const Tint tint = title ? Tint::dim : c == k_total ? Tint::strong : Tint::plain;
      if (widths_[c] > 0) cells.push_back({line[c], widths_[c], k_columns[c].left, tint});
    }
    const std::string bar = bar_of(row);
    if (!bar.empty()) cells.push_back({bar, bar.size(), true, Tint::bar});
    page_.cells(cells, gap_);
  }

  Page& page_;
  const Comparison& comparison_;
  std::vector<const CompareRow*> rows_;
  Units units_{};
  CarbonMass largest_;
  Line titles_;
  std::vector<Line> cells_;
  std::array<std::size_t, k_columns.size()> widths_{};
  std::size_t gap_ = k_widest_gap;
  std::size_t bar_ = 0;
};

std::string heading(const Comparison& comparison) {
  const bool one_axis = comparison.axes.size() == 1;
  const AxisKind kind = comparison.axes.front().kind;
  const bool plain = one_axis && kind != AxisKind::key && kind != AxisKind::hardware;
  const bool cut = comparison.rows.size() < comparison.ranked;
  return fmt::format("{}: {}{}, by {}", title_of(comparison),
                     cut ? fmt::format("the first {} of ", comparison.rows.size()) : std::string{},
                     counted(comparison.ranked, plain ? comparison.axes.front().key : "variant"),
                     find_sort_key(comparison.sort)->title);
}

void add_legend(Page& page, const Comparison& comparison) {
  const bool marked = std::ranges::any_of(comparison.rows, &CompareRow::as_written);
  const std::string_view ties = tie_words(comparison);
  if (marked || !ties.empty()) page.blank();
  if (marked) page.paragraph("* the job as written", 0);
  if (!ties.empty()) page.paragraph(ties, 0);
}

void add_warnings(Page& page, const Comparison& comparison) {
  const std::vector<RowWarning> of_rows = row_warnings(comparison);
  if (comparison.warnings.empty() && of_rows.empty()) return;
  page.blank();
  page.heading("Warnings");
  for (const Warning& warning : comparison.warnings)
    page.paragraph(fmt::format("{}: {}", warning.code, warning.message), 2, Tint::warn);
  for (const RowWarning& warning : of_rows) {
    const bool all = warning.rows.size() == comparison.rows.size();
    page.paragraph(fmt::format("{}: {} ({})", warning.code, warning.title,
                               all ? std::string("all rows") : names_words(warning.rows)),
                   2, Tint::warn);
  }
}

void add_set_aside(Page& page, const Comparison& comparison) {
  if (comparison.set_aside.empty()) return;
  page.blank();
  page.heading(fmt::format("Not ranked: {}", counted(comparison.set_aside.size(), "variant")));
  for (const AsideGroup& group : aside_groups(comparison))
    page.paragraph(fmt::format("{}: {}: {}", names_words(group.names), group.code, group.message),
                   2);
  for (const SetAside& aside : comparison.set_aside)
    if (aside.row)
      page.paragraph(fmt::format("{}: {} CO2e", aside.name, human(aside.row->total)), 2);
}

}  // namespace

std::string render_compare_text(const Comparison& comparison, const Catalog&,
                                const RenderOptions& options) {
  Page page(options);
  Table table(page, comparison, page.width());
  if (!options.quiet) {
    page.heading(heading(comparison));
    page.blank();
  }
  table.print(!options.quiet);
  if (options.quiet) return std::move(page).finish();
  add_legend(page, comparison);
  add_warnings(page, comparison);
  add_set_aside(page, comparison);
  return std::move(page).finish();
}

}  // namespace carbonest
