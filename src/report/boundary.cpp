// SPDX-License-Identifier: Apache-2.0
#include "report/boundary.hpp"

#include <algorithm>

namespace carbonest {
namespace {

// Power parts, what stands for them in a measurement, and what their absence means.
struct PartRow {
  Component component;
  std::string_view words;
};
constexpr PartRow k_parts[]{
    {Component::accelerator, "accelerators"},
    {Component::cpu, "processors"},
    {Component::memory, "memory"},
    {Component::storage, "storage"},
    {Component::host, "rest of the server"},
};

// What no job file describes.
struct OutsideRow {
  std::string_view component, why;
};
constexpr OutsideRow k_outside[]{
    {"network outside the server", "no traffic is described; give it as a stage with its energy"},
    {"monitoring, logging, backup", "not described; give them as stages with their energy"},
    {"end-user and edge devices", "a training job has none"},
    {"people: offices, travel", "not software"},
};

template <class Predicate>
bool any_stage(const Report& report, Predicate has) {
  if (report.stages.empty()) return has(report.job);
  return std::ranges::any_of(report.stages, [&](const Report& stage) { return has(stage.job); });
}

bool has_part(const Report& report, Component component) {
  return any_stage(report, [&](const ResolvedJob& job) {
    return std::ranges::find(job.parts, component, &Part::component) != job.parts.end();
  });
}

// A part whose inputs all come from the user was supplied, any other was modelled.
std::string_view how(const Report& report, Component component) {
  const bool modelled = any_stage(report, [&](const ResolvedJob& job) {
    return std::ranges::any_of(job.parts, [&](const Part& part) {
      const auto given = [&](std::uint16_t index) {
        const Origin origin = job.inputs[index].origin;
        return origin == Origin::job || origin == Origin::option;
      };
      return part.component == component && !std::ranges::all_of(part.inputs, given);
    });
  });
  return modelled ? "modelled" : "supplied";
}

BoundaryRow part_row(const Report& report, const PartRow& part, bool measured) {
  if (has_part(report, part.component)) return {part.words, true, how(report, part.component), {}};
  if (measured)
    return {part.words, true, "measured",
            "within the measured energy or power, as far as its scope goes"};
  return {part.words, false, {}, "not described, and not counted by the method"};
}

BoundaryRow embodied_row(const Report& report) {
  const bool counted =
      any_stage(report, [](const ResolvedJob& job) { return job.embodied_counted; });
  if (!counted)
    return {
        "making of the hardware", false, {}, "switched off, or nothing is known of the hardware"};
  const bool given = any_stage(report, [](const ResolvedJob& job) {
    return std::ranges::find(job.inputs, "embodied.total_kg", &Input::name) != job.inputs.end();
  });
  return {"making of the hardware", true, given ? "supplied" : "modelled",
          "by time reserved over expected life"};
}

BoundaryRow runs_row(const Report& report) {
  const bool given = any_stage(report, [](const ResolvedJob& job) { return job.runs_input >= 0; });
  if (given) return {"repeated and failed runs", true, "supplied", "by `runs`"};
  return {"repeated and failed runs", false, {}, "`runs` is not given: one run is counted"};
}

BoundaryRow use_row(const Report& report) {
  const bool consumer =
      any_stage(report, [](const ResolvedJob& job) { return job.boundary == Boundary::consumer; });
  if (consumer)
    return {"use of the model", true, "modelled",
            "a score of its own, never added to that of its making"};
  return {"use of the model",
          false,
          {},
          "belongs to the consumer; give it as a stage with \"boundary\": \"consumer\""};
}

}  // namespace

std::vector<BoundaryRow> boundary_of(const Report& report) {
  const bool measured = has_part(report, Component::measured);
  std::vector<BoundaryRow> rows;
  for (const PartRow& part : k_parts) rows.push_back(part_row(report, part, measured));
  rows.push_back({"cooling and power distribution", true, "modelled", "by PUE"});
  rows.push_back(embodied_row(report));
  rows.push_back({"idle draw of reserved devices", true, "modelled",
                  "the average power holds for the whole time reserved"});
  rows.push_back(runs_row(report));
  rows.push_back(use_row(report));
  for (const OutsideRow& outside : k_outside)
    rows.push_back({outside.component, false, {}, std::string(outside.why)});
  return rows;
}

}  // namespace carbonest
