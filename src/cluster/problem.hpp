// SPDX-License-Identifier: Apache-2.0
#pragma once
// What is wrong with a log, a site or a partial result, as diagnostics with their file and line.

#include <string>
#include <string_view>

#include "carbonest/diagnostic.hpp"

namespace carbonest::cluster {

inline Diagnostic problem(std::string_view code, std::string message, std::string hint = {}) {
  Diagnostic out;
  out.code = code;
  out.message = std::move(message);
  out.hint = std::move(hint);
  return out;
}

inline Diagnostic problem_at(std::string_view code, std::string_view file, std::uint64_t line,
                             std::string message, std::string hint = {}) {
  Diagnostic out = problem(code, std::move(message), std::move(hint));
  out.file = file;
  out.line = line > 0x7fffffff ? 0x7fffffff : static_cast<int>(line);
  return out;
}

}  // namespace carbonest::cluster
