// SPDX-License-Identifier: Apache-2.0
#pragma once
// A series while it is read: what a format's reader says about the file, and the rows in the order
// of the file. finish_draft() makes a Series of it, or says what is wrong.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/series.hpp"
#include "series/problems.hpp"
#include "series/time_stamp.hpp"

namespace carbonest::series_text {

/// What the stamps of a file are when they carry no zone.
enum class Clock : std::uint8_t { unsaid, utc, local };

class Draft {
 public:
  Draft(SeriesText input, const SeriesOptions& options)
      : input_{input}, options_{options}, problems_{input.text, input.file} {}

  struct Row {
    std::chrono::sys_seconds time;
    double value;          // as in the file; NaN: missing
    std::uint32_t offset;  // in the text
    std::uint8_t marks;
    std::uint8_t zone;  // 0: the wanted or first one, 1: another
    bool zoned;
  };

  std::string_view text() const noexcept { return input_.text; }
  std::string_view file() const noexcept { return input_.file; }
  const SeriesOptions& options() const noexcept { return options_; }
  Problems& problems() noexcept { return problems_; }
  std::vector<Row>& rows() noexcept { return rows_; }

  // What the file says about itself.
  std::string zone, source;
  std::optional<IntensityKind> kind;
  std::optional<Basis> basis;
  Clock clock = Clock::unsaid;
  std::optional<std::chrono::seconds> declared_step;
  bool forecast = false;
  std::vector<Diagnostic> warnings;

  struct Unit {
    double g_per_kwh = 1;
    enum class Origin : std::uint8_t { unsaid, documented, stated } origin = Origin::unsaid;
  };
  Unit unit;

  /// Rows of one zone each; none of both when the file has no zones.
  std::uint8_t zone_index(std::string_view name, std::size_t offset);
  const std::vector<std::string>& other_zones() const noexcept { return other_zones_; }
  std::size_t other_zone_offset() const noexcept { return other_zone_offset_; }

  /// A row from cells; an empty value is a gap. Reports what it cannot read.
  void add(std::string_view time, std::string_view value, std::uint8_t marks,
           std::uint8_t which_zone = 0);
  void add(Stamp stamp, double value, std::size_t offset, std::uint8_t marks,
           std::uint8_t which_zone = 0);
  std::optional<Stamp> read_stamp(std::string_view text, std::size_t offset);
  std::optional<double> read_value(std::string_view text, std::size_t offset);

 private:
  SeriesText input_;
  const SeriesOptions& options_;
  Problems problems_;
  std::vector<Row> rows_;
  std::string first_zone_;
  bool has_zone_ = false;
  std::vector<std::string> other_zones_;
  std::size_t other_zone_offset_ = 0;
};

Result<Series> finish_draft(Draft&& draft);

}  // namespace carbonest::series_text
