// SPDX-License-Identifier: Apache-2.0
#include "catch.hpp"
#include "plan_support.hpp"
#include "series/formats.hpp"

using namespace carbonest;
using series_text::unit_in;

TEST_CASE("units of intensity, however the gas is spelled") {
  CHECK(read_intensity_unit("g/kWh") == 1.0);
  CHECK(read_intensity_unit("gCO2eq/kWh") == 1.0);
  CHECK(read_intensity_unit("gCO\u2082eq/kWh") == 1.0);
  CHECK(read_intensity_unit("g CO2e / kWh") == 1.0);
  CHECK(read_intensity_unit("kg/MWh") == 1.0);
  CHECK(read_intensity_unit("kg/kWh") == 1000.0);
  CHECK(read_intensity_unit("t/MWh") == 1000.0);
  CHECK(read_intensity_unit("mg/kWh") == 0.001);
  CHECK(read_intensity_unit("g/MWh") == 0.001);
  CHECK(read_intensity_unit("lb/MWh") == 0.45359237);
  CHECK(read_intensity_unit("lbs_co2_per_mwh") == 0.45359237);
  CHECK(read_intensity_unit("g_per_kwh") == 1.0);
  for (const char* text : {"", "g", "kWh", "g/h", "x/kWh", "kWh/g", "percent", "$/MWh", "g/kWh/h"})
    CHECK_FALSE(read_intensity_unit(text));
}

TEST_CASE("a column's name may hold the unit") {
  CHECK(unit_in("carbon intensity gCO\u2082eq/kWh (direct)") == 1.0);
  CHECK(unit_in("intensity (kg/MWh)") == 1.0);
  CHECK(unit_in("carbon_intensity_kg_per_kwh") == 1000.0);
  CHECK(unit_in("moer [lbs/MWh]") == 0.45359237);
  CHECK(unit_in("intensity kg CO2/kWh") == 1000.0);
  CHECK_FALSE(unit_in("Carbon Intensity"));
  CHECK_FALSE(unit_in("carbon_intensity_avg"));
}
