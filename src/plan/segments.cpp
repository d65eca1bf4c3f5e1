// SPDX-License-Identifier: Apache-2.0
// A dynamic programme over (slot, work that is left, pauses that are left), from the end of the
// window to its start. Working backwards lets the way forward prefer running over waiting among
// equals, which yields the subset of slots that comes first in lexicographic order.
#include "plan/segments.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "plan/checks.hpp"
#include "plan/exact.hpp"
#include "plan/outcome.hpp"
#include "plan/segment_terms.hpp"

namespace carbonest::planning {
namespace {

constexpr Wide k_never = std::numeric_limits<Wide>::max();

/// What is still to be done at some point, beside the piece at the end of the window.
struct Left {
  std::size_t pauses;  // that may still be made; 0 when they are not counted
  bool rest;           // the part of a slot is still to be done
  std::size_t pieces;  // whole slots
};

enum OpenChoice : std::uint8_t {
  k_open,       // run whole slots, as many as a segment needs at least
  k_open_end,   // the same, ending inside a slot
  k_open_late,  // the same, beginning inside a slot
  k_wait,
  k_open_tail,      // run all whole slots that are left, and on into the piece behind them
  k_open_late_tail  // the same, beginning inside a slot
};
constexpr int k_open_bits = 3;
enum RunChoice : std::uint8_t { k_go_on, k_end_inside, k_pause };
/// What happens in the piece before the first whole slot.
enum HeadChoice : std::uint8_t {
  k_head_idle,   // nothing
  k_head_whole,  // run all of it, and whole slots as far as needed
  k_head_end,    // the same, ending inside a slot
  k_head_late,   // the rest of the work at its end, and whole slots as far as needed
  k_head_early   // the rest of the work at its start
};

struct Best {
  Wide cost = k_never;
  std::uint8_t choice = 0;

  void offer(Wide cost_here, Wide cost_later, std::uint8_t what) {
    if (cost_later == k_never || cost_here + cost_later >= cost) return;
    cost = cost_here + cost_later;
    choice = what;
  }
};

class SegmentProgram {
 public:
  explicit SegmentProgram(const Terms& terms)
      : terms_{terms},
        layer_{terms.layer()},
        open_{std::max<std::size_t>(1, terms.slots_until_long_enough(TimeSpan{0}))},
        with_rest_{terms.slots_until_long_enough(terms.rest)},
        depth_{std::max(open_, with_rest_ + 1) + 1},
        paused_(depth_ * layer_, k_never),
        running_(depth_ * layer_, k_never),
        before_{std::vector<Wide>(depth_, k_never)},
        choices_(terms.size() * layer_),
        first_choices_(terms.size(), k_wait) {}

  /// The cost of the best way; k_never if there is none.
  Wide solve() {
    for (std::size_t i = terms_.size() + 1; i-- > 0;) {
      current_ = i;
      place_ = i % depth_;
      for (std::size_t pauses = 0; pauses <= terms_.max_pauses; ++pauses)
        for (const bool rest : {false, true})
          if (!rest || terms_.has_rest()) fill_row(i, pauses, rest);
      fill_first(i);
    }
    const Best head = best_at_head();
    head_choice_ = head.choice;
    return head.cost;
  }

 private:
  friend class Walk;

  bool done(const Left& left) const { return left.pieces == 0 && !left.rest && !terms_.tail.whole; }
  Left whole_work() const { return {terms_.max_pauses, terms_.has_rest(), terms_.pieces}; }

  std::size_t cell(const Left& left) const {
    const std::size_t kinds = terms_.has_rest() ? 2 : 1;
    return (left.pauses * kinds + (left.rest ? 1 : 0)) * (terms_.pieces + 1) + left.pieces;
  }
  /// The layer of a slot at most depth_ - 1 behind the current one.
  std::size_t layer_of(std::size_t i) const {
    const std::size_t place = place_ + (i - current_);
    return (place < depth_ ? place : place - depth_) * layer_;
  }
  Wide& paused(std::size_t i, const Left& left) { return paused_[layer_of(i) + cell(left)]; }
  Wide& running(std::size_t i, const Left& left) { return running_[layer_of(i) + cell(left)]; }

