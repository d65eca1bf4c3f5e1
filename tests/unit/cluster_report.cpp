// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <fmt/format.h>

#include "../bench/sacct_log.hpp"
#include "catch.hpp"
#include "cluster/digest.hpp"
#include "cluster_fixture.hpp"

using namespace carbonest;
using namespace carbonest::cluster;
using namespace carbonest::test;

namespace {

const std::string k_log =
    "JobID|User|Account|Partition|State|Start|End|Elapsed|AllocTRES|MaxRSS|TRESUsageInTot\n"
    "1|anna|bio|gpu|COMPLETED|2024-04-30T23:00:00|2024-05-01T01:00:00|02:00:00|cpu=32,gres/"
    "gpu:a100=2,mem=100G,node=1||\n"
    "1.batch||bio||COMPLETED|||02:00:00||10G|gres/gpuutil=100\n"
    "2|bert|chem|cpu|FAILED|2024-05-01T00:00:00|2024-05-01T01:00:00|01:00:00|cpu=64,mem=10G,node=1|"
    "|\n"
    "3|=cmd()|chem|cpu|CANCELLED by "
    "7|2024-05-01T00:00:00|2024-05-01T00:10:00|00:10:00|cpu=1,mem=10G,node=1||\n"
    "4|anna|bio|cpu|TIMEOUT|2024-06-01T00:00:00|2024-06-02T00:00:00|1-00:00:00|cpu=32,mem=100G,"
    "node=1||\n"
    "nonsense\n"
    "5||bio|odd|COMPLETED|2024-06-01T00:00:00|2024-06-02T00:00:00|01:00:00|cpu=32,gres/"
    "gpu=1,mem=100G,node=1||\n";

SlurmImport imported(const std::string& log = k_log) {
  SlurmImport import = make_import();
  TextSource source(log);
  REQUIRE(import.read(source).empty());
  return import;
}

std::string render(std::string_view id, const ClusterSummary& summary, RenderOptions options = {}) {
  for (const ClusterFormat& format : cluster_formats())
    if (format.id == id) return format.render(summary, options);
  return "no such format";
}

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

TEST_CASE("groups add up to the total") {
  SlurmImport import = imported();
  const ClusterDigest d = digest(import.summary());
  CHECK(d.totals.jobs == 4);
  CHECK(d.totals.facility_kwh == d.totals.it_kwh * 1.25);
  CHECK(d.totals.total_kg == Approx(d.totals.operational_kg + d.totals.embodied_kg));
  for (const Grouping& grouping : d.groupings) {
    INFO(grouping.name);
    double jobs = 0, kwh = 0;
    for (const Group& group : grouping.groups) {
      jobs += group.figures.jobs;
      kwh += group.figures.it_kwh;
    }
    CHECK(jobs == 4);
    CHECK(kwh == Approx(d.totals.it_kwh));
  }
  double components = 0;
  for (const double kwh : d.component_kwh) components += kwh;
  CHECK(components == Approx(d.totals.it_kwh));
}

TEST_CASE("months are those in which jobs ended, in order; other groups by their size") {
  SlurmImport import = imported();
  const ClusterDigest d = digest(import.summary());
  const auto& months = d.groupings[static_cast<std::size_t>(By::month)].groups;
  REQUIRE(months.size() == 2);
  CHECK(months[0].key == "2024-05");
  CHECK(months[0].figures.jobs == 3);
  CHECK(months[1].key == "2024-06");
  const auto& users = d.groupings[static_cast<std::size_t>(By::user)].groups;
  REQUIRE(users.size() == 3);
  CHECK(users[0].key == "anna");
  CHECK(users[0].figures.total_kg > users[1].figures.total_kg);
}

TEST_CASE("jobs that did not end well, by how they ended") {
  SlurmImport import = imported();
  const ClusterDigest d = digest(import.summary());
  REQUIRE(d.wasted.size() == 4);
  CHECK(d.wasted[0].key == "failed");
  CHECK(d.wasted[0].figures.jobs == 1);
  CHECK(d.wasted[1].figures.cpu_hours == Approx(1.0 / 6));
  CHECK(d.wasted[2].figures.cpu_hours == Approx(24 * 32));
  CHECK(d.wasted[3].figures.jobs == 0);
}

TEST_CASE("skipped rows with their reason, first line and time") {
  SlurmImport import = imported();
  const ClusterDigest d = digest(import.summary());
  CHECK(d.skipped_rows == 2);
  CHECK(d.skipped_hours == 1);
  REQUIRE(d.reasons.size() == 2);
  CHECK(d.reasons[0].code == "slurm-field-count");
  CHECK(d.reasons[0].first_line == 7);
  CHECK(d.reasons[0].untimed_rows == 1);
  CHECK(d.reasons[1].code == "slurm-untyped-device");
  CHECK(d.reasons[1].first_line == 8);
  CHECK(d.reasons[1].hours == 1);
  CHECK_FALSE(skipped_of(import.summary()).empty());
  REQUIRE(import.problems().size() == 2);
  CHECK(import.problems()[0].line == 7);
  CHECK(holds(import.problems()[1].message, "--site"));
}

TEST_CASE("the interval holds the value, and is wider than that of its parts alone") {
  SlurmImport import = imported();
  const ClusterDigest d = digest(import.summary());
  const auto spread = [](Bounds r) { return std::log(r.high / r.low); };
  CHECK(d.it_kwh.low < d.totals.it_kwh);
  CHECK(d.it_kwh.high > d.totals.it_kwh);
  CHECK(d.total_kg.low < d.totals.total_kg);
  CHECK(d.total_kg.high > d.totals.total_kg);
  CHECK(spread(d.facility_kwh) > spread(d.it_kwh));
  CHECK(spread(d.operational_kg) > spread(d.facility_kwh));
  // Two parts of one spread: less than that spread, but the same part of two jobs does not average
  // away.
  CHECK(spread(d.it_kwh) < 2 * 1.645 * 0.30);
  CHECK(spread(d.it_kwh) > 2 * 1.645 * 0.10);
}

TEST_CASE("a log of nothing is a report of nothing") {
  SlurmImport import = imported("JobID|User|State|Elapsed|NCPUS\n");
  for (const ClusterFormat& format : cluster_formats()) {
    INFO(format.id);
    const std::string text = format.render(import.summary(), {});
    CHECK(!text.empty());
    CHECK(!holds(text, "nan"));
    CHECK(!holds(text, "inf"));
  }
  CHECK(skipped_of(import.summary()).empty());
}

TEST_CASE("the report as JSON") {
  SlurmImport import = imported();
  const std::string json = render("json", import.summary());
  for (const char* part :
       {"\"schema\": \"carbonest.report/1\"", "\"totals\": {\n    \"jobs\": 4,",
        "\"groups\": {\n    \"user\": [", "\"wasted\": {\n    \"failed\": {",
        "\"skipped\": {\n    \"rows\": 2,", "\"reasons\": [",
        "{ \"code\": \"slurm-field-count\", \"rows\": 1, \"first_line\": 7", "\"top_jobs\": [",
        "\"key\": \"anna\", \"jobs\": 2, \"accelerator_hours\": 4, \"cpu_hours\": 832, "
        "\"it_kwh\": "}) {
    INFO(part);
    CHECK(holds(json, part));
  }
}

TEST_CASE("the report as text fits its width and shows nothing that could do harm") {
  std::string log = k_log;
  log += "6|" + std::string("\x1b[31mred\x07\xe2\x80\xae") + std::string(300, 'w') +
         "|x|cpu|COMPLETED|2024-06-01T00:00:00|2024-06-02T00:00:00|90:00:00|cpu=32,mem=1G||\n";
  SlurmImport import = imported(log);
  for (const int width : {60, 80, 120}) {
    RenderOptions options;
    options.width = width;
    const std::string text = render("text", import.summary(), options);
    std::size_t at = 0;
    while (at < text.size()) {
      const std::size_t end = text.find('\n', at);
      REQUIRE(end != std::string::npos);
      CHECK(end - at <= static_cast<std::size_t>(width));
      at = end + 1;
    }
    CHECK(std::ranges::all_of(text, [](char c) { return c == '\n' || (c >= 0x20 && c < 0x7f); }));
    CHECK(holds(text, "By user"));
    CHECK(holds(text, "Largest jobs"));
    CHECK(holds(text, "Skipped: 2 rows"));
  }
  RenderOptions quiet;
  quiet.quiet = true;
  CHECK(!holds(render("text", import.summary(), quiet), "By user"));
}

TEST_CASE("the report as CSV: one row a group, no cell that is a formula") {
  SlurmImport import = imported();
  const std::string csv = render("csv", import.summary());
  CHECK(
      csv.starts_with("group,key,jobs,accelerator_hours,cpu_hours,it_kwh,facility_kwh,operational_"
                      "kg,embodied_kg,total_kg\ntotal,,4,"));
  CHECK(holds(csv, "\nuser,anna,2,"));
  CHECK(holds(csv, "\nwasted,timeout,1,"));
  CHECK(holds(csv, "'=cmd()"));
}

TEST_CASE("the report as Markdown") {
  SlurmImport import = imported();
  const std::string markdown = render("markdown", import.summary());
  CHECK(holds(markdown, "| user | Jobs |"));
  CHECK(holds(markdown, "| anna | 2 |"));
  CHECK(holds(markdown, "Skipped: 2 rows that stand for 1"));
}

TEST_CASE("a year shows all of its months") {
  std::string log = "JobID|State|End|Elapsed|NCPUS\n1|COMPLETED|Unknown|01:00:00|4\nnonsense\n";
  for (int month = 1; month <= 12; ++month)
    log += fmt::format("{}|COMPLETED|2024-{:02}-02T00:00:00|01:00:00|4\n", month + 1, month);
  SlurmImport import = imported(log);
  for (const std::string_view format : {"text", "markdown"}) {
    INFO(format);
    const std::string text = render(format, import.summary());
    for (int month = 1; month <= 12; ++month) CHECK(holds(text, fmt::format("2024-{:02}", month)));
    CHECK(holds(text, "unknown"));
    CHECK(holds(text, "Skipped: 1 row that stands for 0 h"));
  }
}

TEST_CASE("too many groups of one kind are not listed, in whatever order they come") {
  std::string log = "JobID|User|Partition|State|Start|Elapsed|AllocTRES\n";
  for (std::size_t i = 0; i <= k_most_groups; ++i) {
    const std::string n = std::to_string(i + 1);
    log += n + "|u" + n + "|cpu|COMPLETED|2024-05-01T00:00:00|00:01:00|cpu=1,mem=1G\n";
  }
  SlurmImport import = imported(log);
  const ClusterDigest d = digest(import.summary());
  CHECK(d.groupings[0].overflowed);
  CHECK(d.groupings[0].groups.empty());
  CHECK(d.totals.jobs == static_cast<double>(k_most_groups + 1));
  CHECK(d.groupings[2].groups.size() == 1);
  CHECK(std::ranges::any_of(d.warnings,
                            [](const Warning& w) { return w.code == "slurm-too-many-groups"; }));
}

TEST_CASE("the largest jobs are the largest, in one order") {
  std::string log = "JobID|User|Partition|State|Start|Elapsed|AllocTRES\n";
  for (int i = 1; i <= 100; ++i)
    log += std::to_string(i) + "|u|cpu|COMPLETED|2024-05-01T00:00:00|" +
           (i % 2 == 0 ? "02:00:00" : "01:00:00") + "|cpu=" + std::to_string(1 + i % 7) +
           ",mem=1G\n";
  SlurmImport import = imported(log);
  const auto& top = import.summary().top;
  REQUIRE(top.size() == 10);
  for (std::size_t i = 1; i < top.size(); ++i) CHECK(ranks_before(top[i - 1], top[i]));
  CHECK(top[0].id == "20");  // 7 CPUs for two hours: 6, 20, 34, ... in the order of their texts
  CHECK(top[6].id == "90");
}

TEST_CASE("a made-up year adds up as the slow way does") {
  const std::string log = bench::make_log(3, 20000);
  SlurmImport import = imported(log);
  CHECK(skipped_of(import.summary()).empty());
  CHECK(bench::largest_difference(import.summary(), bench::slow_report(log)) < 1e-12);
}
