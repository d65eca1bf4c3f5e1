// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the tests of series and plans share: series made on the spot, points in time, error codes.

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <limits>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/plan.hpp"

namespace carbonest::test {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_seconds;

inline constexpr double k_gap = std::numeric_limits<double>::quiet_NaN();

inline sys_seconds at(std::string_view text) {
  const auto time = read_moment(text, "--test");
  if (!time) throw std::runtime_error("not a point in time: " + std::string(text));
  return *time;
}

inline Series make_series(std::string_view start, seconds step, std::vector<double> values) {
  Series series;
  series.start = at(start);
  series.step = step;
  series.marks.assign(values.size(), 0);
  series.values = std::move(values);
  return series;
}

inline std::vector<std::string> codes(const Diagnostics& problems) {
  std::vector<std::string> result;
  for (const Diagnostic& problem : problems) result.push_back(problem.code);
  return result;
}

/// The codes of the errors, empty for a value.
template <class T>
std::vector<std::string> errors_of(const Result<T>& result) {
  return result ? std::vector<std::string>{} : codes(result.error());
}

inline bool contains(const std::vector<std::string>& list, std::string_view wanted) {
  return std::ranges::find(list, wanted) != list.end();
}

inline std::optional<std::string> file_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>(in), {}};
}

inline Result<Series> read(std::string_view text, const SeriesOptions& options = {},
                           std::string_view file = "test") {
  return read_series({text, file}, options, Catalog::bundled());
}

}  // namespace carbonest::test
