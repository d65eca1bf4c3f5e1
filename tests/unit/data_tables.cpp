// SPDX-License-Identifier: Apache-2.0
// The bundled tables as a whole: what the compiler does not already refuse, and what the program
// relies on.
#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/catalog.hpp"
#include "catalog/compile.hpp"
#include "catalog/csv.hpp"
#include "catalog/schema.hpp"
#include "catalog/sha256.hpp"
#include "catch.hpp"

using namespace carbonest;

namespace {

using Row = std::vector<std::string_view>;

/// A table with its columns by name.
class View {
 public:
  explicit View(std::string_view table, const Catalog& catalog = Catalog::bundled())
      : table_{catalog.table(table)} {}

  const std::vector<Row>& rows() const { return table_.rows; }
  std::string_view cell(const Row& row, std::string_view column) const {
    const auto found = std::ranges::find(table_.columns, column);
    if (found == table_.columns.end()) throw std::logic_error("no column " + std::string(column));
    return row[static_cast<std::size_t>(found - table_.columns.begin())];
  }
  std::vector<std::string_view> items(const Row& row, std::string_view column) const {
    std::vector<std::string_view> items;
    for_each_item(cell(row, column), ';', [&](std::string_view item) { items.push_back(item); });
    return items;
  }
  double number(const Row& row, std::string_view column, double otherwise) const {
    const std::string_view text = cell(row, column);
    double value = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  }

 private:
  Catalog::TableView table_;
};

std::string id_of_row(const auto& lookup) {
  return lookup.row ? std::string(lookup.row->id) : std::string("none");
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

#ifdef CARBONEST_SOURCE_DIR
const std::filesystem::path k_data = std::filesystem::path(CARBONEST_SOURCE_DIR) / "data";
#else
const std::filesystem::path k_data = "data";
#endif

}  // namespace

TEST_CASE("data: all tables are there, and no fewer rows than were collected") {
  const std::map<std::string_view, std::size_t> k_fewest{
      {"accelerators", 280}, {"components", 40},    {"cpus", 3000},           {"embodied", 100},
      {"equivalents", 20},   {"fuel_factors", 25},  {"grid_intensity", 3000}, {"instances", 1000},
      {"pue", 40},           {"region_years", 250}, {"regions", 240},         {"sources", 60},
      {"td_losses", 200},    {"zones", 360}};
  CHECK(Catalog::table_names().size() == k_fewest.size());
  for (const std::string_view name : Catalog::table_names()) {
    const auto table = Catalog::bundled().table(name);
    INFO(name);
    CHECK(table.name == name);
    CHECK_FALSE(table.title.empty());
    CHECK(table.rows.size() >= k_fewest.at(name));
  }
  CHECK(Catalog::bundled().table("nothing").columns.empty());
}

TEST_CASE(
    "data: the checksum is that of data/*.csv joined, and the files are in the canonical form") {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(k_data))
    if (entry.path().extension() == ".csv") files.push_back(entry.path());
  std::ranges::sort(files);
  CHECK(files.size() == k_table_count);
  Sha256 sha;
  for (const auto& file : files) {
    const std::string text = read_file(file);
    sha.add(text);
    const CsvDocument document = read_csv(text);
    std::string canonical;
    for (const CsvRecord& record : document.records)
      for (const CsvCell& cell : document.cells_of(record)) {
        append_csv_cell(canonical, cell.text);
        canonical += &cell == &document.cells_of(record).back() ? '\n' : ',';
      }
    INFO(file.filename());
    CHECK((canonical == text));  // in brackets: no megabytes in a failure
  }
  CHECK(Catalog::bundled().checksum() == sha.finish());
  const std::string version = read_file(k_data / "VERSION");
  CHECK(Catalog::bundled().version() == version.substr(0, version.find_last_not_of("\r\n ") + 1));
}

TEST_CASE("data: accelerators are found by id, name and every alias, and only they") {
  const View table("accelerators");
  for (const Row& row : table.rows()) {
    const std::string id(table.cell(row, "id"));
    INFO(id);
    CHECK(id_of_row(Catalog::bundled().accelerator(id)) == id);
    CHECK(id_of_row(Catalog::bundled().accelerator(table.cell(row, "name"))) == id);
    for (const std::string_view alias : table.items(row, "aliases")) {
      INFO(alias);
      CHECK(id_of_row(Catalog::bundled().accelerator(alias)) == id);
    }
  }
}

