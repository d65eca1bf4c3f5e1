// SPDX-License-Identifier: Apache-2.0
// The order of the rows, and which of them share a rank.
#include <algorithm>
#include <array>
#include <limits>

#include "carbonest/compare.hpp"
#include "carbonest/interval.hpp"
#include "compare/shared_errors.hpp"

namespace carbonest {
namespace {

using R = const CompareRow&;
using Number = std::optional<double>;
using Ranked = SortKey::Estimate;

constexpr double k_last = std::numeric_limits<double>::infinity();

constexpr std::array k_sort_keys{
    SortKey{"total", "total CO2e", [](R r) -> Number { return in_kilograms(r.total); },
            Ranked::total},
    SortKey{"operational", "operational CO2e",
            [](R r) -> Number { return in_kilograms(r.operational); }, Ranked::operational},
    SortKey{"energy", "energy", [](R r) -> Number { return in_kilowatt_hours(r.facility); },
            Ranked::energy},
    SortKey{"intensity", "carbon intensity",
            [](R r) { return r.intensity ? Number(in_grams_per_kwh(*r.intensity)) : std::nullopt; },
            Ranked::none},
    SortKey{"pue", "PUE", [](R r) -> Number { return r.pue; }, Ranked::none},
    SortKey{"distance", "distance", [](R r) { return r.distance_km; }, Ranked::none},
    SortKey{"name", "name", [](R) -> Number { return std::nullopt; }, Ranked::none},
};

// Rows are heavy: what is sorted points at them.
struct Sorted {
  CompareRow* row;
  double value;
};

std::vector<Sorted> in_order(std::vector<CompareRow>& rows, const SortKey& key) {
  std::vector<Sorted> sorted;
  sorted.reserve(rows.size());
  for (CompareRow& row : rows) sorted.push_back({&row, key.value(row).value_or(k_last)});
  std::ranges::sort(sorted, [](const Sorted& a, const Sorted& b) {
    return a.value != b.value ? a.value < b.value : a.row->name < b.row->name;
  });
  return sorted;
}

bool told_apart(Comparison& comparison, const SortKey& key, const Sorted& first,
                const Sorted& other) {
  if (key.id == "name") return true;
  if (first.value == other.value) return false;
  if (key.estimate == Ranked::none || !comparison.errors) return true;
  return comparison.errors->probability_less(*first.row, *other.row, key.estimate) >=
         k_distinguishable;
}

}  // namespace

std::span<const SortKey> sort_keys() noexcept { return k_sort_keys; }

const SortKey* find_sort_key(std::string_view id) noexcept {
  const auto* key = std::ranges::find(k_sort_keys, id, &SortKey::id);
  return key == k_sort_keys.end() ? nullptr : key;
}

void rank_rows(Comparison& comparison, const SortKey& key, std::optional<std::size_t> top) {
  const std::vector<Sorted> sorted = in_order(comparison.rows, key);
  std::size_t first = 0;  // of the rank
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (i > 0 && told_apart(comparison, key, sorted[first], sorted[i])) first = i;
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
