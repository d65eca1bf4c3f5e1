// SPDX-License-Identifier: Apache-2.0
#include "compare/glob.hpp"

#include <cstddef>

namespace carbonest {

bool has_wildcard(std::string_view text) noexcept { return text.find_first_of("*?") != text.npos; }

bool glob_matches(std::string_view pattern, std::string_view text) noexcept {
  std::size_t p = 0, t = 0;
  std::size_t star = pattern.npos, after_star = 0;  // where to go on when the text differs
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      after_star = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p, ++t;
    } else if (star != pattern.npos) {
      p = star + 1;
      t = ++after_star;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace carbonest
