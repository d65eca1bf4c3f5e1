// SPDX-License-Identifier: Apache-2.0
// What a job file means: every key, every spelling, overrides.
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/job.hpp"
#include "catch.hpp"
#include "input/fields.hpp"

using namespace carbonest;

namespace {

struct Outcome {
  Diagnostics errors, warnings;
  Job job;
};

Outcome read(std::string_view text, const std::vector<Override>& overrides = {}) {
  Outcome out;
  Result<Job> job = read_job({text, "job.json"}, overrides, out.warnings);
  if (job) {
    out.job = std::move(job).value();
  } else {
    out.errors = job.error();
  }
  return out;
}

Job sound(std::string_view text, const std::vector<Override>& overrides = {}) {
  Outcome reading = read(text, overrides);
  for (const Diagnostic& d : reading.errors) UNSCOPED_INFO(d.code << ": " << d.message);
  REQUIRE(reading.errors.empty());
  return reading.job;
}

// A job that is complete but for these members.
std::string with(std::string_view members) {
  return R"({"runtime": "10h", "hardware": {"node_power": "1 kW"}, )" + std::string(members) + "}";
}
std::string with_hardware(std::string_view members) {
  return R"({"runtime": "10h", "hardware": {)" + std::string(members) + "}}";
}

std::string_view code_of(const Outcome& reading) {
  return reading.errors.empty() ? std::string_view{} : reading.errors.front().code;
}

}  // namespace

TEST_CASE("job: the smallest useful one") {
  const Job job = sound(R"({
    "name": "bert-base",
    "hardware": { "accelerator": "8x A100-SXM4-40GB", "cpu": "2x AMD EPYC 7742", "memory": "1 TB" },
    "runtime": "79h",
    "region": "gcp:us-central1",
    "pue": 1.1
  })");
  CHECK(job.name == "bert-base");
  CHECK(job.runtime->value == Hours{79});
  CHECK(job.region->value == "gcp:us-central1");
  CHECK(job.pue->value == 1.1);
  REQUIRE(job.hardware->accelerators.size() == 1);
  CHECK(job.hardware->accelerators[0].model->value == "A100-SXM4-40GB");
  CHECK(job.hardware->accelerators[0].count->value == 8);
  CHECK(job.hardware->cpu->model->value == "AMD EPYC 7742");
  CHECK(job.hardware->cpu->count->value == 2);
  CHECK(in_gigabytes(job.hardware->memory->value) == 1000);
  CHECK_FALSE(job.year);
  CHECK_FALSE(job.embodied);
  CHECK(job.functional_units.empty());
}

TEST_CASE("job: every value remembers its place") {
  const std::string text = with(R"("pue": 1.2, "region": "FR")");
  const Job job = sound(text);
  CHECK(job.pue->place.offset == text.find("1.2"));
  CHECK(job.region->place.offset == text.find("\"FR\""));
  CHECK(job.hardware->place.offset == text.find("{\"node"));
  CHECK(job.place.offset == 0);
}

TEST_CASE("job: text and number forms of a quantity are equal") {
  for (const char* form :
       {R"("runtime": "90m")", R"("runtime_hours": 1.5)", R"("runtime_minutes": 90)",
        R"("runtime_seconds": 5400)", R"("runtime": "PT90M")", R"("runtime": "1h 30m")"}) {
    CAPTURE(form);
    const Job job = sound(std::string("{\"hardware\": {\"node_power_kw\": 1}, ") + form + "}");
    CHECK(job.runtime->value == Hours{1.5});
    CHECK(in_watts(job.hardware->node_power->value) == 1000);
  }
  CHECK(in_kilowatt_hours(
            sound(with(R"("energy_mwh": 1.5, "energy_scope": "node")")).energy->value) == 1500);
  CHECK(in_grams_per_kwh(
            sound(with(R"("carbon_intensity_kg_per_mwh": 57)")).carbon_intensity->value) == 57);
  CHECK(in_gigabytes(sound(with_hardware(R"("memory_tib": 1)")).hardware->memory->value) ==
        1099.511627776);
}

