// SPDX-License-Identifier: Apache-2.0
#pragma once
// Small jobs for the tests of the gate: so many kWh at so many g/kWh, nothing embodied, and the
// JSON in which such results are saved.

#include <string>
#include <vector>

#include <fmt/format.h>

#include "carbonest/gate.hpp"
#include "carbonest/version.hpp"
#include "report/escape.hpp"
#include "report/number.hpp"

namespace carbonest::test {

inline ProgramStamp this_program() {
  const Catalog& catalog = Catalog::bundled();
  return {k_version, std::string(catalog.version()), std::string(catalog.checksum())};
}

inline GateJob gate_job_of(std::string name, double kwh, double g_per_kwh = 250) {
  GateJob job;
  job.name = std::move(name);
  job.file = job.name + ".json";
  job.facility = kilowatt_hours(kwh);
  job.operational = job.facility * grams_per_kwh(g_per_kwh);
  job.total = job.operational;
  SciScore score;
  score.functional_unit = "run";
  score.amount = 1;
  score.operational_g = score.score_g = in_grams(job.total);
  job.sci = {score};
  job.method = "native";
  job.program = this_program();
  return job;
}

inline std::string json_quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

inline std::string saved_scores(const GateJob& job) {
  std::string out;
  for (const SciScore& score : job.sci)
    out += fmt::format("{}{{\"functional_unit\": {}, \"amount\": {}, \"score_g\": {}}}",
                       out.empty() ? "" : ", ", json_quoted(score.functional_unit),
                       json_number(score.amount), json_number(score.score_g));
  return job.sci.size() == 1 ? out : "[" + out + "]";
}

// The keys of carbonest.estimate/1 that a comparison reads, and one that nobody knows.
inline std::string saved_estimate(const GateJob& job, std::string_view more = {}) {
  return fmt::format(
      R"({{"schema": "carbonest.estimate/1", "later_key": [1],
 "carbonest": {{"version": {}, "data_version": {}, "data_checksum": {}}},
 "name": {}, "method": {}, "energy": {{"facility_kwh": {}}},
 "emissions": {{"operational_kg": {}, "embodied_kg": {}, "total_kg": {}, "basis": {}}},
 "sci": {}{}}})",
      json_quoted(job.program.version), json_quoted(job.program.data_version),
      json_quoted(job.program.data_checksum), json_quoted(job.name), json_quoted(job.method),
      json_number(in_kilowatt_hours(job.facility)), json_number(in_kilograms(job.operational)),
      json_number(in_kilograms(job.embodied)), json_number(in_kilograms(job.total)),
      job.basis.empty() ? "null" : json_quoted(job.basis), saved_scores(job), more);
}

inline std::string saved_estimates(const std::vector<GateJob>& jobs) {
  std::string list;
  for (const GateJob& job : jobs)
    list.append(list.empty() ? "" : ",\n").append(saved_estimate(job));
  return fmt::format(R"({{"schema": "carbonest.estimates/1", "estimates": [{}]}})", list);
}

inline std::vector<std::string> codes_of(const Diagnostics& diagnostics) {
  std::vector<std::string> codes;
  for (const Diagnostic& diagnostic : diagnostics) codes.push_back(diagnostic.code);
  return codes;
}

inline const Check* find_check(const GateResult& result, std::string_view rule,
                               std::string_view job = {}) {
  for (const Check& check : result.checks)
    if (check.rule->id == rule && check.job == job) return &check;
  return nullptr;
}

}  // namespace carbonest::test
