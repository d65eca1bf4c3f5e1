// SPDX-License-Identifier: Apache-2.0
#include "compare/glob.hpp"

#include <cstddef>

#include "carbonest/budget.hpp"

namespace carbonest {
namespace {

bool is_continuation(char c) noexcept { return (static_cast<unsigned char>(c) & 0xC0u) == 0x80; }

// The end of the character at `at`: `?` stands for a whole one.
std::size_t next_character(std::string_view text, std::size_t at) noexcept {
  ++at;
  while (at < text.size() && is_continuation(text[at])) ++at;
  return at;
}

}  // namespace

bool has_wildcard(std::string_view text) noexcept { return text.find_first_of("*?") != text.npos; }

// Greedy, with one way back: to the last star. Linear in memory, at worst quadratic in time.
bool glob_matches(std::string_view pattern, std::string_view name) noexcept {
  std::size_t p = 0, n = 0;
  std::size_t star = pattern.npos, resume = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = n;
    } else if (p < pattern.size() && pattern[p] == '?') {
      ++p;
      n = next_character(name, n);
    } else if (p < pattern.size() && pattern[p] == name[n]) {
      ++p;
      ++n;
    } else if (star != pattern.npos) {
      p = star + 1;
      n = resume = next_character(name, resume);
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == pattern.npos;
}

}  // namespace carbonest
