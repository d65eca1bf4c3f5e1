// SPDX-License-Identifier: Apache-2.0
#include "series/draft.hpp"

#include <limits>

#include <fmt/format.h>

#include "series/ascii.hpp"

namespace carbonest::series_text {

std::uint8_t Draft::zone_index(std::string_view name, std::size_t offset) {
  constexpr std::size_t k_remembered = 8;
  const std::string_view wanted = options_.zone;
  if (!has_zone_ && (wanted.empty() || equals_ignoring_case(name, wanted))) {
    has_zone_ = true;
    first_zone_ = zone = name;
  }
  if (has_zone_ && name == first_zone_) return 0;
  for (const std::string& known : other_zones_)
    if (known == name) return 1;
  if (other_zones_.empty()) other_zone_offset_ = offset;
  if (other_zones_.size() < k_remembered) other_zones_.emplace_back(name);
  return 1;
}

std::optional<Stamp> Draft::read_stamp(std::string_view text, std::size_t offset) {
  const auto stamp = parse_stamp(text);
  if (!stamp)
    problems_.add("bad-time-stamp", offset, fmt::format("{} is not a time stamp", quoted(text)),
                  "ISO 8601, whole seconds: 2024-05-01T00:00:00Z");
  return stamp;
}

std::optional<double> Draft::read_value(std::string_view text, std::size_t offset) {
  if (text.empty()) return std::numeric_limits<double>::quiet_NaN();
  const auto value = parse_number(text);
  if (!value)
    problems_.add("bad-series-value", offset, fmt::format("{} is not a number", quoted(text)),
                  text.find(',') == std::string_view::npos
                      ? "a missing value is left empty"
                      : "decimals follow a point, without separators of thousands: 1234.5");
  return value;
}

void Draft::add(std::string_view time, std::string_view value, std::uint8_t marks,
                std::uint8_t which_zone) {
  const std::size_t offset = problems_.offset_of(time);
  const auto stamp = read_stamp(time, offset);
  const auto number = read_value(value, problems_.offset_of(value));
  if (stamp && number) add(*stamp, *number, offset, marks, which_zone);
}

void Draft::add(Stamp stamp, double value, std::size_t offset, std::uint8_t marks,
                std::uint8_t which_zone) {
  rows_.push_back({stamp.time, value, static_cast<std::uint32_t>(offset), marks, which_zone,
                   stamp.zoned || clock == Clock::utc});
}

}  // namespace carbonest::series_text
