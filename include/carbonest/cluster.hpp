// SPDX-License-Identifier: Apache-2.0
#pragma once
// Accounting logs of a whole cluster: millions of Slurm records in, one report out. Input is read
// as a stream in constant memory, and every sum is exact, so that a log cut into shards gives the
// same bytes as the log read at once. A record that cannot be read is reported, counted and
// skipped.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "carbonest/byte_source.hpp"
#include "carbonest/catalog.hpp"
#include "carbonest/diagnostic.hpp"
#include "carbonest/job.hpp"
#include "carbonest/report.hpp"
#include "carbonest/resolve.hpp"
#include "carbonest/series.hpp"

namespace carbonest {

/// Nodes of one kind. `hardware` is one node; its `nodes` is not used.
struct ClusterPartition {
  std::string name;
  Hardware hardware;
  Maybe<std::int64_t>
      cpus_per_node;  ///< as Slurm counts them (cores or threads); default: the cores
};

/// How a device that Slurm names is called in the tables.
struct ClusterDevice {
  std::string name, model;
  Place place = {};
};

/// What a site says about its cluster; all of it may be left out.
struct ClusterSite {
  Maybe<std::string> region;
  Maybe<double> pue;
  Maybe<Intensity> carbon_intensity;
  Maybe<std::string> intensity_series;  ///< name of a file beside the site file
  /// What that file holds: every record is charged with the mean over its own time. It must outlive
  /// the import.
  const Series* series = nullptr;
  /// Of the time stamps in the log, which Slurm writes without a zone; else they are taken as UTC.
  std::optional<std::chrono::seconds> utc_offset;
  std::optional<EmbodiedEntry> embodied;
  std::vector<ClusterDevice> devices;
  std::vector<ClusterPartition> partitions;
};

/// When Slurm's own energy counter replaces the power model. Trusted: the record has whole
/// described nodes for itself, and the figure lies near the model's (it is 0 where no counter is
/// set up).
enum class MeasuredEnergy : std::uint8_t { never, trusted, always };

/// Reads a site file (JSON, at most 1 MiB): the keys of a job that hold for all of a cluster, its
/// partitions, and how Slurm's device names translate. On failure every problem is reported with
/// its place; `warnings` get what is unusual. The series that it names is left to the caller.
/// `overrides` are keys of the site; with an empty object they may be all of it.
Result<ClusterSite> read_site(JobText input, std::span<const Override> overrides,
                              Diagnostics& warnings);
/// The JSON Schema of the site file, generated from the same table that the reader uses.
std::string site_schema();

struct SlurmOptions {
  std::string file;       ///< name of the log, for messages and for the partial result
  std::string fields;     ///< column names, where the log has no header: "JobID,User,Elapsed"
  std::string delimiter;  ///< empty: found in the header, else "|"
  bool dedupe =
      false;  ///< each (cluster, job, start) once in the whole input; some 50 bytes of memory each
  MeasuredEnergy measured_energy = MeasuredEnergy::trusted;
  std::size_t top = 10;  ///< largest jobs to list, at most 1000
};

/// Resolves a job that stands for one unit of a resource; resolve() with the caller's method and
/// basis.
using UnitResolver = std::function<Result<ResolvedJob>(const Job&)>;

/// The columns of a `sacct -P` log.
struct SacctLayout;
/// From the first line of a log, or from options.fields. Errors say which columns are missing.
Result<std::shared_ptr<const SacctLayout>> sacct_layout(std::string_view first_line,
                                                        const SlurmOptions& options);
/// The same from the first line of a source that is not blank.
Result<std::shared_ptr<const SacctLayout>> read_sacct_layout(ByteSource& source,
                                                             const SlurmOptions& options);

struct ClusterSummary;

/// Reads logs and adds them up. One object serves one thread; results of several are put together
/// by absorb() or merge_partials().
class SlurmImport {
 public:
  /// Resolves the site once; every problem of the site file is reported.
  static Result<SlurmImport> create(const Catalog& catalog, ClusterSite site, SlurmOptions options,
                                    UnitResolver resolver);

  /// `sacct -P` text. A shard after the first needs the layout of the file; else it is read from
  /// the first line. Errors are those that stop the reading; rows that were skipped are in the
  /// summary.
  Diagnostics read_text(ByteSource& source, ByteRange range = {},
                        std::shared_ptr<const SacctLayout> layout = nullptr);
  /// `sacct --json`, as of data_parser v0.0.37 and later.
  Diagnostics read_json(ByteSource& source);
  /// Text or JSON, by the first byte that is no space.
  Diagnostics read(ByteSource& source);

  /// Called for every record that was counted and ran, with the record as a job file on one line.
  void on_job(std::function<void(std::string_view job_line)> callback);
  /// Bytes read so far.
  std::uint64_t bytes() const noexcept;
  /// Rows that were skipped, the first of each reason with its place; at most 100.
  const Diagnostics& problems() const noexcept;

  /// What was added up so far. Valid until the next read.
  const ClusterSummary& summary();

  SlurmImport(SlurmImport&&) noexcept;
  SlurmImport& operator=(SlurmImport&&) noexcept;
  ~SlurmImport();

 private:
  struct Impl;
  explicit SlurmImport(std::unique_ptr<Impl>);
  std::unique_ptr<Impl> impl_;
};

/// The summary as carbonest.partial/1: every sum to its last bit.
std::string write_partial(const ClusterSummary& summary);

struct PartialText {
  std::string_view text;
  std::string_view file;  ///< for diagnostics only
};
/// Adds partial results; the order of them does not matter. Refuses results of different settings
/// or tables, a shard that is there twice, and a text that is not a whole carbonest.partial/1.
Result<std::shared_ptr<const ClusterSummary>> merge_partials(std::span<const PartialText> parts);

/// What is not in the sums: rows that were skipped, by reason, and missing shards. Where there is
/// any, the exit code must tell.
Diagnostics skipped_of(const ClusterSummary& summary);

/// A row of the format table.
struct ClusterFormat {
  std::string_view id, title;
  std::string (*render)(const ClusterSummary&, const RenderOptions&);
};
/// Formats of a cluster report: text, json (carbonest.report/1), csv, markdown, partial.
std::span<const ClusterFormat> cluster_formats() noexcept;

}  // namespace carbonest
