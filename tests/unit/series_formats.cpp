// SPDX-License-Identifier: Apache-2.0
// One layout after the other, in the shapes in which they are published.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "catch.hpp"
#include "plan_support.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

Series good(std::string_view text, const SeriesOptions& options = {},
            std::string_view file = "test") {
  Result<Series> series = read(text, options, file);
  if (!series) FAIL(codes(series.error()).front() << ": " << series.error().front().message);
  return *series;
}

constexpr std::string_view k_new_header =
    "Datetime (UTC),Country,Zone name,Zone id,Carbon intensity gCO\u2082eq/kWh (direct),"
    "Carbon intensity gCO\u2082eq/kWh (Life cycle),Carbon-free energy percentage (CFE%),"
    "Renewable energy percentage (RE%),Data source,Data estimated,Data estimation method\n";

}  // namespace

TEST_CASE("Electricity Maps: the newer header, a byte order mark, CRLF and quoted commas") {
  const std::string text =
      "\xEF\xBB\xBF" + std::string(k_new_header) +
      "2024-05-01 00:00:00,\"Land, far\",North,XX-N,10.5,20.25,1,1,a,true,m\r\n"
      "2024-05-01 01:00:00,\"Land, far\",North,XX-N,,,1,1,a,false,\r\n"
      "2024-05-01 02:00:00,\"Land, far\",North,XX-N,11.5,21,1,1,a,false,\r\n";
  const Series series = good(text);
  CHECK(series.format == "electricity-maps-csv");
  CHECK(series.zone == "XX-N");
  CHECK(series.basis == Basis::lifecycle);
  CHECK(series.kind == IntensityKind::average);
  REQUIRE(series.size() == 3);
  CHECK(series.values[0] == 20.25);
  CHECK(series.is_gap(1));
  CHECK(series.marks[0] == k_slot_estimated);
  CHECK(series.warnings.empty());
}

TEST_CASE("Electricity Maps: days, months and years") {
  const std::string header = "Datetime (UTC),Zone Id,Carbon Intensity gCO2eq/kWh (direct)\n";
  CHECK(good(header + "2024-05-01,FR,10\n2024-05-02,FR,12\n").step == hours{24});
  const Series months = good(header + "2024-01-01,FR,10\n2024-02-01,FR,20\n2024-03-01,FR,30\n");
  CHECK(months.step == hours{24});
  REQUIRE(months.size() == 91);  // a leap year
  CHECK(months.values[30] == 10);
  CHECK(months.values[31] == 20);
  CHECK(months.values[59] == 20);
  CHECK(months.values[60] == 30);
  const Series years = good(header + "2023-01-01,FR,10\n2024-01-01,FR,20\n");
  REQUIRE(years.size() == 731);
  CHECK(years.values[364] == 10);
  CHECK(years.values[365] == 20);
}

TEST_CASE("Electricity Maps: history and forecast") {
  const Series history = good(
      R"({"zone": "DE", "history": [
      {"zone": "DE", "carbonIntensity": 302, "datetime": "2024-05-01T00:00:00.000Z",
       "updatedAt": "2024-05-01T01:02:03.456Z", "emissionFactorType": "lifecycle",
       "isEstimated": true, "estimationMethod": "TIME_SLICER_AVERAGE"},
      {"zone": "DE", "carbonIntensity": null, "datetime": "2024-05-01T01:00:00.000Z",
       "emissionFactorType": "lifecycle", "isEstimated": false},
      {"zone": "DE", "carbonIntensity": 310.5, "datetime": "2024-05-01T02:00:00.000Z",
       "emissionFactorType": "lifecycle", "isEstimated": false}]})");
  CHECK(history.zone == "DE");
  CHECK(history.basis == Basis::lifecycle);
  CHECK_FALSE(history.forecast);
  CHECK(history.marks == std::vector<std::uint8_t>{k_slot_estimated, 0, 0});
  CHECK(history.is_gap(1));
  CHECK(history.values[2] == 310.5);

  const Series forecast = good(
      R"({"zone": "DK-DK2", "forecast": [{"carbonIntensity": 326, "datetime": "2024-05-01T00:00:00Z"},
      {"carbonIntensity": 297, "datetime": "2024-05-01T01:00:00Z"}], "updatedAt": "2024-05-01T00:00:00Z"})");
  CHECK(forecast.zone == "DK-DK2");
  CHECK(forecast.forecast);
  CHECK(forecast.kind == IntensityKind::average);
  CHECK_FALSE(forecast.basis);
  CHECK(forecast.values == std::vector{326.0, 297.0});
}

