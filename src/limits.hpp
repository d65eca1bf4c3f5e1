// SPDX-License-Identifier: Apache-2.0
#pragma once
// Every bound of the job reader in one place: how much input is read, and for each number the
// largest value that can be meant. Products of numbers within these bounds stay far below the
// largest double.

#include <cstddef>
#include <cstdint>
#include <limits>

namespace carbonest {

/// What a number may be, in the base unit of its field. Outside of min..max it is refused, outside
/// of the plausible range it is accepted with a warning.
struct Range {
  double min = 0;
  double max = std::numeric_limits<double>::max();
  double plausible_min = 0;
  double plausible_max = std::numeric_limits<double>::max();
};

namespace limits {

// Input.
inline constexpr std::size_t k_job_bytes = std::size_t{1} << 20;
inline constexpr std::size_t k_json_depth = 64;
inline constexpr std::size_t k_json_values = 65'536;  ///< values in one text, at any depth
inline constexpr std::size_t k_budget_bytes = std::size_t{1} << 20;
inline constexpr std::size_t k_baseline_bytes = std::size_t{64} << 20;
inline constexpr std::size_t k_baseline_values = 2'000'000;  ///< of that many bytes no more are usual
inline constexpr std::size_t k_partial_bytes = std::size_t{1} << 30;
inline constexpr std::size_t k_diagnostics = 100;     ///< more are counted, not listed
inline constexpr std::size_t k_list_items = 64;       ///< accelerators of a node, functional units
inline constexpr std::size_t k_stages = 1'000;         ///< of one job
inline constexpr std::size_t k_variants = 10'000;     ///< of one comparison
inline constexpr std::size_t k_name_bytes = 4'096;
inline constexpr std::size_t k_description_bytes = 65'536;

// Numbers. Hours, W, kWh, kg, g/kWh, GB.
inline constexpr Range k_runtime{0, 876'000, 0, 43'800};  ///< 100 years; 5 years
inline constexpr Range k_accelerator_hours{0, 1e12};
inline constexpr Range k_energy{0, 1e12};
inline constexpr Range k_runs{0, 1e9};
inline constexpr Range k_pue{1, 100, 1, 3};
inline constexpr Range k_intensity{0, 10'000, 0, 2'000};
inline constexpr Range k_fraction{0, 1};
inline constexpr Range k_busy_share{1e-3, 1};  ///< a divisor
inline constexpr Range k_count{0, 1e7};
inline constexpr Range k_nodes{1, 1e7};
inline constexpr Range k_cores{1, 1e6};
inline constexpr Range k_device_power{0, 1e6, 5, 2'000};
inline constexpr Range k_idle_power{0, 1e6, 0, 2'000};
inline constexpr Range k_socket_power{0, 1e5, 1, 1'000};
inline constexpr Range k_core_power{0, 1e5, 0, 100};
inline constexpr Range k_node_power{0, 1e7, 1, 200'000};
inline constexpr Range k_host_power{0, 1e7, 0, 200'000};  ///< also of a share of a node
inline constexpr Range k_memory{0, 1e9, 0, 70'368.744177664};  ///< 64 TiB a node
inline constexpr Range k_storage{0, 1e12, 0, 1e8};
inline constexpr Range k_embodied{0, 1e12};
inline constexpr Range k_lifetime{1e-6, 8.76e6, 8'760, 262'800};  ///< a divisor; 1 to 30 years
inline constexpr Range k_amount{1e-12, 1e30};  ///< a divisor; FLOPs of a run: some 1e25
inline constexpr Range k_year{1990, 2100};
inline constexpr Range k_large_count{0, 1e30};  ///< of a workload, which has bounds of its own

}  // namespace limits
}  // namespace carbonest
