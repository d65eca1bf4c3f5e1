// SPDX-License-Identifier: Apache-2.0
#pragma once
// A JSON document as a tree, for files that are read whole: budgets, baselines, saved jobs. Depth
// is bounded, a key that stands twice is refused, and no number is infinite.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "carbonest/diagnostic.hpp"
#include "input/guard.hpp"

namespace carbonest {

struct JsonNode {
  enum class Kind { null, boolean, number, text, array, object };
  JsonNode() = default;
  explicit JsonNode(Kind of_kind) : kind{of_kind} {}

  Kind kind = Kind::null;
  Place place;  ///< in the text, where the parser knows it
  bool truth = false;
  double number = 0;
  std::string text;
  std::vector<JsonNode> items;                            ///< of an array
  std::vector<std::pair<std::string, JsonNode>> members;  ///< of an object, in order of the file

  bool is(Kind wanted) const noexcept { return kind == wanted; }
  /// The member with this key, or nullptr; also on what is no object.
  const JsonNode* find(std::string_view key) const noexcept;
};

std::string_view to_string(JsonNode::Kind kind) noexcept;

/// Errors are those of check_bytes() and parse_json(), and duplicate-key; with their places, not
/// yet located.
Result<JsonNode> parse_json_tree(std::string_view text, const TextBounds& bounds);

/// Compact JSON with keys in bytewise order at every level: equal trees give equal text.
std::string canonical_json(const JsonNode& node);

/// Where a JSON pointer leads, or the nearest thing around it that is there.
Place place_of(const JsonNode& root, std::string_view pointer);

/// Errors about a document, located in its text and no more than limits::k_diagnostics of them. A
/// pointer that is there already stays: it may name what is missing.
Diagnostics located(Diagnostics errors, std::string_view text, std::string_view file);

/// `pointer` and one more step (RFC 6901).
std::string pointer_to(std::string_view pointer, std::string_view step);

}  // namespace carbonest
