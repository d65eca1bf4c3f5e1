// SPDX-License-Identifier: Apache-2.0
// What a real Slurm 22.05 wrote of a few jobs (tests/slurm/run.sh made it), as text and as JSON.
#include <fstream>
#include <iterator>

#include "catch.hpp"
#include "cluster/digest.hpp"
#include "cluster_fixture.hpp"

using namespace carbonest;
using namespace carbonest::cluster;
using namespace carbonest::test;

namespace {

std::string file_text(const std::string& name) {
  std::ifstream in(std::string(CARBONEST_SOURCE_DIR) + "/tests/slurm/log/" + name,
                   std::ios::binary);
  REQUIRE(in);
  return {std::istreambuf_iterator<char>(in), {}};
}

ClusterDigest read(const std::string& name) {
  SlurmImport import = make_import();
  const std::string text = file_text(name);
  TextSource source(text, 1000);
  REQUIRE(import.read(source).empty());
  CHECK(skipped_of(import.summary()).empty());
  return digest(import.summary());
}

const Group* group(const ClusterDigest& d, By by, std::string_view key) {
  for (const Group& g : d.groupings[static_cast<std::size_t>(by)].groups)
    if (g.key == key) return &g;
  return nullptr;
}

}  // namespace

TEST_CASE("no row of a real log is skipped, in any choice of columns") {
  for (const char* name :
       {"sacct.txt", "sacct-other-order.txt", "sacct-semicolon.txt", "sacct.json"}) {
    INFO(name);
    const ClusterDigest d = read(name);
    // Eight jobs, one of them an array of three, one of two parts, one that ran twice.
    CHECK(d.totals.jobs == 12);
    REQUIRE(group(d, By::state, "COMPLETED"));
    CHECK(group(d, By::state, "COMPLETED")->figures.jobs == 8);
    CHECK(group(d, By::state, "REQUEUED")->figures.jobs == 1);
    CHECK(group(d, By::state, "TIMEOUT")->figures.cpu_hours > 60.0 / 3600);
    CHECK(group(d, By::state, "CANCELLED")->figures.jobs == 1);
    CHECK(d.wasted[0].figures.jobs == 1);
    // Two GPUs for some seconds and one for some seconds, each counted once.
    CHECK(d.totals.accelerator_hours == Approx(5.0 / 3600).margin(6.0 / 3600));
    CHECK(d.totals.accelerator_hours > 0);
  }
}

TEST_CASE("text and JSON of a real log say the same") {
  const ClusterDigest text = read("sacct.txt"), json = read("sacct.json");
  for (const FigureRow& row : figure_rows()) {
    INFO(row.name);
    // The text has the time of CPUs in whole milliseconds, of jobs that hardly used any.
    CHECK(text.totals.*row.member == Approx(json.totals.*row.member).epsilon(1e-3));
  }
  for (const char* account : {"bio", "chem"}) {
    REQUIRE(group(text, By::account, account));
    CHECK(group(text, By::account, account)->figures.jobs ==
          group(json, By::account, account)->figures.jobs);
    CHECK(group(text, By::account, account)->figures.cpu_hours ==
          group(json, By::account, account)->figures.cpu_hours);
  }
}
