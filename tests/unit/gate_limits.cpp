// SPDX-License-Identifier: Apache-2.0
#include "carbonest/budget.hpp"
#include "catch.hpp"
#include "gate/rules.hpp"
#include "gate_fixture.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

std::vector<Limit> limits_from(std::vector<LimitText> texts, GateScope scope = GateScope::total) {
  Result<std::vector<Limit>> limits = read_limit_options(texts, scope);
  REQUIRE(limits);
  return *limits;
}

Diagnostic refusal_of(const char* option, std::string text) {
  const std::vector<LimitText> texts{{option, std::move(text)}};
  const Result<std::vector<Limit>> limits = read_limit_options(texts, GateScope::total);
  REQUIRE_FALSE(limits);
  REQUIRE(limits.error().size() == 1);
  return limits.error().front();
}

}  // namespace

TEST_CASE("a limit is a number with its unit") {
  struct Row {
    const char* option;
    const char* text;
    GateMetric metric;
    double value;
  };
  using enum GateMetric;
  const Row rows[]{
      {"--max-co2e", "10kg", co2e, 10},
      {"--max-co2e", "10 kg", co2e, 10},
      {"--max-co2e", " 1.5 t ", co2e, 1500},
      {"--max-co2e", "250 g", co2e, 0.25},
      {"--max-co2e", "5 mg", co2e, 5e-6},
      {"--max-co2e", "10 kgCO2e", co2e, 10},
      {"--max-co2e", "10 kg CO2eq", co2e, 10},
      {"--max-co2e", "1e3 g", co2e, 1},
      {"--max-co2e", "0 kg", co2e, 0},
      {"--warn-energy", "50 kWh", energy, 50},
      {"--max-energy", "1.2 MWh", energy, 1200},
      {"--max-energy", "500 Wh", energy, 0.5},
      {"--max-energy", "7.2e6 J", energy, 2},
      {"--max-sci", "5 g", sci, 5},
      {"--max-sci", "0.002 kg", sci, 2},
      {"--max-increase", "5%", increase_percent, 5},
      {"--max-increase", "250 %", increase_percent, 250},
      {"--max-increase", "0%", increase_percent, 0},
      {"--max-increase", "2kg", increase_kg, 2},
  };
  for (const Row& row : rows) {
    CAPTURE(row.option, row.text);
    const auto limits = limits_from({{row.option, row.text}});
    REQUIRE(limits.size() == 1);
    CHECK(limits.front().metric == row.metric);
    CHECK(limits.front().value == Approx(row.value));
    CHECK(limits.front().source == row.option);
    CHECK(limits.front().level ==
          (std::string_view(row.option).starts_with("--warn") ? GateLevel::warn : GateLevel::fail));
  }
}

TEST_CASE("what is no limit is refused with what would be one") {
  struct Row {
    const char* option;
    const char* text;
    const char* code;
    const char* message;
  };
  const Row rows[]{
      {"--max-co2e", "10", "missing-unit", "--max-co2e: \"10\" has no unit"},
      {"--max-co2e", "-1 kg", "out-of-range", "--max-co2e: \"-1 kg\" is below zero"},
      {"--max-co2e", "10 lb", "unknown-unit",
       "--max-co2e: \"10 lb\" has the unit \"lb\", which does not fit here"},
      {"--max-co2e", "10 kWh", "unknown-unit",
       "--max-co2e: \"10 kWh\" has the unit \"kWh\", which does not fit here"},
      {"--max-co2e", "5%", "unknown-unit",
       "--max-co2e: \"5%\" has the unit \"%\", which does not fit here"},
      {"--max-co2e", "kg", "bad-quantity", "--max-co2e: \"kg\" does not start with a number"},
      {"--max-co2e", "", "bad-quantity", "--max-co2e: \"\" is empty"},
      {"--max-co2e", "nan kg", "bad-quantity",
       "--max-co2e: \"nan kg\" does not start with a number"},
      {"--max-co2e", "inf kg", "bad-quantity",
       "--max-co2e: \"inf kg\" does not start with a number"},
      {"--max-co2e", "1e999 kg", "out-of-range",
       "--max-co2e: \"1e999 kg\" is too large for a limit"},
      {"--max-co2e", "1e300 t", "out-of-range", "--max-co2e: \"1e300 t\" is too large for a limit"},
      {"--max-co2e", "1,5 kg", "invalid-option", "--max-co2e takes one value"},
      {"--max-energy", "10 kg", "unknown-unit",
       "--max-energy: \"10 kg\" has the unit \"kg\", which does not fit here"},
      {"--max-increase", "5", "missing-unit", "--max-increase: \"5\" has no unit"},
      {"--max-increase", "-5%", "out-of-range", "--max-increase: \"-5%\" is below zero"},
      {"--max-increase", "5%,6%", "invalid-option",
       "--max-increase is given twice in the same kind of unit"},
      {"--increase-floor", "1%", "unknown-unit",
       "--increase-floor: \"1%\" has the unit \"%\", which does not fit here"},
      {"--max-weight", "1kg", "invalid-option", "--max-weight sets no limit"},
  };
  for (const Row& row : rows) {
    const Diagnostic refusal = refusal_of(row.option, row.text);
    CHECK(refusal.message == row.message);
    CHECK(refusal.code == row.code);
    CHECK(refusal.place.option == row.option);
  }
  CHECK(refusal_of("--max-co2e", "10").hint ==
        "write it with its unit, such as \"10 kg\"; units: mg, g, kg, t");
  CHECK(refusal_of("--max-increase", "5").hint ==
        "write it with its unit, such as \"5 %\"; units: mg, g, kg, t, %");
  CHECK(refusal_of("--max-energy", "5").hint ==
        "write it with its unit, such as \"50 kWh\"; units: J, Wh, kWh, MWh, GWh");
}

