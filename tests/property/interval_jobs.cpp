// SPDX-License-Identifier: Apache-2.0
// The closed form against sampling, for jobs as they are read and resolved: one for each way of
// knowing the power, the place and the manufacture, and the jobs of examples/.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "interval_samples.hpp"

namespace carbonest {
namespace {

ResolvedJob resolved(std::string_view text, const ResolveOptions& options = {}) {
  Diagnostics warnings;
  auto job = read_job({.text = text}, {}, warnings);
  REQUIRE(job);
  auto result = resolve(*job, Catalog::bundled(), options);
  REQUIRE(result);
  return std::move(result).value();
}

constexpr std::string_view k_jobs[]{
    R"({"hardware": {"accelerator": "8x H100-SXM5-80GB"}, "runtime": "20h", "region": "FR"})",
    R"({"hardware": {"accelerator": "8x H100-SXM5-80GB"}, "runtime": "20h", "region": "CA-QC"})",
    R"({"hardware": {"accelerator": "8x H100-SXM5-80GB"}, "runtime": "400h", "region": "NO", "year": 2015})",
    R"({"hardware": {"accelerator": "4x A100-SXM4-40GB", "cpu": "2x AMD EPYC 7742", "memory": "1 TB"},
        "runtime": "79h", "region": "gcp:us-central1", "pue": 1.1})",
    R"({"hardware": {"accelerator": {"model": "A100-SXM4-40GB", "count": 4, "power": "310 W"}},
        "runtime": "79h", "region": "DE"})",
    R"({"hardware": {"instance": "aws:p4d.24xlarge"}, "runtime": "5h", "region": "aws:us-west-2"})",
    R"({"hardware": {"accelerator": "RTX 4090"}, "runtime": "12h", "region": "GB"})",
    R"({"hardware": {"cpu": {"model": "Xeon Gold 6248", "cores": 32}}, "runtime": "90m", "region": "CA-QC"})",
    R"({"hardware": {"accelerator": "512x TPU v3"}, "runtime": "20 days", "region": "US", "pue": 1.12})",
    R"({"energy": "1200 kWh", "energy_scope": "facility", "runtime": "20h", "region": "SE"})",
    R"({"energy": "1200 kWh", "energy_scope": "accelerator", "runtime": "20h", "region": "PL",
        "hardware": {"accelerator": "8x A100-SXM4-80GB"}})",
    R"({"hardware": {"accelerator": "8x A100-SXM4-80GB", "node_power": "4.1 kW"}, "runtime": "20h",
        "carbon_intensity": "30 g/kWh", "runs": 7})",
};

TEST_CASE("resolved jobs agree with samples", "[interval]") {
  test::Random random(31);
  for (const std::string_view text : k_jobs) {
    INFO(text);
    test::check_against_samples(resolved(text), 100'000, random);
  }
}

TEST_CASE("a clean grid with manufacture agrees with a million samples", "[interval]") {
  test::Random random(32);
  test::check_against_samples(resolved(k_jobs[0]), 1'000'000, random);
}

TEST_CASE("the jobs of examples/ agree with samples", "[interval]") {
  const std::filesystem::path folder = CARBONEST_SOURCE_DIR "/examples";
  if (!std::filesystem::exists(folder)) return;
  std::set<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".json") files.insert(entry.path());
  test::Random random(33);
  for (const auto& file : files) {
    INFO(file.filename().string());
    std::ifstream in(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    Diagnostics warnings;
    const auto job = read_job({.text = text}, {}, warnings);
    REQUIRE(job);
    const auto result = resolve(*job, Catalog::bundled(), {});
    REQUIRE(result);
    test::check_against_samples(*result, 1'000'000, random);
  }
}

}  // namespace
}  // namespace carbonest
