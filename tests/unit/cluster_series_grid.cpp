// SPDX-License-Identifier: Apache-2.0
#include "cluster/series_grid.hpp"

#include <cmath>
#include <limits>
#include <random>

#include "carbonest/plan.hpp"
#include "catch.hpp"

namespace carbonest::test {
namespace {

constexpr double k_gap = std::numeric_limits<double>::quiet_NaN();

Series series_of(std::vector<double> values, std::chrono::seconds step = std::chrono::hours{1}) {
  Series series;
  series.file = "series";
  series.start = std::chrono::sys_days{std::chrono::year{2023} / 12 / 31};
  series.step = step;
  series.marks.assign(values.size(), 0);
  series.values = std::move(values);
  return series;
}

std::int64_t second_of(const Series& series, std::int64_t after) {
  return series.start.time_since_epoch().count() + after;
}

}  // namespace

TEST_CASE("the mean over any time on a series is that of an account of it") {
  std::mt19937 random(7);
  std::vector<double> values(500);
  for (double& value : values) value = std::uniform_real_distribution(0.0, 900.0)(random);
  values[200] = k_gap;
  const Series series = series_of(values, std::chrono::minutes{30});
  const cluster::SeriesGrid grid(series);
  std::size_t refused = 0;
  for (int i = 0; i < 3000; ++i) {
    const auto from = std::uniform_int_distribution<std::int64_t>(-3600, 500 * 1800)(random);
    const auto length = std::uniform_int_distribution<std::int64_t>(1, 40 * 1800)(random);
    const Moment start{series.start + std::chrono::seconds{from}};
    const Result<Account> slow = account(series, start, std::chrono::seconds{length});
    const auto fast = grid.mean(second_of(series, from), static_cast<double>(length));
    CAPTURE(from, length);
    REQUIRE(fast.has_value() == slow.has_value());
    if (!fast) ++refused;
    if (fast) CHECK(*fast == Approx(slow->mean_g_per_kwh).epsilon(1e-11));
  }
  CHECK(refused > 100);
  CHECK(refused < 1500);
}

TEST_CASE("the mean of a year takes its own slots only") {
  std::vector<double> values(48, 100);  // of the last day of 2023 and the first of 2024
  std::fill(values.begin() + 24, values.end(), 300);
  values[30] = k_gap;
  const Series series = series_of(values);
  const cluster::SeriesGrid grid(series);
  CHECK(grid.mean_of_year(2023) == 100);
  CHECK(grid.mean_of_year(2024) == 300);
  const double all = (24 * 100.0 + 23 * 300.0) / 47;
  CHECK(grid.mean_of_year(2022) == Approx(all));
  CHECK(grid.mean_of_year(0) == Approx(all));
  CHECK(grid.mean_of_year(9999) == Approx(all));
}

}  // namespace carbonest::test
