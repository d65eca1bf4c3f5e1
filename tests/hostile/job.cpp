// SPDX-License-Identifier: Apache-2.0
// Job files that are wrong in the ways in which people, programs and attackers get them wrong: what
// is said about each, and where.
#include <algorithm>
#include <string>
#include <string_view>

#include "carbonest/job.hpp"
#include "catch.hpp"
#include "diagnostics/locate.hpp"
#include "limits.hpp"
#include "report/diagnostics.hpp"

using namespace carbonest;

namespace {

Diagnostics problems_of(std::string_view text) {
  Diagnostics warnings;
  const Result<Job> job = read_job({text, "job.json"}, {}, warnings);
  if (job) return {};
  Diagnostics problems = job.error();
  locate(problems, text, "job.json");
  return problems;
}

// Line 1 is complete; line 2 holds what is tried.
std::string job(std::string_view members) {
  return "{\"runtime\": \"1h\", \"hardware\": {\"gpu\": \"T4\"},\n" + std::string(members) + "}";
}
std::string timed(std::string_view members) {
  return "{\"hardware\": {\"gpu\": \"T4\"},\n" + std::string(members) + "}";
}
std::string hardware(std::string_view members) {
  return "{\"runtime\": \"1h\", \"hardware\": {\n" + std::string(members) + "}}";
}
std::string gpu(std::string_view members) {
  return "{\"runtime\": \"1h\", \"hardware\": {\"gpu\": {\"model\": \"T4\",\n" +
         std::string(members) + "}}}";
}

struct Row {
  std::string text;
  const char* code;
  int line, column;
  const char *pointer, *words;  // words: part of message or hint
};

void check(std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const Diagnostics problems = problems_of(row.text);
    for (const Diagnostic& d : problems)
      UNSCOPED_INFO(d.code << ": " << d.message << " / " << d.hint);
    REQUIRE(problems.size() == 1);
    const Diagnostic& d = problems.front();
    CHECK(d.code == row.code);
    CHECK(d.severity == Severity::error);
    CHECK(d.file == "job.json");
    CHECK(d.line == row.line);
    CHECK(d.column == row.column);
    CHECK(d.pointer == row.pointer);
    CHECK((d.message + '\n' + d.hint).find(row.words) != std::string::npos);
  }
}

}  // namespace

TEST_CASE("hostile: numbers that are none") {
  check({
      {job("\"pue\": NaN"), "json-syntax", 2, 8, "/pue", "finite"},
      {job("\"pue\": Infinity"), "json-syntax", 2, 8, "/pue", "finite"},
      {job("\"pue\": -Infinity"), "json-syntax", 2, 9, "/pue", "finite"},
      {job("\"pue\": 1e999"), "json-number-range", 2, 8, "/pue", "`pue`: \"1e999\" is too large"},
      {job("\"pue\": \"1.1\""), "wrong-type", 2, 8, "/pue", "without quotes: 1.1"},
      {job("\"pue\": \"NaN\""), "wrong-type", 2, 8, "/pue", "takes a number"},
      {job("\"runs\": 1e-999"), "wrong-type", 2, 9, "/runs", "a double can hold"},
      {job("\"carbon_intensity\": \"nan g/kWh\""), "bad-quantity", 2, 21, "/carbon_intensity",
       "does not start"},
      {job("\"carbon_intensity\": \"1e999 g/kWh\""), "bad-quantity", 2, 21, "/carbon_intensity",
       "cannot be read"},
  });
}

TEST_CASE("hostile: numbers beyond what is physical, with the limit") {
  check({
      {timed("\"runtime_hours\": 1e308"), "out-of-range", 2, 18, "/runtime_hours",
       "at most 876000 h"},
      {timed("\"runtime_years\": 101"), "out-of-range", 2, 18, "/runtime_years",
       "at most 876000 h"},
      {timed("\"runtime\": \"1e300 y\""), "out-of-range", 2, 12, "/runtime", "at most 876000 h"},
      {job("\"runs\": 1e10"), "out-of-range", 2, 9, "/runs", "at most 1000000000"},
      {job("\"pue\": 101"), "out-of-range", 2, 8, "/pue", "at most 100"},
      {job("\"carbon_intensity_g_per_kwh\": 10001"), "out-of-range", 2, 31,
       "/carbon_intensity_g_per_kwh", "at most 10000 g/kWh"},
      {gpu("\"power_w\": 1e308"), "out-of-range", 2, 12, "/hardware/gpu/power_w",
       "at most 1000000 W"},
      {gpu("\"power_kw\": 1e308"), "out-of-range", 2, 13, "/hardware/gpu/power_kw",
       "at most 1000000 W"},
      {gpu("\"count\": 18446744073709551616"), "out-of-range", 2, 10, "/hardware/gpu/count",
       "at most 10000000"},
      {hardware("\"memory_gb\": 1e18"), "out-of-range", 2, 14, "/hardware/memory_gb",
       "at most 1000000000 GB"},
      {hardware("\"gpu\": \"99999999999999999999x T4\""), "out-of-range", 2, 8, "/hardware/gpu",
       "at most 10000000"},
      {job("\"functional_unit\": {\"name\": \"x\", \"amount\": 1e-300}"), "out-of-range", 2, 44,
       "/functional_unit/amount", "at least"},
      {job("\"embodied\": {\"busy_share\": 1e-9}"), "out-of-range", 2, 28, "/embodied/busy_share",
       "at least 0.001"},
  });
}

