// SPDX-License-Identifier: Apache-2.0
// The order of the rows, and which of them share a rank.
#include <algorithm>
#include <array>
#include <limits>

#include "carbonest/compare.hpp"
#include "compare/distinguish.hpp"

namespace carbonest {
namespace {

using R = const CompareRow&;
using Number = std::optional<double>;
using Estimated = SortKey::Estimate;

constexpr std::array k_sort_keys{
    SortKey{"total", "operational and embodied CO2e",
            [](R r) -> Number { return in_kilograms(r.report.estimate.total); }, Estimated::total},
    SortKey{"operational", "CO2e of the electricity",
            [](R r) -> Number { return in_kilograms(r.report.estimate.operational); },
            Estimated::operational},
    SortKey{"energy", "energy with the overhead of the site",
            [](R r) -> Number { return in_kilowatt_hours(r.report.estimate.facility); },
            Estimated::energy},
    SortKey{"intensity", "carbon intensity of the electricity",
            [](R r) -> Number {
              return in_grams_per_kwh(r.report.estimate.intensity.value_or(Intensity{}));
            },
            Estimated::none},
    SortKey{"pue", "power usage effectiveness", [](R r) -> Number { return r.report.estimate.pue; },
            Estimated::none},
    SortKey{"distance", "distance from home", [](R r) { return r.distance_km; }, Estimated::none},
    SortKey{"name", "the names of the values", [](R) -> Number { return std::nullopt; },
            Estimated::none},
};

// A report whose total is what the key looks at, so that one question serves all keys.
Report seen_by(Estimated estimated, const Report& report) {
  const auto narrow = [&](ResolvedJob& job) {
    job.embodied.clear();
    if (estimated != Estimated::energy) return;
    job.intensity = grams_per_kwh(1);
    job.intensity_input = -1;
  };
  ResolvedJob seen = report.job;
  narrow(seen);
  for (ResolvedJob& stage : seen.stages) narrow(stage);
  return report_of(std::move(seen));
}

// Rows are heavy: what is sorted points at them.
struct Sorted {
  CompareRow* row;
  double value;
};

std::vector<Sorted> in_order(std::vector<CompareRow>& rows, const SortKey& key) {
  std::vector<Sorted> sorted;
  sorted.reserve(rows.size());
  for (CompareRow& row : rows)
    sorted.push_back({&row, key.value(row).value_or(std::numeric_limits<double>::infinity())});
  std::ranges::sort(sorted, [](const Sorted& a, const Sorted& b) {
    return a.value != b.value ? a.value < b.value : a.row->name < b.row->name;
  });
  return sorted;
}

class Ranks {
 public:
  explicit Ranks(const SortKey& key) : key_{key} {}

  bool told_apart(const Sorted& first, const Sorted& other) {
    if (key_.id == "name") return true;
    if (first.value == other.value) return false;
    if (key_.estimate == Estimated::none) return true;
    if (key_.estimate == Estimated::total)
      return probability_less(first.row->report, other.row->report) >= k_told_apart;
    if (first_ != &first) {
      first_ = &first;
      seen_first_ = seen_by(key_.estimate, first.row->report);
    }
    return probability_less(seen_first_, seen_by(key_.estimate, other.row->report)) >= k_told_apart;
  }

 private:
  const SortKey& key_;
  const Sorted* first_ = nullptr;
  Report seen_first_;
};

}  // namespace

std::span<const SortKey> sort_keys() noexcept { return k_sort_keys; }

const SortKey* find_sort_key(std::string_view id) noexcept {
  const auto* key = std::ranges::find(k_sort_keys, id, &SortKey::id);
  return key == k_sort_keys.end() ? nullptr : key;
}

void rank_rows(Comparison& comparison, const SortKey& key, std::optional<std::size_t> top) {
  const std::vector<Sorted> sorted = in_order(comparison.rows, key);
  Ranks ranks(key);
  std::size_t first = 0;  // of the rank
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (i > 0 && ranks.told_apart(sorted[first], sorted[i])) first = i;
    sorted[i].row->rank = first + 1;
    sorted[i].row->tied = i > first;
    if (i > first) sorted[first].row->tied = true;
  }
  comparison.sort = key.id;
  comparison.ranked = sorted.size();
  std::vector<CompareRow> kept;
  const std::size_t shown = std::min(top.value_or(sorted.size()), sorted.size());
  kept.reserve(shown);
  for (std::size_t i = 0; i < shown; ++i) kept.push_back(std::move(*sorted[i].row));
  comparison.rows = std::move(kept);
}

}  // namespace carbonest
