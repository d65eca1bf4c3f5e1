// SPDX-License-Identifier: Apache-2.0
#include "cli/app.hpp"

#include <sstream>

#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "carbonest/version.hpp"
#include "catch.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli_world.hpp"
#include "report/escape.hpp"

using namespace carbonest;
using carbonest::cli::ExitCode;
using carbonest::test::Program;
using nlohmann::json;

TEST_CASE("estimate: the result goes to standard output, nothing to standard error") {
  Program program;
  CHECK(program.run({"estimate", "job.json"}) == ExitCode::ok);
  CHECK(program.out.text.starts_with("Total             3.52 kg CO2e   sample\n"));
  CHECK(program.err.text.empty());
}

TEST_CASE("estimate: standard input is a file called -") {
  Program program;
  CHECK(program.run({"estimate", "-f", "json", "-"}) == ExitCode::ok);
  CHECK(json::parse(program.out.text)["emissions"]["total_kg"].get<double>() == Approx(3.52));
}

TEST_CASE("options may stand before the command") {
  Program program;
  CHECK(program.run({"-f", "json", "--quiet", "estimate", "job.json"}) == ExitCode::ok);
  CHECK(json::parse(program.out.text)["name"] == "sample");
}

TEST_CASE("an override changes the job and is an option in the result") {
  Program program;
  REQUIRE(program.run({"estimate", "-f", "json", "--pue", "2", "job.json"}) == ExitCode::ok);
  const json result = json::parse(program.out.text);
  CHECK(result["energy"]["facility_kwh"] == 64);
  bool seen = false;
  for (const json& input : result["inputs"])
    if (input["name"] == "pue") seen = input["origin"] == "option";
  CHECK(seen);
}

TEST_CASE("a wrong value on the command line is wrong usage") {
  Program program;
  for (const char* value : {"abc", "nan", "inf", "1e999", "0x10", "", "0.5", "-1"}) {
    CAPTURE(value);
    CHECK(program.run({"estimate", "--pue", value, "job.json"}) == ExitCode::usage);
    CHECK(program.out.text.empty());
    CHECK(program.err.text.starts_with("--pue: error["));
  }
}

TEST_CASE("a job that is refused leaves standard output empty") {
  Program program;
  CHECK(program.run({"estimate", "broken.json"}) == ExitCode::refused);
  CHECK(program.out.text.empty());
  CHECK(program.err.text.starts_with("broken.json:1:"));
}

TEST_CASE("a file that cannot be read is named, with the reason") {
  Program program;
  CHECK(program.run({"estimate", "missing.json"}) == ExitCode::io);
  CHECK(program.out.text.empty());
  CHECK(program.err.text ==
        "carbonest: error[cannot-read]: cannot read missing.json: No such file or directory\n");
}

TEST_CASE("a batch prints the good jobs and reports the others") {
  Program program;
  CHECK(program.run({"estimate", "-f", "json", "job.json", "broken.json", "job.json"}) ==
        ExitCode::refused);
  const json result = json::parse(program.out.text);
  CHECK(result["schema"] == "carbonest.estimates/1");
  CHECK(result["estimates"].size() == 2);
  CHECK(result["totals"]["total_kg"].get<double>() == Approx(7.04));
  const json errors = json::parse(program.err.text);
  CHECK(errors["schema"] == "carbonest.diagnostics/1");
  CHECK(errors["diagnostics"][0]["file"] == "broken.json");
  CHECK(program.run({"estimate", "job.json", "missing.json"}) == ExitCode::io);
  CHECK_FALSE(program.out.text.empty());
  CHECK(program.run({"estimate", "broken.json", "missing.json"}) == ExitCode::io);
  CHECK(program.out.text.empty());
}

TEST_CASE("with --format json every kind of problem is JSON") {
  Program program;
  for (const std::vector<std::string_view>& args :
       {std::vector<std::string_view>{"estimate", "-f", "json", "missing.json"},
        {"estimate", "-f", "json", "broken.json"},
        {"estimate", "-f", "json", "--nope", "job.json"},
        {"estimate", "-f", "json", "--basis", "x", "job.json"}}) {
    cli::World world{program.out, program.err, program.files, program.environment};
    program.err.text.clear();
    CHECK(cli::run(args, world) != ExitCode::ok);
    CHECK(json::parse(program.err.text)["diagnostics"].size() >= 1);
  }
}

TEST_CASE("-o writes the file and nothing else") {
  Program program;
  CHECK(program.run({"estimate", "-o", "result.txt", "job.json"}) == ExitCode::ok);
  CHECK(program.out.text.empty());
  CHECK(program.files.written["result.txt"].starts_with("Total"));
  CHECK(program.run({"estimate", "-o", "-", "job.json"}) == ExitCode::ok);
  CHECK(program.out.text.starts_with("Total"));
}

