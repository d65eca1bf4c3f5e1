// SPDX-License-Identifier: Apache-2.0
#include "resolve/stages.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace carbonest {
namespace {

std::string_view to_words(Boundary boundary) noexcept {
  return boundary == Boundary::provider ? "provider" : "consumer";
}

bool has_boundary(std::span<const ResolvedJob> stages, Boundary boundary) noexcept {
  return std::ranges::find(stages, boundary, &ResolvedJob::boundary) != stages.end();
}

// What all stages agree on; else the value of a job that says nothing.
template <class T>
T common(const std::vector<ResolvedJob>& stages, T ResolvedJob::*member, T otherwise) {
  const auto same = [&](const ResolvedJob& stage) {
    return stage.*member == stages.front().*member;
  };
  return std::ranges::all_of(stages, same) ? stages.front().*member : otherwise;
}

std::vector<FunctionalUnit> units_of(const Job& job, const std::vector<ResolvedJob>& stages) {
  if (!job.functional_units.empty()) return job.functional_units;
  std::vector<FunctionalUnit> units;
  for (const Boundary boundary : {Boundary::provider, Boundary::consumer})
    if (has_boundary(stages, boundary))
      units.push_back({.place = {}, .boundary = boundary, .basis = {}, .rationale = {}});
  return units;
}

void collect_warnings(ResolvedJob& whole, const std::vector<ResolvedJob>& stages) {
  for (const ResolvedJob& stage : stages)
    for (const Warning& warning : stage.warnings) {
      const auto same = [&](const Warning& seen) {
        return seen.code == warning.code && seen.message == warning.message;
      };
      if (std::ranges::none_of(whole.warnings, same)) whole.warnings.push_back(warning);
    }
}

ResolvedJob sum_of(const std::vector<ResolvedJob>& stages) {
  ResolvedJob whole;
  whole.method = common(stages, &ResolvedJob::method, stages.front().method);
  whole.basis = common(stages, &ResolvedJob::basis, {});
  whole.zone = common(stages, &ResolvedJob::zone, {});
  whole.grid_year = common(stages, &ResolvedJob::grid_year, 0);
  whole.marginal = stages.front().marginal;
  whole.region_name = common(stages, &ResolvedJob::region_name, {});
  whole.embodied_counted = std::ranges::any_of(stages, &ResolvedJob::embodied_counted);
  whole.boundary = common(stages, &ResolvedJob::boundary, Boundary::provider);
  collect_warnings(whole, stages);
  return whole;
}

}  // namespace

void add_new(Diagnostics& to, Diagnostics from) {
  for (Diagnostic& problem : from) {
    const auto same = [&](const Diagnostic& seen) {
      return seen.code == problem.code && seen.message == problem.message &&
             seen.place.offset == problem.place.offset && seen.place.option == problem.place.option;
    };
    if (std::ranges::none_of(to, same)) to.push_back(std::move(problem));
  }
}

Diagnostics check_stages(const Job& job, std::span<const ResolvedJob> stages) {
  const bool first = stages.front().marginal;
  for (std::size_t i = 1; i < stages.size(); ++i)
    if (stages[i].marginal != first)
      return {diagnostic(
          "mixed-intensities", job.stages[i].place,
          fmt::format("stage {} has a {} intensity, stage {} a {} one: they are never summed",
                      stages[i].name, stages[i].marginal ? "marginal" : "average",
                      stages.front().name, first ? "marginal" : "average"),
          "use one kind for all stages")};
  return {};
}

Diagnostics check_units(const Job& job, std::span<const ResolvedJob> stages) {
  Diagnostics errors;
  for (const FunctionalUnit& unit : job.functional_units)
    if (!has_boundary(stages, unit.boundary))
      errors.push_back(diagnostic(
          "conflicting-keys", unit.place,
          fmt::format("functional unit {} is of the {}, but nothing in the job is", unit.name,
                      to_words(unit.boundary)),
          R"(give the stage, or the job, "boundary": "consumer", or leave the unit's out)"));
  return errors;
}

ResolvedJob whole_of(const Job& job, std::vector<ResolvedJob> stages) {
  ResolvedJob whole = stages.size() == 1 ? stages.front() : sum_of(stages);
  whole.name = job.name;
  whole.description = job.description;
  whole.functional_units = units_of(job, stages);
  whole.stages = std::move(stages);
  return whole;
}

}  // namespace carbonest
