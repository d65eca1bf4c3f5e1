// SPDX-License-Identifier: Apache-2.0
// A dynamic programme over (piece of time, work that is left, pauses that are left), from the end
// of the window to its start. Working backwards lets the way forward prefer running over waiting
// among equals, which yields the subset of pieces that comes first in lexicographic order.
#include "plan/segments.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "plan/checks.hpp"
#include "plan/exact.hpp"
#include "plan/outcome.hpp"

namespace carbonest::planning {
namespace {

constexpr std::size_t k_most_states = std::size_t{1} << 26;  // a byte each, some seconds of work
constexpr std::size_t k_most_costs = std::size_t{1} << 23;   // 32 bytes each
constexpr Wide k_never = std::numeric_limits<Wide>::max();

/// What is still to be done at some point.
struct Left {
  std::size_t pauses;  // that may still be made; 0 when they are not counted
  bool rest;           // the part of a piece is still to be done
  std::size_t pieces;  // whole ones
};

std::size_t pieces_for(TimeSpan span, TimeSpan unit) {
  return span <= TimeSpan{0} ? 0 : static_cast<std::size_t>((span + unit - TimeSpan{1}) / unit);
}

/// The window in pieces of one length, each with a price, and the work in such pieces.
struct Terms {
  Moment origin;
  TimeSpan unit;
  std::vector<std::int64_t> prices;
  std::vector<Wide> sums;           // of running through the pieces before i
  std::vector<std::uint32_t> free;  // pieces without a gap, from i on

  std::size_t pieces;  // work: this many whole pieces
  TimeSpan rest;       // and a part of one
  bool pauses_count;   // they are limited
  std::size_t max_pauses;
  TimeSpan overhead, min_segment;
  std::int64_t idle;   // millionths
  std::int64_t scale;  // of costs: k_million when idling counts, else 1

  std::size_t size() const { return prices.size(); }
  Wide run(std::size_t from, std::size_t to) const { return sums[to] - sums[from]; }
  Wide run_for(std::size_t i, TimeSpan span) const {
    return Wide{prices[i]} * span.count() * scale;
  }
  Wide idle_for(std::size_t i, TimeSpan span) const {
    return Wide{prices[i]} * span.count() * idle;
  }
  /// Pieces that a segment begins with at least.
  std::size_t opening() const { return std::max<std::size_t>(1, pieces_for(min_segment, unit)); }
  /// States at one piece, and whether all of them can be held.
  std::size_t layer() const {
    return (max_pauses + 1) * (rest > TimeSpan{0} ? 2 : 1) * (pieces + 1);
  }
  bool fits(std::size_t window_pieces) const {
    const std::size_t states = k_most_states / std::max<std::size_t>(1, window_pieces);
    return pieces <= k_most_states && max_pauses <= k_most_states / (2 * (pieces + 1)) &&
           layer() <= states && layer() <= k_most_costs / (opening() + 2);
  }
};

/// Everything but the pieces themselves: enough to know how large the programme will be.
Terms terms_for(const Window& window, const PauseRules& rules, TimeSpan unit) {
  Terms terms{};
  terms.origin = window.earliest;
  terms.unit = unit;
  terms.pieces = static_cast<std::size_t>(window.duration / unit);
  terms.rest = window.duration % unit;
  terms.overhead = rules.resume_overhead;
  terms.min_segment = std::min(rules.min_segment, window.duration);
  terms.idle = idle_millionths(rules);
  terms.scale = terms.idle > 0 ? k_million : 1;
  // Each segment holds a whole piece or the rest: more pauses than that cannot be made.
  const std::size_t possible = terms.pieces + 1;
  const auto limit = static_cast<std::size_t>(rules.max_pauses.value_or(0));
  terms.pauses_count = rules.max_pauses && limit < possible;
  terms.max_pauses = terms.pauses_count ? limit : 0;
  return terms;
}

std::size_t window_pieces(const Window& window, TimeSpan unit) {
  return static_cast<std::size_t>((window.deadline - window.earliest) / unit);
}

void add_pieces(Terms& terms, const Series& series, const Window& window) {
  const ExactWindow exact(series, window.earliest, window.deadline);
  const std::size_t count = window_pieces(window, terms.unit);
  terms.sums.push_back(0);
  terms.free.assign(count + 1, 0);
  std::vector<bool> gaps;
  for (std::size_t i = 0; i < count; ++i) {
    const Moment begin = terms.origin + terms.unit * static_cast<std::int64_t>(i);
    const Moment end = begin + terms.unit;
    gaps.push_back(exact.has_gap(begin, end));
    terms.prices.push_back(static_cast<std::int64_t>(exact.cost(begin, end) / terms.unit.count()));
    terms.sums.push_back(terms.sums.back() + terms.run_for(i, terms.unit));
  }
  for (std::size_t i = count; i-- > 0;) terms.free[i] = gaps[i] ? 0 : terms.free[i + 1] + 1;
}

enum OpenChoice : std::uint8_t {
  k_open,       // run whole pieces, as many as a segment needs at least
  k_open_end,   // the same, ending inside a piece
  k_open_late,  // the same, beginning inside a piece
  k_wait
};
enum RunChoice : std::uint8_t { k_go_on, k_end_inside, k_pause };

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
        open_{terms.opening()},
        before_end_{pieces_for(terms.min_segment - terms.rest, terms.unit)},
        after_begin_{std::max<std::size_t>(1, before_end_)},
        depth_{std::max({open_, before_end_ + 1, after_begin_ + 1}) + 1},
        paused_(depth_ * layer_, k_never),
        running_(depth_ * layer_, k_never),
        idle_{std::vector<Wide>(depth_, k_never)},
        choices_(terms.size() * layer_),
        first_choices_(terms.size(), k_wait) {}

