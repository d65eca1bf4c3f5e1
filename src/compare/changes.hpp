// SPDX-License-Identifier: Apache-2.0
#pragma once
// One value of one axis, set in a job: in all of its stages, as an option of the command line is.

#include <string>

#include "carbonest/compare.hpp"

namespace carbonest {

/// Values of AxisKind::key change nothing here: they were applied when the job was read.
void change(Job& job, const Axis& axis, const std::string& value);

/// Another device does the same work in another time: what was measured or said of the time on the
/// old one goes where a workload can give it anew.
bool forget_time(Job& job);

}  // namespace carbonest
