// SPDX-License-Identifier: Apache-2.0
#include <random>

#include "carbonest/baseline.hpp"
#include "catch.hpp"
#include "gate_fixture.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

GateJob with_input(GateJob job, std::string_view text) {
  job.input = save_input(text, {});
  return job;
}

GateJob of_tables(GateJob job, std::string checksum) {
  job.program.data_checksum = std::move(checksum);
  return job;
}

Change only_change(const GateJob& before, const GateJob& now,
                   std::vector<Recomputed> recomputed = {}) {
  const std::vector<GateJob> jobs{now};
  const std::vector<Change> changes = changes_since({"base.json", {before}}, jobs, recomputed);
  REQUIRE(changes.size() == 1);
  return changes.front();
}

std::vector<std::string> kinds_of(const std::vector<Change>& changes) {
  std::vector<std::string> kinds;
  for (const Change& change : changes)
    kinds.push_back(std::string(to_string(change.kind)) + " " + change.job);
  return kinds;
}

}  // namespace

TEST_CASE("a change has its sign, in kg and in percent") {
  const Change rise = only_change(gate_job_of("a", 40), gate_job_of("a", 44));
  CHECK(rise.kind == ChangeKind::changed);
  CHECK(in_kilograms(rise.change) == Approx(1));
  CHECK(rise.percent.value() == Approx(10));
  CHECK(rise.energy_before == kilowatt_hours(40));
  CHECK(rise.energy_now == kilowatt_hours(44));
  const Change drop = only_change(gate_job_of("a", 40), gate_job_of("a", 30));
  CHECK(in_kilograms(drop.change) == Approx(-2.5));
  CHECK(drop.percent.value() == Approx(-25));
  CHECK(only_change(gate_job_of("a", 1), gate_job_of("a", 5)).percent.value() == Approx(400));
}

TEST_CASE("rounding is no change") {
  GateJob now = gate_job_of("a", 40);
  now.total = kilograms(in_kilograms(now.total) * (1 + 1e-12));
  const Change change = only_change(gate_job_of("a", 40), now);
  CHECK(change.kind == ChangeKind::unchanged);
  CHECK(change.change == CarbonMass{});
  CHECK(change.percent == 0);
}

TEST_CASE("from nothing there is no percentage") {
  const Change change = only_change(gate_job_of("a", 0), gate_job_of("a", 4));
  CHECK(change.kind == ChangeKind::changed);
  CHECK_FALSE(change.percent);
  CHECK(in_kilograms(change.change) == 1);
  const Change none = only_change(gate_job_of("a", 0), gate_job_of("a", 0));
  CHECK(none.kind == ChangeKind::unchanged);
  CHECK_FALSE(none.percent);
}

TEST_CASE("jobs are matched by name; the rest is added, removed or renamed") {
  const std::string_view one = R"({"runtime":"1h"})", two = R"({"runtime":"2h"})";
  const Baseline baseline{"base.json",
                          {gate_job_of("same", 4), gate_job_of("gone", 8),
                           with_input(gate_job_of("old", 12), one), gate_job_of("moved", 16)}};
  const std::vector<GateJob> now{
      gate_job_of("new", 4), gate_job_of("same", 4), with_input(gate_job_of("fresh", 12), one),
      with_input(gate_job_of("other", 12), two), gate_job_of("moved", 20)};
  const std::vector<Change> changes = changes_since(baseline, now, {});
  CHECK(kinds_of(changes) == std::vector<std::string>{"changed moved", "renamed fresh", "added new",
                                                      "added other", "removed gone",
                                                      "unchanged same"});
  CHECK(changes[1].former_name == "old");
  CHECK(in_kilograms(changes[2].change) == 1);
  CHECK_FALSE(changes[2].percent);
  CHECK(in_kilograms(changes[4].change) == -2);
  CHECK(changes[4].percent == -100);
}

