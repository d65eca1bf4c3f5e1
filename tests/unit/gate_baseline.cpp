// SPDX-License-Identifier: Apache-2.0
#include "carbonest/baseline.hpp"

#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "gate_fixture.hpp"
#include "report_sample.hpp"

using namespace carbonest;
using namespace carbonest::test;
using Json = nlohmann::json;

namespace {

Baseline baseline_of(std::string_view text) {
  Result<Baseline> baseline = read_baseline(text, "base.json");
  if (!baseline) FAIL(baseline.error().front().message);
  return *baseline;
}

Diagnostics errors_of(std::string_view text) {
  const Result<Baseline> baseline = read_baseline(text, "base.json");
  REQUIRE_FALSE(baseline);
  for (const Diagnostic& error : baseline.error()) {
    CHECK(error.file == "base.json");
    CHECK(error.severity == Severity::error);
  }
  return baseline.error();
}

// A saved estimate in which one member, by its JSON pointer, is another value or gone.
std::string broken_at(const char* pointer, const Json& value, bool remove = false) {
  Json document = Json::parse(saved_estimate(gate_job_of("a", 40)));
  const Json::json_pointer at(pointer);
  if (remove)
    document[at.parent_pointer()].erase(at.back());
  else
    document[at] = value;
  return document.dump();
}

Report report_with_input() {
  Report report = report_of(sample_job());
  const std::vector<Override> overrides{{"region", "FR", "--region"}};
  report.saved_input = save_input(R"({"runtime": "100h", "name": "sample"})", overrides);
  return report;
}

}  // namespace

TEST_CASE("what the program saves is what it reads") {
  const Report report = report_with_input();
  const GateJob now = gate_job(report, Catalog::bundled(), "job.json");
  for (const std::string& text : {render("json", {report}), render("jsonl", {report})}) {
    const Baseline baseline = baseline_of(text);
    REQUIRE(baseline.jobs.size() == 1);
    const GateJob& job = baseline.jobs.front();
    CHECK(job.name == "sample");
    CHECK(job.method == "native");
    CHECK(job.basis == "lifecycle");
    CHECK_FALSE(job.marginal);
    CHECK(job.facility == now.facility);
    CHECK(job.operational == now.operational);
    CHECK(job.embodied == now.embodied);
    CHECK(job.total == now.total);
    REQUIRE(job.sci.size() == 1);
    CHECK(job.sci[0].functional_unit == "run");
    CHECK(job.sci[0].score_g == now.sci[0].score_g);
    CHECK(job.program.version == now.program.version);
    CHECK(job.program.data_checksum == now.program.data_checksum);
    CHECK(job.table_values == now.table_values);
    CHECK(job.table_values.size() == 2);  // of the catalog, and a default that has a source
    REQUIRE(job.input);
    CHECK(job.input->hash == now.input->hash);
    CHECK(job.input->job == R"({"runtime":"100h"})");
    CHECK(job.input->overrides == now.input->overrides);
  }
}

TEST_CASE("the saved input stands in the JSON of an estimate as values, not as text") {
  const Json json = Json::parse(render("json", {report_with_input()}));
  CHECK(json["job"] == Json::parse(R"({"runtime": "100h"})"));
  CHECK(json["overrides"] == Json::parse(R"({"region": "FR"})"));
  CHECK(json["input_hash"].get<std::string>().size() == 64);
  CHECK_FALSE(Json::parse(render("json", {report_of(sample_job())})).contains("job"));
}

TEST_CASE("several estimates are read, from a list and from the result of a gate") {
  const std::string list = saved_estimates({gate_job_of("a", 40), gate_job_of("b", 20)});
  CHECK(baseline_of(list).jobs.size() == 2);
  Json gate = Json::parse(list);
  gate["schema"] = "carbonest.gate/1";
  gate["checks"] = Json::array();
  const Baseline baseline = baseline_of(gate.dump());
  REQUIRE(baseline.jobs.size() == 2);
  CHECK(baseline.jobs[1].name == "b");
  CHECK(in_kilograms(baseline.jobs[1].total) == 5);
  CHECK(baseline_of(R"({"schema": "carbonest.estimates/1", "estimates": []})").jobs.empty());
}

TEST_CASE("keys that nobody knows are ignored, anywhere") {
  Json document = Json::parse(saved_estimate(gate_job_of("a", 40)));
  document["energy"]["future"] = {1, 2};
  document["carbonest"]["build"] = nullptr;
  document["sci"]["more"] = "x";
  CHECK(baseline_of("\xEF\xBB\xBF" + document.dump(2)).jobs.size() == 1);
}

