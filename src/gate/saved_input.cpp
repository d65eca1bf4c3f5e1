// SPDX-License-Identifier: Apache-2.0
#include "carbonest/saved_input.hpp"

#include <algorithm>

#include "catalog/sha256.hpp"
#include "gate/json_tree.hpp"

namespace carbonest {
namespace {

constexpr std::string_view k_user_prefix = "x_";

void drop_user_keys(JsonNode& node) {
  std::erase_if(node.members,
                [](const auto& member) { return member.first.starts_with(k_user_prefix); });
  for (auto& [key, value] : node.members) drop_user_keys(value);
  for (JsonNode& item : node.items) drop_user_keys(item);
}

void drop_texts(JsonNode& job) {
  std::erase_if(job.members, [](const auto& member) {
    return member.first == "name" || member.first == "description";
  });
}

std::vector<SavedOverride> sorted(std::span<const Override> overrides) {
  std::vector<SavedOverride> saved;
  for (const Override& given : overrides) saved.push_back({std::string(given.key), given.text});
  std::ranges::stable_sort(saved, {}, &SavedOverride::key);
  return saved;
}

std::string hash_of(const SavedInput& input) {
  JsonNode overrides{JsonNode::Kind::object};
  for (const SavedOverride& row : input.overrides) {
    JsonNode text{JsonNode::Kind::text};
    text.text = row.text;
    overrides.members.emplace_back(row.key, std::move(text));
  }
  Sha256 sum;
  sum.add(input.job);
  sum.add("\n");
  sum.add(canonical_json(overrides));
  return sum.finish();
}

}  // namespace

std::optional<SavedInput> save_input(std::string_view job_text,
                                     std::span<const Override> overrides) {
  Result<JsonNode> job = parse_json_tree(job_text, TextBounds{});
  if (!job || !job->is(JsonNode::Kind::object)) return std::nullopt;
  drop_texts(*job);
  drop_user_keys(*job);
  SavedInput saved{canonical_json(*job), sorted(overrides), {}};
  saved.hash = hash_of(saved);
  return saved;
}

std::vector<Override> overrides_of(const SavedInput& saved, const char* option) {
  std::vector<Override> overrides;
  for (const SavedOverride& row : saved.overrides) overrides.push_back({row.key, row.text, option});
  return overrides;
}

}  // namespace carbonest
