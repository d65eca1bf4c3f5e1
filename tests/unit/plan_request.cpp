// SPDX-License-Identifier: Apache-2.0
// Whole requests: several places, forecasts, the past year, and the pages that are printed of them.
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "carbonest/report.hpp"
#include "catch.hpp"
#include "plan_support.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

/// Two years of hours: cheap at night, by so much as the month counts.
Series two_years() {
  std::vector<double> values;
  Series series = make_series("2022-01-01T00:00:00Z", hours{1}, {});
  for (int i = 0; i < 24 * 730; ++i) {
    const std::chrono::year_month_day day{
        std::chrono::floor<std::chrono::days>(series.start + hours{i})};
    const int hour = i % 24;
    values.push_back((hour < 6 ? 100 : 300) + static_cast<unsigned>(day.month()) +
                     (static_cast<int>(day.year()) == 2023 ? 50 : 0));
  }
  series.values = values;
  series.marks.assign(values.size(), 0);
  series.zone = "XX";
  series.file = "xx.csv";
  return series;
}

PlanRequest request_on(const Series& series, std::string_view earliest, TimeSpan length,
                       TimeSpan duration) {
  PlanRequest request;
  request.name = "training";
  request.it = kilowatt_hours(200);
  request.sites = {{"", &series, 1.25}};
  request.window = {at(earliest), at(earliest) + length, duration, {}};
  return request;
}

bool fits_page(const std::string& text) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    if (end - begin > 80) return false;
    begin = end + 1;
  }
  return true;
}

}  // namespace

TEST_CASE("mass is mean x PUE x energy") {
  const Series series = two_years();
  const auto report = make_plan(request_on(series, "2022-03-01T12:00:00Z", hours{24}, hours{3}));
  REQUIRE(report);
  CHECK(report->best().plan.mean_g_per_kwh == 103);
  CHECK(in_kilograms(report->best().mass) == Approx(103 * 1.25 * 200 / 1000));
  CHECK(in_kilograms(*report->best().now_mass) == Approx(303 * 1.25 * 200 / 1000));
  CHECK(*report->saved_percent == Approx(100 * (1 - 103.0 / 303)));
  CHECK(iso_time(report->best().plan.start()) == "2022-03-02T00:00:00Z");
  REQUIRE(report->slack.size() == 7);  // 0, 1, 2, 4, 8, 12 h and all 21 h
  CHECK(report->slack.front().mean_g_per_kwh == 303);
  CHECK(report->slack.back().mass == report->best().mass);
  CHECK_FALSE(report->forecast);
}

TEST_CASE("places are ranked by mass, equal ones by name, savings count from home") {
  const Series dear = two_years();
  Series cheap = dear;
  for (double& value : cheap.values) value /= 2;
  PlanRequest request = request_on(dear, "2022-03-01T12:00:00Z", hours{6}, hours{3});
  request.sites = {
      {"home", &dear, 1.0}, {"south", &cheap, 2.5}, {"north", &cheap, 1.5}, {"east", &cheap, 1.5}};
  const auto report = make_plan(request);
  REQUIRE(report);
  std::vector<std::string> names;
  for (const SitePlan& site : report->sites) names.push_back(site.name);
  CHECK(names == std::vector<std::string>{"east", "north", "home", "south"});
  CHECK(report->home == 2);
  CHECK(*report->saved_percent == Approx(25));
  CHECK(report->best().plan.saved_percent == 0.0);
}

TEST_CASE("a plan on a forecast is worth what happened") {
  Series actual = two_years(), expected = actual;
  for (double& value : expected.values) value = 400 - value;  // it expects the opposite
  expected.source = "a forecast";
  PlanRequest request = request_on(actual, "2022-03-01T00:00:00Z", hours{12}, hours{3});
  request.forecast = &expected;
  const auto report = make_plan(request);
  REQUIRE(report);
  CHECK(report->forecast->by == "a forecast");
  CHECK(iso_time(report->forecast->planned_start) == "2022-03-01T06:00:00Z");
  CHECK(report->forecast->predicted_mean_g_per_kwh == 97);
  CHECK(report->forecast->realised_mean_g_per_kwh == 303);
  CHECK(*report->forecast->realised_saved_percent < 0);
  CHECK(*report->forecast->perfect_saved_percent == 0);
  CHECK(report->best().plan.mean_g_per_kwh == 303);
  CHECK(report->slack.empty());
}

