// SPDX-License-Identifier: Apache-2.0
// What a record is charged, with the physics of the fixture worked out by hand.
#include <cmath>
#include <map>

#include "catch.hpp"
#include "cluster/digest.hpp"
#include "cluster_fixture.hpp"

using namespace carbonest;
using namespace carbonest::cluster;
using namespace carbonest::test;

namespace {

constexpr double k_gib = 1.073741824;
constexpr double k_core_typical_w = k_core_w * (k_cpu_idle + (1 - k_cpu_idle) * k_cpu_use);
constexpr double k_gpu_host_w =
    k_host_share * (4 * k_device_typical_w + 128 * k_core_typical_w + 512 * k_memory_w);
constexpr double k_cpu_host_w = k_host_share * (128 * k_core_typical_w + 256 * k_memory_w);
const std::string k_header =
    "JobID|User|Partition|State|Start|Elapsed|NNodes|AllocTRES|ReqMem|TotalCPU|TRESUsageInTot|"
    "MaxRSS|ConsumedEnergyRaw\n";

struct Result1 {
  KindSums totals;
  std::map<std::string, std::uint64_t> notes;  // by code
  std::map<std::string, std::uint64_t> skips;
  Unused unused;
  std::map<int, GridYear> grid;

  double kwh(Component c) const { return totals.component_kwh[index_of(c)].value(); }
  double it() const { return totals.sums.it_kwh.value(); }
};

Result1 charge(const std::string& rows, ClusterSite site = fixture_site(),
               SlurmOptions options = {}) {
  SlurmImport import = make_import(std::move(site), std::move(options));
  const std::string text = k_header + rows;
  TextSource source(text);
  REQUIRE(import.read_text(source).empty());
  const ClusterSummary& summary = import.summary();
  Result1 out;
  out.totals = summary.totals();
  for (const auto& [note, records] : summary.notes) out.notes[note.first] += records;
  for (const Segment& segment : summary.segments)
    for (const auto& [code, skip] : segment.skips) out.skips[code] += skip.rows;
  out.unused = summary.unused;
  out.grid = summary.grid;
  return out;
}

// One hour on `partition` with these resources.
std::string row(std::string_view partition, std::string_view tres, std::string_view rest = "||||") {
  return "1|u|" + std::string(partition) + "|COMPLETED|2024-05-01T00:00:00|01:00:00|1|" +
         std::string(tres) + "|" + std::string(rest) + "\n";
}

}  // namespace

TEST_CASE("a job with a whole node is charged the node") {
  const Result1 r = charge(row("gpu", "cpu=128,gres/gpu:a100=4,gres/gpu=4,mem=512000000K,node=1"));
  CHECK(r.kwh(Component::accelerator) == Approx(4 * k_device_typical_w / 1e3));
  CHECK(r.kwh(Component::cpu) == Approx(128 * k_core_typical_w / 1e3));
  CHECK(r.kwh(Component::host) == Approx(k_gpu_host_w / 1e3));
  CHECK(r.totals.sums.embodied_kg.value() == Approx(4 * k_device_kg_h + k_server_kg_h));
  CHECK(r.totals.sums.operational_kg.value() ==
        Approx(r.it() * 1.25 * fixture_intensity(2024) / 1e3));
  CHECK(r.totals.sums.accelerator_hours.value() == 4);
  CHECK(r.totals.sums.cpu_hours.value() == 128);
  CHECK(r.notes.empty());
}

TEST_CASE(
    "a shared node is split: devices, cores and memory by share, the host by the largest of them") {
  const Result1 by_devices = charge(row("gpu", "cpu=8,gres/gpu:a100=2,mem=10G,node=1"));
  CHECK(by_devices.kwh(Component::accelerator) == Approx(2 * k_device_typical_w / 1e3));
  CHECK(by_devices.kwh(Component::cpu) == Approx(8 * k_core_typical_w / 1e3));
  CHECK(by_devices.kwh(Component::memory) == Approx(10 * k_gib * k_memory_w / 1e3));
  CHECK(by_devices.kwh(Component::host) == Approx(0.5 * k_gpu_host_w / 1e3));
  CHECK(by_devices.totals.sums.embodied_kg.value() ==
        Approx(2 * k_device_kg_h + 0.5 * k_server_kg_h));
  const Result1 by_cores = charge(row("gpu", "cpu=96,gres/gpu:a100=1,mem=10G,node=1"));
  CHECK(by_cores.kwh(Component::host) == Approx(0.75 * k_gpu_host_w / 1e3));
  const Result1 by_memory = charge(row("gpu", "cpu=1,mem=384000000K,node=1"));
  CHECK(by_memory.kwh(Component::host) == Approx(384e6 * 1024 / 1e9 / 512 * k_gpu_host_w / 1e3));
  CHECK(by_memory.kwh(Component::accelerator) == 0);
}