TEST_CASE("hostile: negative numbers and zero") {
  check({
      {timed("\"runtime\": \"-1h\""), "out-of-range", 2, 12, "/runtime", "cannot be negative"},
      {timed("\"runtime_hours\": -1"), "out-of-range", 2, 18, "/runtime_hours",
       "cannot be negative"},
      {job("\"runs\": -0.5"), "out-of-range", 2, 9, "/runs", "cannot be negative"},
      {gpu("\"count\": -8"), "out-of-range", 2, 10, "/hardware/gpu/count", "cannot be negative"},
      {gpu("\"power\": \"-5 W\""), "out-of-range", 2, 10, "/hardware/gpu/power",
       "cannot be negative"},
      {hardware("\"gpu\": \"-8x T4\""), "out-of-range", 2, 8, "/hardware/gpu",
       "cannot be negative"},
      {hardware("\"nodes\": 0, \"cpu\": \"x\""), "out-of-range", 2, 10, "/hardware/nodes",
       "at least 1"},
      {job("\"functional_unit\": {\"name\": \"x\", \"amount\": 0}"), "out-of-range", 2, 44,
       "/functional_unit/amount", "more than 0"},
      {job("\"embodied\": {\"lifetime\": \"0h\"}"), "out-of-range", 2, 26, "/embodied/lifetime",
       "more than 0"},
  });
}

TEST_CASE("hostile: whole numbers that are not") {
  check({
      {gpu("\"count\": 1.5"), "wrong-type", 2, 10, "/hardware/gpu/count",
       "a whole number, not \"1.5\""},
      {gpu("\"count\": \"8\""), "wrong-type", 2, 10, "/hardware/gpu/count", "without quotes: 8"},
      {gpu("\"count\": true"), "wrong-type", 2, 10, "/hardware/gpu/count",
       "takes a number, not true or false"},
      {gpu("\"count\": [8]"), "wrong-type", 2, 10, "/hardware/gpu/count", "not an array"},
      {hardware("\"gpu\": \"1.5x T4\""), "wrong-type", 2, 8, "/hardware/gpu", "a whole number"},
      {job("\"year\": 2024.5"), "wrong-type", 2, 9, "/year", "a whole number"},
  });
}

TEST_CASE("hostile: units left out, given twice, or wrong") {
  check({
      {timed("\"runtime\": 90"), "missing-unit", 2, 12, "/runtime",
       "`runtime_minutes`, `runtime_hours`"},
      {timed("\"runtime\": \"90\""), "missing-unit", 2, 12, "/runtime", "\"79h\""},
      {timed("\"runtime\": \"79h\", \"runtime_hours\": 79"), "conflicting-keys", 2, 19,
       "/runtime_hours", "`runtime_seconds`"},
      {timed("\"runtime_hours\": \"79h\""), "wrong-type", 2, 18, "/runtime_hours",
       "a text with a unit is `runtime`"},
      {timed("\"runtime\": [79]"), "wrong-type", 2, 12, "/runtime",
       "a text with a unit, not an array"},
      {gpu("\"power\": 400"), "missing-unit", 2, 10, "/hardware/gpu/power",
       "`power_w`, `power_kw`"},
      {gpu("\"power\": \"0.4 kWh\""), "unknown-unit", 2, 10, "/hardware/gpu/power", "an energy"},
      {gpu("\"power\": \"400 mW\""), "unknown-unit", 2, 10, "/hardware/gpu/power", "milliwatts"},
      {gpu("\"power\": \"1,5 kW\""), "bad-quantity", 2, 10, "/hardware/gpu/power",
       "the decimal sign is a point"},
      {hardware("\"memory\": \"512 Gb\""), "unknown-unit", 2, 11, "/hardware/memory", "bits"},
      {hardware("\"storage\": \"4 TB\", \"cpu\": \"x\""), "bad-quantity", 2, 12,
       "/hardware/storage", "4 TB SSD"},
      {hardware("\"gpu\": \"T4\", \"accelerator\": \"T4\""), "conflicting-keys", 2, 14,
       "/hardware/accelerator", "`gpu`"},
  });
}

