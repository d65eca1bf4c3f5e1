// SPDX-License-Identifier: Apache-2.0
// Each output of the gate, read back in the way of the program that it is for.
#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "carbonest/gate.hpp"
#include "catch.hpp"
#include "gate_fixture.hpp"
#include "report/gate_formats.hpp"
#include "report_sample.hpp"

using namespace carbonest;
using namespace carbonest::test;
using Json = nlohmann::ordered_json;

namespace {

const std::vector<std::string> k_hostile{"a\nb",
                                         "a\r\nb\tc",
                                         "::error file=x,line=1::owned",
                                         "x ##[error]y",
                                         "100%",
                                         "a%0Ab%3A",
                                         "a,b;c:d",
                                         "| a | b |",
                                         "<img src=x onerror=y>",
                                         "]]><!-- -->",
                                         "a\"b'c&d",
                                         "=cmd|'/c calc'!A0",
                                         "\x1b[31mred",
                                         "\u202egpj.exe",
                                         "\u009b2J",
                                         "caf\xe9",
                                         "a#b \"c\" \\d $e `f`",
                                         "@team #12 www.x.org http://x.org",
                                         "\uFFFE",
                                         std::string(300, 'x'),
                                         std::string(200, '\n'),
                                         ""};

std::string render_as(std::string_view format, const GateReport& report,
                      RenderOptions options = {}) {
  for (const GateFormat& row : gate_formats())
    if (row.id == format) return row.render(report, Catalog::bundled(), options);
  FAIL("no such format");
  return {};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

struct Setting {
  std::vector<GateJob> jobs;
  std::vector<Limit> limits;
  std::optional<Baseline> baseline;
  Diagnostics refused;
  GateOptions options;
};

GateReport report_with(const Setting& setting) {
  GateInput input;
  input.jobs = setting.jobs;
  input.limits = setting.limits;
  if (setting.baseline) {
    input.baseline.state = BaselineState::loaded;
    input.baseline.baseline = &*setting.baseline;
    input.baseline.file = setting.baseline->file;
  }
  input.refused = setting.refused;
  input.options = setting.options;
  return {evaluate_gate(input), {}};
}

Limit each(Limit limit) {
  limit.scope = GateScope::job;
  return limit;
}

// One of each: over, warned, within, skipped; changed, added, removed, unchanged.
Setting everything() {
  Setting all;
  all.jobs = {gate_job_of("over", 44), gate_job_of("calm", 4), gate_job_of("new", 8)};
  all.limits = {each(co2e_limit(GateLevel::fail, kilograms(10))),
                each(co2e_limit(GateLevel::warn, kilograms(1.5))),
                each(increase_limit(GateLevel::fail, Percent{5}))};
  all.limits[0].source = "--max-co2e";
  all.baseline = Baseline{
      "base.json", {gate_job_of("over", 40), gate_job_of("calm", 4), gate_job_of("gone", 12)}};
  return all;
}

// A job whose name, file and unit try to leave their place; everything about it is over its limit.
Setting hostile(const std::string& name) {
  Setting all;
  GateJob job = gate_job_of(name, 44);
  job.file = name + ".json";
  job.sci[0].functional_unit = name;
  GateJob old = job;
  old.sci = gate_job_of(name, 44).sci;  // not comparable: the reason holds the name too
  all.jobs = {job, gate_job_of("other", 4)};
  all.limits = {each(co2e_limit(GateLevel::fail, kilograms(1))),
                sci_limit(GateLevel::warn, grams(1)),
                each(increase_limit(GateLevel::fail, Percent{1}))};
  all.baseline = Baseline{name + ".base", {old, gate_job_of(name + "gone", 3)}};
  Diagnostic problem;
  problem.code = "json-syntax";
  problem.message = "near \"" + name + "\"";
  problem.file = name;
  all.refused = {problem};
  return all;
}

// --- XML, as far as JUnit needs it: elements with attributes and text.

struct Element {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::string text;
  std::vector<Element> children;

  std::size_t count(std::string_view child) const {
    return static_cast<std::size_t>(std::ranges::count(children, child, &Element::name));
  }
};

class XmlReader {
 public:
  explicit XmlReader(const std::string& text) : text_{text} {}

  Element document() {
    take("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    spaces();
    Element root = element();
    spaces();
    REQUIRE(at_ == text_.size());
    return root;
  }

 private:
  void take(std::string_view expected) {
    REQUIRE(text_.substr(at_, expected.size()) == expected);
    at_ += expected.size();
  }
  void spaces() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
  }
  std::string word() {
    const std::size_t start = at_;
    while (std::isalnum(static_cast<unsigned char>(text_.at(at_))) != 0 || text_[at_] == '-') ++at_;
    REQUIRE(at_ > start);
    return text_.substr(start, at_ - start);
  }
  std::string characters(char end) {
    static const std::map<std::string, char> k_entities{
        {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"#39", '\''}};
    std::string out;
    while (text_.at(at_) != end) {
      REQUIRE(text_[at_] != '<');
      REQUIRE((static_cast<unsigned char>(text_[at_]) >= 0x20 || text_[at_] == '\n'));
      if (text_[at_] == '&') {
        const std::size_t semicolon = text_.find(';', at_);
        out += k_entities.at(text_.substr(at_ + 1, semicolon - at_ - 1));
        at_ = semicolon + 1;
      } else {
        out += text_[at_++];
      }
    }
    return out;
  }
  Element element() {
    take("<");
    Element made{word(), {}, {}, {}};
    for (spaces(); text_.at(at_) != '>' && text_.at(at_) != '/'; spaces()) {
      const std::string key = word();
      take("=\"");
      REQUIRE(made.attributes.emplace(key, characters('"')).second);
      take("\"");
    }
    if (text_[at_] == '/') {
      take("/>");
      return made;
    }
    take(">");
    made.text = characters('<');
    while (text_.substr(at_, 2) != "</") {
      made.children.push_back(element());
      spaces();
    }
    take("</" + made.name + ">");
    return made;
  }

  const std::string& text_;
  std::size_t at_ = 0;
};

// --- What the runner of GitHub does with a line.

struct Command {
  std::string kind, message;
  std::map<std::string, std::string> properties;
};

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

std::string unescaped(std::string text, bool property) {
  text = replaced(replaced(std::move(text), "%0D", "\r"), "%0A", "\n");
  if (property) text = replaced(replaced(std::move(text), "%3A", ":"), "%2C", ",");
  return replaced(std::move(text), "%25", "%");
}

Command command_of(const std::string& line) {
  REQUIRE(line.starts_with("::"));
  const std::size_t end = line.find("::", 2);
  REQUIRE(end != line.npos);
  const std::string head = line.substr(2, end - 2);
  Command command{head.substr(0, head.find(' ')), unescaped(line.substr(end + 2), false), {}};
  std::string rest = head.find(' ') == head.npos ? "" : head.substr(head.find(' ') + 1);
  while (!rest.empty()) {
    const std::string pair = rest.substr(0, rest.find(','));
    rest = rest.find(',') == rest.npos ? "" : rest.substr(rest.find(',') + 1);
    const std::size_t equals = pair.find('=');
    REQUIRE(equals != pair.npos);
    command.properties[pair.substr(0, equals)] = unescaped(pair.substr(equals + 1), true);
  }
  return command;
}

// --- What GitLab does with a line of a metrics report: cut at '#', split like a shell.

std::vector<std::string> gitlab_words(std::string line) {
  line = line.substr(0, line.find('#'));
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote == '"' && c == '\\' && i + 1 < line.size() &&
        std::string_view("$`\"\\").find(line[i + 1]) != std::string_view::npos) {
      word += line[++i];
    } else if (quote != 0) {
      if (c == quote)
        quote = 0;
      else
        word += c;
    } else if (c == '"' || c == '\'') {
      quote = c;
      in_word = true;
    } else if (c == ' ') {
      if (in_word) words.push_back(word);
      word.clear();
      in_word = false;
    } else {
      REQUIRE(c != '\\');
      word += c;
      in_word = true;
    }
  }
  REQUIRE(quote == 0);
  if (in_word) words.push_back(word);
  return words;
}

