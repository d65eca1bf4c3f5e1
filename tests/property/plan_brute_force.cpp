// SPDX-License-Identifier: Apache-2.0
// Every planner against the enumeration of everything that it could have answered, on thousands of
// small random series. Prices are small integers, so that ties are frequent and sums exact.
#include <cmath>
#include <cstdint>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "plan_support.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

constexpr std::string_view k_start = "2024-01-01T00:00:00Z";

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_{seed} {}
  int roll(int least, int most) {
    return least + static_cast<int>(random_() % static_cast<std::uint64_t>(most - least + 1));
  }
  bool chance(int percent) { return roll(1, 100) <= percent; }

 private:
  std::mt19937_64 random_;
};

/// Prices by minute; -1 in a gap.
struct World {
  Series series;
  int step;  // minutes
  std::vector<std::int64_t> price;
};

World make_world(Dice& dice, int slots, int step, int gap_percent) {
  World world;
  world.step = step;
  std::vector<double> values;
  const int most = dice.chance(50) ? 4 : 400;
  for (int i = 0; i < slots; ++i) {
    const bool gap = dice.chance(gap_percent);
    const int value = dice.roll(0, most);
    values.push_back(gap ? k_gap : value);
    for (int m = 0; m < step; ++m) world.price.push_back(gap ? -1 : value);
  }
  world.series = make_series(k_start, minutes{step}, values);
  return world;
}

/// Of running through the minutes [from, to); empty over a gap.
std::optional<std::int64_t> run_cost(const World& world, int from, int to) {
  std::int64_t cost = 0;
  for (int m = from; m < to; ++m) {
    if (world.price[static_cast<std::size_t>(m)] < 0) return std::nullopt;
    cost += world.price[static_cast<std::size_t>(m)];
  }
  return cost;
}

Window window_of(int earliest, int deadline, int duration, int grid) {
  const Moment start = at(k_start);
  return {start + minutes{earliest}, start + minutes{deadline}, minutes{duration}, minutes{grid}};
}

int minute_of(Moment time) {
  return static_cast<int>(std::chrono::duration_cast<minutes>(time - Moment{at(k_start)}).count());
}

struct Rules {
  int overhead = 0, min_segment = 0;
  std::optional<int> max_pauses;
  int idle_percent = 0;

  PauseRules of_plan() const {
    return {minutes{overhead}, minutes{min_segment}, max_pauses, idle_percent / 100.0};
  }
};

/// Cost x 100 of running in the marked units; empty when a rule is broken.
std::optional<std::int64_t> cost_of(const World& world, const std::vector<bool>& runs, int begin,
                                    int unit, const Rules& rules) {
  std::int64_t cost = 0;
  int pauses = 0, length = 0, paused_since = -1;
  const int count = static_cast<int>(runs.size());
  for (int i = 0; i <= count; ++i) {
    const bool run = i < count && runs[static_cast<std::size_t>(i)];
    const int from = begin + i * unit;
    if (run) {
      if (length == 0 && paused_since >= 0) {
        ++pauses;
        cost += 100 * rules.overhead * world.price[static_cast<std::size_t>(from)];
        if (rules.idle_percent > 0) {
          const auto idle = run_cost(world, paused_since, from);
          if (!idle) return std::nullopt;
          cost += rules.idle_percent * *idle;
        }
      }
      const auto running = run_cost(world, from, from + unit);
      if (!running) return std::nullopt;
      cost += 100 * *running;
      length += unit;
    } else {
      if (length > 0 && length < rules.min_segment) return std::nullopt;
      if (length > 0) paused_since = from;
      length = 0;
    }
  }
  if (rules.max_pauses && pauses > *rules.max_pauses) return std::nullopt;
  return cost;
}

struct Best {
  std::optional<std::int64_t> cost;
  std::vector<bool> runs;
};

