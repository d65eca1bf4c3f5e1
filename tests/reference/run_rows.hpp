// SPDX-License-Identifier: Apache-2.0
#pragma once
// Published training runs, as rows of a CSV file under tests/reference/data, and what is asked of
// them.

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/training_time.hpp"
#include "catalog/csv.hpp"

namespace carbonest::test {

class RunRow {
 public:
  std::map<std::string, std::string> cells;

  const std::string& text(const std::string& column) const { return cells.at(column); }
  bool yes(const std::string& column) const { return text(column) == "yes"; }
  bool has(const std::string& column) const { return !text(column).empty(); }
  double number(const std::string& column) const {
    const std::string& cell = text(column);
    double value = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (error != std::errc{} || end != cell.data() + cell.size())
      throw std::runtime_error(column + ": " + cell);
    return value;
  }
};

inline std::vector<RunRow> read_runs(const std::string& file) {
  std::ifstream in(std::string(CARBONEST_SOURCE_DIR "/tests/reference/data/") + file,
                   std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(in), {}};
  const CsvDocument document = read_csv(content);
  if (!document.problems.empty() || document.records.empty()) throw std::runtime_error(file);
  std::vector<RunRow> rows;
  const auto header = document.cells_of(document.records.front());
  for (std::size_t r = 1; r < document.records.size(); ++r) {
    const auto cells = document.cells_of(document.records[r]);
    RunRow row;
    for (std::size_t c = 0; c < header.size(); ++c)
      row.cells[std::string(header[c].text)] = std::string(cells[c].text);
    rows.push_back(std::move(row));
  }
  return rows;
}

inline Accelerator device_called(const std::string& id) {
  const auto lookup = Catalog::bundled().accelerator(id);
  if (!lookup.row) throw std::runtime_error("no device " + id);
  return *lookup.row;
}

template <class T>
Maybe<T> given(T value) {
  return Given<T>{std::move(value), {}};
}

/// Logarithms of ratios, summed up.
struct Ratios {
  std::vector<double> logs;
  int inside = 0;

  double mean() const {
    double sum = 0;
    for (const double x : logs) sum += x;
    return sum / static_cast<double>(logs.size());
  }
  double geometric_mean() const { return std::exp(mean()); }
  double geometric_sd() const {
    double sum = 0;
    for (const double x : logs) sum += (x - mean()) * (x - mean());
    return std::exp(std::sqrt(sum / static_cast<double>(logs.size() - 1)));
  }
  double share_inside() const { return inside / static_cast<double>(logs.size()); }
};

}  // namespace carbonest::test
