// SPDX-License-Identifier: Apache-2.0
// Tables given with --data, laid over a base.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/csv.hpp"
#include "catalog/lookup.hpp"
#include "catalog/sha256.hpp"
#include "catch.hpp"
#include "unit/catalog_fixture.hpp"

using namespace carbonest;
using namespace carbonest::testing;
using namespace std::string_view_literals;

namespace {

const Blob& base() {
  static const auto bytes = compile(small_tables());
  static const Blob blob(*bytes);
  return blob;
}

struct File {
  std::string_view table, text;
};

Result<std::vector<unsigned char>> overridden(std::vector<File> files) {
  std::vector<std::string> names;
  names.reserve(files.size());
  std::vector<TableText> texts;
  for (const File& file : files)
    texts.push_back({file.table, names.emplace_back(std::string(file.table) + ".csv"), file.text});
  return compile_overrides(base(), texts);
}

std::string problems_of(std::vector<File> files) {
  const auto bytes = overridden(std::move(files));
  return bytes ? "accepted" : text_of(bytes.error());
}

/// The cell of a row that must exist.
std::string cell(const Blob& blob, TableId table, std::string_view id, std::string_view column) {
  const auto rows = blob.find(table, KeyClass::exact, fold_id(id));
  REQUIRE_FALSE(rows.empty());
  return std::string(rows.front().cells[find_column(table_spec(table), column)]);
}

std::string text_of_all(const Blob& blob) {
  std::string csv;
  for (const TableSpec& spec : schema::k_tables) {
    csv += header_of(spec.name);
    for_each_row(id_of(spec), blob.text(id_of(spec)), [&](const BlobRow& row) {
      for (std::size_t i = 0; i < spec.columns.size(); ++i) {
        if (i > 0) csv += ',';
        append_csv_cell(csv, row.cells[i]);
      }
      csv += '\n';
    });
  }
  return csv;
}

}  // namespace

TEST_CASE(
    "overrides: a row with a known key replaces it, and keeps the columns that are not given") {
  const auto bytes = overridden({{"accelerators", "id,tdp_w\nnvidia-a100-sxm4-80gb,350\n"}});
  REQUIRE(bytes);
  const Blob blob(*bytes);
  constexpr TableId t = TableId::accelerators;
  constexpr std::string_view id = "nvidia-a100-sxm4-80gb";
  CHECK(cell(blob, t, id, "tdp_w") == "350");
  CHECK(cell(blob, t, id, "memory_gb") == "80");
  CHECK(cell(blob, t, id, "name") == "NVIDIA A100 SXM4 80GB");
  CHECK(cell(blob, t, id, "source") == "override");
  CHECK(cell(blob, t, id, "source_year").empty());
  CHECK(find_rows(blob, t, "HGX A100").front().overridden);
  CHECK(find_rows(blob, t, "A100").size() == 3);
  CHECK_FALSE(find_rows(blob, t, "RTX 4090").front().overridden);
  CHECK(blob.row_count(t) == base().row_count(t));
}

TEST_CASE(
    "overrides: figures that stay keep their source, figures that are given do not inherit one") {
  constexpr TableId t = TableId::accelerators;
  constexpr std::string_view id = "nvidia-a100-sxm4-80gb";
  const auto bytes = overridden({{"accelerators", "id,average_w\nnvidia-a100-sxm4-80gb,290\n"}});
  REQUIRE(bytes);
  const Blob blob(*bytes);
  CHECK(cell(blob, t, id, "average_w") == "290");
  CHECK(cell(blob, t, id, "average_source").empty());
  CHECK(cell(blob, t, id, "embodied_source") == "grid");
  CHECK(cell(blob, t, id, "cell_sources") ==
        "tdp_w=epoch;idle_w=epoch;memory_gb=epoch;fp16_tflops=epoch;release_year=epoch;embodied_kg="
        "epoch");
  CHECK(cell(blob, t, id, "note") == "columns that --data does not give: epoch");

  const auto forty = overridden({{"accelerators", "id,tdp_w\nnvidia-a100-sxm4-40gb,350\n"}});
  REQUIRE(forty);
  CHECK(cell(Blob(*forty), t, "nvidia-a100-sxm4-40gb", "cell_sources") ==
        "memory_gb=epoch;fp16_tflops=grid;release_year=epoch;embodied_kg=epoch");
}

