// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "carbonest/compare.hpp"
#include "compare/distance.hpp"
#include "compare/job_key.hpp"
#include "compare_fixture.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

using Words = std::vector<std::string>;

CompareLists regions(std::string list) {
  CompareLists lists;
  lists.regions = std::move(list);
  return lists;
}

CompareLists varied(std::vector<std::string> vary) {
  CompareLists lists;
  lists.vary = std::move(vary);
  return lists;
}

// The total of the job with this text in the place of another.
double single_kg(std::string job, std::string_view from, std::string_view to) {
  const std::size_t at = job.find(from);
  REQUIRE(at != job.npos);
  const auto report = run_job(job.replace(at, from.size(), to));
  if (!report) FAIL(words_of(report.error()));
  return total_kg(*report);
}

Words refused(const CompareLists& lists, std::string_view job) {
  const auto comparison = try_compare(lists, job);
  Words words;
  if (comparison) return words;
  for (const Diagnostic& d : comparison.error())
    words.push_back((d.place.from_option() ? std::string(d.place.option) + " " : "") + d.code);
  return words;
}

}  // namespace

TEST_CASE("axes are crossed, and each row is the estimate of the changed job") {
  CompareLists lists = regions("FR,aws:us-east-1");
  lists.years = "2021,2023";
  lists.hardware = "T4,4x A100-SXM4-40GB";
  lists.vary = {"runs=1,3"};
  const Comparison out = compared(lists);
  CHECK(out.variants == 16);
  CHECK(out.rows.size() == 16);
  Words axes;
  for (const Axis& axis : out.axes) axes.push_back(axis.key);
  CHECK(axes == Words{"region", "hardware", "year", "runs"});
  const CompareRow& row = row_of(out, "aws:us-east-1, 4x nvidia-a100-sxm4-40gb, 2021, 3");
  CHECK(row.values == Words{"aws:us-east-1", "4x nvidia-a100-sxm4-40gb", "2021", "3"});
  CHECK(row.hardware == "4 x NVIDIA A100 SXM4 40GB");
  const auto report = run_job(
      R"({"hardware": {"accelerator": "4x A100-SXM4-40GB"}, "runtime": "10h", "year": 2021,
          "runs": 3, "region": "aws:us-east-1"})");
  REQUIRE(report);
  CHECK(kg(row.total) == total_kg(*report));
}

TEST_CASE("the job as written is the baseline, and the row that is the same is marked") {
  const Comparison out = compared(regions("aws:eu-central-1,FR"));
  REQUIRE(out.baseline);
  CHECK(out.baseline->name == "as written");
  CHECK(out.baseline->ratio == 1.0);
  CHECK(out.baseline->rank == 0);
  CHECK(out.home == "aws:eu-central-1");
  CHECK(row_of(out, "aws:eu-central-1").as_written);
  CHECK(row_of(out, "aws:eu-central-1").ratio == 1.0);
  CHECK(row_of(out, "aws:eu-central-1").distance_km == 0.0);
  const CompareRow& fr = row_of(out, "FR");
  CHECK_FALSE(fr.as_written);
  CHECK(fr.ratio == fr.total / out.baseline->total);
  CHECK_FALSE(fr.distance_km);
}

TEST_CASE("a job that does not say where it runs can still be compared over regions") {
  constexpr std::string_view k_job =
      R"({"hardware": {"accelerator": "8x H100-SXM5-80GB"}, "runtime": "10h"})";
  const Comparison out = compared(regions("FR,DE"), k_job);
  CHECK_FALSE(out.baseline);
  CHECK(out.rows.size() == 2);
  CHECK_FALSE(out.rows[0].ratio);
  CHECK(compared(varied({"region=FR,DE"}), k_job).rows.size() == 2);
  CompareLists years;
  years.years = "2020,2021";
  CHECK(refused(years, k_job) == Words{"missing-key"});
}

TEST_CASE("what the job itself decides is said") {
  constexpr std::string_view k_given =
      R"({"hardware": {"accelerator": "8x H100-SXM5-80GB"}, "runtime": "10h", "region": "FR",
          "carbon_intensity": "57 g/kWh", "pue": 1.2})";
  CHECK(codes_of(compared(regions("FR,DE"), k_given)) == Words{"no-effect", "no-effect"});
  CHECK(codes_of(compared(regions("FR,DE"))).empty());
  CompareLists years;
  years.years = "2020,2021";
  CHECK(codes_of(compared(years, k_given)) == Words{"no-effect"});
}

