// SPDX-License-Identifier: Apache-2.0
#pragma once
// A table of the catalog, or one of the program's own, for `list`.

#include <string>
#include <string_view>
#include <vector>

#include "carbonest/report.hpp"

namespace carbonest {

/// A table on its way out. Which columns are numbers is decided before any row is left out, so that
/// a column of the JSON keeps its type whatever was searched for.
struct ListTable {
  explicit ListTable(Catalog::TableView all_rows);

  Catalog::TableView view;
  std::vector<bool> numeric;  ///< one per column
};

/// Leaves only the rows in which some cell contains `word`, without regard to case, spaces,
/// underscores and dashes.
void keep_matching_rows(ListTable& table, std::string_view word);

std::string render_list_text(const ListTable&, const RenderOptions&);
std::string render_list_json(const ListTable&, const RenderOptions&);
std::string render_list_csv(const ListTable&, const RenderOptions&);

}  // namespace carbonest
