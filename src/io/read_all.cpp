// SPDX-License-Identifier: Apache-2.0
#include "io/read_all.hpp"

#include <algorithm>
#include <span>

#include "io/input_file.hpp"

namespace carbonest::io {
namespace {

constexpr std::size_t k_first_read = std::size_t{16} << 10;

}  // namespace

std::string read_all(const std::string& path, std::size_t limit) {
  InputFile file(path);
  std::string bytes;
  std::size_t used = 0;
  while (used <= limit) {
    if (used == bytes.size()) bytes.resize(std::min(limit + 1, std::max(k_first_read, used * 2)));
    const std::size_t count = file.read(std::span(bytes).subspan(used));
    if (count == 0) break;
    used += count;
  }
  bytes.resize(used);
  return bytes;
}

}  // namespace carbonest::io
