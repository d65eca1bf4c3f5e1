// SPDX-License-Identifier: Apache-2.0
#pragma once
// One line that tells how far long work has come: how much was done, how fast, how long it will
// still take. Only on a terminal, only after a second, and gone when the work is done. The clock is
// looked at here and nowhere else: it never enters a result.

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "io/world.hpp"

namespace carbonest::cli {

class Progress {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Clock = std::function<Time()>;

  /// Shows nothing unless `shown`. `things` is what is counted: "jobs". `total_bytes` is the size
  /// of the input, 0 where it is not known: then no time left is shown.
  Progress(bool shown, io::Sink& terminal, std::string things, std::uint64_t total_bytes,
           Clock clock = std::chrono::steady_clock::now);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() { erase(); }

  /// What was done so far. Cheap enough for every block of input.
  void update(std::uint64_t things, std::uint64_t bytes) noexcept;

  /// Takes the line away, for something else to be printed or at the end.
  void erase() noexcept;

 private:
  void show(std::string line) noexcept;

  bool shown_;
  io::Sink& terminal_;
  std::string things_;
  std::uint64_t total_bytes_;
  Clock clock_;
  Time start_{}, next_{};
  std::size_t width_ = 0;  // of what stands on the terminal
};

/// "12,345,678 jobs, 1.31 million/s, 42 %, 2 min 5 s left"; without a total, or at no speed, the
/// last two are left out.
std::string progress_line(std::string_view things, std::uint64_t count, std::uint64_t bytes,
                          std::uint64_t total_bytes, double seconds);

}  // namespace carbonest::cli
