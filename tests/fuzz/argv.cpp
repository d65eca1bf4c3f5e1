// SPDX-License-Identifier: Apache-2.0
// The whole program on a command line from bytes, one argument a line, in a world of memory.
// Whatever is typed, it ends with a documented exit code, and a failure of a single job leaves
// standard output empty.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "../unit/cli_world.hpp"

namespace {

using carbonest::cli::ExitCode;
constexpr std::size_t k_max_args = 64;

std::vector<std::string_view> split(std::string_view bytes) {
  std::vector<std::string_view> args;
  while (!bytes.empty() && args.size() < k_max_args) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    args.push_back(bytes.substr(0, end));
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  return args;
}

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "argv: %s\n", what);
  std::abort();
}

bool printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // One program for all inputs would let them influence each other.
  carbonest::test::Program program;
  const std::string bytes(data, data + size);
  const std::vector<std::string_view> args = split(bytes);
  carbonest::cli::World world{program.out, program.err, program.files, program.environment};
  const ExitCode exit = carbonest::cli::run(args, world);
  require(exit == ExitCode::ok || exit == ExitCode::usage || exit == ExitCode::refused ||
              exit == ExitCode::io,
          "the exit code is none that a command line can cause");
  const auto jobs =
      std::ranges::count_if(args, [](std::string_view arg) { return !arg.starts_with("--"); });
  require(exit == ExitCode::ok || jobs > 3 || program.out.text.empty(),
          "output in spite of an error");
  require(exit == ExitCode::ok || !program.err.text.empty(), "an error without a word");
  if (bytes.find("--c") == std::string::npos) {  // --color always
    require(printable(program.out.text), "standard output holds a control character");
    require(printable(program.err.text), "standard error holds a control character");
  }
  return 0;
}
