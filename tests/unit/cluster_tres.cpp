// SPDX-License-Identifier: Apache-2.0
#include "cluster/tres.hpp"

#include <string>

#include "catch.hpp"

using namespace carbonest::cluster;

namespace {

// "a100=4 ?=2"; "broken".
std::string devices(std::string_view text,
                    bool (*read)(std::string_view, Allocation&) = read_tres) {
  Allocation out;
  if (!read(text, out)) return "broken";
  std::string shown;
  for (const DeviceCount& device : out.devices) {
    if (!shown.empty()) shown += ' ';
    shown += device.type.empty() ? std::string("?") : std::string(device.type);
    shown += '=' + std::to_string(static_cast<int>(device.count));
  }
  return shown;
}

struct Row {
  const char* name;
  const char* text;
  const char* expected;
};

}  // namespace

TEST_CASE("devices of a resource list, each once") {
  const Row rows[]{
      {"typed and untyped are the same devices", "cpu=32,gres/gpu:a100=4,gres/gpu=4,mem=1G,node=1",
       "a100=4"},
      {"in the other order", "gres/gpu=4,gres/gpu:a100=4", "a100=4"},
      {"untyped only", "cpu=1,gres/gpu=2", "?=2"},
      {"two types and their sum", "gres/gpu=6,gres/gpu:a100=4,gres/gpu:v100=2", "a100=4 v100=2"},
      {"some of them without a type", "gres/gpu=6,gres/gpu:a100=4", "?=2 a100=4"},
      {"the same entry twice", "gres/gpu:a100=4,gres/gpu:a100=4", "a100=4"},
      {"more typed than in all", "gres/gpu=2,gres/gpu:a100=4", "a100=4"},
      {"none", "billing=4,cpu=4,mem=16G,node=1", ""},
      {"zero of them", "cpu=4,gres/gpu=0", ""},
      {"other generic resources", "cpu=4,gres/nvme=1,license/matlab=2,fs/disk=0,vmem=0,pages=0",
       ""},
      {"other kinds of accelerators", "gres/hpu:gaudi2=8", "gaudi2=8"},
      {"a MIG slice", "gres/gpu:a100_3g.20gb=1,gres/gpu=1", "a100_3g.20gb=1"},
      {"empty", "", ""},
      {"no value", "cpu", "broken"},
      {"no number", "cpu=many", "broken"},
      {"no number of devices", "gres/gpu=x", "broken"},
      {"not a list", "hello", "broken"},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    CHECK(devices(row.text) == row.expected);
  }
}

TEST_CASE("the older list of generic resources") {
  const Row rows[]{
      {"count", "gpu:4", "?=4"},
      {"type and count", "gpu:a100:4", "a100=4"},
      {"type only", "gpu:a100", "a100=1"},
      {"name only", "gpu", "?=1"},
      {"with places", "gpu:a100:2(IDX:0,3)", "a100=2"},
      {"with sockets", "gpu:a100:2(S:0-1),nvme:1", "a100=2"},
      {"with gres:", "gres:gpu:a100:2", "a100=2"},
      {"with gres/", "gres/gpu:2", "?=2"},
      {"per node", "PER_NODE:gpu:2", "?=2"},
      {"none", "", ""},
      {"null", "(null)", ""},
      {"other", "craynetwork:4", ""},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    CHECK(devices(row.text, read_gres) == row.expected);
  }
}

TEST_CASE("the rest of a resource list") {
  Allocation out;
  REQUIRE(read_tres("billing=64,cpu=64,energy=12345,gres/gpu=4,mem=500G,node=2", out));
  CHECK(out.cpus == 64);
  CHECK(out.nodes == 2);
  CHECK(out.memory_gb == Approx(536.870912));
  CHECK(out.energy_j == 12345);
  Allocation unset;
  REQUIRE(read_tres("cpu=4,energy=18446744073709551614,mem=512000M", unset));
  CHECK(!unset.energy_j);
  CHECK(unset.memory_gb == Approx(536.870912));
  Allocation shared;
  REQUIRE(read_tres("cpu=4,gres/mps=50", shared));
  CHECK(shared.shared_devices);
  CHECK(shared.devices.empty());
}

TEST_CASE("what a step used") {
  const StepUsage usage = read_usage(
      "cpu=01:02:03,energy=0,fs/disk=123,gres/gpumem=1234M,gres/"
      "gpuutil=375,mem=2G,pages=0,vmem=4G");
  CHECK(usage.device_percent == 375);
  CHECK(usage.memory_gb == Approx(2.147483648));
  CHECK(!read_usage("cpu=00:00:01,mem=1000K").device_percent);
  CHECK(read_usage("gres/gpuutil=0").device_percent == 0);
  CHECK(read_usage("gres/gpuutil=99999999999").device_percent >= 1e9);  // seen on MIG slices
  CHECK(!read_usage("gres/gpuutil=18446744073709551614").device_percent);
  CHECK(!read_usage("").memory_gb);
}