TEST_CASE("a name is not guessed where two jobs have the same input") {
  const std::string_view text = R"({"runtime":"1h"})";
  const Baseline baseline{"base.json", {with_input(gate_job_of("old", 12), text)}};
  const std::vector<GateJob> now{with_input(gate_job_of("x", 12), text),
                                 with_input(gate_job_of("y", 12), text)};
  CHECK(kinds_of(changes_since(baseline, now, {})) ==
        std::vector<std::string>{"added x", "added y", "removed old"});
}

TEST_CASE("what differs in kind is not compared") {
  const auto changed = [](auto change_it) {
    GateJob now = gate_job_of("a", 50);
    now.basis = "lifecycle";
    change_it(now);
    GateJob before = gate_job_of("a", 40);
    before.basis = "lifecycle";
    const Change change = only_change(before, now);
    if (change.kind == ChangeKind::incomparable) {
      CHECK(change.change == CarbonMass{});
      CHECK_FALSE(change.percent);
      CHECK_FALSE(change.causes);
    }
    return change.kind == ChangeKind::incomparable ? change.note : std::string{};
  };
  CHECK(changed([](GateJob&) {}).empty());
  CHECK(changed([](GateJob& job) { job.method = "accelerator-hours"; }) ==
        "another method: native before, accelerator-hours now");
  CHECK(changed([](GateJob& job) { job.sci[0].amount = 12000; }) ==
        "another functional unit: 1 run before, 12000 run now");
  CHECK(changed([](GateJob& job) { job.sci[0].functional_unit = "image"; }) ==
        "another functional unit: 1 run before, 1 image now");
  CHECK(changed([](GateJob& job) { job.sci.push_back(job.sci[0]); }) ==
        "another functional unit: 1 run before, 1 run, 1 run now");
  CHECK(changed([](GateJob& job) { job.basis = "direct"; }) ==
        "another basis: lifecycle before, direct now");
  CHECK(changed([](GateJob& job) { job.basis.clear(); }).empty());  // an intensity given by hand
  CHECK(changed([](GateJob& job) { job.marginal = true; }) ==
        "another kind of intensity: average before, marginal now");
}

TEST_CASE("the order of functional units says nothing") {
  GateJob before = gate_job_of("a", 40);
  before.sci.push_back(before.sci[0]);
  before.sci[1].functional_unit = "image";
  GateJob now = before;
  std::swap(now.sci[0], now.sci[1]);
  CHECK(incomparable_reason(before, now).empty());
}

TEST_CASE("a changed table alone is all of the change") {
  // The same job, saved with the tables of then: 40 kWh at 250 g/kWh, today at 300 g/kWh.
  const std::string_view text = R"({"energy":"40 kWh"})";
  const GateJob before = of_tables(with_input(gate_job_of("a", 40, 250), text), "then");
  const GateJob now = with_input(gate_job_of("a", 40, 300), text);
  const Change change = only_change(before, now);
  REQUIRE(change.causes);
  CHECK(in_kilograms(change.causes->table) == Approx(2));
  CHECK(change.causes->input == CarbonMass{});
  CHECK(change.causes->version == CarbonMass{});
  CHECK_FALSE(change.causes->table_or_version);
  const std::vector<GateJob> jobs{now};
  CHECK(jobs_to_recompute(jobs, {"", {before}}).empty());  // the job itself is that job today
}

TEST_CASE("a changed job alone is all of the change") {
  const Change change = only_change(with_input(gate_job_of("a", 40), R"({"energy":"40 kWh"})"),
                                    with_input(gate_job_of("a", 50), R"({"energy":"50 kWh"})"));
  REQUIRE(change.causes);
  CHECK(change.causes->input == change.change);
  CHECK(change.causes->table == CarbonMass{});
}

