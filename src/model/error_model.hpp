// SPDX-License-Identifier: Apache-2.0
#pragma once
// From resolved jobs to sums of lognormal terms: which inputs multiply into which part of which
// result, and which inputs of different jobs are the same quantity. Knows the formulas of
// estimate(), and nothing of percentage points.

#include <cstdint>
#include <span>
#include <vector>

#include "carbonest/interval.hpp"
#include "carbonest/resolve.hpp"
#include "model/lognormal_sum.hpp"

namespace carbonest {

enum class Outcome : std::uint8_t { it, facility, operational, total };

/// The distinct quantities behind the inputs of several jobs, numbered in the order in which they
/// appear.
class Quantities {
 public:
  struct Place {
    std::uint32_t job, index;
  };
  explicit Quantities(std::span<const ResolvedJob* const> jobs);

  std::size_t size() const noexcept { return first_.size(); }
  Place first(std::size_t quantity) const noexcept { return first_[quantity]; }
  std::uint32_t of(std::size_t job, std::size_t index) const noexcept {
    return numbers_[start_[job] + index];
  }

 private:
  std::vector<Place> first_;
  std::vector<std::size_t> start_;      // of each job in numbers_
  std::vector<std::uint32_t> numbers_;  // of each input of each job
};

/// Another spread for one quantity, or for all that a measurement of its scope replaces.
struct WhatIf {
  std::uint32_t quantity;
  double log_sd;
  Measurement::Scope replaces;
};

/// Adds one job's terms of `outcome` to `sum`. The job is number `number` of `quantities`, which
/// number the factors; the measurement of a whole is one factor more.
void add_terms(const ResolvedJob& job, std::size_t number, const Quantities& quantities,
               Outcome outcome, const WhatIf* what_if, LognormalSum& sum);

}  // namespace carbonest
