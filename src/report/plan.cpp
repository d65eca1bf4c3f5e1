// SPDX-License-Identifier: Apache-2.0
#include "report/plan.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "report/escape.hpp"
#include "report/number.hpp"
#include "report/plan_words.hpp"

namespace carbonest {
namespace {

constexpr PlanOutput k_plan_outputs[]{
    {"text", "for people", render_plan_text},
    {"json", "carbonest.plan/1", render_plan_json},
    {"csv", "one row per site", render_plan_csv},
};

constexpr SeriesOutput k_series_outputs[]{
    {"text", "for people", render_series_text},
    {"json", "carbonest.series/1", render_series_json},
    {"csv", "one row per slot", render_series_csv},
};

struct Column {
  std::string_view name;
  std::string (*cell)(const PlanReport&, const SitePlan&);
};

std::string optional_number(const std::optional<double>& value) {
  return value ? json_number(*value) : std::string{};
}

/// Each once: those of several series are much alike.
std::string warning_codes(const Diagnostics& warnings) {
  std::vector<std::string_view> seen;
  std::string codes;
  for (const Diagnostic& warning : warnings) {
    if (std::ranges::find(seen, warning.code) != seen.end()) continue;
    seen.push_back(warning.code);
    codes.append(codes.empty() ? "" : " ").append(warning.code);
  }
  return csv_cell(codes);
}

using P = const PlanReport&;
using S = const SitePlan&;
constexpr Column k_columns[]{
    {"name", [](P p, S) { return csv_cell(p.name); }},
    {"site", [](P, S s) { return csv_cell(s.name); }},
    {"zone", [](P, S s) { return csv_cell(s.series.zone); }},
    {"pue", [](P, S s) { return json_number(s.pue); }},
    {"start", [](P, S s) { return iso_time(s.plan.start()); }},
    {"finish", [](P, S s) { return iso_time(s.plan.finish()); }},
    {"resumes", [](P, S s) { return json_number(static_cast<double>(s.plan.resumes())); }},
    {"mean_g_per_kwh", [](P, S s) { return json_number(s.plan.mean_g_per_kwh); }},
    {"kg", [](P, S s) { return json_number(in_kilograms(s.mass)); }},
    {"now_mean_g_per_kwh", [](P, S s) { return optional_number(s.plan.now_mean); }},
    {"now_kg",
     [](P, S s) { return s.now_mass ? json_number(in_kilograms(*s.now_mass)) : std::string{}; }},
    {"saved_percent", [](P, S s) { return optional_number(s.plan.saved_percent); }},
    {"source", [](P, S s) { return csv_cell(s.series.source); }},
    {"kind", [](P, S s) { return std::string(kind_words(s.series.kind)); }},
    {"basis", [](P, S s) { return std::string(basis_words(s.series.basis)); }},
    {"step_minutes", [](P, S s) { return json_number(step_minutes(s.series.step)); }},
    {"filled_share", [](P, S s) { return json_number(s.series.filled_share); }},
    {"warnings", [](P p, S) { return warning_codes(p.warnings); }},
};

}  // namespace

std::span<const PlanOutput> plan_outputs() noexcept { return k_plan_outputs; }
std::span<const SeriesOutput> series_outputs() noexcept { return k_series_outputs; }

std::string render_plan_csv(const PlanReport& report, const RenderOptions&) {
  std::string out;
  for (const Column& column : k_columns) out.append(out.empty() ? "" : ",").append(column.name);
  out += '\n';
  for (const SitePlan& site : report.sites) {
    bool first = true;
    for (const Column& column : k_columns) {
      out.append(first ? "" : ",").append(column.cell(report, site));
      first = false;
    }
    out += '\n';
  }
  return out;
}

std::string render_series_csv(const Series& series, const RenderOptions&) {
  std::string out = "time,g_per_kwh,estimated,filled\n";
  for (std::size_t i = 0; i < series.size(); ++i) {
    out.append(iso_time(series.time_of(i))).append(",");
    if (!series.is_gap(i)) out += json_number(series.values[i]);
    out.append((series.marks[i] & k_slot_estimated) != 0 ? ",true" : ",false");
    out.append((series.marks[i] & k_slot_filled) != 0 ? ",true\n" : ",false\n");
  }
  return out;
}

}  // namespace carbonest