/// Every choice of `wanted` units, in lexicographic order of their indices.
void enumerate(const World& world, int begin, int unit, int wanted, const Rules& rules,
               std::vector<bool>& runs, std::size_t i, Best& best) {
  if (wanted == 0) {
    std::vector<bool> whole(runs);
    const auto cost = cost_of(world, whole, begin, unit, rules);
    if (cost && (!best.cost || *cost < *best.cost)) best = {cost, whole};
    return;
  }
  if (runs.size() - i < static_cast<std::size_t>(wanted)) return;
  runs[i] = true;
  enumerate(world, begin, unit, wanted - 1, rules, runs, i + 1, best);
  runs[i] = false;
  enumerate(world, begin, unit, wanted, rules, runs, i + 1, best);
}

Best best_of_all(const World& world, int begin, int end, int unit, int duration, Rules rules) {
  rules.min_segment = std::min(rules.min_segment, duration);
  std::vector<bool> runs(static_cast<std::size_t>((end - begin) / unit));
  Best best;
  enumerate(world, begin, unit, duration / unit, rules, runs, 0, best);
  return best;
}

std::vector<RunSegment> segments_of(const std::vector<bool>& runs, int begin, int unit) {
  std::vector<RunSegment> segments;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (!runs[i]) continue;
    const Moment from = Moment{at(k_start)} + minutes{begin + static_cast<int>(i) * unit};
    if (!segments.empty() && segments.back().finish == from)
      segments.back().finish += minutes{unit};
    else
      segments.push_back({from, from + minutes{unit}});
  }
  return segments;
}

/// Cost x 100 of a plan, minute by minute.
std::int64_t cost_of_plan(const World& world, const RunPlan& plan, const Rules& rules) {
  std::vector<bool> runs(world.price.size());
  int work = 0;
  for (const RunSegment& segment : plan.segments)
    for (int m = minute_of(segment.start); m < minute_of(segment.finish); ++m, ++work)
      runs[static_cast<std::size_t>(m)] = true;
  Rules loose = rules;
  loose.min_segment = std::min(rules.min_segment, work);
  const auto cost = cost_of(world, runs, 0, 1, loose);
  REQUIRE(cost);  // the plan keeps the rules and runs over no gap
  return *cost;
}

void check_mean(const RunPlan& plan, std::int64_t cost, int duration) {
  const double mean = static_cast<double>(cost) / 100 / duration;
  CHECK(plan.mean_g_per_kwh == Approx(mean).epsilon(1e-12).margin(1e-12));
}

}  // namespace

TEST_CASE("the best contiguous start is the best of all starts on the grid") {
  for (std::uint64_t seed = 1; seed <= 6000; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const int step = std::vector{5, 7, 10, 30}[static_cast<std::size_t>(dice.roll(0, 3))];
    const World world = make_world(dice, dice.roll(1, 14), step, dice.chance(50) ? 0 : 15);
    const int length = static_cast<int>(world.price.size());
    const int earliest = dice.chance(50) ? 0 : dice.roll(0, length - 1);
    const int deadline = dice.chance(50) ? length : dice.roll(earliest + 1, length);
    const int duration = dice.roll(1, deadline - earliest);
    const int grid = dice.chance(30) ? step : dice.roll(1, 2 * step);

    std::optional<std::int64_t> least;
    int start = 0, candidates = 0;
    for (int s = earliest; s + duration <= deadline; s += grid) {
      ++candidates;
      const auto cost = run_cost(world, s, s + duration);
      if (cost && (!least || *cost < *least)) least = cost, start = s;
    }
    const Result<RunPlan> plan =
        plan_contiguous(world.series, window_of(earliest, deadline, duration, grid));
    if (!least) {
      REQUIRE(errors_of(plan) == std::vector<std::string>{"gap-in-series"});
      continue;
    }
    REQUIRE(plan);
    REQUIRE(minute_of(plan->start()) == start);
    REQUIRE(plan->candidates == candidates);
    check_mean(*plan, 100 * *least, duration);
    const auto now = run_cost(world, earliest, earliest + duration);
    REQUIRE(plan->now_mean.has_value() == now.has_value());
  }
}

