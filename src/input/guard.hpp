// SPDX-License-Identifier: Apache-2.0
#pragma once
// The gate before any parser: what passes is UTF-8 of bounded size, without a NUL byte, and not
// blank.

#include <optional>
#include <string_view>

#include "carbonest/diagnostic.hpp"
#include "limits.hpp"

namespace carbonest {

/// What a text is, and how much of it is read.
struct TextBounds {
  std::string_view what = "a job";
  std::size_t bytes = limits::k_job_bytes;
  std::size_t values = limits::k_json_values;  ///< see parse_json()
  std::string_view start = R"({"name": )";     ///< how one starts, for who gave a blank one
  int first_line = 1;                          ///< of the text in its file, for messages
};

/// The first reason why these bytes cannot be such a text. A UTF-8 byte order mark is accepted.
std::optional<Diagnostic> check_bytes(std::string_view bytes, const TextBounds& bounds = {});

}  // namespace carbonest
