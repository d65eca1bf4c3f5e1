// SPDX-License-Identifier: Apache-2.0
// `list`: the tables of the catalog, and the tables that are part of the program.
#include <deque>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "carbonest/compare.hpp"
#include "carbonest/gate.hpp"
#include "carbonest/plan.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "report/formats.hpp"
#include "report/list.hpp"
#include "report/number.hpp"

namespace carbonest::cli {
namespace {

/// A table made on the spot; the cells live as long as it does.
struct OwnTable {
  Catalog::TableView view;
  std::deque<std::string> texts;

  std::string_view number(double value) { return texts.emplace_back(json_number(value)); }
};

OwnTable methods_table() {
  OwnTable table{
      {"methods", "Energy methods", {"id", "title", "formula", "boundary", "source"}, {}}, {}};
  for (const Method& m : methods())
    table.view.rows.push_back({m.id, m.title, m.formula, m.boundary, m.source});
  return table;
}

OwnTable defaults_table() {
  OwnTable table{{"defaults",
                  "What the native method assumes, with its 90 % range",
                  {"id", "value", "unit", "low", "high", "rule", "source"},
                  {}},
                 {}};
  for (const DefaultRow& row : defaults())
    table.view.rows.push_back({row.id, table.number(row.value), row.unit, table.number(row.low),
                               table.number(row.high), row.rule, row.source});
  return table;
}

OwnTable diagnostics_table() {
  OwnTable table{{"diagnostics", "Codes of errors and warnings", {"code", "severity", "title"}, {}},
                 {}};
  for (const CodeInfo& code : diagnostic_codes())
    table.view.rows.push_back(
        {code.id, code.severity == Severity::error ? "error" : "warning", code.title});
  return table;
}

template <class Row>
void add_formats(OwnTable& table, std::string_view command, std::span<const Row> formats) {
  for (const Row& format : formats) table.view.rows.push_back({command, format.id, format.title});
}

OwnTable formats_table() {
  OwnTable table{{"formats", "Output formats by command", {"command", "format", "title"}, {}}, {}};
  add_formats(table, "estimate", estimate_formats());
  add_formats(table, "explain", explain_formats());
  add_formats(table, "compare", compare_formats());
  add_formats(table, "compare --baseline", diff_formats());
  add_formats(table, "gate", gate_formats());
  add_formats(table, "plan", plan_outputs());
  add_formats(table, "import", series_outputs());
  add_formats(table, "list", list_formats());
  return table;
}

struct Builtin {
  std::string_view name;
  OwnTable (*make)();
};
constexpr Builtin k_builtins[]{
    {"defaults", defaults_table},
    {"diagnostics", diagnostics_table},
    {"formats", formats_table},
    {"methods", methods_table},
};

std::vector<std::string_view> table_names() {
  std::vector<std::string_view> names = Catalog::table_names();
  for (const Builtin& builtin : k_builtins) names.push_back(builtin.name);
  return names;
}

OwnTable tables_table(const Catalog& catalog) {
  OwnTable table{{"tables", "Tables", {"table", "rows", "title"}, {}}, {}};
  const auto add = [&](const Catalog::TableView& view) {
    table.view.rows.push_back(
        {view.name, table.number(static_cast<double>(view.rows.size())), view.title});
  };
  for (const std::string_view name : Catalog::table_names()) add(catalog.table(name));
  for (const Builtin& builtin : k_builtins) add(builtin.make().view);
  return table;
}

std::optional<OwnTable> find_table(const Catalog& catalog,
                                   const std::vector<std::string>& operands) {
  if (operands.empty()) return tables_table(catalog);
  const std::string& wanted = operands.front();
  for (const Builtin& builtin : k_builtins)
    if (builtin.name == wanted) return builtin.make();
  for (const std::string_view name : Catalog::table_names())
    if (name == wanted) return OwnTable{catalog.table(name), {}};
  return std::nullopt;
}

}  // namespace

std::vector<std::string_view> list_format_ids() { return ids_of(list_formats()); }

ExitCode run_list(Session& session) {
  const Settings& settings = session.settings();
  const Catalog* catalog = session.catalog();
  if (catalog == nullptr) return ExitCode::refused;
  std::optional<OwnTable> table = find_table(*catalog, settings.operands);
  if (!table) {
    std::string hint = did_you_mean(settings.operands.front(), table_names());
    if (hint.empty()) hint = "`carbonest list` names the tables";
    session.report({usage_error("unknown-table",
                                fmt::format("no table is called \"{}\"", settings.operands.front()),
                                std::move(hint))});
    return ExitCode::usage;
  }
  ListTable list(std::move(table->view));
  if (!settings.search.empty()) keep_matching_rows(list, settings.search);
  const ListFormat& format = *find_row(list_formats(), settings.format);
  return session.deliver(format.render(list, session.render_options()));
}

}  // namespace carbonest::cli
