// SPDX-License-Identifier: Apache-2.0
#include "compare/counted_name.hpp"

#include <algorithm>
#include <charconv>

#include "catalog/names.hpp"
#include "limits.hpp"

namespace carbonest {

CountedName counted_name(std::string_view text) noexcept {
  text = trimmed(text);
  const std::size_t digits = std::min(text.find_first_not_of("0123456789.-+"), text.size());
  const std::string_view rest = trimmed(text.substr(digits));
  const bool apart = digits < text.size() && text[digits] == ' ';  // "7900 XTX" is a name
  const bool marked = !rest.empty() && (rest[0] == 'x' || rest[0] == 'X' || rest[0] == '*') &&
                      (!apart || (rest.size() > 1 && rest[1] == ' '));
  if (digits == 0 || !marked) return {.count = {}, .name = text};
  CountedName counted{.count = text.substr(0, digits), .name = trimmed(rest.substr(1))};
  const char* const end = counted.count.data() + counted.count.size();
  const auto [stop, error] = std::from_chars(counted.count.data(), end, counted.number);
  counted.valid = error == std::errc{} && stop == end && counted.number >= 1 &&
                  static_cast<double>(counted.number) <= limits::k_count.max;
  return counted;
}

}  // namespace carbonest
