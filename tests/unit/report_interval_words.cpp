// SPDX-License-Identifier: Apache-2.0
#include "report/interval_words.hpp"

#include "catch.hpp"
#include "synthetic.hpp"

namespace carbonest {
namespace {

TEST_CASE("digits follow the spread", "[interval_words]") {
  CHECK(supported_digits(0.3) == 2);
  CHECK(supported_digits(0.1) == 3);
  CHECK(supported_digits(0) == 3);
}

TEST_CASE("a factor is short, and tells itself from 1", "[interval_words]") {
  CHECK(factor_words(1.4987) == "x/÷ 1.5");
  CHECK(factor_words(1) == "x/÷ 1.00");
  CHECK(factor_words(1.034) == "x/÷ 1.03");
  CHECK(factor_words(2.04) == "x/÷ 2.0");
  CHECK(factor_words(12.3) == "x/÷ 12");
}

TEST_CASE("an interval is in the unit of its value", "[interval_words]") {
  struct Row {
    double central, low, high, log_sd;
    const char* words;
  };
  for (const Row& row :
       {Row{1200, 900, 1600, 0.17, "0.9-1.6 t"}, Row{1200, 1149, 1251, 0.026, "1.15-1.25 t"},
        Row{97, 64, 148, 0.25, "64-150 kg"}, Row{0.85, 0.6, 1.3, 0.2, "600-1300 g"},
        Row{1000, 40, 2500, 0.9, "0.04-2.5 t"}, Row{0, 0, 0, 0, "0 kg"},
        Row{5, 5, 5, 0, "5.00 kg"}})
    CHECK(interval_words(kilograms(row.central), {row.low, row.high, row.log_sd}) == row.words);
  CHECK(interval_words(kilowatt_hours(2500), {1900, 3300, 0.17}) == "1.9-3.3 MWh");
}

TEST_CASE("the sentence that helps", "[interval_words]") {
  const auto row = std::ranges::find(measurements(), "pue", &Measurement::input);
  const Remedy remedy{"pue", &*row, 1.7581, 1.549};
  CHECK(remedy_words(remedy) ==
        "What would help most: the site's own PUE (`pue`), x/÷ 1.76 -> 1.55");
}

TEST_CASE("a tornado is drawn in bars", "[interval_words]") {
  ResolvedJob job = test::bare_job({.hours_sd = 0, .intensity_sd = 0.2});
  test::add_part(job, 1000, {test::add_input(job, "accelerator.power_w", 1000, 0.1)});
  const Estimate result = estimate(job);
  const Estimated one{&job, &result};
  Page page({.width = 80});
  page.set_columns({30, 14});
  add_tornado(page, tornado({&one, 1}), {&one, 1});
  CHECK(std::move(page).finish() ==
        "  carbon_intensity_g_per_kwh        36-69 kg   80 %  ######################\n"
        "  accelerator.power_w           42.4-58.9 kg   20 %  #####\n");
}

}  // namespace
}  // namespace carbonest
