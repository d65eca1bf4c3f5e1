// SPDX-License-Identifier: Apache-2.0
// `merge`: partial results of a text that several processes read, into the report of the whole.
#include <algorithm>
#include <memory>

#include "carbonest/batch.hpp"
#include "carbonest/cluster.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "limits.hpp"
#include "report/formats.hpp"

namespace carbonest::cli {
namespace {

struct Part {
  std::string text, file;
};

// What is missing has been said; the report is printed even so.
ExitCode deliver(Session& session, std::string_view report, const Diagnostics& missing) {
  const ExitCode delivered = session.deliver(report);
  session.report(missing);
  return worse(delivered, missing.empty() ? ExitCode::ok : ExitCode::refused);
}

ExitCode merge_slurm(Session& session, std::span<const Part> parts) {
  std::vector<PartialText> texts;
  for (const Part& part : parts) texts.push_back({part.text, part.file});
  const auto merged = merge_partials(texts);
  if (!merged) return session.report(merged.error()), ExitCode::refused;
  const ClusterFormat& format = *find_row(cluster_formats(), session.settings().format);
  return deliver(session, format.render(**merged, session.render_options()), skipped_of(**merged));
}

ExitCode merge_jobs(Session& session, std::span<const Part> parts) {
  std::vector<JobPartialText> texts;
  for (const Part& part : parts) texts.push_back({part.text, part.file});
  const auto merged = merge_job_partials(texts);
  if (!merged) return session.report(merged.error()), ExitCode::refused;
  const BatchFormat& format = *find_row(batch_formats(), session.settings().format);
  return deliver(session, format.render(**merged, session.render_options()), missing_of(**merged));
}

// A row for each kind of partial result, by its key "of".
struct Kind {
  std::string_view of;
  ExitCode (*merge)(Session&, std::span<const Part>);
};
constexpr Kind k_kinds[]{{"slurm", merge_slurm}, {"jobs", merge_jobs}};

// The first kind refuses what is none of them.
const Kind& kind_of(std::string_view text) {
  constexpr std::size_t k_head = 1024;
  constexpr std::string_view k_key = "\"of\"";
  text = text.substr(0, k_head);
  const std::size_t at = text.find(k_key);
  if (at == text.npos) return k_kinds[0];
  text.remove_prefix(at + k_key.size());
  text.remove_prefix(std::min(text.find_first_not_of(" :\t\r\n"), text.size()));
  const auto* found = std::ranges::find_if(k_kinds, [&](const Kind& kind) {
    return text.starts_with('"') && text.substr(1).starts_with(kind.of);
  });
  return found == std::end(k_kinds) ? k_kinds[0] : *found;
}

}  // namespace

std::vector<std::string_view> merge_format_ids() { return ids_of(cluster_formats()); }

ExitCode run_merge(Session& session) {
  std::vector<Part> parts;
  for (const std::string& path : session.settings().operands)
    parts.push_back({session.read(path, limits::k_partial_bytes), path == "-" ? "<stdin>" : path});
  return kind_of(parts.front().text).merge(session, parts);
}

}  // namespace carbonest::cli
