// SPDX-License-Identifier: Apache-2.0
#pragma once
// carbonest.line/1, appended to a buffer.

#include <span>
#include <string>
#include <string_view>

#include "carbonest/batch.hpp"

namespace carbonest::batch {

void append_line(std::string& out, std::string_view name, const LineFigures& figures,
                 std::span<const std::string> warnings);

}  // namespace carbonest::batch