TEST_CASE("overrides: a new row is added, in its place, and found by its names") {
  const auto bytes = overridden(
      {{"accelerators", "name,id,vendor,class,tdp_w,aliases\nMy Card,my-card,Me,desktop,99,MC 1\n"},
       {"zones", "zone,name\nXX,Nowhere\n"},
       {"grid_intensity", "zone,year,g_per_kwh,basis,rank\nXX,2026,123,lifecycle,1\n"}});
  REQUIRE(bytes);
  const Blob blob(*bytes);
  CHECK(cell(blob, TableId::accelerators, "my-card", "tdp_w") == "99");
  CHECK(find_rows(blob, TableId::accelerators, "mc1").size() == 1);
  CHECK(find_rows(blob, TableId::zones, "nowhere").front().cells[0] == "XX");
  CHECK(cell(blob, TableId::grid_intensity, "XX", "g_per_kwh") == "123");
  CHECK(blob.newest_grid_year() == 2026);
  std::string last;
  for_each_row(TableId::accelerators, blob.text(TableId::accelerators), [&](const BlobRow& row) {
    CHECK(last < row.cells[0]);
    last = row.cells[0];
  });
}

TEST_CASE("overrides: a row of a run replaces the row of that year and rank only") {
  const auto bytes = overridden({{"grid_intensity", "zone,year,rank,g_per_kwh\nFR,2024,1,41\n"}});
  REQUIRE(bytes);
  std::vector<std::string> rows;
  for_each_row(TableId::grid_intensity, Blob(*bytes).text(TableId::grid_intensity),
               [&](const BlobRow& row) {
                 rows.push_back(std::string(row.cells[0]) + " " + std::string(row.cells[1]) + " " +
                                std::string(row.cells[2]) + " " + std::string(row.cells[3]) +
                                (row.overridden ? " overridden" : ""));
               });
  CHECK(rows == std::vector<std::string>{"FR 2023 53 lifecycle", "FR 2024 41 lifecycle overridden",
                                         "FR 2024 30 direct", "US 2022 410 lifecycle"});
}

TEST_CASE("overrides: the source `override` appears with the first override") {
  const auto bytes = overridden({{"pue", "id,provider,pue,rank\nmine,my site,1.3,1\n"}});
  REQUIRE(bytes);
  const Blob blob(*bytes);
  CHECK(cell(blob, TableId::sources, "override", "title") == "Figures given with --data");
  CHECK(base().find(TableId::sources, KeyClass::exact, "override").empty());
  const auto own = overridden({{"sources", "key,title\nsite,My site\n"},
                               {"pue", "id,pue,source,source_year\nmine,1.3,site,2026\n"}});
  REQUIRE(own);
  CHECK(cell(Blob(*own), TableId::pue, "mine", "source") == "site");
}

TEST_CASE("overrides: version and checksum say that the tables are others") {
  const auto bytes = overridden({{"pue", "id,pue\nmine,1.3\n"}});
  REQUIRE(bytes);
  const Blob blob(*bytes);
  CHECK(blob.version() == "2026.11+override");
  CHECK(blob.checksum() != base().checksum());
  Sha256 sha;
  sha.add(text_of_all(blob));
  CHECK(blob.checksum() == sha.finish());
  const auto again = compile_overrides(blob, {});
  REQUIRE(again);
  CHECK(Blob(*again).version() == "2026.11+override");
  CHECK(Blob(*again).checksum() == blob.checksum());
}

TEST_CASE("overrides: tables that are not touched stay as they are") {
  const auto bytes = overridden({{"pue", "id,pue\nmine,1.3\n"}});
  REQUIRE(bytes);
  const Blob blob(*bytes);
  for (const TableSpec& spec : schema::k_tables) {
    const TableId table = id_of(spec);
    if (table == TableId::pue || table == TableId::sources) continue;
    INFO(spec.name);
    CHECK(blob.text(table) == base().text(table));
    CHECK(blob.segment(table).index == base().segment(table).index);
  }
}