TEST_CASE("other hardware keeps count and hours, and says so") {
  CompareLists lists;
  lists.hardware = "T4,2x T4";
  const Comparison out = compared(lists);
  CHECK(row_of(out, "nvidia-t4").hardware == "8 x NVIDIA T4");
  CHECK(row_of(out, "2x nvidia-t4").hardware == "2 x NVIDIA T4");
  CHECK(codes_of(out) == Words{"same-hours"});
  CHECK(kg(row_of(out, "nvidia-t4").total) ==
        single_kg(std::string(k_compared_job), "8x H100-SXM5-80GB", "8x T4"));
}

TEST_CASE("watts of the old devices do not pass to the new ones, their utilization does") {
  constexpr std::string_view k_job =
      R"({"hardware": {"accelerator": {"model": "H100-SXM5-80GB", "count": 4, "power": "650 W"}},
          "runtime": "10h", "region": "FR"})";
  CompareLists lists;
  lists.hardware = "T4";
  CHECK(kg(compared(lists, k_job).rows[0].total) ==
        single_kg(std::string(k_job),
                  R"({"model": "H100-SXM5-80GB", "count": 4, "power": "650 W"})", R"("4x T4")"));
  constexpr std::string_view k_used =
      R"({"hardware": {"accelerator": {"model": "H100-SXM5-80GB", "utilization": 0.4}},
          "runtime": "10h", "region": "FR"})";
  CHECK(kg(compared(lists, k_used).rows[0].total) ==
        single_kg(std::string(k_used), "H100-SXM5-80GB", "T4"));
}

TEST_CASE("with a workload the same work takes other hours on other hardware") {
  constexpr std::string_view k_job =
      R"({"hardware": {"accelerator": "8x H100-SXM5-80GB"}, "region": "FR", "runtime": "1000h",
          "workload": {"parameters": 7e9, "tokens": 1e10}})";
  CompareLists lists;
  lists.hardware = "A100-SXM4-80GB,H100-SXM5-80GB";
  const Comparison out = compared(lists, k_job);
  CHECK(codes_of(out) == Words{"same-work"});
  const std::string derived(R"({"hardware": {"accelerator": "8x A100-SXM4-80GB"}, "region": "FR",
          "workload": {"parameters": 7e9, "tokens": 1e10}})");
  CHECK(kg(row_of(out, "nvidia-a100-sxm4-80gb").total) ==
        single_kg(derived, "A100-SXM4-80GB", "A100-SXM4-80GB"));
  CHECK(kg(out.baseline->total) == total_kg(*run_job(k_job)));
  CHECK(codes_of(compared(regions("FR"), k_job)).empty());
}

TEST_CASE("measured energy says nothing of other hardware") {
  CompareLists hardware, instances;
  hardware.hardware = "T4";
  instances.instances = "aws:p4d.24xlarge";
  constexpr std::string_view k_energy =
      R"({"energy": "10 kWh", "energy_scope": "node", "runtime": "10h", "region": "FR"})";
  constexpr std::string_view k_power =
      R"({"hardware": {"accelerator": "T4", "node_power": "1 kW"}, "runtime": "10h", "region": "FR"})";
  constexpr std::string_view k_instance =
      R"({"hardware": {"instance": "aws:p4d.24xlarge"}, "runtime": "10h", "region": "FR"})";
  CHECK(refused(hardware, k_energy) == Words{"--hardware conflicting-keys"});
  CHECK(refused(instances, k_energy) == Words{"--instances conflicting-keys"});
  CHECK(refused(hardware, k_power) == Words{"--hardware conflicting-keys"});
  CHECK(refused(hardware, k_instance) == Words{"--hardware conflicting-keys"});
  CHECK(refused(instances, k_instance).empty());
}

TEST_CASE("what is not offered in a region is set aside with its code") {
  CompareLists lists = regions("aws:eu-west-3,gcp:europe-west9,FR");
  lists.instances = "aws:p4d.24xlarge,gcp:a2-highgpu-8g";
  const Comparison out = compared(lists);
  CHECK(out.rows.size() == 4);
  REQUIRE(out.set_aside.size() == 2);
  for (const SetAside& aside : out.set_aside) {
    CHECK(aside.code == "not-offered");
    CHECK_FALSE(aside.row);
  }
  CHECK(out.set_aside[0].name == "gcp:europe-west9, aws:p4d.24xlarge");
  CHECK(out.set_aside[0].message == "aws:p4d.24xlarge is offered by aws, not by gcp");
  CHECK(out.variants == 6);
  CHECK(row_of(out, "aws:eu-west-3, aws:p4d.24xlarge").instance == "aws:p4d.24xlarge");
  CompareLists tpu = regions("aws:eu-west-3,gcp:europe-west9");
  tpu.hardware = "TPU v4";
  CHECK(names_of(compared(tpu)) == Words{"gcp:europe-west9, google-tpu-v4"});
}

