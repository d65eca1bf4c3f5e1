// SPDX-License-Identifier: Apache-2.0
#include <vector>

#include "report/json_writer.hpp"
#include "report/plan.hpp"
#include "report/plan_words.hpp"

namespace carbonest {
namespace {

std::optional<double> kilograms_of(const std::optional<CarbonMass>& mass) {
  return mass ? std::optional(in_kilograms(*mass)) : std::nullopt;
}

double minutes_of(TimeSpan span) { return static_cast<double>(span.count()) / 6e7; }

void write_run(JsonWriter& json, const RunSegment& run) {
  json.key("start").text(iso_time(run.start));
  json.key("finish").text(iso_time(run.finish));
}

void write_now(JsonWriter& json, const SitePlan& home) {
  json.key("now").begin_row();
  write_run(json, home.plan.now);
  json.key("mean_g_per_kwh").number_or_null(home.plan.now_mean);
  json.key("kg").number_or_null(kilograms_of(home.now_mass));
  json.end_object();
}

void write_best(JsonWriter& json, const PlanReport& report) {
  const SitePlan& best = report.best();
  json.key("best").begin_object();
  if (!best.name.empty()) json.key("site").text(best.name);
  write_run(json, {best.plan.start(), best.plan.finish()});
  json.key("mean_g_per_kwh").number(best.plan.mean_g_per_kwh);
  json.key("kg").number(in_kilograms(best.mass));
  json.key("saved_percent").number_or_null(report.saved_percent);
  json.key("resumes").number(static_cast<double>(best.plan.resumes()));
  json.key("paused_minutes").number(minutes_of(best.plan.paused));
  json.key("run_energy_factor").number(best.plan.run_energy_factor);
  json.key("segments").begin_array();
  for (const RunSegment& segment : best.plan.segments) {
    json.begin_row();
    write_run(json, segment);
    json.end_object();
  }
  json.end_array().end_object();
}

void write_forecast(JsonWriter& json, const std::optional<ForecastOutcome>& forecast) {
  json.key("forecast");
  if (!forecast) {
    json.null();
    return;
  }
  json.begin_object();
  json.key("by").text(forecast->by);
  json.key("planned_start").text(iso_time(forecast->planned_start));
  json.key("predicted_mean_g_per_kwh").number(forecast->predicted_mean_g_per_kwh);
  json.key("realised_mean_g_per_kwh").number(forecast->realised_mean_g_per_kwh);
  json.key("realised_saved_percent").number_or_null(forecast->realised_saved_percent);
  json.key("perfect_saved_percent").number_or_null(forecast->perfect_saved_percent);
  json.end_object();
}

void write_series(JsonWriter& json, const SeriesSummary& series) {
  json.key("series").begin_object();
  json.key("zone").text_or_null(series.zone);
  json.key("source").text_or_null(series.source);
  json.key("kind").text(kind_words(series.kind));
  json.key("basis").text(basis_words(series.basis));
  json.key("step_minutes").number(step_minutes(series.step));
  json.key("filled_share").number(series.filled_share);
  json.key("estimated_share").number(series.estimated_share);
  json.key("typical_share").number(series.typical_share);
  json.key("forecast").boolean(series.forecast);
  json.key("start").text(iso_time(series.start));
  json.key("end").text(iso_time(series.end));
  json.end_object();
}

void write_sites(JsonWriter& json, const PlanReport& report) {
  json.key("sites").begin_array();
  int rank = 0;
  for (const SitePlan& site : report.sites) {
    json.begin_row();
    json.key("rank").number(++rank);
    json.key("name").text_or_null(site.name);
    json.key("zone").text_or_null(site.series.zone);
    json.key("pue").number(site.pue);
    write_run(json, {site.plan.start(), site.plan.finish()});
    json.key("mean_g_per_kwh").number(site.plan.mean_g_per_kwh);
    json.key("kg").number(in_kilograms(site.mass));
    json.key("now_mean_g_per_kwh").number_or_null(site.plan.now_mean);
    json.key("now_kg").number_or_null(kilograms_of(site.now_mass));
    json.key("saved_percent").number_or_null(site.plan.saved_percent);
    json.end_object();
  }
  json.end_array();
}

void write_slack(JsonWriter& json, const std::vector<SlackRow>& rows) {
  json.key("slack").begin_array();
  for (const SlackRow& row : rows) {
    json.begin_row();
    json.key("slack_hours").number(minutes_of(row.slack) / 60);
    write_run(json, row.run);
    json.key("resumes").number(static_cast<double>(row.resumes));
    json.key("mean_g_per_kwh").number(row.mean_g_per_kwh);
    json.key("kg").number(in_kilograms(row.mass));
    json.key("saved_percent").number_or_null(row.saved_percent);
    json.end_object();
  }
  json.end_array();
}

void write_typical(JsonWriter& json, const std::optional<TypicalSaving>& typical) {
  if (!typical) return;
  json.key("typical_saving").begin_object();
  json.key("median_percent").number(typical->median_percent);
  json.key("range_percent").begin_inline_array();
  json.number(typical->low_percent).number(typical->high_percent).end_array();
  json.key("starts").number(typical->starts);
  json.key("year").number(typical->year);
  json.end_object();
}

void write_commands(JsonWriter& json, Moment start) {
  json.key("commands").begin_object();
  json.key("sbatch").text(sbatch_begin(start));
  json.key("at").text(at_command(start));
  json.key("cron").text(cron_line(start));
  json.end_object();
}

void write_warnings(JsonWriter& json, const Diagnostics& warnings) {
  json.key("warnings").begin_array();
  for (const Diagnostic& warning : warnings) {
    json.begin_row();
    json.key("code").text(warning.code);
    json.key("message").text(warning.message);
    json.key("file").text_or_null(warning.file);
    json.end_object();
  }
  json.end_array();
}

/// Missing slots by their time, in the order of the series.
void write_gaps(JsonWriter& json, const Series& series) {
  json.key("gaps").begin_array();
  for (std::size_t i = 0; i < series.size(); ++i)
    if (series.is_gap(i)) json.text(iso_time(series.time_of(i)));
  json.end_array();
}

}  // namespace

std::string render_plan_json(const PlanReport& report, const RenderOptions&) {
  JsonWriter json(JsonWriter::Style::pretty);
  json.begin_object();
  json.key("schema").text("carbonest.plan/1");
  json.key("name").text(report.name);
  json.key("it_kwh").number(in_kilowatt_hours(report.it));
  write_now(json, report.at_home());
  write_best(json, report);
  json.key("candidates").number(static_cast<double>(report.best().plan.candidates));
  write_forecast(json, report.forecast);
  write_series(json, report.best().series);
  write_sites(json, report);
  write_slack(json, report.slack);
  write_typical(json, report.typical);
  write_commands(json, report.best().plan.start());
  write_warnings(json, report.warnings);
  json.end_object();
  return std::move(json).finish();
}

std::string render_series_json(const Series& series, const RenderOptions&) {
  JsonWriter json(JsonWriter::Style::pretty);
  json.begin_object();
  json.key("schema").text("carbonest.series/1");
  json.key("zone").text_or_null(series.zone);
  json.key("source").text_or_null(series.source);
  json.key("format").text_or_null(series.format);
  json.key("start").text(iso_time(series.start));
  json.key("step_minutes").number(step_minutes(series.step));
  json.key("kind").text(kind_words(series.kind));
  json.key("basis").text(basis_words(series.basis));
  json.key("forecast").boolean(series.forecast);
  json.key("off_grid_rows").number(static_cast<double>(series.off_grid_rows));
  json.key("filled_share").number(share_of_slots(series, k_slot_filled));
  json.key("values").begin_inline_array();
  for (std::size_t i = 0; i < series.size(); ++i)
    series.is_gap(i) ? json.null() : json.number(series.values[i]);
  json.end_array();
  json.key("estimated").begin_inline_array();
  for (const std::uint8_t marks : series.marks) json.boolean((marks & k_slot_estimated) != 0);
  json.end_array();
  write_gaps(json, series);
  write_warnings(json, series.warnings);
  json.end_object();
  return std::move(json).finish();
}

}  // namespace carbonest
