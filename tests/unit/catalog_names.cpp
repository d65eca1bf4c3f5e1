// SPDX-License-Identifier: Apache-2.0
#include "catalog/names.hpp"

#include <string>
#include <string_view>
#include <vector>

#include "carbonest/catalog.hpp"
#include "catch.hpp"

using namespace carbonest;

namespace {

using Names = std::vector<std::string>;
Names nearest(std::string_view word, std::vector<std::string_view> names, std::size_t limit = 3) {
  return nearest_names(word, names, limit);
}

struct Pair {
  std::string_view in, out;
};

}  // namespace

TEST_CASE("names: folding makes spellings equal") {
  for (const std::string_view name :
       {"NVIDIA A100-SXM4-80GB", "nvidia_a100_sxm4_80gb", "Nvidia A100 SXM4 80 GB",
        "nvidia-a100-sxm4-80gb", "NVIDIA(R) A100(TM) SXM4 80GB",
        "NVIDIA\u00AE A100\u2122-SXM4-80GB", "NVIDIA\tA100 SXM4 80GB"}) {
    INFO(name);
    CHECK(fold_name(name) == "nvidiaa100sxm480gb");
  }
  CHECK(fold_name("Intel(R) Xeon(R)") == "intelxeon");
  CHECK(fold_name("") == "");
  CHECK(fold_name(" -_") == "");
  CHECK(fold_name("(custom) v2.0+") == "(custom)v2.0+");
  CHECK(fold_name("C\u00F4te d'Ivoire") == "c\u00F4ted'ivoire");
}

TEST_CASE("names: places keep their dashes") {
  CHECK(fold_name("us-west-1", Folding::keep_dashes) !=
        fold_name("us-west1", Folding::keep_dashes));
  CHECK(fold_name("US_West_1", Folding::keep_dashes) == "us-west-1");
  CHECK(fold_name("East US 2", Folding::keep_dashes) == "eastus2");
  CHECK(fold_id("US_CA") == "us-ca");
  CHECK(fold_id("R-EU") != fold_id("REU"));
}

TEST_CASE("names: vendor words are left out at word ends only, and of one vendor only") {
  struct Case {
    std::string_view name, rest, vendor;
  };
  const std::vector<Case> cases{
      {"NVIDIA A100", "A100", "NVIDIA"},
      {"nvidia-a100-sxm", "a100-sxm", "NVIDIA"},
      {"NVIDIA Tesla T4", "T4", "NVIDIA"},
      {"Tesla V100", "V100", "NVIDIA"},
      {"NVIDIA GeForce RTX 4090", "RTX 4090", "NVIDIA"},
      {"AMD Radeon Instinct MI25", "MI25", "AMD"},
      {"AMD Instinct MI250X", "MI250X", "AMD"},
      {"Intel(R) Xeon(R) Gold 6148", "Xeon  Gold 6148", "Intel"},
      {"Google Cloud TPU v4", "TPU v4", "Google"},
      {"Cloud TPU v4", "TPU v4", "Google"},
      {"AWS Trainium", "Trainium", "AWS"},
      {"Huawei_Ascend 910B", "Ascend 910B", "Huawei"},
      {"AMD NVIDIA X", "NVIDIA X", "AMD"},
      {"AmpereOne", "", ""},
      {"NVIDIA", "", ""},
      {"NVIDIA ", "", ""},
      {"RTX 4090", "", ""},
  };
  for (const Case& c : cases) {
    const VendorSplit split = without_vendor(c.name);
    INFO(c.name);
    CHECK(split.rest == c.rest);
    CHECK(split.vendor == c.vendor);
  }
  CHECK(without_vendor("Tesla D1", "Tesla").rest == "D1");
  CHECK(without_vendor("AMD MI100", "NVIDIA").rest.empty());
}