  /// All amounts of whole slots that can be left at i.
  void fill_row(std::size_t i, std::size_t pauses, bool rest) {
    const std::size_t most = std::min(terms_.pieces, terms_.size() - i);
    const std::size_t least = terms_.pieces - std::min(terms_.pieces, i);
    for (std::size_t pieces = least; pieces <= most; ++pieces) {
      const Left left{pauses, rest, pieces};
      if (done(left)) {
        paused(i, left) = running(i, left) = 0;
      } else if (i == terms_.size()) {
        paused(i, left) = at_tail(left, true);
        running(i, left) = at_tail(left, false);
      } else {
        const Best pause = best_when_paused(i, left);
        paused(i, left) = pause.cost;
        const Best run = best_when_running(i, left);
        running(i, left) = run.cost;
        choices_[i * layer_ + cell(left)] =
            static_cast<std::uint8_t>(pause.choice | run.choice << k_open_bits);
      }
    }
  }

  /// How long the piece behind the last whole slot is run; empty when the work cannot be finished
  /// there.
  std::optional<TimeSpan> run_in_tail(const Left& left) const {
    const EndPiece& tail = terms_.tail;
    if (left.pieces > 0 || tail.gap) return std::nullopt;
    const TimeSpan span = tail.whole ? tail.length : left.rest ? terms_.rest : TimeSpan{0};
    if ((tail.whole && left.rest) || span > tail.length) return std::nullopt;
    return span;
  }

  Wide at_tail(const Left& left, bool resuming) const {
    const auto span = run_in_tail(left);
    if (!span) return k_never;
    const Wide cost = terms_.run_at(terms_.tail.price, *span);
    if (!resuming) return cost;
    if (*span < terms_.min_segment || (terms_.pauses_count && left.pauses == 0)) return k_never;
    return cost + terms_.run_at(terms_.tail.price, terms_.overhead);
  }

  /// Before the first segment, which begins with a whole slot or inside of one.
  void fill_first(std::size_t i) {
    Best best;
    if (i < terms_.size()) {
      best = best_opening(i, whole_work(), false);
      best.offer(0, before_[(i + 1) % depth_], k_wait);
      first_choices_[i] = best.choice;
    } else {
      best.cost = in_tail_only();
    }
    before_[i % depth_] = best.cost;
  }

  Wide in_tail_only() const {
    const auto span = run_in_tail(whole_work());
    if (!span || *span < terms_.min_segment) return k_never;
    return terms_.run_at(terms_.tail.price, *span);
  }

  Best best_when_paused(std::size_t i, const Left& left) {
    Best best;
    if (!terms_.pauses_count || left.pauses > 0) {
      const Left after{left.pauses - (terms_.pauses_count ? 1 : 0), left.rest, left.pieces};
      best = best_opening(i, after, true);
    }
    if (terms_.idle == 0 || terms_.free[i] > 0)
      best.offer(terms_.idle_at(terms_.prices[i], terms_.unit), paused(i + 1, left), k_wait);
    return best;
  }

  Best best_opening(std::size_t i, const Left& left, bool resuming) {
    Best best;
    const std::size_t room = terms_.free[i];
    const Wide overhead = resuming ? terms_.run_at(terms_.prices[i], terms_.overhead) : Wide{0};
    if (room >= open_ && left.pieces >= open_)
      best.offer(overhead + terms_.run(i, i + open_),
                 running(i + open_, {left.pauses, left.rest, left.pieces - open_}), k_open);
    offer_tail(best, i, TimeSpan{0}, overhead, left, k_open_tail);
    if (!left.rest) return best;
    if (with_rest_ < open_) offer_end(best, i, with_rest_, overhead, left, k_open_end);
    if (room == 0) return best;
    const Wide waiting =
        resuming ? terms_.idle_at(terms_.prices[i], terms_.unit - terms_.rest) : Wide{0};
    const Wide late = overhead + waiting + terms_.run_at(terms_.prices[i], terms_.rest);
    if (room > with_rest_ && left.pieces >= with_rest_)
      best.offer(late + terms_.run(i + 1, i + 1 + with_rest_),
                 running(i + 1 + with_rest_, {left.pauses, false, left.pieces - with_rest_}),
                 k_open_late);
    offer_tail(best, i + 1, terms_.rest, late, {left.pauses, false, left.pieces}, k_open_late_tail);
    return best;
  }

  /// All whole slots from i on and into the piece behind them, where only that makes the segment
  /// long enough; `done` of it lies before i.
  void offer_tail(Best& best, std::size_t i, TimeSpan done, Wide before, const Left& left,
                  std::uint8_t choice) const {
    const std::size_t slots = terms_.size() - i;
    if (left.pieces != slots || terms_.free[i] < slots) return;
    const TimeSpan whole = done + terms_.unit * static_cast<std::int64_t>(slots);
    const auto span = run_in_tail({left.pauses, left.rest, 0});
    if (!span || whole >= terms_.min_segment || whole + *span < terms_.min_segment) return;
    best.offer(before + terms_.run(i, terms_.size()), terms_.run_at(terms_.tail.price, *span),
               choice);
  }