TEST_CASE("hostile: percent and fraction") {
  check({
      {gpu("\"utilization\": 87"), "out-of-range", 2, 16, "/hardware/gpu/utilization",
       "did you mean 0.87, or \"87%\"?"},
      {gpu("\"utilization\": 1.01"), "out-of-range", 2, 16, "/hardware/gpu/utilization",
       "did you mean 0.0101"},
      {gpu("\"utilization\": 101"), "out-of-range", 2, 16, "/hardware/gpu/utilization",
       "at most 1"},
      {gpu("\"utilization\": \"187%\""), "out-of-range", 2, 16, "/hardware/gpu/utilization",
       "at most 1"},
      {gpu("\"utilization\": \"0.87\""), "wrong-type", 2, 16, "/hardware/gpu/utilization",
       "without quotes: 0.87"},
      {gpu("\"utilization\": -0.1"), "out-of-range", 2, 16, "/hardware/gpu/utilization",
       "cannot be negative"},
      {job("\"pue\": 0.99"), "out-of-range", 2, 8, "/pue", "at least 1"},
      {job("\"embodied\": {\"total_kg\": 1, \"share\": 1.5}"), "out-of-range", 2, 38,
       "/embodied/share", "0 to 1"},
  });
}

TEST_CASE("hostile: keys that nobody reads") {
  check({
      {job("\"regoin\": \"FR\""), "unknown-key", 2, 1, "/regoin", "did you mean \"region\"?"},
      {job("\"runtime_hrs\": 1"), "unknown-key", 2, 1, "/runtime_hrs",
       "did you mean \"runtime_hours\""},
      {job("\"Region\": \"FR\""), "unknown-key", 2, 1, "/Region", "did you mean \"region\"?"},
      {gpu("\"power_watts\": 1"), "unknown-key", 2, 1, "/hardware/gpu/power_watts", "`power_w`"},
      {hardware("\"gpu\": \"T4\", \"pue\": 1.1"), "unknown-key", 2, 14, "/hardware/pue",
       "top level"},
      {job("\"nodes\": 2"), "unknown-key", 2, 1, "/nodes", "into `hardware`"},
      {job("\"\": 2"), "unknown-key", 2, 1, "/", "x_"},
      {job("\"include\": \"/etc/passwd\""), "unknown-key", 2, 1, "/include", ""},
      {job("\"xnote\": 1"), "unknown-key", 2, 1, "/xnote", "x_"},
      {job("\"pue\\u0041\": 1"), "unknown-key", 2, 1, "/pueA", "did you mean \"pue\"?"},
      {job("\"embodied\": {\"lifetme\": 1}"), "unknown-key", 2, 14, "/embodied/lifetme",
       "did you mean \"lifetime\""},
  });
}

TEST_CASE("hostile: keys that stand twice") {
  check({
      {job("\"pue\": 1.1, \"pue\": 1.2"), "duplicate-key", 2, 13, "/pue", "line 2, column 1"},
      {job("\"runtime\": \"2h\""), "duplicate-key", 2, 1, "/runtime", "line 1, column 2"},
      {job("\"p\\u0075e\": 1.1, \"pue\": 1.1"), "duplicate-key", 2, 18, "/pue", "line 2, column 1"},
      {gpu("\"count\": 1, \"count\": 1"), "duplicate-key", 2, 13, "/hardware/gpu/count", "line 2"},
      {job("\"x_a\": {\"b\": 1, \"b\": 2}"), "duplicate-key", 2, 17, "/x_a/b", "line 2"},
  });
}

