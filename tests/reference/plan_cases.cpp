// SPDX-License-Identifier: Apache-2.0
// Accounts and plans whose results were enumerated in exact rational arithmetic:
// data/plan_cases.csv on the series of data/plan_series.csv. Cases on a published series (GB 2020,
// half-hourly) run where its file is found, for it may not be copied here. Starts and segments are
// exact, means good to 1e-9.
#include <charconv>
#include <cmath>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "carbonest/estimate.hpp"
#include "carbonest/resolve.hpp"
#include "catalog/csv.hpp"
#include "catch.hpp"
#include "plan_support.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

const std::string k_data = CARBONEST_SOURCE_DIR "/tests/reference/data/";
const std::string k_gb2020 = CARBONEST_SOURCE_DIR "/../shared/cases/series/GB2020.csv";
constexpr double k_tolerance = 1e-9;

using Row = std::map<std::string, std::string, std::less<>>;

std::vector<Row> rows_of(const std::string& file) {
  const std::optional<std::string> text = file_text(k_data + file);
  REQUIRE(text);
  const CsvDocument document = read_csv(*text);
  REQUIRE(document.problems.empty());
  const auto header = document.cells_of(document.records.front());
  std::vector<Row> rows;
  for (std::size_t i = 1; i < document.records.size(); ++i) {
    Row& row = rows.emplace_back();
    const auto cells = document.cells_of(document.records[i]);
    for (std::size_t c = 0; c < cells.size(); ++c) row[std::string(header[c].text)] = cells[c].text;
  }
  return rows;
}

double number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  REQUIRE(error == std::errc{});
  REQUIRE(end == text.data() + text.size());
  return value;
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::map<std::string, Series> all_series() {
  std::map<std::string, Series> all;
  for (const Row& row : rows_of("plan_series.csv")) {
    std::vector<double> values;
    for (const std::string& value : split(row.at("values"), ' '))
      values.push_back(value == "-" ? k_gap : number(value));
    all[row.at("name")] = make_series(
        row.at("start"), minutes{static_cast<int>(number(row.at("step_minutes")))}, values);
  }
  if (const auto text = file_text(k_gb2020)) {
    const Result<Series> series = read(*text, {}, "GB2020.csv");
    REQUIRE(series);
    CHECK(series->off_grid_rows == 3404);
    CHECK(series->step == minutes{30});
    CHECK(std::ranges::none_of(series->values, [](double v) { return std::isnan(v); }));
    all["GB2020"] = *series;
  }
  return all;
}

struct Case {
  const Row& row;
  const Series& series;

  bool has(std::string_view key) const { return !row.find(key)->second.empty(); }
  const std::string& text(std::string_view key) const { return row.find(key)->second; }
  double value(std::string_view key) const { return number(text(key)); }
  TimeSpan span(std::string_view key) const {
    return has(key) ? minutes{static_cast<std::int64_t>(value(key))} : minutes{0};
  }
  Window window() const {
    return {at(text("earliest")), at(text("deadline")), span("duration_minutes"),
            span("grid_minutes")};
  }
};

void check_number(const Case& c, std::string_view key, double found) {
  if (!c.has(key)) return;
  INFO(key << ": " << c.text(key) << " expected, " << found << " found");
  CHECK(std::abs(found - c.value(key)) <= k_tolerance * std::max(std::abs(c.value(key)), 1e-300));
}

void check_time(const Case& c, std::string_view key, Moment found) {
  if (c.has(key)) CHECK(iso_time(found) == c.text(key));
}

void check_plan(const Case& c, const RunPlan& plan) {
  check_time(c, "start", plan.start());
  check_time(c, "finish", plan.finish());
  check_number(c, "mean", plan.mean_g_per_kwh);
  REQUIRE(plan.now_mean);
  check_number(c, "now_mean", *plan.now_mean);
  check_number(c, "saved_percent", *plan.saved_percent);
  check_number(c, "candidates", static_cast<double>(plan.candidates));
  if (!c.has("segments")) return;
  std::vector<std::string> segments;
  for (const RunSegment& segment : plan.segments)
    segments.push_back(iso_time(segment.start) + "/" + iso_time(segment.finish));
  CHECK(segments == split(c.text("segments"), ' '));
  check_number(c, "resumes", static_cast<double>(plan.resumes()));
  check_number(c, "energy_minutes", plan.run_energy_factor * c.value("duration_minutes"));
}

// The same account as an estimate of a job that has a start: its intensity is the mean.
void check_estimate(const Case& c, const std::vector<std::string>& wanted) {
  const std::string text = R"({"energy": "1 kWh", "energy_scope": "node", "pue": 1, "start": ")" +
                           c.text("earliest") + R"(", "runtime_minutes": )" +
                           c.text("duration_minutes") + "}";
  Diagnostics warnings;
  const Result<Job> job = read_job({text}, {}, warnings);
  REQUIRE(job);
  ResolveOptions options;
  options.series = &c.series;
  const Result<ResolvedJob> resolved = resolve(*job, Catalog::bundled(), options);
  CHECK(errors_of(resolved) == wanted);
  if (resolved) check_number(c, "mean", in_grams_per_kwh(*estimate(*resolved).intensity));
}

std::vector<std::string> run_account(const Case& c) {
  const Result<Account> result =
      account(c.series, at(c.text("earliest")), c.span("duration_minutes"));
  check_estimate(c, errors_of(result));
  if (!result) return codes(result.error());
  check_number(c, "mean", result->mean_g_per_kwh);
  check_time(c, "finish", result->run.finish);
  return {};
}

