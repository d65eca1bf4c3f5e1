// SPDX-License-Identifier: Apache-2.0
#include "report/list.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "report/escape.hpp"
#include "report/json_writer.hpp"
#include "report/number.hpp"

namespace carbonest {
namespace {

using Table = Catalog::TableView;

// Columns of a table that people look for first; the others follow while there is room.
struct Preference {
  std::string_view table;
  std::vector<std::string_view> columns;
  bool fold_last = false;  // sentences are folded rather than cut
};
const std::vector<Preference>& preferences() {
  static const std::vector<Preference> rows{
      {"accelerators", {"id", "tdp_w", "idle_w", "memory_gb", "class", "release_year"}},
      {"components", {"id", "value", "unit", "source"}},
      {"cpus", {"id", "tdp_w", "cores", "threads", "segment", "release_year"}},
      {"defaults", {"id", "value", "unit", "rule"}, true},
      {"diagnostics", {"code", "severity", "title"}, true},
      {"embodied", {"id", "value", "unit", "source"}},
      {"equivalents", {"id", "g_per_unit", "unit", "label"}},
      {"fuel_factors", {"technology", "basis", "g_per_kwh", "low", "high", "source"}},
      {"grid_intensity", {"zone", "year", "g_per_kwh", "basis", "accounting", "rank", "source"}},
      {"instances", {"id", "vcpus", "memory_gib", "accelerator"}},
      {"methods", {"id", "title"}, true},
      {"pue", {"id", "year", "pue", "kind", "name"}},
      {"regions", {"id", "zone", "country", "location"}},
      {"sources", {"key", "year", "title"}},
      {"zones", {"zone", "kind", "iso3", "name"}},
  };
  return rows;
}

const Preference& preference_of(const Table& table) {
  static const Preference none{};
  const auto row = std::ranges::find(preferences(), table.name, &Preference::table);
  return row == preferences().end() ? none : *row;
}

struct Column {
  std::size_t index;
  std::size_t width;
  bool numeric;
};

std::string_view cell(const std::vector<std::string_view>& row, std::size_t column) {
  return column < row.size() ? row[column] : std::string_view{};
}

// A column of numbers has a number in each cell that is not empty.
bool is_numeric(const Table& table, std::size_t column) {
  bool any = false;
  for (const auto& row : table.rows) {
    const std::string_view text = cell(row, column);
    if (text.empty()) continue;
    if (!plain_number(text)) return false;
    any = true;
  }
  return any;
}

std::size_t natural_width(const Table& table, std::size_t column) {
  std::size_t width = display_width(escape_terminal(table.columns[column]));
  for (const auto& row : table.rows)
    width = std::max(width, display_width(escape_terminal(cell(row, column))));
  return width;
}

std::vector<std::size_t> order_of_columns(const Table& table) {
  std::vector<std::size_t> order;
  const auto add = [&](std::string_view name) {
    const auto at = std::ranges::find(table.columns, name);
    if (at == table.columns.end()) return;
    const auto index = static_cast<std::size_t>(at - table.columns.begin());
    if (std::ranges::find(order, index) == order.end()) order.push_back(index);
  };
  const Preference& preference = preference_of(table);
  std::ranges::for_each(preference.columns, add);
  if (!preference.fold_last) std::ranges::for_each(table.columns, add);
  return order;
}

constexpr std::size_t k_gap = 2;
constexpr std::size_t k_widest_cell = 44;
constexpr std::size_t k_narrowest_cut = 12;  // a text cut to less than this says nothing

std::vector<Column> columns_within(const ListTable& list, std::size_t width) {
  const Table& table = list.view;
  std::vector<Column> columns;
  std::size_t used = 0;
  const std::vector<std::size_t> order = order_of_columns(table);
  for (const std::size_t index : order) {
    const std::size_t gap = columns.empty() ? 0 : k_gap;
    if (used + gap >= width) break;
    const std::size_t room = width - used - gap;
    const bool numeric = list.numeric[index];
    const std::size_t wanted = natural_width(table, index);
    const bool folded_cell = preference_of(table).fold_last && order.back() == index;
    const std::size_t taken =
        folded_cell ? std::min(wanted, room) : std::min({wanted, room, k_widest_cell});
    if (taken < wanted && (numeric || taken < k_narrowest_cut)) break;
    columns.push_back({index, taken, numeric});
    used += gap + taken;
  }
  // The last column may be wider than the widest cell while there is room.
  if (!columns.empty() && used < width) {
    Column& last = columns.back();
    last.width = std::min(natural_width(table, last.index), last.width + width - used);
  }
  return columns;
}

std::string aligned(std::string text, const Column& column) {
  return column.numeric ? pad_left(std::move(text), column.width)
                        : pad_right(std::move(text), column.width);
}

// One row of the table as a line, or as several when the last cell is folded.
template <class CellOf>
std::string text_lines(const std::vector<Column>& columns, bool fold_last, CellOf cell_of) {
  std::string out;
  std::size_t at = 0;  // column of the page
  for (const Column& column : columns) {
    const std::string text = escape_terminal(cell_of(column.index));
    if (at > 0) out.append(k_gap, ' ');
    at += at > 0 ? k_gap : 0;
    const bool folded_cell = fold_last && &column == &columns.back();
    const std::vector<std::string> parts =
        folded_cell ? fold(text, column.width) : std::vector{cut_to_width(text, column.width)};
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i > 0) out.append(1, '\n').append(at, ' ');
      out += &column == &columns.back() && !column.numeric ? parts[i] : aligned(parts[i], column);
    }
    at += column.width;
  }
  out.erase(out.find_last_not_of(' ') + 1);
  return out + '\n';
}

