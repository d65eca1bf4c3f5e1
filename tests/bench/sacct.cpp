// SPDX-License-Identifier: Apache-2.0
// Rows a second of `import slurm --summary` on one core, next to a plain memchr scan for line ends
// of the same bytes, peak memory on a stream, and the difference to the slow way of adding up.
// Prints; asserts nothing. usage: bench_sacct [ROWS [STREAMED_ROWS [COMPARED_ROWS]]]
// default: 1000000 10000000 300000
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "sacct_log.hpp"

namespace {

// Time of the processor, not of the wall: others may be at work on the machine.
double now() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

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

template <class Work>
double best_of(int times, const Work& work) {
  double best = 1e300;
  for (int i = 0; i < times; ++i) {
    const double start = now();
    work();
    best = std::min(best, now() - start);
  }
  return best;
}

std::uint64_t argument(int argc, char** argv, int index, std::uint64_t otherwise) {
  std::uint64_t value = 0;
  if (argc <= index) return otherwise;
  std::from_chars(argv[index], argv[index] + std::strlen(argv[index]), value);
  return value;
}

void print_groups(const carbonest::ClusterSummary& summary) {
  std::printf("groups        %zu users, %zu accounts, %zu months, %zu states\n",
              summary.by[0].groups.size(), summary.by[1].groups.size(), summary.by[3].groups.size(),
              summary.by[4].groups.size());
}

}  // namespace

int main(int argc, char** argv) {
  using namespace carbonest;
  const std::uint64_t rows = argument(argc, argv, 1, 1000000),
                      streamed = argument(argc, argv, 2, 10000000);
  if (streamed > 0) {  // first: the peak is that of the process
    bench::LogSource source(7, streamed);
    SlurmImport import = test::make_import();
    const double start = now();
    import.read_text(source);
    std::printf(
        "streamed      %llu rows, %.2f GB in %.1f s with their making; peak memory %.1f MiB\n",
        static_cast<unsigned long long>(streamed), static_cast<double>(import.bytes()) / 1e9,
        now() - start, peak_mib());
    print_groups(import.summary());
  }
  if (rows == 0) return 0;
  const std::string log = bench::make_log(7, rows);
  std::uint64_t lines = 0;
  const double scan_s = best_of(5, [&] { lines += scan_lines(log); });
  const double import_s = best_of(3, [&] {
    test::TextSource source(log);
    SlurmImport import = test::make_import();
    import.read_text(source);
  });
  test::TextSource source(log);
  SlurmImport import = test::make_import();
  import.read_text(source);
  const std::uint64_t compared = argument(argc, argv, 3, 300000);
  const std::string part = bench::make_log(8, compared);
  test::TextSource part_source(part);
  SlurmImport part_import = test::make_import();
  part_import.read_text(part_source);
  const double slow_start = now();
  const auto slow = bench::slow_report(part);
  const double slow_s = now() - slow_start;
  const double n = static_cast<double>(rows);
  std::printf("log           %llu rows, %.0f bytes each\n", static_cast<unsigned long long>(rows),
              static_cast<double>(log.size()) / n);
  std::printf("memchr scan   %.4f s, %.1f M rows/s (%llu)\n", scan_s, n / scan_s / 1e6,
              static_cast<unsigned long long>(lines));
  std::printf("import        %.3f s, %.2f M rows/s, %.1f times the scan\n", import_s,
              n / import_s / 1e6, import_s / scan_s);
  std::printf("slow way      %.2f M rows/s; largest difference %.1e\n",
              static_cast<double>(compared) / slow_s / 1e6,
              bench::largest_difference(part_import.summary(), slow));
  return EXIT_SUCCESS;
}
