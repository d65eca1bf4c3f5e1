// SPDX-License-Identifier: Apache-2.0
#include "cluster/partial_reader.hpp"

#include <fmt/format.h>

#include "cluster/problem.hpp"

namespace carbonest::cluster {
namespace {

constexpr int k_deepest = 8;
constexpr std::size_t k_longest = std::size_t{1} << 30;

}  // namespace

Diagnostic malformed_partial(std::string_view file, std::string_view what) {
  return problem_at("partial-malformed", file, 0,
                    fmt::format("this is no whole {}: {}", k_partial_schema, what),
                    "make it again with `-f partial`");
}

Result<Json> parse_partial(std::string_view text, std::string_view file, std::string_view kind) {
  if (text.size() > k_longest) return malformed_partial(file, "it is longer than 1 GiB");
  if (text.find('\0') != std::string_view::npos)
    return malformed_partial(file, "it holds a NUL byte");
  bool too_deep = false;
  const auto guard = [&](int depth, Json::parse_event_t, Json&) {
    too_deep |= depth > k_deepest;
    return !too_deep;
  };
  Json json = Json::parse(text.begin(), text.end(), guard, false);
  if (json.is_discarded() || too_deep || !json.is_object())
    return malformed_partial(file, "it is not its JSON");
  std::string wrong;
  PartialReader in(wrong);
  if (in.text(json, "schema") != k_partial_schema) in.refuse("schema");
  if (in.good() && in.text(json, "of") != kind) in.refuse("of");
  if (!in.good()) return malformed_partial(file, fmt::format("\"{}\" is missing or wrong", wrong));
  return json;
}

}  // namespace carbonest::cluster
