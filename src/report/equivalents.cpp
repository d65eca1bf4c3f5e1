// SPDX-License-Identifier: Apache-2.0
#include "report/equivalents.hpp"

#include <array>

namespace carbonest {
namespace {

// One of each kind, the newest edition that is well sourced.
constexpr std::array<std::string_view, 5> k_shown{"car_km_eu_onroad", "flight_nyc_sfo",
                                                  "rail_pkm_uk", "smartphone_charge", "tree_year"};

}  // namespace

std::vector<Equivalent> equivalents_of(CarbonMass mass, const Catalog& catalog) {
  std::vector<Equivalent> rows;
  for (const std::string_view id : k_shown) {
    const Figure figure = catalog.figure("equivalents", id);
    rows.push_back({figure, in_grams(mass) / figure.value});
  }
  return rows;
}

}  // namespace carbonest
