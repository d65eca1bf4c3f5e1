// SPDX-License-Identifier: Apache-2.0
#include "carbonest/method.hpp"

#include <algorithm>
#include <array>

namespace carbonest {
namespace {

constexpr std::array k_methods{
    Method{
        .id = "native",
        .title = "What is described is counted; what is missing of a server is estimated and said",
        .formula = "kWh = runs x sum(W of parts) x hours x PUE / 1000",
        .source = "green-algorithms-2021",
        .boundary = "Accelerators, CPU, memory, storage, rest of the server, facility overhead and "
                    "manufacture; not the network outside the server, people, or the model's use.",
        .counts_cpu = true,
        .counts_storage = true,
        .counts_host = true,
        .counts_embodied = true,
        .nameplate_power = false,
        .uses_utilization = true,
        .scales_watts = false,
        .fixed_pue = {}},
    Method{
        .id = "accelerator-hours",
        .title = "Model-card arithmetic: accelerator-hours x power x PUE x intensity, nothing else",
        .formula = "kWh = runs x accelerators x W x hours x PUE / 1000",
        .source = "patterson2021",
        .boundary = "Accelerators and facility overhead only; no CPU, memory, rest of the server "
                    "or manufacture.",
        .counts_cpu = false,
        .counts_storage = false,
        .counts_host = false,
        .counts_embodied = false,
        .nameplate_power = true,
        .uses_utilization = false,
        .scales_watts = false,
        .fixed_pue = {}},
    Method{.id = "green-algorithms",
           .title = "The Green Algorithms calculator's formula with its own defaults",
           .formula = "kWh = runs x hours x (cores x W/core x usage + GPUs x W x usage + GB x "
                      "0.3725) x PUE / 1000",
           .source = "green-algorithms-2021",
           .boundary = "Accelerators, CPU cores, memory and facility overhead; no storage, rest of "
                       "the server or "
                       "manufacture.",
           .counts_cpu = true,
           .counts_storage = false,
           .counts_host = false,
           .counts_embodied = false,
           .nameplate_power = true,
           .uses_utilization = true,
           .scales_watts = true,
           .fixed_pue = 1.56},
};

}  // namespace

std::span<const Method> methods() noexcept { return k_methods; }

const Method* find_method(std::string_view id) noexcept {
  const auto* row = std::ranges::find(k_methods, id, &Method::id);
  return row == k_methods.end() ? nullptr : row;
}

}  // namespace carbonest