std::vector<std::vector<std::string>> csv_rows(const std::string& text) {
  std::vector<std::vector<std::string>> rows(1);
  std::string cell;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
      cell += text[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && (c == ',' || c == '\n')) {
      rows.back().push_back(std::move(cell));
      cell.clear();
      if (c == '\n') rows.emplace_back();
    } else {
      cell += c;
    }
  }
  rows.pop_back();
  return rows;
}

}  // namespace

TEST_CASE("formats of the gate are complete and unique") {
  std::vector<std::string_view> ids;
  for (const GateFormat& format : gate_formats()) {
    ids.push_back(format.id);
    CHECK_FALSE(format.title.empty());
    CHECK_FALSE(render_as(format.id, report_with(everything())).empty());
  }
  CHECK(ids == std::vector<std::string_view>{"text", "json", "markdown", "junit", "sarif", "github",
                                             "gitlab-metrics", "csv"});
  for (const GateFormat& format : diff_formats())
    CHECK_FALSE(format.render(report_with(everything()), Catalog::bundled(), {}).empty());
}

TEST_CASE("gate text: the verdict first, then each check, then what changed") {
  const std::string text = render_as("text", report_with(everything()));
  INFO(text);
  CHECK(text ==
        "Carbon gate failed: 2 of 9 checks over their limit, 2 warn, 1 skipped\n"
        "\n"
        "max-co2e                     11.0 kg   fail    over, limit 10 kg\n"
        "warn-co2e                    11.0 kg   warn    over, limit 1.5 kg\n"
        "max-increase-percent         +10.0 %   fail    over, limit 5 %\n"
        "max-co2e                     1.00 kg   pass    calm, limit 10 kg\n"
        "warn-co2e                    1.00 kg   pass    calm, limit 1.5 kg\n"
        "max-increase-percent             0 %   pass    calm, limit 5 %\n"
        "max-co2e                     2.00 kg   pass    new, limit 10 kg\n"
        "warn-co2e                    2.00 kg   warn    new, limit 1.5 kg\n"
        "max-increase-percent               -   skipped new, limit 5 %; new, so there is\n"
        "                                       nothing to take a share of\n"
        "\n"
        "Against the baseline base.json\n"
        "Jobs are compared with those of the same name; a drop never fails, and a new job\n"
        "has no increase in percent.\n"
        "over                        +1.00 kg   +10.0 % (10.0 kg -> 11.0 kg); from the\n"
        "                                       input\n"
        "new                         +2.00 kg   added, 2.00 kg\n"
        "gone                        -3.00 kg   removed, was 3.00 kg\n"
        "1 job unchanged\n"
        "all jobs                        0 kg   0 % (14.0 kg -> 14.0 kg)\n");
}

