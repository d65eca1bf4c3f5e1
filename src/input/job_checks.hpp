// SPDX-License-Identifier: Apache-2.0
#pragma once
// What can be wrong between keys whose values are sound each. Only what the job alone shows; names
// and numbers that need the tables are checked when the job is resolved.

#include <string_view>

#include "input/fields.hpp"

namespace carbonest {

void check_accelerator(Reading& reading, const AcceleratorEntry& entry);
void check_hardware(Reading& reading, const Hardware& hardware);
void check_embodied(Reading& reading, const Seen& seen);
bool check_method(Reading& reading, std::string_view name, Place place);
void check_job(Reading& reading, const Seen& seen, const Job& job);

}  // namespace carbonest
