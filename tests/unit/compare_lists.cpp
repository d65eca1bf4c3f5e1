// SPDX-License-Identifier: Apache-2.0
#include "compare/lists.hpp"

#include <algorithm>

#include "compare/counted_name.hpp"
#include "compare/glob.hpp"
#include "compare_fixture.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

CompareLists regions(std::string list) {
  CompareLists lists;
  lists.regions = std::move(list);
  return lists;
}

ComparePlan plan_of(const CompareLists& lists) {
  auto plan = plan_comparison(lists, Catalog::bundled());
  if (!plan) FAIL(words_of(plan.error()));
  return std::move(plan).value();
}

std::vector<std::string> values_of(const CompareLists& lists) {
  return plan_of(lists).axes.at(0).values;
}

// Codes with their options: "--regions unknown-region".
std::vector<std::string> refused(const CompareLists& lists) {
  const auto plan = plan_comparison(lists, Catalog::bundled());
  std::vector<std::string> words;
  if (plan) return words;
  for (const Diagnostic& d : plan.error()) {
    INFO(d.message);
    if (d.code == "too-many-problems") continue;
    REQUIRE(d.place.from_option());
    words.push_back(std::string(d.place.option) + " " + d.code);
    CHECK_FALSE(d.hint.empty());
  }
  return words;
}

