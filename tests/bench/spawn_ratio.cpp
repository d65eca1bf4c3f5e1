// SPDX-License-Identifier: Apache-2.0
// What a run of one program costs, against another: both are spawned in turn, so that a drift of the machine
// hits both, and the medians are compared.
// usage: spawn_ratio ROUNDS BASELINE -- PROGRAM [ARGUMENT...]
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

extern char** environ;

namespace {

using Micros = std::chrono::duration<double, std::micro>;

// Wall time from spawn to exit, with standard output thrown away; ends the benchmark if the program fails.
double run_once(char* const* command) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  int status = -1;
  const auto begin = std::chrono::steady_clock::now();
  const int error = posix_spawn(&child, command[0], &actions, nullptr, command, environ);
  if (error == 0) waitpid(child, &status, 0);
  const auto end = std::chrono::steady_clock::now();
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0 || status != 0) {
    std::fprintf(stderr, "%s: did not run, or failed\n", command[0]);
    std::exit(1);
  }
  return Micros(end - begin).count();
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

int main(int argc, char* argv[]) {
  const long rounds = argc >= 5 ? std::strtol(argv[1], nullptr, 10) : 0;
  if (rounds < 1 || std::string_view(argv[3]) != "--") {
    std::fputs("usage: spawn_ratio ROUNDS BASELINE -- PROGRAM [ARGUMENT...]\n", stderr);
    return 2;
  }
  char* const baseline[] = {argv[2], nullptr};
  char* const* const program = argv + 4;
  std::vector<double> baseline_times;
  std::vector<double> program_times;
  for (int i = 0; i < 20; ++i) {  // warm the page cache
    run_once(baseline);
    run_once(program);
  }
  for (long i = 0; i < rounds; ++i) {
    baseline_times.push_back(run_once(baseline));
    program_times.push_back(run_once(program));
  }
  const double base = median(baseline_times);
  const double cost = median(program_times);
  std::printf("%s: %.0f us, %s: %.0f us, ratio %.2f\n", program[0], cost, baseline[0], base, cost / base);
}
