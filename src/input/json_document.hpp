// SPDX-License-Identifier: Apache-2.0
#pragma once
// A JSON text as values that know where they stand. Strict RFC 8259, bounded in depth and number,
// in one allocation beside the texts that hold escapes; no value outlives the text it was read
// from.

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/diagnostic.hpp"
#include "input/guard.hpp"
#include "input/value.hpp"

namespace carbonest {

struct JsonDocument {
  std::vector<Value> values;      ///< the root is the first
  std::deque<std::string> texts;  ///< decoded texts that differ from what was written
  Diagnostics duplicate_keys;     ///< the text is JSON even so

  const Value& root() const noexcept { return values.front(); }
};

/// One error (json-...) when the text is not JSON; it must have passed check_bytes().
Result<JsonDocument> parse_json(std::string_view text, const TextBounds& bounds = {});

}  // namespace carbonest
