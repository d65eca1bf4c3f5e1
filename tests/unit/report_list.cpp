// SPDX-License-Identifier: Apache-2.0
#include "report/list.hpp"

#include <sstream>

#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "report/escape.hpp"

using namespace carbonest;

namespace {

ListTable sample() {
  return ListTable({"sample",
                    "A sample",
                    {"id", "watts", "text", "empty"},
                    {{"card-a", "400", "first, with a comma", ""},
                     {"card-b", "7.5", "second", ""},
                     {"card_c", "", "=1", ""}}});
}

std::size_t rows_with(std::string_view word) {
  ListTable table = sample();
  keep_matching_rows(table, word);
  return table.view.rows.size();
}

}  // namespace

TEST_CASE("a table as text is aligned, numbers to the right, with a footer") {
  CHECK(render_list_text(sample(), {}) ==
        "id      watts  text                 empty\n"
        "card-a    400  first, with a comma\n"
        "card-b    7.5  second\n"
        "card_c         =1\n"
        "\n"
        "3 rows\n");
}

TEST_CASE("columns that do not fit are left out, and that is said") {
  RenderOptions narrow;
  narrow.width = 20;
  const std::string text = render_list_text(sample(), narrow);
  CHECK(text.find("2 of 4 columns") != std::string::npos);
  CHECK(text.find("comma") == std::string::npos);
  RenderOptions middle;
  middle.width = 30;
  CHECK(render_list_text(sample(), middle).find("first, with ...") != std::string::npos);
}

TEST_CASE("quiet leaves the rows alone") {
  RenderOptions quiet;
  quiet.quiet = true;
  CHECK(render_list_text(sample(), quiet).starts_with("card-a"));
}

TEST_CASE("a search does not care for case, spaces, underscores and dashes") {
  CHECK(rows_with("CARD A") == 1);
  CHECK(rows_with("card-c") == 1);
  CHECK(rows_with("card") == 3);
  CHECK(rows_with("nothing") == 0);
}

TEST_CASE("a table as JSON: columns of numbers are numbers, empty cells null") {
  const auto json = nlohmann::json::parse(render_list_json(sample(), {}));
  CHECK(json["schema"] == "carbonest.table/1");
  CHECK(json["table"] == "sample");
  CHECK(json["rows"][0] ==
        nlohmann::json::parse(
            R"({"id":"card-a","watts":400,"text":"first, with a comma","empty":null})"));
  CHECK(json["rows"][2]["watts"].is_null());
}

TEST_CASE("a column of texts stays one when only a number is left of it") {
  ListTable table({"sample", "A sample", {"id"}, {{"8086"}, {"card"}}});
  keep_matching_rows(table, "8086");
  CHECK(nlohmann::json::parse(render_list_json(table, {}))["rows"][0]["id"] == "8086");
}

TEST_CASE("a table as CSV has every column") {
  CHECK(render_list_csv(sample(), {}) ==
        "id,watts,text,empty\ncard-a,400,\"first, with a "
        "comma\",\ncard-b,7.5,second,\ncard_c,,'=1,\n");
}

TEST_CASE("every table of the catalog fits the page in text and is valid in JSON") {
  for (const std::string_view name : Catalog::table_names()) {
    CAPTURE(name);
    const ListTable table(Catalog::bundled().table(name));
    std::istringstream text(render_list_text(table, {}));
    for (std::string line; std::getline(text, line);) REQUIRE(display_width(line) <= 80);
    const auto json = nlohmann::json::parse(render_list_json(table, {}));
    CHECK(json["rows"].size() == table.view.rows.size());
  }
}