TEST_CASE("data: CPUs are found by id, name and every alias, and only they") {
  const View table("cpus");
  for (const Row& row : table.rows()) {
    const std::string id(table.cell(row, "id"));
    INFO(id);
    CHECK(id_of_row(Catalog::bundled().cpu(id)) == id);
    CHECK(id_of_row(Catalog::bundled().cpu(table.cell(row, "name"))) == id);
    for (const std::string_view alias : table.items(row, "aliases")) {
      INFO(alias);
      CHECK(id_of_row(Catalog::bundled().cpu(alias)) == id);
    }
  }
}

TEST_CASE(
    "data: instances and regions are found by id and alias; by their bare name, or as candidates") {
  const View instances("instances");
  for (const Row& row : instances.rows()) {
    const std::string id(instances.cell(row, "id"));
    INFO(id);
    CHECK(id == std::string(instances.cell(row, "provider")) + ":" +
                    std::string(instances.cell(row, "instance")));
    CHECK(id_of_row(Catalog::bundled().instance(id)) == id);
    for (const std::string_view alias : instances.items(row, "aliases"))
      CHECK(id_of_row(Catalog::bundled().instance(alias)) == id);
    const auto bare = Catalog::bundled().instance(instances.cell(row, "instance"));
    const bool candidate =
        std::ranges::find(bare.candidates, id, &Candidate::id) != bare.candidates.end();
    CHECK((candidate || id_of_row(bare) == id));
  }
  const View regions("regions");
  for (const Row& row : regions.rows()) {
    const std::string id(regions.cell(row, "id"));
    INFO(id);
    CHECK(id == std::string(regions.cell(row, "provider")) + ":" +
                    std::string(regions.cell(row, "region")));
    CHECK(id_of_row(Catalog::bundled().region(id)) == id);
    for (const std::string_view alias : regions.items(row, "aliases"))
      CHECK(id_of_row(Catalog::bundled().region(alias)) == id);
    const auto bare = Catalog::bundled().region(regions.cell(row, "region"));
    const bool candidate =
        std::ranges::find(bare.candidates, id, &Candidate::id) != bare.candidates.end();
    CHECK((candidate || id_of_row(bare) == id));
  }
}

TEST_CASE("data: zones are found by id, name, alias and, if countries, by alpha-3") {
  const View table("zones");
  for (const Row& row : table.rows()) {
    const std::string id(table.cell(row, "zone"));
    INFO(id);
    CHECK(id_of_row(Catalog::bundled().zone(id)) == id);
    CHECK(id_of_row(Catalog::bundled().zone(table.cell(row, "name"))) == id);
    for (const std::string_view alias : table.items(row, "aliases"))
      CHECK(id_of_row(Catalog::bundled().zone(alias)) == id);
    if (table.cell(row, "kind") != "country") continue;
    CHECK(id.size() == 2);
    CHECK(table.cell(row, "iso3").size() == 3);
    CHECK(id_of_row(Catalog::bundled().zone(table.cell(row, "iso3"))) == id);
  }
}

TEST_CASE("data: a family stands for two rows at least, and its candidates differ") {
  const View table("accelerators");
  std::set<std::string_view> families;
  for (const Row& row : table.rows())
    for (const std::string_view family : table.items(row, "families")) families.insert(family);
  for (const std::string_view family : families) {
    const auto lookup = Catalog::bundled().accelerator(family);
    INFO(family);
    CHECK_FALSE(lookup.row);
    CHECK(lookup.candidates.size() >= 2);
    std::set<std::string> differences;
    for (const Candidate& candidate : lookup.candidates) {
      CHECK_FALSE(candidate.difference.empty());
      differences.insert(candidate.difference);
      CHECK(id_of_row(Catalog::bundled().accelerator(candidate.id)) == candidate.id);
    }
    CHECK(differences.size() == lookup.candidates.size());
  }
}

