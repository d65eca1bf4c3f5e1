// SPDX-License-Identifier: Apache-2.0
#pragma once
// `sacct --json` into records, one job at a time: memory is that of one job, whatever the file.
// Knows the shapes of data_parser v0.0.37 to v0.0.46: numbers plain or as {set, infinite, number},
// a state as a text or a list, ids of arrays and heterogeneous jobs in objects of their own.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "carbonest/cluster.hpp"
#include "cluster/record.hpp"

namespace carbonest::cluster {

/// Bytes of a source one by one, with the line that they stand in. What is not UTF-8 is made so:
/// Slurm prints the names of jobs as they were given.
class ByteStream {
 public:
  explicit ByteStream(ByteSource& source);
  ~ByteStream();
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;

  /// The next byte without taking it; -1 at the end.
  int peek();
  void take() noexcept;
  std::uint64_t line() const noexcept { return line_; }
  std::uint64_t bytes() const noexcept { return bytes_; }

 private:
  bool fill();

  ByteSource& source_;
  std::unique_ptr<char[]> buffer_;  // as read
  std::size_t carried_ = 0;         // bytes of it that wait for the rest of their character
  std::string text_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 1, bytes_ = 0;
  bool at_end_ = false;
};

/// Errors are those that stop the reading: the text is no JSON, or not sacct's.
Diagnostics read_sacct_json(ByteStream& stream, std::string_view file, RecordSink& sink);

}  // namespace carbonest::cluster