TEST_CASE("hostile: missing and null") {
  check({
      {"{\"runtime\": \"1h\"}", "missing-key", 1, 1, "", "no `hardware`"},
      {"{\"hardware\": {\"gpu\": \"T4\"}}", "missing-key", 1, 1, "", "no time"},
      {hardware(""), "missing-key", 1, 31, "/hardware", "nothing that draws power"},
      {hardware("\"host\": \"none\""), "missing-key", 1, 31, "/hardware",
       "nothing that draws power"},
      {job("\"pue\": null"), "wrong-type", 2, 8, "/pue", "leave the key out"},
      {"{\"hardware\": {\"gpu\": \"T4\"}, \"runtime\": null}", "wrong-type", 1, 40, "/runtime",
       "leave the key out"},
      {hardware("\"gpu\": null"), "wrong-type", 2, 8, "/hardware/gpu", "not null"},
      {hardware("\"gpu\": []"), "empty-value", 2, 8, "/hardware/gpu", "is empty"},
      {hardware("\"gpu\": \"\""), "empty-value", 2, 8, "/hardware/gpu", "is empty"},
      {hardware("\"gpu\": \"8x\""), "empty-value", 2, 8, "/hardware/gpu", "is empty"},
      {job("\"region\": \" \""), "empty-value", 2, 11, "/region", "is empty"},
      {hardware("\"cpu\": \"x\", \"storage\": {\"kind\": \"ssd\"}"), "missing-key", 2, 24,
       "/hardware/storage", "`capacity` is missing"},
      {hardware("\"cpu\": \"x\", \"host\": {}"), "missing-key", 2, 21, "/hardware/host",
       "`power` is missing"},
      {job("\"functional_unit\": {\"name\": \"x\"}"), "missing-key", 2, 20, "/functional_unit",
       "`amount` is missing"},
      {job("\"energy\": \"5 kWh\""), "missing-key", 2, 1, "/energy", "\"facility\""},
      {job("\"energy_scope\": \"node\""), "missing-key", 2, 1, "/energy_scope", "`energy`"},
      {job("\"carbon_intensity_kind\": \"marginal\""), "missing-key", 2, 1,
       "/carbon_intensity_kind", "`carbon_intensity`"},
      {job("\"embodied\": {\"share\": 0.5}"), "missing-key", 2, 14, "/embodied/share", "`total`"},
  });
}

TEST_CASE("hostile: keys that exclude each other") {
  check({
      {job("\"accelerator_hours\": 8"), "conflicting-keys", 2, 1, "/accelerator_hours",
       "`runtime` (line 1)"},
      {job("\"embodied\": {\"total\": \"1 t\", \"busy_share\": 0.5}"), "conflicting-keys", 2, 30,
       "/embodied/busy_share", "`total`"},
      {job("\"year\": 2023, \"start\": \"2024-01-01T00:00:00Z\""), "conflicting-keys", 2, 1,
       "/year", "different years"},
      {gpu("\"idle\": \"90 W\", \"tdp\": \"70 W\""), "out-of-range", 2, 9, "/hardware/gpu/idle",
       "above `tdp`"},
  });
}

TEST_CASE("hostile: values of the wrong kind") {
  check({
      {"[]", "wrong-type", 1, 1, "", "not an array"},
      {"\"job\"", "wrong-type", 1, 1, "", "not a text"},
      {" 42 ", "wrong-type", 1, 2, "", "not a number"},
      {"null", "wrong-type", 1, 1, "", "not null"},
      {job("\"name\": 7"), "wrong-type", 2, 9, "/name", "a text, not a number"},
      {"{\"runtime\": \"1h\", \"hardware\": \"8x A100\"}", "wrong-type", 1, 31, "/hardware",
       "an object, not a text"},
      {hardware("\"gpu\": 8"), "wrong-type", 2, 8, "/hardware/gpu", "8x A100"},
      {hardware("\"gpu\": [[\"T4\"]]"), "wrong-type", 2, 9, "/hardware/gpu/0", "not an array"},
      {hardware("\"cpu\": [\"x\"]"), "wrong-type", 2, 8, "/hardware/cpu", "not an array"},
      {hardware("\"cpu\": \"x\", \"host\": false"), "wrong-type", 2, 21, "/hardware/host",
       "\"none\" or an object"},
      {hardware("\"cpu\": \"x\", \"host\": \"off\""), "unknown-value", 2, 21, "/hardware/host",
       "one of: none"},
      {job("\"embodied\": true"), "wrong-type", 2, 13, "/embodied", "false or an object"},
      {job("\"functional_unit\": \"image\""), "wrong-type", 2, 20, "/functional_unit", "1k images"},
      {job("\"energy_kwh\": 1, \"energy_scope\": \"rack\""), "unknown-value", 2, 34,
       "/energy_scope", "accelerator, node, facility"},
      {job("\"method\": \"natve\""), "unknown-method", 2, 11, "/method",
       "did you mean \"native\"?"},
      {job("\"start\": 2024"), "wrong-type", 2, 10, "/start", "2024-05-31"},
      {job("\"start\": \"2024-05-31T08:00:00\""), "bad-time", 2, 10, "/start", "zone"},
      {job("\"start\": \"2024-05-31T24:00:00Z\""), "bad-time", 2, 10, "/start", "next day"},
      {job("\"start\": \"0000-01-01T00:00:00Z\""), "out-of-range", 2, 10, "/start", "1990 to 2100"},
      {job("\"start\": \"9999-12-31T23:59:59Z\""), "out-of-range", 2, 10, "/start", "1990 to 2100"},
      {job("\"year\": 0"), "out-of-range", 2, 9, "/year", "at least 1990"},
  });
}