std::vector<std::string> run_contiguous(const Case& c) {
  const Result<RunPlan> plan = plan_contiguous(c.series, c.window());
  if (plan) check_plan(c, *plan);
  return errors_of(plan);
}

std::vector<std::string> run_pausable(const Case& c) {
  PauseRules rules;
  rules.resume_overhead = c.span("overhead_minutes");
  const Result<RunPlan> plan = plan_pausable(c.series, c.window(), rules);
  if (plan) check_plan(c, *plan);
  return errors_of(plan);
}

std::vector<std::string> run_persistence(const Case& c) {
  PlanRequest request;
  request.it = kilowatt_hours(1);
  request.sites = {{"", &c.series, 1}};
  request.window = c.window();
  request.persistence = true;
  const Result<PlanReport> report = make_plan(request);
  if (!report) return codes(report.error());
  const ForecastOutcome& outcome = *report->forecast;
  check_time(c, "start", outcome.planned_start);
  check_number(c, "predicted_mean", outcome.predicted_mean_g_per_kwh);
  check_number(c, "mean", outcome.realised_mean_g_per_kwh);
  check_number(c, "saved_percent", *outcome.realised_saved_percent);
  check_number(c, "perfect_saved_percent", *outcome.perfect_saved_percent);
  return {};
}

using Runner = std::vector<std::string> (*)(const Case&);
const std::map<std::string, Runner> k_runners{{"account", run_account},
                                              {"contiguous", run_contiguous},
                                              {"pause-resume", run_pausable},
                                              {"persistence-plan", run_persistence}};

std::string data_text(const std::string& name) {
  const auto text = file_text(k_data + "series/" + name);
  REQUIRE(text);
  return *text;
}

}  // namespace

TEST_CASE("enumerated accounts and plans") {
  const std::map<std::string, Series> series = all_series();
  int skipped = 0;
  for (const Row& row : rows_of("plan_cases.csv")) {
    const auto on = series.find(row.at("series"));
    if (on == series.end()) {
      ++skipped;
      continue;
    }
    INFO(row.at("id"));
    const std::vector<std::string> errors = k_runners.at(row.at("kind"))({row, on->second});
    const std::string& wanted = row.at("error");
    CHECK(errors == (wanted.empty() ? std::vector<std::string>{} : std::vector{wanted}));
  }
  if (skipped > 0)
    std::printf("skipped: %d plan cases on GB2020, whose file is not here\n", skipped);
}

TEST_CASE("an export of Electricity Maps has two bases and says what it estimated") {
  const std::string text = data_text("em-old.csv");
  SeriesOptions direct, lifecycle;
  direct.basis = Basis::direct;
  lifecycle.basis = Basis::lifecycle;
  const Result<Series> a = read(text, direct), b = read(text, lifecycle), c = read(text);
  REQUIRE(a);
  REQUIRE(b);
  REQUIRE(c);
  CHECK(a->format == "electricity-maps-csv");
  CHECK(a->zone == "TL-N");
  CHECK(a->step == minutes{60});
  CHECK(iso_time(a->start) == "2024-05-01T00:00:00Z");
  CHECK(a->kind == IntensityKind::average);
  CHECK(a->values == std::vector{101.5, 99.5});
  CHECK(b->values == std::vector{140.25, 138.75});
  CHECK(c->values == b->values);
  CHECK(a->basis == Basis::direct);
  CHECK(c->basis == Basis::lifecycle);
  CHECK(a->marks == std::vector<std::uint8_t>{0, k_slot_estimated});
  CHECK(a->warnings.empty());
}

TEST_CASE("WattTime counts in pounds per megawatt hour") {
  const Result<Series> series = read(data_text("watttime-v3.json"));
  REQUIRE(series);
  CHECK(series->zone == "CAISO_NORTH");
  CHECK(series->step == minutes{5});
  CHECK(series->kind == IntensityKind::marginal);
  REQUIRE(series->size() == 2);
  CHECK(series->values[0] == Approx(394.62536190000003).epsilon(1e-12));
  CHECK(series->values[1] == Approx(408.459929185).epsilon(1e-12));
}

TEST_CASE("a regional series of the UK is a forecast") {
  const Result<Series> series = read(data_text("uk-regional.json"));
  REQUIRE(series);
  CHECK(series->zone == "GB/13");
  CHECK(series->step == minutes{30});
  CHECK(iso_time(series->start) == "2024-05-01T00:00:00Z");
  CHECK(series->values == std::vector{140.0});
  CHECK(series->marks == std::vector<std::uint8_t>{k_slot_estimated});
  CHECK(series->kind == IntensityKind::average);
}

TEST_CASE("emissions of the Carbon Aware SDK are of unknown kind") {
  const Result<Series> series = read(data_text("casdk-emissions.json"));
  REQUIRE(series);
  CHECK(series->zone == "eastus");
  CHECK(series->step == minutes{60});
  CHECK(series->values == std::vector{70.0, 64.0});
  CHECK_FALSE(series->kind);
}

TEST_CASE("a missing stamp is a gap, not a shift") {
  const Result<Series> series = read(data_text("irregular.csv"));
  REQUIRE(series);
  CHECK(series->step == minutes{15});
  CHECK(iso_time(series->start) == "2024-05-01T00:00:00Z");
  REQUIRE(series->size() == 4);
  CHECK(series->values[0] == 41.5);
  CHECK(series->values[1] == 42.25);
  CHECK(series->is_gap(2));
  CHECK(series->values[3] == 40);
}

TEST_CASE("a negative intensity is refused") {
  CHECK(errors_of(read(data_text("negative.csv"))) ==
        std::vector<std::string>{"negative-intensity"});
}
