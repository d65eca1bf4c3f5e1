// SPDX-License-Identifier: Apache-2.0
#include "cli/import_slurm.hpp"

#include <algorithm>
#include <exception>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "carbonest/cluster.hpp"
#include "carbonest/resolve.hpp"
#include "cli/jobs.hpp"
#include "cli/options.hpp"
#include "cli/series_files.hpp"
#include "cli/watched_source.hpp"
#include "cluster/summary.hpp"
#include "diagnostics/locate.hpp"
#include "limits.hpp"
#include "report/formats.hpp"

namespace carbonest::cli {
namespace {

constexpr std::string_view k_lines = "jsonl";  // jobs, one a line

Diagnostic misused(std::string message, std::string hint, const char* option) {
  return usage_error("invalid-option", std::move(message), std::move(hint), option);
}

Diagnostics check_together(const Settings& settings) {
  const SlurmSettings& slurm = settings.slurm;
  Diagnostics errors;
  const bool lines = settings.format == k_lines || settings.format == "text";
  if (!slurm.summary && !lines)
    errors.push_back(misused(fmt::format("{} is a format of a report", settings.format),
                             "add --summary; without it every job is printed on a line of its own",
                             "--format"));
  if (slurm.summary && settings.format == k_lines)
    errors.push_back(
        misused("a report has no lines", "leave out --summary, or use -f json", "--format"));
  if (!slurm.summary && settings.top)
    errors.push_back(misused("--top goes with --summary", {}, "--top"));
  if (slurm.dedupe && (settings.shard || settings.threads > 1))
    errors.push_back(misused("--dedupe looks at the whole log",
                             "read it with one thread and without --shard", "--dedupe"));
  if (!slurm.summary && settings.shard)
    errors.push_back(misused("--shard goes with --summary",
                             "`split -n l/4` cuts a log for anything else", "--shard"));
  if (slurm.site == "-" && settings.operands[1] == "-")
    errors.push_back(usage_error("unexpected-operand", "standard input (-) can be read only once"));
  return errors;
}

SlurmOptions options_of(const Settings& settings) {
  SlurmOptions options;
  options.file = settings.operands[1];
  options.fields = settings.slurm.fields;
  options.delimiter = settings.slurm.delimiter;
  options.dedupe = settings.slurm.dedupe;
  options.measured_energy = settings.slurm.measured_energy;
  options.top = settings.top.value_or(options.top);
  return options;
}

/// A site, and the series that it names.
struct LoadedSite {
  std::string text = "{}", file;
  ClusterSite site;
  std::optional<Series> series;
};

bool report_located(Session& session, Diagnostics problems, const LoadedSite& loaded) {
  // What is wrong with the log has the place of its own already.
  const auto of_log = std::stable_partition(problems.begin(), problems.end(),
                                            [](const Diagnostic& d) { return d.file.empty(); });
  Diagnostics others(of_log, problems.end());
  problems.erase(of_log, problems.end());
  locate(problems, loaded.text, loaded.file);
  problems.insert(problems.end(), others.begin(), others.end());
  session.report(problems);
  return false;
}

// The series of a site lies beside it, like that of a job.
ExitCode read_site_series(Session& session, const Catalog& catalog, LoadedSite& loaded) {
  const Given<std::string>& name = *loaded.site.intensity_series;
  const std::string& path = session.settings().slurm.site;
  if (path == "-" || path.empty()) {
    report_located(session,
                   {diagnostic("series-not-read", name.place,
                               "a site from standard input has no files beside it",
                               "give the site as a file")},
                   loaded);
    return ExitCode::refused;
  }
  SeriesOptions options;
  options.basis = session.settings().series_options.basis;
  Result<Series> series =
      read_series_file(session, file_beside(path, name.value), options, catalog);
  if (!series) return session.report(series.error()), ExitCode::refused;
  session.report(series->warnings);
  loaded.series = std::move(series).value();
  loaded.site.series = &*loaded.series;
  return ExitCode::ok;
}

ExitCode load_site(Session& session, const Catalog& catalog, LoadedSite& loaded) {
  const Settings& settings = session.settings();
  if (const std::string& path = settings.slurm.site; !path.empty()) {
    loaded.file = path == "-" ? "<stdin>" : path;
    loaded.text = session.read(path, limits::k_job_bytes);
  }
  Diagnostics warnings;
  Result<ClusterSite> site = read_site({loaded.text, loaded.file}, settings.overrides, warnings);
  if (!site) {
    const bool typed = exit_of_unreadable(site.error()) == ExitCode::usage;
    report_located(session, std::move(site).error(), loaded);
    return typed ? ExitCode::usage : ExitCode::refused;
  }
  report_located(session, std::move(warnings), loaded);
  loaded.site = std::move(site).value();
  if (loaded.site.intensity_series) return read_site_series(session, catalog, loaded);
  return ExitCode::ok;
}

/// Everything that one reading of a log needs, as often as there are threads.
class Reader {
 public:
  Reader(Session& session, const Catalog& catalog, const LoadedSite& site)
      : session_{session},
        catalog_{catalog},
        site_{site},
        options_{options_of(session.settings())} {}