TEST_CASE("data: names that stand for different cards are refused with the candidates") {
  for (const std::string_view name :
       {"A100", "A800", "H100", "H800", "H200", "H20", "V100", "P100", "K80", "GH200", "MI300",
        "Titan X", "TPU v5", "A100 80GB", "H100 80GB"}) {
    for (const std::string& spelling : {std::string(name), fold_name(name)}) {
      const auto lookup = Catalog::bundled().accelerator(spelling);
      INFO(spelling);
      CHECK_FALSE(lookup.row);
      CHECK(lookup.candidates.size() >= 2);
    }
  }
}

TEST_CASE("data: places in all their spellings") {
  struct Case {
    std::string_view name, zone;
  };
  for (const Case& c : std::vector<Case>{{"FR", "FR"},
                                         {"fra", "FR"},
                                         {"France", "FR"},
                                         {"UK", "GB"},
                                         {"US-CA", "US-CA"},
                                         {"us_ca", "US-CA"},
                                         {"US-EGRID-CAMX", "US-EGRID-CAMX"},
                                         {"Georgia", "GE"},
                                         {"world", "WORLD"},
                                         {"South Korea", "KR"},
                                         {"germany", "DE"},
                                         {"USA", "US"},
                                         {"united states", "US"},
                                         {"CA-QC", "CA-QC"}}) {
    INFO(c.name);
    CHECK(id_of_row(Catalog::bundled().zone(c.name)) == c.zone);
  }
  for (const Case& c : std::vector<Case>{{"aws:us-east-1", "aws:us-east-1"},
                                         {"us-central1", "gcp:us-central1"},
                                         {"us-central1-a", "gcp:us-central1"},
                                         {"eastus", "azure:eastus"},
                                         {"us-west-2a", "aws:us-west-2"},
                                         {"us-west1", "gcp:us-west1"},
                                         {"us-west-1", "aws:us-west-1"}}) {
    INFO(c.name);
    CHECK(id_of_row(Catalog::bundled().region(c.name)) == c.zone);
  }
  CHECK(Catalog::bundled().zone("Frnace").suggestions == std::vector<std::string>{"France"});
}

TEST_CASE(
    "data: every zone and year has one row of rank 1, by year and rank, and none is from the "
    "future") {
  const View table("grid_intensity");
  std::map<std::string, int> first_ranks;
  std::set<std::string_view> zones;
  for (const Row& row : table.rows()) {
    const std::string key =
        std::string(table.cell(row, "zone")) + " " + std::string(table.cell(row, "year"));
    first_ranks[key] += table.cell(row, "rank") == "1" ? 1 : 0;
    zones.insert(table.cell(row, "zone"));
    INFO(key);
    CHECK(table.number(row, "year", 0) <= table.number(row, "source_year", 9999) + 1);
  }
  for (const auto& [key, count] : first_ranks) {
    INFO(key);
    CHECK(count == 1);
  }
  int newest = 0;
  for (const std::string_view zone : zones) {
    const auto rows = Catalog::bundled().grid(zone);
    INFO(zone);
    REQUIRE_FALSE(rows.empty());
    CHECK(Catalog::bundled().zone(zone).row);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      CHECK(rows[i].zone == zone);
      newest = std::max(newest, rows[i].year);
      if (i > 0)
        CHECK(std::pair(rows[i - 1].year, rows[i - 1].rank) <
              std::pair(rows[i].year, rows[i].rank));
    }
  }
  CHECK(Catalog::bundled().newest_grid_year() == newest);
  CHECK(Catalog::bundled().grid("no-such-zone").empty());
}

TEST_CASE("data: country rows of rank 1 are life cycle, and every region leads to a row") {
  const View zones("zones");
  for (const Row& row : zones.rows()) {
    if (zones.cell(row, "kind") != "country") continue;
    INFO(zones.cell(row, "zone"));
    for (const GridIntensity& grid : Catalog::bundled().grid(zones.cell(row, "zone")))
      if (grid.rank == 1) CHECK(grid.basis == Basis::lifecycle);
  }
  const View regions("regions");
  for (const Row& row : regions.rows()) {
    INFO(regions.cell(row, "id"));
    const bool direct = !Catalog::bundled().grid(regions.cell(row, "zone")).empty();
    CHECK((direct || !Catalog::bundled().grid(regions.cell(row, "fallback_zone")).empty()));
  }
}

