// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the program agrees with its surroundings before anything else happens.

namespace carbonest::io {

/// Standard descriptors that are closed are opened on /dev/null against their direction, so that no
/// data file becomes standard output and a read or write of them still fails. A broken pipe and a
/// file that may not grow become error codes. SIGINT and SIGTERM remove an uncommitted file and end
/// the program with 130 or 143, SIGHUP with 129.
void adopt_process() noexcept;

/// Columns of the terminal on this descriptor; 0 where there is none.
int terminal_columns(int fd) noexcept;

}  // namespace carbonest::io
