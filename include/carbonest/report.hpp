// SPDX-License-Identifier: Apache-2.0
#pragma once
// A result as text. Pure: the same report gives the same bytes anywhere.

#include <span>
#include <string>
#include <string_view>

#include "carbonest/catalog.hpp"
#include "carbonest/estimate.hpp"
#include "carbonest/resolve.hpp"

namespace carbonest {

struct Report {
  ResolvedJob job;
  Estimate estimate;
};

struct RenderOptions {
  bool color = false;
  bool quiet = false;    ///< text: the totals only
  bool batch = false;    ///< several jobs were asked for: their sum is shown even if one is left
  int width = 80;        ///< text: columns; lines never wrap
};

/// A row of the format table.
struct Format {
  std::string_view id, title;
  std::string (*render)(std::span<const Report>, const Catalog&, const RenderOptions&);
};
/// Formats of `estimate`: text, json, jsonl, csv, markdown.
std::span<const Format> estimate_formats() noexcept;

/// Every number with formula, value, unit, origin, source and year, for people.
std::string render_explanation(std::span<const Report>, const Catalog&, const RenderOptions&);

}  // namespace carbonest
