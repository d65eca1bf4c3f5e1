// SPDX-License-Identifier: Apache-2.0
// The best start. Between two moments at which the start or the finish crosses a slot edge the cost
// is a straight line, so that only the first and the last candidate in between can be the best: the
// work depends on the number of slots, not on how fine the grid of starts is.
#include <algorithm>
#include <optional>

#include "plan/checks.hpp"
#include "plan/exact.hpp"
#include "plan/outcome.hpp"

namespace carbonest {

using namespace planning;

namespace {

/// Walks over the candidates that can be the best, earliest first.
class StartSearch {
 public:
  StartSearch(const Series& series, const Window& window)
      : exact_{series, window.earliest, window.deadline},
        window_{window},
        grid_{grid_of(series, window)},
        last_{window.deadline - window.duration} {}

  std::optional<Moment> best() {
    try_start(window_.earliest);
    for (Moment at = window_.earliest; at < last_;) {
      const Moment edge = std::min(next_edge(at), last_);
      try_start(round_up(at + TimeSpan{1}));  // the first one behind `at`
      try_start(round_down(edge));            // the last one up to the edge
      at = edge;
    }
    return best_;
  }

 private:
  /// The next moment at which the start or the finish lies on a slot edge.
  Moment next_edge(Moment start) const {
    const TimeSpan step = exact_.step();
    const TimeSpan since_start = (start - exact_.slot_start(0)) % step;
    const TimeSpan since_finish = (start + window_.duration - exact_.slot_start(0)) % step;
    return start + std::min(step - since_start, step - since_finish);
  }

  Moment round_down(Moment time) const { return time - (time - window_.earliest) % grid_; }
  Moment round_up(Moment time) const {
    const Moment down = round_down(time);
    return down == time ? time : down + grid_;
  }

  void try_start(Moment start) {
    if (start <= last_tried_ || start > last_) return;
    last_tried_ = start;
    const Moment finish = start + window_.duration;
    if (exact_.has_gap(start, finish)) return;
    const Wide cost = exact_.cost(start, finish);
    if (best_ && cost >= best_cost_) return;
    best_ = start;
    best_cost_ = cost;
  }

  ExactWindow exact_;
  const Window& window_;
  TimeSpan grid_;
  Moment last_;
  Moment last_tried_ = Moment::min();
  std::optional<Moment> best_;
  Wide best_cost_ = 0;
};

}  // namespace

Result<RunPlan> plan_contiguous(const Series& series, const Window& window) {
  if (Diagnostics problems = check_window(series, window); !problems.empty()) return problems;
  const auto start = StartSearch(series, window).best();
  if (!start) return gap_in_series(series, {window.earliest, window.deadline});
  return outcome_of({{*start, *start + window.duration}}, series, window, {});
}

}  // namespace carbonest