TEST_CASE("data: years of regions come in order") {
  const View table("regions");
  std::size_t rows = 0;
  for (const Row& row : table.rows()) {
    const auto years = Catalog::bundled().region_years(table.cell(row, "id"));
    rows += years.size();
    INFO(table.cell(row, "id"));
    CHECK(std::ranges::is_sorted(years, std::less{}, &CloudRegionYear::year));
  }
  CHECK(rows == View("region_years").rows().size());
}

TEST_CASE("data: figures of one row fit each other") {
  const View accelerators("accelerators");
  for (const Row& row : accelerators.rows()) {
    const double tdp = accelerators.number(row, "tdp_w", 1e9);
    INFO(accelerators.cell(row, "id"));
    CHECK(accelerators.number(row, "idle_w", 0) < tdp);
    CHECK(accelerators.number(row, "average_w", 0) <= 1.1 * tdp);
    CHECK((accelerators.cell(row, "tdp_w").empty() ==
           (accelerators.cell(row, "confidence") == "none")));
    CHECK((accelerators.cell(row, "average_w").empty() ==
           accelerators.cell(row, "average_source").empty()));
  }
  const View cpus("cpus");
  for (const Row& row : cpus.rows()) {
    INFO(cpus.cell(row, "id"));
    CHECK(cpus.number(row, "threads", 1e9) >= cpus.number(row, "cores", 0));
  }
  const View instances("instances");
  for (const Row& row : instances.rows()) {
    INFO(instances.cell(row, "id"));
    CHECK((instances.cell(row, "accelerator").empty() ||
           instances.number(row, "accelerator_count", 0) > 0));
  }
}

TEST_CASE("data: low <= value <= high") {
  struct Case {
    std::string_view table, value;
  };
  for (const Case& c : std::vector<Case>{
           {"pue", "pue"}, {"equivalents", "g_per_unit"}, {"fuel_factors", "g_per_kwh"}}) {
    const View table(c.table);
    for (const Row& row : table.rows()) {
      INFO(c.table << " " << row[0]);
      if (table.cell(row, c.value).empty()) continue;
      const double value = table.number(row, c.value, 0);
      CHECK(table.number(row, "low", value) <= value);
      CHECK(table.number(row, "high", value) >= value);
    }
  }
}

TEST_CASE("data: every source has a licence, and an attribution where its data are bundled") {
  const View sources("sources");
  for (const Row& row : sources.rows()) {
    INFO(sources.cell(row, "key"));
    CHECK_FALSE(sources.cell(row, "licence").empty());
    CHECK((sources.cell(row, "use") == "facts" || !sources.cell(row, "attribution").empty()));
  }
}

TEST_CASE("data: a row comes back typed, with its source") {
  const auto a100 = Catalog::bundled().accelerator("NVIDIA A100-SXM4-40GB");
  REQUIRE(a100.row);
  CHECK(a100.row->tdp_w == 400.0);
  CHECK(a100.row->memory_gb == 40.0);
  CHECK(a100.row->fp16_tflops == 312.0);
  CHECK(a100.row->device_class == DeviceClass::datacenter);
  CHECK(a100.row->vendor == "NVIDIA");
  CHECK_FALSE(a100.row->source.key.empty());
  CHECK(a100.row->source.year > 2000);
  CHECK_FALSE(a100.row->source.overridden);
  CHECK(a100.row->source_of("no_such_column") == a100.row->source.key);

  const auto epyc = Catalog::bundled().cpu("AMD EPYC 7742 64-Core Processor");
  REQUIRE(epyc.row);
  CHECK(epyc.row->tdp_w == 225.0);
  CHECK(epyc.row->cores == 64);
  CHECK(epyc.row->server);

  const auto p4d = Catalog::bundled().instance("p4d.24xlarge");
  REQUIRE(p4d.row);
  CHECK(p4d.row->id == "aws:p4d.24xlarge");
  CHECK(p4d.row->accelerator_count == 8);
  CHECK(p4d.row->vcpus == 96.0);
  CHECK(id_of_row(Catalog::bundled().accelerator(p4d.row->accelerator)) == "nvidia-a100-sxm4-40gb");

  const auto iowa = Catalog::bundled().region("gcp:us-central1");
  REQUIRE(iowa.row);
  CHECK(iowa.row->provider == "gcp");
  CHECK(iowa.row->zone == "US-EGRID-MROW");
  CHECK(iowa.row->country == "US");

  const auto france = Catalog::bundled().zone("France");
  REQUIRE(france.row);
  CHECK(france.row->iso3 == "FRA");
  CHECK_FALSE(france.row->small_system);
}

