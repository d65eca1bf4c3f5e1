// SPDX-License-Identifier: Apache-2.0
#pragma once
// Whether two rows of a comparison differ by more than what is not known about them: the answer of
// probability_less() of the interval, for thousands of rows. A job on its hardware is a shape; its
// variants in other places differ by PUE and intensity only, so what the shapes share is summed up
// once, and the rest is a closed form.

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "carbonest/compare.hpp"

namespace carbonest {

class SharedErrors {
 public:
  /// A job on its hardware, in whatever place.
  std::uint32_t add_shape(const ResolvedJob& job);
  /// A result from which nothing can be factored out: of a job with stages.
  std::uint32_t add_whole(ResolvedJob job);
  /// Of the shape's job in another place.
  CompareErrors in_place(std::uint32_t shape, const ResolvedJob& job);

  /// P(value of `a` < value of `b`); what both share cancels, 0.5 where they cannot differ. Both
  /// rows are of shapes, or both are whole results.
  double probability_less(const CompareRow& a, const CompareRow& b, SortKey::Estimate of);

 private:
  struct Shape {
    ResolvedJob job;  ///< without the spreads of PUE and intensity, unless whole
    bool whole = false;
    double energy = 1, made = 1;  ///< mean / central value of the energy, of manufacture
  };
  /// E[xy] / (E[x] E[y]) of energy and manufacture of two shapes.
  struct Moments {
    double energies = 1, energy_made = 1, made_energy = 1, made = 1;
  };
  struct Split;

  Split split(const CompareRow& row, SortKey::Estimate of) const;
  double log_moment(const Split& a, const Split& b);
  const Moments& moments(std::uint32_t a, std::uint32_t b);
  std::uint32_t number_of(const Input& input);

  std::vector<Shape> shapes_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, Moments> moments_;
  std::multimap<double, std::pair<std::uint32_t, Input>> quantities_;  // by value
};

}  // namespace carbonest
