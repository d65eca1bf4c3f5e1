// SPDX-License-Identifier: Apache-2.0
#include "cli/options.hpp"

#include <algorithm>
#include <set>

#include "catch.hpp"

using namespace carbonest;
using namespace carbonest::cli;

namespace {

struct Parsed {
  Settings settings;
  Diagnostics errors;
};

Parsed parse(std::string_view command, std::vector<std::string_view> args) {
  Parsed parsed;
  parsed.errors = read_options(*find_command(command), args, parsed.settings);
  return parsed;
}

// The only error of a command line that is wrong.
Diagnostic error_of(std::string_view command, std::vector<std::string_view> args) {
  const Parsed parsed = parse(command, std::move(args));
  REQUIRE(parsed.errors.size() == 1);
  return parsed.errors.front();
}

}  // namespace

TEST_CASE("values are taken in every spelling") {
  for (const std::vector<std::string_view>& args :
       {std::vector<std::string_view>{"-f", "json", "a"},
        {"-fjson", "a"},
        {"--format", "json", "a"},
        {"--format=json", "a"},
        {"a", "-f", "json"}}) {
    const Parsed parsed = parse("estimate", args);
    CHECK(parsed.errors.empty());
    CHECK(parsed.settings.format == "json");
    CHECK(parsed.settings.operands == std::vector<std::string>{"a"});
  }
}

TEST_CASE("every option ends up in its place") {
  const Parsed parsed =
      parse("estimate", {"-o", "out", "--data", "dir", "--method", "green-algorithms", "--basis",
                         "direct", "--strict", "-qv", "--color", "never", "a", "b"});
  REQUIRE(parsed.errors.empty());
  const Settings& s = parsed.settings;
  CHECK(s.output == "out");
  CHECK(s.data_folder == "dir");
  CHECK(s.method == find_method("green-algorithms"));
  CHECK(s.basis == Basis::direct);
  CHECK(s.strict);
  CHECK(s.quiet);
  CHECK(s.verbose);
  CHECK(s.color == Color::never);
  CHECK(s.operands == std::vector<std::string>{"a", "b"});
}

TEST_CASE("overrides keep the user's text and name their option") {
  const Parsed parsed =
      parse("explain", {"--region", "FR", "--runtime=3d 4h", "--pue", "1.1", "--carbon-intensity",
                        "57 g/kWh", "--runs", "2", "--year", "2024", "job"});
  REQUIRE(parsed.errors.empty());
  REQUIRE(parsed.settings.overrides.size() == 6);
  std::set<std::string> seen;
  for (const Override& override : parsed.settings.overrides)
    seen.insert(std::string(override.option) + "/" + std::string(override.key) + "/" +
                override.text);
  CHECK(seen == std::set<std::string>{"--region/region/FR", "--runtime/runtime/3d 4h",
                                      "--pue/pue/1.1", "--runs/runs/2", "--year/year/2024",
                                      "--carbon-intensity/carbon_intensity/57 g/kWh"});
}

TEST_CASE("a value may look like an option, be empty, or be in brackets") {
  CHECK(parse("estimate", {"--pue", "-1", "j"}).settings.overrides.at(0).text == "-1");
  CHECK(parse("estimate", {"--pue=", "j"}).settings.overrides.at(0).text.empty());
  CHECK(parse("estimate", {"--region", "[a,b]", "j"}).settings.overrides.at(0).text == "[a,b]");
  CHECK(parse("estimate", {"[a,b]"}).settings.operands == std::vector<std::string>{"[a,b]"});
  CHECK(parse("estimate", {"--region", "nan", "j"}).settings.overrides.at(0).text == "nan");
}

TEST_CASE("after -- everything is an operand, and - is one too") {
  CHECK(parse("estimate", {"--", "-f", "--x=1", "--"}).settings.operands ==
        std::vector<std::string>{"-f", "--x=1", "--"});
  CHECK(parse("estimate", {"-"}).settings.operands == std::vector<std::string>{"-"});
}

TEST_CASE("mistakes are answered") {
  CHECK(error_of("estimate", {"--fromat", "j"}).hint == "did you mean \"--format\"?");
  CHECK(error_of("estimate", {"-x", "j"}).message == "unknown option -x");
  CHECK(error_of("estimate", {"--search", "j"}).message ==
        "`carbonest estimate` has no option --search");
  CHECK(error_of("estimate", {"j", "-f"}).message == "-f needs a value");
  CHECK(error_of("estimate", {"j", "--region"}).message == "--region needs a value");
  CHECK(error_of("estimate", {"--pue", "1", "--pue", "2", "j"}).message ==
        "--pue is given more than once");
  CHECK(error_of("estimate", {"--strict=yes", "j"}).message == "--strict takes no value");
  CHECK(error_of("estimate", {"-f", "jason", "j"}).hint ==
        "did you mean \"json\"? one of: text, json, jsonl, csv, markdown, partial");
  CHECK(error_of("estimate", {"--method", "nativ", "j"})
            .hint.starts_with("did you mean \"native\"?"));
  CHECK(error_of("estimate", {"--basis", "x", "j"}).hint == "one of: lifecycle, direct");
  CHECK(error_of("estimate", {"-o", "", "j"}).message ==
        "--output needs a value that is not empty");
  CHECK(error_of("estimate", {}).code == "missing-operand");
  CHECK(error_of("list", {"a", "b"}).message == "\"b\" is one operand too many");
  CHECK(error_of("estimate", {"-", "-"}).message == "standard input (-) can be read only once");
  CHECK(error_of("explain", {"-f", "csv", "j"}).message == "--format does not take \"csv\"");
}

