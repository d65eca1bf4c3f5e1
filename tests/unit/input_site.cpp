// SPDX-License-Identifier: Apache-2.0
#include <fstream>

#include <nlohmann/json.hpp>

#include "carbonest/cluster.hpp"
#include "catch.hpp"

namespace carbonest::test {
namespace {

constexpr std::string_view k_site = R"({
  "name": "cluster", "x_note": 1,
  "region": "FR", "pue": 1.3, "utc_offset": "+01:00",
  "devices": { "a100": "A100-SXM4-80GB", "v100": "V100-SXM2-32GB" },
  "partitions": {
    "gpu": { "hardware": { "accelerator": "4x A100-SXM4-80GB", "cpu": "2x AMD EPYC 7763", "memory": "512 GB" } },
    "cpu": { "hardware": { "cpu": "2x AMD EPYC 7763", "memory_gb": 256 }, "cpus_per_node": 256 }
  }
})";

Result<ClusterSite> read(std::string_view text, std::span<const Override> overrides = {}) {
  Diagnostics warnings;
  return read_site({text, "site.json"}, overrides, warnings);
}

}  // namespace

TEST_CASE("a site file says where a cluster is and what its nodes are") {
  const Result<ClusterSite> site = read(k_site);
  REQUIRE(site);
  CHECK(site->region->value == "FR");
  CHECK(site->pue->value == 1.3);
  CHECK(site->utc_offset == std::chrono::hours{1});
  REQUIRE(site->devices.size() == 2);
  CHECK(site->devices[1].name == "v100");
  CHECK(site->devices[1].model == "V100-SXM2-32GB");
  CHECK(site->devices[1].place.known());
  REQUIRE(site->partitions.size() == 2);
  const ClusterPartition& gpu = site->partitions[0];
  CHECK(gpu.name == "gpu");
  CHECK(gpu.hardware.accelerators.at(0).count->value == 4);
  CHECK(in_gigabytes(site->partitions[1].hardware.memory->value) == 256);
  CHECK(site->partitions[1].cpus_per_node->value == 256);
}

TEST_CASE("options win over a site file, and may be all of it") {
  const std::vector<Override> typed{{"region", "DE", "--region"}, {"pue", "1.1", "--pue"}};
  const Result<ClusterSite> over = read(k_site, typed);
  REQUIRE(over);
  CHECK(over->region->value == "DE");
  CHECK(over->pue->value == 1.1);
  const Result<ClusterSite> alone = read("{}", typed);
  REQUIRE(alone);
  CHECK(alone->region->value == "DE");
  const std::vector<Override> wrong{{"pue", "0.5", "--pue"}, {"region", "DE", "--region"}};
  const Result<ClusterSite> refused = read("{}", wrong);
  REQUIRE(!refused);
  CHECK(refused.error()[0].code == "out-of-range");
  CHECK(refused.error()[0].place.from_option());
}

TEST_CASE("what is wrong with a site file is told with its place") {
  struct Row {
    std::string_view text, code;
  };
  constexpr Row rows[]{
      {"", "json-empty"},
      {"[]", "wrong-type"},
      {R"({"region": "FR")", "json-syntax"},
      {"{}", "missing-key"},
      {R"({"region": "FR", "Pue": 1.2})", "unknown-key"},
      {R"({"region": "FR", "region": "DE"})", "duplicate-key"},
      {R"({"region": "FR", "pue": 0.9})", "out-of-range"},
      {R"({"region": "FR", "pue": "1.2"})", "wrong-type"},
      {R"({"region": "FR", "runtime": "3h"})", "unknown-key"},
      {R"({"carbon_intensity": 57})", "missing-unit"},
      {R"({"carbon_intensity": "57 g/kWh", "intensity_series": "fr.csv"})", "conflicting-keys"},
      {R"({"intensity_series": "../fr.csv"})", "unknown-value"},
      {R"({"region": "FR", "utc_offset": "CET"})", "bad-time-zone"},
      {R"({"region": "FR", "utc_offset": 1})", "wrong-type"},
      {R"({"region": "FR", "devices": ["a100"]})", "wrong-type"},
      {R"({"region": "FR", "devices": {"a100": 4}})", "wrong-type"},
      {R"({"region": "FR", "devices": {"a100": "A", "a100": "B"}})", "duplicate-key"},
      {R"({"region": "FR", "partitions": []})", "wrong-type"},
      {R"({"region": "FR", "partitions": {"gpu": "4x A100"}})", "wrong-type"},
      {R"({"region": "FR", "partitions": {"gpu": {}}})", "missing-key"},
      {R"({"region": "FR", "partitions": {"gpu": {"pue": 1.2, "hardware": {"cpu": "EPYC 7763"}}}})",
       "unknown-key"},
      {R"({"region": "FR", "partitions": {"gpu": {"hardware": {"memory": 512}}}})", "missing-unit"},
      {R"({"region": "FR", "partitions": {"gpu": {"hardware": {"cpu": "EPYC 7763", "nodes": 4}}}})",
       "conflicting-keys"},
      {R"({"region": "FR", "partitions": {"gpu": {"hardware": {"cpu": "x"}, "cpus_per_node": 0}}})",
       "out-of-range"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    const Result<ClusterSite> site = read(row.text);
    REQUIRE(!site);
    CHECK(site.error().size() == 1);
    CHECK(site.error()[0].code == row.code);
  }
}

TEST_CASE("several mistakes of a site file are reported together") {
  const Result<ClusterSite> site =
      read(R"({"pue": 0.1, "partitions": {"a": {"hardware": {"memry": 1}}, "b": 1}})");
  REQUIRE(!site);
  CHECK(site.error().size() == 4);
}

TEST_CASE("the published schema of the site file follows the table") {
  std::ifstream in(CARBONEST_SOURCE_DIR "/data/site.schema.json", std::ios::binary);
  const std::string published{std::istreambuf_iterator<char>(in), {}};
  CHECK((published == site_schema()));
  const auto schema = nlohmann::json::parse(site_schema());
  const auto site = nlohmann::json::parse(k_site);
  for (const auto& [key, value] : site.items())
    CHECK((key.starts_with("x_") || schema["properties"].contains(key)));
  CHECK(schema["properties"]["partitions"]["additionalProperties"]["$ref"] == "#/$defs/partition");
  CHECK(schema["$defs"].contains("hardware"));
}

}  // namespace carbonest::test