  /// The cost of the best way, k_never if there is none.
  Wide solve() {
    for (std::size_t i = terms_.size() + 1; i-- > 0;) {
      current_ = i;
      head_ = i % depth_;
      for (std::size_t pauses = 0; pauses <= terms_.max_pauses; ++pauses)
        for (const bool rest : {false, true})
          if (!rest || has_rest()) fill_row(i, pauses, rest);
      fill_first(i);
    }
    return idle_[0];
  }

  std::vector<Segment> segments() const;

 private:
  bool has_rest() const { return terms_.rest > TimeSpan{0}; }
  static bool done(const Left& left) { return left.pieces == 0 && !left.rest; }

  std::size_t cell(const Left& left) const {
    const std::size_t kinds = has_rest() ? 2 : 1;
    return (left.pauses * kinds + (left.rest ? 1 : 0)) * (terms_.pieces + 1) + left.pieces;
  }
  /// The layer of a piece at most depth_ - 1 behind the current one.
  std::size_t layer_of(std::size_t i) const {
    const std::size_t slot = head_ + (i - current_);
    return (slot < depth_ ? slot : slot - depth_) * layer_;
  }
  Wide& paused(std::size_t i, const Left& left) { return paused_[layer_of(i) + cell(left)]; }
  Wide& running(std::size_t i, const Left& left) { return running_[layer_of(i) + cell(left)]; }

  /// All amounts of whole pieces that can be left at i.
  void fill_row(std::size_t i, std::size_t pauses, bool rest) {
    const std::size_t most = std::min(terms_.pieces, terms_.size() - i);
    const std::size_t least = terms_.pieces - std::min(terms_.pieces, i);
    for (std::size_t pieces = least; pieces <= most; ++pieces) {
      const Left left{pauses, rest, pieces};
      if (done(left)) {
        paused(i, left) = running(i, left) = 0;
      } else if (i == terms_.size()) {
        paused(i, left) = running(i, left) = k_never;
      } else {
        const Best pause = best_when_paused(i, left);
        paused(i, left) = pause.cost;
        const Best run = best_when_running(i, left);
        running(i, left) = run.cost;
        choices_[i * layer_ + cell(left)] =
            static_cast<std::uint8_t>(pause.choice | run.choice << 2);
      }
    }
  }

