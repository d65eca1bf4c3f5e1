// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cassert>

#include "carbonest/training_time.hpp"

namespace carbonest {
namespace {

using Value = MfuFamily::Value;

// Sparse models on GPUs reach this share of the dense MFU (H100: 0.18 / 0.225); on TPUs no
// difference shows.
constexpr double k_sparse = 0.8;
constexpr double k_nothing_known = 0.45;
constexpr double k_little_known = 0.35;

constexpr Value start_only(double mfu, double log_sd) { return {mfu, mfu, log_sd, 0}; }
constexpr Value sparse_of(double mfu, double log_sd = k_little_known) {
  return start_only(mfu * k_sparse, log_sd);
}

constexpr std::string_view k_runs = "published runs";
constexpr std::string_view k_start = "a judgement that no published run has tested yet";
constexpr std::string_view k_guess =
    "nothing published: the value of the nearest family, with a wide spread";

// The first row whose devices fit is a device's family; else the one of its class. Ceilings are the
// best measured matrix product over the dense peak (ML Engineering Open Book).
constexpr std::array k_families{
    MfuFamily{.id = "v100",
              .title = "NVIDIA V100",
              .devices = "nvidia-v100*;nvidia-titan-v",
              .dense = {0.20, 0.200, 0.29, 2},
              .sparse = sparse_of(0.20),
              .basis = k_runs},
    MfuFamily{.id = "a100",
              .title = "NVIDIA A100, A800, A30",
              .devices = "nvidia-a100*;nvidia-a800*;nvidia-a30",
              .dense = {0.33, 0.339, 0.29, 21},
              .sparse = sparse_of(0.33),
              .ceiling = 0.869,
              .basis = k_runs},
    MfuFamily{
        .id = "h20",
        .title = "NVIDIA H20",
        .devices = "nvidia-h20-*",
        .dense = start_only(0.33, k_nothing_known),
        .sparse = sparse_of(0.33, k_nothing_known),
        .basis =
            "nothing published: an H100's memory and network with an A100's arithmetic at most"},
    MfuFamily{.id = "h200",
              .title = "NVIDIA H200",
              .devices = "nvidia-h200*",
              .dense = start_only(0.22, k_run_log_sd),
              .sparse = sparse_of(0.22),
              .ceiling = 0.803,
              .fp8_ceiling = 0.709,
              .basis = "the H100's, shared with its chip"},
    MfuFamily{.id = "h100",
              .title = "NVIDIA H100, H800",
              .devices = "nvidia-h100*;nvidia-h800*",
              .dense = {0.225, 0.238, 0.315, 8},
              .sparse = {0.18, 0.176, 0.318, 5},
              .ceiling = 0.803,
              .fp8_ceiling = 0.709,
              .basis = k_runs},
    MfuFamily{.id = "gh200",
              .title = "NVIDIA GH200",
              .devices = "nvidia-gh200*",
              .dense = {0.20, 0.200, 0.29, 1},
              .sparse = sparse_of(0.20),
              .ceiling = 0.803,
              .fp8_ceiling = 0.709,
              .basis = k_runs},
    MfuFamily{.id = "blackwell",
              .title = "NVIDIA B100, B200, B300, GB200, GB300",
              .devices = "nvidia-b100*;nvidia-b200*;nvidia-b300*;nvidia-gb200*;nvidia-gb300*",
              .dense = start_only(0.18, k_run_log_sd),
              .sparse = {0.18, 0.173, 0.29, 1},
              .ceiling = 0.776,
              .fp8_ceiling = 0.763,
              .basis = k_runs},
    MfuFamily{.id = "nvidia-inference",
              .title = "NVIDIA T4, A10, A16, A40, L4, L40 and their like",
              .devices =
                  "nvidia-t4*;nvidia-a10;nvidia-a10g;nvidia-a16;nvidia-a2;nvidia-a40;nvidia-l*;"
                  "nvidia-rtx-pro-6000-server",
              .dense = start_only(0.20, k_nothing_known),
              .sparse = sparse_of(0.20, k_nothing_known),
              .basis = "consumer chips in data-centre cards: the value of consumer cards"},
    MfuFamily{.id = "nvidia-vector",
              .title = "NVIDIA GPUs before tensor cores",
              .devices =
                  "nvidia-p*;nvidia-k*;nvidia-m*;nvidia-gtx-*;nvidia-titan-x*;nvidia-titan-black;"
                  "nvidia-quadro-k*;nvidia-quadro-m*;nvidia-quadro-p*;nvidia-quadro-gp*",
              .dense = {0.35, 0.359, k_nothing_known, 1},
              .sparse = sparse_of(0.35, k_nothing_known),
              .vector_units = true,
              .basis = "one measured run, 4.7 of 10.6 TFLOP/s on the P100"},
    MfuFamily{.id = "amd-mi350",
              .title = "AMD MI350, MI355X, MI455X",
              .devices = "amd-mi35*;amd-mi4*",
              .dense = start_only(0.18, k_nothing_known),
              .sparse = sparse_of(0.18, k_nothing_known),
              .ceiling = 0.68,
              .basis = "the value of Blackwell"},
    MfuFamily{.id = "amd-mi300",
              .title = "AMD MI300A, MI300X, MI308X, MI325X",
              .devices = "amd-mi30*;amd-mi325x",
              .dense = start_only(0.20, k_run_log_sd),
              .sparse = sparse_of(0.20),
              .ceiling = 0.514,
              .basis = k_start},
    MfuFamily{.id = "amd-mi200",
              .title = "AMD MI100, MI210, MI250",
              .devices = "amd-mi100;amd-mi210;amd-mi250;amd-mi250x*",
              .dense = start_only(0.25, k_little_known),
              .sparse = sparse_of(0.25),
              .basis = "steady 0.32-0.38 at 1,024 to 3,072 MI250X dies, times goodput"},
    MfuFamily{
        .id = "amd-vector",
        .title = "AMD GPUs before matrix units",
        .devices =
            "amd-mi25;amd-mi50*;amd-mi60;amd-radeon-pro-v*;amd-radeon-pro-w6*;amd-radeon-rx-4*;"
            "amd-radeon-rx-5*;amd-radeon-rx-6*;amd-radeon-rx-vega*",
        .dense = start_only(0.35, k_nothing_known),
        .sparse = sparse_of(0.35, k_nothing_known),
        .vector_units = true,
        .basis = k_guess},
    MfuFamily{.id = "gaudi",
              .title = "Intel Gaudi",
              .devices = "intel-gaudi*",
              .dense = start_only(0.25, k_nothing_known),
              .sparse = sparse_of(0.25, k_nothing_known),
              .ceiling = 0.969,
              .basis = k_guess},
    MfuFamily{.id = "tpu-v2",
              .title = "Google TPU v2",
              .devices = "google-tpu-v1;google-tpu-v2",
              .dense = start_only(0.36, k_little_known),
              .sparse = start_only(0.36, k_little_known),
              .pooled = true,
              .basis = "the value of TPU v3"},
    MfuFamily{.id = "tpu-v3",
              .title = "Google TPU v3",
              .devices = "google-tpu-v3",
              .dense = {0.36, 0.354, 0.29, 4},
              .sparse = {0.36, 0.354, 0.29, 4},
              .pooled = true,
              .basis = k_runs},
    MfuFamily{.id = "tpu-v4",
              .title = "Google TPU v4",
              .devices = "google-tpu-v4*",
              .dense = {0.29, 0.289, 0.29, 4},
              .sparse = {0.29, 0.289, 0.29, 4},
              .pooled = true,
              .basis = k_runs},
    MfuFamily{.id = "tpu-v5",
              .title = "Google TPU v5",
              .devices = "google-tpu-v5*",
              .dense = start_only(0.30, k_run_log_sd),
              .sparse = start_only(0.30, k_run_log_sd),
              .pooled = true,
              .basis = k_start},
    // By class, for everything else.
    MfuFamily{.id = "consumer",
              .title = "desktop cards",
              .dense = start_only(0.20, k_run_log_sd),
              .sparse = sparse_of(0.20),
              .basis = k_start},
    MfuFamily{.id = "workstation",
              .title = "workstation cards",
              .dense = start_only(0.20, k_little_known),
              .sparse = sparse_of(0.20),
              .basis = "the value of desktop cards"},
    MfuFamily{.id = "laptop",
              .title = "laptops",
              .dense = start_only(0.20, k_nothing_known),
              .sparse = sparse_of(0.20, k_nothing_known),
              .basis = k_guess},
    MfuFamily{.id = "embedded",
              .title = "embedded modules",
              .dense = start_only(0.35, k_nothing_known),
              .sparse = sparse_of(0.35, k_nothing_known),
              .vector_units = true,
              .basis = k_guess},
    MfuFamily{.id = "soc",
              .title = "systems on chip",
              .dense = start_only(0.30, k_nothing_known),
              .sparse = sparse_of(0.30, k_nothing_known),
              .vector_units = true,
              .basis = k_guess},
    MfuFamily{.id = "tpu",
              .title = "Google TPU v6 and later",
              .dense = start_only(0.30, k_nothing_known),
              .sparse = start_only(0.30, k_nothing_known),
              .pooled = true,
              .basis = "the value of TPU v5"},
    MfuFamily{.id = "datacenter",
              .title = "other accelerators",
              .dense = start_only(0.20, k_nothing_known),
              .sparse = sparse_of(0.20, k_nothing_known),
              .basis = k_guess},
};

struct ClassRow {
  DeviceClass device_class;
  std::string_view family;
};
constexpr std::array k_classes{
    ClassRow{DeviceClass::datacenter, "datacenter"},
    ClassRow{DeviceClass::tpu, "tpu"},
    ClassRow{DeviceClass::desktop, "consumer"},
    ClassRow{DeviceClass::workstation, "workstation"},
    ClassRow{DeviceClass::laptop, "laptop"},
    ClassRow{DeviceClass::soc, "soc"},
    ClassRow{DeviceClass::embedded, "embedded"},
};

bool fits(std::string_view patterns, std::string_view id) noexcept {
  while (!patterns.empty()) {
    const std::size_t end = std::min(patterns.find(';'), patterns.size());
    std::string_view pattern = patterns.substr(0, end);
    patterns.remove_prefix(std::min(end + 1, patterns.size()));
    const bool open = pattern.ends_with('*');
    if (open) pattern.remove_suffix(1);
    if (open ? id.starts_with(pattern) : id == pattern) return true;
  }
  return false;
}

const MfuFamily& family_called(std::string_view id) noexcept {
  const auto* row = std::ranges::find(k_families, id, &MfuFamily::id);
  assert(row != k_families.end());
  return *row;
}

}  // namespace

std::span<const MfuFamily> mfu_families() noexcept { return k_families; }

const MfuFamily& mfu_family(const Accelerator* row) noexcept {
  if (row == nullptr) return family_called("datacenter");
  for (const MfuFamily& family : k_families)
    if (fits(family.devices, row->id)) return family;
  const auto* by_class = std::ranges::find(k_classes, row->device_class, &ClassRow::device_class);
  assert(by_class != k_classes.end());
  return family_called(by_class->family);
}

}  // namespace carbonest
