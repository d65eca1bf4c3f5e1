// SPDX-License-Identifier: Apache-2.0
#pragma once
// RFC 3339 with its zone, to UTC. A time without a zone means different moments in different places
// and is refused; so are hour 24 and days that do not exist. A leap second counts as the second
// after it.

#include <chrono>
#include <string_view>

#include "carbonest/diagnostic.hpp"

namespace carbonest {

/// Error: bad-time.
Result<std::chrono::sys_seconds> parse_timestamp(std::string_view text, Place place = {});

}  // namespace carbonest
