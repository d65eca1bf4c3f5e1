// SPDX-License-Identifier: Apache-2.0
#include "carbonest/baseline.hpp"
#include "carbonest/version.hpp"
#include "gate/table_value.hpp"
#include "report/totals.hpp"

namespace carbonest {

GateJob gate_job(const Report& report, const Catalog& catalog, std::string file, int line) {
  GateJob job;
  job.name = report.job.name;
  job.file = std::move(file);
  job.line = line;
  job.facility = report.estimate.facility;
  job.operational = report.estimate.operational;
  job.embodied = report.estimate.embodied;
  job.total = report.estimate.total;
  job.sci = report.estimate.sci;
  job.method = report.job.method->id;
  if (report.job.basis) job.basis = to_string(*report.job.basis);
  job.marginal = report.job.marginal;
  job.program = {k_version, std::string(catalog.version()), std::string(catalog.checksum())};
  for (const Input& input : report.job.inputs)
    if (is_table_value(to_string(input.origin), input.source))
      job.table_values.push_back({input.name, input.value});
  job.input = report.saved_input;
  return job;
}

}  // namespace carbonest
