// SPDX-License-Identifier: Apache-2.0
#pragma once
// Lists as they are typed: split, and read into names of the tables. Every problem is noted with
// the option that it came from, none stops the others.

#include <string>
#include <string_view>
#include <vector>

#include "carbonest/compare.hpp"

namespace carbonest {

/// What the readers of lists share.
struct ListReading {
  const Catalog& catalog;
  Diagnostics errors;

  void refuse(std::string_view code, const char* option, std::string message,
              std::string hint = {});
  void add(Diagnostics found);
  /// So much is wrong, or so much is listed, that there is no use in reading on.
  bool enough(const Axis& axis) const noexcept;
};

/// Items between the commas of a list, trimmed. Commas inside of brackets and quotes do not count.
/// An empty item is refused.
std::vector<std::string_view> items_of(ListReading& reading, const char* option,
                                       std::string_view list);

/// Adds a value that was named; it must not be there yet under the same name.
void add_named(ListReading& reading, Axis& axis, std::string value, std::string_view item);

// Readers of one list each. The axis is left empty where nothing could be read.
Axis read_regions(ListReading& reading, std::string_view list);
Axis read_hardware(ListReading& reading, std::string_view list);
Axis read_instances(ListReading& reading, std::string_view list);
Axis read_years(ListReading& reading, std::string_view list);
/// "pue=1.1,1.3"
Axis read_varied(ListReading& reading, std::string_view text);

}  // namespace carbonest
