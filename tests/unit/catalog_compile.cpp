// SPDX-License-Identifier: Apache-2.0
#include "catalog/compile.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/csv.hpp"
#include "catalog/sha256.hpp"
#include "catch.hpp"
#include "unit/catalog_fixture.hpp"

using namespace carbonest;
using namespace carbonest::testing;

namespace {

std::string problems_of(const Tables& tables) {
  const auto blob = compile(tables);
  return blob ? "accepted" : text_of(blob.error());
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

/// Where `needle` begins, as "line:column".
std::string place_of(std::string_view text, std::string_view needle) {
  const std::size_t at = text.find(needle);
  REQUIRE(at != std::string_view::npos);
  const std::string_view before = text.substr(0, at);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 == 0
  return std::to_string(line) + ":" + std::to_string(at - line_start + 1);
}

/// One change to one table, and all that is reported for it; '@' stands for the place of `at` in
/// the changed text.
struct Case {
  std::string_view table, from, to, at, expected;
};

const std::vector<Case> k_cells{
    {"cpus", ",225", ",-5", "-5", "cpus.csv:@ bad-cell tdp_w = -5 is not between 0.1 and 100000\n"},
    {"cpus", "225", "nan", "nan", "cpus.csv:@ bad-cell tdp_w: \"nan\" is not a number\n"},
    {"cpus", "225", "1e999", "1e999", "cpus.csv:@ bad-cell tdp_w: \"1e999\" is not a number\n"},
    {"cpus", "225", "0x10", "0x10", "cpus.csv:@ bad-cell tdp_w: \"0x10\" is not a number\n"},
    {"cpus", "225", "225 W", "225 W", "cpus.csv:@ bad-cell tdp_w: \"225 W\" is not a number\n"},
    {"cpus", "225", "\"2,5\"", "\"2,5\"", "cpus.csv:@ bad-cell tdp_w: \"2,5\" is not a number\n"},
    {"cpus", ",64,", ",6.4,", "6.4", "cpus.csv:@ bad-cell cores: \"6.4\" is not a whole number\n"},
    {"cpus", ",64,", ",0,", "0,128", "cpus.csv:@ bad-cell cores = 0 is not between 1 and 4096\n"},
    {"cpus", "server", "Server", "Server",
     "cpus.csv:@ bad-cell segment: \"Server\" is none of server|client\n"},
    {"cpus", "server", "", ",,225", "cpus.csv:@ missing-cell segment may not be empty\n"},
    {"cpus", "AMD EPYC 7742,", " AMD EPYC 7742,", " AMD",
     "cpus.csv:@ bad-cell name: spaces around \" AMD EPYC 7742\"\n"},
    {"cpus", "AMD EPYC 7742,", "\"AMD\nEPYC\",", "\"AMD",
     "cpus.csv:@ bad-cell name holds a control character\n"},
    {"cpus", "AMD EPYC 7742,", "\"AMD\tEPYC\",", "\"AMD",
     "cpus.csv:@ bad-cell name holds a control character\n"},
    {"cpus", "AMD EPYC 7742,", "AMD\u0085EPYC,", "AMD\u0085",
     "cpus.csv:@ bad-cell name holds a control character\n"},
    {"cpus", "2026,\n", "n.d.,\n", "n.d.",
     "cpus.csv:@ bad-cell source_year: \"n.d.\" is not a whole number\n"},
    {"cpus", "epoch", "", ",2026", "cpus.csv:@ missing-cell source may not be empty\n"},
    {"cpus", "epoch", "nobody", "nobody",
     "cpus.csv:@ unknown-reference source: table sources has no row \"nobody\"\n"},
    {"cpus", ",,225", ",a;;b,225", "a;;b",
     "cpus.csv:@ bad-cell aliases: \"\" is no name; items are separated by ';' alone\n"},
    {"cpus", ",,225", ",a; b,225", "a; b",
     "cpus.csv:@ bad-cell aliases: \" b\" is no name; items are separated by ';' alone\n"},
    {"cpus", ",,225", ",a;,225", "a;,",
     "cpus.csv:@ bad-cell aliases: \"\" is no name; items are separated by ';' alone\n"},
    {"embodied", "lifetime,server", "life time,server", "life time",
     "embodied.csv:@ bad-cell id: \"life time\" may not hold spaces, quotes, commas, semicolons or "
     "letters beyond "
     "ASCII\n"},
    {"accelerators", "fp16_tflops=grid", "fp16_tflops:grid", "fp16_tflops:",
     "accelerators.csv:@ bad-cell cell_sources: \"fp16_tflops:grid\" is not of the form "
     "column=source\n"},
    {"accelerators", "fp16_tflops=grid", "fp16_tflops=nobody", "fp16_tflops=",
     "accelerators.csv:@ unknown-reference cell_sources: table sources has no row \"nobody\"\n"},
    {"accelerators", "fp16_tflops=grid", "fp16=grid",
     "fp16=", "accelerators.csv:@ bad-cell table accelerators has no column \"fp16\"\n"},
    {"instances", "nvidia-a100-sxm4-40gb", "nvidia-a1000", "nvidia-a1000",
     "instances.csv:@ unknown-reference accelerator: table accelerators has no row "
     "\"nvidia-a1000\"\n"},
    {"regions", "US-CA,US", "US-CA,XX", "XX",
     "regions.csv:@ unknown-reference fallback_zone: table zones has no row \"XX\"\n"},
    {"grid_intensity", "FR,2023", "QQ,2023", "QQ",
     "grid_intensity.csv:@ unknown-reference zone: table zones has no row \"QQ\"\n"
     "grid_intensity.csv:3:1 unsorted-rows \"FR\" comes after \"QQ\" (sort the rows bytewise by "
     "zone, year, rank)\n"},
    {"pue", "1.09", "0.9", "0.9", "pue.csv:@ bad-cell pue = 0.9 is not between 1 and 5\n"},
};

const std::vector<Case> k_rows{
    {"cpus", "amd-epyc-7742,", "z,", "intel-xeon-e5",
     "cpus.csv:@ unsorted-rows \"intel-xeon-e5-2620-v4\" comes after \"z\" (sort the rows bytewise "
     "by id)\n"
     "instances.csv:3:32 unknown-reference cpu: table cpus has no row \"amd-epyc-7742\"\n"},
    {"grid_intensity", "direct,co2e,production,2", "direct,co2e,production,1", "FR,2024,30",
     "grid_intensity.csv:@ duplicate-row another row of table grid_intensity has the same zone, "
     "year, rank\n"},
    {"equivalents", "high,epoch,2026,\n",
     "high,epoch,2026,\ncar-km,Again,km,1,,,high,epoch,2026,\n", "car-km,Again",
     "equivalents.csv:@ duplicate-row another row of table equivalents has the same id\n"},
    {"accelerators", "A100 PCIe,A100", "a100_sxm_40gb,A100", "NVIDIA A100-SXM4-40GB",
     "accelerators.csv:@ duplicate-name aliases: the name \"a100sxm40gb\" is also one of "
     "\"nvidia-a100-pcie-40gb\"\n"},
    {"accelerators", "A100 PCIe,A100", "A100,A100", "A100,A100",
     "accelerators.csv:@ duplicate-name aliases: the name \"a100\" is also one of "
     "\"nvidia-a100-sxm4-40gb\"\n"},
    {"accelerators", "A100 PCIe,A100", "MI300,A100", "MI300,A100",
     "accelerators.csv:@ duplicate-name aliases: the name \"mi300\" is also one of "
     "\"amd-mi300a\"\n"},
    {"zones", "California", "France", "France,,US",
     "zones.csv:@ duplicate-name name: the name \"france\" is also one of \"FR\"\n"},
    {"zones", "US-CA", "us", "us,state",
     "regions.csv:3:57 unknown-reference zone: table zones has no row \"US-CA\"\n"
     "zones.csv:@ duplicate-name zone: the name \"us\" is also one of \"US\"\n"},
    {"pue", "fleet_mean,2", "fleet_mean,1", "gcp,2024",
     "pue.csv:@ duplicate-name provider: the name \"gcp\" is also one of \"gcp-2023\"\n"},
};

const std::vector<Case> k_shapes{
    {"cpus", "id,name", "id,nmae", "nmae",
     "cpus.csv:1:1 missing-column column \"name\" of table cpus is missing\n"
     "cpus.csv:@ unknown-column table cpus has no column \"nmae\" (did you mean \"name\"?)\n"},
    {"cpus", "id,name", "name,id", "name",
     "cpus.csv:@ unknown-column the columns are not in the order of the table (write "
     "id,name,vendor,segment,aliases,tdp_w,cores,threads,release_year,confidence,source,source_"
     "year,note)\n"},
    {"cpus", "id,name", "id,id", ",id",
     "cpus.csv:1:1 missing-column column \"name\" of table cpus is missing\n"
     "cpus.csv:1:4 duplicate-column column \"id\" appears twice\n"},
    {"cpus", "2019,seen,epoch,2026,\n", "2019,seen,epoch,2026\n", "\nintel-xeon-e5",
     "cpus.csv:@ bad-csv the row has 12 cells, the header has 13\n"},
    {"cpus", "64,128", "64,\"128", "\"128",
     "cpus.csv:@ bad-csv a quoted cell that is never closed\n"},
};

void check(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    Tables tables = small_tables();
    std::string& text = tables.at(std::string(c.table));
    text = replaced(text, c.from, c.to);
    std::string expected(c.expected);
    if (expected.find('@') != std::string::npos)
      expected = replaced(expected, "@", place_of(text, c.at));
    INFO(c.table << ": " << c.from << " -> " << c.to);
    CHECK(problems_of(tables) == expected);
  }
}

}  // namespace

