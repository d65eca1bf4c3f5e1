// SPDX-License-Identifier: Apache-2.0
#pragma once
// What a mass of CO2e compares to, on request: a few rows of table `equivalents`, each with its source.

#include <vector>

#include "carbonest/catalog.hpp"
#include "carbonest/quantity.hpp"

namespace carbonest {

struct Equivalent {
  Figure figure;      ///< label, unit, grams per unit
  double amount = 0;  ///< units
};
std::vector<Equivalent> equivalents_of(CarbonMass mass, const Catalog& catalog);

}  // namespace carbonest
