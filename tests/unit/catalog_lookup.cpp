// SPDX-License-Identifier: Apache-2.0
#include "catalog/lookup.hpp"

#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "unit/catalog_fixture.hpp"

using namespace carbonest;
using namespace carbonest::testing;

namespace {

const Blob& blob() {
  static const auto bytes = compile(small_tables());
  static const Blob blob(*bytes);
  return blob;
}

/// Ids of the rows that a name finds.
std::string found(TableId table, std::string_view name) {
  std::string out;
  for (const BlobRow& row : find_rows(blob(), table, name))
    out += (out.empty() ? "" : " ") + std::string(row.cells[0]);
  return out;
}

struct Case {
  TableId table;
  std::string_view name, ids;
};

constexpr TableId k_accelerators = TableId::accelerators, k_cpus = TableId::cpus,
                  k_zones = TableId::zones, k_regions = TableId::regions,
                  k_instances = TableId::instances;

const std::vector<Case> k_cases{
    // ids, names, aliases in all spellings
    {k_accelerators, "nvidia-a100-sxm4-80gb", "nvidia-a100-sxm4-80gb"},
    {k_accelerators, "NVIDIA-A100-SXM4-80GB", "nvidia-a100-sxm4-80gb"},
    {k_accelerators, "nvidia_a100 sxm4_80 GB", "nvidia-a100-sxm4-80gb"},
    {k_accelerators, "  NVIDIA A100 SXM4 80GB  ", "nvidia-a100-sxm4-80gb"},
    {k_accelerators, "hgx a100", "nvidia-a100-sxm4-80gb"},
    {k_accelerators, "A100-PCIe", "nvidia-a100-pcie-40gb"},
    // without the vendor, or with more of it than the table has
    {k_accelerators, "A100-SXM4-80GB", "nvidia-a100-sxm4-80gb"},
    {k_accelerators, "RTX 4090", "nvidia-rtx-4090"},
    {k_accelerators, "rtx4090", "nvidia-rtx-4090"},
    {k_accelerators, "NVIDIA RTX 4090", "nvidia-rtx-4090"},
    {k_accelerators, "GeForce RTX 4090", "nvidia-rtx-4090"},
    {k_accelerators, "NVIDIA HGX A100", "nvidia-a100-sxm4-80gb"},
    {k_accelerators, "Tesla A100 PCIe", "nvidia-a100-pcie-40gb"},
    {k_accelerators, "Instinct MI300X", "amd-mi300x"},
    {k_accelerators, "MI300X", "amd-mi300x"},
    {k_accelerators, "AMD RTX 4090", ""},
    {k_accelerators, "NVIDIA MI300X", ""},
    // families, with and without the vendor; one row of a family is that row
    {k_accelerators, "A100", "nvidia-a100-pcie-40gb nvidia-a100-sxm4-40gb nvidia-a100-sxm4-80gb"},
    {k_accelerators, "NVIDIA A100",
     "nvidia-a100-pcie-40gb nvidia-a100-sxm4-40gb nvidia-a100-sxm4-80gb"},
    {k_accelerators, "nvidia-a100",
     "nvidia-a100-pcie-40gb nvidia-a100-sxm4-40gb nvidia-a100-sxm4-80gb"},
    {k_accelerators, "AMD A100", ""},
    {k_accelerators, "A100 80 GB", "nvidia-a100-sxm4-80gb"},
    {k_accelerators, "mi300", "amd-mi300a amd-mi300x"},
    {k_accelerators, "AMD Instinct MI300", "amd-mi300a amd-mi300x"},
    // nothing is guessed from a part of a name
    {k_accelerators, "A10", ""},
    {k_accelerators, "NVIDIA", ""},
    {k_accelerators, "", ""},
    {k_accelerators, " ", ""},
    {k_accelerators, "-", ""},
    {k_accelerators, "\t", ""},
    // /proc/cpuinfo: as an alias, or with what it adds taken off
    {k_cpus, "EPYC 7742", "amd-epyc-7742"},
    {k_cpus, "AMD EPYC 7742 64-Core Processor", "amd-epyc-7742"},
    {k_cpus, "Intel(R) Xeon(R) CPU E5-2620 v4 @ 2.10GHz", "intel-xeon-e5-2620-v4"},
    {k_cpus, "Xeon E5-2620 v4", "intel-xeon-e5-2620-v4"},
    {k_cpus, "Intel(R) Xeon(R) CPU @ 2.20GHz", "intel-xeon-hidden"},
    {k_cpus, "Intel(R) Xeon(R) CPU @ 9.99GHz", ""},
    {k_cpus, "Intel(R) Xeon(R) CPU E5-2620 @ 2.10GHz", ""},
    // zones: codes, names, aliases
    {k_zones, "fr", "FR"},
    {k_zones, "FRA", "FR"},
    {k_zones, "France", "FR"},
    {k_zones, "UK", "GB"},
    {k_zones, "great-britain", "GB"},
    {k_zones, "us-ca", "US-CA"},
    {k_zones, "us_ca", "US-CA"},
    {k_zones, "California", "US-CA"},
    {k_zones, "USA", "US"},
    {k_zones, "REU", "RE"},
    {k_zones, "R-EU", "R-EU"},
    {k_zones, "XX", ""},
    // regions: dashes count, providers may be left out, zones of regions are found
    {k_regions, "aws:us-east-1", "aws:us-east-1"},
    {k_regions, "AWS:US-EAST-1", "aws:us-east-1"},
    {k_regions, "us-east-1", "aws:us-east-1 oci:us-east-1"},
    {k_regions, "us-west-1", "aws:us-west-1"},
    {k_regions, "us-west1", "gcp:us-west1"},
    {k_regions, "US_West_1", "aws:us-west-1"},
    {k_regions, "us-central1-a", "gcp:us-central1"},
    {k_regions, "gcp:us-central1-f", "gcp:us-central1"},
    {k_regions, "us-west-1b", "aws:us-west-1"},
    {k_regions, "us-east-1a", "aws:us-east-1 oci:us-east-1"},
    {k_regions, "iowa", "gcp:us-central1"},
    {k_regions, "us-central-1", ""},
    {k_regions, "uswest1", ""},
    {k_regions, "us-central1-", ""},
    // instances
    {k_instances, "aws:p4d.24xlarge", "aws:p4d.24xlarge"},
    {k_instances, "P4D.24xlarge", "aws:p4d.24xlarge"},
    {k_instances, "shared", "gcp:shared oci:shared"},
    {k_instances, "azure:p4d.24xlarge", ""},
};

std::vector<std::string> suggested(TableId table, std::string_view name) {
  return suggestions_for(blob(), table, name);
}

}  // namespace