  Left whole_work() const { return {terms_.max_pauses, has_rest(), terms_.pieces}; }

  void fill_first(std::size_t i) {
    Best best;
    if (i < terms_.size()) {
      best = best_opening(i, whole_work(), false);
      best.offer(0, idle_[(i + 1) % depth_], k_wait);
      first_choices_[i] = best.choice;
    }
    idle_[i % depth_] = best.cost;
  }

  Best best_when_paused(std::size_t i, const Left& left) {
    Best best;
    if (!terms_.pauses_count || left.pauses > 0) {
      const Left after{left.pauses - (terms_.pauses_count ? 1 : 0), left.rest, left.pieces};
      best = best_opening(i, after, true);
    }
    if (terms_.idle == 0 || terms_.free[i] > 0)
      best.offer(terms_.idle_for(i, terms_.unit), paused(i + 1, left), k_wait);
    return best;
  }

  Best best_opening(std::size_t i, const Left& left, bool resuming) {
    Best best;
    const std::size_t room = terms_.free[i];
    const Wide overhead = resuming ? terms_.run_for(i, terms_.overhead) : Wide{0};
    if (room >= open_ && left.pieces >= open_)
      best.offer(overhead + terms_.run(i, i + open_),
                 running(i + open_, {left.pauses, left.rest, left.pieces - open_}), k_open);
    if (!left.rest) return best;
    if (before_end_ < open_ && room > before_end_ && left.pieces >= before_end_) {
      const Left after{left.pauses, false, left.pieces - before_end_};
      const std::size_t last = i + before_end_;
      best.offer(overhead + terms_.run(i, last) + part(last, after), paused(last + 1, after),
                 k_open_end);
    }
    if (room > after_begin_ && left.pieces >= after_begin_) {
      const Wide waiting = resuming ? terms_.idle_for(i, terms_.unit - terms_.rest) : Wide{0};
      best.offer(overhead + waiting + terms_.run_for(i, terms_.rest) +
                     terms_.run(i + 1, i + 1 + after_begin_),
                 running(i + 1 + after_begin_, {left.pauses, false, left.pieces - after_begin_}),
                 k_open_late);
    }
    return best;
  }

  Best best_when_running(std::size_t i, const Left& left) {
    Best best;
    if (terms_.free[i] > 0) {
      if (left.pieces > 0)
        best.offer(terms_.run(i, i + 1), running(i + 1, {left.pauses, left.rest, left.pieces - 1}),
                   k_go_on);
      if (left.rest) {
        const Left after{left.pauses, false, left.pieces};
        best.offer(part(i, after), paused(i + 1, after), k_end_inside);
      }
    }
    best.offer(0, paused(i, left), k_pause);
    return best;
  }

  /// Running for the rest, then idling to the end of the piece if there is work left.
  Wide part(std::size_t i, const Left& after) const {
    const Wide waiting = done(after) ? Wide{0} : terms_.idle_for(i, terms_.unit - terms_.rest);
    return terms_.run_for(i, terms_.rest) + waiting;
  }

  friend class Walk;
  const Terms& terms_;
  std::size_t layer_, open_, before_end_, after_begin_, depth_;
  std::size_t current_ = 0, head_ = 0;  // the piece that is being filled, and its place in the ring
  std::vector<Wide> paused_, running_;  // the last depth_ layers
  std::vector<Wide> idle_;              // before the first segment
  std::vector<std::uint8_t> choices_, first_choices_;
};

/// Follows the choices from the start of the window.
class Walk {
 public:
  explicit Walk(const SegmentProgram& program)
      : program_{program}, terms_{program.terms_}, left_{program.whole_work()} {}

