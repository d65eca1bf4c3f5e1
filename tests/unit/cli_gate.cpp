// SPDX-License-Identifier: Apache-2.0
// `gate` and `compare --baseline` as a user calls them: the whole program, on files in memory.
#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "cli/options.hpp"
#include "cli_world.hpp"
#include "gate_situations.hpp"
#include "report/number.hpp"

using namespace carbonest;
using namespace carbonest::test;
using cli::ExitCode;
using nlohmann::json;
using Args = std::vector<std::string>;

namespace {

ExitCode call(Program& program, const Args& args) {
  program.out.text.clear();
  program.err.text.clear();
  cli::World world{program.out, program.err, program.files, program.environment};
  const std::vector<std::string_view> views(args.begin(), args.end());
  return cli::run(views, world);
}

bool asks_for_upper(const Situation& row) {
  return std::ranges::find(row.options, "upper") != row.options.end();
}

// Measured at the facility the interval is narrow. Measured at the node the PUE is a default, and
// the upper end lies 32 % above the estimate.
std::string job_text(const SituationJob& job, bool wide) {
  constexpr double k_default_pue = 1.56;
  const std::string unit =
      job.unit == "run"
          ? std::string{}
          : fmt::format(R"(, "functional_unit": {{"name": "{}", "amount": 1}})", job.unit);
  return fmt::format(
      R"({{"name": "{}", "energy": "{} kWh", "energy_scope": "{}", "carbon_intensity": "{} g/kWh"{}}})",
      job.name, json_number(wide ? job.kwh / k_default_pue : job.kwh), wide ? "node" : "facility",
      json_number(job.g_per_kwh), unit);
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != text.npos);
  return text.replace(at, from.size(), to);
}

// What `estimate -f json` or `gate -f json` prints of saved jobs.
std::string saved_by(std::string_view command, const std::vector<SituationJob>& jobs) {
  Program program;
  Args args{std::string(command), "-f", "json"};
  if (command == "gate") args.insert(args.end(), {"--max-co2e", "1t"});
  for (const SituationJob& job : jobs) {
    const std::string file = fmt::format("{}.json", args.size());
    program.files.contents[file] = job_text(job, false);
    args.push_back(file);
  }
  REQUIRE(call(program, args) == ExitCode::ok);
  return program.out.text;
}

// The method of one saved job, by hand: none but the native one takes a measured energy.
std::string with_methods(const std::string& text, const std::vector<SituationJob>& jobs) {
  json document = json::parse(text);
  for (const SituationJob& row : jobs) {
    if (document.contains("method")) document["method"] = row.method;
    if (document.contains("estimates"))
      for (json& estimate : document["estimates"])
        if (estimate["name"] == row.name) estimate["method"] = row.method;
  }
  return document.dump();
}

std::string saved_text(const Situation& row) {
  const auto one = [&] { return with_methods(saved_by("estimate", {row.saved.at(0)}), row.saved); };
  switch (row.saved_as) {
    case SavedAs::none:
    case SavedAs::missing:
    case SavedAs::empty:
      return {};
    case SavedAs::blank:
      return " \n";
    case SavedAs::broken:
      return one().substr(0, 120);
    case SavedAs::list_of_none:
      return R"({"schema": "carbonest.estimates/1", "estimates": []})";
    case SavedAs::next_major:
      return replaced(one(), "carbonest.estimate/1", "carbonest.estimate/2");
    case SavedAs::other_kind:
      return replaced(one(), "carbonest.estimate/1", "carbonest.line/1");
    case SavedAs::twice:
      return saved_by("estimate", {row.saved.at(0), row.saved.at(0)});
    case SavedAs::estimate:
      return one();
    case SavedAs::estimates:
      return with_methods(saved_by("estimate", row.saved), row.saved);
    case SavedAs::gate:
      return saved_by("gate", row.saved);
  }
  return {};
}

