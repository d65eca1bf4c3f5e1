// SPDX-License-Identifier: Apache-2.0
#include "cli/batch_jobs.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "cli/jobs.hpp"
#include "cli/options.hpp"
#include "cli/progress.hpp"
#include "report/formats.hpp"

namespace carbonest::cli {
namespace {

constexpr std::string_view k_partial = "partial";

Diagnostic misused(std::string message, std::string hint, const char* option) {
  return usage_error("invalid-option", std::move(message), std::move(hint), option);
}

bool wants_sums(const Settings& settings) noexcept {
  return settings.batch.totals || !settings.batch.group_by.empty();
}

Diagnostics check_single(const Settings& settings) {
  struct Given {
    bool given;
    const char* option;
  };
  const BatchSettings& batch = settings.batch;
  Diagnostics errors;
  for (const Given& option :
       {Given{batch.full, "--full"}, Given{batch.totals, "--totals"},
        Given{!batch.group_by.empty(), "--group-by"}, Given{settings.shard.has_value(), "--shard"},
        Given{settings.threads > 1, "--threads"}})
    if (option.given)
      errors.push_back(
          misused(fmt::format("{} goes with --jsonl", option.option), {}, option.option));
  if (find_row(estimate_formats(), settings.format) == nullptr)
    errors.push_back(misused(fmt::format("{} is a format of sums", settings.format),
                             "it goes with --jsonl and --totals", "--format"));
  return errors;
}

// A job that is sound whatever the options say of it: what is wrong then is wrong with an option.
Diagnostics problems_of_options(const Settings& settings, const Catalog& catalog, ExitCode& exit) {
  constexpr std::string_view k_any_job =
      R"({"hardware": {"accelerator": {"power": "400 W"}}, "runtime": "1h", "region": "world"})";
  Diagnostics warnings;
  Job draft;
  const Result<Job> job = read_job({k_any_job, {}}, settings.overrides, warnings, &draft);
  Diagnostics errors = job ? check_names(*job, catalog) : job.error();
  std::erase_if(errors, [](const Diagnostic& d) { return !d.place.from_option(); });
  exit = errors.empty() ? ExitCode::ok : job ? ExitCode::refused : ExitCode::usage;
  return errors;
}

BatchOptions options_of(const Session& session, const Settings& settings) {
  BatchOptions options;
  options.file = settings.batch.file == "-" ? "<stdin>" : settings.batch.file;
  options.overrides = settings.overrides;
  options.method = settings.method;
  options.basis = settings.basis;
  options.strict = settings.strict;
  if (settings.batch.full) options.output = BatchOutput::estimates;
  if (wants_sums(settings)) options.output = BatchOutput::totals;
  options.group_by = settings.batch.group_by;
  options.threads = settings.threads;
  // Who asks for text reads them; else they are lines as the results are.
  const bool chosen = std::ranges::find(settings.given, std::string_view("--format"),
                                        &Option::name) != settings.given.end();
  options.json_problems = !chosen || settings.format != "text";
  options.color = session.color_of_problems();
  return options;
}

ExitCode deliver_sums(Session& session, const BatchResult& batch) {
  if (!batch.errors.empty()) return session.report(batch.errors), ExitCode::refused;
  const BatchFormat& format = *find_row(batch_formats(), session.settings().format);
  return session.deliver(format.render(*batch.sums, session.render_options()));
}

ExitCode run_over(Session& session, const Catalog& catalog, ByteRange range,
                  std::optional<std::uint64_t> size) {
  const Settings& settings = session.settings();
  const BatchOptions options = options_of(session, settings);
  const auto source = session.open(settings.batch.file, range.first_byte());
  const bool streams = options.output != BatchOutput::totals;
  std::optional<ResultStream> out = streams ? session.stream_result() : std::nullopt;
  if (streams && !out) return ExitCode::usage;
  std::optional<Progress> progress;
  const std::uint64_t end = std::min(range.end, size.value_or(0));
  if (io::Sink* terminal = session.terminal())
    progress.emplace(true, *terminal, "jobs", end > range.begin ? end - range.begin : 0);
  BatchOutlet outlet;
  outlet.result = [&](std::string_view lines) { out->write(lines); };
  outlet.wanted = [&] { return !out || out->wanted(); };
  outlet.problems = [&](std::string_view text) {
    if (progress) progress->erase();
    session.report_text(text);
  };
  if (progress)
    outlet.progress = [&](std::uint64_t lines, std::uint64_t bytes) {
      progress->update(lines, bytes);
    };
  const BatchResult batch = run_batch(*source, range, catalog, options, outlet);
  progress.reset();
  if (out && !out->wanted()) return ExitCode::ok;
  const ExitCode delivered = out ? (out->finish(), ExitCode::ok) : deliver_sums(session, batch);
  return worse(delivered, batch.refused == 0 ? ExitCode::ok : ExitCode::refused);
}

}  // namespace

Diagnostics check_batch(const Settings& settings) {
  if (settings.batch.file.empty()) return check_single(settings);
  const BatchSettings& batch = settings.batch;
  Diagnostics errors;
  const bool lines =
      settings.format == "text" || settings.format == "json" || settings.format == "jsonl";
  if (!wants_sums(settings) && !lines)
    errors.push_back(misused(fmt::format("--jsonl prints JSON lines, not {}", settings.format),
                             "add --totals for the sums", "--format"));
  if (wants_sums(settings) && batch.full)
    errors.push_back(misused("--full and sums exclude each other", {}, "--full"));
  if (settings.shard && settings.format != k_partial)
    errors.push_back(misused("a part of a file gives a partial result",
                             "add --totals -f partial; `carbonest merge` puts them together",
                             "--shard"));
  if (!settings.series.empty())
    errors.push_back(misused("--series is of one job, not of a batch",
                             "`carbonest estimate --series FILE JOB`", "--series"));
  if (settings.equivalents)
    errors.push_back(misused("--equivalents is of single jobs", {}, "--equivalents"));
  return errors;
}

ExitCode run_batch_of_jobs(Session& session) {
  const Settings& settings = session.settings();
  const Catalog* catalog = session.catalog();
  if (catalog == nullptr) return ExitCode::refused;
  ExitCode exit = ExitCode::ok;
  if (const Diagnostics errors = problems_of_options(settings, *catalog, exit); !errors.empty())
    return session.report(errors), exit;
  const std::optional<std::uint64_t> size = session.size(settings.batch.file);
  ByteRange range;
  if (settings.shard) {
    if (!size) {
      session.report(
          {misused("--shard needs a file", "a pipe cannot be cut into parts", "--shard")});
      return ExitCode::usage;
    }
    range = shard_range(*size, settings.shard->index, settings.shard->count);
  }
  return run_over(session, *catalog, range, size);
}

}  // namespace carbonest::cli