  /// Whole slots, then the rest of the work at the start of the next one.
  void offer_end(Best& best, std::size_t i, std::size_t slots, Wide before, const Left& left,
                 std::uint8_t choice) {
    if (terms_.free[i] <= slots || left.pieces < slots) return;
    const Left after{left.pauses, false, left.pieces - slots};
    best.offer(before + terms_.run(i, i + slots) + part(i + slots, after),
               paused(i + slots + 1, after), choice);
  }

  Best best_when_running(std::size_t i, const Left& left) {
    Best best;
    if (terms_.free[i] > 0 && left.pieces > 0)
      best.offer(terms_.run(i, i + 1), running(i + 1, {left.pauses, left.rest, left.pieces - 1}),
                 k_go_on);
    if (left.rest) offer_end(best, i, 0, 0, left, k_end_inside);
    best.offer(0, paused(i, left), k_pause);
    return best;
  }

  /// Running for the rest, then idling to the end of the slot if there is work left.
  Wide part(std::size_t i, const Left& after) const {
    const Wide waiting =
        done(after) ? Wide{0} : terms_.idle_at(terms_.prices[i], terms_.unit - terms_.rest);
    return terms_.run_at(terms_.prices[i], terms_.rest) + waiting;
  }

  Best best_at_head() {
    const EndPiece& head = terms_.head;
    const Left left = whole_work();
    Best best;
    if (head.whole) {
      const Wide cost = terms_.run_at(head.price, head.length);
      offer_run(best, terms_.slots_until_long_enough(head.length), cost, left, k_head_whole);
      const std::size_t slots = terms_.slots_until_long_enough(head.length + terms_.rest);
      if (left.rest && terms_.size() > 0 && slots < terms_.slots_until_long_enough(head.length))
        offer_end(best, 0, slots, cost, left, k_head_end);
      return best;
    }
    best.offer(0, before_[0], k_head_idle);
    if (!left.rest || head.gap || head.length < terms_.rest) return best;
    const Wide cost = terms_.run_at(head.price, terms_.rest);
    const Left after{left.pauses, false, left.pieces};
    if (terms_.rest >= terms_.min_segment) {
      const Wide waiting =
          done(after) ? Wide{0} : terms_.idle_at(head.price, head.length - terms_.rest);
      best.offer(cost + waiting, paused(0, after), k_head_early);
    }
    offer_run(best, with_rest_, cost, after, k_head_late);
    return best;
  }

  /// From the start of the first whole slot on, running.
  void offer_run(Best& best, std::size_t slots, Wide before, const Left& left,
                 std::uint8_t choice) {
    if (terms_.free[0] < slots || left.pieces < slots) return;
    best.offer(before + terms_.run(0, slots),
               running(slots, {left.pauses, left.rest, left.pieces - slots}), choice);
  }

  const Terms& terms_;
  std::size_t layer_, open_, with_rest_, depth_;
  std::size_t current_ = 0, place_ = 0;  // the slot that is being filled, and its place in the ring
  std::vector<Wide> paused_, running_;   // the last depth_ layers
  std::vector<Wide> before_;             // before the first segment
  std::vector<std::uint8_t> choices_, first_choices_;
  std::uint8_t head_choice_ = k_head_idle;
};

/// Follows the choices from the start of the window.
class Walk {
 public:
  explicit Walk(const SegmentProgram& program)
      : program_{program}, terms_{program.terms_}, left_{program.whole_work()} {}

  std::vector<RunSegment> segments() {
    begin();
    while (i_ < terms_.size() && !program_.done(left_)) {
      const std::uint8_t choices = program_.choices_[i_ * program_.layer_ + program_.cell(left_)];
      if (running_)
        go_on(choices >> k_open_bits);
      else
        resume(choices & ((1 << k_open_bits) - 1));
    }
    if (!program_.done(left_))
      add(terms_.origin + terms_.unit * static_cast<std::int64_t>(i_),
          program_.run_in_tail(left_).value_or(TimeSpan{0}));
    return merged(segments_);
  }

 private:
  Moment time_of(std::size_t i) const {
    return terms_.origin + terms_.unit * static_cast<std::int64_t>(i);
  }
  void add(Moment start, TimeSpan length) {
    if (length > TimeSpan{0}) segments_.push_back({start, start + length});
  }
  void run_slots(std::size_t count) {
    add(time_of(i_), terms_.unit * static_cast<std::int64_t>(count));
    i_ += count;
    left_.pieces -= count;
    running_ = true;
  }
  void run_rest_and_stop() {
    add(time_of(i_), terms_.rest);
    left_.rest = false;
    running_ = false;
    ++i_;
  }

