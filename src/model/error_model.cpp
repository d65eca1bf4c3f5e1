// SPDX-License-Identifier: Apache-2.0
#include "model/error_model.hpp"

#include <algorithm>
#include <bit>
#include <string>
#include <unordered_map>

namespace carbonest {
namespace {

void append(std::string& key, std::string_view text) { key.append(text).push_back('\0'); }

void append(std::string& key, std::uint64_t bits) {
  for (int byte = 0; byte < 8; ++byte) key.push_back(static_cast<char>(bits >> (8 * byte) & 0xffU));
}

// What makes two inputs the same quantity. The spread is left out: jobs of different length know
// the same grid differently well.
std::string key_of(const Input& input) {
  std::string key;
  append(key, input.name);
  append(key, input.unit);
  append(key, input.source);
  append(key, input.note);
  append(key, std::bit_cast<std::uint64_t>(input.value));
  append(key, static_cast<std::uint64_t>(input.year));
  append(key, static_cast<std::uint64_t>(input.origin));
  return key;
}

// One job's terms: collects the loadings of a term while it walks through the formula.
class Terms {
 public:
  Terms(const ResolvedJob& job, std::size_t number, const Quantities& quantities, Outcome outcome,
        const WhatIf* what_if, LognormalSum& sum)
      : job_{job},
        number_{number},
        quantities_{quantities},
        outcome_{outcome},
        what_if_{what_if},
        sum_{sum} {}

  void add_energy() {
    const bool measured = replaced(Measurement::Scope::node, job_.parts);
    double base = 0;
    for (const Part& part : job_.parts)
      if (!part.scales_with_parts) base += kwh(part);
    for (const Part& part : job_.parts) {
      if (part.scales_with_parts && base > 0) {
        add_scaled(part, base, measured);
      } else {
        loadings_.clear();
        load(part, measured);
        add_operational(kwh(part));
      }
    }
  }

  void add_embodied() {
    const bool measured = replaced(Measurement::Scope::hardware, job_.embodied);
    for (const EmbodiedPart& part : job_.embodied) {
      loadings_.clear();
      if (measured) load_measurement();
      for (const std::uint16_t input : part.inputs)
        if (!measured || job_.inputs[input].unit != "kg") load(input);  // lifetime and share stay
      load_hours();
      load(job_.runs_input);
      sum_.add(in_kilograms(part.mass) * job_.hours.count() * part.per_hour * job_.runs, loadings_);
    }
  }

 private:
  double kwh(const Part& part) const noexcept {
    return job_.runs * in_kilowatt_hours(part.energy ? *part.energy
                                                     : part.power.value_or(Power{}) * job_.hours);
  }

  void load(int input, double sign = 1) {
    if (input < 0) return;
    const auto index = static_cast<std::size_t>(input);
    const std::uint32_t quantity = quantities_.of(number_, index);
    const bool measured = what_if_ != nullptr && what_if_->replaces == Measurement::Scope::input &&
                          what_if_->quantity == quantity;
    loadings_.push_back(
        {quantity, sign * (measured ? what_if_->log_sd : job_.inputs[index].log_sd)});
  }
  void load_all(std::span<const std::uint16_t> inputs) {
    for (const std::uint16_t input : inputs) load(input);
  }

  void load_hours() {
    load(job_.hours_input);
    for (const HoursFactor& factor : job_.hours_derived_from) load(factor.input, factor.elasticity);
  }

  // Does a measurement of this scope replace what enters these parts?
  template <class Parts>
  bool replaced(Measurement::Scope scope, const Parts& parts) const noexcept {
    if (what_if_ == nullptr || what_if_->replaces != scope) return false;
    return std::ranges::any_of(parts, [&](const auto& part) {
      return std::ranges::any_of(part.inputs, [&](std::uint16_t input) {
        return quantities_.of(number_, input) == what_if_->quantity;
      });
    });
  }
  void load_measurement() {
    loadings_.push_back({static_cast<std::uint32_t>(quantities_.size()), what_if_->log_sd});
  }

  void load(const Part& part, bool measured) {
    if (measured)
      load_measurement();
    else
      load_all(part.inputs);
    if (!part.energy) load_hours();
    load(job_.runs_input);
  }

  // A share of the sum of the other parts is the sum of that share of each, with its errors.
  void add_scaled(const Part& part, double base, bool measured) {
    for (const Part& other : job_.parts) {
      if (other.scales_with_parts) continue;
      loadings_.clear();
      load(other, measured);
      if (!measured) load_all(part.inputs);
      add_operational(kwh(part) * (kwh(other) / base));
    }
  }

  // PUE multiplies what was counted at the equipment, or divides what was measured at the facility.
  void add_operational(double central) {
    if (job_.energy_is_facility && outcome_ == Outcome::it) {
      central /= job_.pue;
      load(job_.pue_input, -1);
    }
    if (!job_.energy_is_facility && outcome_ != Outcome::it) {
      central *= job_.pue;
      load(job_.pue_input);
    }
    if (outcome_ == Outcome::operational || outcome_ == Outcome::total) {
      central *= in_grams_per_kwh(job_.intensity) / 1e3;
      load(job_.intensity_input);
    }
    sum_.add(central, loadings_);
  }

  const ResolvedJob& job_;
  std::size_t number_;
  const Quantities& quantities_;
  Outcome outcome_;
  const WhatIf* what_if_;
  LognormalSum& sum_;
  std::vector<Loading> loadings_;
};

}  // namespace

Quantities::Quantities(std::span<const ResolvedJob* const> jobs) {
  std::unordered_map<std::string, std::uint32_t> known;
  for (std::uint32_t number = 0; number < jobs.size(); ++number) {
    start_.push_back(numbers_.size());
    std::unordered_map<std::string, std::uint64_t> repeats;
    for (std::uint32_t index = 0; index < jobs[number]->inputs.size(); ++index) {
      auto quantity = static_cast<std::uint32_t>(first_.size());
      if (jobs.size() > 1) {
        // Inside a job an index is a quantity of its own: the n-th of equal inputs is the n-th of
        // every job.
        std::string key = key_of(jobs[number]->inputs[index]);
        append(key, repeats[key]++);
        quantity = known.try_emplace(std::move(key), quantity).first->second;
      }
      if (quantity == first_.size()) first_.push_back({number, index});
      numbers_.push_back(quantity);
    }
  }
}

void add_terms(const ResolvedJob& job, std::size_t number, const Quantities& quantities,
               Outcome outcome, const WhatIf* what_if, LognormalSum& sum) {
  Terms terms(job, number, quantities, outcome, what_if, sum);
  terms.add_energy();
  if (outcome == Outcome::total) terms.add_embodied();
}

}  // namespace carbonest