TEST_CASE("gate text: quiet is the verdict alone, and colour changes nothing but colour") {
  RenderOptions quiet;
  quiet.quiet = true;
  CHECK(render_as("text", report_with(everything()), quiet) ==
        "Carbon gate failed: 2 of 9 checks over their limit, 2 warn, 1 skipped\n");
  RenderOptions color;
  color.color = true;
  std::string tinted = render_as("text", report_with(everything()), color);
  CHECK(tinted.find("\x1b[32m") != std::string::npos);
  for (std::size_t at = tinted.find('\x1b'); at != std::string::npos; at = tinted.find('\x1b'))
    tinted.erase(at, tinted.find('m', at) + 1 - at);
  CHECK(tinted == render_as("text", report_with(everything())));
}

TEST_CASE("a breach that rounding would hide is shown with more digits") {
  const GateReport report = report_with(
      {{gate_job_of("a", 40.001)}, {co2e_limit(GateLevel::fail, kilograms(10))}, {}, {}, {}});
  CHECK(render_as("text", report).find("10.00025 kg   fail") != std::string::npos);
}

TEST_CASE("each verdict has its words") {
  Setting setting{{gate_job_of("a", 44)}, {co2e_limit(GateLevel::fail, kilograms(10))}, {}, {}, {}};
  const auto first_words = [&] {
    const std::string text = render_as("text", report_with(setting));
    return text.substr(0, text.find(':'));
  };
  CHECK(first_words() == "Carbon gate failed");
  setting.options.report_only = true;
  CHECK(first_words() == "Carbon gate over budget, reported only");
  setting.options.report_only = false;
  setting.limits = {co2e_limit(GateLevel::warn, kilograms(10))};
  CHECK(first_words() == "Carbon gate passed with warnings");
  setting.options.fail_on = GateLevel::warn;
  CHECK(first_words() == "Carbon gate failed");
  setting.limits = {co2e_limit(GateLevel::fail, kilograms(12))};
  CHECK(first_words() == "Carbon gate passed");
  setting.options.at = GateEnd::upper;
  CHECK(first_words() == "Carbon gate not computed");
}

