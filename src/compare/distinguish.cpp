// SPDX-License-Identifier: Apache-2.0
#include "compare/distinguish.hpp"

namespace carbonest {

double probability_less(const Report& a, const Report& b) {
  const std::vector<Estimated> first = parts_of(a), second = parts_of(b);
  return probability_less(std::span<const Estimated>(first), std::span<const Estimated>(second));
}

CompareRange total_range(const Report& report) {
  return {report.interval.total_kg.low, report.interval.total_kg.high};
}

}  // namespace carbonest
