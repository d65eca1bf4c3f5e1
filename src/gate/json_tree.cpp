// SPDX-License-Identifier: Apache-2.0
#include "gate/json_tree.hpp"

#include <algorithm>
#include <charconv>

#include "diagnostics/locate.hpp"
#include "input/json_document.hpp"
#include "limits.hpp"
#include "report/escape.hpp"
#include "report/number.hpp"

namespace carbonest {
namespace {

// A number that is too small for a double is 0; one that is too large was refused by the parser.
double number_of(std::string_view digits) noexcept {
  double number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc{} ? number + 0.0 : 0.0;
}

// Depth is bounded by the parser.
JsonNode node_of(const Value& value) {
  JsonNode node{static_cast<JsonNode::Kind>(value.kind)};
  node.place = value.place;
  node.truth = value.truth;
  if (value.kind == Value::Kind::number) node.number = number_of(value.text);
  if (value.kind == Value::Kind::text) node.text = value.text;
  for (const Value& child : value.children()) {
    if (value.kind == Value::Kind::object)
      node.members.emplace_back(child.key, node_of(child));
    else
      node.items.push_back(node_of(child));
  }
  return node;
}
static_assert(static_cast<int>(JsonNode::Kind::object) == static_cast<int>(Value::Kind::object) &&
              static_cast<int>(JsonNode::Kind::null) == static_cast<int>(Value::Kind::null));

void append_canonical(std::string& out, const JsonNode& node);

void append_object(std::string& out, const JsonNode& node) {
  std::vector<const std::pair<std::string, JsonNode>*> sorted;
  for (const auto& member : node.members) sorted.push_back(&member);
  std::ranges::sort(sorted, {}, [](const auto* member) { return std::string_view(member->first); });
  out += '{';
  for (const auto* member : sorted) {
    if (member != sorted.front()) out += ',';
    append_json_string(out, member->first);
    out += ':';
    append_canonical(out, member->second);
  }
  out += '}';
}

void append_array(std::string& out, const JsonNode& node) {
  out += '[';
  for (const JsonNode& item : node.items) {
    if (&item != node.items.data()) out += ',';
    append_canonical(out, item);
  }
  out += ']';
}

void append_canonical(std::string& out, const JsonNode& node) {
  switch (node.kind) {
    case JsonNode::Kind::null:
      out += "null";
      return;
    case JsonNode::Kind::boolean:
      out += node.truth ? "true" : "false";
      return;
    case JsonNode::Kind::number:
      out += json_number(node.number);
      return;
    case JsonNode::Kind::text:
      append_json_string(out, node.text);
      return;
    case JsonNode::Kind::array:
      return append_array(out, node);
    case JsonNode::Kind::object:
      return append_object(out, node);
  }
}

const JsonNode* child_of(const JsonNode& node, std::string_view step) {
  for (const auto& [key, value] : node.members)
    if (pointer_to({}, key).substr(1) == step) return &value;
  std::size_t index = node.items.size();
  const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
  const bool whole = error == std::errc{} && end == step.data() + step.size();
  return whole && index < node.items.size() ? &node.items[index] : nullptr;
}

}  // namespace

const JsonNode* JsonNode::find(std::string_view key) const noexcept {
  for (const auto& [name, value] : members)
    if (name == key) return &value;
  return nullptr;
}

std::string_view to_string(JsonNode::Kind kind) noexcept {
  constexpr std::string_view k_names[]{"null",     "true or false", "a number",
                                       "a string", "an array",      "an object"};
  return k_names[static_cast<std::size_t>(kind)];
}

Result<JsonNode> parse_json_tree(std::string_view text, const TextBounds& bounds) {
  if (auto problem = check_bytes(text, bounds)) return std::move(*problem);
  Result<JsonDocument> document = parse_json(text, bounds);
  if (!document) return std::move(document).error();
  if (!document->duplicate_keys.empty()) return std::move(document->duplicate_keys);
  return node_of(document->root());
}

Diagnostics located(Diagnostics errors, std::string_view text, std::string_view file) {
  if (errors.size() > limits::k_diagnostics) {
    errors.resize(limits::k_diagnostics);
    errors.push_back(diagnostic("too-many-problems", {}, "there are more problems than these"));
  }
  std::vector<std::string> pointers;
  for (const Diagnostic& error : errors) pointers.push_back(error.pointer);
  locate(errors, text, file);
  for (std::size_t i = 0; i < errors.size(); ++i)
    if (!pointers[i].empty()) errors[i].pointer = std::move(pointers[i]);
  return errors;
}

std::string canonical_json(const JsonNode& node) {
  std::string out;
  append_canonical(out, node);
  return out;
}

Place place_of(const JsonNode& root, std::string_view pointer) {
  const JsonNode* node = &root;
  Place place = root.place;
  while (pointer.starts_with('/')) {
    pointer.remove_prefix(1);
    const std::string_view step = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(step.size());
    node = child_of(*node, step);
    if (node == nullptr) break;
    if (node->place.known()) place = node->place;
  }
  return place;
}

std::string pointer_to(std::string_view pointer, std::string_view step) {
  std::string out(pointer);
  out += '/';
  for (const char c : step) {
    if (c == '~' || c == '/')
      out.append(c == '~' ? "~0" : "~1");
    else
      out += c;
  }
  return out;
}

}  // namespace carbonest