TEST_CASE("carbonest.gate/1 has the promised keys") {
  GateReport report = report_with(everything());
  report.estimates = {report_of(sample_job())};
  const Json json = Json::parse(render_as("json", report));
  CHECK(json["schema"] == "carbonest.gate/1");
  CHECK(json["result"] == "fail");
  CHECK(json["passed"] == false);
  const Json& check = json["checks"][0];
  CHECK(check["name"] == "max-co2e");
  CHECK(check["job"] == "over");
  CHECK(check["limit"] == 10);
  CHECK(check["value"] == 11);
  CHECK(check["unit"] == "kg");
  CHECK(check["result"] == "fail");
  CHECK(check["source"] == "--max-co2e");
  CHECK(json["checks"][8]["value"].is_null());
  CHECK(json["checks"][8]["result"] == "skipped");
  CHECK(json["estimates"][0]["schema"] == "carbonest.estimate/1");
  CHECK(json["baseline"]["rule"] == "compared");
  CHECK(json["baseline"]["file"] == "base.json");
  CHECK(json["baseline"]["total_kg"] == 14);
  CHECK(json["changes"][0]["job"] == "over");
  CHECK(json["changes"][0]["change_kg"] == 1);
  CHECK(json["changes"][0]["change_percent"] == 10);
  CHECK(json["changes"][0]["causes"]["input_kg"] == 1);
  CHECK(json["changes"][1]["kind"] == "added");
  CHECK(json["changes"][1]["change_percent"].is_null());
  CHECK(json["changes"][1]["before_kg"].is_null());
  CHECK(json["totals"]["total_kg"] == 14);
  CHECK(json["errors"].empty());
  // The result of a gate is a baseline for the next.
  CHECK(read_baseline(render_as("json", report), "gate.json"));
}

TEST_CASE("JSON of the sum has no job, and errors make a failure of the result") {
  const Json sum =
      Json::parse(render_as("json", report_with({{gate_job_of("a", 4), gate_job_of("b", 4)},
                                                 {co2e_limit(GateLevel::fail, kilograms(10))},
                                                 {},
                                                 {},
                                                 {}})));
  CHECK(sum["checks"][0]["job"].is_null());
  CHECK(sum["checks"][0]["scope"] == "total");
  CHECK(sum["baseline"]["rule"] == "none");
  const Json broken = Json::parse(render_as("json", report_with(hostile("x"))));
  CHECK(broken["result"] == "fail");
  CHECK(broken["passed"] == false);
  CHECK(broken["errors"].size() == 2);
}

TEST_CASE("carbonest.diff/1 is the comparison alone") {
  const auto formats = diff_formats();
  const Json json =
      Json::parse(formats[1].render(report_with(everything()), Catalog::bundled(), {}));
  CHECK(json["schema"] == "carbonest.diff/1");
  CHECK_FALSE(json.contains("checks"));
  CHECK(json["changes"].size() == 4);
  CHECK(formats[0].render(report_with(everything()), Catalog::bundled(), {}) ==
        "Change                          0 kg   0 % (14.0 kg -> 14.0 kg), against\n"
        "                                       base.json\n"
        "over                        +1.00 kg   +10.0 % (10.0 kg -> 11.0 kg); from the\n"
        "                                       input\n"
        "new                         +2.00 kg   added, 2.00 kg\n"
        "gone                        -3.00 kg   removed, was 3.00 kg\n"
        "1 job unchanged\n");
}

TEST_CASE("the comment starts with its tag and shows the worst first") {
  const std::string text = render_as("markdown", report_with(everything()));
  INFO(text);
  CHECK(text.starts_with("<!-- carbonest-gate -->\n### Carbon gate: failed\n\n"));
  CHECK(text.find("| \u274C fail | max-co2e | over | 11.0 kg | 10 kg |  |\n") != std::string::npos);
  CHECK(text.find("\u274C") < text.find("\u26A0"));
  CHECK(text.find("\u26A0") < text.find("\u2705"));
  CHECK(text.find("| over | 10.0 kg | 11.0 kg | +1.00 kg | +10.0 % | from the input |\n") !=
        std::string::npos);
  CHECK(text.find("| gone | 3.00 kg | - | -3.00 kg | removed |  |\n") != std::string::npos);
  CHECK(text.find("1 job unchanged.") != std::string::npos);
}