TEST_CASE("data: the accelerator source of a column") {
  Accelerator row;
  row.source.key = "row";
  row.cell_sources = "idle_w=a;memory_gb=b";
  CHECK(row.source_of("idle_w") == "a");
  CHECK(row.source_of("memory_gb") == "b");
  CHECK(row.source_of("tdp_w") == "row");
  CHECK(row.source_of("average_w") == "row");
  row.average_source = "c";
  row.embodied_source = "d";
  CHECK(row.source_of("average_w") == "c");
  CHECK(row.source_of("embodied_kg") == "d");
}

TEST_CASE("data: provider PUE and figures by id") {
  const auto means = Catalog::bundled().provider_pues("gcp");
  REQUIRE_FALSE(means.empty());
  CHECK(means.front().year == 2008);
  const auto* google = &means.back();
  REQUIRE(google);
  CHECK(google->provider == "gcp");
  CHECK(google->pue > 1.0);
  CHECK(google->pue < 1.3);
  CHECK(Catalog::bundled().provider_pues("nobody").empty());
  for (const std::string_view name : {"components", "embodied", "equivalents"}) {
    const View table(name);
    for (const Row& row : table.rows()) {
      const Figure figure = Catalog::bundled().figure(name, row[0]);
      INFO(name << " " << row[0]);
      CHECK(figure.id == row[0]);
      CHECK(figure.unit == table.cell(row, "unit"));
      CHECK(figure.value == table.number(row, name == "equivalents" ? "g_per_unit" : "value", -1));
      CHECK_FALSE(figure.name.empty());
    }
  }
  CHECK_THROWS_AS(Catalog::bundled().figure("components", "nothing"), std::out_of_range);
  CHECK_THROWS_AS(Catalog::bundled().figure("zones", "FR"), std::out_of_range);
}

TEST_CASE("data: overrides over the bundled tables") {
  const std::vector<Catalog::OverrideFile> files{
      {"accelerators", "mine/accelerators.csv", "id,tdp_w\nnvidia-t4,65\n"}};
  auto result = Catalog::with_overrides(files);
  REQUIRE(result);
  const Catalog catalog = *std::move(result);
  const auto t4 = catalog.accelerator("Tesla T4");
  REQUIRE(t4.row);
  CHECK(t4.row->tdp_w == 65.0);
  CHECK(t4.row->memory_gb == Catalog::bundled().accelerator("Tesla T4").row->memory_gb);
  CHECK(t4.row->source.overridden);
  CHECK(t4.row->source.key == "override");
  CHECK(catalog.version() == std::string(Catalog::bundled().version()) + "+override");
  CHECK(Catalog::bundled().accelerator("Tesla T4").row->tdp_w == 70.0);

  const std::vector<Catalog::OverrideFile> broken{
      {"accelerators", "mine/accelerators.csv", "id,tdp\nnvidia-t4,65\n"}};
  const auto refused = Catalog::with_overrides(broken);
  REQUIRE_FALSE(refused);
  REQUIRE(refused.error().size() == 1);
  CHECK(refused.error()[0].file == "mine/accelerators.csv");
  CHECK(refused.error()[0].line == 1);
  CHECK(refused.error()[0].column == 4);
  CHECK(refused.error()[0].severity == Severity::error);
}

TEST_CASE("data: the bundled tables come through the override compiler unchanged") {
  auto result = Catalog::with_overrides({});
  REQUIRE(result);
  const Catalog catalog = *std::move(result);
  for (const std::string_view name : Catalog::table_names()) {
    INFO(name);
    if (name != "sources") CHECK((catalog.table(name).rows == Catalog::bundled().table(name).rows));
  }
  CHECK(catalog.newest_grid_year() == Catalog::bundled().newest_grid_year());
}
