// SPDX-License-Identifier: Apache-2.0
#pragma once
// The same job in other regions, on other hardware, in other years: variants of one job, estimated
// and ranked. A variant is what an estimate of the changed job would give, to the bit. Results of
// different kinds (method, basis, given or looked up, average or marginal) are never ranked against
// each other, what cannot be estimated is set aside with its reason, and two results that cannot be
// told apart share a rank.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/report.hpp"

namespace carbonest {

/// What to compare, as a user types it. Lists are separated by commas; an empty one is not asked
/// for, and with none at all every cloud region is compared.
struct CompareLists {
  std::string regions;    ///< names, `aws:*`, `gcp:europe-*`, `country:FR,DE`, `all`
  std::string hardware;   ///< accelerators: "H100-SXM5-80GB,4x MI300X"; without a count the job's
  std::string instances;  ///< "aws:p4d.24xlarge,gcp:a2-highgpu-8g"
  std::string years;      ///< "2020,2022-2024"
  std::vector<std::string> vary;  ///< "pue=1.1,1.3", "hardware.nodes=1,2"
  std::string home;               ///< cloud region from which distances are measured
};

enum class AxisKind : std::uint8_t { region, hardware, instance, year, key };

/// One thing that varies.
struct Axis {
  AxisKind kind = AxisKind::region;
  std::string key;     ///< "region", "hardware", "instance", "year"; of `vary` the job's key
  const char* option;  ///< "--regions"
  std::vector<std::string> values;  ///< names as the tables have them; never empty
};

struct ComparePlan {
  std::vector<Axis> axes;           ///< never empty; all of them are crossed
  std::optional<CloudRegion> home;  ///< with coordinates
};

/// Every problem of the lists at once, each with its option: unknown or ambiguous names, patterns
/// and countries that match nothing, what is listed twice, axes that exclude each other, too many
/// combinations.
Result<ComparePlan> plan_comparison(const CompareLists& lists, const Catalog& catalog);

/// A job to start from: as written, or with one combination of the varied keys.
struct CompareJob {
  Job job;
  Diagnostics warnings;             ///< of reading it
  std::vector<std::string> values;  ///< of the axes of kind `key`, in their order
};

/// The first is the job as written; one for every combination of the varied keys follows, if any
/// are varied. Errors of values that were typed have their option as place. `draft` as in
/// read_job().
Result<std::vector<CompareJob>> read_compare_jobs(JobText text, std::span<const Override> overrides,
                                                  const ComparePlan& plan, Job* draft = nullptr);

/// 90 % range of the total.
struct CompareRange {
  double low_kg = 0, high_kg = 0;
};

/// What makes a result uncertain beside what all places share; rank_rows() looks at it.
struct CompareErrors {
  std::uint32_t shape = 0;               ///< the job on its hardware, or a whole result of its own
  std::uint32_t pue = 0, intensity = 0;  ///< equal numbers are one and the same quantity
  double pue_log_sd = 0, intensity_log_sd = 0;
};

struct CompareRow {
  std::string name;                 ///< the values, joined: "aws:eu-west-3, 2024"
  std::vector<std::string> values;  ///< one for each axis
  std::string region;               ///< as resolved: "gcp:us-central1", "FR"
  std::string location;             ///< of a cloud region
  std::string zone;                 ///< of the intensity; empty when given
  std::string hardware;             ///< "8 x NVIDIA A100-SXM4-40GB": what was counted
  std::string instance;             ///< id; empty without one
  int year = 0;                     ///< of the intensity; 0 when given
  std::string_view method;
  std::optional<Basis> basis;  ///< empty for an intensity that was given
  bool marginal = false;
  std::optional<Intensity> intensity;  ///< none where there is no energy
  double pue = 1;
  Energy facility;
  CarbonMass operational, embodied, total;
  CompareRange range;
  std::optional<double> ratio;  ///< to the baseline's total; none where that is of another kind
  std::optional<double> distance_km;       ///< great circle from home
  std::vector<std::string_view> warnings;  ///< codes
  std::size_t rank = 0;     ///< from 1; rows that share it cannot be told apart from its first
  bool tied = false;        ///< another row has the same rank
  bool as_written = false;  ///< the same as the baseline
  CompareErrors errors;
};

/// A variant without a rank.
struct SetAside {
  std::string name;
  std::vector<std::string> values;
  std::string code, message;      ///< why
  std::optional<CompareRow> row;  ///< the result, where there is one: of another kind than ranked
};

class SharedErrors;

struct Comparison {
  std::string name;
  std::vector<Axis> axes;
  std::string home;                    ///< id; empty without one
  std::string_view sort;               ///< id of the key that the rows are ranked by
  std::optional<CompareRow> baseline;  ///< the job as written; none when it does not say where
  std::vector<CompareRow> rows;        ///< best first
  std::vector<SetAside> set_aside;
  std::size_t variants = 0;              ///< of all kinds
  std::size_t ranked = 0;                ///< before `rows` were cut
  std::vector<Warning> warnings;         ///< about the comparison as a whole
  std::shared_ptr<SharedErrors> errors;  ///< behind CompareRow::errors
};

/// Estimates every variant; `jobs` and `plan` belong together. Rows are in the order of the axes
/// until rank_rows(). Errors are those of the job as written.
Result<Comparison> compare(std::span<const CompareJob> jobs, const ComparePlan& plan,
                           const Catalog& catalog, const ResolveOptions& options);

/// What rows can be ranked by; all of them ascending. Of an estimate two values share a rank when
/// they cannot be told apart, of anything else when they are equal.
struct SortKey {
  enum class Estimate : std::uint8_t { none, total, operational, energy };
  std::string_view id, title;
  std::optional<double> (*value)(const CompareRow&);  ///< none sorts last
  Estimate estimate;
};
std::span<const SortKey> sort_keys() noexcept;  ///< total first
const SortKey* find_sort_key(std::string_view id) noexcept;

/// Orders the rows by the key, then by name, gives ranks, and keeps the first `top`. A row shares
/// the rank of the first of that rank when P(first < row) is below 0.9.
void rank_rows(Comparison& comparison, const SortKey& key,
               std::optional<std::size_t> top = std::nullopt);

/// A row of the format table of comparisons.
struct CompareFormat {
  std::string_view id, title;
  std::string (*render)(const Comparison&, const Catalog&, const RenderOptions&);
};
/// text, json (carbonest.compare/1), csv, markdown.
std::span<const CompareFormat> compare_formats() noexcept;

}  // namespace carbonest