TEST_CASE("what cannot be estimated is set aside, the others are ranked") {
  CompareLists lists;
  lists.hardware = "nvidia-t4,huawei-ascend-950pr";
  const auto table = Catalog::bundled().table("accelerators");
  const auto row = std::ranges::find_if(table.rows, [](const auto& cells) {
    return cells[7].empty() && cells[10].empty();  // neither tdp_w nor average_w
  });
  REQUIRE(row != table.rows.end());
  lists.hardware = "nvidia-t4," + std::string((*row)[0]);
  const Comparison out = compared(lists);
  CHECK(out.rows.size() == 1);
  REQUIRE(out.set_aside.size() == 1);
  CHECK(out.set_aside[0].code == "no-published-power");
  const Comparison strict =
      compared(regions("FR,aws:eu-central-1"),
               R"({"hardware": {"accelerator": {"model": "T4", "power": "50 W"},
          "host": "none"}, "runtime": "10h", "embodied": false, "region": "aws:eu-central-1"})",
               {.strict = true});
  CHECK(names_of(strict) == Words{"aws:eu-central-1"});
  REQUIRE(strict.set_aside.size() == 1);
  CHECK(strict.set_aside[0].code == "strict-default");
}

TEST_CASE("all of them may be set aside") {
  const Comparison out = compared(regions("CF"));
  CHECK(out.rows.empty());
  REQUIRE(out.set_aside.size() == 1);
  CHECK(out.set_aside[0].code == "no-data");
  CHECK(out.ranked == 0);
}

TEST_CASE("results of another kind are never ranked against each other") {
  constexpr std::string_view k_job =
      R"({"hardware": {"accelerator": "8x H100-SXM5-80GB"}, "runtime": "10h", "region": "FR",
          "carbon_intensity": "57 g/kWh"})";
  const Comparison kinds = compared(
      varied({"carbon_intensity=57 g/kWh", "carbon_intensity_kind=average,marginal"}), k_job);
  CHECK(names_of(kinds) == Words{"57 g/kWh, average"});
  REQUIRE(kinds.set_aside.size() == 1);
  CHECK(kinds.set_aside[0].code == "other-kind");
  REQUIRE(kinds.set_aside[0].row);
  CHECK_FALSE(kinds.set_aside[0].row->ratio);

  const Comparison methods = compared(varied({"method=accelerator-hours,native"}));
  CHECK(names_of(methods) == Words{"native"});

  // Rows that agree with each other are ranked; the job as written is of another kind.
  const Comparison given = compared(varied({"carbon_intensity=20 g/kWh,300 g/kWh"}));
  CHECK(names_of(given) == Words{"20 g/kWh", "300 g/kWh"});
  CHECK_FALSE(given.rows[0].ratio);
  CHECK(codes_of(given) == Words{"other-kind"});

  const Comparison direct =
      compared(regions("US-CA,FR,aws:us-east-1"),
               R"({"hardware": {"accelerator": "T4"}, "runtime": "10h", "region": "US-NY"})",
               {.basis = Basis::direct});
  CHECK(direct.rows.size() >= 2);
  for (const CompareRow& row : direct.rows) CHECK(row.basis == Basis::direct);
}

