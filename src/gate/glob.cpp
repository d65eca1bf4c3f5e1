// SPDX-License-Identifier: Apache-2.0
// Patterns of job names, and which of several counts.
#include <algorithm>
#include <compare>
#include <optional>
#include <utility>

#include "carbonest/budget.hpp"

namespace carbonest {
namespace {

struct Specificity {
  bool exact = false;
  std::size_t literals = 0;
  std::size_t stars_left_out = 0;
  auto operator<=>(const Specificity&) const = default;
};

Specificity specificity(std::string_view pattern, std::string_view name) noexcept {
  const auto stars = static_cast<std::size_t>(std::ranges::count(pattern, '*'));
  const auto marks = static_cast<std::size_t>(std::ranges::count(pattern, '?'));
  return {pattern == name, pattern.size() - stars - marks, pattern.npos - stars};
}

// What one key of the budget says about a job, and how specific that is.
struct Choice {
  Specificity specificity;
  std::optional<Limit> limit;  // empty: lifted
};

struct Slot {
  GateMetric metric;
  GateLevel level;
  std::optional<Choice> choice;
};

class Chooser {
 public:
  void consider(const BudgetEntry& entry, Specificity rank) {
    for (const Limit& limit : entry.limits) offer(limit.metric, limit.level, rank, limit);
    for (const GateRule* rule : entry.lifted) offer(rule->metric, rule->level, rank, {});
    if (entry.floor &&
        (!floor_ || rank > floor_rank_ || (rank == floor_rank_ && *entry.floor < *floor_))) {
      floor_ = entry.floor;
      floor_rank_ = rank;
    }
  }

  std::vector<Limit> take() && {
    std::vector<Limit> limits;
    for (Slot& slot : slots_) {
      if (!slot.choice->limit) continue;
      if (slot.metric == GateMetric::increase_percent && floor_)
        slot.choice->limit->floor = *floor_;
      limits.push_back(std::move(*slot.choice->limit));
    }
    return limits;
  }

 private:
  Slot& slot_of(GateMetric metric, GateLevel level) {
    for (Slot& slot : slots_)
      if (slot.metric == metric && slot.level == level) return slot;
    return slots_.emplace_back(Slot{metric, level, {}});
  }

  void offer(GateMetric metric, GateLevel level, Specificity rank, std::optional<Limit> limit) {
    std::optional<Choice>& choice = slot_of(metric, level).choice;
    const bool better = !choice || rank > choice->specificity ||
                        (rank == choice->specificity && limit &&
                         (!choice->limit || limit->value < choice->limit->value));
    if (better) choice = Choice{rank, std::move(limit)};
  }

  std::vector<Slot> slots_;
  std::optional<CarbonMass> floor_;
  Specificity floor_rank_;
};

}  // namespace

std::vector<Limit> limits_of(const Budget& budget, std::string_view job) {
  Chooser chooser;
  for (const BudgetEntry& entry : budget.jobs)
    if (entry.pattern == job || glob_matches(entry.pattern, job))
      chooser.consider(entry, specificity(entry.pattern, job));
  return std::move(chooser).take();
}

}  // namespace carbonest
