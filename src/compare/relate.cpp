// SPDX-License-Identifier: Apache-2.0
#include "compare/relate.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "compare/parts.hpp"

namespace carbonest {
namespace {

/// Results of one kind can be ranked against each other.
struct Kind {
  std::string_view method;
  std::optional<Basis> basis;  // none: the intensity was given
  bool marginal;
  friend bool operator==(const Kind&, const Kind&) = default;
};
Kind kind_of(const CompareRow& row) noexcept { return {row.method, row.basis, row.marginal}; }

std::string words_for(const Kind& kind) {
  const std::string_view intensity = kind.marginal                  ? "a marginal intensity"
                                     : !kind.basis                  ? "an intensity that was given"
                                     : *kind.basis == Basis::direct ? "direct grid intensity"
                                                                    : "life-cycle grid intensity";
  return fmt::format("method {}, {}", kind.method, intensity);
}

bool same_result(const CompareRow& a, const CompareRow& b) noexcept {
  return a.total == b.total && a.operational == b.operational && a.facility == b.facility &&
         a.region == b.region && a.instance == b.instance && a.hardware == b.hardware &&
         a.year == b.year;
}

bool has_axis(const Comparison& comparison, AxisKind kind) {
  return std::ranges::find(comparison.axes, kind, &Axis::kind) != comparison.axes.end();
}

// A job that derives its hours from its work needs no word: what is faster takes fewer.
bool keeps_hours(const Job& job) noexcept { return !job.workload; }

}  // namespace

void keep_one_kind(Comparison& out) {
  if (out.rows.empty()) return;
  const auto is_baselines = [&](const CompareRow& row) {
    return out.baseline && kind_of(row) == kind_of(*out.baseline);
  };
  const auto first = std::ranges::find_if(out.rows, is_baselines);
  const Kind ranked = kind_of(first == out.rows.end() ? out.rows.front() : *first);
  if (out.baseline && kind_of(*out.baseline) != ranked)
    out.warnings.push_back(
        {"other-kind", fmt::format("as written the job has {}; the rows have {}: no ratio is given",
                                   words_for(kind_of(*out.baseline)), words_for(ranked))});
  for (CompareRow& row : out.rows) {
    if (kind_of(row) == ranked) continue;
    std::string message =
        fmt::format("not ranked against {}: {}", words_for(ranked), words_for(kind_of(row)));
    out.set_aside.push_back({row.name, row.values, "other-kind", std::move(message), row});
  }
  std::erase_if(out.rows, [&](const CompareRow& row) { return kind_of(row) != ranked; });
}

void relate_to_baseline(Comparison& out) {
  if (!out.baseline) return;
  CompareRow& baseline = *out.baseline;
  const auto relate = [&](CompareRow& row) {
    if (kind_of(row) != kind_of(baseline)) return;
    if (baseline.total > CarbonMass{}) row.ratio = row.total / baseline.total;
    row.as_written = same_result(row, baseline);
  };
  for (CompareRow& row : out.rows) relate(row);
  for (SetAside& aside : out.set_aside)
    if (aside.row) relate(*aside.row);
  relate(baseline);
}

void warn_of_what_decides(const Job& job, Comparison& out) {
  const bool regions = has_axis(out, AxisKind::region), years = has_axis(out, AxisKind::year);
  const bool hardware = has_axis(out, AxisKind::hardware) || has_axis(out, AxisKind::instance);
  const std::string_view what = regions && years ? "region and year" : regions ? "region" : "year";
  const auto warn = [&](std::string_view code, std::string message) {
    out.warnings.push_back({std::string(code), std::move(message)});
  };
  if ((regions || years) && any_part(job, [](const Job& j) { return j.carbon_intensity; }))
    warn("no-effect", fmt::format("the job's own carbon_intensity is used, whatever the {}; leave "
                                  "it out of the job to compare grids",
                                  what));
  if (regions && any_part(job, [](const Job& j) { return j.pue; }))
    warn("no-effect",
         "the job's own pue is used in every region; leave it out of the job to compare with each "
         "region's own");
  if (!hardware) return;
  if (any_part(job, keeps_hours))
    warn("same-hours",
         "all hardware is counted for the same hours, not for the same work: what is faster would "
         "be done sooner");
  if (any_part(job, [](const Job& j) { return j.embodied && j.embodied->total; }))
    warn("no-effect", "the job's own embodied.total is used, whatever the hardware");
}

}  // namespace carbonest