TEST_CASE("beyond the series a typical year is taken, and said") {
  const Series series = two_years();
  PlanRequest request = request_on(series, "2030-07-04T12:00:00Z", hours{24}, hours{3});
  CHECK(errors_of(make_plan(request)) == std::vector<std::string>{"outside-series"});
  request.repeat_year = true;
  const auto report = make_plan(request);
  REQUIRE(report);
  CHECK(report->best().plan.mean_g_per_kwh == 157);  // July of 2023, at night
  CHECK(report->best().series.typical_share == 1);
  CHECK(report->best().series.end == at("2024-01-01T00:00:00Z"));
  REQUIRE(report->typical);
  CHECK(report->typical->year == 2023);
  CHECK(report->typical->starts == 31);
  CHECK(report->typical->median_percent == Approx(100 * (1 - 157.0 / 357)));
  const std::string text = plan_outputs()[0].render(*report, {});
  CHECK(text.find("typical year") != std::string::npos);
}

TEST_CASE("the same weekday of the month stands in, the last one for a fifth") {
  Series series = make_series("2023-01-01T00:00:00Z", hours{24}, {});
  for (int day = 0; day < 365; ++day) series.values.push_back(day);
  series.marks.assign(365, 0);
  const auto value_on = [&](std::string_view day) {
    const auto extended = repeat_year(series, {at(day), at(day) + hours{24}, hours{24}, {}});
    REQUIRE(extended);
    return account(*extended, at(day), hours{24})->mean_g_per_kwh;
  };
  CHECK(value_on("2024-01-01T00:00:00Z") == 1);   // the first Monday: 2 January 2023
  CHECK(value_on("2024-01-29T00:00:00Z") == 29);  // the fifth: 30 January
  CHECK(value_on("2024-02-29T00:00:00Z") ==
        31 + 22);  // a fifth Thursday; February 2023 has four: the 23rd
  CHECK(value_on("2022-12-31T00:00:00Z") ==
        363);  // before the series: the fifth Saturday, 30 December
}

TEST_CASE("an account compares with the year it lies in") {
  const Series series = two_years();
  const auto result = account(series, at("2023-07-04T03:00:00Z"), hours{6});
  REQUIRE(result);
  CHECK(result->mean_g_per_kwh == Approx((3 * 157.0 + 3 * 357) / 6));
  CHECK(result->year_covered == 1);
  double sum = 0;
  for (std::size_t i = 8760; i < 17520; ++i) sum += series.values[i];
  CHECK(result->plain_mean_g_per_kwh == Approx(sum / 8760));
}

TEST_CASE("a start at once over a gap leaves no saving to be told") {
  Series series = two_years();
  series.values[1] = k_gap;
  const auto report = make_plan(request_on(series, "2022-01-01T00:00:00Z", hours{24}, hours{3}));
  REQUIRE(report);
  CHECK_FALSE(report->saved_percent);
  CHECK(contains(codes(report->warnings), "no-baseline"));
  const auto json = nlohmann::json::parse(plan_outputs()[1].render(*report, {}));
  CHECK(json["now"]["mean_g_per_kwh"].is_null());
  CHECK(json["best"]["saved_percent"].is_null());
  CHECK(plan_outputs()[0].render(*report, {}).find('?') !=
        std::string::npos);  // the gap in the chart
}

