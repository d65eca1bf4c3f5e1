// SPDX-License-Identifier: Apache-2.0
#pragma once
// A result as text. Pure: the same report gives the same bytes anywhere.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "carbonest/catalog.hpp"
#include "carbonest/estimate.hpp"
#include "carbonest/interval.hpp"
#include "carbonest/resolve.hpp"
#include "carbonest/saved_input.hpp"

namespace carbonest {

/// A job with all that is known of its result. `job.inputs` and `interval.inputs` go side by side; of several
/// stages they are the distinct quantities of all of them, named "stage/input" where stages differ.
struct Report {
  ResolvedJob job;
  Estimate estimate;
  Interval interval;
  std::vector<Report> stages;
  std::optional<SavedInput> saved_input = {};  ///< printed by json, for a later run to compare
};
/// Estimates a resolved job, with its interval and its stages.
Report report_of(ResolvedJob job);
/// The stages of the report, or itself: what tornado() and best_measurement() take. They live as long as it does.
std::vector<Estimated> parts_of(const Report& report);

struct RenderOptions {
  bool color = false;
  bool quiet = false;    ///< text: the totals only
  bool equivalents = false;  ///< what the total compares to
  bool batch = false;    ///< several jobs were asked for: their sum is shown even if one is left
  int width = 80;        ///< text: columns; lines never wrap
};

/// A row of the format table.
struct Format {
  std::string_view id, title;
  std::string (*render)(std::span<const Report>, const Catalog&, const RenderOptions&);
  bool saves_input = false;  ///< prints Report::saved_input, where it is there
};
/// Formats of `estimate`: text, json, jsonl, csv, markdown.
std::span<const Format> estimate_formats() noexcept;

/// Every number with formula, value, unit, origin, source and year, for people.
std::string render_explanation(std::span<const Report>, const Catalog&, const RenderOptions&);

}  // namespace carbonest
