// SPDX-License-Identifier: Apache-2.0
// What must hold for the interval of any job.
#include <numeric>

#include "carbonest/interval.hpp"
#include "catch.hpp"
#include "synthetic.hpp"

namespace carbonest {
namespace {

using test::Random;
using test::random_job;

constexpr int k_jobs = 60;

Interval interval_of(const ResolvedJob& job) { return interval(job, estimate(job)); }

double share_sum(const Interval& result) {
  return std::accumulate(
      result.inputs.begin(), result.inputs.end(), 0.0,
      [](double sum, const InputSpread& input) { return sum + input.variance_share; });
}

template <class Law>
void for_random_jobs(Law law) {
  for (int i = 0; i < k_jobs; ++i) {
    Random random(1000 + static_cast<std::uint64_t>(i));
    INFO("seed " << 1000 + i);
    law(random_job(random), random);
  }
}

// Results of several jobs with what they point to.
struct Set {
  std::vector<ResolvedJob> jobs;
  std::vector<Estimate> estimates;
  std::vector<Estimated> all;
  explicit Set(std::vector<ResolvedJob> several) : jobs(std::move(several)) {
    for (const ResolvedJob& job : jobs) estimates.push_back(estimate(job));
    for (std::size_t i = 0; i < jobs.size(); ++i) all.push_back({&jobs[i], &estimates[i]});
  }
};

TEST_CASE("variance shares sum to 1, or are all 0", "[interval]") {
  for_random_jobs([](ResolvedJob job, Random&) {
    CHECK(share_sum(interval_of(job)) == Approx(1).epsilon(0).margin(1e-12));
    for (Input& input : job.inputs) input.log_sd = 0;
    CHECK(share_sum(interval_of(job)) == 0);
  });
}

TEST_CASE("an interval surrounds its value and is finite", "[interval]") {
  for_random_jobs([](const ResolvedJob& job, Random&) {
    const Estimate result = estimate(job);
    const Interval spread = interval(job, result);
    CHECK(spread.it_kwh.low <= in_kilowatt_hours(result.it));
    CHECK(spread.it_kwh.high >= in_kilowatt_hours(result.it));
    CHECK(spread.total_kg.low <= in_kilograms(result.total));
    CHECK(spread.total_kg.high >= in_kilograms(result.total));
    CHECK(std::isfinite(spread.total_kg.high));
  });
}

// In kg. Relative to the centre it may grow by a fraction of a per cent, and in truth does: a small
// part that becomes certain loses the upper tail that had lifted the middle of the sum.
double width(const Spread& spread) { return spread.high - spread.low; }

TEST_CASE("knowing any input better never widens a result", "[interval]") {
  for_random_jobs([](const ResolvedJob& job, Random&) {
    const Interval before = interval_of(job);
    for (std::size_t i = 0; i < job.inputs.size(); ++i)
      for (const double narrower : {0.7, 0.2, 0.0}) {
        ResolvedJob better = job;
        better.inputs[i].log_sd *= narrower;
        const Interval after = interval_of(better);
        INFO(job.inputs[i].name << " of " << job.inputs[i].log_sd << " to "
                                << better.inputs[i].log_sd);
        for (const auto result : {&Interval::it_kwh, &Interval::facility_kwh,
                                  &Interval::operational_kg, &Interval::total_kg})
          CHECK(width(after.*result) <= width(before.*result) * (1 + 1e-12));
      }
  });
}

TEST_CASE("twice the job is twice the interval", "[interval]") {
  for_random_jobs([](const ResolvedJob& job, Random& random) {
    const double k = random.log_between(1e-6, 1e6);
    ResolvedJob more = job;
    more.runs *= k;
    const Interval one = interval_of(job), many = interval_of(more);
    CHECK(many.total_kg.low == Approx(k * one.total_kg.low).epsilon(1e-9));
    CHECK(many.total_kg.high == Approx(k * one.total_kg.high).epsilon(1e-9));
    CHECK(many.total_kg.log_sd == Approx(one.total_kg.log_sd).epsilon(1e-9));
  });
}

TEST_CASE("the order of the inputs and of the parts does not matter", "[interval]") {
  for_random_jobs([](const ResolvedJob& job, Random& random) {
    ResolvedJob other = job;
    const std::size_t n = job.inputs.size();
    std::vector<std::uint16_t> place(n);
    std::iota(place.begin(), place.end(), std::uint16_t{0});
    for (std::size_t i = n; i > 1; --i) std::swap(place[i - 1], place[random.below(i)]);
    for (std::size_t i = 0; i < n; ++i) other.inputs[place[i]] = job.inputs[i];
    for (Part& part : other.parts)
      for (std::uint16_t& input : part.inputs) input = place[input];
    for (EmbodiedPart& part : other.embodied)
      for (std::uint16_t& input : part.inputs) input = place[input];
    for (int* input :
         {&other.hours_input, &other.runs_input, &other.pue_input, &other.intensity_input})
      *input = place[static_cast<std::size_t>(*input)];
    std::ranges::reverse(other.parts);
    std::ranges::reverse(other.embodied);
    const Interval a = interval_of(job), b = interval_of(other);
    CHECK(b.total_kg.low == Approx(a.total_kg.low).epsilon(1e-9));
    CHECK(b.total_kg.high == Approx(a.total_kg.high).epsilon(1e-9));
    for (std::size_t i = 0; i < n; ++i)
      CHECK(b.inputs[place[i]].variance_share ==
            Approx(a.inputs[i].variance_share).epsilon(1e-9).margin(1e-15));
  });
}

TEST_CASE("one shared error is wider than two of their own", "[interval]") {
  ResolvedJob shared = test::bare_job({.hours_sd = 0});
  const std::uint16_t power = test::add_input(shared, "accelerator.power_w", 400, 0.26);
  test::add_part(shared, 400, {power});
  test::add_part(shared, 400, {power});
  ResolvedJob apart = shared;
  apart.parts[1].inputs = {test::add_input(apart, "accelerator[1].power_w", 400, 0.26)};
  CHECK(interval_of(shared).total_kg.log_sd == Approx(0.26).epsilon(1e-9));
  CHECK(interval_of(apart).total_kg.log_sd == Approx(0.26 / std::sqrt(2)).epsilon(0.02));
}

bool same_bits(const Spread& a, const Spread& b) {
  return a.low == b.low && a.high == b.high && a.log_sd == b.log_sd;
}

TEST_CASE("a set of one is that one, to the last bit", "[interval]") {
  for_random_jobs([](const ResolvedJob& job, Random&) {
    const Set one({job});
    const Interval a = interval(job, one.estimates[0]), b = combine(one.all);
    CHECK(same_bits(a.it_kwh, b.it_kwh));
    CHECK(same_bits(a.facility_kwh, b.facility_kwh));
    CHECK(same_bits(a.operational_kg, b.operational_kg));
    CHECK(same_bits(a.total_kg, b.total_kg));
    REQUIRE(a.inputs.size() == job.inputs.size());
    for (std::uint32_t i = 0; i < a.inputs.size(); ++i) {
      CHECK(a.inputs[i].index == i);
      CHECK(a.inputs[i].variance_share == b.inputs[i].variance_share);
    }
  });
}

TEST_CASE("a job in stages is as sure as the whole", "[interval]") {
  for_random_jobs([](const ResolvedJob& job, Random& random) {
    ResolvedJob first = job, second = job;
    const double part = random.between(0.1, 0.9);
    first.hours *= part;
    second.hours *= 1 - part;
    const Interval whole = interval_of(job), stages = combine(Set({first, second}).all);
    CHECK(stages.total_kg.low == Approx(whole.total_kg.low).epsilon(1e-9));
    CHECK(stages.total_kg.high == Approx(whole.total_kg.high).epsilon(1e-9));
    CHECK(stages.inputs.size() == job.inputs.size());
    CHECK(share_sum(stages) == Approx(1).epsilon(0).margin(1e-12));
  });
}

ResolvedJob job_on_grid(int number) {
  ResolvedJob job = test::bare_job({.hours_sd = 0, .intensity_sd = 0.3});
  test::add_part(job, 400, {test::add_input(job, "accelerator.power_w", 400 + number, 0.2)});
  return job;
}

TEST_CASE("ten jobs do not average the grid's error away", "[interval]") {
  std::vector<ResolvedJob> jobs;
  for (int i = 0; i < 10; ++i) jobs.push_back(job_on_grid(i));
  const Interval together = combine(Set(jobs).all);
  CHECK(together.total_kg.log_sd == Approx(std::sqrt(0.09 + 0.04 / 10)).epsilon(0.01));
  CHECK(together.inputs.size() == 3 + 1 + 9 + 1);  // four shared factors once, ten powers

  for (std::size_t i = 0; i < jobs.size(); ++i) jobs[i].inputs[3].source = std::to_string(i);
  const Interval apart = combine(Set(jobs).all);
  const double variance = std::log1p(std::expm1(0.09 + 0.04) / 10);
  CHECK(apart.total_kg.log_sd == Approx(std::sqrt(variance)).epsilon(0.01));
}

TEST_CASE("jobs that know the same grid differently well still share it", "[interval]") {
  ResolvedJob a = job_on_grid(0), b = job_on_grid(0);
  b.inputs[3].log_sd = 0.1;
  CHECK(combine(Set({a, b}).all).total_kg.log_sd == Approx(std::hypot(0.2, 0.2)).epsilon(0.01));
}

TEST_CASE("what two jobs share cancels in their comparison", "[interval]") {
  ResolvedJob a = test::bare_job({.pue_sd = 0.02, .intensity_sd = 0.4});
  test::add_part(a, 400, {test::add_input(a, "accelerator.power_w", 400, 0.26)});
  ResolvedJob b = a;
  CHECK(probability_less(a, b) == 0.5);
  b.pue = b.inputs[2].value = 1.4;
  CHECK(probability_less(a, b) > k_distinguishable);
  CHECK(probability_less(b, a) < 1 - k_distinguishable);
  b.inputs[3].source = "another grid";
  CHECK(probability_less(a, b) < k_distinguishable);
  CHECK(probability_less(a, b) > 0.5);
}

TEST_CASE("without anything uncertain the smaller one is smaller", "[interval]") {
  ResolvedJob a = test::bare_job({.hours_sd = 0});
  test::add_part(a, 400, {});
  ResolvedJob b = a;
  b.parts[0].power = watts(401);
  CHECK(probability_less(a, b) == 1);
  CHECK(probability_less(b, a) == 0);
  CHECK(probability_less(a, a) == 0.5);
  b.hours = a.hours = Hours{0};
  CHECK(probability_less(a, b) == 0.5);
  b.hours = Hours{1};
  CHECK(probability_less(a, b) == 1);
}

TEST_CASE("a probability agrees with sampling and with its opposite", "[interval]") {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    INFO("seed " << seed);
    Random random(seed);
    const ResolvedJob a = random_job(random);
    ResolvedJob b = a;  // another grid, other devices, the rest as it is
    b.intensity = b.intensity * random.between(0.5, 1.5);
    b.inputs[3].value *= 2;
    b.parts[0].power = *b.parts[0].power * random.between(0.7, 1.4);
    b.inputs[b.parts[0].inputs[0]].value *= 2;
    const double p = probability_less(a, b);
    CHECK(probability_less(b, a) == Approx(1 - p).epsilon(1e-9));
    int less = 0;
    constexpr int k_draws = 20000;
    std::vector<double> of_a, of_b;
    for (int i = 0; i < k_draws; ++i) {
      test::draw_factors(a, random, of_a);
      of_b = of_a;
      for (const std::size_t own : {std::size_t{3}, std::size_t{b.parts[0].inputs[0]}})
        of_b[own] = std::exp(b.inputs[own].log_sd * random.normal());
      less += test::evaluate(a, of_a).total_kg < test::evaluate(b, of_b).total_kg;
    }
    CHECK(p == Approx(static_cast<double>(less) / k_draws).margin(0.03));
  }
}

}  // namespace
}  // namespace carbonest
