// SPDX-License-Identifier: Apache-2.0
// `import`: files of others, one format a row.
#include <algorithm>

#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/import_slurm.hpp"
#include "cli/options.hpp"
#include "cli/series_files.hpp"
#include "cli/series_options.hpp"
#include "report/formats.hpp"

namespace carbonest::cli {
namespace {

ExitCode import_series(Session& session) {
  const Settings& settings = session.settings();
  if (const Diagnostics errors = check_series_options(settings); !errors.empty()) {
    session.report(errors);
    return ExitCode::usage;
  }
  const Catalog* catalog = session.catalog();
  if (catalog == nullptr) return ExitCode::refused;
  const Result<Series> series =
      read_series_file(session, settings.operands[1], settings.series_options, *catalog);
  if (!series) {
    session.report(series.error());
    return ExitCode::refused;
  }
  const SeriesOutput& output = *find_row(series_outputs(), settings.format);
  // Rows of slots have no place for what was assumed.
  if (settings.format == "csv" && !settings.quiet) session.report(series->warnings);
  return session.deliver(output.render(*series, session.render_options()));
}

std::vector<std::string_view> series_output_ids() { return ids_of(series_outputs()); }

struct ImportFormat {
  std::string_view id;
  std::vector<std::string_view> (*outputs)();
  ExitCode (*run)(Session&);
  unsigned bit;  ///< its own options
};
constexpr ImportFormat k_import_formats[]{
    {"series", series_output_ids, import_series, k_import_series},
    {"slurm", slurm_output_ids, import_slurm, k_import_slurm},
};

Diagnostic unknown_format(std::string_view name) {
  const std::vector<std::string_view> ids = ids_of(std::span<const ImportFormat>(k_import_formats));
  std::string hint = did_you_mean(name, ids);
  hint += hint.empty() ? "one of: " : " one of: ";
  for (const std::string_view id : ids) hint.append(id).append(id == ids.back() ? "" : ", ");
  return usage_error("unknown-import-format",
                     fmt::format("no import format is called \"{}\"", name), std::move(hint));
}

Diagnostics foreign_options(const Settings& settings, const ImportFormat& format) {
  Diagnostics errors;
  for (const Option* option : settings.given)
    if ((option->commands & format.bit) == 0)
      errors.push_back(usage_error(
          "unknown-option",
          fmt::format("`carbonest import {}` has no option {}", format.id, option->name), {},
          option->name));
  return errors;
}

}  // namespace

// Whatever any of them prints; run_import() looks at the one that was asked for.
std::vector<std::string_view> import_format_ids() {
  std::vector<std::string_view> ids;
  for (const ImportFormat& format : k_import_formats)
    for (const std::string_view id : format.outputs())
      if (std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
  return ids;
}

ExitCode run_import(Session& session) {
  const Settings& settings = session.settings();
  const ImportFormat* format =
      find_row(std::span<const ImportFormat>(k_import_formats), settings.operands.front());
  if (format == nullptr) {
    session.report({unknown_format(settings.operands.front())});
    return ExitCode::usage;
  }
  const auto outputs = format->outputs();
  if (std::ranges::find(outputs, settings.format) == outputs.end()) {
    session.report({usage_error(
        "invalid-option",
        fmt::format("`carbonest import {}` does not print {}", format->id, settings.format), {},
        "--format")});
    return ExitCode::usage;
  }
  if (const Diagnostics errors = foreign_options(settings, *format); !errors.empty()) {
    session.report(errors);
    return ExitCode::usage;
  }
  return format->run(session);
}

}  // namespace carbonest::cli
