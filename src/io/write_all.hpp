// SPDX-License-Identifier: Apache-2.0
#pragma once
// Writes every byte or throws IoError: interrupted and short writes are carried on, a full device,
// a closed descriptor and a broken pipe are not overlooked.

#include <string_view>

namespace carbonest::io {

void write_all(int fd, std::string_view name, std::string_view bytes);

}  // namespace carbonest::io
