// SPDX-License-Identifier: Apache-2.0
#pragma once
// Jobs by the million: one job a line in, one result a line out, or only their sums. Input is read
// as a stream in constant memory; a line that is refused is reported and the others go on. What is
// printed depends neither on the number of threads nor on what was read before a line.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/byte_source.hpp"
#include "carbonest/catalog.hpp"
#include "carbonest/diagnostic.hpp"
#include "carbonest/job.hpp"
#include "carbonest/report.hpp"
#include "carbonest/resolve.hpp"

namespace carbonest {

/// The figures of one job, all runs together: carbonest.line/1.
struct LineFigures {
  double it_kwh = 0, facility_kwh = 0, operational_kg = 0, embodied_kg = 0, total_kg = 0;
  double total_low_kg = 0, total_high_kg = 0;  ///< 90 % interval
  friend bool operator==(const LineFigures&, const LineFigures&) = default;
};

enum class BatchOutput : std::uint8_t {
  lines,      ///< one carbonest.line/1 a job
  estimates,  ///< one whole carbonest.estimate/1 a job, compact
  totals      ///< sums at the end
};

struct BatchOptions {
  std::string file;  ///< for messages
  std::span<const Override> overrides;
  const Method* method = nullptr;  ///< as in ResolveOptions
  Basis basis = Basis::lifecycle;
  bool strict = false;
  BatchOutput output = BatchOutput::lines;
  /// name, region, method, year, zone, or a key x_... of the job; with `totals`.
  std::vector<std::string> group_by;
  unsigned threads = 1;
  bool json_problems = false;  ///< {"line": 17, "error": "code", "message": "..."}; else as text
  bool color = false;          ///< of problems as text
  /// False: every line goes through read_job() and resolve(). The result is the same, later.
  bool prepared = true;
};

/// True for what BatchOptions::group_by takes.
bool is_group_key(std::string_view key) noexcept;
inline constexpr std::size_t k_most_groups = 65'536;  ///< of one key; more are refused

/// Reads lines, one at a time. One object serves one thread.
class JobLineReader {
 public:
  JobLineReader(const Catalog& catalog, const BatchOptions& options);
  JobLineReader(JobLineReader&&) noexcept;
  ~JobLineReader();

  /// False when the line is refused. `line` is without its line end, and not blank.
  bool read(std::string_view line);

  // After a line that was read; they hold until the next.
  const LineFigures& figures() const noexcept;
  std::string_view name() const noexcept;
  std::span<const std::string> warnings() const noexcept;  ///< codes, each once

  /// Why a line was refused, as located in it.
  const Diagnostics& problems() const noexcept;
  /// How many lines went through read_job().
  std::uint64_t strict_lines() const noexcept;

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

struct BatchSums;

/// Where the results of a batch go, in the order of the input. All are called by one thread.
struct BatchOutlet {
  std::function<void(std::string_view)> result;    ///< whole lines
  std::function<void(std::string_view)> problems;  ///< of refused lines, rendered
  std::function<bool()> wanted;                    ///< false: nobody reads on
  std::function<void(std::uint64_t lines, std::uint64_t bytes)> progress;
};

/// What was read, and the sums of it.
struct BatchResult {
  std::uint64_t jobs = 0, refused = 0;
  std::shared_ptr<const BatchSums> sums;  ///< with BatchOutput::totals
  Diagnostics errors;                     ///< that make the sums void
};

/// Reads jobs, one a line; blank lines count as lines only. What `source` or the outlet throws is
/// passed on after everything before it was delivered.
BatchResult run_batch(ByteSource& source, ByteRange range, const Catalog& catalog,
                      const BatchOptions& options, const BatchOutlet& outlet);

/// The sums of a part of a file: carbonest.partial/1 of jobs.
struct JobPartialText {
  std::string_view text;
  std::string_view file;  ///< for diagnostics only
};
/// Adds them in any order. Refuses those of other settings or tables, a part that is there twice,
/// and a text that is not a whole partial result of jobs.
Result<std::shared_ptr<const BatchSums>> merge_job_partials(std::span<const JobPartialText> parts);
/// What is not in the sums: lines that were refused, and missing parts. Where there is any, the
/// exit code must tell.
Diagnostics missing_of(const BatchSums& sums);

/// A row of the format table.
struct BatchFormat {
  std::string_view id, title;
  std::string (*render)(const BatchSums&, const RenderOptions&);
};
/// Formats of sums: text, json (carbonest.totals/1), jsonl, csv, markdown, partial.
std::span<const BatchFormat> batch_formats() noexcept;

}  // namespace carbonest
