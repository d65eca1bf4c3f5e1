// SPDX-License-Identifier: Apache-2.0
// Jobs a second of `estimate --jsonl`, next to a plain memchr scan for line ends of the same bytes,
// and peak memory on a stream. Prints; asserts nothing.
// usage: bench_jsonl [JOBS [STREAMED_JOBS [THREADS]]]     default: 500000 0 1
#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <ctime>

#include "carbonest/batch.hpp"
#include "job_lines.hpp"

namespace {

using namespace carbonest;

double clock_now(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}
// Time of the processor, not of the wall: others may be at work on the machine.
double cpu_now() { return clock_now(CLOCK_PROCESS_CPUTIME_ID); }

double peak_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

std::uint64_t scan_lines(const std::string& text) {
  std::uint64_t lines = 0;
  for (const char* p = text.data(); p != nullptr; ++lines) {
    p = static_cast<const char*>(
        std::memchr(p, '\n', static_cast<std::size_t>(text.data() + text.size() - p)));
    if (p != nullptr) ++p;
  }
  return lines;
}

class TextSource final : public ByteSource {
 public:
  explicit TextSource(std::string_view text) : text_{text} {}
  std::size_t read(std::span<char> into) override {
    const std::size_t count = text_.copy(into.data(), into.size(), at_);
    at_ += count;
    return count;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

/// Makes lines as they are read: nothing is held.
class MadeSource final : public ByteSource {
 public:
  explicit MadeSource(std::uint64_t jobs) : left_{jobs} {}
  std::size_t read(std::span<char> into) override {
    while (waiting_.size() < into.size() && left_ > 0) {
      waiting_ += lines_.next();
      --left_;
    }
    const std::size_t count = waiting_.copy(into.data(), into.size());
    waiting_.erase(0, count);
    return count;
  }

 private:
  bench::JobLines lines_{7};
  std::uint64_t left_;
  std::string waiting_;
};

struct Run {
  double cpu = 0, wall = 0;
  std::uint64_t jobs = 0, bytes_out = 0;
};

Run run(ByteSource& source, const BatchOptions& options) {
  Run run;
  BatchOutlet outlet;
  outlet.result = [&](std::string_view lines) { run.bytes_out += lines.size(); };
  outlet.problems = [&](std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stderr);
  };
  const double cpu = cpu_now(), wall = clock_now(CLOCK_MONOTONIC);
  run.jobs = run_batch(source, {}, Catalog::bundled(), options, outlet).jobs;
  run.cpu = cpu_now() - cpu;
  run.wall = clock_now(CLOCK_MONOTONIC) - wall;
  return run;
}

void report(const char* what, const std::string& text, double scan, const BatchOptions& options) {
  Run best{.cpu = 1e300, .wall = 1e300};
  for (int i = 0; i < 5; ++i) {
    TextSource source(text);
    const Run one = run(source, options);
    best = {std::min(best.cpu, one.cpu), std::min(best.wall, one.wall), one.jobs, one.bytes_out};
  }
  const auto jobs = static_cast<double>(best.jobs);
  std::printf("%-22s %6.2f million jobs/s  %5.1f x line scan   wall %6.2f million/s\n", what,
              jobs / best.cpu / 1e6, best.cpu / scan, jobs / best.wall / 1e6);
}

std::uint64_t argument(int argc, char** argv, int index, std::uint64_t otherwise) {
  std::uint64_t value = 0;
  if (argc <= index) return otherwise;
  std::from_chars(argv[index], argv[index] + std::strlen(argv[index]), value);
  return value;
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t jobs = argument(argc, argv, 1, 1'500'000);
  const std::uint64_t streamed = argument(argc, argv, 2, 0);
  BatchOptions options;
  options.threads = static_cast<unsigned>(argument(argc, argv, 3, 1));
  if (streamed > 0) {
    MadeSource source(streamed);
    const Run one = run(source, options);
    std::printf("streamed               %llu jobs, peak memory %.1f MiB\n",
                static_cast<unsigned long long>(one.jobs), peak_mib());
    return 0;
  }
  std::string text;
  bench::JobLines lines(7);
  for (std::uint64_t i = 0; i < jobs; ++i) text += lines.next();
  double scan = 1e300;
  std::uint64_t seen = 0;
  for (int i = 0; i < 9; ++i) {
    const double start = cpu_now();
    seen += scan_lines(text);
    scan = std::min(scan, cpu_now() - start);
  }
  std::printf("lines                  %llu of %.0f bytes, scan %.1f million/s\n",
              static_cast<unsigned long long>(seen / 9),
              static_cast<double>(text.size()) / static_cast<double>(jobs),
              static_cast<double>(jobs) / scan / 1e6);
  options.output = BatchOutput::totals;
  report("--totals", text, scan, options);
  options.group_by = {"x_user", "region"};
  report("--group-by two keys", text, scan, options);
  options.group_by.clear();
  options.output = BatchOutput::lines;
  report("a line for each", text, scan, options);
}