TEST_CASE("each kind of a bad baseline has its code") {
  struct Row {
    std::string text;
    const char* code;
  };
  const Row rows[]{
      {"", "baseline-empty"},
      {" \r\n\t", "baseline-empty"},
      {"\xEF\xBB\xBF\n", "baseline-empty"},
      {"{", "baseline-broken"},
      {"null", "baseline-broken"},
      {"[]", "baseline-broken"},
      {"{}", "baseline-broken"},
      {"carbon: 5", "baseline-broken"},
      {std::string("{\"a\":\0}", 7), "baseline-broken"},
      {R"({"schema": 1})", "baseline-broken"},
      {R"({"schema": "carbonest.estimate/2"})", "baseline-schema"},
      {R"({"schema": "carbonest.estimate/11"})", "baseline-schema"},
      {R"({"schema": "carbonest.estimate"})", "baseline-schema"},
      {R"({"schema": "carbonest.line/1"})", "baseline-schema"},
      {R"({"schema": "carbonest.compare/1"})", "baseline-schema"},
      {R"({"schema": ""})", "baseline-schema"},
      {R"({"schema": "carbonest.estimates/1"})", "baseline-broken"},
      {R"({"schema": "carbonest.estimates/1", "estimates": {}})", "baseline-broken"},
      {R"({"schema": "carbonest.estimates/1", "estimates": [5]})", "baseline-broken"},
      {R"({"schema": "carbonest.estimates/1", "estimates": [{"schema": "carbonest.estimate/2"}]})",
       "baseline-schema"},
      {saved_estimates({gate_job_of("a", 1), gate_job_of("a", 2)}), "baseline-duplicate"},
      {saved_estimates({gate_job_of("", 1), gate_job_of("", 2)}), "baseline-duplicate"},
      {std::string(100000, '['), "baseline-broken"},
      {saved_estimate(gate_job_of("a", 1), R"(, "name": "b")"), "baseline-broken"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text.substr(0, 200));
    CHECK(errors_of(row.text).front().code == row.code);
  }
}

TEST_CASE("each figure that is missing or wrong is named by its pointer") {
  struct Row {
    const char* pointer;
    Json value;
    bool remove;
  };
  const Row rows[]{
      {"/name", {}, true},
      {"/name", 5, false},
      {"/method", {}, true},
      {"/carbonest", {}, true},
      {"/carbonest/data_checksum", {}, true},
      {"/energy", {}, true},
      {"/energy/facility_kwh", {}, true},
      {"/energy/facility_kwh", "40", false},
      {"/energy/facility_kwh", -1, false},
      {"/emissions/total_kg", {}, true},
      {"/emissions/total_kg", nullptr, false},
      {"/emissions/total_kg", 1e300, false},
      {"/emissions/operational_kg", {}, true},
      {"/emissions/embodied_kg", true, false},
      {"/emissions/basis", 7, false},
      {"/sci", {}, true},
      {"/sci", 5, false},
      {"/sci/functional_unit", {}, true},
      {"/sci/amount", "1", false},
      {"/sci/score_g", {}, true},
      {"/job", "text", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.pointer, row.value.dump(), row.remove);
    const Diagnostics errors = errors_of(broken_at(row.pointer, row.value, row.remove));
    REQUIRE(errors.size() == 1);
    CHECK(errors.front().code == "baseline-broken");
    CHECK(errors.front().pointer == row.pointer);
  }
  Json overrides = Json::parse(saved_estimate(gate_job_of("a", 40)));
  overrides["job"] = Json::object();
  overrides["overrides"] = {{"region", 5}};
  CHECK(errors_of(overrides.dump()).front().pointer == "/overrides/region");
}

TEST_CASE("every problem of a baseline is reported") {
  CHECK(errors_of(R"({"schema": "carbonest.estimate/1"})").size() >= 5);
}

TEST_CASE("the hash of a saved job is taken anew: an edited job is another job") {
  Json document = Json::parse(render("json", {report_with_input()}));
  const std::string written = document["input_hash"];
  CHECK(baseline_of(document.dump()).jobs[0].input->hash == written);
  document["job"]["runtime"] = "101h";
  CHECK(baseline_of(document.dump()).jobs[0].input->hash != written);
}