TEST_CASE("four jobs on a node are charged what one job on it is") {
  const Result1 one = charge(row("gpu", "cpu=128,gres/gpu:a100=4,mem=400G,node=1"));
  std::string rows;
  for (int i = 1; i <= 4; ++i)
    rows += std::to_string(i) +
            "|u|gpu|COMPLETED|2024-05-01T00:00:00|01:00:00|1|cpu=32,gres/"
            "gpu:a100=1,mem=100G,node=1|||||\n";
  const Result1 four = charge(rows);
  CHECK(four.it() == Approx(one.it()));
  CHECK(four.totals.sums.embodied_kg.value() == Approx(one.totals.sums.embodied_kg.value()));
}

TEST_CASE("a job over several nodes") {
  const Result1 r =
      charge("1|u|cpu|COMPLETED|2024-05-01T00:00:00|02:00:00|3|cpu=384,mem=300G,node=3|||||\n");
  CHECK(r.kwh(Component::cpu) == Approx(2 * 384 * k_core_typical_w / 1e3));
  CHECK(r.kwh(Component::host) == Approx(2 * 3 * k_cpu_host_w / 1e3));
  CHECK(r.totals.sums.embodied_kg.value() == Approx(2 * 3 * k_server_kg_h));
}

TEST_CASE("more CPUs than a node has are its threads: no more than the node is charged") {
  const Result1 r = charge(row("cpu", "cpu=256,mem=10G,node=1"));
  CHECK(r.kwh(Component::cpu) == Approx(128 * k_core_typical_w / 1e3));
  CHECK(r.notes.at("slurm-more-than-node") == 1);
  ClusterSite site = fixture_site();
  site.partitions[1].cpus_per_node = given<std::int64_t>(256);
  const Result1 told = charge(row("cpu", "cpu=128,mem=10G,node=1"), site);
  CHECK(told.kwh(Component::cpu) == Approx(64 * k_core_typical_w / 1e3));
  CHECK(told.kwh(Component::host) == Approx(0.5 * k_cpu_host_w / 1e3));
  CHECK(told.notes.empty());
}

TEST_CASE("memory that a record does not name, or names in one of the old ways") {
  const auto gb = [](const std::string& rows) {
    return charge(rows).kwh(Component::memory) * 1e3 / k_memory_w;
  };
  CHECK(gb(row("cpu", "cpu=32,node=1", "||||")) == Approx(256 * 0.25));  // its share of the node
  CHECK(gb(row("cpu", "cpu=32,node=1", "4Gc||||")) == Approx(32 * 4 * k_gib));
  CHECK(gb(row("cpu", "cpu=32,node=1", "64Gn||||")) == Approx(64 * k_gib));
  CHECK(gb(row("cpu", "cpu=32,node=1", "64G||||")) == Approx(64 * k_gib));
  CHECK(gb(row("cpu", "cpu=32,node=1", "0n||||")) == Approx(256));
  CHECK(gb(row("cpu", "cpu=32,node=1", "900G||||")) == Approx(256));  // no more than there is
  CHECK(charge(row("cpu", "cpu=32,node=1", "0n||||")).kwh(Component::host) ==
        Approx(k_cpu_host_w / 1e3));
}

TEST_CASE("the use of CPUs and GPUs, where the steps tell it") {
  const std::string job = row("gpu", "cpu=32,gres/gpu:a100=2,mem=10G,node=1", "|16:00:00|||");
  const Result1 cpu = charge(job);
  CHECK(cpu.kwh(Component::cpu) ==
        Approx(32 * k_core_w * (k_cpu_idle + (1 - k_cpu_idle) * 0.5) / 1e3));
  const Result1 busy = charge(row("gpu", "cpu=1,mem=1G,node=1", "|50:00:00|||"));
  CHECK(busy.kwh(Component::cpu) ==
        Approx(k_core_w / 1e3));  // 50 h of one CPU in an hour: full use, not more
  const Result1 gpu = charge(job + "1.0||||2024-05-01T00:00:00|01:00:00|1||||gres/gpuutil=150||\n");
  CHECK(gpu.kwh(Component::accelerator) ==
        Approx(2 * (k_device_idle_w + 0.75 * (k_device_full_w - k_device_idle_w)) / 1e3));
  CHECK(gpu.unused.idle_device_hours.value() == Approx(0.5));
  CHECK(gpu.unused.watched_device_hours.value() == Approx(2));
  CHECK(gpu.notes.empty());
  const Result1 zero = charge(job + "1.0||||2024-05-01T00:00:00|01:00:00|1||||gres/gpuutil=0||\n");
  CHECK(zero.kwh(Component::accelerator) == Approx(2 * k_device_typical_w / 1e3));
  CHECK(zero.unused.zero_device_hours.value() == Approx(2));
  const Result1 huge =
      charge(job + "1.0||||2024-05-01T00:00:00|01:00:00|1||||gres/gpuutil=99999999999||\n");
  CHECK(huge.kwh(Component::accelerator) == Approx(2 * k_device_typical_w / 1e3));
  CHECK(huge.notes.at("slurm-implausible-utilization") == 1);
}