TEST_CASE("pausing freely takes the cheapest slots, the earliest of equals") {
  for (std::uint64_t seed = 1; seed <= 4000; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const int slots = dice.roll(1, 12);
    const World world = make_world(dice, slots, 30, dice.chance(50) ? 0 : 20);
    const int from = dice.roll(0, slots - 1), to = dice.roll(from + 1, slots);
    const int work = dice.roll(1, to - from);
    const Best best = best_of_all(world, from * 30, to * 30, 30, work * 30, {});
    const Result<RunPlan> plan =
        plan_pausable(world.series, window_of(from * 30, to * 30, work * 30, 0), {});
    if (!best.cost) {
      REQUIRE(errors_of(plan) == std::vector<std::string>{"gap-in-series"});
      continue;
    }
    REQUIRE(plan);
    REQUIRE(plan->segments == segments_of(best.runs, from * 30, 30));
    check_mean(*plan, *best.cost, work * 30);
  }
}

TEST_CASE("with rules the plan is the first of the cheapest subsets of slots") {
  for (std::uint64_t seed = 1; seed <= 6000; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const int slots = dice.roll(1, 11);
    const World world = make_world(dice, slots, 30, dice.chance(60) ? 0 : 15);
    const int from = dice.roll(0, slots - 1), to = dice.roll(from + 1, slots);
    const int work = dice.roll(1, to - from);
    Rules rules;
    rules.overhead = dice.chance(60) ? dice.roll(1, 60) : 0;
    rules.min_segment = dice.chance(40) ? dice.roll(1, 120) : 0;
    if (dice.chance(40)) rules.max_pauses = dice.roll(1, 3);
    rules.idle_percent = dice.chance(30) ? dice.roll(1, 100) : 0;
    const Best best = best_of_all(world, from * 30, to * 30, 30, work * 30, rules);
    const Result<RunPlan> plan =
        plan_pausable(world.series, window_of(from * 30, to * 30, work * 30, 0), rules.of_plan());
    if (!best.cost) {
      REQUIRE(errors_of(plan) == std::vector<std::string>{"gap-in-series"});
      continue;
    }
    REQUIRE(plan);
    REQUIRE(plan->segments == segments_of(best.runs, from * 30, 30));
    check_mean(*plan, *best.cost, work * 30);
  }
}

TEST_CASE("parts of slots: nothing on a finer grid is cheaper") {
  for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    constexpr int k_step = 30, k_unit = 10;
    const int slots = dice.roll(1, 5);
    const World world = make_world(dice, slots, k_step, dice.chance(70) ? 0 : 15);
    const int units = slots * k_step / k_unit;
    const int from = dice.roll(0, units - 1), to = dice.roll(from + 1, units);
    const int work = dice.roll(1, to - from);
    Rules rules;
    rules.overhead = dice.chance(70) ? dice.roll(1, 40) : 0;
    if (dice.chance(30)) rules.max_pauses = dice.roll(1, 3);
    rules.idle_percent = dice.chance(30) ? dice.roll(1, 100) : 0;
    const Best best = best_of_all(world, from * k_unit, to * k_unit, k_unit, work * k_unit, rules);
    const Result<RunPlan> plan = plan_pausable(
        world.series, window_of(from * k_unit, to * k_unit, work * k_unit, 0), rules.of_plan());
    if (!best.cost) {
      REQUIRE(errors_of(plan) == std::vector<std::string>{"gap-in-series"});
      continue;
    }
    REQUIRE(plan);
    REQUIRE(cost_of_plan(world, *plan, rules) == *best.cost);
    check_mean(*plan, *best.cost, work * k_unit);
  }
}

