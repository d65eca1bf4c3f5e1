// SPDX-License-Identifier: Apache-2.0
// Requests that cannot be planned are refused by name, all that is wrong at once.
#include <limits>
#include <string>
#include <vector>

#include "catch.hpp"
#include "plan_support.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

using Codes = std::vector<std::string>;

Series day() {
  std::vector<double> values;
  for (int hour = 0; hour < 24; ++hour) values.push_back(100 + hour);
  return make_series("2024-05-01T00:00:00Z", hours{1}, values);
}

Window window(int from, int to, TimeSpan duration) {
  return {at("2024-05-01T00:00:00Z") + hours{from},
          at("2024-05-01T00:00:00Z") + hours{to},
          duration,
          {}};
}

}  // namespace

TEST_CASE("windows that hold no run") {
  const Series series = day();
  CHECK(errors_of(plan_contiguous(series, window(0, 24, TimeSpan{0}))) ==
        Codes{"duration-must-be-positive"});
  CHECK(errors_of(plan_contiguous(series, window(0, 24, -hours{1}))) ==
        Codes{"duration-must-be-positive"});
  CHECK(errors_of(plan_contiguous(series, window(0, 5, hours{6}))) == Codes{"deadline-too-early"});
  CHECK(errors_of(plan_contiguous(series, window(5, 0, hours{1}))) == Codes{"deadline-too-early"});
  CHECK(errors_of(plan_contiguous(series, window(0, 25, hours{6}))) == Codes{"outside-series"});
  CHECK(errors_of(plan_contiguous(series, window(-1, 20, hours{6}))) == Codes{"outside-series"});
  CHECK(errors_of(plan_contiguous(series, window(20, 25, hours{6}))) ==
        Codes{"deadline-too-early", "outside-series"});
  CHECK(errors_of(plan_contiguous(series, window(0, 5, TimeSpan::max()))) ==
        Codes{"deadline-too-early"});
  Window negative = window(0, 24, hours{1});
  negative.grid = -hours{1};
  CHECK(errors_of(plan_contiguous(series, negative)) == Codes{"plan-rule-out-of-range"});
  CHECK(plan_contiguous(series, window(0, 24, hours{24}))->candidates == 1);
  Window coarse = window(0, 24, hours{1});
  coarse.grid = TimeSpan::max();
  CHECK(plan_contiguous(series, coarse)->candidates == 1);
}

TEST_CASE("rules that nobody can keep") {
  const Series series = day();
  const auto refused = [&](const PauseRules& rules) {
    return errors_of(plan_pausable(series, window(0, 24, hours{2}), rules)) ==
           Codes{"plan-rule-out-of-range"};
  };
  CHECK(refused({-hours{1}, {}, {}, 0}));
  CHECK(refused({TimeSpan::max(), {}, {}, 0}));
  CHECK(refused({{}, -hours{1}, {}, 0}));
  CHECK(refused({{}, {}, -1, 0}));
  CHECK(refused({{}, {}, {}, 1.5}));
  CHECK(refused({{}, {}, {}, std::numeric_limits<double>::quiet_NaN()}));
  CHECK(plan_pausable(series, window(0, 24, hours{2}), {{}, TimeSpan::max(), {}, 0})->resumes() ==
        0);
  CHECK(plan_pausable(series, window(0, 24, hours{2}),
                      {{}, {}, std::numeric_limits<int>::max(), 0.5}));
}

TEST_CASE("accounts outside of the series, over gaps, of no time") {
  Series series = day();
  series.values[5] = k_gap;
  const Moment start = series.start;
  CHECK(errors_of(account(series, start, TimeSpan{0})) == Codes{"duration-must-be-positive"});
  CHECK(errors_of(account(series, start - hours{1}, hours{2})) == Codes{"outside-series"});
  CHECK(errors_of(account(series, start + hours{23}, hours{2})) == Codes{"outside-series"});
  CHECK(errors_of(account(series, start + hours{25}, hours{2})) == Codes{"outside-series"});
  CHECK(errors_of(account(series, start, TimeSpan::max())) == Codes{"outside-series"});
  CHECK(errors_of(account(series, start + hours{4}, minutes{61})) == Codes{"gap-in-series"});
  CHECK(account(series, start + hours{4}, minutes{60}));
  CHECK(account(series, start + hours{6}, hours{18}));
  CHECK(errors_of(weighted_mean(series, start, {})) == Codes{"duration-must-be-positive"});
}

TEST_CASE("too many ways to pause are refused, not waited for") {
  const Series series =
      make_series("2024-01-01T00:00:00Z", minutes{5}, std::vector<double>(105'120, 100.0));
  PauseRules rules;
  rules.resume_overhead = minutes{5};
  const Window year{series.start, series.end(), hours{4000}, {}};
  CHECK(errors_of(plan_pausable(series, year, rules)) == Codes{"plan-too-large"});
  CHECK(plan_pausable(series, year, {}));
}

TEST_CASE("series that cannot be compared, forecasts for several places, uneven days") {
  Series a = day(), b = day();
  a.file = "a.csv", b.file = "b.csv";
  a.kind = IntensityKind::average;
  b.kind = IntensityKind::marginal;
  PlanRequest request;
  request.it = kilowatt_hours(1);
  request.window = window(0, 24, hours{2});
  request.sites = {{"a", &a, 1}, {"b", &b, 1}};
  CHECK(errors_of(make_plan(request)) == Codes{"incomparable-series"});
  request.force = true;
  const auto forced = make_plan(request);
  REQUIRE(forced);
  CHECK(contains(codes(forced->warnings), "series-forced-together"));
  request.persistence = true;
  CHECK(errors_of(make_plan(request)) == Codes{"one-site-only"});
  b.kind = a.kind;
  b.basis = Basis::direct;
  request.persistence = request.force = false;
  CHECK(errors_of(make_plan(request)) == Codes{"incomparable-series"});

  const Series uneven = make_series("2024-05-01T00:00:00Z", hours{7}, std::vector<double>(20, 1.0));
  CHECK(errors_of(persistence_forecast(
            uneven, {uneven.start + hours{48}, uneven.start + hours{60}, hours{7}, {}})) ==
        Codes{"step-does-not-divide-day"});
  const Series short_one = day();
  CHECK(errors_of(persistence_forecast(short_one, window(5, 20, hours{2}))) ==
        Codes{"outside-series"});
}
