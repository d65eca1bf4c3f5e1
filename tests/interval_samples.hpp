// SPDX-License-Identifier: Apache-2.0
#pragma once
// The closed form against sampling: 3 % on the 5 and the 95 % point, for every result.

#include <vector>

#include "carbonest/interval.hpp"
#include "catch.hpp"
#include "synthetic.hpp"

namespace carbonest::test {

inline void check_against_samples(const ResolvedJob& job, std::size_t draws, Random& random) {
  constexpr double k_tolerance = 0.03;
  struct Result {
    const char* name;
    double Draw::*drawn;
    Spread Interval::*closed;
  };
  static constexpr Result k_results[]{
      {"it_kwh", &Draw::it_kwh, &Interval::it_kwh},
      {"facility_kwh", &Draw::facility_kwh, &Interval::facility_kwh},
      {"operational_kg", &Draw::operational_kg, &Interval::operational_kg},
      {"total_kg", &Draw::total_kg, &Interval::total_kg}};
  const Interval closed = interval(job, estimate(job));
  std::vector<Draw> all(draws);
  std::vector<double> factors, values(draws);
  for (Draw& draw : all) {
    draw_factors(job, random, factors);
    draw = evaluate(job, factors);
  }
  for (const Result& result : k_results) {
    std::ranges::transform(all, values.begin(),
                           [&](const Draw& draw) { return draw.*result.drawn; });
    INFO(result.name);
    CHECK((closed.*result.closed).low == Approx(quantile(values, 0.05)).epsilon(k_tolerance));
    CHECK((closed.*result.closed).high == Approx(quantile(values, 0.95)).epsilon(k_tolerance));
  }
}

}  // namespace carbonest::test
