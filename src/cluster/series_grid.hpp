// SPDX-License-Identifier: Apache-2.0
#pragma once
// The intensity of any stretch of time on a series, in constant time, for millions of records.

#include <cstdint>
#include <optional>
#include <vector>

#include "carbonest/series.hpp"

namespace carbonest::cluster {

class SeriesGrid {
 public:
  /// The series must outlive it.
  explicit SeriesGrid(const Series& series);

  /// Mean over [start, start + seconds), g/kWh; partial slots count by their part. Nothing where
  /// the series ends or has a gap.
  std::optional<double> mean(std::int64_t start, double seconds) const noexcept;
  /// Plain mean over the slots of a year (UTC); of all slots where it has none in that year.
  double mean_of_year(int year) const noexcept;
  const Series& series() const noexcept { return series_; }

 private:
  double mean_of_slots(std::size_t first, std::size_t last) const noexcept;
  std::size_t slot_at(std::int64_t time) const noexcept;

  const Series& series_;
  std::vector<double> sum_before_;         // of the values of the slots before this one
  std::vector<std::uint32_t> gap_before_;  // gaps among them
};

}  // namespace carbonest::cluster