  Result<SlurmImport> import() const {
    const Settings& settings = session_.settings();
    const ResolveOptions how{.method = nullptr, .basis = settings.basis};
    return SlurmImport::create(
        catalog_, site_.site, options_,
        [&catalog = catalog_, how](const Job& job) { return resolve(job, catalog, how); });
  }
  const SlurmOptions& options() const noexcept { return options_; }
  const std::string& path() const noexcept { return options_.file; }

 private:
  Session& session_;
  const Catalog& catalog_;
  const LoadedSite& site_;
  SlurmOptions options_;
};

/// The sums of a log, and what went wrong.
struct Outcome {
  std::shared_ptr<const ClusterSummary> summary;
  Diagnostics problems;  ///< of rows
  ExitCode exit = ExitCode::ok;
};

bool is_json(Session& session, const std::string& path) {
  std::string first(4096, '\0');
  first.resize(session.open(path)->read(first));
  std::string_view shown = first;
  if (shown.starts_with("\xef\xbb\xbf")) shown.remove_prefix(3);
  const std::size_t at = shown.find_first_not_of(" \t\r\n");
  return at != shown.npos && (shown[at] == '{' || shown[at] == '[');
}

// Of each reason only the first is shown; lines are counted from the start of the file.
void add_first_of_each(Diagnostics& to, const Diagnostics& from, std::uint64_t lines_before) {
  for (const Diagnostic& problem : from) {
    if (std::ranges::find(to, problem.code, &Diagnostic::code) != to.end()) continue;
    to.push_back(problem);
    to.back().line += static_cast<int>(lines_before);
  }
}

// In the order of the log, however many parts it was read in.
void sort_by_line(Diagnostics& problems) {
  std::ranges::stable_sort(problems, {}, &Diagnostic::line);
}

/// One part of a file and the thread that reads it.
struct Part {
  ByteRange range;
  std::unique_ptr<ByteSource> source;
  std::optional<SlurmImport> import;
  Diagnostics errors;
  std::exception_ptr failure;
  std::string partial;
};

// Parts of a file side by side. They are put together as shards of several processes are, so that
// nobody can tell how many there were.
Outcome read_parts(Session& session, const Reader& reader, std::span<const ByteRange> ranges) {
  Outcome outcome;
  auto layout = read_sacct_layout(*session.open(reader.path()), reader.options());
  if (!layout) return {nullptr, std::move(layout).error(), ExitCode::refused};
  Watch watch(session, "rows", session.size(reader.path()));
  std::vector<Part> parts(ranges.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    parts[i].range = ranges[i];
    parts[i].source = watch.over(session.open(reader.path(), ranges[i].first_byte()));
    Result<SlurmImport> import = reader.import();
    if (!import) return {nullptr, std::move(import).error(), ExitCode::refused};
    parts[i].import = std::move(import).value();
  }
  const auto work = [&layout](Part& part) noexcept {
    try {
      part.errors = part.import->read_text(*part.source, part.range, *layout);
      part.partial = write_partial(part.import->summary());
    } catch (...) {
      part.failure = std::current_exception();
    }
  };
  std::vector<std::jthread> threads;
  for (Part& part : std::span(parts).subspan(1)) threads.emplace_back(work, std::ref(part));
  work(parts.front());
  threads.clear();  // waits for them
  std::vector<PartialText> texts;
  std::uint64_t lines_before = 0;
  for (Part& part : parts) {
    if (part.failure) std::rethrow_exception(part.failure);
    if (!part.errors.empty()) return {nullptr, std::move(part.errors), ExitCode::refused};
    add_first_of_each(outcome.problems, part.import->problems(), lines_before);
    lines_before += part.import->summary().segments.back().lines;
    texts.push_back({part.partial, reader.path()});
  }
  sort_by_line(outcome.problems);
  auto merged = merge_partials(texts);
  if (!merged) return {nullptr, std::move(merged).error(), ExitCode::refused};
  outcome.summary = std::move(merged).value();
  return outcome;
}

Outcome read_whole(Session& session, const Reader& reader, std::optional<SlurmImport>& import) {
  Result<SlurmImport> made = reader.import();
  if (!made) return {nullptr, std::move(made).error(), ExitCode::refused};
  import = std::move(made).value();
  Watch watch(session, "rows", session.size(reader.path()));
  const auto source = watch.over(session.open(reader.path()));
  if (Diagnostics errors = import->read(*source); !errors.empty())
    return {nullptr, std::move(errors), ExitCode::refused};
  Outcome outcome;
  outcome.problems = import->problems();
  sort_by_line(outcome.problems);
  outcome.summary = std::shared_ptr<const ClusterSummary>(&import->summary(), [](const auto*) {});
  return outcome;
}

// One shard of a file, whose lines before it are not counted.
Outcome read_shard(Session& session, const Reader& reader, std::uint64_t size, Shard shard) {
  const ByteRange range = shard_range(size, shard.index, shard.count);
  Outcome outcome = read_parts(session, reader, std::span(&range, 1));
  if (shard.index == 1) return outcome;
  for (Diagnostic& problem : outcome.problems) {
    problem.message = fmt::format("line {} of part {}/{}: {}", problem.line, shard.index,
                                  shard.count, problem.message);
    problem.line = 0;
  }
  return outcome;
}

// The whole, or the part of it that was asked for.
Outcome add_up(Session& session, const Reader& reader, std::optional<SlurmImport>& import) {
  const Settings& settings = session.settings();
  if (!settings.shard && settings.threads == 1) return read_whole(session, reader, import);
  const std::optional<std::uint64_t> size = session.size(reader.path());
  const bool cut = size && !is_json(session, reader.path());
  if (!cut && settings.shard)
    return {nullptr,
            {misused("--shard needs a file of sacct -P",
                     "a pipe and sacct --json cannot be cut into parts", "--shard")},
            ExitCode::usage};
  if (!cut) return read_whole(session, reader, import);
  if (settings.shard) return read_shard(session, reader, *size, *settings.shard);
  std::vector<ByteRange> ranges;
  for (unsigned i = 1; i <= settings.threads; ++i)
    ranges.push_back(shard_range(*size, i, settings.threads));
  return read_parts(session, reader, ranges);
}

ExitCode print_summary(Session& session, const Reader& reader, const LoadedSite& site) {
  std::optional<SlurmImport> import;
  Outcome outcome = add_up(session, reader, import);
  if (!outcome.summary) {
    report_located(session, std::move(outcome.problems), site);
    return outcome.exit;
  }
  const ClusterFormat& format = *find_row(cluster_formats(), session.settings().format);
  const ExitCode delivered =
      session.deliver(format.render(*outcome.summary, session.render_options()));
  session.report(outcome.problems);
  return worse(delivered, outcome.problems.empty() ? ExitCode::ok : ExitCode::refused);
}

ExitCode print_lines(Session& session, const Reader& reader, const LoadedSite& site) {
  constexpr std::size_t k_block = std::size_t{1} << 20;
  Result<SlurmImport> import = reader.import();
  if (!import) return report_located(session, std::move(import).error(), site), ExitCode::refused;
  Watch watch(session, "rows", session.size(reader.path()));
  const auto source = watch.over(session.open(reader.path()));
  std::optional<ResultStream> out = session.stream_result();
  if (!out) return ExitCode::usage;
  std::string block;
  const auto collect = [&](std::string_view line) {
    block.append(line) += '\n';
    if (block.size() < k_block) return;
    out->write(block);
    block.clear();
  };
  import->on_job(collect);
  const Diagnostics errors = import->read(*source);
  if (errors.empty()) out->write(block);
  Diagnostics problems = import->problems();
  sort_by_line(problems);
  session.report(problems);
  if (!errors.empty()) return session.report(errors), ExitCode::refused;
  out->finish();
  return import->problems().empty() ? ExitCode::ok : ExitCode::refused;
}

}  // namespace

std::vector<std::string_view> slurm_output_ids() {
  std::vector<std::string_view> ids = ids_of(cluster_formats());
  ids.push_back(k_lines);
  return ids;
}

ExitCode import_slurm(Session& session) {
  const Settings& settings = session.settings();
  if (const Diagnostics errors = check_together(settings); !errors.empty())
    return session.report(errors), ExitCode::usage;
  const Catalog* catalog = session.catalog();
  if (catalog == nullptr) return ExitCode::refused;
  LoadedSite site;
  if (const ExitCode exit = load_site(session, *catalog, site); exit != ExitCode::ok) return exit;
  const Reader reader(session, *catalog, site);
  return settings.slurm.summary ? print_summary(session, reader, site)
                                : print_lines(session, reader, site);
}

}  // namespace carbonest::cli
