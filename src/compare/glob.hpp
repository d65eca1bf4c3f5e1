// SPDX-License-Identifier: Apache-2.0
#pragma once
// Shell patterns of names. The matcher itself, glob_matches(), is public: budgets have patterns
// too.

#include <string_view>

#include "carbonest/budget.hpp"

namespace carbonest {

bool has_wildcard(std::string_view text) noexcept;

}  // namespace carbonest
