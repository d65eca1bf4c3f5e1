// SPDX-License-Identifier: Apache-2.0
// Lines of a batch from bytes: the quick reader and the strict one say the same of each, the first
// time and when the rates are known.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "../batch_support.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace carbonest;
  // They know the rates of everything before, as in a long batch.
  static test::ReaderPair readers;
  const std::string text(data, data + size);
  for (int round = 0; round < 2; ++round)
    for (const std::string_view line : test::lines_of(text)) {
      const std::string difference = readers.difference(line);
      if (difference.empty()) continue;
      std::fprintf(stderr, "jsonl: %s: %.*s\n", difference.c_str(), static_cast<int>(line.size()),
                   line.data());
      std::abort();
    }
  return 0;
}
