// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "carbonest/compare.hpp"
#include "carbonest/interval.hpp"
#include "compare/shared_errors.hpp"
#include "compare_fixture.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

using Words = std::vector<std::string>;

CompareLists regions(std::string list) {
  CompareLists lists;
  lists.regions = std::move(list);
  return lists;
}

// Rows without spreads, whose totals are exact.
Comparison exact(std::vector<std::pair<std::string, double>> totals) {
  Comparison out;
  for (auto& [name, total] : totals) {
    CompareRow& row = out.rows.emplace_back();
    row.name = std::move(name);
    row.total = kilograms(total);
  }
  return out;
}

Words ranks_of(const Comparison& comparison) {
  Words ranks;
  for (const CompareRow& row : comparison.rows)
    ranks.push_back((row.tied ? "=" : "") + std::to_string(row.rank) + " " + row.name);
  return ranks;
}

}  // namespace

TEST_CASE("rows are in order of their totals, equals in order of their names") {
  Comparison out = exact({{"d", 3}, {"b", 1}, {"c", 2}, {"a", 2}});
  rank_rows(out, *find_sort_key("total"));
  CHECK(ranks_of(out) == Words{"1 b", "=2 a", "=2 c", "4 d"});
  CHECK(out.ranked == 4);
  CHECK(out.sort == "total");
}

TEST_CASE("top keeps the first rows and their ranks") {
  Comparison out = exact({{"d", 3}, {"b", 1}, {"c", 2}, {"a", 2}});
  rank_rows(out, *find_sort_key("total"), 2);
  CHECK(ranks_of(out) == Words{"1 b", "=2 a"});
  CHECK(out.ranked == 4);
  Comparison few = exact({{"a", 1}});
  rank_rows(few, *find_sort_key("total"), 5);
  CHECK(ranks_of(few) == Words{"1 a"});
}

TEST_CASE("every key sorts by its own value, and what has none comes last") {
  for (const SortKey& key : sort_keys()) {
    INFO(key.id);
    CompareLists lists = regions("aws:eu-*,FR,US-CA");
    lists.home = "gcp:europe-west1";
    const Comparison out = compared(lists, k_compared_job, {}, key.id);
    double last = -1;
    bool none = false;
    for (const CompareRow& row : out.rows) {
      const auto value = key.value(row);
      if (value) CHECK_FALSE(none);
      if (value) CHECK(*value >= last);
      none = none || !value;
      last = value.value_or(last);
    }
    CHECK(out.sort == key.id);
    CHECK(find_sort_key(key.id) == &key);
  }
  const Words names = names_of(compared(regions("FR,DE,CH"), k_compared_job, {}, "name"));
  CHECK(names == Words{"CH", "DE", "FR"});
  CHECK(find_sort_key("size") == nullptr);
}

TEST_CASE("two results share a rank exactly when the interval cannot tell them apart") {
  // Grids that are known to be alike, and some that are far apart; a long job knows its grid
  // better.
  for (const std::string_view runtime : {"1h", "100h", "8000h"}) {
    const std::string job = R"({"hardware": {"accelerator": "8x H100-SXM5-80GB"}, "runtime": ")" +
                            std::string(runtime) + R"(", "region": "FR"})";
    const Comparison out = compared(regions("FR,CH,DE,PL,US-CA,SE,NO,IN"), job);
    std::size_t first = 0;
    for (std::size_t i = 1; i < out.rows.size(); ++i) {
      const double less =
          out.errors->probability_less(out.rows[first], out.rows[i], SortKey::Estimate::total);
      CHECK((out.rows[i].rank == out.rows[first].rank) == (less < k_distinguishable));
      if (out.rows[i].rank != out.rows[first].rank) first = i;
    }
    CHECK(out.rows.front().rank == 1);
    CHECK(out.rows.back().rank > 1);
  }
}

TEST_CASE("probabilities are those of the interval, whatever differs") {
  CompareLists lists = regions("FR,DE,aws:us-east-1,gcp:us-central1");
  lists.hardware = "T4,4x A100-SXM4-80GB";
  lists.vary = {"runs=1,2", "embodied=false,{\"total\": \"900 kg\", \"lifetime\": \"4y\"}"};
  const Comparison out = compared(lists);
  REQUIRE(out.rows.size() == 32);
  const auto report = [](const CompareRow& row) {
    const std::string count = row.values[1] == "nvidia-t4" ? "8x T4" : row.values[1];
    auto made = run_job(R"({"name": "sample", "hardware": {"accelerator": ")" + count +
                        R"("}, "runtime": "10h", "region": ")" + row.values[0] + R"(", "runs": )" +
                        row.values[2] + R"(, "embodied": )" + row.values[3] + "}");
    REQUIRE(made);
    CHECK(total_kg(*made) == kg(row.total));
    return std::move(made).value();
  };
  // What is given stands in another place than what was typed: the same quantity all the same.
  std::size_t compared_pairs = 0;
  for (const CompareRow& a : out.rows)
    for (const CompareRow& b : out.rows) {
      if (a.values[3] != b.values[3] || a.values[2] != b.values[2]) continue;
      const Report x = report(a), y = report(b);
      const double expected = probability_less(parts_of(x), parts_of(y));
      const double found = out.errors->probability_less(a, b, SortKey::Estimate::total);
      INFO(a.name << " | " << b.name);
      CHECK(found == Approx(expected).margin(1e-9));
      ++compared_pairs;
    }
  CHECK(compared_pairs == 256);
}

TEST_CASE("operational emissions and energy have probabilities of their own") {
  const Comparison out = compared(regions("aws:eu-west-3,aws:eu-central-1,gcp:europe-west9"));
  for (const CompareRow& a : out.rows)
    for (const CompareRow& b : out.rows) {
      INFO(a.name << " | " << b.name);
      const auto resolved = [](const CompareRow& row) {
        auto report = run_job(
            R"({"hardware": {"accelerator": "8x H100-SXM5-80GB"}, "runtime": "10h", "embodied": false,
                "region": ")" +
            row.name + "\"}");
        REQUIRE(report);
        return std::move(report).value();
      };
      const Report x = resolved(a), y = resolved(b);
      CHECK(out.errors->probability_less(a, b, SortKey::Estimate::operational) ==
            Approx(probability_less(parts_of(x), parts_of(y))).margin(1e-9));
      const double energy = out.errors->probability_less(a, b, SortKey::Estimate::energy);
      if (a.pue == b.pue) CHECK(energy == 0.5);
      if (a.pue != b.pue) CHECK((energy > 0.5) == (a.pue < b.pue));
    }
}
