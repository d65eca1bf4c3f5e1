// SPDX-License-Identifier: Apache-2.0
#include "input/quantities.hpp"

#include <string>

#include "catch.hpp"

using namespace carbonest;

namespace {

struct Row {
  const char* text;
  double value;  // in the base unit
};

void check(Dimension dimension, std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const Result<double> value = parse_quantity(dimension, row.text);
    REQUIRE(value);
    CHECK(*value == Approx(row.value).epsilon(1e-15));
  }
}

struct BadRow {
  Dimension dimension;
  const char *text, *code, *words;  // words: part of message and hint
};

}  // namespace

TEST_CASE("quantities: time") {
  check(Dimension::time,
        {{"79h", 79},         {"79 h", 79},      {" 79 hours ", 79},   {"1.5h", 1.5},
         {".5h", 0.5},        {"1e3 h", 1000},   {"90m", 1.5},         {"90 min", 1.5},
         {"90 minutes", 1.5}, {"3600s", 1},      {"3600 sec", 1},      {"3d", 72},
         {"2 days", 48},      {"1 week", 168},   {"1y", 8760},         {"2 years", 17520},
         {"3d 4h 30m", 76.5}, {"3d4h30m", 76.5}, {"1h 30m 36s", 1.51}, {"1 day 2 hours", 26},
         {"0h", 0},           {"-0h", 0},        {"3600000 ms", 1},    {"79 Hours", 79},
         {"1.5d 2h", 38}});
}

TEST_CASE("quantities: ISO 8601 durations") {
  check(Dimension::time, {{"PT79H", 79},
                          {"P3DT4H", 76},
                          {"P3DT4H30M", 76.5},
                          {"PT90M", 1.5},
                          {"PT0S", 0},
                          {"P1Y", 8760},
                          {"P2W", 336},
                          {"PT1.5H", 1.5},
                          {"P1Y2DT3H4M5S", 8760 + 48 + 3 + 4 / 60.0 + 5 / 3600.0}});
}

TEST_CASE("quantities: power, energy, mass") {
  check(Dimension::power, {{"400 W", 400},
                           {"400W", 400},
                           {"1.5 kW", 1500},
                           {"2 MW", 2e6},
                           {"3 watts", 3},
                           {"1e2 Watts", 100},
                           {"0.4 kw", 400}});
  check(Dimension::energy, {{"5 kWh", 5},
                            {"5kwh", 5},
                            {"3 MJ", 3 / 3.6},
                            {"3.6e6 J", 1},
                            {"1500 Wh", 1.5},
                            {"1.3 MWh", 1300},
                            {"2 GWh", 2e6},
                            {"3600 kJ", 1},
                            {"3.6 GJ", 1000}});
  check(Dimension::mass, {{"10kg", 10},
                          {"500 g", 0.5},
                          {"1.2 t", 1200},
                          {"10 kg CO2e", 10},
                          {"10 kgCO2e", 10},
                          {"10 kg CO2-eq", 10},
                          {"1 tonne", 1000},
                          {"1 tCO\u2082e", 1000}});
}

TEST_CASE("quantities: intensity, capacity, share") {
  check(Dimension::intensity, {{"57 g/kWh", 57},
                               {"57g/kWh", 57},
                               {"0.057 kg/kWh", 57},
                               {"57 kg/MWh", 57},
                               {"57 gCO2e/kWh", 57},
                               {"57 g CO2eq/kWh", 57},
                               {"1000 lb/MWh", 453.59237},
                               {"0.4 t/MWh", 400},
                               {"57 g/kwh", 57},
                               {"100 g/MJ", 360}});
  check(Dimension::capacity, {{"512 GB", 512},
                              {"1 TB", 1000},
                              {"1 TiB", 1099.511627776},
                              {"1 GiB", 1.073741824},
                              {"512 gb", 512},
                              {"500 MB", 0.5},
                              {"2 PB", 2e6}});
  check(Dimension::fraction, {{"87%", 0.87}, {"87 %", 0.87}, {"0%", 0}, {"100 percent", 1}});
}

