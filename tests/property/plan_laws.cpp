// SPDX-License-Identifier: Apache-2.0
// Laws that hold for any series: of the reader (order, offsets and spelling of rows do not matter)
// and of the planners (scaling, slack, pausing, foresight).
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "carbonest/report.hpp"
#include "catch.hpp"
#include "plan_support.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

/// Days of a grid with a daily and a weekly pattern, with noise.
std::vector<double> grid_like(std::mt19937_64& random, int slots, int per_day) {
  std::vector<double> values;
  double drift = 0;
  for (int i = 0; i < slots; ++i) {
    const double hour = 2 * std::numbers::pi * i / per_day;
    drift += static_cast<double>(random() % 1000) / 1000 - 0.5;
    const double value = 250 + 90 * std::sin(hour) + 30 * std::sin(hour / 7) + 4 * drift;
    values.push_back(std::max(0.0, std::round(value * 100) / 100));
  }
  return values;
}

struct Line {
  sys_seconds time;
  double value;
};

std::vector<Line> lines_of(const std::vector<double>& values, seconds step) {
  std::vector<Line> lines;
  sys_seconds time = at("2024-03-30T00:00:00Z");  // over a change of clocks
  for (const double value : values) lines.push_back({time, value}), time += step;
  return lines;
}

std::string csv_of(const std::vector<Line>& lines, seconds offset) {
  std::string text = "time,intensity (g/kWh)\n";
  for (const Line& line : lines) {
    std::string stamp = iso_time(line.time + offset);
    stamp.pop_back();
    text += fmt::format("{}+{:02}:{:02},{}\n", stamp, offset.count() / 3600,
                        offset.count() / 60 % 60, line.value);
  }
  return text;
}

template <class T>
void shuffle(std::vector<T>& items, std::mt19937_64& random) {
  for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[random() % i]);
}

Window random_window(std::mt19937_64& random, const Series& series, TimeSpan duration) {
  const auto slots = static_cast<std::int64_t>(series.size());
  const auto work = duration / TimeSpan{series.step};
  const auto first = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(slots / 2));
  const auto room = slots - first - work;
  const auto slack = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(room));
  const Moment earliest = series.time_of(static_cast<std::size_t>(first));
  return {earliest, earliest + duration + slack * TimeSpan{series.step}, duration, {}};
}

PauseRules random_rules(std::mt19937_64& random) {
  PauseRules rules;
  if (random() % 2 == 0) rules.resume_overhead = minutes{random() % 30};
  if (random() % 3 == 0) rules.min_segment = minutes{random() % 180};
  if (random() % 3 == 0) rules.idle_share = static_cast<double>(random() % 50) / 100;
  return rules;
}

}  // namespace

TEST_CASE("the order of rows and the offset of their stamps do not matter") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    std::vector<Line> lines = lines_of(grid_like(random, 200, 24), minutes{60});
    const Result<Series> plain = read(csv_of(lines, seconds{0}));
    REQUIRE(plain);
    const Result<Series> east = read(csv_of(lines, hours{1}));
    const Result<Series> far_east = read(csv_of(lines, minutes{345}));
    shuffle(lines, random);
    const Result<Series> mixed = read(csv_of(lines, hours{2}));
    for (const Result<Series>* other : {&east, &far_east, &mixed}) {
      REQUIRE(*other);
      CHECK((*other)->start == plain->start);
      CHECK((*other)->step == plain->step);
      CHECK((*other)->values == plain->values);
    }
  }
}

TEST_CASE("what is printed as carbonest.series/1 reads back as the same series") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    Series series = make_series("2024-05-01T00:00:00Z", minutes{5}, grid_like(random, 300, 288));
    for (std::size_t i = 1; i + 1 < series.size(); ++i) {
      if (random() % 20 == 0) series.values[i] = k_gap;
      if (random() % 4 == 0) series.marks[i] = k_slot_estimated;
    }
    series.zone = "DK-DK1";
    series.kind = IntensityKind::marginal;
    series.basis = Basis::direct;
    const std::string text = series_outputs()[1].render(series, {});
    const Result<Series> back = read(text);
    REQUIRE(back);
    CHECK(back->zone == series.zone);
    CHECK(back->kind == series.kind);
    CHECK(back->basis == series.basis);
    CHECK(back->start == series.start);
    CHECK(back->step == series.step);
    CHECK(back->marks == series.marks);
    REQUIRE(back->size() == series.size());
    for (std::size_t i = 0; i < series.size(); ++i)
      CHECK((back->values[i] == series.values[i] || (back->is_gap(i) && series.is_gap(i))));
    CHECK(series_outputs()[1].render(*back, {}).find("\"values\"") != std::string::npos);
  }
}

