// SPDX-License-Identifier: Apache-2.0
#include "plan/segment_terms.hpp"

#include <algorithm>

#include "plan/outcome.hpp"

namespace carbonest::planning {
namespace {

constexpr std::size_t k_most_states = std::size_t{1} << 26;  // a byte each, some seconds of work
constexpr std::size_t k_most_costs = std::size_t{1} << 23;   // 32 bytes each

void add_rules(Terms& terms, const PauseRules& rules, TimeSpan duration) {
  terms.overhead = rules.resume_overhead;
  terms.min_segment = std::min(rules.min_segment, duration);
  terms.idle = idle_millionths(rules);
  terms.scale = terms.idle > 0 ? k_million : 1;
  // Each segment holds a whole slot, the rest, or an end: more pauses than that cannot be made.
  const auto possible = static_cast<std::size_t>(duration / terms.unit) + 3;
  const auto limit = static_cast<std::size_t>(rules.max_pauses.value_or(0));
  terms.pauses_count = rules.max_pauses && limit < possible;
  terms.max_pauses = terms.pauses_count ? limit : 0;
}

/// The slots of the window: those that lie in it as a whole, and what is left at its ends.
void add_slots(Terms& terms, const Series& series, const Window& window) {
  const ExactWindow exact(series, window.earliest, window.deadline);
  std::size_t first = 0, last = exact.slots();
  const auto end_piece = [&](std::size_t slot, TimeSpan length) {
    return EndPiece{length, exact.price(slot), exact.is_gap(slot)};
  };
  if (exact.slot_start(0) < window.earliest) {
    terms.head = end_piece(0, std::min(exact.slot_start(1), window.deadline) - window.earliest);
    first = 1;
  }
  if (last > first && exact.slot_start(last) > window.deadline) {
    --last;
    terms.tail = end_piece(last, window.deadline - exact.slot_start(last));
  }
  terms.origin = exact.slot_start(first);
  terms.sums.push_back(0);
  for (std::size_t i = first; i < last; ++i) {
    terms.prices.push_back(exact.price(i));
    terms.sums.push_back(terms.sums.back() + terms.run_at(exact.price(i), terms.unit));
  }
  terms.free.assign(terms.size() + 1, 0);
  for (std::size_t i = terms.size(); i-- > 0;)
    terms.free[i] = exact.is_gap(first + i) ? 0 : terms.free[i + 1] + 1;
}

}  // namespace

std::size_t Terms::slots_until_long_enough(TimeSpan done) const {
  const TimeSpan missing = min_segment - done;
  return missing <= TimeSpan{0} ? 0
                                : static_cast<std::size_t>((missing + unit - TimeSpan{1}) / unit);
}

bool Terms::fits() const {
  const std::size_t opening = slots_until_long_enough(TimeSpan{0}) + 3;
  return pieces <= k_most_states && max_pauses <= k_most_states / (2 * (pieces + 1)) &&
         layer() <= k_most_states / std::max<std::size_t>(1, size()) &&
         layer() <= k_most_costs / opening;
}

std::vector<Terms> terms_of(const Series& series, const Window& window, const PauseRules& rules) {
  Terms common;
  common.unit = series.step;
  add_rules(common, rules, window.duration);
  add_slots(common, series, window);
  std::vector<Terms> all;
  for (const bool whole_head : {true, false})
    for (const bool whole_tail : {false, true}) {
      if ((whole_head && (common.head.length == TimeSpan{0} || common.head.gap)) ||
          (whole_tail && (common.tail.length == TimeSpan{0} || common.tail.gap)))
        continue;
      const TimeSpan work = window.duration - (whole_head ? common.head.length : TimeSpan{0}) -
                            (whole_tail ? common.tail.length : TimeSpan{0});
      if (work < TimeSpan{0}) continue;
      Terms& terms = all.emplace_back(common);
      terms.head.whole = whole_head;
      terms.tail.whole = whole_tail;
      terms.pieces = static_cast<std::size_t>(work / terms.unit);
      terms.rest = work % terms.unit;
    }
  return all;
}

}  // namespace carbonest::planning
