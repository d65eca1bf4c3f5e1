// SPDX-License-Identifier: Apache-2.0
#pragma once
// The renderings of a plan and of a series, one function each. The tables are in plan.cpp.

#include <string>

#include "carbonest/plan.hpp"
#include "carbonest/report.hpp"

namespace carbonest {

std::string render_plan_text(const PlanReport&, const RenderOptions&);
std::string render_plan_json(const PlanReport&, const RenderOptions&);
std::string render_plan_csv(const PlanReport&, const RenderOptions&);

std::string render_series_text(const Series&, const RenderOptions&);
std::string render_series_json(const Series&, const RenderOptions&);
std::string render_series_csv(const Series&, const RenderOptions&);

}  // namespace carbonest
