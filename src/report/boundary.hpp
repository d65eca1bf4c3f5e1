// SPDX-License-Identifier: Apache-2.0
#pragma once
// The software boundary of a result: what is in, how it was quantified, what is out and why (ISO/IEC 21031,
// "Software boundary"). A part that is missing is named, never passed over.

#include <string>
#include <string_view>
#include <vector>

#include "carbonest/report.hpp"

namespace carbonest {

struct BoundaryRow {
  std::string_view component;
  bool included = false;
  std::string_view quantified;  ///< "measured", "modelled", "supplied"; empty where it is out
  std::string why;
};
std::vector<BoundaryRow> boundary_of(const Report& report);

}  // namespace carbonest
