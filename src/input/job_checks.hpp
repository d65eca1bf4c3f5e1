// SPDX-License-Identifier: Apache-2.0
#pragma once
// What can be wrong between keys whose values are sound each. Only what the job alone shows; names
// and numbers that need the tables are checked when the job is resolved.

#include <span>
#include <string_view>

#include "input/fields.hpp"

namespace carbonest {

void check_accelerator(Reading& reading, const AcceleratorEntry& entry);
void check_hardware(Reading& reading, const Hardware& hardware);
void check_embodied(Reading& reading, const Seen& seen);
bool check_method(Reading& reading, std::string_view name, Place place);
/// A job without stages, or a stage.
void check_job(Reading& reading, const Seen& seen, const Job& job);
/// Warns of a workload whose time is known better. A time among `overrides` (options, a stage's own
/// keys) replaces that of an outer workload on purpose.
void check_evidence(Reading& reading, const Seen& seen, std::span<const Value* const> overrides);

}  // namespace carbonest