TEST_CASE("reserved nodes pay for their pauses") {
  const Series series =
      make_series("2024-05-01T00:00:00Z", hours{1}, {100, 400, 100, 400, 100, 400, 90, 400});
  const Window window{series.start, series.end(), hours{3}, {}};
  CHECK(plan_pausable(series, window, {})->resumes() == 2);
  const auto reserved = plan_pausable(series, window, {{}, {}, {}, 0.35});
  REQUIRE(reserved);
  CHECK(reserved->mean_g_per_kwh == Approx((100 + 100 + 90 + 0.35 * 800) / 3));
  CHECK(reserved->run_energy_factor == Approx(1 + 0.35 * 2 / 3));
  CHECK(plan_pausable(series, window, {{}, {}, {}, 1})->mean_g_per_kwh ==
        plan_contiguous(series, window)->mean_g_per_kwh);
}

TEST_CASE("pages: 80 columns, valid JSON, one CSV row per place") {
  const Series series = two_years();
  for (const bool pausable : {false, true}) {
    PlanRequest request =
        request_on(series, "2022-03-01T12:00:00Z", hours{72}, hours{pausable ? 9 : 6});
    request.sites.push_back(
        {"a place with a rather long name that has to be cut somewhere", &series, 1.1});
    request.sites.front().name = "home";
    if (pausable) request.pauses = PauseRules{};
    const auto report = make_plan(request);
    REQUIRE(report);
    const std::string text = plan_outputs()[0].render(*report, {});
    CHECK(fits_page(text));
    CHECK(text.find("TZ=UTC sbatch --begin=2022-03-02T00:00:00") != std::string::npos);
    CHECK(text.find("TZ=UTC at -t 202203020000.00") != std::string::npos);
    const auto json = nlohmann::json::parse(plan_outputs()[1].render(*report, {}));
    CHECK(json["schema"] == "carbonest.plan/1");
    CHECK(json["name"] == "training");
    CHECK(json["best"]["segments"].size() == report->best().plan.segments.size());
    CHECK(json["best"]["resumes"] == report->best().plan.segments.size() - 1);
    CHECK(json["best"]["start"] == "2022-03-02T00:00:00Z");
    CHECK(json["candidates"] == (pausable ? 64 : 67));
    CHECK(json["forecast"].is_null());
    CHECK(json["series"]["zone"] == "XX");
    CHECK(json["series"]["kind"] == "unknown");
    CHECK(json["series"]["step_minutes"] == 60);
    CHECK(json["sites"].size() == 2);
    const std::string csv = plan_outputs()[2].render(*report, {});
    CHECK(std::ranges::count(csv, '\n') == 3);
  }
}

TEST_CASE("a series as text, JSON and CSV") {
  Series series = make_series("2024-05-01T00:00:00Z", minutes{30}, {1.5, k_gap, 2});
  series.marks[2] = k_slot_estimated;
  const auto json = nlohmann::json::parse(series_outputs()[1].render(series, {}));
  CHECK(json["schema"] == "carbonest.series/1");
  CHECK(json["zone"].is_null());
  CHECK(json["start"] == "2024-05-01T00:00:00Z");
  CHECK(json["values"] == nlohmann::json::parse("[1.5, null, 2]"));
  CHECK(json["estimated"] == nlohmann::json::parse("[false, false, true]"));
  CHECK(json["gaps"] == nlohmann::json::parse("[\"2024-05-01T00:30:00Z\"]"));
  CHECK(series_outputs()[2].render(series, {}) ==
        "time,g_per_kwh,estimated,filled\n2024-05-01T00:00:00Z,1.5,false,false\n"
        "2024-05-01T00:30:00Z,,false,false\n2024-05-01T01:00:00Z,2,true,false\n");
  CHECK(fits_page(series_outputs()[0].render(series, {})));
}

TEST_CASE("start times ready to paste") {
  const Moment start = at("2024-12-31T23:59:30Z");
  CHECK(sbatch_begin(start) == "TZ=UTC sbatch --begin=2024-12-31T23:59:30");
  CHECK(at_command(start) == "TZ=UTC at -t 202412312359.30");
  CHECK(cron_line(start) == "0 0 1 1 *");
  CHECK(sbatch_begin(start + std::chrono::milliseconds{1}) ==
        "TZ=UTC sbatch --begin=2024-12-31T23:59:31");
}