TEST_CASE("overrides: what is refused") {
  CHECK(problems_of({{"gpus", "id\n"}}) ==
        "gpus.csv:1:1 unknown-table there is no table \"gpus\" (did you mean \"cpus\"?)\n");
  CHECK(problems_of({{"somewhere-else", "id\n"}})
            .find("(the tables are accelerators, components, cpus") != std::string::npos);
  CHECK(problems_of({{"pue", "id,peu\nmine,1.3\n"}}) ==
        "pue.csv:1:4 unknown-column table pue has no column \"peu\" (did you mean \"pue\"?)\n");
  CHECK(problems_of({{"pue", "pue\n1.3\n"}}) ==
        "pue.csv:1:1 missing-column column \"id\" of table pue is missing\n");
  CHECK(problems_of({{"pue", "id,pue\nmine,0.5\n"}}) ==
        "pue.csv:2:6 bad-cell pue = 0.5 is not between 1 and 5\n");
  CHECK(problems_of({{"pue", "id,name\nmine,x\n"}}) ==
        "pue.csv:2:1 missing-cell pue may not be empty\n");
  CHECK(problems_of({{"pue", "id,pue\ngcp-2024,\n"}}) ==
        "pue.csv:2:10 missing-cell pue may not be empty\n");
  CHECK(problems_of({{"pue", "id,pue\n,1.2\n"}}) ==
        "pue.csv:2:1 missing-cell id may not be empty\n");
  CHECK(problems_of({{"pue", "id,pue\nmine,1.3\nmine,1.4\n"}}) ==
        "pue.csv:3:1 duplicate-row another row of table pue has the same id\n");
  CHECK(problems_of({{"pue", "id,pue,source\nmine,1.3,nobody\n"}}) ==
        "pue.csv:2:10 unknown-reference source: table sources has no row \"nobody\"\n");
  CHECK(problems_of({{"pue", ""}}) ==
        "pue.csv:1:1 bad-csv the file is empty; a header row is needed\n");
  CHECK(problems_of({{"accelerators",
                      "id,name,vendor,class,aliases\na-card,A Card,Me,desktop,HGX A100\n"}}) ==
        "accelerators.csv:2:26 duplicate-name aliases: the name \"hgxa100\" is also one of "
        "\"nvidia-a100-sxm4-80gb\"\n");
  CHECK(problems_of(
            {{"accelerators", "id,name,vendor,class,aliases\nz-card,Z Card,Me,desktop,A100\n"}}) ==
        "accelerators.csv:2:26 duplicate-name aliases: the name \"a100\" is also one of "
        "\"nvidia-a100-pcie-40gb\"\n");
  CHECK(problems_of({{"accelerators",
                      "id,name,vendor,class,families\nz-card,Z Card,Me,desktop,HGX A100\n"}}) ==
        "accelerators.csv:2:26 duplicate-name families: the name \"hgxa100\" is also one of "
        "\"nvidia-a100-sxm4-80gb\"\n");
}

TEST_CASE("overrides: problems of several files come together") {
  CHECK(
      problems_of(
          {{"pue", "id,pue\nmine,0.5\n"}, {"cpus", "id,tdp_w\namd-epyc-7742,x\n"}, {"nope", ""}}) ==
      "cpus.csv:2:15 bad-cell tdp_w: \"x\" is not a number\n"
      "nope.csv:1:1 unknown-table there is no table \"nope\" (the tables are accelerators, "
      "components, cpus, embodied, "
      "equivalents, fuel_factors, grid_intensity, instances, pue, region_years, regions, sources, "
      "td_losses, zones)\n"
      "pue.csv:2:6 bad-cell pue = 0.5 is not between 1 and 5\n");
}

TEST_CASE("overrides: rows need not be sorted, and a header alone changes nothing") {
  const auto bytes = overridden({{"pue", "id,pue\nz,1.3\na,1.4\n"}});
  REQUIRE(bytes);
  CHECK(Blob(*bytes).row_count(TableId::pue) == base().row_count(TableId::pue) + 2);
  const auto nothing = overridden({{"pue", "id,pue\n"}});
  REQUIRE(nothing);
  CHECK(Blob(*nothing).text(TableId::pue) == base().text(TableId::pue));
}

TEST_CASE("overrides: damaged files are refused or give sound tables, whatever the damage") {
  const std::string sound = small_tables()["accelerators"] +
                            "z-card,\"Z \"\"Card\"\"\",Me,desktop,board,,,1,,,,,,,,,,,,,,,,,,,\n";
  constexpr std::string_view k_bytes = "\",;\n\r\t\0=.-9a\xC3\xFF"sv;
  std::uint32_t state = 1;
  const auto random = [&](std::size_t below) {
    state = state * 1664525u + 1013904223u;
    return static_cast<std::size_t>(state >> 8) % below;
  };
  std::size_t accepted = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string text = sound;
    for (std::size_t edits = 1 + random(3); edits > 0; --edits) {
      const std::size_t at = random(text.size());
      const char byte = k_bytes[random(k_bytes.size())];
      switch (random(3)) {
        case 0:
          text[at] = byte;
          break;
        case 1:
          text.insert(at, 1, byte);
          break;
        default:
          text.erase(at, 1 + random(4));
          break;
      }
    }
    const auto bytes = overridden({{"accelerators", text}});
    if (!bytes) {
      CHECK_FALSE(bytes.error().empty());
      continue;
    }
    ++accepted;
    const Blob blob(*bytes);
    std::uint32_t rows = 0;
    for_each_row(TableId::accelerators, blob.text(TableId::accelerators), [&](const BlobRow& row) {
      ++rows;
      CHECK(find_rows(blob, TableId::accelerators, row.cells[0]).size() == 1);
    });
    CHECK(rows == blob.row_count(TableId::accelerators));
  }
  CHECK(accepted > 100);  // or the test would test nothing but refusal
}