TEST_CASE("compile: the small tables are accepted") {
  CHECK(problems_of(small_tables()) == "accepted");
}
TEST_CASE("compile: cells are checked") { check(k_cells); }
TEST_CASE("compile: rows and names are checked") { check(k_rows); }
TEST_CASE("compile: headers and shapes are checked") { check(k_shapes); }

TEST_CASE("compile: every table is needed, no other is known") {
  Tables tables = small_tables();
  tables.erase("td_losses");
  CHECK(problems_of(tables) == "td_losses.csv:1:1 missing-table the table is missing\n");
  tables = small_tables();
  tables["gpus"] = "id\n";
  tables["cpu"] = "id\n";
  CHECK(problems_of(tables) ==
        "cpu.csv:1:1 unknown-table there is no table \"cpu\" (did you mean \"cpus\"?)\n"
        "gpus.csv:1:1 unknown-table there is no table \"gpus\" (did you mean \"cpus\"?)\n");
}

TEST_CASE("compile: an empty table file is refused, and is the only report") {
  Tables tables = small_tables();
  tables["zones"] = "";
  CHECK(problems_of(tables) == "zones.csv:1:1 bad-csv the file is empty; a header row is needed\n");
}

TEST_CASE("compile: all problems of all tables are reported at once, in order of file and place") {
  Tables tables = small_tables();
  tables["cpus"] = replaced(replaced(tables["cpus"], "225", "x"), "85", "y");
  tables["accelerators"] = replaced(tables["accelerators"], "450", "z");
  CHECK(problems_of(tables) == "accelerators.csv:" + place_of(tables["accelerators"], "z,vendor") +
                                   " bad-cell tdp_w: \"z\" is not a number\n"
                                   "cpus.csv:" +
                                   place_of(tables["cpus"], "x,64") +
                                   " bad-cell tdp_w: \"x\" is not a number\n"
                                   "cpus.csv:" +
                                   place_of(tables["cpus"], "y,8") +
                                   " bad-cell tdp_w: \"y\" is not a number\n");
}

