// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "carbonest/job.hpp"
#include "input/guard.hpp"
#include "input/job_fields.hpp"
#include "input/json_document.hpp"

namespace carbonest {
namespace {

// The place still decides PUE and water, but not the intensity: say so rather than let it look
// different.
void warn_of_outranked_region(Reading& reading, const Job& job) {
  const bool typed = job.region && job.region->place.from_option();
  if (!typed || !job.carbon_intensity || job.carbon_intensity->place.from_option()) return;
  reading.warn("region-outranked", job.region->place,
               "the job's own carbon_intensity is used, whatever the region",
               "add --carbon-intensity, or take carbon_intensity out of the job");
}

}  // namespace

Result<Job> read_job(JobText input, std::span<const Override> overrides, Diagnostics& warnings,
                     Job* draft) {
  if (auto problem = check_bytes(input.text)) return std::move(*problem);
  Result<JsonDocument> document = parse_json(input.text, {.first_line = input.first_line});
  if (!document) return std::move(document).error();
  const Value& root = document->root();
  Reading reading(input.text, warnings, input.first_line);
  reading.add_errors(document->duplicate_keys);
  Job job;
  job.place = root.place;
  if (root.kind != Value::Kind::object) {
    reading.error("wrong-type", root.place,
                  fmt::format("a job is an object, not {}", describe(root.kind)),
                  R"(a job starts with {"name": )");
  } else {
    const std::vector<Value> typed = values_of(overrides);
    std::vector<const Value*> options;
    for (const Value& value : typed) options.push_back(&value);
    read_job_object(reading, root, options, job);
    warn_of_outranked_region(reading, job);
  }
  if (reading.error_count() == 0) return job;
  if (draft != nullptr) *draft = std::move(job);
  return std::move(reading).take_errors();
}

}  // namespace carbonest