std::string footer(const Table& table, std::size_t shown) {
  std::string words = fmt::format("{} row{}", table.rows.size(), table.rows.size() == 1 ? "" : "s");
  if (shown < table.columns.size())
    words += fmt::format(", {} of {} columns (-f csv and -f json have all)", shown,
                         table.columns.size());
  return words + '\n';
}

// Case, spaces, underscores and dashes do not matter, as in names.
std::string folded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ' ' || c == '_' || c == '-') continue;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

}  // namespace

ListTable::ListTable(Catalog::TableView all_rows) : view{std::move(all_rows)} {
  for (std::size_t c = 0; c < view.columns.size(); ++c) numeric.push_back(is_numeric(view, c));
}

void keep_matching_rows(ListTable& table, std::string_view word) {
  const std::string wanted = folded(word);
  std::erase_if(table.view.rows, [&](const auto& row) {
    return std::ranges::none_of(
        row, [&](std::string_view text) { return folded(text).find(wanted) != std::string::npos; });
  });
}

std::string render_list_text(const ListTable& list, const RenderOptions& options) {
  const Table& table = list.view;
  const auto columns = columns_within(list, static_cast<std::size_t>(std::max(options.width, 20)));
  const bool fold_last = preference_of(table).fold_last;
  std::string out;
  if (!options.quiet) {
    const std::string head =
        text_lines(columns, fold_last, [&](std::size_t c) { return table.columns[c]; });
    out +=
        options.color ? fmt::format("\x1b[1m{}\x1b[0m\n", head.substr(0, head.size() - 1)) : head;
  }
  for (const auto& row : table.rows)
    out += text_lines(columns, fold_last, [&](std::size_t c) { return cell(row, c); });
  if (!options.quiet) out += '\n' + footer(table, columns.size());
  return out;
}

std::string render_list_json(const ListTable& list, const RenderOptions&) {
  const Table& table = list.view;
  JsonWriter json(JsonWriter::Style::pretty);
  json.begin_object();
  json.key("schema").text("carbonest.table/1");
  json.key("table").text(table.name);
  json.key("rows").begin_array();
  for (const auto& row : table.rows) {
    json.begin_row();
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      json.key(table.columns[c]);
      if (list.numeric[c])
        json.number_or_null(plain_number(cell(row, c)));
      else
        json.text_or_null(cell(row, c));
    }
    json.end_object();
  }
  json.end_array().end_object();
  return std::move(json).finish();
}

std::string render_list_csv(const ListTable& list, const RenderOptions&) {
  const Table& table = list.view;
  std::string out;
  const auto add_line = [&](const auto& cells) {
    for (std::size_t c = 0; c < table.columns.size(); ++c)
      out.append(c == 0 ? "" : ",").append(csv_cell(cell(cells, c)));
    out += '\n';
  };
  add_line(table.columns);
  for (const auto& row : table.rows) add_line(row);
  return out;
}

}  // namespace carbonest
