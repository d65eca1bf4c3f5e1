// SPDX-License-Identifier: Apache-2.0
#pragma once
// The keys of a job file: one row each. To add a key is to add a row (and a member in job.hpp).

#include "input/fields.hpp"

namespace carbonest {

std::span<const Field<Job>> job_fields() noexcept;

/// Reads the object into `job`, which may hold values already: they are replaced, never merged.
/// `options` have keys of the job; they win, over those of its stages too.
void read_job_object(Reading& reading, const Value& object, std::span<const Value* const> options,
                     Job& job);

}  // namespace carbonest