TEST_CASE("the research trace of Electricity Maps") {
  const Series series = good(
      "datetime,timestamp,zone_name,carbon_intensity_avg,power_production_biomass_avg\n"
      "2022-01-01 00:00:00+00:00,1640995200,CA-ON,28.5,1\n"
      "2022-01-01 01:00:00+00:00,1640998800,CA-ON,27.25,2\n");
  CHECK(series.format == "trace-csv");
  CHECK(series.zone == "CA-ON");
  CHECK(series.values == std::vector{28.5, 27.25});
}

TEST_CASE("WattTime: nested forecasts, the newest of those made in time") {
  const std::string text =
      R"({"data": [
      {"generated_at": "2024-05-01T00:00:00.25+00:00", "forecast": [
        {"point_time": "2024-05-01T00:00:00+00:00", "value": 1000},
        {"point_time": "2024-05-01T00:05:00+00:00", "value": 1000}]},
      {"generated_at": "2024-05-01T00:05:00+00:00", "forecast": [
        {"point_time": "2024-05-01T00:05:00+00:00", "value": 2000},
        {"point_time": "2024-05-01T00:10:00+00:00", "value": 2000}]}],
      "meta": {"region": "PJM", "signal_type": "co2_aoer", "units": "lbs_co2_per_mwh",
               "data_point_period_seconds": 300}})";
  const Series newest = good(text);
  CHECK(newest.start == at("2024-05-01T00:05:00Z"));
  CHECK(newest.values[0] == Approx(907.18474));
  CHECK(newest.kind == IntensityKind::average);
  CHECK(newest.forecast);
  CHECK(contains(codes(newest.warnings), "series-assumption"));
  SeriesOptions options;
  options.issued_by = at("2024-05-01T00:02:00Z");
  CHECK(good(text, options).values[0] == Approx(453.59237));
  options.issued_by = at("2024-04-30T00:00:00Z");
  CHECK(contains(errors_of(read(text, options)), "empty-series"));
}

TEST_CASE("WattTime: the client's CSV has zone and signal in its name") {
  const std::string text =
      "point_time,value,meta\n2024-05-01 00:00:00+00:00,870,\"{'a': 1, 'b': 2}\"\n"
      "2024-05-01 00:05:00+00:00,900.5,\n";
  const Series series = good(text, {}, "data/CAISO_NORTH_co2_moer_2024-05-01_2024-05-02.csv");
  CHECK(series.format == "watttime-csv");
  CHECK(series.zone == "CAISO_NORTH");
  CHECK(series.kind == IntensityKind::marginal);
  CHECK(series.values[0] == Approx(394.6253619));
  CHECK_FALSE(good(text, {}, "series.csv").kind);
  CHECK(errors_of(read(text, {}, "PJM_health_damage_2024.csv")) ==
        std::vector<std::string>{"not-an-intensity"});
}

TEST_CASE("UK Carbon Intensity: national, by region id, all regions") {
  const Series national = good(
      R"({"data": [{"from": "2024-05-01T00:00Z", "to": "2024-05-01T00:30Z",
        "intensity": {"forecast": 140, "actual": 133, "index": "moderate"}},
      {"from": "2024-05-01T00:30Z", "to": "2024-05-01T01:00Z",
        "intensity": {"forecast": 141, "actual": null, "index": "moderate"}}]})");
  CHECK(national.zone == "GB");
  CHECK(national.values == std::vector{133.0, 141.0});
  CHECK(national.marks == std::vector<std::uint8_t>{0, k_slot_estimated});
  CHECK(national.basis == Basis::direct);
  CHECK_FALSE(national.forecast);

  const Series region = good(
      R"({"data": [{"regionid": 3, "shortname": "North West", "data": [{"from": "2024-05-01T00:00Z",
      "to": "2024-05-01T00:30Z", "intensity": {"forecast": 0, "index": "very low"},
      "generationmix": [{"fuel": "gas", "perc": 1.5}]}]}]})");
  CHECK(region.zone == "GB/3");
  CHECK(region.forecast);
  CHECK(region.values == std::vector{0.0});

  const std::string all =
      R"({"data": [{"from": "2024-05-01T00:00Z", "to": "2024-05-01T00:30Z", "regions": [
      {"regionid": 1, "intensity": {"forecast": 3}}, {"regionid": 2, "intensity": {"forecast": 4}}]}]})";
  CHECK(errors_of(read(all)) == std::vector<std::string>{"mixed-zones"});
  SeriesOptions second;
  second.zone = "gb/2";
  CHECK(good(all, second).values == std::vector{4.0});
}

