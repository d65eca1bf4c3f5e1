// SPDX-License-Identifier: Apache-2.0
#include "cluster/series_grid.hpp"

#include <algorithm>

namespace carbonest::cluster {

SeriesGrid::SeriesGrid(const Series& series)
    : series_{series}, sum_before_(series.size() + 1), gap_before_(series.size() + 1) {
  for (std::size_t i = 0; i < series.size(); ++i) {
    const bool gap = series.is_gap(i);
    sum_before_[i + 1] = sum_before_[i] + (gap ? 0 : series.values[i]);
    gap_before_[i + 1] = gap_before_[i] + (gap ? 1 : 0);
  }
}

std::optional<double> SeriesGrid::mean(std::int64_t start, double seconds) const noexcept {
  const auto step = static_cast<double>(series_.step.count());
  const auto from = static_cast<double>(start - series_.start.time_since_epoch().count());
  const double to = from + seconds;
  if (from < 0 || seconds <= 0 || to > step * static_cast<double>(series_.size()))
    return std::nullopt;
  const auto first = static_cast<std::size_t>(from / step);
  auto last = static_cast<std::size_t>(to / step);
  if (static_cast<double>(last) * step >= to) --last;
  if (gap_before_[last + 1] != gap_before_[first]) return std::nullopt;
  if (first == last) return series_.values[first];
  const double head = static_cast<double>(first + 1) * step - from;
  const double tail = to - static_cast<double>(last) * step;
  const double whole = (sum_before_[last] - sum_before_[first + 1]) * step;
  return (series_.values[first] * head + whole + series_.values[last] * tail) / seconds;
}

double SeriesGrid::mean_of_year(int year) const noexcept {
  using namespace std::chrono;
  const auto begin = [](int of) {
    return sys_seconds{sys_days{std::chrono::year{of} / January / 1}}.time_since_epoch().count();
  };
  const std::size_t first = slot_at(begin(year)), last = slot_at(begin(year + 1));
  const bool any = last - first > gap_before_[last] - gap_before_[first];
  return any ? mean_of_slots(first, last) : mean_of_slots(0, series_.size());
}

// The first slot that begins at `time` or later.
std::size_t SeriesGrid::slot_at(std::int64_t time) const noexcept {
  const std::int64_t since = time - series_.start.time_since_epoch().count();
  if (since <= 0) return 0;
  const std::int64_t step = series_.step.count();
  return std::min(series_.size(), static_cast<std::size_t>((since + step - 1) / step));
}

double SeriesGrid::mean_of_slots(std::size_t first, std::size_t last) const noexcept {
  const std::size_t values = last - first - (gap_before_[last] - gap_before_[first]);
  return values == 0 ? 0 : (sum_before_[last] - sum_before_[first]) / static_cast<double>(values);
}

}  // namespace carbonest::cluster