TEST_CASE("job: forms of accelerators") {
  for (const char* text : {"8x A100-PCIE-40GB", "8 x A100-PCIE-40GB", " 8 X  A100-PCIE-40GB ",
                           "8\u00D7A100-PCIE-40GB", "8*A100-PCIE-40GB"}) {
    CAPTURE(text);
    const Job job = sound(with_hardware(std::string("\"gpu\": \"") + text + '"'));
    REQUIRE(job.hardware->accelerators.size() == 1);
    CHECK(job.hardware->accelerators[0].model->value == "A100-PCIE-40GB");
    CHECK(job.hardware->accelerators[0].count->value == 8);
  }
  const Job plain = sound(with_hardware(R"("accelerator": "RTX 2080 Ti")"));
  CHECK(plain.hardware->accelerators[0].model->value == "RTX 2080 Ti");
  CHECK_FALSE(plain.hardware->accelerators[0].count);
  const Job numbers = sound(with_hardware(R"("accelerator": "2080 Ti")"));
  CHECK(numbers.hardware->accelerators[0].model->value == "2080 Ti");
  const Job list = sound(with_hardware(
      R"("accelerator": ["2x T4", {"count": 4, "power_w": 300, "tdp": "400 W", "idle_w": 50, "utilization": "87%"}])"));
  REQUIRE(list.hardware->accelerators.size() == 2);
  const AcceleratorEntry& second = list.hardware->accelerators[1];
  CHECK_FALSE(second.model);
  CHECK(second.count->value == 4);
  CHECK(in_watts(second.power->value) == 300);
  CHECK(in_watts(second.tdp->value) == 400);
  CHECK(in_watts(second.idle->value) == 50);
  CHECK(second.utilization->value.value() == 0.87);
}

TEST_CASE("job: forms of cpu, storage, host") {
  const Job job = sound(with_hardware(
      R"("nodes": 4, "cpu": {"cores": 12, "power_per_core_w": 11.9, "utilization": 0.5},
         "storage": "4 TB SSD", "host": "none")"));
  CHECK(job.hardware->nodes->value == 4);
  CHECK(job.hardware->cpu->cores->value == 12);
  CHECK(in_watts(job.hardware->cpu->power_per_core->value) == 11.9);
  CHECK(in_gigabytes(job.hardware->storage->capacity->value) == 4000);
  CHECK(job.hardware->storage->kind->value == StorageKind::ssd);
  CHECK(job.hardware->host->none);
  const Job other = sound(with_hardware(
      R"("instance": "aws:p4d.24xlarge", "storage": {"capacity_tb": 16, "kind": "hdd"}, "host": {"power": "1.5 kW"})"));
  CHECK(other.hardware->instance->value == "aws:p4d.24xlarge");
  CHECK(other.hardware->storage->kind->value == StorageKind::hdd);
  CHECK_FALSE(other.hardware->host->none);
  CHECK(in_watts(other.hardware->host->power->value) == 1500);
  CHECK(sound(with_hardware(R"("cpu": "x", "storage": "2 TB nvme")"))
            .hardware->storage->kind->value == StorageKind::ssd);
}

TEST_CASE("job: energy, embodied, functional units") {
  const Job job =
      sound(R"({"name": "s01", "energy_kwh": 5, "energy_scope": "facility", "runtime_seconds": 3600,
    "embodied": {"total_g": 1000000, "lifetime_seconds": 126144000, "share": 0.125},
    "functional_unit": {"name": "unit", "amount": 100}})");
  CHECK(job.energy_scope->value == EnergyScope::facility);
  CHECK(in_kilograms(job.embodied->total->value) == 1000);
  CHECK(job.embodied->lifetime->value == Hours{35040});
  CHECK(job.embodied->share->value.value() == 0.125);
  REQUIRE(job.functional_units.size() == 1);
  CHECK(job.functional_units[0].name == "unit");
  CHECK(job.functional_units[0].amount == 100);
  CHECK(sound(with(R"("embodied": false)")).embodied->off);
  CHECK(
      sound(with(R"("functional_unit": [{"name": "a", "amount": 1}, {"name": "b", "amount": 2}])"))
          .functional_units.size() == 2);
}