TEST_CASE("a comment never grows beyond what GitHub takes, nor a step summary") {
  for (const std::string& name :
       {std::string("job"), std::string(500, '|'), std::string(90, '\n')}) {
    Setting many;
    many.limits = {each(co2e_limit(GateLevel::fail, kilograms(1))),
                   each(co2e_limit(GateLevel::warn, kilograms(1)))};
    Baseline baseline{name, {}};
    for (int i = 0; i < 4000; ++i) {
      many.jobs.push_back(gate_job_of(fmt::format("{}{}", i, name), 8));
      baseline.jobs.push_back(gate_job_of(fmt::format("{}{}", i, name), 4));
    }
    many.baseline = baseline;
    const GateReport report = report_with(many);
    const std::string comment = render_as("markdown", report);
    CHECK(comment.size() <= 65536);
    CHECK(comment.size() > 60000);
    CHECK(comment.find("... and ") != std::string::npos);
    CHECK(comment.find("Estimated by carbonest") != std::string::npos);
    const std::string summary = render_step_summary(report, Catalog::bundled());
    CHECK(summary.size() <= std::size_t{1} << 20);
    CHECK_FALSE(summary.starts_with("<!--"));
  }
}

TEST_CASE("JUnit: a suite a file, a case a job and check, and the counts add up") {
  Setting setting = everything();
  Diagnostic problem;
  problem.code = "unknown-accelerator";
  problem.message = "no accelerator is called \"X\"";
  problem.file = "bad.json";
  setting.refused = {problem};
  setting.limits.push_back(co2e_limit(GateLevel::fail, kilograms(1)));
  const std::string text = render_as("junit", report_with(setting));
  INFO(text);
  const Element root = XmlReader(text).document();
  CHECK(root.name == "testsuites");
  std::map<std::string, const Element*> suites;
  std::size_t tests = 0;
  std::set<std::pair<std::string, std::string>> names;
  for (const Element& suite : root.children) {
    CHECK(suites.emplace(suite.attributes.at("name"), &suite).second);
    std::size_t failures = 0, errors = 0, skipped = 0;
    for (const Element& test : suite.children) {
      CHECK(names
                .emplace(suite.attributes.at("name") + "/" + test.attributes.at("classname"),
                         test.attributes.at("name"))
                .second);
      failures += test.count("failure");
      errors += test.count("error");
      skipped += test.count("skipped");
    }
    CHECK(suite.attributes.at("tests") == fmt::format("{}", suite.children.size()));
    CHECK(suite.attributes.at("failures") == fmt::format("{}", failures));
    CHECK(suite.attributes.at("errors") == fmt::format("{}", errors));
    CHECK(suite.attributes.at("skipped") == fmt::format("{}", skipped));
    tests += suite.children.size();
  }
  CHECK(root.attributes.at("tests") == fmt::format("{}", tests));
  REQUIRE(suites.contains("over.json"));
  const Element& over = *suites["over.json"];
  CHECK(over.children[0].attributes.at("name") == "max-co2e");
  CHECK(over.children[0].attributes.at("classname") == "over");
  CHECK(over.children[0].children[0].attributes.at("message") ==
        "11.0 kg is over the limit of 10 kg");
  CHECK(over.children[1].count("system-out") == 1);  // a warning is no failure
  CHECK(suites["new.json"]->children[2].count("skipped") == 1);
  CHECK(suites["all jobs"]->children[0].count("error") == 1);
  CHECK(suites["bad.json"]->children[0].children[0].attributes.at("type") == "unknown-accelerator");
  setting.options.fail_on = GateLevel::warn;
  const std::string strict = render_as("junit", report_with(setting));
  const Element strict_root = XmlReader(strict).document();
  CHECK(strict_root.children[0].children[1].count("failure") == 1);
}

TEST_CASE("SARIF: a rule a kind of limit, a result a breach, at its file") {
  const Json json = Json::parse(render_as("sarif", report_with(everything())));
  CHECK(json["version"] == "2.1.0");
  REQUIRE(json["runs"].size() == 1);
  const Json& run = json["runs"][0];
  const Json& rules = run["tool"]["driver"]["rules"];
  CHECK(rules.size() == gate_rules().size());
  REQUIRE(run["results"].size() == 4);
  for (const Json& result : run["results"]) {
    const auto index = result["ruleIndex"].get<std::size_t>();
    CHECK(rules[index]["id"] == result["ruleId"]);
    CHECK((result["level"] == "error" || result["level"] == "warning"));
    CHECK_FALSE(result["message"]["text"].get<std::string>().empty());
    const Json& place = result["locations"][0]["physicalLocation"];
    CHECK_FALSE(place["artifactLocation"]["uri"].get<std::string>().empty());
    CHECK(place["region"]["startLine"] >= 1);
    CHECK(result["partialFingerprints"]["carbonestGate/v1"].get<std::string>().size() == 64);
  }
  CHECK(run["results"][0]["level"] == "error");
  CHECK(run["results"][3]["level"] == "warning");
  CHECK(run["invocations"][0]["executionSuccessful"] == true);
}

