// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <sstream>
#include <utility>

#include <nlohmann/json.hpp>

#include "catalog/csv.hpp"
#include "compare_fixture.hpp"
#include "report/escape.hpp"

using namespace carbonest;
using namespace carbonest::test;
using Json = nlohmann::ordered_json;

namespace {

std::string render(std::string_view format, const Comparison& comparison,
                   RenderOptions options = {}) {
  for (const CompareFormat& row : compare_formats())
    if (row.id == format) return row.render(comparison, Catalog::bundled(), options);
  FAIL("no format " << format);
  return {};
}

Comparison sample() {
  CompareLists lists;
  lists.regions = "FR,aws:eu-north-1,CF,aws:us-east-1";
  lists.years = "2021,2023";
  return compared(lists);
}

std::vector<std::string> keys_of(const Json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("json has the shape that was promised") {
  const Comparison comparison = sample();
  const Json json = Json::parse(render("json", comparison));
  CHECK(json["schema"] == "carbonest.compare/1");
  CHECK(json["name"] == "sample");
  CHECK(json["axes"] == Json::parse(R"(["region", "year"])"));
  CHECK(json["sort"] == "total");
  CHECK(json["home"] == "aws:eu-central-1");
  CHECK(json["variants"] == 8);
  CHECK(json["ranked"] == 6);
  REQUIRE(json["rows"].size() == 6);
  const std::set<std::string> promised{"rank",
                                       "region",
                                       "zone",
                                       "hardware",
                                       "instance",
                                       "year",
                                       "carbon_intensity_g_per_kwh",
                                       "pue",
                                       "facility_kwh",
                                       "operational_kg",
                                       "embodied_kg",
                                       "total_kg",
                                       "interval",
                                       "ratio"};
  std::vector<Json> rows(json["rows"].begin(), json["rows"].end());
  rows.push_back(json["baseline"]);
  for (const Json& row : rows) {
    const auto keys = keys_of(row);
    for (const std::string& key : promised) {
      INFO(key);
      CHECK(std::ranges::find(keys, key) != keys.end());
    }
    CHECK(row["interval"]["total_kg"].size() == 2);
    CHECK(row["interval"]["total_kg"][0] <= row["total_kg"]);
    CHECK(row["interval"]["total_kg"][1] >= row["total_kg"]);
    CHECK(row["total_kg"].get<double>() ==
          Approx(row["operational_kg"].get<double>() + row["embodied_kg"].get<double>()));
    CHECK(row["ratio"].get<double>() ==
          row["total_kg"].get<double>() / json["baseline"]["total_kg"].get<double>());
  }
  CHECK(json["baseline"]["rank"].is_null());
  CHECK(json["rows"][0]["rank"] == 1);
  CHECK(json["rows"][0]["varied"]["region"] == json["rows"][0]["region"]);
  REQUIRE(json["set_aside"].size() == 2);
  CHECK(json["set_aside"][0]["code"] == "no-data");
  CHECK(json["set_aside"][0]["varied"]["region"] == "CF");
}

TEST_CASE("numbers of the json are those of the rows, to the bit") {
  const Comparison comparison = sample();
  const Json json = Json::parse(render("json", comparison));
  for (std::size_t i = 0; i < comparison.rows.size(); ++i) {
    CHECK(json["rows"][i]["name"] == comparison.rows[i].name);
    CHECK(json["rows"][i]["total_kg"].get<double>() == kg(comparison.rows[i].total));
    CHECK(json["rows"][i]["rank"] == comparison.rows[i].rank);
  }
}

TEST_CASE("a comparison without a baseline says null") {
  CompareLists lists;
  lists.regions = "FR";
  const Comparison comparison =
      compared(lists, R"({"hardware": {"accelerator": "T4"}, "runtime": "1h"})");
  const Json json = Json::parse(render("json", comparison));
  CHECK(json["baseline"].is_null());
  CHECK(json["rows"][0]["ratio"].is_null());
  CHECK(json["home"].is_null());
}

TEST_CASE("csv has a line for every variant and the job as written") {
  const Comparison comparison = sample();
  const std::string text = render("csv", comparison);
  const CsvDocument document = read_csv(text);
  CHECK(document.problems.empty());
  REQUIRE(document.records.size() == 10);
  const std::size_t columns = document.cells_of(document.records[0]).size();
  std::vector<std::string> kinds;
  for (const auto& record : document.records) {
    CHECK(document.cells_of(record).size() == columns);
    kinds.emplace_back(document.cells_of(record)[0].text);
  }
  CHECK(kinds == std::vector<std::string>{"kind", "baseline", "ranked", "ranked", "ranked",
                                          "ranked", "ranked", "ranked", "set aside", "set aside"});
}

TEST_CASE("no line of the text is wider than the page, whatever is compared") {
  CompareLists wide;
  wide.regions = "aws:ap-*";
  wide.instances = "aws:p4d.24xlarge,gcp:a2-highgpu-8g";
  wide.years = "2020,2024";
  wide.vary = {"name=a job with a name that is much too long for any line of any page of text"};
  wide.home = "gcp:us-central1";
  for (const Comparison& comparison : {sample(), compared(wide)})
    for (const int width : {60, 80, 120}) {
      RenderOptions options;
      options.width = width;
      for (const std::string& line : lines_of(render("text", comparison, options))) {
        INFO(line);
        CHECK(display_width(line) <= static_cast<std::size_t>(width));
      }
    }
}

TEST_CASE("the text shows best first, with bars, and the job as written last or marked") {
  const std::vector<std::string> lines = lines_of(render("text", sample()));
  CHECK(lines[0] == "sample: 6 variants, by total CO2e");
  CHECK(lines[3].find("aws:eu-north-1") != std::string::npos);
  CHECK(lines[3].find('#') != std::string::npos);
  CHECK(lines[9].find("as written") != std::string::npos);
  CompareLists lists;
  lists.regions = "FR,aws:eu-central-1";
  const std::string marked = render("text", compared(lists));
  CHECK(marked.find("aws:eu-central-1 *") != std::string::npos);
  CHECK(marked.find("* the job as written") != std::string::npos);
  CHECK(marked.find("- as written") == std::string::npos);
}

TEST_CASE("why a rank is shared is said once, and only when one is") {
  CompareLists close, apart;
  close.regions = "aws:eu-north-1,aws:eu-west-3";
  apart.regions = "SE,PL";
  const std::string shared = render("text", compared(close));
  CHECK(shared.find("=1") != std::string::npos);
  CHECK(shared.find("the rank is shared") == shared.rfind("the rank is shared"));
  CHECK(shared.find("the rank is shared") != std::string::npos);
  CHECK(render("text", compared(apart)).find("shared") == std::string::npos);
}

TEST_CASE("quiet text has the rows only") {
  RenderOptions options;
  options.quiet = true;
  CHECK(lines_of(render("text", sample(), options)).size() == 7);
}

TEST_CASE("variants that were set aside for one reason share a line") {
  CompareLists lists;
  lists.regions = "aws:*,gcp:*";
  lists.instances = "aws:p4d.24xlarge";
  std::string text = render("text", compared(lists));
  CHECK(text.find("Not ranked: 44 variants") != std::string::npos);
  std::ranges::replace(text, '\n', ' ');  // it is folded
  std::erase_if(text,
                [last = ' '](char c) mutable { return std::exchange(last, c) == ' ' && c == ' '; });
  CHECK(text.find("and 40 more: not-offered") != std::string::npos);
}

TEST_CASE("names of others cannot change the page or the document") {
  constexpr std::string_view k_job =
      R"({"name": "a|b\u001b[31m\n::error::x<img>", "hardware": {"accelerator": "T4"},
          "runtime": "1h", "region": "FR"})";
  CompareLists lists;
  lists.vary = {"name=x|y\x1b[2J,=1+1"};
  lists.regions = "FR";
  const Comparison comparison = compared(lists, k_job);
  CHECK(render("text", comparison).find('\x1b') == std::string::npos);
  CHECK(render("markdown", comparison).find("<img>") == std::string::npos);
  CHECK(render("csv", comparison).find('\x1b') == std::string::npos);
  CHECK_NOTHROW(Json::parse(render("json", comparison)));
}

TEST_CASE("markdown is one table") {
  const std::string text = render("markdown", sample());
  std::size_t bars = 0;
  for (const std::string& line : lines_of(text)) {
    if (!line.starts_with("|")) continue;
    const auto count = static_cast<std::size_t>(std::ranges::count(line, '|'));
    if (bars == 0) bars = count;
    CHECK(count == bars);
  }
  CHECK(bars == 10);
}
