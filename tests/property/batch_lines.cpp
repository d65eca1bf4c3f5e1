// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include <fmt/format.h>

#include "../batch_support.hpp"
#include "carbonest/estimate.hpp"
#include "carbonest/interval.hpp"
#include "catch.hpp"

using namespace carbonest;

namespace {

std::vector<std::string> example_lines() {
  std::vector<std::string> lines;
  for (const auto& entry : std::filesystem::directory_iterator(CARBONEST_SOURCE_DIR "/examples")) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream file(entry.path());
    std::string text{std::istreambuf_iterator<char>(file), {}};
    for (char& c : text)
      if (c == '\n') c = ' ';
    lines.push_back(text);
  }
  return lines;
}

const std::vector<std::string>& sound_lines() {
  static const std::vector<std::string> lines{
      R"({"name":"a","hardware":{"accelerator":"8x A100-SXM4-40GB"},"runtime":"79h","region":"FR"})",
      R"({"name":"b","hardware":{"accelerator":"8x H100-SXM5-80GB","cpu":"2x AMD EPYC 7742","memory":"1 TB"},"runtime":"12.5h","region":"gcp:us-central1","pue":1.1,"x_user":"u1"})",
      R"({"hardware":{"accelerator":"2x Tesla T4","cpu":{"cores":8,"power_per_core":"10 W"}},"runtime_minutes":90,"region":"US-CA","runs":3,"x_n":12,"x_b":null})",
      R"({"name":"d\u00e9","hardware":{"instance":"aws:p4d.24xlarge"},"accelerator_hours":800,"region":"aws:us-east-1","start":"2023-01-01T00:30:00+01:00"})",
      R"({"name":"e","hardware":{"node_power":"2 kW","nodes":2},"runtime":"P3DT4H","carbon_intensity":"57 g/kWh","embodied":false,"description":"text"})",
      R"({"name":"f","hardware":{"accelerator":"64x V100-SXM2-32GB"},"runtime_seconds":3600000,"region":"PL","year":2022,"embodied":{"lifetime":"3 years"}})",
      R"({"name":"g","energy":"120 kWh","energy_scope":"node","region":"DE","runtime":"3h"})",
      R"({"name":"h","hardware":{"accelerator":"8x A100-SXM4-80GB"},"workload":{"parameters":"7B","tokens":"1T"},"region":"FR"})"};
  return lines;
}

void check_near(double value, double expected, double within = 1e-12) {
  CHECK(std::abs(value - expected) <= within * std::abs(expected));
}
// The formula stops at 1e-7 of a standard deviation, and its curvature is known no better: its own
// noise, up to 1.3e-8 as measured, is what a smooth curve through it differs by.
constexpr double k_within_noise = 3e-8;

// What a batch says of a job next to what estimate() says of it.
void check_line(const std::string& text) {
  INFO(text);
  Diagnostics warnings;
  const auto job = read_job({text}, {}, warnings);
  REQUIRE(job);
  const auto resolved = resolve(*job, Catalog::bundled(), {});
  BatchOptions options;
  JobLineReader reader(Catalog::bundled(), options);
  REQUIRE(reader.read(text) == resolved.has_value());
  if (!resolved) return;
  const Estimate expected = estimate(*resolved);
  const Interval range = interval(*resolved, expected);
  const LineFigures& line = reader.figures();
  check_near(line.it_kwh, in_kilowatt_hours(expected.it));
  check_near(line.facility_kwh, in_kilowatt_hours(expected.facility));
  check_near(line.operational_kg, in_kilograms(expected.operational));
  check_near(line.embodied_kg, in_kilograms(expected.embodied));
  check_near(line.total_kg, in_kilograms(expected.total));
  check_near(line.total_low_kg, range.total_kg.low, k_within_noise);
  check_near(line.total_high_kg, range.total_kg.high, k_within_noise);
}

}  // namespace

TEST_CASE("a line has the values of the estimate of its job") {
  for (const std::string& text : example_lines())
    if (text.find("intensity_series") == std::string::npos) check_line(text);
  for (const std::string& text : sound_lines()) check_line(text);
}

TEST_CASE("a line has the interval of its job at any length") {
  for (const char* const region : {"FR", "PL", "gcp:us-central1", "IS"})
    for (const char* const hardware :
         {R"("accelerator":"8x A100-SXM4-40GB","cpu":"2x AMD EPYC 7742","memory":"1 TB")",
          R"("accelerator":{"count":1,"power":"300 W"},"host":"none")"})
      for (double hours = 0.5; hours < 30'000; hours *= 1.9)
        check_line(std::string(R"({"hardware":{)") + hardware + R"(},"region":")" + region +
                   R"(","pue":1.2,"runtime_hours":)" + fmt::format("{}", hours) + "}");
}

TEST_CASE("the quick reader of lines takes what the strict one takes") {
  test::ReaderPair readers;
  for (int round = 0; round < 2; ++round)
    for (const std::string& line : sound_lines()) CHECK(readers.difference(line) == "");
  // The second time only the measured energy is read strictly.
  CHECK(readers.doubted() == sound_lines().size() + 1);
}

TEST_CASE("both readers of lines say the same of any broken line") {
  static constexpr std::string_view k_pieces[]{"\"",
                                               "\\",
                                               "{",
                                               "}",
                                               "[",
                                               "]",
                                               ",",
                                               ":",
                                               " ",
                                               "\t",
                                               "0",
                                               "-",
                                               "1e999",
                                               "null",
                                               "true",
                                               "\"runs\":2,",
                                               "\"x_a\":1,",
                                               "\xc3",
                                               "\xa9",
                                               "h",
                                               "\"runtime\":\"5h\",",
                                               "\"name\":\"n\",",
                                               "\\u00e9",
                                               "\\ud800",
                                               "50000h",
                                               "runtime_days",
                                               "accelerator_hours",
                                               "\"start\":\"2024-01-01T00:00:00Z\",",
                                               std::string_view("\0", 1)};
  test::ReaderPair readers;
  std::mt19937_64 random(20261125);
  const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random() % limit); };
  for (const std::string& line : sound_lines()) CHECK(readers.difference(line) == "");
  std::size_t differing = 0;
  for (int i = 0; i < 3000 && differing < 5; ++i) {
    std::string line = sound_lines()[below(sound_lines().size())];
    for (std::size_t changes = 1 + below(2); changes > 0; --changes) {
      const std::size_t at = below(line.size());
      const std::size_t kind = below(3);
      if (kind == 0) line.erase(at, 1 + below(6));
      if (kind == 1) line.insert(at, k_pieces[below(std::size(k_pieces))]);
      if (kind == 2) line[at] = static_cast<char>(below(256));
      if (line.empty()) line = "{";
    }
    const std::string difference = readers.difference(line);
    if (difference.empty()) continue;
    ++differing;
    INFO(line);
    CHECK(difference == "");
  }
}
