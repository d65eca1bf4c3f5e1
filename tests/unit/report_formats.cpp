// SPDX-License-Identifier: Apache-2.0
#include "report/formats.hpp"

#include <limits>
#include <set>
#include <sstream>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "carbonest/version.hpp"
#include "catch.hpp"
#include "report/escape.hpp"
#include "report_sample.hpp"

using namespace carbonest;
using namespace carbonest::test;
using Json = nlohmann::ordered_json;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> keys_of(const Json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

// Names that try to leave their place in an output.
const std::vector<std::string> k_hostile_names{"\x1b[31mred\x1b[0m",
                                               "a\nTotal 0 kg",
                                               "::error::x",
                                               "\u202eevil",
                                               "=cmd|'/c calc'!A0",
                                               "<img src=x>",
                                               "| a | b |",
                                               "name \"quoted\", comma",
                                               std::string(500, 'x'),
                                               std::string(300, ' ') + "::x",
                                               "\u009b2J",
                                               "caf\xe9",
                                               ""};

}  // namespace

TEST_CASE("the estimate as JSON has the promised keys, in order") {
  const Json json = Json::parse(render("json", {report_of(sample_job())}));
  CHECK(keys_of(json) == std::vector<std::string>{"schema", "carbonest", "name", "method", "energy",
                                                  "emissions", "sci", "water_l", "boundary",
                                                  "stages", "inputs", "warnings"});
  CHECK(json["schema"] == "carbonest.estimate/1");
  CHECK(json["carbonest"]["version"] == k_version);
  CHECK(json["carbonest"]["data_version"] == std::string(Catalog::bundled().version()));
  CHECK(json["carbonest"]["data_checksum"] == std::string(Catalog::bundled().checksum()));
  CHECK(json["name"] == "sample");
  CHECK(json["method"] == "native");
  CHECK(keys_of(json["energy"]) ==
        std::vector<std::string>{"it_kwh", "facility_kwh", "pue", "interval", "components"});
  CHECK(json["energy"]["it_kwh"] == 50);
  CHECK(json["energy"]["facility_kwh"] == 60);
  CHECK(json["energy"]["pue"] == 1.2);
  CHECK(json["emissions"]["carbon_intensity_g_per_kwh"] == 250);
  CHECK(json["emissions"]["zone"] == "FR");
  CHECK(json["emissions"]["year"] == 2024);
  CHECK(json["emissions"]["basis"] == "lifecycle");
  CHECK(json["emissions"]["operational_kg"] == 15);
  CHECK(json["emissions"]["embodied_kg"] == 2);
  CHECK(json["emissions"]["total_kg"] == 17);
  CHECK_FALSE(json["emissions"].contains("market_based_kg"));
  CHECK(json["water_l"].is_null());
  CHECK(json["stages"] == Json::array());
}

TEST_CASE("components sum to the energy of the facility") {
  const Json json = Json::parse(render("json", {report_of(sample_job())}));
  double sum = 0;
  for (const Json& component : json["energy"]["components"]) sum += component["kwh"].get<double>();
  CHECK(sum == Approx(json["energy"]["facility_kwh"].get<double>()));
  CHECK(json["energy"]["components"].back()["name"] == "overhead");
}

TEST_CASE("each origin has its name, and what is absent is null") {
  const Json inputs = Json::parse(render("json", {report_of(sample_job())}))["inputs"];
  REQUIRE(inputs.size() == 5);
  CHECK(inputs[0]["origin"] == "job");
  CHECK(inputs[1]["origin"] == "option");
  CHECK(inputs[2]["origin"] == "default");
  CHECK(inputs[3]["origin"] == "catalog");
  CHECK(inputs[4]["origin"] == "derived");
  CHECK(keys_of(inputs[0]) ==
        std::vector<std::string>{"name", "value", "unit", "origin", "source", "year", "note",
                                 "low", "high", "variance_share"});
  CHECK(inputs[0]["source"].is_null());
  CHECK(inputs[0]["year"].is_null());
  CHECK(inputs[0]["note"].is_null());
  CHECK(inputs[3]["source"] == "owid-ember-2026");
  CHECK(inputs[3]["year"] == 2024);
}

TEST_CASE("an intensity that was given has no zone, year or basis") {
  ResolvedJob job = sample_job();
  job.zone.clear();
  job.grid_year = 0;
  job.basis.reset();
  const Json emissions = Json::parse(render("json", {report_of(job)}))["emissions"];
  CHECK(emissions["zone"].is_null());
  CHECK(emissions["year"].is_null());
  CHECK(emissions["basis"].is_null());
}

