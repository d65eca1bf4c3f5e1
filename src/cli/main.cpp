// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cstdlib>
#include <vector>

#include "cli/app.hpp"
#include "io/process.hpp"

int main(int argc, char* argv[]) {
  using namespace carbonest;
  io::adopt_process();
  io::DescriptorSink out(STDOUT_FILENO, "standard output"), err(STDERR_FILENO, "standard error");
  io::DiskFiles files;
  const auto variable = [](const char* name) {
    const char* text = std::getenv(name);
    return std::string_view(text ? text : "");
  };
  const cli::Environment environment{!variable("NO_COLOR").empty() || variable("TERM") == "dumb",
                                     isatty(STDOUT_FILENO) == 1,
                                     isatty(STDERR_FILENO) == 1,
                                     io::terminal_columns(STDOUT_FILENO),
                                     variable("GITHUB_STEP_SUMMARY"),
                                     variable("GITHUB_OUTPUT")};
  cli::World world{out, err, files, environment};
  const std::vector<std::string_view> args(argv + (argc > 0 ? 1 : 0), argv + argc);
  return static_cast<int>(cli::run(args, world));
}
