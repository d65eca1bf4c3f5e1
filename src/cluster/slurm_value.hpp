// SPDX-License-Identifier: Apache-2.0
#pragma once
// The values that Slurm writes: durations, times, sizes, counts, states. Each reader takes the
// whole text or nothing; what Slurm writes for "no value" is told from what is broken.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace carbonest::cluster {

/// A value, no value (empty, Unknown, 16?, 4294967294, ...), or a text that is none.
template <class T>
struct Read {
  enum class Kind : std::uint8_t { value, unset, broken };
  Kind kind = Kind::unset;
  T value{};

  explicit operator bool() const noexcept { return kind == Kind::value; }
  bool broken() const noexcept { return kind == Kind::broken; }
  static Read of(T v) noexcept { return {Kind::value, v}; }
  static Read none() noexcept { return {Kind::unset, T{}}; }
  static Read bad() noexcept { return {Kind::broken, T{}}; }
};

/// Longer than any job; a sum of such still fits.
constexpr double k_longest_s = 100.0 * 8760 * 3600;
constexpr double k_most_units = 1e9;  ///< nodes, CPUs, devices of one record
constexpr double k_most_memory_gb = 1e9;

/// [D-]HH:MM:SS[.mmm], MM:SS[.mmm], D-HH[:MM], UNLIMITED, Partition_Limit; seconds.
Read<double> read_duration(std::string_view text) noexcept;
/// A plain number of seconds.
Read<double> read_seconds(std::string_view text) noexcept;
/// 2024-05-06T07:08:09, also with a space, a fraction or a zone, or seconds since 1970. Seconds
/// since 1970; a time without a zone is taken as it stands.
/// `local` is set where it has none.
Read<std::int64_t> read_time(std::string_view text, bool& local) noexcept;
/// A count, also as "1.50K" (of 1000).
Read<double> read_count(std::string_view text) noexcept;
/// A size with a binary suffix: "4G", "1.5T", "512000K"; bytes where it has none; GB of 10^9 bytes.
/// `unit` is that of a text without a suffix.
Read<double> read_memory_gb(std::string_view text, char unit = 'B') noexcept;
/// ConsumedEnergy: joules, K, M, G of 1000.
Read<double> read_joules(std::string_view text) noexcept;

/// ReqMem: "4Gn" a node, "4000Mc" a CPU, "4G" in all (since 21.08), "0n" all of a node.
struct RequestedMemory {
  enum class Per : std::uint8_t { job, node, cpu };
  double gb = 0;  ///< 0: all that a node has
  Per per = Per::job;
};
Read<RequestedMemory> read_requested_memory(std::string_view text) noexcept;

/// Classes of states for the report.
enum class JobOutcome : std::uint8_t {
  done,
  failed,
  cancelled,
  timeout,
  preempted,
  unfinished,
  unknown
};
constexpr std::size_t k_outcomes = 7;

struct JobState {
  std::string_view name;        ///< as Slurm writes it in full
  std::string_view short_name;  ///< as squeue writes it
  JobOutcome outcome;
};
std::span<const JobState> job_states() noexcept;
/// By full, short or cut name ("CANCELLED by 1002", "CANCELLED+", "OUT_OF_ME+"); nullptr for no
/// state.
const JobState* find_state(std::string_view text) noexcept;

/// Year and month of a time.
struct YearMonth {
  int year = 0;
  int month = 0;
};
YearMonth year_month(std::int64_t seconds) noexcept;

bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept;

}  // namespace carbonest::cluster