TEST_CASE("quantities: what is refused, and what is said") {
  using D = Dimension;
  for (const BadRow& row : {
           BadRow{D::time, "90", "missing-unit", "\"79h\", \"3d 4h 30m\", \"PT79H\""},
           {D::time, "", "bad-quantity", "a number with a unit of time"},
           {D::time, "h", "bad-quantity", "does not start with a number"},
           {D::time, "ten hours", "bad-quantity", "does not start with a number"},
           {D::time, "3h 4d", "bad-quantity", "from large to small"},
           {D::time, "3h 3h", "bad-quantity", "from large to small"},
           {D::time, "3h 30", "missing-unit", "no unit"},
           {D::time, "1-02:03:04", "missing-unit", "no unit"},
           {D::time, "79:30", "bad-quantity", "colons"},
           {D::time, "2 months", "unknown-unit", "no fixed length"},
           {D::time, "2M", "unknown-unit", "m is minutes"},
           {D::time, "P1M", "unknown-unit", "\"PT30M\""},
           {D::time, "P", "bad-quantity", "ISO 8601"},
           {D::time, "PT", "bad-quantity", "ISO 8601"},
           {D::time, "P1DT", "bad-quantity", "ISO 8601"},
           {D::time, "PT1H1D", "bad-quantity", "ISO 8601"},
           {D::time, "P1H", "bad-quantity", "ISO 8601"},
           {D::time, "PT1M1H", "bad-quantity", "ISO 8601"},
           {D::time, "PT-1H", "bad-quantity", "ISO 8601"},
           {D::time, "79 huors", "unknown-unit", "did you mean \"hours\"?"},
           {D::time, "79 H", "unknown-unit", "did you mean \"h\"?"},
           {D::time, "79h.", "bad-quantity", ""},
           {D::time, "1,5h", "bad-quantity", "the decimal sign is a point"},
           {D::time, "nan h", "bad-quantity", "does not start with a number"},
           {D::time, "inf h", "bad-quantity", "does not start with a number"},
           {D::time, "1e999 h", "bad-quantity", "cannot be read"},
           {D::power, "1,5 kW", "bad-quantity", "1.5 kW"},
           {D::power, "1,000 W", "bad-quantity", "not grouped"},
           {D::power, "1 000 W", "bad-quantity", "not grouped"},
           {D::power, "400", "missing-unit", "\"400 W\""},
           {D::power, "400 mW", "unknown-unit", "MW is a million watts"},
           {D::power, "400 kWh", "unknown-unit", "an energy"},
           {D::power, "400 WW", "unknown-unit", "units W, kW, MW"},
           {D::power, "0x10 W", "unknown-unit", ""},
           {D::power, "+5 W", "bad-quantity", ""},
           {D::power, "5. W", "bad-quantity", ""},
           {D::power, "- 5 W", "bad-quantity", ""},
           {D::power, "400 \xEF\xBC\xB7", "unknown-unit", ""},
           {D::energy, "5 kW", "unknown-unit", "a power"},
           {D::energy, "5 mWh", "unknown-unit", "MWh"},
           {D::energy, "1e308 GWh", "bad-quantity", "too large"},
           {D::mass, "5 lb", "unknown-unit", "0.45359237"},
           {D::mass, "5 tons", "unknown-unit", "1000 kg"},
           {D::mass, "5 CO2e", "unknown-unit", ""},
           {D::intensity, "57", "missing-unit", "g/kWh"},
           {D::intensity, "57 g/kw", "unknown-unit", "did you mean \"g/kWh\"?"},
           {D::intensity, "57 mg/kWh", "unknown-unit", ""},
           {D::capacity, "512 G", "unknown-unit", "GiB is 2^30"},
           {D::capacity, "512 Gb", "unknown-unit", "bits"},
           {D::fraction, "0.87", "missing-unit", "\"87%\""},
       }) {
    CAPTURE(row.text);
    const Result<double> value = parse_quantity(row.dimension, row.text, {3, nullptr});
    REQUIRE_FALSE(value);
    REQUIRE(value.error().size() == 1);
    const Diagnostic& d = value.error().front();
    CHECK(d.code == row.code);
    CHECK(d.place.offset == 3);
    CHECK((d.message + '\n' + d.hint).find(row.words) != std::string::npos);
  }
}

TEST_CASE("quantities: a negative value is read; its field refuses it") {
  CHECK(*parse_quantity(Dimension::power, "-5 W") == -5);
}

TEST_CASE("quantities: typed readers for options") {
  CHECK(in_kilograms(*read_quantity<CarbonMass>("10kg")) == 10);
  CHECK(read_quantity<Hours>("24h")->count() == 24);
  CHECK(read_quantity<Fraction>("5%")->value() == 0.05);
  const auto wrong = read_quantity<Hours>("24", {.option = "--slack"});
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().front().place.from_option());
}

TEST_CASE("quantities: plain numbers") {
  CHECK(parse_number("1.5") == 1.5);
  CHECK(parse_number("2e3") == 2000);
  CHECK(parse_number(".5") == 0.5);
  CHECK_FALSE(std::signbit(*parse_number("-0")));
  for (const char* text : {"", " ", "nan", "inf", "-inf", "1e999", "1e-999", "0x10", "1,5", "1.5 ",
                           " 1", "+1", "5.", "-", ".", "1e", "--1", "1_000", "\xD9\xA1"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_number(text).has_value());
  }
}

TEST_CASE("quantities: the table has every suffix of the contract, and no spelling twice") {
  const auto has = [](Dimension dimension, std::string_view suffix) {
    for (const Unit& unit : units())
      if (unit.dimension == dimension && unit.suffix == suffix) return true;
    return false;
  };
  for (const char* suffix : {"seconds", "minutes", "hours", "days", "years"})
    CHECK(has(Dimension::time, suffix));
  for (const char* suffix : {"w", "kw"}) CHECK(has(Dimension::power, suffix));
  for (const char* suffix : {"j", "wh", "kwh", "mwh"}) CHECK(has(Dimension::energy, suffix));
  for (const char* suffix : {"g", "kg", "t"}) CHECK(has(Dimension::mass, suffix));
  for (const char* suffix : {"gb", "tb", "gib", "tib"}) CHECK(has(Dimension::capacity, suffix));
  for (const char* suffix : {"g_per_kwh", "kg_per_mwh"}) CHECK(has(Dimension::intensity, suffix));
  for (const Unit& unit : units()) {
    CAPTURE(unit.name);
    CHECK(unit.times > 0);
    CHECK(unit.per > 0);
    const auto value = parse_quantity(unit.dimension, "1 " + std::string(unit.name));
    REQUIRE(value);
    CHECK(*value == unit.in_base(1));
  }
}
