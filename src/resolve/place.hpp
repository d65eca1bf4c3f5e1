// SPDX-License-Identifier: Apache-2.0
#pragma once
// Where and when: the job's region as a cloud region or a grid zone, and the year whose data are
// wanted.

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

#include "resolve/node.hpp"

namespace carbonest {

struct Site {
  std::optional<CloudRegion> region;   ///< a provider's region
  std::vector<CloudRegionYear> years;  ///< of that region
  std::optional<Zone> zone;            ///< a zone named by the job itself
  std::string provider;                ///< of the region, else of the instance; may be empty
  std::optional<int> year;             ///< wanted by the job: `year`, or the year of `start`
  Place place;                         ///< of the region in the job

  bool known() const noexcept { return region || zone; }
};

/// Looks one name up: a region or a zone, and its id as the context's region name. An unknown or
/// ambiguous one is refused, with `instead` as the way out where there is one.
void find_place(Context& context, const Given<std::string>& name, std::string_view instead,
                Site& site);

/// Looks the region up. An unknown or ambiguous one is refused; none at all is refused only where
/// the intensity has to come from a table.
Site resolve_site(Context& context, const Node& node);

/// Which of `years` (ascending, not empty) serves a wanted year: itself, else the nearest earlier,
/// else the earliest later one; the newest when no year is wanted.
int matching_year(std::span<const int> years, std::optional<int> wanted) noexcept;

/// The row of that year, of rows in order of year (not empty).
template <class Row>
const Row& row_of_matching_year(const std::vector<Row>& rows, std::optional<int> wanted) {
  std::vector<int> years(rows.size());
  std::ranges::transform(rows, years.begin(), &Row::year);
  return *std::ranges::find(rows, matching_year(years, wanted), &Row::year);
}

}  // namespace carbonest