TEST_CASE("a rise is limited in percent and in kg at once, with a floor for the percentage") {
  const auto limits = limits_from({{"--increase-floor", "100 g"}, {"--max-increase", "5%, 2kg"}});
  REQUIRE(limits.size() == 2);
  CHECK(limits[0].metric == GateMetric::increase_percent);
  CHECK(limits[0].floor == grams(100));
  CHECK(limits[1].metric == GateMetric::increase_kg);
  CHECK(needs_baseline(limits));
  CHECK_FALSE(needs_baseline(limits_from({{"--max-co2e", "1kg"}})));
}

TEST_CASE("limits are of the sum or of each job, scores always of each job") {
  const std::vector<LimitText> texts{{"--max-co2e", "1kg"}, {"--max-sci", "1g"}};
  for (const Limit& limit : limits_from(texts, GateScope::job))
    CHECK(limit.scope == GateScope::job);
  const auto total = limits_from(texts, GateScope::total);
  CHECK(total[0].scope == GateScope::total);
  CHECK(total[1].scope == GateScope::job);
}

TEST_CASE("every problem of the options is reported") {
  const std::vector<LimitText> texts{{"--max-co2e", "1"}, {"--warn-co2e", "-2 kg"}};
  const auto limits = read_limit_options(texts, GateScope::total);
  REQUIRE_FALSE(limits);
  CHECK(limits.error().size() == 2);
}

TEST_CASE("rules and keys of limits are complete and unique") {
  std::vector<std::string_view> ids;
  for (const GateRule& rule : gate_rules()) {
    CHECK(std::ranges::find(ids, rule.id) == ids.end());
    ids.push_back(rule.id);
    CHECK_FALSE(rule.title.empty());
    CHECK(&gate_rule(rule.metric, rule.level) == &rule);
    CHECK(rule.id.starts_with(rule.level == GateLevel::warn ? "warn-" : "max-"));
  }
  CHECK(ids.size() == 10);  // every metric at both levels
  for (const LimitKey& key : limit_keys()) {
    std::string spelled = "--";
    for (const char c : key.key) spelled += c == '_' ? '-' : c;
    CHECK(key.option == spelled);
    CHECK_FALSE(key.help.empty());
    CHECK_FALSE(key.dimensions.empty());
  }
  CHECK(limit_option_names().size() == limit_keys().size());
}

TEST_CASE("limits can be made from quantities") {
  CHECK(co2e_limit(GateLevel::fail, grams(500)).value == 0.5);
  CHECK(energy_limit(GateLevel::warn, joules(3.6e6)).value == 1);
  CHECK(sci_limit(GateLevel::fail, kilograms(1), "image").value == 1000);
  CHECK(increase_limit(GateLevel::fail, Percent{5}, grams(1)).floor == grams(1));
  CHECK(increase_limit(GateLevel::fail, kilograms(2)).metric == GateMetric::increase_kg);
}
