// SPDX-License-Identifier: Apache-2.0
#pragma once
// Bounds on what the reader of series accepts: memory and time stay bounded whatever the file
// holds.

#include <chrono>
#include <cstddef>

namespace carbonest::series_limits {

inline constexpr std::size_t k_text = std::size_t{64} << 20;
inline constexpr int k_json_depth = 64;
inline constexpr std::size_t k_json_nodes = 6'000'000;
inline constexpr std::size_t k_columns = 1000;
inline constexpr std::chrono::seconds k_longest_step = std::chrono::days{366};
inline constexpr std::size_t k_slots = 4'000'000;  // 38 years of 5 minutes
inline constexpr std::size_t k_shown = 5;          // problems of one kind that are reported in full

inline constexpr int k_first_year = 1900;
inline constexpr int k_last_year = 2199;

inline constexpr double k_plausible_g_per_kwh = 2000;  // no grid is dirtier
inline constexpr double k_possible_g_per_kwh =
    100'000;                                     // with an explicit unit: still finite arithmetic
inline constexpr double k_likely_kilograms = 5;  // all values below: kg, not g

}  // namespace carbonest::series_limits