TEST_CASE("job: the rest of the top level") {
  const Job job = sound(
      with(R"("description": "d", "runs": 2.5, "year": 2024, "start": "2024-05-31T10:00:00+02:00",
    "carbon_intensity": "57 g/kWh", "carbon_intensity_kind": "marginal", "market_based_intensity_g_per_kwh": 0,
    "method": "green-algorithms", "x_note": {"anything": [null, {}]}, "x_": 1)"));
  CHECK(job.description == "d");
  CHECK(job.runs->value == 2.5);
  CHECK(job.year->value == 2024);
  CHECK(job.start->value.time_since_epoch().count() == 1717142400);
  CHECK(job.carbon_intensity_kind->value == IntensityKind::marginal);
  CHECK(in_grams_per_kwh(job.market_based_intensity->value) == 0);
  CHECK(job.method->value == "green-algorithms");
}

TEST_CASE("job: whole numbers may be written with a point or an exponent") {
  CHECK(sound(with_hardware(R"("nodes": 8.0, "cpu": "x")")).hardware->nodes->value == 8);
  CHECK(sound(with_hardware(R"("nodes": 1e3, "cpu": "x")")).hardware->nodes->value == 1000);
}

TEST_CASE("job: accelerator-hours need a count once other parts are described") {
  const auto hours = [](std::string_view hardware) {
    return read("{\"accelerator_hours\": 100, \"hardware\": {" + std::string(hardware) + "}}");
  };
  for (const char* fine :
       {R"("gpu": "T4")", R"("gpu": "4x T4", "cpu": "x", "memory": "1 GB")",
        R"("instance": "aws:p4d.24xlarge")", R"("instance": "aws:p4d.24xlarge", "gpu": "4x T4")",
        R"("gpu": "T4", "host": "none")", R"("gpu": ["1x T4", "2x A10"], "storage": "1 TB SSD")"}) {
    CAPTURE(fine);
    CHECK(hours(fine).errors.empty());
  }
  for (const char* bad :
       {R"("gpu": "T4", "cpu": "x")", R"("gpu": "T4", "memory": "1 GB")",
        R"("gpu": "T4", "storage": "1 TB SSD")", R"("gpu": "T4", "instance": "aws:p4d.24xlarge")",
        R"("gpu": ["1x T4", "A10"], "memory": "1 GB")", R"("cpu": "x")",
        R"("gpu": "T4", "node_power": "1 kW")"}) {
    CAPTURE(bad);
    const Outcome reading = hours(bad);
    REQUIRE(reading.errors.size() == 1);
    CHECK(code_of(reading) == "missing-key");
  }
  CHECK(code_of(hours(R"("gpu": "0x T4")")) == "conflicting-keys");
}

TEST_CASE("job: all that is missing is said at once") {
  const Outcome reading = read(R"({"name": "x"})");
  REQUIRE(reading.errors.size() == 2);
  CHECK(reading.errors[0].code == "missing-key");
  CHECK(reading.errors[1].code == "missing-key");
  // A key with a wrong value is not missing as well.
  CHECK(read(R"({"runtime": 90, "hardware": 3})").errors.size() == 2);
}

TEST_CASE("job: problems come in the order of the text") {
  const Outcome reading =
      read(R"({"pue": 0.5, "runtime": 90, "hardwar": {}, "pue": 2, "year": true})");
  std::uint32_t last = 0;
  CHECK(reading.errors.size() == 6);
  for (const Diagnostic& d : reading.errors) {
    CHECK(d.place.offset >= last);
    last = d.place.offset;
  }
}

TEST_CASE("job: zero is accepted with a warning") {
  const auto warning = [](std::string_view text) {
    const Outcome reading = read(text);
    CHECK(reading.errors.empty());
    REQUIRE(reading.warnings.size() == 1);
    return reading.warnings.front().code;
  };
  CHECK(warning(R"({"runtime": "0h", "hardware": {"cpu": "x"}})") == "zero-runtime");
  CHECK(warning(R"({"runtime_hours": -0.0, "hardware": {"cpu": "x"}})") == "zero-runtime");
  CHECK(warning(R"({"accelerator_hours": 0, "hardware": {"gpu": "T4"}})") == "zero-runtime");
  CHECK(warning(with_hardware(R"("gpu": "0x T4")")) == "zero-count");
  CHECK(warning(with(R"("runs": 0)")) == "zero-count");
}

TEST_CASE("job: what is unusual warns, with its path") {
  const auto warning = [](std::string_view text) {
    const Outcome reading = read(text);
    CHECK(reading.errors.empty());
    REQUIRE(reading.warnings.size() == 1);
    return reading.warnings.front();
  };
  CHECK(warning(with(R"("pue": 3.5)")).code == "pue-high");
  CHECK(warning(with(R"("carbon_intensity_kg_per_mwh": 2500)")).code == "implausible-value");
  CHECK(warning(with_hardware(R"("gpu": {"power_kw": 400}, "cpu": "x")"))
            .message.starts_with("`hardware.gpu.power_kw` is 400000 W"));
  CHECK(warning(with_hardware(R"("gpu": ["T4", {"tdp_w": 3}])"))
            .message.starts_with("`hardware.gpu.1.tdp_w` is 3 W"));
  CHECK(warning(with_hardware(R"("memory": "65 TiB")")).code == "implausible-value");
  CHECK(read(with_hardware(R"("memory": "64 TiB")")).warnings.empty());
}

TEST_CASE("job: warnings are there even when the job is refused") {
  const Outcome reading = read(R"({"runtime": "0h"})");
  CHECK(reading.errors.size() == 1);
  CHECK(reading.warnings.size() == 1);
}

TEST_CASE("overrides: an option replaces the key in every spelling, and its alternatives") {
  const std::string text = R"({"runtime_hours": 10, "hardware": {"gpu": "8x T4"}, "pue": 1.1,
    "carbon_intensity_g_per_kwh": 100, "carbon_intensity_kind": "marginal", "start": "2020-01-01T00:00:00Z"})";
  const Job job = sound(text, {{"runtime", "90m", "--runtime"},
                               {"pue", "1.5", "--pue"},
                               {"runs", "2.5", "--runs"},
                               {"year", "2024", "--year"},
                               {"region", "FR", "--region"},
                               {"carbon_intensity", "57 g/kWh", "--carbon-intensity"}});
  CHECK(job.runtime->value == Hours{1.5});
  CHECK(job.runtime->place.from_option());
  CHECK(job.pue->value == 1.5);
  CHECK(job.runs->value == 2.5);
  CHECK(job.year->value == 2024);
  CHECK_FALSE(job.start);
  CHECK(job.region->value == "FR");
  CHECK(std::string_view(job.region->place.option) == "--region");
  CHECK(in_grams_per_kwh(job.carbon_intensity->value) == 57);
  CHECK_FALSE(job.carbon_intensity_kind);
  const Job hours = sound(R"({"accelerator_hours": 100, "hardware": {"gpu": "8x T4"}})",
                          {{"runtime", "1h", "--runtime"}});
  CHECK_FALSE(hours.accelerator_hours);
  CHECK(hours.runtime->value == Hours{1});
}