TEST_CASE("memory that was held and not used") {
  const std::string job = row("cpu", "cpu=4,mem=100G,node=1", "||||");
  const Result1 r = charge(job + "1.batch||||2024-05-01T00:00:00|01:00:00|1|||||25G|\n");
  CHECK(r.unused.memory_jobs == 1);
  CHECK(r.unused.allocated_gb_hours.value() == Approx(100 * k_gib));
  CHECK(r.unused.peak_gb_hours.value() == Approx(25 * k_gib));
  CHECK(r.unused.unused_memory_kwh.value() == Approx(75 * k_gib * k_memory_w / 1e3 * 1.25));
}

TEST_CASE("a MIG slice is its sevenths of the card") {
  const Result1 r = charge(row("gpu", "cpu=8,gres/gpu:a100_3g.20gb=2,mem=10G,node=1"));
  CHECK(r.kwh(Component::accelerator) == Approx(2 * 3.0 / 7 * k_device_typical_w / 1e3));
  CHECK(r.totals.sums.accelerator_hours.value() == Approx(6.0 / 7));
  const Result1 bare = charge(row("gpu", "cpu=8,gres/gpu:1g.10gb=7,mem=10G,node=1"));
  CHECK(bare.kwh(Component::accelerator) == Approx(k_device_typical_w / 1e3));
  const Result1 watched = charge(row("gpu", "cpu=8,gres/gpu:a100_1g.5gb=1,mem=10G,node=1") +
                                 "1.0||||2024-05-01T00:00:00|01:00:00|1||||gres/gpuutil=5||\n");
  CHECK(watched.notes.at("slurm-implausible-utilization") == 1);
}

TEST_CASE("devices by the names that Slurm has for them") {
  const auto chosen = [](const char* type, const ClusterSite& site) {
    SlurmImport import = make_import(site);
    const std::string text =
        k_header + row("elsewhere", "cpu=8,gres/gpu:" + std::string(type) + "=1,node=1");
    TextSource source(text);
    import.read_text(source);
    const ClusterSummary& summary = import.summary();
    for (const auto& [note, records] : summary.notes)
      if (note.first == "slurm-family-device") return note.second;
    for (const Segment& segment : summary.segments)
      for (const auto& [code, skip] : segment.skips) return "skipped: " + code;
    return std::string("exact");
  };
  CHECK(chosen("a100", bare_site()) ==
        "gpu:a100 is taken as nvidia-a100-sxm4-80gb, the most common of 5");
  CHECK(chosen("v100", bare_site()) ==
        "gpu:v100 is taken as nvidia-v100-sxm2-32gb, the most common of 5");
  CHECK(chosen("h100", bare_site()).starts_with("gpu:h100 is taken as nvidia-h100-sxm5-80gb"));
  CHECK(chosen("a100", fixture_site()) == "exact");  // its site maps it
  CHECK(chosen("A100", fixture_site()) == "exact");
  for (const char* type : {"nvidia_a100-sxm4-40gb", "nvidia_h100_80gb_hbm3", "rtx_3090", "l40s",
                           "mi210", "tesla_t4", "a40"}) {
    INFO(type);
    CHECK(chosen(type, bare_site()) == "exact");
  }
  CHECK(chosen("frobnicator", bare_site()) == "skipped: slurm-unknown-device");
}

