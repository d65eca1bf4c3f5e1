// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the options of series and plans do with their values: the functions of their rows in the
// option table.

#include <optional>
#include <string_view>

#include "carbonest/quantity.hpp"
#include "cli/options.hpp"

namespace carbonest::cli {

using Setter = std::optional<Refusal>(Settings&, const Option&, std::string_view value);

Setter add_series, add_site_pue, set_series_kind, set_time_zone, set_fill, set_series_unit;
Setter set_grid, set_slack, set_resume_overhead, set_min_segment;
Setter set_earliest, set_deadline, set_issued_by, set_max_pauses, set_idle_share;

/// What a plan, or an estimate on a series, cannot be asked for on one command line.
Diagnostics check_series_options(const Settings& settings);
Diagnostics check_plan_options(const Settings& settings);

}  // namespace carbonest::cli