TEST_CASE("hostile: a job names no path") {
  check({
      {job("\"intensity_series\": \"../../etc/passwd\""), "unknown-value", 2, 21,
       "/intensity_series", "not a path"},
      {job("\"intensity_series\": \"..\""), "unknown-value", 2, 21, "/intensity_series",
       "not a path"},
      {job("\"intensity_series\": \"a\\\\b\""), "unknown-value", 2, 21, "/intensity_series",
       "not a path"},
  });
}

TEST_CASE("hostile: a list of stages has some") {
  check({{"{\"stages\": []}", "empty-value", 1, 12, "/stages", ""}});
}

TEST_CASE("hostile: workloads that cannot be") {
  struct Row {
    std::string_view workload, code;
  };
  static constexpr Row k_rows[]{
      {R"({"parameters": "7B", "tokens": -5})", "out-of-range"},
      {R"({"parameters": "7B", "tokens": 0})", "out-of-range"},
      {R"({"parameters": "176 bananas", "tokens": "1T"})", "bad-quantity"},
      {R"({"parameters": "7B", "tokens": "1T", "mfu": 1.2})", "out-of-range"},
      {R"({"parameters": "7B", "tokens": "1T", "precision": "fp3"})", "unknown-value"},
      {R"({"parameters": "7B", "tokens": "1T", "flops": "1e20"})", "conflicting-flops"},
      {R"({"parameters": "7B", "active_parameters": "9B", "tokens": "1T"})", "active-above-total"},
      {R"({"parameters": "7B", "tokens": "100M"})", "implausible-tokens"},
      {R"({"parameters": "7B"})", "missing-key"},
      {R"({"parameters": true, "tokens": "1T"})", "wrong-type"},
      {R"({"parameters": "7B", "tokens": "1T", "tied": "yes"})", "wrong-type"},
      {R"({"paramters": "7B", "tokens": "1T"})", "unknown-key"},
      {R"("7B")", "wrong-type"},
  };
  for (const Row& row : k_rows) {
    INFO(row.workload);
    const std::string text = job("\"workload\": " + std::string(row.workload));
    Diagnostics warnings;
    const auto read = read_job({text}, {}, warnings);
    REQUIRE_FALSE(read);
    CHECK(std::ranges::find(read.error(), row.code, &Diagnostic::code) != read.error().end());
  }
}

TEST_CASE("hostile: all that is wrong with a workload is said at once") {
  const std::string text = job(
      R"("workload": {"parameters": "176 bananas", "tokens": 0, "mfu": 1.2, "precision": "fp3"})");
  Diagnostics warnings;
  const auto read = read_job({text}, {}, warnings);
  REQUIRE_FALSE(read);
  std::vector<std::string> codes;
  for (const Diagnostic& error : read.error()) {
    codes.push_back(error.code);
    CHECK(error.place.known());
  }
  std::ranges::sort(codes);
  CHECK(codes ==
        std::vector<std::string>{"bad-quantity", "out-of-range", "out-of-range", "unknown-value"});
}

TEST_CASE("hostile: a stage without a time or without hardware is refused, not 0") {
  const auto refused = [](std::string_view text, std::string_view message) {
    INFO(text);
    Diagnostics warnings;
    const auto read = read_job({text}, {}, warnings);
    REQUIRE_FALSE(read);
    REQUIRE(read.error().size() == 1);
    CHECK(read.error()[0].code == "missing-key");
    CHECK(read.error()[0].message == message);
  };
  refused(R"({"hardware": {"accelerator": "T4"}, "region": "FR", "stages": [{"name": "a"}]})",
          "the stage has no time");
  refused(R"({"region": "FR", "stages": [{"name": "a", "runtime": "5h"}]})",
          "the stage has no `hardware`");
  refused(R"({"region": "FR", "stages": [{"name": "a",
              "workload": {"parameters": "7B", "tokens": "20B"}}]})",
          "the stage has no `hardware`");
}

