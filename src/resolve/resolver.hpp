// SPDX-License-Identifier: Apache-2.0
#pragma once
// The steps of resolve(), one after the other, for one job without stages; and once more for the
// same job in another place or year, where only the steps run that look at those. Either way the
// answer is the same, to the last word.

#include <array>
#include <cstddef>

#include "resolve/place.hpp"

namespace carbonest {

class Resolver {
 public:
  /// All of these must outlive it.
  Resolver(const Job& job, const Method& method, const Catalog& catalog,
           const ResolveOptions& options);

  /// False when something was refused. From the second time on, of the job only `region`, `year`
  /// and `start` may have changed.
  bool run();

  const ResolvedJob& resolved() const noexcept { return state_.context.out; }
  const Site& site() const noexcept { return state_.site; }
  const Diagnostics& errors() const noexcept { return state_.context.errors; }
  /// After the last run.
  ResolvedJob take_resolved() && { return std::move(state_.context.out); }
  Diagnostics take_errors() && { return std::move(state_.context.errors); }

  /// What the steps work on.
  struct State {
    Context context;
    Node node;
    Site site;
  };

 private:
  static constexpr std::size_t k_step_count = 9;
  /// What a step adds to lists that all steps add to.
  struct Counts {
    std::size_t inputs = 0, warnings = 0, errors = 0;
  };
  void run_first(std::size_t step);
  void run_again(std::size_t step, const Counts& before);

  State state_;
  std::array<Counts, k_step_count> counts_{};
  bool ran_ = false;
};

/// The job's method, unless the options have one.
Result<const Method*> method_of(const Job& job, const ResolveOptions& options);

}  // namespace carbonest
