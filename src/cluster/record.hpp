// SPDX-License-Identifier: Apache-2.0
#pragma once
// One record of the accounting log: a job, or one run of a job that was requeued, with what its
// steps say. Its texts point into bytes that it keeps itself, so that it outlives the line that it
// was read from; it is used again rather than copied.

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cluster/slurm_value.hpp"
#include "cluster/tres.hpp"

namespace carbonest::cluster {

/// A name is cut behind this many bytes: what comes after it tells nothing, and a map of them must
/// stay small.
constexpr std::size_t k_longest_name = 256;
inline std::string_view name_part(std::string_view text) noexcept {
  return text.substr(0, k_longest_name);
}

/// What the steps of a job add to it.
struct StepSums {
  double device_percent_s = 0;  ///< sum over steps of percent of devices x seconds
  bool device_percent_known = false;
  bool device_percent_huge = false;      ///< no device can do that
  std::optional<double> peak_memory_gb;  ///< of the step with the most, all of its tasks
};

struct SlurmRecord {
  SlurmRecord() = default;
  SlurmRecord(const SlurmRecord&) = delete;
  SlurmRecord& operator=(const SlurmRecord&) = delete;

  std::string_view id;  ///< "123", "123_4", "123+0"
  std::string_view cluster, user, account, partition, name;
  std::string_view state_text;      ///< only where `state` is nullptr
  const JobState* state = nullptr;  ///< nullptr: none that is known
  std::optional<double> elapsed_s;
  std::optional<std::int64_t> submit, start, end;
  bool local_times = false;  ///< they were written without a zone
  std::optional<double> restarts;
  std::string_view sluid;
  Allocation allocation;
  RequestedMemory requested;  ///< where the allocation has no memory
  bool requested_known = false;
  std::optional<double> cpu_used_s;  ///< user + system time of all CPUs
  StepSums steps;
  std::uint64_t line = 0, offset = 0;  ///< of the job's row
  std::string_view fault;              ///< code of what is wrong with it; empty: it is sound

  std::string row;              ///< the bytes of a row
  std::deque<std::string> own;  ///< texts from elsewhere; none moves when another comes

  void clear() noexcept;
  std::string_view keep(std::string_view text) { return own.emplace_back(text); }
  JobOutcome outcome() const noexcept { return state ? state->outcome : JobOutcome::unknown; }
  std::string_view state_name() const noexcept { return state ? state->name : state_text; }
};

/// "job 17: a record has no time that can be read"
std::string fault_words(const SlurmRecord& record);

/// Two records of one job next to each other: the same run written twice, or a run of its own?
bool same_run(const SlurmRecord& a, const SlurmRecord& b) noexcept;

/// Why a row was skipped: its code, and the hours that it stands for where they are known.
struct SkippedRow {
  std::string_view code;
  std::string message;
  std::uint64_t line = 0;
  std::optional<double> hours;
};

/// Where readers deliver.
class RecordSink {
 public:
  virtual ~RecordSink() = default;
  virtual void record(const SlurmRecord& record) = 0;
  virtual void skip(const SkippedRow& row) = 0;
  /// The same run again; it was not delivered a second time.
  virtual void duplicate() = 0;
};

}  // namespace carbonest::cluster