TEST_CASE("compile: a flood of problems is cut off, and says so") {
  Tables tables = small_tables();
  for (int i = 0; i < 3000; ++i) tables["equivalents"] += "x,x,km,-1,,,high,epoch,2026,\n";
  const auto blob = compile(tables);
  REQUIRE_FALSE(blob);
  CHECK(blob.error().size() == 1000);
  CHECK(blob.error().back().hint.find("more problems are not listed") != std::string::npos);
}

TEST_CASE("compile: long cells are cut in messages, between code points") {
  Tables tables = small_tables();
  std::string long_cell;
  for (int i = 0; i < 50; ++i) long_cell += "\u20AC";
  tables["cpus"] = replaced(tables["cpus"], "server", long_cell);
  const auto blob = compile(tables);
  REQUIRE_FALSE(blob);
  CHECK(blob.error()[0].message ==
        "segment: "
        "\"\u20AC\u20AC\u20AC\u20AC\u20AC\u20AC\u20AC\u20AC\u20AC\u20AC\u20AC\u20AC\u20AC\u20AC"
        "\u20AC\u20AC...\" "
        "is none of server|client");
  tables = small_tables();
  tables["cpus"] = replaced(tables["cpus"], "2026,\n", "2026," + std::string(5000, 'x') + "\n");
  CHECK(problems_of(tables) == "cpus.csv:" + place_of(tables["cpus"], "xxxxx") +
                                   " bad-cell note is longer than 4096 bytes\n");
}