Args arguments_of(const Situation& row, Program& program) {
  Args args{"gate"};
  args.insert(args.end(), row.options.begin(), row.options.end());
  if (row.saved_as != SavedAs::none) args.insert(args.end(), {"--baseline", "base.json"});
  if (row.saved_as != SavedAs::none && row.saved_as != SavedAs::missing)
    program.files.contents["base.json"] = saved_text(row);
  if (!row.budget.empty()) {
    program.files.contents["budget.json"] =
        fmt::format(R"({{"schema": "carbonest.budget/1", {}}})", row.budget);
    args.insert(args.end(), {"--budget", "budget.json"});
  }
  for (const SituationJob& job : row.jobs) {
    const std::string file = fmt::format("{}-{}.json", job.name, args.size());
    program.files.contents[file] = job.refused ? "{" : job_text(job, asks_for_upper(row));
    args.push_back(file);
  }
  return args;
}

// Every estimate has an interval: that situation is for users of the library.
bool needs_no_interval(const Situation& row) {
  return std::ranges::any_of(row.jobs, [](const SituationJob& job) { return !job.interval; });
}

void add_limited_job(Program& program, std::string_view kwh = "40") {
  program.files.contents["a.json"] = fmt::format(
      R"({{"name": "a", "energy": "{} kWh", "energy_scope": "facility", "carbon_intensity": "250 g/kWh"}})",
      kwh);
}

}  // namespace

TEST_CASE("gate: the program ends every situation with its exit code") {
  std::size_t done = 0;
  for (const Situation& row : situations()) {
    if (needs_no_interval(row)) continue;
    Program program;
    const Args args = arguments_of(row, program);
    const ExitCode exit = call(program, args);
    INFO(row.name << "\n" << program.out.text << program.err.text);
    CHECK(static_cast<int>(exit) == row.exit);
    CHECK(program.out.text.empty() == (row.exit == 2 || row.name.starts_with("a budget with ")));
    CHECK(program.err.text.empty() == (row.exit < 2));
    ++done;
  }
  CHECK(done + 1 == situations().size());
}

TEST_CASE("gate: in every situation that is computed, JSON says what the exit code says") {
  for (const Situation& row : situations()) {
    if (needs_no_interval(row) || row.exit == 2) continue;
    Program program;
    Args args = arguments_of(row, program);
    args.insert(args.begin() + 1, {"-f", "json"});
    call(program, args);
    if (program.out.text.empty()) continue;
    INFO(row.name);
    const json result = json::parse(program.out.text);
    CHECK(result["schema"] == "carbonest.gate/1");
    CHECK(result["passed"].get<bool>() == (row.exit == 0));
    CHECK(result["errors"].empty() == (row.exit < 2));
    if (row.exit == 1) CHECK(result["result"] != "pass");
  }
}

TEST_CASE("gate: every limit of the library is an option, and no other") {
  for (const std::string_view name : limit_option_names())
    CHECK(std::ranges::count(cli::options(), name,
                             [](const cli::Option& o) { return std::string_view(o.name); }) == 1);
}

TEST_CASE("gate: all reports are written, also when the gate fails") {
  Program program;
  add_limited_job(program);
  program.environment.step_summary = "summary.md";
  program.environment.step_output = "outputs";
  program.files.written["outputs"] = "kept=1\n";
  CHECK(call(program, {"gate", "--max-co2e", "1kg", "--report", "junit:r.xml,sarif:r.sarif",
                       "--report", "json:r.json", "--github-files", "a.json"}) ==
        ExitCode::gate_failed);
  CHECK(program.files.written["r.xml"].find("<failure") != std::string::npos);
  CHECK(json::parse(program.files.written["r.sarif"])["version"] == "2.1.0");
  CHECK(json::parse(program.files.written["r.json"])["result"] == "fail");
  CHECK(program.files.written["outputs"].starts_with("kept=1\nresult=fail\n"));
  CHECK_FALSE(program.files.written["summary.md"].empty());
  CHECK(program.out.text.starts_with("Carbon gate failed"));
}

TEST_CASE("gate: one report that cannot be written keeps no other from being written") {
  Program program;
  add_limited_job(program);
  CHECK(call(program, {"gate", "--max-co2e", "1kg", "--report", "junit:/readonly/x,json:r.json",
                       "a.json"}) == ExitCode::io);
  CHECK(program.files.written.contains("r.json"));
  CHECK(program.err.text.find("cannot write /readonly/x") != std::string::npos);
  CHECK(program.out.text.starts_with("Carbon gate failed"));
}

