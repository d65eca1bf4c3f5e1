// SPDX-License-Identifier: Apache-2.0
// Any bytes as a series. What is accepted is sound, prints, reads back as itself and can be planned
// on; what is refused says why. JSON is accepted exactly where the reference parser accepts it,
// within our bounds.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "carbonest/plan.hpp"
#include "carbonest/report.hpp"
#include "series/json_tape.hpp"
#include "series/problems.hpp"

namespace {

using namespace carbonest;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "series: %s\n", what);
  std::abort();
}

bool same_value(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

void check_sound(const Series& series) {
  require(series.step.count() > 0, "a step that is not positive");
  require(series.size() > 0 && series.marks.size() == series.size(), "marks beside values");
  for (const double value : series.values)
    require(std::isnan(value) || (value >= 0 && value < 1e9), "a value out of range");
}

void check_round_trip(const Series& series) {
  const std::string text = series_outputs()[1].render(series, {});
  const Result<Series> back = read_series({text, "printed"}, {}, Catalog::bundled());
  require(back.has_value(), "what was printed is refused");
  require(back->start == series.start && back->step == series.step, "another grid");
  require(std::ranges::equal(back->values, series.values, same_value), "other values");
}

void check_plans(const Series& series) {
  constexpr std::size_t k_slots = 40;
  const std::size_t slots = std::min(series.size(), k_slots);
  const Window window{
      series.start, series.time_of(slots), TimeSpan{series.step} * (slots + 2) / 3, {}};
  for (const auto& rules : {std::optional<PauseRules>{}, std::optional<PauseRules>{PauseRules{}},
                            std::optional<PauseRules>{{std::chrono::minutes{7},
                                                       TimeSpan{series.step} * 3 / 2, 2, 0.3}}}) {
    PlanRequest request;
    request.it = kilowatt_hours(1);
    request.sites = {{"", &series, 1.1}};
    request.window = window;
    request.pauses = rules;
    const Result<PlanReport> report = make_plan(request);
    if (!report) continue;
    require(report->best().plan.mean_g_per_kwh >= 0, "a negative mean");
    for (const PlanOutput& output : plan_outputs()) output.render(*report, {});
  }
}

void check_json(std::string_view text) {
  series_text::Problems problems(text, "fuzz");
  series_text::check_bytes(text, problems);
  if (!problems.empty()) return;
  series_text::JsonTape tape;
  const auto problem = tape.read(text);
  if (!problem) {
    const bool huge = text.find_first_of("eE") != std::string_view::npos || text.size() > 300;
    require(huge || nlohmann::json::accept(text), "a text that is no JSON was accepted");
  } else {
    require(problem->offset <= text.size(), "a problem outside of the text");
    const bool bounded = problem->message.find("twice") != std::string::npos ||
                         problem->message.find("nested") != std::string::npos;
    require(bounded || !nlohmann::json::accept(text), "a text that is JSON was refused");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  check_json(text);
  SeriesOptions options;
  options.fill = static_cast<Fill>(size % 4);
  const Result<Series> series =
      read_series({text, "PJM_co2_moer_2024.csv"}, options, Catalog::bundled());
  if (!series) {
    require(!series.error().empty() && has_errors(series.error()), "refused without a word");
    return 0;
  }
  check_sound(*series);
  if (series->size() > 20'000) return 0;  // slow, and no more telling
  check_round_trip(*series);
  check_plans(*series);
  return 0;
}
