// SPDX-License-Identifier: Apache-2.0
#pragma once
// The closed form against sampling: 3 % on the 5 and the 95 % point, for every result.

#include <vector>

#include "carbonest/interval.hpp"
#include "catch.hpp"
#include "synthetic.hpp"

namespace carbonest::test {

inline bool same_quantity(const Input& a, const Input& b) {
  return a.name == b.name && a.value == b.value && a.unit == b.unit && a.origin == b.origin &&
         a.source == b.source && a.note == b.note && a.year == b.year;
}

/// The factors of each stage, where equal inputs of different stages are one quantity.
class StageFactors {
 public:
  explicit StageFactors(const std::vector<const ResolvedJob*>& stages) : factors_(stages.size()) {
    for (const ResolvedJob* stage : stages) {
      for (const Input& input : stage->inputs) {
        std::size_t number = 0;
        const std::size_t before = before_.size();
        while (number < before && !same_quantity(*inputs_[number], input)) ++number;
        if (number == before) number = inputs_.size(), inputs_.push_back(&input);
        numbers_.push_back(number);
      }
      before_ = inputs_;  // equal inputs of one stage are two
      ends_.push_back(numbers_.size());
    }
  }
  void draw(Random& random) {
    drawn_.resize(inputs_.size());
    for (std::size_t i = 0; i < inputs_.size(); ++i)
      drawn_[i] = inputs_[i]->log_sd > 0 ? std::exp(inputs_[i]->log_sd * random.normal()) : 1.0;
    for (std::size_t s = 0; s < ends_.size(); ++s) {
      factors_[s].clear();
      for (std::size_t i = s == 0 ? 0 : ends_[s - 1]; i < ends_[s]; ++i)
        factors_[s].push_back(drawn_[numbers_[i]]);
    }
  }
  const std::vector<double>& of(std::size_t stage) const { return factors_[stage]; }

 private:
  std::vector<const Input*> inputs_, before_;
  std::vector<std::size_t> numbers_, ends_;
  std::vector<double> drawn_;
  std::vector<std::vector<double>> factors_;
};

inline Draw sample(const std::vector<const ResolvedJob*>& stages, StageFactors& factors,
                   Random& random) {
  factors.draw(random);
  Draw sum{};
  for (std::size_t s = 0; s < stages.size(); ++s) {
    const Draw draw = evaluate(*stages[s], factors.of(s));
    sum.it_kwh += draw.it_kwh;
    sum.facility_kwh += draw.facility_kwh;
    sum.operational_kg += draw.operational_kg;
    sum.total_kg += draw.total_kg;
  }
  return sum;
}

inline void check_against_samples(const ResolvedJob& job, std::size_t draws, Random& random) {
  constexpr double k_tolerance = 0.03;
  struct Result {
    const char* name;
    double Draw::*drawn;
    Spread Interval::*closed;
  };
  static constexpr Result k_results[]{
      {"it_kwh", &Draw::it_kwh, &Interval::it_kwh},
      {"facility_kwh", &Draw::facility_kwh, &Interval::facility_kwh},
      {"operational_kg", &Draw::operational_kg, &Interval::operational_kg},
      {"total_kg", &Draw::total_kg, &Interval::total_kg}};
  const Interval closed = interval(job, estimate(job));
  std::vector<const ResolvedJob*> stages;
  for (const ResolvedJob& stage : job.stages) stages.push_back(&stage);
  if (stages.size() < 2) stages.assign(1, &job);
  StageFactors factors(stages);
  std::vector<Draw> all(draws);
  std::vector<double> values(draws);
  for (Draw& draw : all) draw = sample(stages, factors, random);
  for (const Result& result : k_results) {
    std::ranges::transform(all, values.begin(),
                           [&](const Draw& draw) { return draw.*result.drawn; });
    INFO(result.name);
    CHECK((closed.*result.closed).low == Approx(quantile(values, 0.05)).epsilon(k_tolerance));
    CHECK((closed.*result.closed).high == Approx(quantile(values, 0.95)).epsilon(k_tolerance));
  }
}

}  // namespace carbonest::test
