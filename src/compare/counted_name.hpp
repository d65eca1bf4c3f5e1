// SPDX-License-Identifier: Apache-2.0
#pragma once
// "8x H100-SXM5-80GB": a name that may have a count before it.

#include <cstdint>
#include <string_view>

namespace carbonest {

struct CountedName {
  std::string_view count;  ///< as written; empty without one
  std::string_view name;
  std::int64_t number = 1;
  bool valid = true;  ///< the count is a whole number that a node can have
};
CountedName counted_name(std::string_view text) noexcept;

}  // namespace carbonest
