// SPDX-License-Identifier: Apache-2.0
#pragma once
// Shell patterns: `*` is any text, `?` any one byte. Linear in memory, never exponential in time.

#include <string_view>

namespace carbonest {

bool has_wildcard(std::string_view text) noexcept;
bool glob_matches(std::string_view pattern, std::string_view text) noexcept;

}  // namespace carbonest