  void begin() {
    const Moment head_start = terms_.origin - terms_.head.length;
    switch (program_.head_choice_) {
      case k_head_whole:
        add(head_start, terms_.head.length);
        return run_slots(terms_.slots_until_long_enough(terms_.head.length));
      case k_head_end:
        add(head_start, terms_.head.length);
        run_slots(terms_.slots_until_long_enough(terms_.head.length + terms_.rest));
        return run_rest_and_stop();
      case k_head_late:
        add(terms_.origin - terms_.rest, terms_.rest);
        left_.rest = false;
        return run_slots(program_.with_rest_);
      case k_head_early:
        add(head_start, terms_.rest);
        left_.rest = false;
        return;
      default:
        while (i_ < terms_.size() && program_.first_choices_[i_] == k_wait) ++i_;
        if (i_ < terms_.size()) open(program_.first_choices_[i_]);
    }
  }

  void open(std::uint8_t choice) {
    if (choice == k_open) {
      run_slots(program_.open_);
    } else if (choice == k_open_end) {
      run_slots(program_.with_rest_);
      run_rest_and_stop();
    } else if (choice == k_open_tail) {
      run_slots(terms_.size() - i_);
    } else {
      ++i_;
      add(time_of(i_) - terms_.rest, terms_.rest);
      left_.rest = false;
      run_slots(choice == k_open_late ? program_.with_rest_ : terms_.size() - i_);
    }
  }

  void resume(int choice) {
    if (choice == k_wait) {
      ++i_;
      return;
    }
    if (terms_.pauses_count) --left_.pauses;
    open(static_cast<std::uint8_t>(choice));
  }

  void go_on(int choice) {
    if (choice == k_go_on)
      run_slots(1);
    else if (choice == k_end_inside)
      run_rest_and_stop();
    else
      running_ = false;
  }

  const SegmentProgram& program_;
  const Terms& terms_;
  Left left_;
  std::size_t i_ = 0;
  bool running_ = false;
  std::vector<RunSegment> segments_;
};

/// Among plans of equal cost: runs earlier.
bool runs_earlier(const std::vector<RunSegment>& a, const std::vector<RunSegment>& b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (a[i].start != b[i].start) return a[i].start < b[i].start;
    if (a[i].finish != b[i].finish) return a[i].finish > b[i].finish;
  }
  return false;
}

Wide exact_cost(const std::vector<RunSegment>& segments, const Series& series, const Window& window,
                const PauseRules& rules) {
  const ExactWindow exact(series, window.earliest, window.deadline);
  Wide cost = 0;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    cost += exact.cost(segments[i].start, segments[i].finish) * k_million;
    if (i == 0) continue;
    cost += Wide{exact.price(exact.slot_of(segments[i].start))} * rules.resume_overhead.count() *
            k_million;
    cost += exact.cost(segments[i - 1].finish, segments[i].start) * idle_millionths(rules);
  }
  return cost;
}

Diagnostic too_large() {
  return diagnostic("plan-too-large", {},
                    "the window has too many slots to weigh every way of pausing in it",
                    "a shorter window, a coarser series, fewer pauses, or no overhead and limits");
}

}  // namespace

Result<RunPlan> plan_segments(const Series& series, const Window& window, const PauseRules& rules) {
  if (rules.max_pauses) {  // counting pauses is dear: perhaps the best plan has few enough anyway
    PauseRules unlimited = rules;
    unlimited.max_pauses.reset();
    Result<RunPlan> plan = plan_segments(series, window, unlimited);
    if (plan && plan->resumes() <= static_cast<std::size_t>(*rules.max_pauses)) return plan;
  }
  std::vector<RunSegment> best;
  Wide best_cost = k_never;
  for (const Terms& terms : terms_of(series, window, rules)) {
    if (!terms.fits()) return too_large();
    SegmentProgram program(terms);
    if (program.solve() == k_never) continue;
    std::vector<RunSegment> segments = Walk(program).segments();
    const Wide cost = exact_cost(segments, series, window, rules);
    if (cost > best_cost || (cost == best_cost && !runs_earlier(segments, best))) continue;
    best = std::move(segments);
    best_cost = cost;
  }
  // With a shortest segment that is no multiple of the step a start inside a slot may be cheaper.
  Result<RunPlan> in_one = plan_contiguous(series, window);
  if (best_cost == k_never) return in_one;
  if (in_one && exact_cost(in_one->segments, series, window, rules) < best_cost) return in_one;
  return outcome_of(std::move(best), series, window, rules);
}

}  // namespace carbonest::planning
