// SPDX-License-Identifier: Apache-2.0
// Files that are no series, or a wrong one: each is refused by name, at its line, in bounded time.
#include <chrono>
#include <string>
#include <vector>

#include "catch.hpp"
#include "plan_support.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

const std::string k_header = "time,intensity g/kWh\n";

struct Row {
  std::string text;
  std::string code;
  int line;  // 0: the file as a whole
};

std::string repeated(std::string_view part, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += part;
  return text;
}

}  // namespace

TEST_CASE("bad series are refused by name, at their line") {
  using namespace std::string_literals;
  const std::vector<Row> rows{
      {"", "empty-series", 0},
      {" \r\n\n", "empty-series", 0},
      {"\xEF\xBB\xBF", "empty-series", 0},
      {k_header, "empty-series", 0},
      {k_header + "2024-05-01T00:00Z,\n2024-05-01T01:00Z,\n", "empty-series", 0},
      {"{\"data\": []}", "unknown-series-format", 0},
      {"[]", "unknown-series-format", 0},
      {"{}", "unknown-series-format", 0},
      {"[1, 2]", "unknown-series-format", 0},
      {"\xFF\xFEt\0i\0"s, "series-encoding", 0},
      {k_header + "2024-05-01T00:00Z,1\n2024-05-01T01:00Z,\0\n"s, "series-encoding", 3},
      {k_header + "2024-05-01T00:00Z,1\n\xE9\n", "series-encoding", 3},
      {"[{\"location\": \"\xC3\x28\"}]", "series-encoding", 1},
      {k_header + "2024-05-01T00:00Z,1\n2024-05-01T01:00Z,-1\n", "negative-intensity", 3},
      {k_header + "2024-05-01T00:00Z,nan\n2024-05-01T01:00Z,1\n", "bad-series-value", 2},
      {k_header + "2024-05-01T00:00Z,inf\n2024-05-01T01:00Z,1\n", "bad-series-value", 2},
      {k_header + "2024-05-01T00:00Z,1e999\n2024-05-01T01:00Z,1\n", "bad-series-value", 2},
      {k_header + "2024-05-01T00:00Z,0x10\n2024-05-01T01:00Z,1\n", "bad-series-value", 2},
      {k_header + "2024-05-01T00:00Z,1e300\n2024-05-01T01:00Z,1\n", "intensity-out-of-range", 2},
      {k_header + "2024-05-01T00:00Z,1\nyesterday,1\n", "bad-time-stamp", 3},
      {k_header + "2024-05-01T00:00Z,1\n01/02/2024 00:00,1\n", "bad-time-stamp", 3},
      {k_header + "2024-05-01T00:00Z,1\n2024-05-01T24:00Z,1\n", "bad-time-stamp", 3},
      {k_header + "2024-05-01T00:00Z,1\n2024-05-01T02:00+02:00,1\n", "duplicate-time-stamp", 3},
      {k_header + "2024-05-01T00:00Z,1\n2024-05-01T01:00Z\n", "series-csv-syntax", 3},
      {k_header + "2024-05-01T00:00Z,1\n2024-05-01T01:00Z,1,1\n", "series-csv-syntax", 3},
      {k_header + "2024-05-01T00:00Z,1\n\"2024-05-01T01:00Z,1\n", "series-csv-syntax", 3},
      {k_header + "2024-05-01T00:00Z,1,5\n2024-05-01T01:00Z,2,5\n", "series-csv-syntax", 2},
      {k_header + "2024-05-01T00:00Z,1\n", "series-too-short", 2},
      {k_header + "2024-05-01T00:00:00Z,1\n2024-05-01T00:00:01Z,1\n2024-05-01T00:00:02Z,1\n"
                  "2124-05-01T00:00:00Z,1\n",
       "series-too-long", 0},
      {k_header + "2024-05-01T00:00Z,1\n2024-05-01T01:01Z,1\n2024-05-01T02:01Z,1\n"
                  "2024-05-01T03:01Z,1\n",
       "irregular-series", 0},
      {"Datetime (UTC),Zone Id,Carbon Intensity gCO2eq/kWh (LCA)\n2024-05-01 00:00:00,FR,50\n"
       "2024-05-01 01:00:00,DE,50\n",
       "mixed-zones", 3},
      {"time,zone,value\n2024-05-01T00:00Z,FR,50\n2024-05-01T00:00Z,DE,50\n", "mixed-zones", 3},
      {"[{\"time\": \"2024-05-01T00:00Z\"\n", "series-json-syntax", 2},
      {"[{\"time\": \"2024-05-01T00:00Z\", \"rating\": 7, \"time\": 1}]", "series-json-syntax", 1},
      {repeated("[", 100'000), "series-json-syntax", 1},
      {repeated("{\"a\":", 100'000), "series-json-syntax", 1},
      {"[{\"time\": 7, \"rating\": 7}]", "bad-time-stamp", 1},
      {"[{\"time\": \"2024-05-01T00:00Z\", \"rating\": true}]", "bad-series-value", 1},
      {"[{\"time\": \"2024-05-01T00:00Z\", \"rating\": 1e999, \"duration\": 5}]",
       "bad-series-value", 1},
      {"[{\"time\": \"2024-05-01T00:00Z\", \"rating\": 10, \"duration\": 5},\n{\"rating\": 10}]",
       "bad-time-stamp", 2},
      {"[{\"time\": \"2024-05-01T00:00Z\", \"rating\": 10, \"duration\": 5},\n7]",
       "bad-series-value", 2},
      {R"({"zone": "FR", "history": [{"carbonIntensity": 10, "datetime": "2024-05-01T00:00Z",
        "emissionFactorType": "direct"}, {"carbonIntensity": 10, "datetime": "2024-05-01T01:00Z",
        "emissionFactorType": "lifecycle"}]})",
       "mixed-basis", 3},
      {R"({"data": [{"point_time": "2024-05-01T00:00Z", "value": 7}], "meta": {"signal_type": "health_damage",
        "units": "usd_per_mwh"}})",
       "not-an-intensity", 2},
      {"time,Fossil Gas,Nuclear\n2024-05-01T00:00Z,-5,1\n2024-05-01T01:00Z,5,1\n",
       "generation-out-of-range", 2},
      {"time,Fossil Gas,Nuclear\n2024-05-01T00:00Z,1e300,1\n2024-05-01T01:00Z,5,1\n",
       "generation-out-of-range", 2},
      {R"({"schema": "carbonest.series/1", "start": "2024-05-01T00:00:00Z", "step_minutes": 0, "values": [1]})",
       "bad-series-value", 1},
      {R"({"schema": "carbonest.series/1", "start": "2024-05-01T00:00:00Z", "step_minutes": 5, "values": [1, "x"]})",
       "bad-series-value", 1},
  };
  for (const Row& row : rows) {
    INFO(row.text.substr(0, 200));
    INFO(row.code);
    const auto begin = std::chrono::steady_clock::now();
    const Result<Series> series = read(row.text, {}, "bad.csv");
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds{5});
    REQUIRE_FALSE(series);
    const Diagnostics& problems = series.error();
    const auto found = std::ranges::find(problems, row.code, &Diagnostic::code);
    REQUIRE(found != problems.end());
    CHECK(found->line == row.line);
    CHECK(found->file == "bad.csv");
    CHECK_FALSE(found->message.empty());
  }
}