TEST_CASE("overrides: a replaced key may be wrong or missing") {
  CHECK(sound(R"({"runtime": 90, "hardware": {"gpu": "T4"}})", {{"runtime", "1h", "--runtime"}})
            .runtime->value == Hours{1});
  CHECK(sound(R"({"hardware": {"gpu": "T4"}})", {{"runtime", "1h", "--runtime"}}).runtime->value ==
        Hours{1});
}

TEST_CASE("overrides: wrong values are problems of the option") {
  const std::vector<Override> overrides{
      {"pue", "nan", "--pue"},    {"runtime", "90", "--runtime"},
      {"runs", "-1", "--runs"},   {"year", "2024.5", "--year"},
      {"region", "", "--region"}, {"carbon_intensity", "57", "--carbon-intensity"}};
  const Outcome reading = read(with(R"("x_": 0)"), overrides);
  REQUIRE(reading.errors.size() == overrides.size());
  for (const Diagnostic& d : reading.errors) CHECK(d.place.from_option());
  for (const char* value :
       {"abc", "inf", "1e999", "0x10", "", " ", "0.5", "-1", "1,5", "1.1 ", "1e-999"}) {
    CAPTURE(value);
    CHECK(read(with(R"("x_": 0)"), {{"pue", value, "--pue"}}).errors.size() == 1);
  }
}

