// SPDX-License-Identifier: Apache-2.0
// Every row of the tables can be named in a job and gives a finite estimate, or is refused with
// what to give instead. The refused ones are listed here: a new one is a decision, not an accident.
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "catch.hpp"
#include "job_run.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

using Ids = std::vector<std::string>;

// Runs one job per row of a table; returns the ids that were refused with `code`.
template <class JobOf>
Ids refused_rows(std::string_view table, std::string_view code, JobOf job_of) {
  Ids refused;
  for (const auto& row : Catalog::bundled().table(table).rows) {
    const std::string id(row.front());
    INFO(table << " " << id);
    const auto report = run_job(job_of(id));
    if (report) {
      CHECK(std::isfinite(total_kg(*report)));
      CHECK(total_kg(*report) >= 0);
      CHECK(it_kwh(*report) > 0);
      continue;
    }
    INFO(words_of(report.error()));
    REQUIRE(report.error().size() == 1);
    CHECK(report.error().front().code == code);
    CHECK_FALSE(report.error().front().hint.empty());
    refused.push_back(id);
  }
  return refused;
}

std::string job_with(std::string_view hardware, std::string_view region) {
  return fmt::format(R"({{"hardware": {{{}}}, "runtime": "10h", "region": "{}"}})", hardware,
                     region);
}

}  // namespace

TEST_CASE("every accelerator can be named, or has no published power") {
  const Ids refused = refused_rows("accelerators", "no-published-power", [](const std::string& id) {
    return job_with(fmt::format(R"("accelerator": "{}")", id), "FR");
  });
  CHECK(refused == Ids{"amd-mi455x", "aws-inferentia1", "aws-inferentia2", "aws-trainium1",
                       "huawei-ascend-910b3", "huawei-ascend-910b4", "huawei-ascend-950dt"});
}

TEST_CASE("every instance can be named, or its accelerator has no published power") {
  const Ids refused = refused_rows("instances", "no-published-power", [](const std::string& id) {
    return job_with(fmt::format(R"("instance": "{}")", id), "FR");
  });
  for (const std::string& id : refused) {
    const auto instance = Catalog::bundled().instance(id);
    REQUIRE(instance.row);
    const auto device = Catalog::bundled().accelerator(instance.row->accelerator);
    REQUIRE(device.row);
    CHECK_FALSE(device.row->tdp_w);
  }
}

TEST_CASE("every processor can be named, or is a cloud's own part without a published power") {
  const Ids refused = refused_rows("cpus", "no-published-power", [](const std::string& id) {
    return job_with(fmt::format(R"("cpu": "{}")", id), "FR");
  });
  CHECK(refused == Ids{"amd-epyc-7b13", "amd-epyc-9b14", "google-axion", "microsoft-cobalt-100"});
}

TEST_CASE("every zone can be named, or has no data") {
  const Ids refused = refused_rows("zones", "no-data", [](const std::string& id) {
    return job_with(R"("accelerator": "T4")", id);
  });
  CHECK(refused == Ids{"CF"});
}

TEST_CASE("every cloud region can be named") {
  const Ids refused = refused_rows("regions", "no-data", [](const std::string& id) {
    return job_with(R"("accelerator": "T4")", id);
  });
  CHECK(refused.empty());
}