TEST_CASE("options that do not fit the file are refused") {
  const std::string text =
      "Datetime (UTC),Zone Id,Carbon Intensity gCO2eq/kWh (LCA)\n"
      "2024-05-01 00:00:00,FR,50\n2024-05-01 01:00:00,DE,50\n2024-05-01 02:00:00,IT,5\n";
  SeriesOptions options;
  options.zone = "PL";
  CHECK(errors_of(read(text, options)) == std::vector<std::string>{"zone-not-in-series"});
  options.zone.clear();
  options.basis = Basis::direct;
  CHECK(contains(errors_of(read(text, options)), "basis-not-in-series"));
}

TEST_CASE("a place is told by line, column and text; long lines are cut around it") {
  const Result<Series> series =
      read(k_header + "2024-05-01T00:00Z,1\n2024-05-01T01:00Z,\u20ac\n", {}, "x.csv");
  REQUIRE_FALSE(series);
  const Diagnostic& problem = series.error().front();
  CHECK(problem.line == 3);
  CHECK(problem.column == 19);
  CHECK(problem.excerpt == "2024-05-01T01:00Z,\u20ac");
  CHECK(problem.caret == 19);
  const Result<Series> wide = read(
      "[" + repeated("{\"time\": \"2024-05-01T00:00Z\", \"rating\": 1, \"duration\": 5}, ", 50) +
      "{\"time\": \"x\", \"rating\": 1}]");
  REQUIRE_FALSE(wide);
  for (const Diagnostic& each : wide.error()) CHECK(each.excerpt.size() <= 120);
}

TEST_CASE("many problems of one kind are counted, not listed") {
  std::string text = k_header;
  for (int day = 1; day <= 28; ++day)
    text += "2024-02-" + std::string(day < 10 ? "0" : "") + std::to_string(day) + "T00:00Z,-1\n";
  const Result<Series> series = read(text);
  REQUIRE_FALSE(series);
  CHECK(series.error().size() == 5);
  CHECK(series.error().back().message.find("23 more") != std::string::npos);
}

TEST_CASE("size is bounded: bytes, values, columns") {
  CHECK(errors_of(read(std::string((std::size_t{64} << 20) + 1, 'x'))) ==
        std::vector<std::string>{"series-too-large"});
  CHECK(errors_of(read("[" + repeated("1,", 7'000'000) + "1]")) ==
        std::vector<std::string>{"series-json-syntax"});
  CHECK(errors_of(read(repeated("a,", 100'000) + "\n1")) ==
        std::vector<std::string>{"series-csv-syntax"});
}