TEST_CASE("job and tables: the old job is estimated anew to tell them apart") {
  const GateJob before =
      of_tables(with_input(gate_job_of("a", 40, 250), R"({"energy":"40 kWh"})"), "then");
  const GateJob now = with_input(gate_job_of("a", 60, 300), R"({"energy":"60 kWh"})");
  const std::vector<GateJob> jobs{now};
  const Baseline baseline{"", {before}};
  const auto wanted = jobs_to_recompute(jobs, baseline);
  REQUIRE(wanted.size() == 1);
  CHECK(wanted.front()->name == "a");
  const Change change = only_change(before, now, {{"a", kilograms(12), {}}});  // 40 kWh at 300 g
  REQUIRE(change.causes);
  CHECK(in_kilograms(change.change) == Approx(8));
  CHECK(in_kilograms(change.causes->table) == Approx(2));
  CHECK(in_kilograms(change.causes->input) == Approx(6));
  const Change unknown = only_change(before, now);
  CHECK_FALSE(unknown.causes);
  CHECK(unknown.note == "the old job could not be estimated with today's tables");
}

TEST_CASE("a saved result without its job has no causes, and says so") {
  const Change change = only_change(of_tables(gate_job_of("a", 40), "then"), gate_job_of("a", 50));
  CHECK_FALSE(change.causes);
  CHECK(change.note == "the baseline does not carry its job: causes are not known");
}

TEST_CASE("another program with the same tables is the cause") {
  GateJob before = with_input(gate_job_of("a", 40), R"({"energy":"40 kWh"})");
  before.program.version = "0.0.1";
  const Change change = only_change(before, with_input(gate_job_of("a", 44), before.input->job));
  REQUIRE(change.causes);
  CHECK(change.causes->version == change.change);
}

TEST_CASE("tables and program together cannot be told apart, unless no row of the job changed") {
  GateJob before = of_tables(with_input(gate_job_of("a", 40), R"({"energy":"40 kWh"})"), "then");
  before.program.version = "0.0.1";
  before.table_values = {{"carbon_intensity_g_per_kwh", 250}};
  GateJob now = with_input(gate_job_of("a", 44), before.input->job);
  now.table_values = {{"carbon_intensity_g_per_kwh", 275}};
  Change change = only_change(before, now);
  REQUIRE(change.causes);
  CHECK(change.causes->table_or_version.value() == change.change);
  CHECK(change.causes->table == CarbonMass{});
  now.table_values = before.table_values;
  change = only_change(before, now);
  CHECK_FALSE(change.causes->table_or_version);
  CHECK(change.causes->version == change.change);
}

TEST_CASE("a renamed job that moved has causes like any other") {
  const std::string_view text = R"({"energy":"40 kWh"})";
  const Change change =
      only_change(of_tables(with_input(gate_job_of("old", 40, 250), text), "then"),
                  with_input(gate_job_of("new", 40, 300), text));
  CHECK(change.kind == ChangeKind::renamed);
  REQUIRE(change.causes);
  CHECK(change.causes->table == change.change);
}

TEST_CASE("the parts of a change sum to it, whatever the figures") {
  std::mt19937 random(11);
  std::uniform_real_distribution<double> mass(0, 1e6);
  for (int round = 0; round < 2000; ++round) {
    const CauseFigures figures{kilograms(mass(random)), kilograms(mass(random)),
                               kilograms(mass(random)), random() % 2 == 0, random() % 2 == 0};
    const Causes causes = split_change(figures);
    const CarbonMass sum = causes.input + causes.table + causes.version +
                           causes.table_or_version.value_or(CarbonMass{});
    REQUIRE(in_kilograms(sum) == Approx(in_kilograms(figures.now - figures.before)).margin(1e-9));
  }
}

TEST_CASE("a share of next to nothing is still a number") {
  GateJob before = gate_job_of("a", 1);
  before.total = kilograms(1e-320);
  const Change change = only_change(before, gate_job_of("a", 40));
  REQUIRE(change.percent);
  CHECK(std::isfinite(*change.percent));
}
