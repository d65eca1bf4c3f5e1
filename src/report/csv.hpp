// SPDX-License-Identifier: Apache-2.0
#pragma once
// One row a job, a fixed set of columns: rows of different runs of the program can be put together.

#include <span>
#include <string>

#include "carbonest/report.hpp"

namespace carbonest {

std::string render_csv(std::span<const Report>, const Catalog&, const RenderOptions&);

}  // namespace carbonest