TEST_CASE("SARIF: the fingerprint of an alert outlives its figures, and differs between alerts") {
  const auto prints = [](const Setting& setting) {
    std::vector<std::string> all;
    const Json log = Json::parse(render_as("sarif", report_with(setting)));
    for (const Json& result : log["runs"][0]["results"])
      all.push_back(result["partialFingerprints"]["carbonestGate/v1"]);
    return all;
  };
  Setting one = everything();
  const auto before = prints(one);
  one.jobs[0].total = kilograms(50);
  one.limits[0].value = 9;
  CHECK(prints(one) == before);
  CHECK(std::set<std::string>(before.begin(), before.end()).size() == before.size());
}

TEST_CASE("SARIF: a fingerprint is of its parts, not of their letters in a row") {
  Setting setting;
  setting.jobs = {gate_job_of("x", 8), gate_job_of("xy", 8)};
  setting.jobs[0].file = "yz";
  setting.jobs[1].file = "z";
  setting.limits = {each(co2e_limit(GateLevel::fail, kilograms(1)))};
  const Json results = Json::parse(render_as("sarif", report_with(setting)))["runs"][0]["results"];
  REQUIRE(results.size() == 2);
  CHECK(results[0]["partialFingerprints"] != results[1]["partialFingerprints"]);
}

TEST_CASE("SARIF: results have a bound, the worst stay, and no file means no location") {
  Setting many;
  many.limits = {each(co2e_limit(GateLevel::warn, kilograms(1))),
                 each(co2e_limit(GateLevel::fail, kilograms(1.5)))};
  for (int i = 0; i < 4000; ++i) many.jobs.push_back(gate_job_of(fmt::format("job{}", i), 8));
  many.jobs[0].file = "<stdin>";
  many.jobs[1].file = "./a dir/b:c%.json";
  const Json results = Json::parse(render_as("sarif", report_with(many)))["runs"][0]["results"];
  CHECK(results.size() == 5000);
  CHECK(results[0]["locations"].empty());
  CHECK(results[1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] ==
        "a%20dir/b%3Ac%25.json");
  CHECK(results[3999]["level"] == "error");
  CHECK(results[4000]["level"] == "warning");
}

TEST_CASE("GitHub: the summary first, then each breach at its file") {
  const auto lines = lines_of(render_as("github", report_with(everything())));
  REQUIRE(lines.size() == 5);
  CHECK(lines[0] ==
        "::error title=Carbon gate failed::2 of 9 checks over their limit, 2 warn, 1 skipped; "
        "total 14.0 kg CO2e");
  CHECK(lines[1] ==
        "::error file=over.json,line=1,title=max-co2e%3A over::11.0 kg is over the limit of 10 kg");
  CHECK(command_of(lines[2]).kind == "warning");
  Setting calm{{gate_job_of("a", 4)}, {co2e_limit(GateLevel::fail, kilograms(10))}, {}, {}, {}};
  const auto passed = lines_of(render_as("github", report_with(calm)));
  REQUIRE(passed.size() == 1);
  CHECK(command_of(passed[0]).kind == "notice");
}

TEST_CASE("GitHub: ten of a kind at most, and the last one counts the rest") {
  Setting many;
  many.limits = {each(co2e_limit(GateLevel::warn, kilograms(1))),
                 each(co2e_limit(GateLevel::fail, kilograms(1.5)))};
  for (int i = 0; i < 30; ++i) many.jobs.push_back(gate_job_of(fmt::format("job{}", i), 8));
  std::map<std::string, int> kinds;
  std::vector<std::string> last(2);
  for (const std::string& line : lines_of(render_as("github", report_with(many)))) {
    const Command command = command_of(line);
    ++kinds[command.kind];
    last[command.kind == "error" ? 0 : 1] = command.message;
  }
  CHECK(kinds == std::map<std::string, int>{{"error", 10}, {"warning", 10}});
  CHECK(last[0] == "22 more, see the report");  // 30 breaches and the summary, 9 shown
  CHECK(last[1] == "21 more, see the report");
}

