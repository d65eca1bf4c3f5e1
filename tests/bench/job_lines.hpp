// SPDX-License-Identifier: Apache-2.0
#pragma once
// Made-up batches of jobs, the same for the same seed: lines of about 300 bytes on thousands of
// different machines, every one with its own name, length and user.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace carbonest::bench {

class JobLines {
 public:
  explicit JobLines(std::uint64_t seed) : state_{seed * 2 + 1} {
    for (std::size_t i = 0; i < k_machines; ++i) machines_.push_back(machine());
  }

  /// With its line end.
  std::string next() {
    ++number_;
    return fmt::format(
        R"({{"name":"job-{:08}-{:08x}","description":"fine-tuning of a language model, sweep {}",)"
        R"({},"runtime":"{}.{:02}h","x_user":"user{:03}","x_project":"project-{:02}"}})"
        "\n",
        number_, below(1U << 30), below(100), machines_[below(k_machines)], below(200), below(100),
        below(300), below(40));
  }

 private:
  static constexpr std::size_t k_machines = 4000;

  std::string machine() {
    static constexpr std::array<std::string_view, 10> k_devices{
        "A100-SXM4-40GB", "A100-SXM4-80GB", "H100-SXM5-80GB", "V100-SXM2-32GB", "Tesla T4", "A40",
        "L40S",           "A100-PCIe-80GB", "RTX 3090",       "H200-SXM"};
    static constexpr std::array<std::string_view, 4> k_cpus{
        "2x AMD EPYC 7742", "2x AMD EPYC 7763", "2x Xeon Platinum 8280", "2x AMD EPYC 7543"};
    static constexpr std::array<std::string_view, 12> k_regions{"gcp:us-central1",
                                                                "aws:us-east-1",
                                                                "aws:eu-west-1",
                                                                "azure:westeurope",
                                                                "FR",
                                                                "DE",
                                                                "GB",
                                                                "US-CA",
                                                                "gcp:europe-west4",
                                                                "aws:eu-north-1",
                                                                "JP",
                                                                "PL"};
    return fmt::format(
        R"("hardware":{{"nodes":{},"accelerator":"{}x {}","cpu":"{}","memory":"{} GB"}},)"
        R"("region":"{}","pue":1.{:02})",
        1 + below(4), 1U << below(4), k_devices[below(10)], k_cpus[below(4)], 256U << below(3),
        k_regions[below(12)], 5 + below(40));
  }

  std::uint64_t below(std::uint64_t limit) {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return (state_ >> 33) % limit;
  }

  std::uint64_t state_, number_ = 0;
  std::vector<std::string> machines_;
};

}  // namespace carbonest::bench
