// SPDX-License-Identifier: Apache-2.0
// Laws that hold for any job: linear in time, count and runs; parts sum to the whole; more power
// never means less energy; the same input gives the same bytes. Jobs come from a seeded generator.
#include <array>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

#include "catch.hpp"
#include "job_run.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_{seed} {}
  std::uint64_t next() {  // splitmix64
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }
  template <class T, std::size_t N>
  const T& pick(const std::array<T, N>& from) {
    return from[below(N)];
  }

 private:
  std::uint64_t state_;
};

struct Draft {
  std::string method, device, rest, region;
  double hours = 1, runs = 1, power = 0;
  std::size_t count = 1, nodes = 1;

  std::string text() const {
    const std::string draw = power > 0 ? fmt::format(R"(, "power_w": {})", power) : "";
    return fmt::format(
        R"({{"method": "{}", "hardware": {{"nodes": {}, "accelerator": {{"model": "{}", "count": {}{}}}{}}},
            "runtime_hours": {}, "runs": {}, "region": "{}"}})",
        method, nodes, device, count, draw, rest, hours, runs, region);
  }
};

Draft any_draft(Random& random) {
  static constexpr std::array<std::string_view, 3> k_methods{"native", "accelerator-hours",
                                                             "green-algorithms"};
  static constexpr std::array<std::string_view, 5> k_devices{"A100-SXM4-80GB", "H100-SXM5-80GB",
                                                             "TPU v3", "RTX 4090", "T4"};
  static constexpr std::array<std::string_view, 5> k_rests{
      "", R"(, "cpu": "2x AMD EPYC 7742", "memory": "1 TB")", R"(, "memory": "64 GiB")",
      R"(, "cpu": {"cores": 8, "power_per_core": "5 W"}, "storage": "4 TB SSD")",
      R"(, "host": "none")"};
  static constexpr std::array<std::string_view, 5> k_regions{"FR", "aws:us-east-1", "US-CA",
                                                             "CA-QC", "gcp:europe-west4"};
  Draft draft;
  draft.method = random.pick(k_methods);
  draft.device = random.pick(k_devices);
  draft.rest = random.pick(k_rests);
  draft.region = random.pick(k_regions);
  draft.hours = std::exp(random.unit() * 12 - 3);
  draft.runs = 0.5 + 10 * random.unit();
  draft.count = 1 + random.below(16);
  draft.nodes = 1 + random.below(100);
  return draft;
}

Report report_of(const Draft& draft) {
  INFO(draft.text());
  auto report = run_job(draft.text());
  if (!report) FAIL(words_of(report.error()));
  return std::move(report).value();
}

void check_scaled(const Report& a, const Report& b, double factor) {
  CHECK(facility_kwh(b) == Approx(facility_kwh(a) * factor).epsilon(1e-12));
  CHECK(operational_kg(b) == Approx(operational_kg(a) * factor).epsilon(1e-12));
  CHECK(embodied_kg(b) == Approx(embodied_kg(a) * factor).epsilon(1e-12));
}

constexpr std::uint64_t k_seed = 20260101;
constexpr int k_rounds = 150;

}  // namespace

TEST_CASE("estimates are linear in time, runs and nodes") {
  Random random(k_seed);
  for (int i = 0; i < k_rounds; ++i) {
    const Draft draft = any_draft(random);
    const Report report = report_of(draft);
    Draft longer = draft, more = draft, wider = draft;
    longer.hours *= 1.25;
    more.runs *= 3;
    wider.nodes *= 2;
    if (longer.hours < 4 * 8760) check_scaled(report, report_of(longer), 1.25);
    check_scaled(report, report_of(more), 3);
    check_scaled(report, report_of(wider), 2);
  }
}

TEST_CASE("a lone list of accelerators is linear in their count") {
  Random random(k_seed + 1);
  for (int i = 0; i < k_rounds; ++i) {
    Draft draft = any_draft(random);
    draft.rest.clear();
    Draft twice = draft;
    twice.count *= 2;
    check_scaled(report_of(draft), report_of(twice), 2);
  }
}

TEST_CASE("components sum to the facility's energy, operational and embodied to the total") {
  Random random(k_seed + 2);
  for (int i = 0; i < k_rounds; ++i) {
    const Report report = report_of(any_draft(random));
    Energy sum;
    for (const ComponentEnergy& component : report.estimate.components) sum += component.energy;
    CHECK(in_kilowatt_hours(sum) == Approx(facility_kwh(report)).epsilon(1e-12));
    CHECK(facility_kwh(report) == Approx(it_kwh(report) * report.job.pue).epsilon(1e-12));
    CHECK(total_kg(report) == Approx(operational_kg(report) + embodied_kg(report)).epsilon(1e-12));
  }
}

TEST_CASE("more power never means less energy") {
  Random random(k_seed + 3);
  for (int i = 0; i < k_rounds; ++i) {
    Draft draft = any_draft(random);
    double last = 0;
    for (double power = 50; power < 1500; power *= 1.3) {
      draft.power = power;
      const double energy = facility_kwh(report_of(draft));
      CHECK(energy >= last);
      last = energy;
    }
  }
}

TEST_CASE("the same job gives the same bytes in every format") {
  Random random(k_seed + 4);
  for (int i = 0; i < 20; ++i) {
    const Draft draft = any_draft(random);
    const Report a = report_of(draft), b = report_of(draft);
    for (const Format& format : estimate_formats())
      CHECK(format.render({&a, 1}, Catalog::bundled(), {}) ==
            format.render({&b, 1}, Catalog::bundled(), {}));
  }
}
