// SPDX-License-Identifier: Apache-2.0
// Published runs whose energy was measured, estimated from what a user knows before measuring:
// accelerator, count, hours, PUE. Two bars: the 90 % interval contains the published energy in at
// least 85 % of the rows, and its median width is at most x/÷ 1.5, so that width alone cannot buy
// coverage. Like is compared with like: `host` none where only the accelerators were metered,
// `measured_at` facility where the figure holds the PUE.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "carbonest/interval.hpp"
#include "catalog/csv.hpp"
#include "catch.hpp"

namespace carbonest {
namespace {

struct MeasuredRun {
  std::string run, accelerator, count, accelerator_hours, pue, host, energy_kwh, measured_at;

  double published() const {
    double kwh = 0;
    std::from_chars(energy_kwh.data(), energy_kwh.data() + energy_kwh.size(), kwh);
    return kwh;
  }
};

std::vector<MeasuredRun> measured_runs() {
  std::ifstream in(CARBONEST_SOURCE_DIR "/tests/reference/data/measured_energy.csv",
                   std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(in), {}};
  const CsvDocument document = read_csv(content);
  REQUIRE(document.problems.empty());
  std::vector<MeasuredRun> runs;
  for (std::size_t r = 1; r < document.records.size(); ++r) {
    const auto cells = document.cells_of(document.records[r]);
    const auto cell = [&](std::size_t i) { return std::string(cells[i].text); };
    runs.push_back({cell(0), cell(1), cell(2), cell(3), cell(4), cell(5), cell(6), cell(7)});
  }
  return runs;
}

std::string job_text(const MeasuredRun& run) {
  return fmt::format(
      R"({{"name": "{}", "hardware": {{"accelerator": {{"model": "{}", "count": {}}}{}}},
          "accelerator_hours": {}{}, "carbon_intensity_g_per_kwh": 400, "embodied": false}})",
      run.run, run.accelerator, run.count, run.host == "none" ? R"(, "host": "none")" : "",
      run.accelerator_hours, run.pue.empty() ? "" : fmt::format(R"(, "pue": {})", run.pue));
}

struct Row {
  double published, estimated;
  Spread spread;

  bool inside() const { return spread.low <= published && published <= spread.high; }
};

Row row_of(const MeasuredRun& run) {
  const std::string text = job_text(run);
  Diagnostics warnings;
  const auto job = read_job({.text = text, .file = run.run}, {}, warnings);
  REQUIRE(job);
  const auto resolved = resolve(*job, Catalog::bundled(), {});
  REQUIRE(resolved);
  const Estimate result = estimate(*resolved);
  const Interval sure = interval(*resolved, result);
  return run.measured_at == "facility"
             ? Row{run.published(), in_kilowatt_hours(result.facility), sure.facility_kwh}
             : Row{run.published(), in_kilowatt_hours(result.it), sure.it_kwh};
}

TEST_CASE("published measured energies lie in the interval of the native method", "[coverage]") {
  std::vector<double> factors;
  std::size_t inside = 0;
  std::printf("%-44s %12s %12s   %-25s\n", "run", "published", "estimate", "interval, kWh");
  for (const MeasuredRun& run : measured_runs()) {
    INFO(run.run);
    const Row row = row_of(run);
    std::printf("%-44s %12.6g %12.6g   %10.6g - %-10.6g  %s\n", run.run.c_str(), row.published,
                row.estimated, row.spread.low, row.spread.high,
                row.inside() ? "inside" : "OUTSIDE");
    if (row.inside()) ++inside;
    factors.push_back(row.spread.factor());
  }
  REQUIRE(factors.size() == 22);
  std::ranges::sort(factors);
  const double median = (factors[10] + factors[11]) / 2;
  std::printf("%zu of %zu inside; median x/÷ %.3f\n", inside, factors.size(), median);
  CHECK(static_cast<double>(inside) >= 0.85 * static_cast<double>(factors.size()));
  CHECK(median <= 1.5);
}

}  // namespace
}  // namespace carbonest