TEST_CASE("all mistakes are reported at once") {
  CHECK(parse("estimate", {"--foo", "--bar", "--basis", "x", "-f", "y"}).errors.size() == 5);
}

TEST_CASE("an option that is only repeated as a flag is no mistake") {
  CHECK(parse("estimate", {"-q", "-q", "j"}).errors.empty());
}

TEST_CASE("rows of the option table are complete and unique") {
  std::set<std::string_view> names;
  std::set<char> letters;
  for (const Option& option : options()) {
    CAPTURE(option.name);
    CHECK(std::string_view(option.name).starts_with("--"));
    CHECK(names.insert(option.name).second);
    if (option.short_name != 0) CHECK(letters.insert(option.short_name).second);
    CHECK_FALSE(option.help.empty());
    CHECK(option.commands != 0);
    CHECK(option.apply != nullptr);
  }
}

TEST_CASE("rows of the command table are complete and unique") {
  std::set<std::string_view> names;
  unsigned bits = 0;
  for (const Command& command : commands()) {
    CAPTURE(command.name);
    CHECK(names.insert(command.name).second);
    CHECK_FALSE(command.summary.empty());
    if (command.run == nullptr) continue;
    CHECK((bits & command.bit) == 0);
    bits |= command.bit;
    CHECK(std::ranges::count(command.formats(), "text") == 1);
    CHECK(command.examples.ends_with('\n'));
    CHECK(find_command(command.name) == &command);
  }
  CHECK(find_command("advise") == nullptr);
}

TEST_CASE("series are files, named or not, in one list or in several") {
  const Parsed parsed =
      parse("plan", {"--series", "GB=a/gb.csv,FR=fr.csv", "--series=DE=de=1.csv", "--site-pue",
                     "GB=1.1,FR=1.25", "--slack", "1d", "job.json"});
  REQUIRE(parsed.errors.empty());
  const Settings& s = parsed.settings;
  REQUIRE(s.series.size() == 3);
  CHECK(s.series[0].name == "GB");
  CHECK(s.series[0].path == "a/gb.csv");
  CHECK(s.series[2].name == "DE");
  CHECK(s.series[2].path == "de=1.csv");
  REQUIRE(s.site_pues.size() == 2);
  CHECK(s.site_pues[1].pue == 1.25);
  CHECK(s.plan.slack == Hours{24});
  const Parsed path = parse("plan", {"--series", "runs/a=b.csv", "job.json"});
  REQUIRE(path.errors.empty());
  CHECK(path.settings.series.front().name.empty());
  CHECK(path.settings.series.front().path == "runs/a=b.csv");
}

TEST_CASE("wrong values of series and plans keep the codes of their readers") {
  using Row = std::pair<std::vector<std::string_view>, std::string_view>;
  for (const auto& [args, code] :
       {Row{{"--earliest", "2024-05-01T00:00:00"}, "naive-local-time"},
        Row{{"--deadline", "soon"}, "bad-time-stamp"},
        Row{{"--time-zone", "Europe/Paris"}, "bad-time-zone"},
        Row{{"--unit", "lightyears"}, "unknown-unit"}, Row{{"--slack", "24"}, "missing-unit"},
        Row{{"--grid", "0min"}, "invalid-option"}, Row{{"--slack", "-1h"}, "invalid-option"},
        Row{{"--resume-overhead", "1e300h"}, "invalid-option"},
        Row{{"--max-pauses", "1.5"}, "invalid-option"},
        Row{{"--idle-share", "1.1"}, "invalid-option"},
        Row{{"--site-pue", "FR=0.9"}, "invalid-option"},
        Row{{"--site-pue", "1.2"}, "invalid-option"}, Row{{"--series", "FR="}, "invalid-option"},
        Row{{"--series", "a.csv,"}, "invalid-option"}, Row{{"--fill", "linaer"}, "invalid-option"},
        Row{{"--kind", ""}, "invalid-option"}}) {
    std::vector<std::string_view> line = args;
    line.emplace_back("job.json");
    CAPTURE(args.front(), args.back());
    CHECK(error_of("plan", line).code == code);
  }
}