TEST_CASE("gate: a report never replaces an input") {
  for (const std::string file : {"a.json", "base.json", "budget.json"}) {
    Program program;
    add_limited_job(program);
    program.files.contents["base.json"] = R"({"schema": "carbonest.estimates/1", "estimates": []})";
    program.files.contents["budget.json"] =
        R"({"schema": "carbonest.budget/1", "total": {"max_co2e": "1 t"}})";
    CHECK(call(program, {"gate", "--max-co2e", "1t", "--baseline", "base.json", "--budget",
                         "budget.json", "--report", "json:" + file, "a.json"}) == ExitCode::usage);
    CHECK(program.files.written.empty());
    CHECK(program.err.text.find(file + " is also an input") != std::string::npos);
    CHECK(program.out.text.empty());
  }
}

TEST_CASE("gate: an override that no job could take is wrong usage, not a refused job") {
  Program program;
  add_limited_job(program);
  CHECK(call(program, {"gate", "--max-co2e", "1t", "--pue", "0.5", "a.json"}) == ExitCode::usage);
  CHECK(program.out.text.empty());
  CHECK(program.err.text.find("--pue") != std::string::npos);
}

TEST_CASE("gate: a wrong command line is refused before anything is read") {
  struct Row {
    Args args;
    std::string_view says;
  };
  const std::vector<Row> rows{
      {{"--report", "junit"}, "write FORMAT:FILE"},
      {{"--report", "junit:"}, "write FORMAT:FILE"},
      {{"--report", "junit:-"}, "write FORMAT:FILE"},
      {{"--report", "junti:x"}, "did you mean \"junit\"?"},
      {{"--report", "junit:x,y"}, "write FORMAT:FILE"},
      {{"--report", "junit:x,json:x"}, "two reports would be written to x"},
      {{"--report", "junit:x", "-o", "x"}, "two reports would be written to x"},
      {{"--github-files"}, "GITHUB_STEP_SUMMARY"},
      {{"--at", "top"}, "one of: central, upper"},
      {{"--fail-on", "never"}, "one of: fail, warn"},
      {{"--baseline", "-", "-"}, "can be read only once"},
      {{"--budget", "-", "--baseline", "-"}, "can be read only once"},
      {{"--max-co2e", "2kg"}, "given twice"},
      {{"--format", "sarfi"}, "did you mean \"sarif\"?"},
  };
  for (const Row& row : rows) {
    Program program;
    Args args{"gate", "--max-co2e", "1kg"};
    args.insert(args.end(), row.args.begin(), row.args.end());
    args.push_back("missing.json");
    INFO(row.args.at(0) << " " << row.says << "\n" << program.err.text);
    CHECK(call(program, args) == ExitCode::usage);
    CHECK(program.err.text.find(row.says) != std::string::npos);
    CHECK(program.out.text.empty());
  }
}

TEST_CASE("gate: overrides of the command line are part of what is saved") {
  Program program;
  add_limited_job(program);
  REQUIRE(call(program, {"estimate", "-f", "json", "--carbon-intensity", "500 g/kWh", "a.json"}) ==
          ExitCode::ok);
  const json saved = json::parse(program.out.text);
  CHECK(saved["overrides"]["carbon_intensity"] == "500 g/kWh");
  CHECK(saved["job"]["energy"] == "40 kWh");
  CHECK_FALSE(saved["job"].contains("name"));
  program.files.contents["base.json"] = program.out.text;
  CHECK(call(program, {"gate", "--baseline", "base.json", "--max-increase", "0%",
                       "--carbon-intensity", "500 g/kWh", "a.json"}) == ExitCode::ok);
}

