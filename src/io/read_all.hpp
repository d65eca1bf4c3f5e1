// SPDX-License-Identifier: Apache-2.0
#pragma once
// Reads a file, or standard input for "-", to its end or to a limit, as a stream: a size that the
// file system tells is never believed, so pipes, devices and growing files are read like any other.

#include <cstddef>
#include <string>

namespace carbonest::io {

/// All bytes, but never more than `limit` + 1: a longer result means that there was more than
/// `limit`. Throws IoError, also for a directory.
std::string read_all(const std::string& path, std::size_t limit);

}  // namespace carbonest::io
