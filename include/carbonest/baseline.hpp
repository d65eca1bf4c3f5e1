// SPDX-License-Identifier: Apache-2.0
#pragma once
// Earlier results to compare with: any saved JSON of an estimate, of several, or of a gate. Jobs
// are matched by name; what cannot be compared is said and never counted as a change; and a change
// is split by its cause: the job, the tables, the program.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/diagnostic.hpp"
#include "carbonest/estimate.hpp"
#include "carbonest/quantity.hpp"
#include "carbonest/report.hpp"
#include "carbonest/saved_input.hpp"

namespace carbonest {

/// What made a result.
struct ProgramStamp {
  std::string version, data_version, data_checksum;
};

/// A number of an estimate that came from the tables.
struct TableValue {
  std::string name;
  double value = 0;
  friend bool operator==(const TableValue&, const TableValue&) = default;
};

/// The figures of one estimate that a gate looks at, of today or saved. All are finite and >= 0.
struct GateJob {
  std::string name;  ///< the key of every match; may be empty
  std::string file;  ///< as the user named it; empty for saved ones
  int line = 1;      ///< where the job starts in its file
  Energy facility;
  CarbonMass operational, embodied, total;
  std::optional<CarbonMass> total_low, total_high;  ///< ends of the interval, where there is one
  std::optional<Energy> facility_high;
  std::vector<SciScore> sci;
  std::string method;  ///< id
  std::string basis;   ///< "lifecycle", "direct"; empty for an intensity that the user gave
  bool marginal = false;
  ProgramStamp program;
  std::vector<TableValue> table_values;
  std::optional<SavedInput> input;
};

/// The figures of a report. The ends of the interval are left empty.
GateJob gate_job(const Report& report, const Catalog& catalog, std::string file, int line = 1);

struct Baseline {
  std::string file;
  std::vector<GateJob> jobs;  ///< names are unique
};
/// Reads carbonest.estimate/1, carbonest.estimates/1 or carbonest.gate/1, at most 64 MiB. Keys
/// that are not known are ignored. Codes: baseline-empty (no text), baseline-schema (another kind
/// of document, or another major version), baseline-duplicate, baseline-broken (all else).
Result<Baseline> read_baseline(std::string_view text, std::string_view file);

/// Why two results cannot be compared, as a sentence; empty when they can. They can not with
/// another method, functional unit, basis, or kind of intensity.
std::string incomparable_reason(const GateJob& before, const GateJob& now);

/// A change by cause. The parts sum to the whole change.
struct Causes {
  CarbonMass input;    ///< of the job and its overrides
  CarbonMass table;    ///< of the tables
  CarbonMass version;  ///< of the program
  /// Tables and program both changed: one recomputation cannot tell them apart.
  std::optional<CarbonMass> table_or_version;
};
struct CauseFigures {
  CarbonMass before;      ///< as saved
  CarbonMass recomputed;  ///< the old job with today's tables and program
  CarbonMass now;
  bool same_version = true;
  bool same_tables = true;
};
Causes split_change(const CauseFigures& figures) noexcept;

/// The old job of a saved result, estimated anew.
struct Recomputed {
  std::string job;  ///< name in the baseline
  CarbonMass total;
  std::vector<TableValue> table_values;
};

enum class ChangeKind : std::uint8_t { changed, renamed, incomparable, added, removed, unchanged };
std::string_view to_string(ChangeKind kind) noexcept;

/// Of the total CO2e of one job. `before` and `now` are empty where the job is not there.
struct Change {
  ChangeKind kind = ChangeKind::unchanged;
  std::string job;          ///< its name today; of a removed job, its old one
  std::string former_name;  ///< of a renamed job
  std::string file;
  int line = 1;
  std::optional<CarbonMass> before, now;
  std::optional<Energy> energy_before, energy_now;
  CarbonMass change;              ///< now - before, with what is not there as 0
  std::optional<double> percent;  ///< empty with nothing, or 0, before: "new"
  std::optional<Causes> causes;   ///< empty where the old job could not be repeated
  std::string note;               ///< why it cannot be compared, or why there are no causes
};

/// Saved jobs whose change can be split only after estimating them anew, in order of the baseline.
std::vector<const GateJob*> jobs_to_recompute(std::span<const GateJob> now,
                                              const Baseline& baseline);

/// Changed jobs first, then renamed, incomparable, added, removed, unchanged; within a kind in the
/// order of `now`, then of the baseline. Names in `now` must be unique. A job is `renamed` when its
/// input is that of exactly one job that is gone. Moves below a part in 10^9 count as none.
std::vector<Change> changes_since(const Baseline& baseline, std::span<const GateJob> now,
                                  std::span<const Recomputed> recomputed);

}  // namespace carbonest
