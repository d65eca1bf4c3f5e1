// SPDX-License-Identifier: Apache-2.0
// `merge`: partial results of a log that several processes read, into the report of the whole.
#include <memory>

#include "carbonest/cluster.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "limits.hpp"
#include "report/formats.hpp"

namespace carbonest::cli {

std::vector<std::string_view> merge_format_ids() { return ids_of(cluster_formats()); }

ExitCode run_merge(Session& session) {
  const Settings& settings = session.settings();
  std::vector<std::string> texts;
  for (const std::string& path : settings.operands)
    texts.push_back(session.read(path, limits::k_partial_bytes));
  std::vector<PartialText> parts;
  for (std::size_t i = 0; i < texts.size(); ++i)
    parts.push_back({texts[i], settings.operands[i] == "-" ? "<stdin>" : settings.operands[i]});
  const auto merged = merge_partials(parts);
  if (!merged) return session.report(merged.error()), ExitCode::refused;
  const ClusterFormat& format = *find_row(cluster_formats(), settings.format);
  const ExitCode delivered = session.deliver(format.render(**merged, session.render_options()));
  const Diagnostics skipped = skipped_of(**merged);
  session.report(skipped);
  return worse(delivered, skipped.empty() ? ExitCode::ok : ExitCode::refused);
}

}  // namespace carbonest::cli