TEST_CASE("Carbon Aware SDK: both spellings of keys, numbers in strings, forecasts") {
  const Series emissions = good(
      R"({"Emissions": [{"Location": "westus", "Time": "2024-05-01T00:00:00-08:00", "Rating": "70.5",
      "Duration": "08:00:00"}]})");
  CHECK(emissions.zone == "westus");
  CHECK(emissions.step == hours{8});
  CHECK(emissions.start == at("2024-05-01T08:00:00Z"));
  CHECK(emissions.values == std::vector{70.5});

  const std::string forecast =
      R"([{"generatedAt": "2024-05-01T00:00:00.1234567+00:00", "location": "eastus", "windowSize": 30,
      "optimalDataPoint": {"location": "eastus", "timestamp": "2024-05-01T00:05:00+00:00", "duration": 30,
      "value": 60}, "forecastData": [{"location": "eastus", "timestamp": "2024-05-01T00:00:00+00:00",
      "duration": 5, "value": 80.5}, {"location": "eastus", "timestamp": "2024-05-01T00:05:00+00:00",
      "duration": 5, "value": 60}]}])";
  const Series series = good(forecast);
  CHECK(series.format == "carbon-aware-sdk-forecast-json");
  CHECK(series.zone == "eastus");
  CHECK(series.forecast);
  CHECK(series.values == std::vector{80.5, 60.0});
  CHECK_FALSE(series.kind);

  const std::string two =
      R"([{"location": "a", "forecastData": [{"timestamp": "2024-05-01T00:00:00Z", "value": 80, "duration": 5}]},
      {"location": "b", "forecastData": [{"timestamp": "2024-05-01T00:00:00Z", "value": 90, "duration": 5}]}])";
  CHECK(errors_of(read(two)) == std::vector<std::string>{"mixed-zones"});
  SeriesOptions options;
  options.zone = "b";
  CHECK(good(two, options).values == std::vector{90.0});
}

TEST_CASE("two columns of any name, with or without a header") {
  CHECK(good("Time,Carbon Intensity\n2024-05-01 00:00,41.5\n2024-05-01 00:30,42\n").values ==
        std::vector{41.5, 42.0});
  CHECK(good("2024-05-01T00:00Z,41.5\n2024-05-01T00:30Z,42\n").values == std::vector{41.5, 42.0});
  CHECK(good("when;x\n2024-05-01T00:00Z;41.5\n2024-05-01T00:30Z;42\n",
             [] {
               SeriesOptions o;
               o.time_column = "When", o.value_column = "X";
               return o;
             }())
            .values == std::vector{41.5, 42.0});
  const Series kilograms =
      good("time,load,intensity [kg/kWh]\n2024-05-01T00:00Z,7,0.25\n2024-05-01T01:00Z,8,0.5\n");
  CHECK(kilograms.values == std::vector{250.0, 500.0});
  CHECK(errors_of(read("time,a,b\n2024-05-01T00:00Z,1,2\n")) ==
        std::vector<std::string>{"unknown-series-format"});
  SeriesOptions options;
  options.time_column = "tiem";
  options.value_column = "a";
  CHECK(errors_of(read("time,a,b\n2024-05-01T00:00Z,1,2\n", options)) ==
        std::vector<std::string>{"unknown-column"});
}

TEST_CASE("two columns beside one of zones: the zone that is asked for") {
  const std::string text =
      "time,Region,value\n2024-05-01T00:00Z,FR,50\n2024-05-01T00:00Z,DE,300\n"
      "2024-05-01T01:00Z,FR,60\n2024-05-01T01:00Z,DE,290\n";
  SeriesOptions options;
  options.zone = "de";
  const Series series = good(text, options);
  CHECK(series.zone == "DE");
  CHECK(series.values == std::vector{300.0, 290.0});
}

