// SPDX-License-Identifier: Apache-2.0
#pragma once
// A window and the rules of pausing in the terms of the programme in segments.cpp: whole slots,
// what of a slot lies before the first and behind the last of them, and the work in such pieces.
// Once the segments of a plan are given, its cost is a straight line in where their edges lie; the
// best plan therefore has all edges but one on those of the pieces, and one piece at most is run in
// part. Where a segment is just as long as it must be, two free edges could be cheaper still: such
// plans are left out.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "carbonest/plan.hpp"
#include "plan/exact.hpp"

namespace carbonest::planning {

/// A piece at an end of the window that is shorter than a slot; none when its length is 0.
struct EndPiece {
  TimeSpan length{};
  std::int64_t price = 0;
  bool gap = false;
  bool whole = false;  ///< all of it is run; else at most the rest of the work
};

struct Terms {
  Moment origin;  ///< of the first whole slot
  TimeSpan unit;  ///< the step
  std::vector<std::int64_t> prices;
  std::vector<Wide> sums;           ///< of running through the slots before i
  std::vector<std::uint32_t> free;  ///< slots without a gap, from i on
  EndPiece head, tail;

  std::size_t pieces = 0;     ///< work in whole slots
  TimeSpan rest{};            ///< and a part of one
  bool pauses_count = false;  ///< they are limited
  std::size_t max_pauses = 0;
  TimeSpan overhead{}, min_segment{};
  std::int64_t idle = 0;   ///< millionths
  std::int64_t scale = 1;  ///< of costs: a million when idling counts

  std::size_t size() const { return prices.size(); }
  bool has_rest() const { return rest > TimeSpan{0}; }
  Wide run(std::size_t from, std::size_t to) const { return sums[to] - sums[from]; }
  Wide run_at(std::int64_t price, TimeSpan span) const {
    return Wide{price} * span.count() * scale;
  }
  Wide idle_at(std::int64_t price, TimeSpan span) const {
    return Wide{price} * span.count() * idle;
  }

  /// Whole slots that make a segment long enough that has `done` already.
  std::size_t slots_until_long_enough(TimeSpan done) const;
  /// States at one slot, and whether all of them can be held.
  std::size_t layer() const { return (max_pauses + 1) * (has_rest() ? 2 : 1) * (pieces + 1); }
  bool fits() const;
};

/// One set of terms for each choice of the pieces at the ends that are run whole. The window and
/// the rules have been checked.
std::vector<Terms> terms_of(const Series& series, const Window& window, const PauseRules& rules);

}  // namespace carbonest::planning
