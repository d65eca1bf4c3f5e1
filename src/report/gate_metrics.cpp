// SPDX-License-Identifier: Apache-2.0
// OpenMetrics text for the metrics report of GitLab, which compares values as strings: the number
// of digits is fixed.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "report/escape.hpp"
#include "report/gate_formats.hpp"
#include "report/number.hpp"

namespace carbonest {
namespace {

constexpr Precision k_fixed{6, true};

struct Metric {
  std::string_view name, help;
  double (*of_job)(const GateJob&);
  double (*of_all)(const GateResult&);
};

constexpr Metric k_metrics[]{
    {"carbonest_total_kg", "CO2e of a job in kg, operational and embodied.",
     [](const GateJob& job) { return in_kilograms(job.total); },
     [](const GateResult& all) { return in_kilograms(all.total); }},
    {"carbonest_operational_kg", "Operational CO2e of a job in kg.",
     [](const GateJob& job) { return in_kilograms(job.operational); },
     [](const GateResult& all) { return in_kilograms(all.operational); }},
    {"carbonest_embodied_kg", "Embodied CO2e of a job in kg.",
     [](const GateJob& job) { return in_kilograms(job.embodied); },
     [](const GateResult& all) { return in_kilograms(all.embodied); }},
    {"carbonest_facility_kwh", "Energy of a job at the facility in kWh.",
     [](const GateJob& job) { return in_kilowatt_hours(job.facility); },
     [](const GateResult& all) { return in_kilowatt_hours(all.facility); }},
};

void add_head(std::string& out, std::string_view name, std::string_view help) {
  out += fmt::format("# TYPE {} gauge\n# HELP {} {}\n", name, name, help);
}

void add_sample(std::string& out, std::string_view name, std::string_view labels, double value) {
  out += fmt::format("{}{} {}\n", name, labels, human_number(value, k_fixed));
}

// The labels of a job; its file is one where the name alone would not tell it from another.
std::vector<std::string> labels_of(const std::vector<GateJob>& jobs) {
  std::map<std::string_view, int> uses;
  for (const GateJob& job : jobs) ++uses[job.name];
  std::vector<std::string> labels;
  for (const GateJob& job : jobs) {
    std::string text = fmt::format("job=\"{}\"", escape_metrics_label(job.name));
    if (job.name.empty() || uses[job.name] > 1)
      text += fmt::format(",file=\"{}\"", escape_metrics_label(job.file));
    labels.push_back(std::move(text));
  }
  return labels;
}

void add_scores(std::string& out, const GateResult& result,
                const std::vector<std::string>& labels) {
  constexpr std::string_view k_name = "carbonest_sci_g";
  add_head(out, k_name, "CO2e per functional unit in g.");
  for (std::size_t i = 0; i < labels.size(); ++i)
    for (const SciScore& score : result.jobs[i].sci)
      add_sample(out, k_name,
                 fmt::format("{{{},functional_unit=\"{}\"}}", labels[i],
                             escape_metrics_label(score.functional_unit)),
                 score.score_g);
}

}  // namespace

std::string render_gate_metrics(const GateReport& report, const Catalog&, const RenderOptions&) {
  const GateResult& result = report.result;
  const std::vector<std::string> labels = labels_of(result.jobs);
  std::string out;
  for (const Metric& metric : k_metrics) {
    add_head(out, metric.name, metric.help);
    for (std::size_t i = 0; i < labels.size(); ++i)
      add_sample(out, metric.name, fmt::format("{{{}}}", labels[i]), metric.of_job(result.jobs[i]));
  }
  add_scores(out, result, labels);
  // A sum that lacks a job would look like a drop.
  for (const Metric& metric : k_metrics) {
    if (!result.complete) break;
    const std::string name = fmt::format("carbonest_all_{}", metric.name.substr(10));
    add_head(out, name, "Sum over all jobs.");
    add_sample(out, name, {}, metric.of_all(result));
  }
  add_head(out, "carbonest_gate_passed", "1 when the gate passed, 0 otherwise.");
  add_sample(out, "carbonest_gate_passed", {}, verdict(result) == GateVerdict::passed ? 1 : 0);
  return out + "# EOF\n";
}

}  // namespace carbonest
