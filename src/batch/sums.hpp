// SPDX-License-Identifier: Apache-2.0
#pragma once
// Sums of a batch. All of them are exact, so that neither the order of the lines nor the number of
// threads or shards can be seen in them.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "batch/line_result.hpp"
#include "carbonest/batch.hpp"
#include "cluster/exact_sum.hpp"

namespace carbonest {

namespace batch {

/// Sums of the figures of some jobs.
struct FigureSums {
  std::uint64_t jobs = 0;
  cluster::ExactSum it_kwh, facility_kwh, operational_kg, embodied_kg, total_kg;

  void add(const LineFigures& line);
  FigureSums& operator+=(const FigureSums& other) noexcept;
};

/// A column of sums, for everything that prints or reads them.
struct SumRow {
  std::string_view name;
  cluster::ExactSum FigureSums::*member;
  bool emissions;  ///< means nothing where marginal and average intensities are mixed
};
std::span<const SumRow> sum_rows() noexcept;

/// No line may have more: the sum of any number of lines stays exact.
inline constexpr double k_most_to_add = 0x1p62;

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept {
    return std::hash<std::string_view>{}(text);
  }
};

struct Grouping {
  std::string key;  ///< "region", "x_user"
  std::unordered_map<std::string, FigureSums, TextHash, std::equal_to<>> groups;
  FigureSums without;  ///< jobs that do not have the key
};

/// Refused lines by their first code.
struct Refusals {
  std::uint64_t lines = 0;
  std::uint64_t first_line = 0;  ///< 0: not known, behind a part that is missing
};

using Reasons = std::map<std::string, Refusals, std::less<>>;

/// A part of a file that was read.
struct Segment {
  std::string file;
  ByteRange range;
  std::uint64_t lines = 0;
  Reasons reasons;  ///< of this part; lines are counted from its first
};

}  // namespace batch

struct BatchSums {
  std::string version, data_version, data_checksum, settings;  ///< what made them
  batch::FigureSums all;
  std::uint64_t marginal_jobs = 0;
  std::vector<batch::Grouping> groupings;
  std::uint64_t refused = 0;
  batch::Reasons reasons;
  std::vector<batch::Segment> segments;

  BatchSums() = default;
  BatchSums(const Catalog& catalog, const BatchOptions& options);

  void add(const JobLineReader::Impl& line);
  void refuse(std::string_view code, std::uint64_t line);
  /// Of the same settings.
  BatchSums& operator+=(const BatchSums& other);
  /// Marginal and average intensities together: no sum of emissions means anything.
  bool mixed() const noexcept { return marginal_jobs > 0 && marginal_jobs < all.jobs; }
  /// The key that has more groups than are counted; empty where none has.
  std::string_view overfull() const noexcept;
};

}  // namespace carbonest
