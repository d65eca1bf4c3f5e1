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

std::string render_json(std::span<const Report>, const Catalog&, const RenderOptions&);
std::string render_jsonl(std::span<const Report>, const Catalog&, const RenderOptions&);

}  // namespace carbonest
