// SPDX-License-Identifier: Apache-2.0
// Limits given as options: the same rows of keys as in a budget file, written with dashes.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "carbonest/budget.hpp"
#include "catalog/names.hpp"
#include "gate/rules.hpp"

namespace carbonest {
namespace {

constexpr std::string_view k_invalid = "invalid-option";

const LimitKey* find_key(std::string_view option) noexcept {
  const auto keys = limit_keys();
  const auto found = std::ranges::find(keys, option, &LimitKey::option);
  return found == keys.end() ? nullptr : &*found;
}

// "5%, 2kg" -> "5%", "2kg"
std::vector<std::string_view> parts_of(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t comma = text.find(','); comma != text.npos; comma = text.find(',')) {
    parts.push_back(text.substr(0, comma));
    text.remove_prefix(comma + 1);
  }
  parts.push_back(text);
  return parts;
}

class OptionReader {
 public:
  explicit OptionReader(GateScope scope) : scope_{scope} {}

  void read(const LimitText& given) {
    const LimitKey* key = find_key(given.option);
    if (key == nullptr)
      return refuse(given, k_invalid, fmt::format("{} sets no limit", given.option));
    const auto parts = parts_of(given.text);
    if (parts.size() > 1 && key->dimensions.size() == 1)
      return refuse(given, k_invalid, fmt::format("{} takes one value", given.option));
    for (const std::string_view part : parts) read_part(given, *key, part);
  }

  Result<std::vector<Limit>> finish() && {
    if (floor_) set_floor(limits_, *floor_);
    if (!errors_.empty()) return std::move(errors_);
    return std::move(limits_);
  }

 private:
  void refuse(const LimitText& given, std::string_view code, std::string message,
              std::string hint = {}) {
    Place place;
    place.option = given.option;
    errors_.push_back(diagnostic(code, place, std::move(message), std::move(hint)));
  }

  void read_part(const LimitText& given, const LimitKey& key, std::string_view part) {
    const QuantityOutcome outcome = read_limit_quantity(part, key.dimensions);
    if (!outcome.quantity)
      return refuse(
          given, outcome.refusal.code,
          fmt::format("{}: \"{}\" {}", given.option, trimmed(part), outcome.refusal.message),
          outcome.refusal.hint);
    if (key.is_floor) {
      floor_ = kilograms(outcome.quantity->value);
      return;
    }
    Limit limit = make_limit(key, *outcome.quantity);
    limit.source = given.option;
    if (limit.metric != GateMetric::sci) limit.scope = scope_;
    const bool twice = std::ranges::any_of(limits_, [&](const Limit& other) {
      return other.metric == limit.metric && other.level == limit.level;
    });
    if (twice)
      return refuse(given, k_invalid,
                    fmt::format("{} is given twice in the same kind of unit", given.option));
    limits_.push_back(std::move(limit));
  }

  GateScope scope_;
  std::vector<Limit> limits_;
  std::optional<CarbonMass> floor_;
  Diagnostics errors_;
};

constexpr std::size_t k_max_options = 16;

struct OptionNames {
  std::array<std::string_view, k_max_options> names{};
  std::size_t count = 0;
};

}  // namespace

std::span<const std::string_view> limit_option_names() noexcept {
  static const OptionNames k_names = [] {
    OptionNames all;
    for (const LimitKey& key : limit_keys()) all.names[all.count++] = key.option;
    return all;
  }();
  return std::span(k_names.names).first(k_names.count);
}

Result<std::vector<Limit>> read_limit_options(std::span<const LimitText> texts, GateScope scope) {
  OptionReader reader(scope);
  for (const LimitText& text : texts) reader.read(text);
  return std::move(reader).finish();
}

}  // namespace carbonest
