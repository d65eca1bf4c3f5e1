// SPDX-License-Identifier: Apache-2.0
#pragma once
// Time stamps as files write them. Only layouts with one meaning are read: 01/02/2024 is refused,
// because nobody can tell which number is the month.

#include <chrono>
#include <optional>
#include <string_view>

namespace carbonest::series_text {

struct Stamp {
  std::chrono::sys_seconds time;  ///< UTC when zoned, else as written
  bool zoned = false;
};

/// "2024-05-01", "2024-05-01 00:00[:00[.000]]" with ' ' or 'T', then nothing, "Z", "UTC" or an
/// offset; or seconds or milliseconds since 1970, which are UTC.
std::optional<Stamp> parse_stamp(std::string_view text) noexcept;

/// The start of "01.05.2024 00:00 - 01.05.2024 01:00 (UTC)" or "01/05/2024 00:00:00 - ...", day
/// first: the market time unit of ENTSO-E, and of nobody else.
std::optional<Stamp> parse_market_time_unit(std::string_view text) noexcept;

/// "Z", "UTC", "+01:00", "-0330", "+1": seconds east of Greenwich.
std::optional<std::chrono::seconds> parse_offset(std::string_view text) noexcept;

/// Length of a slot: "01:00:00", "1.00:00:00", minutes as a number, or "PT30M"; empty if it is
/// none.
std::optional<std::chrono::seconds> parse_slot_length(std::string_view text) noexcept;

}  // namespace carbonest::series_text