TEST_CASE("optional figures appear where there are any") {
  ResolvedJob job = sample_job();
  job.market_intensity = grams_per_kwh(10);
  job.wue_l_per_kwh = 0.5;
  job.marginal = true;
  const Json json = Json::parse(render("json", {report_of(job)}));
  CHECK(json["emissions"]["market_based_kg"] == 0.6);
  CHECK(json["emissions"]["carbon_intensity_kind"] == "marginal");
  CHECK(json["water_l"] == 25);
}

TEST_CASE("one functional unit is an object, several are an array") {
  ResolvedJob job = sample_job();
  CHECK(Json::parse(render("json", {report_of(job)}))["sci"] ==
        Json::parse(R"({"functional_unit": "run", "amount": 1, "unit": "gCO2e/run",
                        "boundary": "provider", "operational_g": 15000,
                        "embodied_g": 2000, "score_g": 17000, "complete": true})"));
  FunctionalUnit images;
  images.name = "1k images";
  images.amount = 4;
  job.functional_units.push_back(images);
  const Json sci = Json::parse(render("json", {report_of(job)}))["sci"];
  REQUIRE(sci.size() == 2);
  CHECK(sci[1]["functional_unit"] == "1k images");
  CHECK(sci[1]["score_g"] == 4250);
}

TEST_CASE(
    "several jobs are one document with totals; a batch stays one when a single job is left") {
  const Report report = report_of(sample_job());
  const Json two = Json::parse(render("json", {report, report}));
  CHECK(keys_of(two) == std::vector<std::string>{"schema", "estimates", "totals"});
  CHECK(two["schema"] == "carbonest.estimates/1");
  CHECK(two["estimates"].size() == 2);
  CHECK(two["estimates"][0]["schema"] == "carbonest.estimate/1");
  CHECK(two["totals"] ==
        Json::parse(R"({"facility_kwh":120,"operational_kg":30,"embodied_kg":4,"total_kg":34,
                        "interval":{"level":0.9,"total_kg":[34,34]}})"));
  RenderOptions batch;
  batch.batch = true;
  CHECK(Json::parse(render("json", {report}, batch))["estimates"].size() == 1);
}

TEST_CASE("jsonl is the same estimate on one line each") {
  const Report report = report_of(sample_job());
  const auto lines = lines_of(render("jsonl", {report, report}));
  REQUIRE(lines.size() == 2);
  CHECK(Json::parse(lines[0]) == Json::parse(render("json", {report})));
}

TEST_CASE("csv has one row a job and as many cells as columns") {
  const Report report = report_of(sample_job());
  const auto lines = lines_of(render("csv", {report, report}));
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].starts_with("name,method,region,zone,year,basis,"));
  CHECK(
      lines[1].starts_with("sample,native,FR,FR,2024,lifecycle,100,1,1.2,250,50,60,15,2,17,17,17,,40,,,,"
                           "10,,10,,sample-warning,"));
  CHECK(std::ranges::count(lines[0], ',') == std::ranges::count(lines[1], ','));
}

TEST_CASE("text: the total first, then its parts, what was assumed, and the warnings") {
  const std::string text = render("text", {report_of(sample_job())});
  INFO(text);
  const auto lines = lines_of(text);
  CHECK(lines[0] == "Total             17.0 kg CO2e   sample");
  CHECK(lines[1] == "  operational     15.0 kg        60.0 kWh x 250 g/kWh (FR, 2024, lifecycle)");
  CHECK(lines[2].starts_with("  embodied        2.00 kg        "));
  CHECK(text.find("  accelerator     40.0 kWh       67 %  #") != std::string::npos);
  CHECK(text.find("host.power_w") != std::string::npos);
  CHECK(text.find("runtime_hours") == std::string::npos);  // given, so not assumed
  CHECK(text.find("  sample-warning: this is only a sample\n") != std::string::npos);
  CHECK(text.find('\x1b') == std::string::npos);
}

TEST_CASE("text: quiet is the total alone") {
  RenderOptions quiet;
  quiet.quiet = true;
  const Report report = report_of(sample_job());
  CHECK(render("text", {report}, quiet) == "Total             17.0 kg CO2e   sample\n");
  CHECK(lines_of(render("text", {report, report}, quiet)).size() == 3);
}

TEST_CASE("text: a job without an embodied part says so") {
  ResolvedJob job = sample_job();
  job.embodied_counted = false;
  job.embodied.clear();
  CHECK(render("text", {report_of(job)}).find("  embodied           -           not counted") !=
        std::string::npos);
}

