// SPDX-License-Identifier: Apache-2.0
// The cheapest slots, when nothing is lost by pausing; and the choice between that and the
// programme that counts what pausing costs.
#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "plan/checks.hpp"
#include "plan/exact.hpp"
#include "plan/outcome.hpp"
#include "plan/segments.hpp"

namespace carbonest {

using namespace planning;

namespace {

/// What of a slot lies in the window, and how much of it is used.
struct Piece {
  Moment begin, end;
  std::int64_t price;
  TimeSpan used{};

  TimeSpan size() const { return end - begin; }
  bool cheaper_than(const Piece& other) const {
    return price != other.price ? price < other.price : begin < other.begin;
  }
};

std::vector<Piece> pieces_of(const Series& series, const Window& window) {
  const ExactWindow exact(series, window.earliest, window.deadline);
  std::vector<Piece> pieces;
  pieces.reserve(exact.slots());
  for (std::size_t i = 0; i < exact.slots(); ++i)
    if (!exact.is_gap(i))
      pieces.push_back({std::max(exact.slot_start(i), window.earliest),
                        std::min(exact.slot_start(i + 1), window.deadline), exact.price(i)});
  return pieces;
}

/// Marks the cheapest pieces as used. The dearest of them takes what remains, so that the others
/// are whole.
void use_cheapest(std::vector<Piece>& pieces, TimeSpan duration, TimeSpan step) {
  std::vector<std::uint32_t> order(pieces.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto cheaper = [&](std::uint32_t a, std::uint32_t b) {
    return pieces[a].cheaper_than(pieces[b]);
  };
  // Only the first and the last piece are shorter than a slot: two more than fit are enough.
  const auto enough = std::min(order.size(), static_cast<std::size_t>(duration / step) + 3);
  const auto end = order.begin() + static_cast<std::ptrdiff_t>(enough);
  std::nth_element(order.begin(), end - 1, order.end(), cheaper);
  order.erase(end, order.end());
  TimeSpan surplus = -duration;
  for (const std::uint32_t i : order) surplus += pieces[i].used = pieces[i].size();
  while (surplus > TimeSpan{0}) {
    const auto dearest = std::ranges::max_element(order, cheaper);
    const TimeSpan dropped = std::min(surplus, pieces[*dearest].used);
    pieces[*dearest].used -= dropped;
    surplus -= dropped;
    if (pieces[*dearest].used == TimeSpan{0}) order.erase(dearest);
  }
}

/// A piece that is used in part stands next to the run before it, else to the one behind it.
std::vector<RunSegment> segments_of(const std::vector<Piece>& pieces) {
  std::vector<RunSegment> segments;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Piece& piece = pieces[i];
    if (piece.used == TimeSpan{0}) continue;
    const bool continues = !segments.empty() && segments.back().finish == piece.begin;
    const bool leads_on = i + 1 < pieces.size() && pieces[i + 1].begin == piece.end &&
                          pieces[i + 1].used > TimeSpan{0};
    const bool late = piece.used < piece.size() && !continues && leads_on;
    const Moment begin = late ? piece.end - piece.used : piece.begin;
    segments.push_back({begin, begin + piece.used});
  }
  return merged(segments);
}

bool nothing_is_lost(const PauseRules& rules) {
  return rules.resume_overhead == TimeSpan{0} && rules.min_segment == TimeSpan{0} &&
         !rules.max_pauses && idle_millionths(rules) == 0;
}

Result<RunPlan> plan_free(const Series& series, const Window& window, const PauseRules& rules) {
  std::vector<Piece> pieces = pieces_of(series, window);
  const TimeSpan room =
      std::accumulate(pieces.begin(), pieces.end(), TimeSpan{0},
                      [](TimeSpan sum, const Piece& p) { return sum + p.size(); });
  if (room < window.duration) return gap_in_series(series, {window.earliest, window.deadline});
  use_cheapest(pieces, window.duration, series.step);
  return outcome_of(segments_of(pieces), series, window, rules);
}

}  // namespace

Result<RunPlan> plan_pausable(const Series& series, const Window& window, const PauseRules& rules) {
  Diagnostics problems = check_window(series, window);
  for (Diagnostic& problem : check_rules(rules)) problems.push_back(std::move(problem));
  if (!problems.empty()) return problems;
  if (rules.max_pauses == 0) return plan_contiguous(series, window);
  return nothing_is_lost(rules) ? plan_free(series, window, rules)
                                : plan_segments(series, window, rules);
}

Result<RunPlan> plan_run(const Series& series, const Window& window,
                         const std::optional<PauseRules>& rules) {
  return rules ? plan_pausable(series, window, *rules) : plan_contiguous(series, window);
}

}  // namespace carbonest