TEST_CASE("GitHub: reported only is no error") {
  Setting setting = everything();
  setting.options.report_only = true;
  for (const std::string& line : lines_of(render_as("github", report_with(setting))))
    CHECK(command_of(line).kind == "warning");
}

TEST_CASE("metrics: every line is what GitLab reads, with a fixed number of digits") {
  const std::string text = render_as("gitlab-metrics", report_with(everything()));
  INFO(text);
  CHECK(text.ends_with("# EOF\n"));
  std::map<std::string, std::string> values;
  for (const std::string& line : lines_of(text)) {
    const auto words = gitlab_words(line);
    if (words.empty()) continue;
    REQUIRE(words.size() == 2);
    CHECK(values.emplace(words[0], words[1]).second);
  }
  CHECK(values["carbonest_total_kg{job=over}"] == "11.0000");
  CHECK(values["carbonest_facility_kwh{job=new}"] == "8.00000");
  CHECK(values["carbonest_sci_g{job=calm,functional_unit=run}"] == "1000.00");
  CHECK(values["carbonest_all_total_kg"] == "14.0000");
  CHECK(values["carbonest_gate_passed"] == "0");
}

TEST_CASE("metrics: two jobs of one name stay two series") {
  const std::string text =
      render_as("gitlab-metrics", report_with({{gate_job_of("a", 4), gate_job_of("a", 8)},
                                               {co2e_limit(GateLevel::fail, kilograms(10))},
                                               {},
                                               {},
                                               {}}));
  CHECK(text.find("carbonest_total_kg{job=\"a\",file=\"a.json\"} 1.00000\n") != std::string::npos);
}

TEST_CASE("gate CSV: one row a check, one unit a column") {
  const auto rows = csv_rows(render_as("csv", report_with(everything())));
  REQUIRE(rows.size() == 10);
  std::map<std::string, std::size_t> column;
  for (std::size_t i = 0; i < rows[0].size(); ++i) column[rows[0][i]] = i;
  for (const auto& row : rows) CHECK(row.size() == rows[0].size());
  CHECK(rows[1][column.at("name")] == "max-co2e");
  CHECK(rows[1][column.at("limit_kg")] == "10");
  CHECK(rows[1][column.at("value_kg")] == "11");
  CHECK(rows[1][column.at("limit_percent")].empty());
  CHECK(rows[3][column.at("limit_percent")] == "5");
  CHECK(rows[3][column.at("value_kg")].empty());
  CHECK(rows[9][column.at("value_percent")].empty());
}

TEST_CASE("values for later steps are one a line") {
  CHECK(render_github_output(report_with(everything())) ==
        "result=fail\npassed=false\nchecks=9\nfailed=2\nwarned=2\nskipped=1\nerrors=0\n"
        "total_kg=14\nchanged=true\nchange_kg=0\nchange_percent=0\n");
  CHECK(render_github_output(report_with(
            {{gate_job_of("a", 4)}, {co2e_limit(GateLevel::fail, kilograms(10))}, {}, {}, {}})) ==
        "result=pass\npassed=true\nchecks=1\nfailed=0\nwarned=0\nskipped=0\nerrors=0\n"
        "total_kg=1\nchanged=false\nchange_kg=\nchange_percent=\n");
}

TEST_CASE("with a job refused no output passes the sum of the others off as that of all") {
  Setting setting = everything();
  Diagnostic problem;
  problem.code = "json-syntax";
  problem.message = "broken";
  setting.refused = {problem};
  const GateReport report = report_with(setting);
  CHECK(render_github_output(report).find("\ntotal_kg=\nchanged=true\nchange_kg=\n") !=
        std::string::npos);
  CHECK(render_as("gitlab-metrics", report).find("carbonest_all_") == std::string::npos);
  CHECK(render_as("github", report).find("; total without the refused jobs 14.0 kg") !=
        std::string::npos);
  CHECK(render_as("markdown", report)
            .find("Total without the refused jobs: **14.0 kg CO2e**, 56.0 kWh") !=
        std::string::npos);
  RenderOptions narrow;
  narrow.width = 60;
  const auto lines = lines_of(render_as("text", report, narrow));
  CHECK((lines[0] + " " + lines[1]).ends_with("; 1 error"));  // folded, not cut
  CHECK(render_as("text", report).find("removed") == std::string::npos);
  CHECK(render_as("text", report).find("all jobs") == std::string::npos);
}

