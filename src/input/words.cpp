// SPDX-License-Identifier: Apache-2.0
#include "input/words.hpp"

#include "carbonest/catalog.hpp"
#include "diagnostics/utf8.hpp"

namespace carbonest {
namespace {
constexpr std::size_t k_longest_quoted = 60;
}

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  if (text.size() <= k_longest_quoted) return out.append(text) + '"';
  std::size_t end = k_longest_quoted;
  while (end > 0 && continues_code_point(text[end])) --end;
  return out.append(text.substr(0, end)) + "...\"";
}

std::string suggestion(std::string_view word, std::span<const std::string_view> names) {
  std::string out;
  for (const std::string& name : nearest_names(word, names))
    out.append(out.empty() ? "did you mean " : " or ").append(in_quotes(name));
  return out.empty() ? out : out + '?';
}

std::string listed(std::span<const std::string_view> words) {
  std::string out;
  for (const std::string_view word : words) out.append(out.empty() ? "" : ", ").append(word);
  return out;
}

}  // namespace carbonest