TEST_CASE("any key can be varied, also inside of objects") {
  struct Row {
    std::string vary;
    std::string_view from, to;
  };
  constexpr std::string_view k_job =
      R"({"name": "j", "hardware": {"accelerator": {"model": "T4", "count": 2}, "memory_gb": 64,
          "cpu": "2x AMD EPYC 7742"}, "runtime_hours": 10, "region": "FR"})";
  const Row rows[]{
      {"runtime=5h", R"("runtime_hours": 10)", R"("runtime": "5h")"},
      {"runtime_hours=5", R"("runtime_hours": 10)", R"("runtime": "5h")"},
      {"accelerator_hours=5", R"("runtime_hours": 10)", R"("accelerator_hours": 5)"},
      {"hardware.nodes=3", R"("memory_gb": 64)", R"("memory_gb": 64, "nodes": 3)"},
      {"hardware.memory=1 TB", R"("memory_gb": 64)", R"("memory": "1 TB")"},
      {"hardware.accelerator.count=5", R"("count": 2)", R"("count": 5)"},
      {"hardware.gpu.utilization=50%", R"("count": 2)", R"("count": 2, "utilization": "50%")"},
      {"hardware.accelerator=8x H100-SXM5-80GB", R"({"model": "T4", "count": 2})",
       R"("8x H100-SXM5-80GB")"},
      {"hardware.host=none", R"("memory_gb": 64)", R"("memory_gb": 64, "host": "none")"},
      {"hardware.host.power=200 W", R"("memory_gb": 64)",
       R"("memory_gb": 64, "host": {"power": "200 W"})"},
      {"embodied=false", R"("region": "FR")", R"("region": "FR", "embodied": false)"},
      {"embodied.lifetime=6y", R"("region": "FR")",
       R"("region": "FR", "embodied": {"lifetime": "6y"})"},
      {R"(embodied={"total": "1 t", "lifetime": "4y"})", R"("region": "FR")",
       R"("region": "FR", "embodied": {"total": "1 t", "lifetime": "4y"})"},
      {"start=2020-01-01T00:00:00Z", R"("region": "FR")", R"("region": "FR", "year": 2020)"},
  };
  for (const Row& row : rows) {
    INFO(row.vary);
    const Comparison out = compared(varied({row.vary}), k_job);
    REQUIRE(out.rows.size() == 1);
    CHECK(kg(out.rows[0].total) == single_kg(std::string(k_job), row.from, row.to));
    CHECK(out.rows[0].name == row.vary.substr(row.vary.find('=') + 1));
  }
}

TEST_CASE("wrong values of a varied key are refused, each once") {
  struct Row {
    std::vector<std::string> vary;
    Words expected;
  };
  const Row rows[]{
      {{"pue=1.1,0.5"}, {"--vary out-of-range"}},
      {{"pue=nan"}, {"--vary wrong-type"}},
      {{"pue=0.5,0.6", "runs=1,2,3"}, {"--vary out-of-range"}},
      {{"runtime=79"}, {"--vary missing-unit"}},
      {{"runtime=79h", "pue=1.1,abc"}, {"--vary wrong-type"}},
      {{"hardware.nodes=0"}, {"--vary out-of-range"}},
      {{"hardware.nodes=x"}, {"--vary wrong-type"}},
      {{"hardware.accelerator.count=2"}, {"--vary wrong-type"}},  // a text in this job
      {{"embodied={"}, {"--vary json-syntax"}},
      {{"method=nativ"}, {"--vary unknown-method"}},
      {{"energy=1 kWh"}, {"--vary missing-key"}},
  };
  for (const Row& row : rows) {
    INFO(row.vary[0]);
    CHECK(refused(varied(row.vary), k_compared_job) == row.expected);
  }
}

TEST_CASE("a text keeps everything but the value that is set") {
  const auto set = [](std::string_view text, std::string_view path, std::string_view value) {
    const auto key = find_job_key(path, {});
    REQUIRE(key);
    return with_value(text, *key, value, {});
  };
  CHECK(*set(R"({ "pue": 1.1 })", "pue", "2") == R"({ "pue": 2 })");
  CHECK(*set("{}", "pue", "2") == R"({"pue": 2})");
  CHECK(*set(R"({"name": "}\"{"})", "runs", "2") == R"({"runs": 2, "name": "}\"{"})");
  CHECK(*set(R"({"hardware": {"gpu": ["}", {"a": "\\"}], "cpu": 1}})", "hardware.accelerator",
             "T4") == R"({"hardware": {"accelerator": "T4", "cpu": 1}})");
  CHECK(*set(R"({"runtime_hours": 7})", "runtime", "\"") == R"({"runtime": "\""})");
  CHECK(*set("{}", "hardware.host.power", "1 W") == R"({"hardware": {"host": {"power": "1 W"}}})");
  CHECK(set(R"({"hardware": 3})", "hardware.nodes", "2").error().front().code == "wrong-type");
}

TEST_CASE("distances are those of great circles") {
  CloudRegion paris, new_york, antipode;
  paris.latitude = 48.8566, paris.longitude = 2.3522;
  new_york.latitude = 40.7128, new_york.longitude = -74.0060;
  antipode.latitude = -48.8566, antipode.longitude = 2.3522 - 180;
  CHECK(*distance_km(paris, new_york) == Approx(5837).margin(2));
  CHECK(*distance_km(new_york, paris) == *distance_km(paris, new_york));
  CHECK(*distance_km(paris, paris) == 0);
  CHECK(*distance_km(paris, antipode) == Approx(20015.1).margin(0.1));  // half the circumference
  CHECK_FALSE(distance_km(paris, CloudRegion{}));
}
