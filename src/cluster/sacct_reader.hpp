// SPDX-License-Identifier: Apache-2.0
#pragma once
// `sacct -P` rows into records. Steps are folded into the job that they follow; a run that is
// written twice in a row is delivered once; a row that cannot be read is skipped with a reason. A
// shard delivers the jobs whose predecessor begins in its range, so that any cut gives each job to
// exactly one shard.

#include <memory>
#include <string>
#include <string_view>

#include "cluster/line_reader.hpp"
#include "cluster/record.hpp"
#include "cluster/sacct_layout.hpp"

namespace carbonest::cluster {

/// The part of a job id before the step: "123_4" of "123_4.batch".
std::string_view job_of(std::string_view id) noexcept;

/// One row of a job, cut into cells, into a record; record.fault says what is wrong with it, if
/// anything.
void read_job_row(std::string_view row, const Cells& cells, SlurmRecord& record);

class SacctReader {
 public:
  SacctReader(std::shared_ptr<const SacctLayout> layout, ByteRange range, RecordSink& sink);

  /// False when nothing behind this line belongs to the range.
  bool take(const Line& line);
  void finish();
  /// Lines that begin in the range.
  std::uint64_t lines() const noexcept { return lines_; }

 private:
  bool in_range(const Line& line) const noexcept { return line.offset < range_.end; }
  SlurmRecord& pending() noexcept { return records_[pending_at_]; }
  void take_job(const Cells& cells, const Line& line);
  void take_step(const Cells& cells, const Line& line);
  void flush();
  void skip(const Line& line, std::string_view code, std::string message,
            std::optional<double> hours = {});
  bool cut_short(const Line& line, const Cells& cells) const;

  std::shared_ptr<const SacctLayout> layout_;
  ByteRange range_;
  RecordSink& sink_;
  Cells cells_{};
  std::array<SlurmRecord, 2> records_;  ///< the pending one and the one being read
  std::size_t pending_at_ = 0;
  bool has_pending_ = false;
  bool steps_count_ = false;  ///< of the pending record; not those of its duplicate
  std::string group_;         ///< job id of the last row that had one
  bool has_group_ = false;
  bool owned_;                      ///< the group is this shard's
  std::uint64_t group_offset_ = 0;  ///< of the last row of the group
  std::uint64_t lines_ = 0;
};

}  // namespace carbonest::cluster