TEST_CASE("a shortest segment that is no whole number of slots is kept") {
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const int slots = dice.roll(2, 10);
    const World world = make_world(dice, slots, 30, dice.chance(70) ? 0 : 15);
    const int duration = dice.roll(1, slots * 30);
    Rules rules;
    rules.min_segment = dice.roll(1, 100);
    rules.overhead = dice.chance(50) ? dice.roll(1, 30) : 0;
    const Window window = window_of(0, slots * 30, duration, 30);
    const Result<RunPlan> plan = plan_pausable(world.series, window, rules.of_plan());
    const Result<RunPlan> in_one = plan_contiguous(world.series, window);
    if (!plan) continue;
    const std::int64_t cost = cost_of_plan(world, *plan, rules);
    check_mean(*plan, cost, duration);
    if (in_one) REQUIRE(cost <= cost_of_plan(world, *in_one, rules));
  }
}

TEST_CASE("a fine enough grid of starts finds the continuous optimum") {
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const World world = make_world(dice, dice.roll(2, 12), 30, 0);
    const int length = static_cast<int>(world.price.size());
    const int duration = dice.roll(1, length);
    Window window = window_of(0, length, duration, 1);
    const Result<RunPlan> by_minute = plan_contiguous(world.series, window);
    window.grid = TimeSpan{1};
    const Result<RunPlan> by_microsecond = plan_contiguous(world.series, window);
    REQUIRE(by_minute);
    REQUIRE(by_microsecond);
    REQUIRE(by_microsecond->mean_g_per_kwh == by_minute->mean_g_per_kwh);
    REQUIRE(by_microsecond->start() == by_minute->start());
  }
}

TEST_CASE("sums that are equal on paper are equal, and no coarser") {
  const auto start_of = [](std::vector<double> values) {
    const Series series = make_series(k_start, minutes{30}, std::move(values));
    const auto plan = plan_contiguous(series, {series.start, series.end(), minutes{60}, {}});
    REQUIRE(plan);
    return minute_of(plan->start());
  };
  CHECK(start_of({0.1, 0.2, 5, 0.3, 0}) == 0);  // as doubles 0.1 + 0.2 is the larger one
  CHECK(start_of({0.3, 0, 5, 0.1, 0.2}) == 0);
  CHECK(start_of({100.0000000001, 100, 500, 100, 100}) == 90);
}

TEST_CASE("a segment of a shortest length may end inside a slot") {
  const Series series = make_series(k_start, minutes{30}, {10, 40, 300, 30, 30, 300});
  PauseRules rules;
  rules.min_segment = minutes{40};
  const auto plan = plan_pausable(series, window_of(0, 180, 105, 0), rules);
  REQUIRE(plan);
  const Moment start = series.start;
  CHECK(plan->segments == std::vector<RunSegment>{{start, start + minutes{45}},
                                                  {start + minutes{90}, start + minutes{150}}});
}

TEST_CASE("a segment may be long enough only with what is left of the last slot") {
  const auto runs = [](std::vector<double> values, const Window& window, int min_segment) {
    const Series series = make_series(k_start, minutes{15}, std::move(values));
    PauseRules rules;
    rules.min_segment = minutes{min_segment};
    const auto plan = plan_pausable(series, window, rules);
    REQUIRE(plan);
    std::vector<std::pair<int, int>> result;
    for (const RunSegment& run : plan->segments)
      result.emplace_back(minute_of(run.start), minute_of(run.finish));
    return result;
  };
  using Runs = std::vector<std::pair<int, int>>;
  CHECK(runs({362, 13, 31}, window_of(10, 40, 20, 0), 20) == Runs{{15, 35}});
  CHECK(runs({9, 9, 500, 500, 10, 10}, window_of(0, 85, 55, 0), 25) == Runs{{0, 30}, {60, 85}});
  // And beginning inside a slot, so that all of the last piece is run.
  CHECK(runs({9, 9, 500, 20, 11, 10}, window_of(0, 85, 60, 0), 30) == Runs{{0, 30}, {55, 85}});
}