TEST_CASE("names: what /proc/cpuinfo adds to a model") {
  const std::vector<Pair> cases{
      {"Intel(R) Xeon(R) CPU E5-2620 v4 @ 2.10GHz", "Intel Xeon E5-2620 v4"},
      {"Intel(R) Xeon(R) Gold 6148 CPU @ 2.40GHz", "Intel Xeon Gold 6148"},
      {"Intel(R) Xeon(R) CPU E5-2670 0 @ 2.60GHz", "Intel Xeon E5-2670"},
      {"Intel(R) Xeon(R) CPU           E5645  @ 2.40GHz", "Intel Xeon E5645"},
      {"11th Gen Intel(R) Core(TM) i5-11400F @ 2.60GHz", "Intel Core i5-11400F"},
      {"AMD EPYC 7742 64-Core Processor", "AMD EPYC 7742"},
      {"AMD Ryzen 7 5800H with Radeon Graphics", "AMD Ryzen 7 5800H"},
      {"AMD FX(tm)-8350 Eight-Core Processor", "AMD FX -8350"},
      {"Intel(R) Xeon(R) CPU @ 2.20GHz", "Intel Xeon"},
      {"AMD EPYC 7742", ""},
      {"", ""},
      {"@", ""},
  };
  for (const Pair& c : cases) {
    INFO(c.in);
    CHECK(bare_cpu_name(c.in) == c.out);
  }
}

TEST_CASE("names: the region of a zone") {
  const std::vector<Pair> cases{
      {"us-central1-a", "us-central1"},
      {"gcp:us-central1-a", "gcp:us-central1"},
      {"us-east-1a", "us-east-1"},
      {"eu-west-3c", "eu-west-3"},
      {"us-east-1", ""},
      {"eastus", ""},
      {"a", ""},
      {"-a", ""},
      {"", ""},
      {"us-a", ""},
  };
  for (const Pair& c : cases) {
    INFO(c.in);
    CHECK(region_of_zone(c.in) == c.out);
  }
}

TEST_CASE("names: edit distance") {
  struct Case {
    std::string_view a, b;
    std::size_t distance;
  };
  const std::vector<Case> cases{
      {"", "", 0},
      {"a", "", 1},
      {"abc", "abc", 0},
      {"abc", "abd", 1},
      {"abc", "abcd", 1},
      {"abc", "bc", 1},
      {"abcd", "acbd", 1},
      {"france", "frnace", 1},
      {"kitten", "sitting", 3},
      {"ca", "abc", 3},
      {"region", "regoin", 1},
  };
  for (const Case& c : cases) {
    INFO(c.a << " " << c.b);
    CHECK(edit_distance(c.a, c.b, 10) == c.distance);
    CHECK(edit_distance(c.b, c.a, 10) == c.distance);
    if (c.distance > 0) CHECK(edit_distance(c.a, c.b, c.distance - 1) == c.distance);
  }
  CHECK(edit_distance(std::string(65, 'a'), std::string(65, 'a'), 4) == 5);
}

TEST_CASE("names: nearest names") {
  CHECK(nearest("acclerator", {"accelerator", "cpu", "memory"}) == Names{"accelerator"});
  CHECK(nearest("Carbon-Intensity", {"carbon_intensity"}) == Names{"carbon_intensity"});
  CHECK(nearest("utilisation", {"utilization", "utility"}) == Names{"utilization"});
  CHECK(nearest("xyz", {"abc", "def"}).empty());
  CHECK(nearest("ab", {"ac"}).empty());
  CHECK(nearest("", {"a"}).empty());
  CHECK(nearest("word", {}).empty());
  CHECK(nearest("word", {"word"}, 0).empty());
}

TEST_CASE("names: nearest first, equals in bytewise order, each once, no more than asked for") {
  CHECK(nearest("regions", {"region", "regions", "legions", "regime"}) ==
        Names{"regions", "legions", "region"});
  CHECK(nearest("nodes", {"nodez", "nodea", "nodem", "nodeb"}) == Names{"nodea", "nodeb", "nodem"});
  CHECK(nearest("nodes", {"nodez", "nodez"}) == Names{"nodez"});
  CHECK(nearest("nodes", {"nodez", "nodea"}, 1) == Names{"nodea"});
}