TEST_CASE("overrides: a region that cannot change the intensity says so") {
  const std::string text = with(R"("carbon_intensity": "57 g/kWh")");
  const Outcome reading = read(text, {{"region", "FR", "--region"}});
  CHECK(reading.errors.empty());
  REQUIRE(reading.warnings.size() == 1);
  CHECK(reading.warnings.front().code == "region-outranked");
  CHECK(read(text, {{"region", "FR", "--region"}, {"carbon_intensity", "5 g/kWh", "-x"}})
            .warnings.empty());
}

TEST_CASE("schema: every word of a workload is described") {
  const auto object = std::ranges::find(job_objects(), "workload", &ObjectSpec::name);
  REQUIRE(object != job_objects().end());
  for (const WorkloadWords& list : workload_words()) {
    const auto field = std::ranges::find(object->fields, list.key, &FieldSpec::key);
    REQUIRE(field != object->fields.end());
    for (const std::string_view word : list.words) {
      INFO(list.key << " " << word);
      CHECK((*field)->doc.find(word) != std::string_view::npos);
    }
  }
}

TEST_CASE("schema: the published file follows the table") {
  std::ifstream in(CARBONEST_SOURCE_DIR "/data/job.schema.json", std::ios::binary);
  const std::string published{std::istreambuf_iterator<char>(in), {}};
  const std::string expected = job_schema();
  if (published != expected) UNSCOPED_INFO("data/job.schema.json should be:\n" << expected);
  CHECK((published == expected));
}

TEST_CASE("table: every row is complete") {
  for (const ObjectSpec& object : job_objects()) {
    CAPTURE(object.name);
    CHECK_FALSE(object.title.empty());
    for (const FieldSpec* spec : object.fields) {
      CAPTURE(spec->key);
      CHECK(spec->doc.ends_with('.'));
      CHECK(spec->range.min <= spec->range.max);
      if (spec->holds == Holds::choice) CHECK_FALSE(spec->choices.empty());
      if (spec->holds != Holds::nested) continue;
      CHECK(spec->forms != 0);
      CHECK(std::ranges::count(job_objects(), spec->object, &ObjectSpec::name) == 1);
    }
  }
}

TEST_CASE("table: no two rows of an object take the same spelling") {
  for (const ObjectSpec& object : job_objects()) {
    std::vector<std::string> all;
    for (const FieldSpec* spec : object.fields)
      for (std::string& spelling : spellings_of(*spec)) all.push_back(std::move(spelling));
    std::ranges::sort(all);
    CAPTURE(object.name);
    CHECK(std::ranges::adjacent_find(all) == all.end());
  }
}

TEST_CASE("table: numbers have a maximum, so that no product overflows") {
  for (const ObjectSpec& object : job_objects())
    for (const FieldSpec* spec : object.fields) {
      const bool number = spec->holds == Holds::number || spec->holds == Holds::integer ||
                          spec->holds == Holds::fraction || spec->holds == Holds::quantity;
      CAPTURE(object.name, spec->key);
      if (number) CHECK(spec->range.max <= 1e30);
    }
}