TEST_CASE("every family of the accelerator table has a most common card") {
  const auto table = Catalog::bundled().table("accelerators");
  const auto families = static_cast<std::size_t>(
      std::ranges::find(table.columns, std::string_view("families")) - table.columns.begin());
  std::map<std::string, int> seen;
  for (const auto& cells : table.rows) {
    std::string_view rest = cells[families];
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      seen[std::string(rest.substr(0, end))] = 1;
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  REQUIRE(seen.size() > 20);
  TariffBook book(Catalog::bundled(), bare_site(), fixture_resolve);
  for (const auto& [family, one] : seen) {
    const auto found = Catalog::bundled().accelerator(family);
    if (found.candidates.empty()) continue;
    INFO(family);
    const DeviceCount device{family, 1};
    const Tariff& tariff = book.find("p", &device);
    CHECK(tariff.refused.empty());
    CHECK(tariff.log_sd[index_of(Component::accelerator)] >
          0.26);  // wider than that of a known card
    // Not merely the first of the table, unless that is the one.
    CHECK(std::ranges::find(found.candidates, tariff.device, &Candidate::id) !=
          found.candidates.end());
  }
}

TEST_CASE("a GPU that nobody named") {
  const std::string job = row("gpu", "cpu=8,gres/gpu=2,mem=10G,node=1");
  CHECK(charge(job).kwh(Component::accelerator) == Approx(2 * k_device_typical_w / 1e3));
  const Result1 unknown = charge(job, bare_site());
  CHECK(unknown.skips.at("slurm-untyped-device") == 1);
  CHECK(unknown.totals.sums.jobs == 0);
}

TEST_CASE("a partition that the site does not describe") {
  const Result1 gpu = charge(row("other", "cpu=8,gres/gpu:a100=2,mem=10G,node=1"));
  CHECK(gpu.kwh(Component::accelerator) == Approx(2 * k_device_typical_w / 1e3));
  CHECK(gpu.kwh(Component::host) == Approx(2 * k_device_host_w / 1e3));
  CHECK(gpu.kwh(Component::cpu) == 0);  // in the host
  CHECK(gpu.notes.at("slurm-host-assumed") == 1);
  const Result1 cpu = charge(row("other", "cpu=8,mem=10G,node=1"));
  CHECK(cpu.kwh(Component::cpu) == Approx(8 * 4.2 / 1e3));  // two vCPUs of 2.1 W
  CHECK(cpu.kwh(Component::memory) == Approx(10 * k_gib * k_memory_w / 1e3));
  CHECK(cpu.kwh(Component::host) ==
        Approx(k_host_share * (cpu.kwh(Component::cpu) + cpu.kwh(Component::memory))));
  CHECK(cpu.notes.at("slurm-cpu-assumed") == 1);
  const Result1 without = charge(row("other", "cpu=8,node=1"));
  CHECK(without.kwh(Component::memory) == Approx(8 * 4 * k_memory_w / 1e3));  // 4 GB a core
}

TEST_CASE("several kinds of devices in one job") {
  const Result1 r =
      charge(row("gpu", "cpu=8,gres/gpu=3,gres/gpu:a100=2,gres/gpu:a40=1,mem=10G,node=1"));
  CHECK(r.kwh(Component::accelerator) == Approx(3 * k_device_typical_w / 1e3));
  CHECK(r.totals.sums.accelerator_hours.value() == 3);
  CHECK(r.kwh(Component::host) == Approx(0.75 * k_gpu_host_w / 1e3));
}

TEST_CASE("Slurm's energy counter") {
  const std::string whole = "cpu=128,mem=10G,node=1";
  const double modelled = charge(row("cpu", whole)).it();
  const auto with = [&](double kwh, MeasuredEnergy use, const std::string& tres) {
    SlurmOptions options;
    options.measured_energy = use;
    return charge(row("cpu", tres, "||||" + std::to_string(static_cast<long long>(kwh * 3.6e6))),
                  fixture_site(), options);
  };
  const Result1 trusted = with(modelled * 1.2, MeasuredEnergy::trusted, whole);
  CHECK(trusted.kwh(Component::measured) == Approx(modelled * 1.2).epsilon(1e-4));
  CHECK(trusted.it() == Approx(modelled * 1.2).epsilon(1e-4));
  CHECK(trusted.kwh(Component::host) == 0);
  CHECK(with(modelled * 1.2, MeasuredEnergy::never, whole).it() == Approx(modelled));
  CHECK(with(0, MeasuredEnergy::always, whole).it() == Approx(modelled));  // 0: there is no counter
  const Result1 far = with(modelled * 0.1, MeasuredEnergy::trusted, whole);
  CHECK(far.it() == Approx(modelled));
  CHECK(far.notes.at("slurm-energy-untrusted") == 1);
  CHECK(with(modelled * 0.1, MeasuredEnergy::always, whole).it() ==
        Approx(modelled * 0.1).epsilon(1e-3));
  const std::string half = "cpu=64,mem=10G,node=1";
  const Result1 shared = with(modelled, MeasuredEnergy::trusted, half);
  CHECK(shared.kwh(Component::measured) == 0);
  CHECK(shared.notes.at("slurm-energy-untrusted") == 1);
}

TEST_CASE("each year has its own grid") {
  const Result1 r = charge(
      "1|u|cpu|COMPLETED|2023-12-31T23:00:00|01:00:00|1|cpu=128,mem=10G,node=1|||||\n"
      "2|u|cpu|COMPLETED|2024-01-01T00:00:00|01:00:00|1|cpu=128,mem=10G,node=1|||||\n");
  CHECK(r.grid.at(2023).g_per_kwh == fixture_intensity(2023));
  CHECK(r.grid.at(2024).g_per_kwh == fixture_intensity(2024));
  CHECK(r.totals.sums.operational_kg.value() ==
        Approx(r.it() * 1.25 * (fixture_intensity(2023) + fixture_intensity(2024)) / 2e3));
  ClusterSite site = fixture_site();
  site.carbon_intensity = given(grams_per_kwh(57));
  const Result1 fixed = charge(row("cpu", "cpu=128,mem=10G,node=1"), site);
  CHECK(fixed.totals.sums.operational_kg.value() == Approx(fixed.it() * 1.25 * 57 / 1e3));
}

TEST_CASE("jobs that never ran are counted and free") {
  const Result1 r = charge(
      "1|u|cpu|CANCELLED by "
      "5|Unknown|00:00:00|0||||||\n2|u|gpu|PENDING|Unknown|00:00:00|1||||||\n");
  CHECK(r.totals.sums.jobs == 2);
  CHECK(r.it() == 0);
  CHECK(r.skips.empty());
}

TEST_CASE("a record that names no resources") {
  const Result1 r = charge("1|u|other|COMPLETED|2024-05-01T00:00:00|01:00:00|||||||\n");
  CHECK(r.skips.at("slurm-no-resources") == 1);
}

TEST_CASE("the whole input is searched for runs that are there twice, when asked") {
  const std::string rows =
      row("cpu", "cpu=4,mem=1G,node=1") +
      "2|u|cpu|COMPLETED|2024-05-01T00:00:00|01:00:00|1|cpu=4,mem=1G,node=1|||||\n" +
      row("cpu", "cpu=4,mem=1G,node=1");
  CHECK(charge(rows).totals.sums.jobs == 3);
  SlurmOptions options;
  options.dedupe = true;
  CHECK(charge(rows, fixture_site(), options).totals.sums.jobs == 2);
}

TEST_CASE("everything that is wrong with a site is said at once") {
  ClusterSite site = fixture_site();
  site.devices.emplace_back("odd", "Frobnicator 3000");
  site.devices.emplace_back("v100", "V100");
  const auto failing = [](const Job& job) -> Result<ResolvedJob> {
    if (job.hardware && !job.hardware->accelerators.empty() && job.hardware->cpu) {
      Diagnostic error;
      error.code = "unknown-cpu";
      error.message = "no cpu is called so";
      return error;
    }
    return fixture_resolve(job);
  };
  const auto made = SlurmImport::create(Catalog::bundled(), site, {}, failing);
  REQUIRE(!made);
  REQUIRE(made.error().size() == 3);
  CHECK(made.error()[0].message == "partition gpu: no cpu is called so");
  CHECK(made.error()[1].code == "unknown-accelerator");
  CHECK(made.error()[2].code == "ambiguous-accelerator");
  const auto nowhere = SlurmImport::create(Catalog::bundled(), ClusterSite{}, {}, fixture_resolve);
  REQUIRE(!nowhere);
  CHECK(nowhere.error()[0].code == "missing-key");
}

TEST_CASE("each record as a job file") {
  SlurmImport import = make_import();
  std::vector<std::string> lines;
  import.on_job([&](std::string_view line) { lines.emplace_back(line);
});
const std::string text = k_header + row("gpu", "cpu=64,gres/gpu:a100=2,mem=64G,node=1");
TextSource source(text);
import.read_text(source);
REQUIRE(lines.size() == 1);
CHECK(lines[0] ==
      R"({"name":"1","hardware":{"accelerator":{"model":"nvidia-a100-sxm4-80gb","count":2},)"
      R"("cpu":{"cores":64,"power_per_core_w":2.9},"memory_gb":68.719476736,)"
      R"("host":{"power_w":168.32000000000002}},"runtime_seconds":3600,"region":"FR","pue":1.25,)"
      R"("embodied":{"total_kg":1051.2,"lifetime_years":4},"start":"2024-05-01T00:00:00Z",)"
      R"("x_user":"u","x_account":"","x_partition":"gpu","x_state":"COMPLETED"})");
}