TEST_CASE("compile: the checksum is that of the files joined in order of their names") {
  const Tables tables = small_tables();  // a std::map: in bytewise order
  Sha256 sha;
  for (const auto& [name, text] : tables) sha.add(text);
  const auto bytes = compile(tables);
  REQUIRE(bytes);
  const Blob blob(*bytes);
  CHECK(blob.checksum() == sha.finish());
  CHECK(blob.version() == "2026.11");
  CHECK(blob.newest_grid_year() == 2024);
}

TEST_CASE("compile: the order in which files are given does not matter") {
  const Tables tables = small_tables();
  std::vector<std::string> files;
  auto texts = texts_of(tables, files);
  const auto forwards = compile_tables(texts, "1");
  std::reverse(texts.begin(), texts.end());
  const auto backwards = compile_tables(texts, "1");
  REQUIRE(forwards);
  REQUIRE(backwards);
  CHECK(*forwards == *backwards);
}

TEST_CASE("compile: CRLF files give the same rows") {
  Tables tables = small_tables();
  std::string crlf;
  for (const char c : tables["cpus"]) crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
  const auto unix_bytes = compile(tables);
  tables["cpus"] = crlf;
  const auto dos_bytes = compile(tables);
  REQUIRE(unix_bytes);
  REQUIRE(dos_bytes);
  CHECK(Blob(*unix_bytes).text(TableId::cpus) == Blob(*dos_bytes).text(TableId::cpus));
}

TEST_CASE("blob: rows come back as they were written, quotes undone") {
  const auto bytes = compile(small_tables());
  REQUIRE(bytes);
  const Blob blob(*bytes);
  const auto rows = blob.find(TableId::accelerators, KeyClass::exact, "nvidia-rtx-4090");
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].cells[column(TableId::accelerators, "note")] == "the \"big\" one");
  CHECK(rows[0].cells[column(TableId::accelerators, "tdp_w")] == "450");
  CHECK(rows[0].cells[column(TableId::accelerators, "idle_w")].empty());
  CHECK_FALSE(rows[0].overridden);
  CHECK(blob.row_count(TableId::accelerators) == 6);
  CHECK(blob.row_count(TableId::td_losses) == 0);
  CHECK(blob.find(TableId::accelerators, KeyClass::exact, "nvidia").empty());
  CHECK(blob.find(TableId::td_losses, KeyClass::exact, "FR").empty());
}

TEST_CASE("blob: bytes that are no blob are refused") {
  const auto bytes = compile(small_tables());
  REQUIRE(bytes);
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{8}, std::size_t{100}, bytes->size() - 1})
    CHECK_THROWS_AS(Blob(std::span(*bytes).first(size)), std::invalid_argument);
  auto other = *bytes;
  other[0] ^= 1;
  CHECK_THROWS_AS(Blob(other), std::invalid_argument);
}