TEST_CASE("the result never replaces an input") {
  Program program;
  CHECK(program.run({"estimate", "-o", "job.json", "job.json"}) == ExitCode::usage);
  CHECK(program.files.written.empty());
  CHECK(program.err.text.find("job.json is also an input") != std::string::npos);
}

TEST_CASE("a result that cannot be written is an error") {
  Program program;
  CHECK(program.run({"estimate", "-o", "/readonly/x", "job.json"}) == ExitCode::io);
  CHECK(program.err.text.find("cannot write /readonly/x: Permission denied") != std::string::npos);
  program.out.fails_with = ENOSPC;
  CHECK(program.run({"estimate", "job.json"}) == ExitCode::io);
  CHECK(program.err.text ==
        "carbonest: error[cannot-write]: cannot write standard output: No space left on device\n");
}

TEST_CASE("a reader that has seen enough is no error") {
  Program program;
  program.out.fails_with = EPIPE;
  for (const std::vector<std::string_view>& args :
       {std::vector<std::string_view>{"estimate", "job.json"},
        {"--help"},
        {"list"},
        {"estimate", "--help"},
        {"--version"}}) {
    cli::World world{program.out, program.err, program.files, program.environment};
    CHECK(cli::run(args, world) == ExitCode::ok);
    CHECK(program.err.text.empty());
  }
  CHECK(program.run({"estimate", "job.json", "broken.json"}) == ExitCode::refused);
}

TEST_CASE("a closed standard error does not change the exit code") {
  Program program;
  program.err.fails_with = EBADF;
  CHECK(program.run({"estimate", "missing.json"}) == ExitCode::io);
  CHECK(program.run({"estimate", "--nope"}) == ExitCode::usage);
  CHECK(program.run({"estimate", "job.json"}) == ExitCode::ok);
}

TEST_CASE("-v says what is done on standard error") {
  Program program;
  CHECK(program.run({"estimate", "-v", "job.json"}) == ExitCode::ok);
  CHECK(program.err.text.starts_with("carbonest: read job.json: "));
  const std::string loud = program.out.text;
  program.run({"estimate", "job.json"});
  CHECK(program.out.text == loud);
}

TEST_CASE("colour follows the option, then the terminal") {
  Program program;
  const auto colored = [&](std::initializer_list<std::string_view> args) {
    program.run(args);
    return program.out.text.find('\x1b') != std::string::npos;
  };
  CHECK_FALSE(colored({"estimate", "job.json"}));
  CHECK(colored({"estimate", "--color", "always", "job.json"}));
  program.environment.stdout_is_terminal = true;
  CHECK(colored({"estimate", "job.json"}));
  CHECK_FALSE(colored({"estimate", "--color", "never", "job.json"}));
  CHECK_FALSE(colored({"estimate", "-f", "json", "job.json"}));
  program.environment.no_color = true;
  CHECK_FALSE(colored({"estimate", "job.json"}));
  CHECK(colored({"estimate", "--color=always", "job.json"}));
}

TEST_CASE("a file never gets the colours of the terminal") {
  Program program;
  program.environment.stdout_is_terminal = true;
  CHECK(program.run({"estimate", "-o", "r", "job.json"}) == ExitCode::ok);
  CHECK(program.files.written["r"].find('\x1b') == std::string::npos);
}

TEST_CASE("without a command, or with an unknown one, help is offered") {
  Program program;
  CHECK(program.run({}) == ExitCode::usage);
  CHECK(program.out.text.empty());
  CHECK(program.run({"estimte"}) == ExitCode::usage);
  CHECK(program.err.text ==
        "carbonest: error[unknown-command]: unknown command \"estimte\"\nhint: did you mean "
        "\"estimate\"?\n");
  CHECK(program.run({"job.json"}) == ExitCode::usage);
  CHECK(program.err.text.find("did you mean `carbonest estimate job.json`?") != std::string::npos);
  CHECK(program.run({"advise"}) == ExitCode::usage);
  CHECK(program.err.text.find("this version has no command advise yet") != std::string::npos);
}

// In the column of options, not in an example.
static bool shows_option(const std::string& help, const cli::Option& option) {
  for (const std::string_view before : {"\n      ", ", "})
    for (const std::string_view after : {" ", "\n"})
      if (help.find(fmt::format("{}{}{}", before, option.name, after)) != std::string::npos)
        return true;
  return false;
}

TEST_CASE("help shows examples first and every option of the command") {
  Program program;
  CHECK(program.run({"--help"}) == ExitCode::ok);
  CHECK(program.out.text.find("planned") == std::string::npos);
  CHECK(program.out.text.find("advise ") == std::string::npos);
  for (const cli::Command& command : cli::commands()) {
    if (command.run == nullptr) continue;
    CHECK(program.run({command.name, "--help"}) == ExitCode::ok);
    const std::string help = program.out.text;
    CHECK(help.find("Examples:") < help.find("Usage:"));
    for (const cli::Option& option : cli::options())
      CHECK(((option.commands & command.bit) != 0) == shows_option(help, option));
    CHECK(program.run({"help", command.name}) == ExitCode::ok);
    CHECK(program.out.text == help);
    std::istringstream lines(help);
    for (std::string line; std::getline(lines, line);) CHECK(display_width(line) <= 80);
  }
}