TEST_CASE("lookup: what a name finds") {
  for (const Case& c : k_cases) {
    INFO(table_spec(c.table).name << ": \"" << c.name << "\"");
    CHECK(found(c.table, c.name) == c.ids);
  }
}

TEST_CASE("lookup: every key of every row finds that row, among others only where it may") {
  for (const TableSpec& spec : schema::k_tables) {
    const TableId table = id_of(spec);
    for_each_row(table, blob().text(table), [&](const BlobRow& row) {
      for (const Key& key : row_keys(spec, std::span(row.cells).first(spec.columns.size()))) {
        const auto rows = blob().find(table, key.key_class, key.text);
        INFO(spec.name << " " << key.text);
        REQUIRE_FALSE(rows.empty());
        const auto is_row = [&](const BlobRow& other) { return other.cells[0] == row.cells[0]; };
        CHECK(std::any_of(rows.begin(), rows.end(), is_row));
        if (key.key_class == KeyClass::name || key.key_class == KeyClass::exact)
          CHECK(rows.size() == 1);
      }
    });
  }
}

TEST_CASE("lookup: a name that is too long finds nothing and suggests nothing") {
  const std::string name(100'000, 'a');
  CHECK(found(k_accelerators, name).empty());
  CHECK(suggested(k_accelerators, name).empty());
}

TEST_CASE("lookup: candidates say how they differ") {
  const auto differences = [](TableId table, std::string_view name) {
    std::vector<std::string> out;
    for (const Candidate& candidate : candidates_of(table, find_rows(blob(), table, name)))
      out.push_back(std::string(candidate.id) + ": " + candidate.difference);
    return out;
  };
  using Lines = std::vector<std::string>;
  CHECK(differences(k_accelerators, "A100") == Lines{"nvidia-a100-pcie-40gb: 250 W, 40 GB, PCIe",
                                                     "nvidia-a100-sxm4-40gb: 400 W, 40 GB, SXM4",
                                                     "nvidia-a100-sxm4-80gb: 400 W, 80 GB, SXM4"});
  CHECK(differences(k_accelerators, "MI300") == Lines{"amd-mi300a: 760 W, 128 GB, apu, MI300A",
                                                      "amd-mi300x: 750 W, 192 GB, module, MI300X"});
  CHECK(differences(k_regions, "us-east-1") ==
        Lines{"aws:us-east-1: N. Virginia", "oci:us-east-1: Ashburn"});
  CHECK(differences(k_instances, "shared") ==
        Lines{"gcp:shared: 4 vCPU, 16 GiB, gcp", "oci:shared: 2 vCPU, 8 GiB, oci"});
  CHECK(candidates_of(k_regions, {}).empty());
}

TEST_CASE("lookup: suggestions are names of rows, or families, nearest first") {
  using Names = std::vector<std::string>;
  CHECK(suggested(k_accelerators, "A10O").front() == "A100");
  CHECK(suggested(k_accelerators, "RTX 4900") == Names{"NVIDIA GeForce RTX 4090"});
  CHECK(suggested(k_accelerators, "nvidia rtx 4091") == Names{"NVIDIA GeForce RTX 4090"});
  CHECK(suggested(k_accelerators, "hgx a10") == Names{"NVIDIA A100 SXM4 80GB"});
  CHECK(suggested(k_zones, "Frnace") == Names{"France"});
  CHECK(suggested(k_zones, "Untied Kingdom") == Names{"United Kingdom"});
  CHECK(suggested(k_regions, "us-est-1").front() == "aws:us-east-1");
  CHECK(suggested(k_regions, "us-central-1") == Names{"gcp:us-central1"});
  CHECK(suggested(k_instances, "p4d.24xlarg") == Names{"aws:p4d.24xlarge"});
  CHECK(suggested(k_accelerators, "xyzzy plugh").empty());
  CHECK(suggested(k_accelerators, "").empty());
}

TEST_CASE("lookup: part of a name suggests the names that have it, shortest first") {
  CHECK(suggested(k_zones, "kingdom") == std::vector<std::string>{"United Kingdom"});
  CHECK(suggested(k_accelerators, "mi30") ==
        std::vector<std::string>{"MI300", "AMD Instinct MI300A", "AMD Instinct MI300X"});
}
