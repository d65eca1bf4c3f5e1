// SPDX-License-Identifier: Apache-2.0
#pragma once
// Why a text is not JSON, in words for people. Only run on a text that the parser has refused.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace carbonest {

struct JsonFault {
  std::uint32_t offset = 0;
  std::string message, hint;
};

/// The first place where the text departs from RFC 8259. The text must be UTF-8.
std::optional<JsonFault> find_json_fault(std::string_view text);

}  // namespace carbonest
