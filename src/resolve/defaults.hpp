// SPDX-License-Identifier: Apache-2.0
#pragma once
// Every default that can enter a result, as one table: central value, 90 % range, spread, rule and
// source. Code asks for a row by name, so that what is printed and what is computed cannot differ.

#include "carbonest/resolve.hpp"

namespace carbonest {

/// The row with this id, which must exist.
const DefaultRow& default_row(std::string_view id) noexcept;

}  // namespace carbonest