  std::vector<Segment> segments() {
    while (i_ < terms_.size() && program_.first_choices_[i_] == k_wait) ++i_;
    if (i_ < terms_.size()) open(program_.first_choices_[i_]);
    while (!SegmentProgram::done(left_)) {
      const std::uint8_t choices = program_.choices_[i_ * program_.layer_ + program_.cell(left_)];
      if (running_)
        go_on(choices >> 2);
      else
        resume(choices & 3);
    }
    return merged(std::move(segments_));
  }

 private:
  Moment time_of(std::size_t i) const {
    return terms_.origin + terms_.unit * static_cast<std::int64_t>(i);
  }
  void run_pieces(std::size_t count) {
    if (count > 0) segments_.push_back({time_of(i_), time_of(i_ + count)});
    i_ += count;
    left_.pieces -= count;
    running_ = true;
  }
  void run_rest_and_stop() {
    segments_.push_back({time_of(i_), time_of(i_) + terms_.rest});
    left_.rest = false;
    running_ = false;
    ++i_;
  }

  void open(std::uint8_t choice) {
    if (choice == k_open) {
      run_pieces(program_.open_);
    } else if (choice == k_open_end) {
      run_pieces(program_.before_end_);
      run_rest_and_stop();
    } else {
      ++i_;
      segments_.push_back({time_of(i_) - terms_.rest, time_of(i_)});
      left_.rest = false;
      run_pieces(program_.after_begin_);
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
      run_pieces(1);
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
  std::vector<Segment> segments_;
};

std::vector<Segment> SegmentProgram::segments() const { return Walk(*this).segments(); }

/// The longest piece whose edges are the edges of the slots and of the window.
TimeSpan common_unit(const Series& series, const Window& window) {
  const TimeSpan step = series.step;
  const auto offset = [&](Moment time) { return ((time - Moment{series.start}) % step).count(); };
  return TimeSpan{
      std::gcd(step.count(), std::gcd(offset(window.earliest), offset(window.deadline)))};
}

/// In slots of the series, or parts of them where the window is not aligned to them; if that is too
/// much, in slots that begin at the earliest start, with the mean price of what they cover.
std::optional<Terms> choose_terms(const Series& series, const Window& window,
                                  const PauseRules& rules) {
  for (const TimeSpan unit : {common_unit(series, window), TimeSpan{series.step}}) {
    const std::size_t pieces = window_pieces(window, unit);
    Terms terms = terms_for(window, rules, unit);
    if (!terms.fits(pieces)) continue;
    add_pieces(terms, series, window);
    return terms;
  }
  return std::nullopt;
}

Wide exact_cost(const std::vector<Segment>& segments, const Series& series, const Window& window,
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

Result<Plan> plan_segments(const Series& series, const Window& window, const PauseRules& rules) {
  if (rules.max_pauses) {  // counting pauses is dear: perhaps the best plan has few enough anyway
    PauseRules unlimited = rules;
    unlimited.max_pauses.reset();
    Result<Plan> plan = plan_segments(series, window, unlimited);
    if (plan && plan->resumes() <= static_cast<std::size_t>(*rules.max_pauses)) return plan;
  }
  const auto terms = choose_terms(series, window, rules);
  if (!terms) return too_large();
  SegmentProgram program(*terms);
  const bool feasible = program.solve() != k_never;
  Result<Plan> in_one = plan_contiguous(series, window);
  if (!feasible) return in_one;
  std::vector<Segment> segments = program.segments();
  // Starts inside a slot may be cheaper where the pieces are not the slots.
  if (in_one && exact_cost(in_one->segments, series, window, rules) <
                    exact_cost(segments, series, window, rules))
    return in_one;
  return outcome_of(std::move(segments), series, window, rules);
}

}  // namespace carbonest::planning