TEST_CASE("a decimal comma is refused with what to write instead") {
  const Result<Series> series =
      read("time;value\n2024-05-01T00:00Z;100,5\n2024-05-01T01:00Z;99,5\n");
  REQUIRE_FALSE(series);
  CHECK(series.error().front().code == "bad-series-value");
  CHECK(series.error().front().hint.find("point") != std::string::npos);
}

TEST_CASE("generation by type is weighed with the factors of the table") {
  const std::string text =
      "time,Biomass,Fossil Gas,Fossil Hard coal,Nuclear,Solar,Hydro Pumped Storage,Other\n"
      "2024-05-01T00:00Z,0,100,0,100,0,500,0\n"
      "2024-05-01T01:00Z,10,0,30,n/e,60,0,100\n"
      "2024-05-01T02:00Z,0,0,0,0,0,10,0\n";
  const Series series = good(text);
  CHECK(series.format == "generation-csv");
  CHECK(series.kind == IntensityKind::average);
  CHECK(series.basis == Basis::lifecycle);
  REQUIRE(series.size() == 3);
  CHECK(series.values[0] == Approx((490.0 + 12) / 2));
  CHECK(series.values[1] == Approx((10 * 230.0 + 30 * 820 + 60 * 48) / 100));
  CHECK(series.is_gap(2));
  CHECK(contains(codes(series.warnings), "fuel-without-factor"));

  SeriesOptions direct;
  direct.basis = Basis::direct;
  CHECK(good(text, direct).values[0] == Approx(370.0 / 2));
  SeriesOptions unece;
  unece.fuel_source = "unece-2022";
  CHECK(good(text, unece).values[0] == Approx((490 + 5.13) / 2));
  unece.fuel_source = "nobody";
  CHECK(errors_of(read(text, unece)) == std::vector<std::string>{"unknown-fuel-source"});
}

TEST_CASE("generation as the transparency platform exports it") {
  const Series series = good(
      "\"Area\",\"MTU\",\"Biomass  - Actual Aggregated [MW]\",\"Fossil Gas  - Actual Aggregated "
      "[MW]\","
      "\"Hydro Pumped Storage  - Actual Aggregated [MW]\",\"Hydro Pumped Storage  - Actual "
      "Consumption [MW]\","
      "\"Wind Offshore  - Actual Aggregated [MW]\"\n"
      "\"X\",\"02.01.2024 00:00 - 02.01.2024 01:00 (UTC)\",\"0\",\"50\",\"9\",\"7\",\"50\"\n"
      "\"X\",\"02.01.2024 01:00 - 02.01.2024 02:00 (UTC)\",\"0\",\"50\",\"9\",\"7\",\"-\"\n");
  CHECK(series.start == at("2024-01-02T00:00:00Z"));
  CHECK(series.values[0] == Approx((490.0 + 12) / 2));
  CHECK(series.values[1] == Approx(490.0));
  CHECK(series.marks[1] == k_slot_estimated);
  REQUIRE(series.warnings.size() == 1);
  CHECK(series.warnings.front().code == "series-assumption");
  CHECK(series.warnings.front().message.find("taken as 0 MW of that type: 1") != std::string::npos);
}

TEST_CASE("imports count with the annual mean of their zone") {
  const std::string text =
      "time,Nuclear,Solar,Import FR\n2024-05-01T00:00Z,50,0,50\n2024-05-01T01:00Z,100,0,0\n";
  const Series series = good(text);
  double france = 0;
  int year = 0;
  for (const GridIntensity& row : Catalog::bundled().grid("FR"))
    if (row.basis == Basis::lifecycle && row.year > year && !row.low_confidence)
      france = row.g_per_kwh, year = row.year;
  REQUIRE(year > 0);
  CHECK(series.values[0] == Approx((12 + france) / 2));
  CHECK(series.values[1] == Approx(12.0));
}

TEST_CASE("every layout of the table has an example here or among the published ones") {
  std::set<std::string> ids;
  for (const SeriesFormatInfo& format : series_formats()) {
    CHECK(ids.insert(std::string(format.id)).second);
    CHECK_FALSE(format.title.empty());
  }
  CHECK(ids.size() == 11);
}