TEST_CASE("gate: marginal and average intensities are not summed") {
  Program program;
  add_limited_job(program);
  program.files.contents["m.json"] =
      R"({"name": "m", "energy": "4 kWh", "energy_scope": "facility",
          "carbon_intensity": "250 g/kWh", "carbon_intensity_kind": "marginal"})";
  CHECK(call(program, {"gate", "--max-co2e", "1t", "a.json", "m.json"}) == ExitCode::refused);
  CHECK(program.err.text.find("mixed-intensities") != std::string::npos);
  CHECK(call(program, {"gate", "--max-co2e", "1t", "--per-job", "a.json", "m.json"}) ==
        ExitCode::ok);
  CHECK(call(program, {"gate", "--max-energy", "1MWh", "a.json", "m.json"}) == ExitCode::ok);
}

TEST_CASE("gate: a changed table alone is the cause of all of the change") {
  Program program;
  program.files.contents["f.json"] =
      R"({"name": "f", "energy": "40 kWh", "energy_scope": "facility", "region": "FR", "year": 2024})";
  REQUIRE(call(program, {"estimate", "-f", "json", "f.json"}) == ExitCode::ok);
  const double before = json::parse(program.out.text)["emissions"]["total_kg"];
  program.files.contents["base.json"] = program.out.text;
  program.files.contents["tables/grid_intensity.csv"] =
      "zone,year,g_per_kwh,basis,gases,accounting,rank,confidence,data_period,source,source_year,"
      "note\nFR,2024,80.96,lifecycle,co2e,production,1,high,,owid-ember-2026,2026,\n";
  const Args common{"-f", "json", "--data", "tables", "--baseline", "base.json"};
  Args gate{"gate", "--max-increase", "5%"}, compare{"compare"};
  for (Args* args : {&gate, &compare}) {
    args->insert(args->end(), common.begin(), common.end());
    args->push_back("f.json");
  }
  CHECK(call(program, gate) == ExitCode::gate_failed);
  for (const Args& args : {gate, compare}) {
    call(program, args);
    INFO(program.out.text << program.err.text);
    const json change = json::parse(program.out.text)["changes"][0];
    CHECK(change["change_kg"].get<double>() == Approx(before));
    CHECK(change["causes"]["table_kg"] == change["change_kg"]);
    CHECK(change["causes"]["input_kg"] == 0);
    CHECK(change["causes"]["version_kg"] == 0);
  }
  // The job changed as well: the old job is estimated anew with today's tables.
  gate.insert(gate.end() - 1, {"--runs", "2"});
  call(program, gate);
  const json change = json::parse(program.out.text)["changes"][0];
  CHECK(change["causes"]["table_kg"].get<double>() == Approx(before));
  CHECK(change["causes"]["input_kg"].get<double>() == Approx(2 * before));
}

TEST_CASE("compare --baseline: the change, and what it does not go with") {
  Program program;
  add_limited_job(program);
  REQUIRE(call(program, {"estimate", "-f", "json", "a.json"}) == ExitCode::ok);
  program.files.contents["base.json"] = program.out.text;
  add_limited_job(program, "44");
  CHECK(call(program, {"compare", "--baseline", "base.json", "-f", "json", "a.json"}) ==
        ExitCode::ok);
  const json diff = json::parse(program.out.text);
  CHECK(diff["schema"] == "carbonest.diff/1");
  CHECK(diff["changes"][0]["change_percent"].get<double>() == Approx(10));
  CHECK(diff["changes"][0]["causes"]["input_kg"].get<double>() == Approx(1));
  for (const char* format : {"text", "markdown", "csv"})
    CHECK(call(program, {"compare", "--baseline", "base.json", "-f", format, "a.json"}) ==
          ExitCode::ok);
  CHECK(call(program, {"compare", "--baseline", "base.json", "--regions", "all", "a.json"}) ==
        ExitCode::usage);
  CHECK(call(program, {"compare", "--baseline", "nope.json", "a.json"}) == ExitCode::io);
  CHECK(program.out.text.empty());
  CHECK(call(program, {"compare", "--baseline", "broken.json", "a.json"}) == ExitCode::refused);
  CHECK(program.out.text.empty());
  CHECK(call(program, {"compare", "--baseline", "base.json", "broken.json"}) == ExitCode::refused);
  CHECK(program.out.text.empty());
}
