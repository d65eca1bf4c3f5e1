// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "catch.hpp"
#include "unit/workload_fixture.hpp"
#include "workload/peak.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

std::vector<std::string> all_accelerators() {
  const auto table = Catalog::bundled().table("accelerators");
  std::vector<std::string> ids;
  for (const auto& row : table.rows) ids.emplace_back(row.front());
  return ids;
}

}  // namespace

TEST_CASE("devices have the family of their kind") {
  const std::map<std::string, std::string> expected{{"nvidia-a100-sxm4-40gb", "a100"},
                                                    {"nvidia-a800-pcie-80gb", "a100"},
                                                    {"nvidia-h100-pcie-80gb", "h100"},
                                                    {"nvidia-h800-sxm", "h100"},
                                                    {"nvidia-h200-sxm-141gb", "h200"},
                                                    {"nvidia-h20-96gb", "h20"},
                                                    {"nvidia-gh200-96gb", "gh200"},
                                                    {"nvidia-b200-sxm-180gb", "blackwell"},
                                                    {"nvidia-gb300-288gb", "blackwell"},
                                                    {"nvidia-v100-sxm2-32gb", "v100"},
                                                    {"nvidia-v100s-pcie-32gb", "v100"},
                                                    {"nvidia-t4", "nvidia-inference"},
                                                    {"nvidia-a10", "nvidia-inference"},
                                                    {"nvidia-l40s", "nvidia-inference"},
                                                    {"nvidia-p100-sxm2", "nvidia-vector"},
                                                    {"nvidia-k80", "nvidia-vector"},
                                                    {"nvidia-gtx-1080-ti", "nvidia-vector"},
                                                    {"nvidia-titan-xp", "nvidia-vector"},
                                                    {"nvidia-rtx-4090", "consumer"},
                                                    {"nvidia-titan-rtx", "consumer"},
                                                    {"nvidia-rtx-4000-ada", "workstation"},
                                                    {"nvidia-rtx-a6000", "workstation"},
                                                    {"nvidia-rtx-4090-laptop", "laptop"},
                                                    {"nvidia-jetson-nano", "embedded"},
                                                    {"apple-m1", "soc"},
                                                    {"amd-mi300x", "amd-mi300"},
                                                    {"amd-mi325x", "amd-mi300"},
                                                    {"amd-mi355x", "amd-mi350"},
                                                    {"amd-mi250x-gcd", "amd-mi200"},
                                                    {"amd-mi25", "amd-vector"},
                                                    {"amd-radeon-rx-7900-xtx", "consumer"},
                                                    {"intel-gaudi2", "gaudi"},
                                                    {"google-tpu-v2", "tpu-v2"},
                                                    {"google-tpu-v3", "tpu-v3"},
                                                    {"google-tpu-v4", "tpu-v4"},
                                                    {"google-tpu-v5e", "tpu-v5"},
                                                    {"google-tpu-v6e", "tpu"},
                                                    {"aws-trainium2", "datacenter"},
                                                    {"huawei-ascend-910b", "datacenter"}};
  for (const auto& [id, family] : expected) {
    INFO(id);
    const Accelerator row = device(id);
    CHECK(mfu_family(&row).id == family);
  }
  CHECK(mfu_family(nullptr).id == "datacenter");
}

TEST_CASE("every accelerator has a default MFU, and with a peak rate a time") {
  Workload w;
  w.parameters = given(1e9);
  w.tokens = given(20e9);
  int timed = 0;
  for (const std::string& id : all_accelerators()) {
    INFO(id);
    const Accelerator row = device(id);
    const MfuFamily& family = mfu_family(&row);
    CHECK(family.dense.mfu > 0);
    Diagnostics warnings;
    const auto time = derive_time(w, &row, 8, warnings);
    const bool rated = row.bf16_tflops || row.fp16_tflops || row.fp32_tflops;
    CHECK(time.has_value() == rated);
    if (!time) {
      CHECK(time.error().front().code == "no-peak-rate");
      continue;
    }
    ++timed;
    const double mfu = input(time->inputs, "mfu").value;
    CHECK(mfu > 0.05);
    CHECK(mfu < 0.7);
    CHECK(time->log_sd >= 0.29);
    CHECK(time->log_sd < 0.6);
  }
  CHECK(timed > 250);
}

TEST_CASE("every device pattern of the families fits some device") {
  const auto ids = all_accelerators();
  for (const MfuFamily& family : mfu_families()) {
    std::string_view rest = family.devices;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      const std::string_view pattern = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      INFO(family.id << " " << pattern);
      CHECK(std::ranges::any_of(ids, [&](const std::string& id) {
        return pattern.ends_with('*') ? id.starts_with(pattern.substr(0, pattern.size() - 1))
                                      : id == pattern;
      }));
    }
    CHECK_FALSE(family.basis.empty());
    CHECK_FALSE(family.title.empty());
  }
}

TEST_CASE(
    "the bundled peaks are dense: half of the 8-bit integer rate, and no faster than their kind") {
  for (const std::string& id : all_accelerators()) {
    const Accelerator row = device(id);
    if (row.vendor != "NVIDIA" || !row.bf16_tflops || !row.int8_tops) continue;
    INFO(id);
    const double ratio = *row.int8_tops / *row.bf16_tflops;
    CHECK(ratio > 1.9);
    CHECK(ratio < 4.1);
  }
}

TEST_CASE("the ceilings of matrix products") {
  const Accelerator a100 = device("nvidia-a100-sxm4-80gb"), h100 = device("nvidia-h100-sxm5-80gb");
  CHECK(mfu_ceiling(mfu_family(&a100), TrainingPrecision::bf16) == 0.869);
  CHECK(mfu_ceiling(mfu_family(&h100), TrainingPrecision::fp16) == 0.803);
  CHECK(mfu_ceiling(mfu_family(&h100), TrainingPrecision::fp8) == 0.709);
  CHECK(mfu_ceiling(mfu_family(&h100), TrainingPrecision::fp32) == 1);
}
