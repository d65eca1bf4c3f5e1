// SPDX-License-Identifier: Apache-2.0
#pragma once
// The gate before any parser: what passes is UTF-8 of bounded size, without a NUL byte, and not
// blank.

#include <optional>
#include <string_view>

#include "carbonest/diagnostic.hpp"

namespace carbonest {

/// The first reason why these bytes cannot be a job. A UTF-8 byte order mark is accepted.
std::optional<Diagnostic> check_bytes(std::string_view bytes);

}  // namespace carbonest
