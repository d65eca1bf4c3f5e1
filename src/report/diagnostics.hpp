// SPDX-License-Identifier: Apache-2.0
#pragma once
// Diagnostics as text with a caret, and as carbonest.diagnostics/1. Their places must have been
// located.

#include <span>
#include <string>

#include "carbonest/diagnostic.hpp"

namespace carbonest {

/// `job.json:7:14: error[code]: message`, the line with a caret, then `hint: ...`.
std::string render_diagnostics_text(std::span<const Diagnostic> diagnostics, bool color);

std::string render_diagnostics_json(std::span<const Diagnostic> diagnostics, bool pretty);

}  // namespace carbonest
