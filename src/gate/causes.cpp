// SPDX-License-Identifier: Apache-2.0
#include "carbonest/baseline.hpp"

namespace carbonest {

// Step one changes tables and program under the old job, step two the job under today's tables.
// With the same program, step one is the tables alone; with the same tables, the program alone.
Causes split_change(const CauseFigures& figures) noexcept {
  Causes causes;
  causes.input = figures.now - figures.recomputed;
  const CarbonMass rest = figures.recomputed - figures.before;
  if (figures.same_version && figures.same_tables) {
    // Nothing but the job can have moved: what the old job comes to today is a matter of rounding.
    causes.input = figures.now - figures.before;
  } else if (figures.same_version) {
    causes.table = rest;
  } else if (figures.same_tables) {
    causes.version = rest;
  } else {
    causes.table_or_version = rest;
  }
  return causes;
}

}  // namespace carbonest