TEST_CASE("twice the intensity: twice the mean, the same start, the same percentage") {
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const Series series =
        make_series("2024-01-01T00:00:00Z", minutes{30}, grid_like(random, 240, 48));
    Series twice = series;
    for (double& value : twice.values) value *= 2;
    const Window window = random_window(random, series, minutes{30 * (1 + random() % 20)});
    const PauseRules rules = random_rules(random);
    for (const bool pausable : {false, true}) {
      const auto pauses = pausable ? std::optional(rules) : std::nullopt;
      const Result<RunPlan> a = plan_run(series, window, pauses),
                            b = plan_run(twice, window, pauses);
      REQUIRE(a);
      REQUIRE(b);
      CHECK(a->segments == b->segments);
      CHECK(b->mean_g_per_kwh == 2 * a->mean_g_per_kwh);
      CHECK(b->saved_percent == a->saved_percent);
    }
  }
}

TEST_CASE("pausing saves at least as much as choosing a start, and more slack never saves less") {
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const Series series =
        make_series("2024-01-01T00:00:00Z", minutes{30}, grid_like(random, 240, 48));
    Window window = random_window(random, series, minutes{30 * (1 + random() % 20)});
    if (random() % 2 == 0) window.duration -= minutes{random() % 29};
    const PauseRules rules = random_rules(random);
    double last_contiguous = 0, last_free = 0, last_ruled = 0;
    const Moment end = window.deadline;
    for (window.deadline = window.earliest + window.duration; window.deadline <= end;
         window.deadline += minutes{150}) {
      const Result<RunPlan> contiguous = plan_contiguous(series, window);
      const Result<RunPlan> free = plan_pausable(series, window, {});
      const Result<RunPlan> ruled = plan_pausable(series, window, rules);
      REQUIRE(contiguous);
      REQUIRE(free);
      REQUIRE(ruled);
      constexpr double k_rounding = 1e-10;  // of percentages
      CHECK(*contiguous->saved_percent >= last_contiguous);
      CHECK(*free->saved_percent >= last_free - k_rounding);
      CHECK(*ruled->saved_percent >= last_ruled - k_rounding);
      CHECK(*ruled->saved_percent >= *contiguous->saved_percent - k_rounding);
      CHECK(*free->saved_percent >= *ruled->saved_percent - k_rounding);
      CHECK(*contiguous->saved_percent >= 0);
      last_contiguous = *contiguous->saved_percent;
      last_free = *free->saved_percent;
      last_ruled = *ruled->saved_percent;
    }
  }
}

TEST_CASE("persistence never saves more than perfect foresight") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const Series series =
        make_series("2024-01-01T00:00:00Z", minutes{60}, grid_like(random, 400, 24));
    PlanRequest request;
    request.it = kilowatt_hours(10);
    request.sites = {{"", &series, 1.2}};
    request.window = random_window(random, series, minutes{60 * (1 + random() % 30)});
    request.window.earliest += hours{24};
    request.window.deadline = std::min(Moment{series.end()}, request.window.deadline + hours{24});
    request.persistence = true;
    if (random() % 2 == 0) request.pauses = random_rules(random);
    const Result<PlanReport> report = make_plan(request);
    REQUIRE(report);
    const ForecastOutcome& outcome = *report->forecast;
    CHECK(*outcome.realised_saved_percent <= *outcome.perfect_saved_percent + 1e-10);
    CHECK(report->best().plan.mean_g_per_kwh == outcome.realised_mean_g_per_kwh);
  }
}

TEST_CASE("the account of a run is the mean of the accounts of its parts") {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const Series series =
        make_series("2024-01-01T00:00:00Z", minutes{15}, grid_like(random, 200, 96));
    const Moment start = series.start + minutes{random() % 600};
    const TimeSpan first{1 + random() % 36'000'000'000}, second{1 + random() % 36'000'000'000};
    const auto a = account(series, start, first), b = account(series, start + first, second),
               whole = account(series, start, first + second);
    REQUIRE(a);
    REQUIRE(b);
    REQUIRE(whole);
    const auto x = static_cast<double>(first.count()), y = static_cast<double>(second.count());
    CHECK(whole->mean_g_per_kwh ==
          Approx((a->mean_g_per_kwh * x + b->mean_g_per_kwh * y) / (x + y)).epsilon(1e-12));
    const auto weighted =
        weighted_mean(series, start, std::vector<PowerStep>{{first, 300}, {second, 100}});
    REQUIRE(weighted);
    CHECK(*weighted ==
          Approx((3 * a->mean_g_per_kwh * x + b->mean_g_per_kwh * y) / (3 * x + y)).epsilon(1e-12));
  }
}