TEST_CASE("colour changes nothing but colour") {
  RenderOptions color;
  color.color = true;
  std::string tinted = render("text", {report_of(sample_job())}, color);
  CHECK(tinted.find("\x1b[1m") != std::string::npos);
  for (std::size_t at = tinted.find('\x1b'); at != std::string::npos; at = tinted.find('\x1b'))
    tinted.erase(at, tinted.find('m', at) + 1 - at);
  CHECK(tinted == render("text", {report_of(sample_job())}));
}

TEST_CASE("no text output is wider than its page, whatever the names") {
  for (const std::string& name : k_hostile_names) {
    for (const int width : {60, 70, 80, 120}) {
      ResolvedJob job = sample_job(name);
      job.zone = name;
      job.inputs[2].name = name;
      job.inputs[2].note = name;
      job.warnings.push_back({"hostile", name});
      RenderOptions options;
      options.width = width;
      const std::vector<Report> reports{report_of(job)};
      for (const std::string& text : {render("text", reports, options),
                                      render_explanation(reports, Catalog::bundled(), options)}) {
        for (const std::string& line : lines_of(text)) {
          CAPTURE(line, width);
          REQUIRE(display_width(line) <= static_cast<std::size_t>(width));
          REQUIRE(line == escape_terminal(line));
          REQUIRE_FALSE(
              line.substr(std::min(line.find_first_not_of(' '), line.size())).starts_with("::"));
        }
      }
    }
  }
}

TEST_CASE("hostile names stay in their place in every format") {
  for (const std::string& name : k_hostile_names) {
    CAPTURE(name);
    const std::vector<Report> reports{report_of(sample_job(name))};
    const Json json = Json::parse(render("json", reports));
    if (name != "caf\xe9") CHECK(json["name"] == name);
    const std::string markdown = render("markdown", reports);
    CHECK(markdown.find("<img") == std::string::npos);
    CHECK(std::ranges::count(markdown, '\n') ==
          std::ranges::count(render("markdown", {report_of(sample_job())}), '\n'));
    const auto csv = lines_of(render("csv", reports));
    CHECK(csv[1].find_first_of("=+@") != 0);
  }
}

TEST_CASE("a report with a number that is not finite is never printed") {
  Report report = report_of(sample_job());
  report.estimate.total = kilograms(std::numeric_limits<double>::quiet_NaN());
  for (const Format& format : estimate_formats())
    CHECK_THROWS_AS(render(format.id, {report}), std::logic_error);
}

TEST_CASE("markdown has a table, what was assumed, and the version") {
  const std::string markdown = render("markdown", {report_of(sample_job())});
  INFO(markdown);
  CHECK(markdown.starts_with("### Carbon footprint of sample\n\n"));
  CHECK(markdown.find("| **Total** | **17.0 kg** | CO2e |\n") != std::string::npos);
  CHECK(markdown.find("- host.power\\_w = 100 W: ") != std::string::npos);
  CHECK(markdown.find("- sample-warning: this is only a sample\n") != std::string::npos);
  CHECK(markdown.find(std::string("carbonest ") + k_version) != std::string::npos);
}

TEST_CASE("explain shows every number with its formula and pedigree") {
  const std::string text =
      render_explanation(std::vector{report_of(sample_job())}, Catalog::bundled(), {});
  INFO(text);
  for (const char* part :
       {"Job sample", "1 x card: 1 x 400 W = 400 W, x 100 h", "facility_kwh = 50", "PUE 1.2",
        "60 kWh x 250 g/kWh (FR, 2024, lifecycle)", "accelerator.power_w", "owid-ember-2026",
        "SHA-256"})
    CHECK(text.find(part) != std::string::npos);
  for (const Input& input : sample_inputs())
    CHECK(text.find("  " + input.name + " ") != std::string::npos);
}

TEST_CASE("rows of the format tables are complete and unique") {
  std::set<std::string_view> ids;
  for (const Format& format : estimate_formats()) {
    CHECK(ids.insert(format.id).second);
    CHECK_FALSE(format.title.empty());
    CHECK_FALSE(render(format.id, {report_of(sample_job())}).empty());
  }
  CHECK(ids == std::set<std::string_view>{"text", "json", "jsonl", "csv", "markdown"});
  CHECK(find_row(list_formats(), "csv") != nullptr);
  CHECK(find_row(list_formats(), "xml") == nullptr);
  CHECK(ids_of(explain_formats()) == std::vector<std::string_view>{"text", "json"});
}
