// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "carbonest/training_time.hpp"

namespace carbonest {
namespace {

constexpr std::array k_rungs{
    RungRow{Rung::measured_energy, "measured-energy", "measured energy"},
    RungRow{Rung::measured_power, "measured-power", "measured power x hours"},
    RungRow{Rung::given_hours, "given-hours", "given hours x default power"},
    RungRow{Rung::tokens_per_second, "tokens-per-second", "hours from tokens per second"},
    RungRow{Rung::given_mfu, "given-mfu", "hours from FLOPs and the given MFU"},
    RungRow{Rung::default_mfu, "default-mfu",
            "hours from FLOPs and the default MFU of the device's family"},
};

}  // namespace

std::span<const RungRow> rungs() noexcept { return k_rungs; }

}  // namespace carbonest
