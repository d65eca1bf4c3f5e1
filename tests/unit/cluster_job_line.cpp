// SPDX-License-Identifier: Apache-2.0
// A log as jobs, one a line, and the same log as a report: the same carbon.
#include <cmath>
#include <fstream>

#include "carbonest/estimate.hpp"
#include "catch.hpp"
#include "cluster/digest.hpp"
#include "cluster_fixture.hpp"

namespace carbonest::test {
namespace {

Result<ResolvedJob> resolve_natively(const Job& job) {
  return resolve(job, Catalog::bundled(), {});
}

struct Totals {
  double facility_kwh = 0, operational_kg = 0, embodied_kg = 0;
  std::size_t jobs = 0;
};

Totals of_lines(SlurmImport& import, std::string_view log) {
  Totals sum;
  import.on_job([&](std::string_view line) {
    INFO(line);
  Diagnostics warnings;
  const Result<Job> job = read_job({line}, {}, warnings);
  REQUIRE(job);
  CHECK(warnings.empty());
  const Result<ResolvedJob> resolved = resolve_natively(*job);
  REQUIRE(resolved);
  const Estimate one = estimate(*resolved);
  sum.facility_kwh += in_kilowatt_hours(one.facility);
  sum.operational_kg += in_kilograms(one.operational);
  sum.embodied_kg += in_kilograms(one.embodied);
  ++sum.jobs;
});
TextSource source(log);
REQUIRE(import.read(source).empty());
return sum;
}  // namespace

constexpr std::string_view k_header =
    "JobID|User|Partition|State|Start|ElapsedRaw|NNodes|NCPUS|AllocTRES|TotalCPU|"
    "TRESUsageInTot|ConsumedEnergyRaw\n";
constexpr std::string_view k_rows[]{
    "1|u1|gpu|COMPLETED|2024-05-01T10:00:00|7200|1|8|cpu=8,mem=64G,gres/gpu:a100=2|04:00:00||",
    "2|u1|gpu|COMPLETED|2024-05-01T10:00:00|7200|2|16|cpu=16,mem=64G,gres/gpu:a100=3|04:00:00||",
    "3|u1|gpu|COMPLETED|2023-05-01T10:00:00|3600|1|8|cpu=8,mem=64G,gres/gpu:a100_1g.5gb=2|||",
    "4|u2|cpu|FAILED|2024-05-01T10:00:00|86400|3|96|cpu=96,mem=96G|||",
    "5|u2|cpu|TIMEOUT|2024-06-01T10:00:00|86400|1|256|cpu=256,mem=250G|||1.2e8",
    "6|u3|other|COMPLETED|2022-06-01T10:00:00|3600|1|4|cpu=4,mem=8G|||",
    "7|u3|other|COMPLETED|2022-06-01T10:00:00|3600|1|4|cpu=4,mem=8G,gres/gpu:v100=1|||",
    "8|u3|other|CANCELLED by 7|Unknown|0|1|0||||",
    "9|u3|gpu|COMPLETED|2024-05-01T10:00:00|3600|1|4|cpu=4,mem=8G,gres/gpu:a100=1,gres/"
    "gpu:v100=1|||",
};

std::string log_of_rows() {
  std::string log(k_header);
  for (const std::string_view row : k_rows) log.append(row) += '\n';
  return log;
}

std::string real_log() {
  std::ifstream in(CARBONEST_SOURCE_DIR "/tests/slurm/log/sacct.txt", std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void compare(ClusterSite site, std::string_view log, std::size_t ran) {
  SlurmOptions options;
  options.file = "log";
  auto made = SlurmImport::create(Catalog::bundled(), std::move(site), options, resolve_natively);
  REQUIRE(made);
  const Totals lines = of_lines(*made, log);
  CHECK(lines.jobs == ran);
  const cluster::Figures report = cluster::digest(made->summary()).totals;
  CHECK(lines.facility_kwh == Approx(report.facility_kwh).epsilon(1e-9));
  CHECK(lines.operational_kg == Approx(report.operational_kg).epsilon(1e-9));
  CHECK(lines.embodied_kg == Approx(report.embodied_kg).epsilon(1e-9));
}

}  // namespace carbonest::test

TEST_CASE("the jobs of a log come to what its report says") {
  ClusterSite off = fixture_site();
  off.embodied.emplace().off = true;
  for (const ClusterSite& site : {fixture_site(), bare_site(), off}) {
    compare(site, log_of_rows(), 8);
    compare(site, real_log(), 11);
  }
}

TEST_CASE("the jobs of a log on a series carry their own intensity") {
  Series series;
  series.file = "fr.csv";
  series.start = std::chrono::sys_days{std::chrono::year{2024} / 5 / 1};
  series.step = std::chrono::hours{1};
  for (int i = 0; i < 48; ++i) series.values.push_back(50 + 3 * i);
  series.marks.assign(series.values.size(), 0);
  ClusterSite site = fixture_site();
  site.series = &series;
  site.utc_offset = std::chrono::hours{2};
  compare(site, log_of_rows(), 8);
}

}  // namespace carbonest::test

namespace carbonest::test {
namespace {

// A job that holds the whole node: what an estimate of the node says.
void compare_with_node(const ClusterSite& site) {
  Job node;
  node.region = site.region;
  node.pue = site.pue;
  node.runtime = given(Hours{1});
  node.hardware = site.partitions.front().hardware;
  const Result<ResolvedJob> resolved = resolve_natively(node);
  REQUIRE(resolved);
  const Estimate expected = estimate(*resolved);
  auto made = SlurmImport::create(Catalog::bundled(), site, {}, resolve_natively);
  REQUIRE(made);
  const std::string log = std::string(k_header) +
                          "1|ann|gpu|COMPLETED|2024-05-01T10:00:00|3600|1|128|"
                          "cpu=128,gres/gpu:a100=4|||\n";
  TextSource source(log);
  REQUIRE(made->read(source).empty());
  const cluster::Figures report = cluster::digest(made->summary()).totals;
  CHECK(report.it_kwh == Approx(in_kilowatt_hours(expected.it)).epsilon(1e-9));
  CHECK(report.embodied_kg == Approx(in_kilograms(expected.embodied)).epsilon(1e-9));
}

}  // namespace

TEST_CASE("what the site says of its nodes' draw holds for their jobs") {
  ClusterSite node = fixture_site(), power = fixture_site(), load = fixture_site(),
              limits = fixture_site();
  node.partitions[0].hardware.node_power = given(watts(3000));
  power.partitions[0].hardware.accelerators[0].power = given(watts(200));
  load.partitions[0].hardware.accelerators[0].utilization = given(fraction(0.9));
  limits.partitions[0].hardware.accelerators[0].tdp = given(watts(300));
  limits.partitions[0].hardware.accelerators[0].idle = given(watts(20));
  for (const ClusterSite& site : {fixture_site(), node, power, load, limits}) {
    compare_with_node(site);
    compare(site, log_of_rows(), 8);
  }
  node.partitions[0].hardware.node_power = given(watts(0));
  compare_with_node(node);
}

TEST_CASE("a measured draw is as sure as it is, whichever card of a family draws it") {
  ClusterSite site = fixture_site();
  site.devices.clear();
  AcceleratorEntry& card = site.partitions[0].hardware.accelerators[0];
  card.model = given<std::string>("A100");
  card.power = given(watts(250));
  auto made = SlurmImport::create(Catalog::bundled(), site, {}, resolve_natively);
  REQUIRE(made);
  TextSource source("JobID|Partition|Elapsed|AllocTRES\n1|gpu|01:00:00|cpu=8,gres/gpu:a100=1\n");
  REQUIRE(made->read(source).empty());
  const cluster::KindSums sums = made->summary().totals();
  const std::size_t device = cluster::index_of(Component::accelerator);
  CHECK(sums.component_kwh[device].value() == Approx(0.25));
  CHECK(sums.log_sd[device] == Approx(0.03).margin(0.005));
}

}  // namespace carbonest::test