std::size_t table_regions(std::string_view column, std::string_view value) {
  const auto table = Catalog::bundled().table("regions");
  const auto at = std::ranges::find(table.columns, column) - table.columns.begin();
  return static_cast<std::size_t>(std::ranges::count_if(
      table.rows, [&](const auto& row) { return row[static_cast<std::size_t>(at)] == value; }));
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("regions are named as a job names them, and get their ids") {
  CHECK(values_of(regions("FR")) == Words{"FR"});
  CHECK(values_of(regions("France, us-central1-a ,US-CA,world")) ==
        Words{"FR", "gcp:us-central1", "US-CA", "WORLD"});
  CHECK(values_of(regions("AWS:us-east-1")) == Words{"aws:us-east-1"});
}

TEST_CASE("patterns are matched with ids, or with the bare names of regions") {
  CHECK(values_of(regions("aws:*")).size() == table_regions("provider", "aws"));
  CHECK(values_of(regions("GCP:Europe-*")).size() == values_of(regions("gcp:europe-*")).size());
  for (const std::string& id : values_of(regions("gcp:europe-*")))
    CHECK(id.starts_with("gcp:europe-"));
  const Words bare = values_of(regions("us-east-?"));
  CHECK(std::ranges::find(bare, "aws:us-east-1") != bare.end());
  CHECK(values_of(regions("*")).size() == Catalog::bundled().table("regions").rows.size());
  CHECK(values_of(regions("all")) == values_of(regions("*")));
}

TEST_CASE("countries go on until something else comes") {
  const std::size_t fr = table_regions("country", "FR"), de = table_regions("country", "DE");
  CHECK(values_of(regions("country:FR")).size() == fr);
  CHECK(values_of(regions("country:FR,DE")).size() == fr + de);
  CHECK(values_of(regions("country:France,country:DEU")).size() == fr + de);
  const Words mixed = values_of(regions("country:FR,aws:us-east-1,DE"));
  CHECK(mixed.size() == fr + 2);  // after a region a country is a grid of its own again
  CHECK(mixed.back() == "DE");
}

TEST_CASE("patterns may overlap with each other and with names") {
  const Words all = values_of(regions("aws:*"));
  CHECK(values_of(regions("aws:*,aws:eu-*,aws:eu-west-3")) == all);
  CHECK(values_of(regions("aws:eu-west-3,aws:*")).size() == all.size());
}

TEST_CASE("without any list every cloud region is compared") {
  const ComparePlan plan = plan_of({});
  REQUIRE(plan.axes.size() == 1);
  CHECK(plan.axes[0].kind == AxisKind::region);
  CHECK(plan.axes[0].values.size() == Catalog::bundled().table("regions").rows.size());
  CHECK_FALSE(plan.home);
}

TEST_CASE("hardware may have a count, and names may begin with digits") {
  CompareLists lists;
  lists.hardware = "H100-SXM5-80GB,4x A100-SXM4-80GB,2 x T4";
  CHECK(values_of(lists) ==
        Words{"nvidia-h100-sxm5-80gb", "4x nvidia-a100-sxm4-80gb", "2x nvidia-t4"});
  CHECK(counted_name("7900 XTX").name == "7900 XTX");
  CHECK(counted_name("8xA100").number == 8);
  CHECK(counted_name("8 x A100").name == "A100");
  for (const char* wrong : {"0x T4", "-1x T4", "1.5x T4", "99999999999999999999x T4"})
    CHECK_FALSE(counted_name(wrong).valid);
}

TEST_CASE("years are single, or from one to another") {
  CompareLists lists;
  lists.years = "2020,2022-2024";
  CHECK(values_of(lists) == Words{"2020", "2022", "2023", "2024"});
  lists.years = "2022-2024,2023 - 2025";
  CHECK(values_of(lists) == Words{"2022", "2023", "2024", "2025"});
}

TEST_CASE("lists are split at commas outside of brackets and quotes") {
  ListReading reading{Catalog::bundled(), {}};
  const Axis axis =
      read_varied(reading, R"(embodied = false, {"total": "1 kg", "lifetime": "4y"})");
  CHECK(reading.errors.empty());
  CHECK(axis.key == "embodied");
  CHECK(axis.values == Words{"false", R"({"total": "1 kg", "lifetime": "4y"})"});
}

TEST_CASE("home is a place with coordinates") {
  CompareLists lists;
  lists.home = "us-central1-a";
  CHECK(plan_of(lists).home->id == "gcp:us-central1");
}

TEST_CASE("every wrong list is refused with a hint") {
  struct Row {
    const char* what;
    CompareLists lists;
    Words expected;
  };
  const auto years = [](std::string list) {
    CompareLists lists;
    lists.years = std::move(list);
    return lists;
  };
  const auto hardware = [](std::string list) {
    CompareLists lists;
    lists.hardware = std::move(list);
    return lists;
  };
  const auto instances = [](std::string list) {
    CompareLists lists;
    lists.instances = std::move(list);
    return lists;
  };
  const auto vary = [](std::vector<std::string> list) {
    CompareLists lists;
    lists.vary = std::move(list);
    return lists;
  };
  const auto with_home = [](CompareLists lists, std::string home) {
    lists.home = std::move(home);
    return lists;
  };
  const auto both = [](CompareLists lists, std::vector<std::string> list) {
    lists.vary = std::move(list);
    return lists;
  };
  CompareLists exclusive = hardware("T4");
  exclusive.instances = "aws:p4d.24xlarge";
  const Row rows[]{
      {"unknown region", regions("FRR"), {"--regions unknown-region"}},
      {"region with a typo", regions("aws:us-esat-1"), {"--regions unknown-region"}},
      {"one of two unknown", regions("us-west-1,us-east-1a1"), {"--regions unknown-region"}},
      {"pattern without a match", regions("aws:zz-*"), {"--regions empty-pattern"}},
      {"pattern of an unknown provider", regions("amazon:*"), {"--regions empty-pattern"}},
      {"country without a cloud region", regions("country:EE"), {"--regions empty-pattern"}},
      {"country that does not exist", regions("country:XX"), {"--regions unknown-region"}},
      {"country that is a state", regions("country:US-CA"), {"--regions unknown-region"}},
      {"region twice", regions("FR,DE,FR"), {"--regions duplicate-item"}},
      {"region twice in two spellings", regions("FR,France"), {"--regions duplicate-item"}},
      {"pattern twice", regions("aws:*,AWS:*"), {"--regions duplicate-item"}},
      {"all twice", regions("all,ALL"), {"--regions duplicate-item"}},
      {"country twice", regions("country:FR,France"), {"--regions duplicate-item"}},
      {"empty item", regions("FR,,DE"), {"--regions empty-value"}},
      {"only a comma", regions(","), {"--regions empty-value"}},
      {"comma at the end", regions("FR,"), {"--regions empty-value"}},
      {"several at once",
       regions("FRR,aws:zz*,DE,DE"),
       {"--regions unknown-region", "--regions empty-pattern", "--regions duplicate-item"}},
      {"unknown accelerator", hardware("H1000"), {"--hardware unknown-accelerator"}},
      {"family of accelerators", hardware("A100"), {"--hardware ambiguous-accelerator"}},
      {"accelerator twice", hardware("T4,NVIDIA T4"), {"--hardware duplicate-item"}},
      {"no count", hardware("0x T4"), {"--hardware out-of-range"}},
      {"unknown instance", instances("aws:p4dd"), {"--instances unknown-instance"}},
      {"instance twice",
       instances("aws:p4d.24xlarge,p4d.24xlarge"),
       {"--instances duplicate-item"}},
      {"hardware and instances", exclusive, {"--hardware conflicting-keys"}},
      {"no year", years("soon"), {"--years out-of-range"}},
      {"year before the tables", years("1492"), {"--years out-of-range"}},
      {"years backwards", years("2024-2020"), {"--years out-of-range"}},
      {"year twice", years("2020,2020"), {"--years duplicate-item"}},
      {"half a range", years("2020-"), {"--years out-of-range"}},
      {"sign before a year", years("+2020"), {"--years out-of-range"}},
      {"no key", vary({"=1,2"}), {"--vary invalid-option"}},
      {"no values", vary({"pue"}), {"--vary invalid-option"}},
      {"empty values", vary({"pue="}), {"--vary empty-value"}},
      {"unknown key", vary({"puue=1.1"}), {"--vary unknown-key"}},
      {"unknown key inside", vary({"hardware.nods=1"}), {"--vary unknown-key"}},
      {"key of a text", vary({"region.x=1"}), {"--vary unknown-key"}},
      {"value twice", vary({"pue=1.1,1.1"}), {"--vary duplicate-item"}},
      {"key twice", vary({"pue=1.1", "pue=1.2"}), {"--vary conflicting-keys"}},
      {"region by two axes", both(regions("FR"), {"region=DE"}), {"--vary conflicting-keys"}},
      {"year by two axes",
       both(years("2020"), {"start=2020-01-01T00:00:00Z"}),
       {"--vary conflicting-keys"}},
      {"hardware by two axes",
       both(hardware("T4"), {"hardware.accelerator=T4"}),
       {"--vary conflicting-keys"}},
      {"unknown home", with_home(regions("FR"), "nowhere-1"), {"--home unknown-region"}},
      {"home without coordinates", with_home(regions("FR"), "FR"), {"--home no-data"}},
      {"too many",
       both(regions("all"), {"runs=1,2,3,4,5,6,7", "pue=1.1,1.2,1.3,1.4,1.5,1.6"}),
       {"--vary too-many-variants"}},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    CHECK(refused(row.lists) == row.expected);
  }
}

TEST_CASE("a list with nothing right in it is answered soon") {
  std::string list;
  for (int i = 0; i < 20'000; ++i) list += "nowhere-" + std::to_string(i) + ",";
  for (const auto& words :
       {refused(regions(list)), refused(regions("FR" + std::string(60'000, ',')))})
    CHECK(words.size() <= 102);
  const auto plan = plan_comparison(regions(list), Catalog::bundled());
  REQUIRE_FALSE(plan);
  CHECK(plan.error().back().code == "too-many-problems");
}

TEST_CASE("patterns cost no more than their length times the text's") {
  std::string many;
  for (int i = 0; i < 2000; ++i) many += "*a";
  CHECK_FALSE(glob_matches(many + "b", std::string(4000, 'a')));
  CHECK(glob_matches(many, std::string(4000, 'a')));
  CHECK(glob_matches("*", ""));
  CHECK_FALSE(glob_matches("?", ""));
  CHECK(glob_matches("a*c?", "abbbcd"));
  CHECK_FALSE(glob_matches("a*c?", "abbbc"));
}
