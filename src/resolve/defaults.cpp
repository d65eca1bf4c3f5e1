// SPDX-License-Identifier: Apache-2.0
#include "resolve/defaults.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace carbonest {
namespace {

constexpr double k_hours_per_year = 8760;

// id, value, unit, low, high, sd of ln, rule, source. A spread of 0 means: a rule, or taken as
// exact.
constexpr std::array k_defaults{
    DefaultRow{"accelerator.average", 1, "1", 0.85, 1.18, 0.10,
               "TPU v2 to v4: the measured average draw of a chip, not its TDP", "gcp-tpu"},
    DefaultRow{"accelerator.estimated_tdp", 1, "1", 0.72, 1.39, 0.20,
               "a TDP that is only a third party's estimate spreads at least this much (judgement)",
               ""},
    DefaultRow{"accelerator.idle", 0.12, "1", 0.12, 0.12, 0,
               "idle draw as a share of TDP where the table has none", "driver-printouts"},
    DefaultRow{"accelerator.load", 0.70, "1", 0.46, 1.07, 0.26,
               "average draw as a share of TDP, nothing known (218 measured configurations)",
               "chung2025"},
    DefaultRow{"accelerator.load_language_model", 0.80, "1", 0.68, 0.94, 0.10,
               "average draw as a share of TDP when training a language model", "cottier2024"},
    DefaultRow{"accelerator.power", 1, "1", 0.95, 1.05, 0.03, "a measured average draw", ""},
    DefaultRow{"accelerator.utilization", 1, "1", 0.88, 1.14, 0.08,
               "idle + (TDP - idle) x utilization", ""},
    DefaultRow{"cpu.cores_per_vcpu", 0.5, "1", 0.5, 0.5, 0, "a vCPU is a thread, two to a core",
               ""},
    DefaultRow{"cpu.idle_share", 0.3, "1", 0.3, 0.3, 0, "TDP x (0.3 + 0.7 x utilization)", "teads"},
    DefaultRow{"cpu.load", 1, "1", 0.67, 1.5, 0.25,
               "TDP x (0.3 + 0.7 x utilization), utilization assumed", "teads"},
    DefaultRow{"cpu.load_known", 1, "1", 0.83, 1.2, 0.11,
               "TDP x (0.3 + 0.7 x utilization), utilization given", "teads"},
    DefaultRow{"cpu.utilization", 0.4, "1", 0.4, 0.4, 0,
               "average use of the CPUs of a training node", "ccf"},
    DefaultRow{"cpu.w_per_core", 12, "W", 12, 12, 0,
               "Green Algorithms: power per core of an unknown CPU", "gatool"},
    DefaultRow{"cpu.w_per_vcpu", 2.1, "W", 1.31, 3.36, 0.29,
               "CPU of an instance without a known model, per vCPU", "ccf"},
    DefaultRow{"embodied.accelerator", 150, "kg", 78, 289, 0.40,
               "data-centre accelerator without a figure of its own", "luccioni2022"},
    DefaultRow{"embodied.accelerator_desktop", 60, "kg", 31, 116, 0.40,
               "desktop card without a figure of its own", "hubblo"},
    DefaultRow{"embodied.busy_share", 0.85, "1", 0.85, 0.85, 0,
               "share of its life that a device is in use: cloud or large site", "luccioni2022"},
    DefaultRow{"embodied.busy_share_personal", 0.3, "1", 0.3, 0.3, 0,
               "share of its life that a device is in use: personal machine (judgement)", ""},
    DefaultRow{"embodied.cpu_server", 1300, "kg", 684, 2470, 0.40,
               "CPU-only two-socket server (by share of 64 cores when only cores are known)",
               "boavizta"},
    DefaultRow{"embodied.figure", 1, "1", 0.52, 1.93, 0.40, "a figure of the tables", ""},
    DefaultRow{"embodied.lifetime", 4 * k_hours_per_year, "h", 2.4 * k_hours_per_year,
               6.6 * k_hours_per_year, 0.30, "4 years, together with the busy share", "ccf"},
    DefaultRow{"embodied.server_per_accelerator", 312.5, "kg", 162, 603, 0.40,
               "1/8 of a server for 8 accelerators, without them (2,500 kg)", "luccioni2022"},
    DefaultRow{
        "embodied.total", 1, "1", 0.72, 1.39, 0.20,
        "a figure given in the job (judgement: product footprints of one maker differ by as much)",
        ""},
    DefaultRow{"host.of_measured", 0.45 / 0.80, "1", 0.31, 0.94, 0.30,
               "rest of the server from measured accelerator energy: 0.45 / 0.80 of it", "mlperf"},
    DefaultRow{"host.of_parts", 0.20, "1", 0.08, 0.35, 0.40,
               "fans, network, power supply: share of the sum of the parts of a data-centre server",
               "mlperf"},
    DefaultRow{"host.of_parts_desktop", 0.30, "1", 0.08, 0.35, 0.40,
               "fans, board, power supply: share of the sum of the parts of a desktop (judgement)",
               ""},
    DefaultRow{
        "host.of_tdp", 0.45, "1", 0.25, 0.75, 0.30,
        "whole host of a data-centre card as a share of its TDP (node at the wall 1.25 x TDP)",
        "mlperf"},
    DefaultRow{"host.of_tdp_desktop", 0.40, "1", 0.20, 0.80, 0.42,
               "whole host of a desktop card as a share of its TDP", "dodge2022"},
    DefaultRow{"host.power", 1, "1", 0.95, 1.05, 0.03, "a measured power of the rest of the server",
               ""},
    DefaultRow{"host.tpu_v2", 0, "1", 0, 0, 0, "the average of TPU v2 is a system average already",
               "patterson2021"},
    DefaultRow{"host.tpu_v3", 0.3, "1", 0.18, 0.49, 0.30, "system average 1.3 x the chip's",
               "patterson2021"},
    DefaultRow{"host.tpu_v4", 1.0, "1", 0.61, 1.64, 0.30, "system average 2.0 x the chip's",
               "patterson2021"},
    DefaultRow{"intensity.given", 1, "1", 0.92, 1.09, 0.05, "an intensity given in the job", ""},
    DefaultRow{"intensity.per_year", 0.10, "1", 0.10, 0.10, 0,
               "spread added for every year between data and job", ""},
    DefaultRow{"intensity.series", 1, "1", 0.92, 1.09, 0.05,
               "hourly series of the zone and year, over the time of the run", ""},
    DefaultRow{"intensity.small_system", 1, "1", 0.66, 1.51, 0.25,
               "a zone of low confidence or under 5 TWh a year", ""},
    DefaultRow{"intensity.table", 1, "1", 0.91, 1.10, 0.06,
               "annual average of zone and year, at least 10 g/kWh", ""},
    DefaultRow{"intensity.upstream", 30, "g/kWh", 0, 60, 0,
               "fuel supply and construction on top of direct emissions, where the country has no "
               "official figure (judgement)",
               ""},
    DefaultRow{"memory.gb_per_core", 4, "GB", 4, 4, 0,
               "memory of a CPU-only job per core (judgement)", ""},
    DefaultRow{"memory.gb_per_vcpu", 4, "GB", 4, 4, 0, "memory of an instance per vCPU (judgement)",
               ""},
    DefaultRow{"memory.w_per_gb", 0.3725, "W/GB", 0.25, 0.56, 0.25, "draw of memory, used or not",
               "gatool"},
    DefaultRow{"pue.design", 1, "1", 0.91, 1.10, 0.06,
               "design value or assumption for the cloud region", ""},
    DefaultRow{"pue.fleet", 1, "1", 0.92, 1.09, 0.05, "the provider's fleet mean", ""},
    DefaultRow{"pue.given", 1, "1", 0.97, 1.03, 0.02, "a PUE given in the job", ""},
    DefaultRow{"pue.personal", 1.0, "1", 1, 1, 0,
               "a personal machine has no facility around it (judgement)", ""},
    DefaultRow{"pue.region", 1, "1", 0.95, 1.05, 0.03, "measured in the cloud region", ""},
    DefaultRow{"pue.unknown", 1.56, "1", 1.2, 2.0, 0.16,
               "unknown site: mean of the industry survey", "uptime-secondary"},
    DefaultRow{"runtime", 1, "1", 0.99, 1.01, 0.005, "a wall-clock time given in the job", ""},
    DefaultRow{"storage.hdd_w_per_tb", 0.65, "W/TB", 0.43, 0.98, 0.25, "draw of hard disks", "ccf"},
    DefaultRow{"storage.ssd_w_per_tb", 1.2, "W/TB", 0.8, 1.8, 0.25, "draw of solid-state disks",
               "ccf"},
    DefaultRow{"workload.flops", 1, "1", 0.89, 1.12, 0.07,
               "FLOPs from parameters and tokens: attention not counted", "kaplan2020"},
    DefaultRow{"workload.flops_shape", 1, "1", 0.95, 1.05, 0.03,
               "FLOPs given, counted per sample, or with attention from the shape", "kaplan2020"},
    DefaultRow{"workload.goodput", 0.8, "1", 0.66, 0.97, 0.12,
               "whole-run over steady MFU: seven published runs reached 0.66-0.91",
               "training-runs"},
    DefaultRow{"workload.goodput_given", 1, "1", 0.92, 1.09, 0.05, "a goodput given in the job",
               ""},
    DefaultRow{"workload.rate_given", 1, "1", 0.92, 1.09, 0.05,
               "an MFU of the whole run, or a rate with its goodput, given in the job", ""},
    DefaultRow{"workload.rollout_mfu", 0.032, "1", 0.01, 0.10, 0.70,
               "token-by-token generation of rollouts reaches 1-10 % of the peak", ""},
    DefaultRow{"workload.tokens_per_second", 1, "1", 0.82, 1.22, 0.12,
               "tokens per second given in the job, taken as the average of the run",
               "training-runs"},
};
static_assert(std::ranges::is_sorted(k_defaults, {}, &DefaultRow::id));

}  // namespace

std::span<const DefaultRow> defaults() noexcept { return k_defaults; }

const DefaultRow& default_row(std::string_view id) noexcept {
  const auto* row = std::ranges::lower_bound(k_defaults, id, {}, &DefaultRow::id);
  assert(row != k_defaults.end() && row->id == id);
  return *row;
}

}  // namespace carbonest
