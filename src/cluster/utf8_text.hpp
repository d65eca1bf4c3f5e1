// SPDX-License-Identifier: Apache-2.0
#pragma once
// Names from a log as valid UTF-8: what is kept, written to a partial result, and read again is the
// same text.

#include <string>
#include <string_view>

namespace carbonest::cluster {

/// Bytes that are not UTF-8 become U+FFFD, one for each.
std::string valid_utf8(std::string_view text);

}  // namespace carbonest::cluster