TEST_CASE("hostile names stay in their place in every output of the gate") {
  const GateReport plain = report_with(hostile("plain"));
  for (const std::string& name : k_hostile) {
    CAPTURE(name);
    const GateReport report = report_with(hostile(name));
    const Json json = Json::parse(render_as("json", report));
    if (name != "caf\xe9") CHECK(json["checks"][0]["job"] == name);
    CHECK(Json::parse(render_as("sarif", report)).contains("runs"));
    const std::string junit = render_as("junit", report);
    XmlReader(junit).document();
    CHECK(std::ranges::count(junit, '\n') == std::ranges::count(render_as("junit", plain), '\n'));
    for (const char* format : {"markdown", "github", "gitlab-metrics"}) {
      CAPTURE(format);
      CHECK(std::ranges::count(render_as(format, report), '\n') ==
            std::ranges::count(render_as(format, plain), '\n'));
    }
    const std::string comment = render_as("markdown", report);
    CHECK(comment.find('<', 1) == std::string::npos);
    CHECK(csv_rows(render_as("csv", report)).size() == plain.result.checks.size() + 1);
    for (const std::string& line : lines_of(render_as("gitlab-metrics", report))) {
      const auto words = gitlab_words(line);
      CHECK((words.empty() || words.size() == 2));
    }
    for (const std::string& line : lines_of(render_as("text", report))) {
      CHECK(display_width(line) <= 80);
      CHECK(line == escape_terminal(line));
    }
    for (const char* format : {"text", "json", "markdown", "junit", "sarif", "github"})
      CHECK(render_as(format, report).find('\x1b') == std::string::npos);
    for (const GateFormat& format : diff_formats())
      CHECK_FALSE(format.render(report, Catalog::bundled(), {}).empty());
  }
}

TEST_CASE("GitHub: names with line ends, colons and percent signs come back whole") {
  for (const std::string& name :
       {std::string("a\nb"), std::string("::x"), std::string("100%, a:b;c"), std::string("%0A%25"),
        std::string("a\r\n::error::b")}) {
    CAPTURE(name);
    Setting setting{
        {gate_job_of(name, 44)}, {co2e_limit(GateLevel::fail, kilograms(1))}, {}, {}, {}};
    const auto lines = lines_of(render_as("github", report_with(setting)));
    REQUIRE(lines.size() == 2);
    const Command command = command_of(lines[1]);
    CHECK(command.kind == "error");
    CHECK(command.properties.at("file") == name + ".json");
    CHECK(command.properties.at("line") == "1");
    CHECK(command.properties.at("title") == "max-co2e: " + name);
    CHECK(command.properties.size() == 3);
    CHECK(command.message == "11.0 kg is over the limit of 1 kg");
  }
}

TEST_CASE("a figure that is not finite is never printed by the gate") {
  GateReport report = report_with(everything());
  report.result.checks[0].value = std::numeric_limits<double>::quiet_NaN();
  for (const char* format : {"text", "json", "markdown", "junit", "sarif", "github", "csv"})
    CHECK_THROWS_AS(render_as(format, report), std::logic_error);
}

TEST_CASE("what a check says is not said again as an error") {
  const GateReport report = report_with(hostile("x"));
  const std::string junit = render_as("junit", report);
  CHECK(junit.find("type=\"not-computed\"") != std::string::npos);
  CHECK(junit.find("baseline-incomparable") == std::string::npos);
  CHECK(junit.find("json-syntax") != std::string::npos);
  CHECK(render_as("github", report).find("baseline-incomparable") == std::string::npos);
  CHECK(render_as("markdown", report).find("baseline-incomparable") != std::string::npos);
}

TEST_CASE("several causes are shown with their parts") {
  GateReport report = report_with(everything());
  Change& change = report.result.changes[0];
  change.causes = Causes{kilograms(6), kilograms(-2), {}, {}};
  CHECK(render_as("markdown", report).find("| input +6.00 kg, tables -2.00 kg |") !=
        std::string::npos);
  change.causes = Causes{kilograms(6), {}, {}, grams(500)};
  CHECK(render_as("markdown", report).find("| input +6.00 kg, tables or program +500 g |") !=
        std::string::npos);
  const Json causes = Json::parse(render_as("json", report))["changes"][0]["causes"];
  CHECK(causes["table_kg"].is_null());
  CHECK(causes["table_or_version_kg"] == 0.5);
}
