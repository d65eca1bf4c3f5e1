// SPDX-License-Identifier: Apache-2.0
#pragma once
// A job text through the whole library: read, resolve, estimate.

#include <string>
#include <string_view>

#include "carbonest/report.hpp"
#include "carbonest/resolve.hpp"

namespace carbonest::test {

/// A report, or the diagnostics of the stage that refused.
inline Result<Report> run_job(std::string_view text, const ResolveOptions& options = {},
                              const Catalog& catalog = Catalog::bundled()) {
  Diagnostics warnings;
  Result<Job> job = read_job({text}, {}, warnings);
  if (!job) return std::move(job).error();
  Result<ResolvedJob> resolved = resolve(*job, catalog, options);
  if (!resolved) return std::move(resolved).error();
  for (const Diagnostic& warning : warnings)
    resolved->warnings.push_back({warning.code, warning.message});
  return report_of(std::move(resolved).value());
}

/// "code: message; ..." of a refusal, for the messages of tests.
inline std::string words_of(const Diagnostics& diagnostics) {
  std::string out;
  for (const Diagnostic& d : diagnostics)
    out += (out.empty() ? "" : "; ") + d.code + ": " + d.message;
  return out;
}

inline double facility_kwh(const Report& report) {
  return in_kilowatt_hours(report.estimate.facility);
}
inline double it_kwh(const Report& report) { return in_kilowatt_hours(report.estimate.it); }
inline double operational_kg(const Report& report) {
  return in_kilograms(report.estimate.operational);
}
inline double embodied_kg(const Report& report) { return in_kilograms(report.estimate.embodied); }
inline double total_kg(const Report& report) { return in_kilograms(report.estimate.total); }

inline const Input* find_input(const Report& report, std::string_view name) {
  for (const Input& input : report.job.inputs)
    if (input.name == name) return &input;
  return nullptr;
}

inline bool warns(const Report& report, std::string_view code) {
  for (const Warning& warning : report.job.warnings)
    if (warning.code == code) return true;
  return false;
}

}  // namespace carbonest::test