TEST_CASE("hostile: files that are no text, or no JSON") {
  check({
      {"", "json-empty", 1, 1, "", "empty"},
      {"\n\n", "json-empty", 1, 1, "", "blank"},
      {"\xEF\xBB\xBF", "json-empty", 1, 1, "", "empty"},
      {job("\"name\": \"caf\xE9\""), "json-encoding", 2, 13, "/name", "0xE9"},
      {job(std::string_view("\"name\": \"a\0b\"", 13)), "json-nul", 2, 11, "/name", "NUL"},
      {job("\"pue\": 1.1") + '\0', "json-nul", 2, 12, "", "NUL"},
      {job("\"pue\": 1.1,"), "json-syntax", 2, 12, "", "take the comma away"},
      {job("\"pue\": 1.1 // high"), "json-syntax", 2, 12, "/pue", "no comments"},
      {job("'pue': 1.1"), "json-syntax", 2, 1, "", "straight double quotes"},
      {job("\"pue\": 01.1"), "json-syntax", 2, 8, "/pue", "leading zero"},
      {job("\"pue\": 1.1}"), "json-syntax", 2, 12, "", "one job"},
      {"{\r\n\"runtime\": \"1h\"\r\n\"pue\": 1}", "json-syntax", 3, 1, "/runtime",
       "a comma is missing"},
      {"---\nname: x\n", "json-syntax", 1, 2, "", ""},
      {"<html>", "json-syntax", 1, 1, "", "a value should stand here"},
  });
}

TEST_CASE("hostile: CRLF, BOM and odd space are no problem") {
  CHECK(
      problems_of(
          "\xEF\xBB\xBF\r\n{\r\n\"runtime\":\t\"1h\",\r\n\"hardware\": {\"gpu\": \"T4\"}\r\n}\r\n")
          .empty());
}

TEST_CASE("hostile: sizes are bounded, and refused in time") {
  const auto code = [](const std::string& text) { return problems_of(text).front().code; };
  CHECK(code(std::string(limits::k_job_bytes + 1, ' ')) == "json-too-large");
  CHECK(code(std::string(1'000'000, '[')) == "json-too-deep");
  CHECK(code(job("\"name\": \"" + std::string(limits::k_name_bytes + 1, 'x') + '"')) == "too-long");
  CHECK(code(job("\"region\": \"" + std::string(900'000, 'x') + '"')) == "too-long");
  std::string zeros = "[0";
  while (zeros.size() < 1'000'000) zeros += ",0";
  CHECK(code(job("\"x_a\": " + zeros + ']')) == "json-too-many-values");
  std::string cards = "[\"T4\"";
  for (int i = 0; i < 5'000; ++i) cards += ",\"T4\"";
  CHECK(code(hardware("\"gpu\": " + cards + ']')) == "too-many-items");
}

TEST_CASE("hostile: thousands of problems are counted, not listed") {
  std::string many = "\"a0\": 1";
  for (int i = 1; i < 50'000; ++i) many += ",\"a" + std::to_string(i) + "\":1";
  const Diagnostics unknown = problems_of(job(many));
  CHECK(unknown.size() == limits::k_diagnostics + 1);
  CHECK(std::ranges::count(unknown, "too-many-problems", &Diagnostic::code) == 1);
  std::string twins = "\"x_a\": 1";
  for (int i = 1; i < 50'000; ++i) twins += ",\"x_a\":1";
  const Diagnostics twice = problems_of(job(twins));
  CHECK(twice.size() == limits::k_diagnostics + 1);
}

TEST_CASE("hostile: what is said about a hostile text cannot change a terminal or a log") {
  for (const char* name :
       {"\\u001b[31m", "\u202Eevil", "::error::x", "a\\nb", "\u009B31m", "\\u0007"}) {
    CAPTURE(name);
    const std::string text = "{\"" + std::string(name) + "\": 1, \"pue\": \"" + name +
                             "\", \"region\": 1, \"method\": \"" + name + "\"}";
    Diagnostics problems = problems_of(text);
    const std::string words = render_diagnostics_text(problems, false);
    CHECK(words.find('\x1b') == std::string::npos);
    CHECK(words.find("\u202E") == std::string::npos);
    CHECK(words.find("\u009B") == std::string::npos);
    CHECK(words.find("\n::") == std::string::npos);
  }
}
