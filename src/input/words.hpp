// SPDX-License-Identifier: Apache-2.0
#pragma once
// Pieces of sentences that the messages about a job share.

#include <span>
#include <string>
#include <string_view>

namespace carbonest {

/// Text of the user in double quotes, cut to what a message can carry.
std::string in_quotes(std::string_view text);

/// `did you mean "x" or "y"?`, or nothing.
std::string suggestion(std::string_view word, std::span<const std::string_view> names);

/// "a, b, c"
std::string listed(std::span<const std::string_view> words);

}  // namespace carbonest
