// SPDX-License-Identifier: Apache-2.0
#pragma once
// A small finished report to print, with every kind of origin in it: 40 kWh of an accelerator and
// 10 kWh of the rest of the server, PUE 1.2, 250 g/kWh, 2 kg embodied.

#include "carbonest/report.hpp"

namespace carbonest::test {

inline std::vector<Input> sample_inputs() {
  return {
      {.name = "accelerator.power_w",
       .value = 400,
       .unit = "W",
       .origin = Origin::job,
       .source = {},
       .year = 0,
       .note = {}},
      {.name = "runtime_hours",
       .value = 100,
       .unit = "h",
       .origin = Origin::option,
       .source = {},
       .year = 0,
       .note = {}},
      {.name = "host.power_w",
       .value = 100,
       .unit = "W",
       .origin = Origin::fallback,
       .source = "mlperf",
       .year = 2024,
       .note = "0.25 x 400 W: share of the sum of the parts of a data-centre server with a long "
               "explanation"},
      {.name = "carbon_intensity_g_per_kwh",
       .value = 250,
       .unit = "g/kWh",
       .origin = Origin::catalog,
       .source = "owid-ember-2026",
       .year = 2024,
       .note = "annual average"},
      {.name = "accelerator_hours",
       .value = 100,
       .unit = "h",
       .origin = Origin::derived,
       .source = {},
       .year = 0,
       .note = "1 x 100 h"},
  };
}

inline ResolvedJob sample_job(std::string name = "sample") {
  ResolvedJob job;
  job.name = std::move(name);
  job.method = find_method("native");
  job.hours = Hours{100};
  job.pue = 1.2;
  job.intensity = grams_per_kwh(250);
  job.basis = Basis::lifecycle;
  job.zone = "FR";
  job.grid_year = 2024;
  job.region_name = "FR";
  job.parts = {{.component = Component::accelerator,
                .label = "1 x card",
                .formula = "1 x 400 W",
                .power = watts(400),
                .energy = {},
                .inputs = {0}},
               {.component = Component::host,
                .label = "rest of the server",
                .formula = "0.25 x 400 W",
                .power = watts(100),
                .energy = {},
                .inputs = {2}}};
  job.embodied = {{.label = "1 x card",
                   .formula = "150 kg",
                   .mass = kilograms(200),
                   .per_hour = 1e-4,
                   .inputs = {}}};
  job.embodied_counted = true;
  job.functional_units = {FunctionalUnit{}};
  job.inputs = sample_inputs();
  job.warnings = {{"sample-warning", "this is only a sample"}};
  return job;
}

inline std::string render(std::string_view format, const std::vector<Report>& reports,
                          RenderOptions options = {}) {
  for (const Format& row : estimate_formats())
    if (row.id == format) return row.render(reports, Catalog::bundled(), options);
  return "no such format";
}

}  // namespace carbonest::test