TEST_CASE("the version names program, tables and their checksum") {
  Program program;
  CHECK(program.run({"--version"}) == ExitCode::ok);
  const std::string text = program.out.text;
  CHECK(text.find(k_version) != std::string::npos);
  CHECK(text.find(std::string(Catalog::bundled().version())) != std::string::npos);
  CHECK(text.find(std::string(Catalog::bundled().checksum())) != std::string::npos);
  CHECK(program.run({"estimate", "--version"}) == ExitCode::ok);
  CHECK(program.out.text == text);
}

TEST_CASE("list: every table in every format") {
  Program program;
  REQUIRE(program.run({"list", "-f", "json"}) == ExitCode::ok);
  const json tables = json::parse(program.out.text);
  CHECK(tables["table"] == "tables");
  for (const json& row : tables["rows"]) {
    const auto name = row["table"].get<std::string>();
    CAPTURE(name);
    REQUIRE(program.run({"list", name, "-f", "json"}) == ExitCode::ok);
    CHECK(json::parse(program.out.text)["rows"].size() == row["rows"].get<std::size_t>());
    REQUIRE(program.run({"list", name, "-f", "csv"}) == ExitCode::ok);
    REQUIRE(program.run({"list", name}) == ExitCode::ok);
    std::istringstream lines(program.out.text);
    for (std::string line; std::getline(lines, line);) REQUIRE(display_width(line) <= 80);
  }
  for (const char* name :
       {"methods", "defaults", "diagnostics", "formats", "accelerators", "regions", "sources"})
    CHECK(program.run({"list", name}) == ExitCode::ok);
}

TEST_CASE("list: search, and names that do not exist") {
  Program program;
  CHECK(program.run({"list", "methods", "--search", "MODEL card", "-f", "json"}) == ExitCode::ok);
  CHECK(json::parse(program.out.text)["rows"].size() == 1);
  CHECK(program.run({"list", "methds"}) == ExitCode::usage);
  CHECK(program.err.text.find("did you mean \"methods\"?") != std::string::npos);
  CHECK(program.out.text.empty());
}

TEST_CASE("--data: a folder without tables, a missing one, a broken table") {
  Program program;
  CHECK(program.run({"estimate", "--data", "empty", "job.json"}) == ExitCode::refused);
  CHECK(program.run({"estimate", "--data", "missing", "job.json"}) == ExitCode::io);
  program.files.contents["tables/accelerators.csv"] = "id,nonsense\nx,y\n";
  CHECK(program.run({"estimate", "--data", "tables", "job.json"}) == ExitCode::refused);
  CHECK(program.out.text.empty());
  CHECK(program.err.text.find("tables/accelerators.csv:1:") != std::string::npos);
}

TEST_CASE("--data: the version of the tables tells that they were overridden") {
  Program program;
  program.files.contents["tables/accelerators.csv"] =
      "id,name,vendor,class,tdp_w\nmy-card,My Card,Mine,datacenter,123\n";
  INFO(program.err.text);
  REQUIRE(program.run({"list", "accelerators", "--data", "tables", "--search", "my-card", "-f",
                       "json"}) == ExitCode::ok);
  CHECK(json::parse(program.out.text)["rows"][0]["tdp_w"] == 123);
  REQUIRE(program.run({"estimate", "-f", "json", "--data", "tables", "job.json"}) == ExitCode::ok);
  CHECK(json::parse(program.out.text)["carbonest"]["data_version"].get<std::string>().ends_with(
      "+override"));
}

TEST_CASE("explain prints the formula of every part") {
  Program program;
  CHECK(program.run({"explain", "job.json"}) == ExitCode::ok);
  CHECK(program.out.text.find("Job sample") != std::string::npos);
  CHECK(program.out.text.find("x PUE 1.1") != std::string::npos);
  CHECK(program.run({"explain", "-f", "json", "job.json"}) == ExitCode::ok);
  CHECK(json::parse(program.out.text)["schema"] == "carbonest.estimate/1");
}

TEST_CASE("the same command line gives the same bytes") {
  Program program;
  for (const char* format : {"text", "json", "jsonl", "csv", "markdown"}) {
    program.run({"estimate", "-f", format, "job.json", "job.json"});
    const std::string first = program.out.text;
    program.run({"estimate", "-f", format, "job.json", "job.json"});
    CHECK(program.out.text == first);
    CHECK_FALSE(first.empty());
  }
}
