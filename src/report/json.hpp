// SPDX-License-Identifier: Apache-2.0
#pragma once
// Results as JSON: carbonest.estimate/1, and carbonest.estimates/1 for several jobs. Within /1 keys
// may be added, none is renamed or removed.

#include <span>
#include <string>

#include "carbonest/report.hpp"

namespace carbonest {

class JsonWriter;

/// The key `carbonest`: what made a result.
void write_program(JsonWriter& json, const Catalog& catalog);
/// One carbonest.estimate/1, as a part of another document.
void write_estimate(JsonWriter& json, const Report& report, const Catalog& catalog,
                    const RenderOptions& options);

std::string render_json(std::span<const Report>, const Catalog&, const RenderOptions&);
std::string render_jsonl(std::span<const Report>, const Catalog&, const RenderOptions&);

}  // namespace carbonest
