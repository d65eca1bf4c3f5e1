// SPDX-License-Identifier: Apache-2.0
// The reader of carbonest.budget/1.
#include "carbonest/budget.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "carbonest/catalog.hpp"
#include "gate/budget_keys.hpp"
#include "gate/json_tree.hpp"
#include "gate/rules.hpp"
#include "report/number.hpp"

namespace carbonest {
namespace {

std::string suggestion(std::string_view word, std::span<const std::string_view> known) {
  std::string words;
  for (const std::string& name : nearest_names(word, known))
    words.append(words.empty() ? "did you mean \"" : " or \"").append(name).append("\"");
  if (!words.empty()) return words + "?";
  for (const std::string_view name : known)
    words.append(words.empty() ? "known here: " : ", ").append(name);
  return words;
}

class BudgetReader {
 public:
  BudgetReader(const JsonNode& root, std::string_view file) : root_{root} { budget_.file = file; }

  Result<Budget> read() {
    if (!root_.is(JsonNode::Kind::object)) {
      refuse("wrong-type", "", fmt::format("a budget is an object, not {}", to_string(root_.kind)));
      return std::move(errors_);
    }
    check_schema(root_);
    for (const auto& [key, value] : root_.members) read_top(key, value);
    if (errors_.empty() && budget_.total.empty() && budget_.jobs.empty())
      refuse("missing-key", "", "the budget sets no limit", "give it \"total\" or \"jobs\"");
    if (!errors_.empty()) return std::move(errors_);
    return std::move(budget_);
  }

 private:
  void refuse(std::string_view code, std::string pointer, std::string message,
              std::string hint = {}) {
    Diagnostic error =
        diagnostic(code, place_of(root_, pointer), std::move(message), std::move(hint));
    error.file = budget_.file;
    error.pointer = std::move(pointer);
    errors_.push_back(std::move(error));
  }

  void check_schema(const JsonNode& root) {
    const JsonNode* schema = root.find("schema");
    const std::string hint = fmt::format("write \"schema\": \"{}\"", k_budget_schema);
    if (schema == nullptr)
      refuse("missing-key", "", "the budget does not say its schema", hint);
    else if (!schema->is(JsonNode::Kind::text) || schema->text != k_budget_schema)
      refuse("unknown-value", "/schema", fmt::format("the schema is not \"{}\"", k_budget_schema),
             hint);
  }

  void read_top(const std::string& key, const JsonNode& value) {
    const std::string pointer = pointer_to("", key);
    if (key == "schema" || key == "$schema" || key == "description" || key.starts_with("x_"))
      return;
    if (key == "total") {
      BudgetEntry entry = read_entry(pointer, value, GateScope::total);
      budget_.total = std::move(entry.limits);
    } else if (key == "jobs") {
      read_jobs(pointer, value);
    } else {
      refuse("unknown-key", pointer, fmt::format("a budget has no key \"{}\"", key),
             suggestion(key, k_top_keys));
    }
  }

  void read_jobs(const std::string& pointer, const JsonNode& value) {
    if (!value.is(JsonNode::Kind::object))
      return refuse("wrong-type", pointer,
                    fmt::format("\"jobs\" is an object with a name or pattern for each key, not {}",
                                to_string(value.kind)));
    for (const auto& [pattern, limits] : value.members) {
      BudgetEntry entry = read_entry(pointer_to(pointer, pattern), limits, GateScope::job);
      entry.pattern = pattern;
      budget_.jobs.push_back(std::move(entry));
    }
  }

  BudgetEntry read_entry(const std::string& pointer, const JsonNode& value, GateScope scope) {
    BudgetEntry entry;
    if (!value.is(JsonNode::Kind::object)) {
      refuse("wrong-type", pointer,
             fmt::format("limits are an object, not {}", to_string(value.kind)));
      return entry;
    }
    for (const auto& [key, content] : value.members)
      read_key(entry, pointer_to(pointer, key), key, content, scope);
    check_pairs(value, pointer);
    check_unit(entry, value, pointer);
    if (entry.floor) set_floor(entry.limits, *entry.floor);
    for (Limit& limit : entry.limits) {
      limit.scope = scope;
      limit.file = budget_.file;
    }
    return entry;
  }

  void read_key(BudgetEntry& entry, const std::string& pointer, const std::string& key,
                const JsonNode& value, GateScope scope) {
    if (key == k_unit_key || key == "description" || key.starts_with("x_")) return;
    const BudgetKey* found = find_budget_key(key);
    if (found == nullptr)
      return refuse("unknown-key", pointer, fmt::format("a budget has no limit \"{}\"", key),
                    suggestion(key, budget_key_names()));
    if (found->limit->metric == GateMetric::sci && scope == GateScope::total)
      return refuse("conflicting-keys", pointer,
                    "scores of several jobs have no sum: their functional units differ",
                    "limit them under \"jobs\", for example for \"*\"");
    if (value.is(JsonNode::Kind::null)) return lift(entry, *found, pointer, scope);
    if (found->unit != nullptr) return read_number(entry, *found, pointer, value);
    if (value.is(JsonNode::Kind::array) && found->limit->dimensions.size() > 1) {
      if (value.items.empty())
        return refuse("empty-value", pointer, fmt::format("{} is a list without a limit", key),
                      "write [\"5%\", \"2 kg\"]; null lifts the limit of a wider pattern");
      for (std::size_t i = 0; i < value.items.size(); ++i)
        read_text(entry, *found, pointer_to(pointer, fmt::format("{}", i)), value.items[i]);
      return;
    }
    read_text(entry, *found, pointer, value);
  }

  void lift(BudgetEntry& entry, const BudgetKey& key, const std::string& pointer, GateScope scope) {
    if (scope == GateScope::total)
      return refuse("wrong-type", pointer,
                    "null lifts a limit of a wider pattern; a total has none");
    if (key.limit->is_floor) {
      entry.floor = CarbonMass{};
      return;
    }
    for (const GateRule& rule : gate_rules()) {
      const bool rise = key.limit->dimensions.size() > 1;
      const bool same =
          rule.metric == key.limit->metric || (rise && rule.metric == GateMetric::increase_percent);
      if (same && rule.level == key.limit->level) entry.lifted.push_back(&rule);
    }
  }

  void read_number(BudgetEntry& entry, const BudgetKey& key, const std::string& pointer,
                   const JsonNode& value) {
    if (!value.is(JsonNode::Kind::number))
      return refuse("wrong-type", pointer,
                    fmt::format("{} is a number, not {}", key.name, to_string(value.kind)),
                    "its unit stands in the key");
    take(entry, key, pointer, read_limit_number(value.number, *key.unit),
         json_number(value.number));
  }

  void read_text(BudgetEntry& entry, const BudgetKey& key, const std::string& pointer,
                 const JsonNode& value) {
    if (!value.is(JsonNode::Kind::text)) {
      const QuantityOutcome bare = read_limit_quantity("0", key.limit->dimensions);
      return refuse(
          value.is(JsonNode::Kind::number) ? "missing-unit" : "wrong-type", pointer,
          fmt::format("{} is a string with a unit, not {}", key.name, to_string(value.kind)),
          bare.refusal.hint);
    }
    take(entry, key, pointer, read_limit_quantity(value.text, key.limit->dimensions), value.text);
  }

  void take(BudgetEntry& entry, const BudgetKey& key, const std::string& pointer,
            const QuantityOutcome& outcome, std::string_view text) {
    if (!outcome.quantity)
      return refuse(outcome.refusal.code, pointer,
                    fmt::format("{}: \"{}\" {}", key.name, text, outcome.refusal.message),
                    outcome.refusal.hint);
    if (key.limit->is_floor) {
      entry.floor = kilograms(outcome.quantity->value);
      return;
    }
    Limit limit = make_limit(*key.limit, *outcome.quantity);
    limit.source = pointer;
    const bool twice = std::ranges::any_of(entry.limits, [&](const Limit& other) {
      return other.metric == limit.metric && other.level == limit.level;
    });
    if (twice)
      return refuse("conflicting-keys", pointer,
                    fmt::format("{} is given twice in the same kind of unit", key.limit->key));
    entry.limits.push_back(std::move(limit));
  }

  // The floor and null have no limit in which a second spelling would be noticed.
  void check_pairs(const JsonNode& value, const std::string& pointer) {
    for (const LimitKey& row : limit_keys()) {
      std::vector<std::string_view> spellings;
      bool lifted = false;
      for (const auto& [key, content] : value.members) {
        const BudgetKey* found = find_budget_key(key);
        if (found == nullptr || found->limit != &row) continue;
        spellings.push_back(key);
        lifted = lifted || content.is(JsonNode::Kind::null);
      }
      if (spellings.size() > 1 && (row.is_floor || lifted))
        refuse("conflicting-keys", pointer,
               fmt::format("\"{}\" and \"{}\" say the same", spellings[0], spellings[1]));
    }
  }

  void check_unit(BudgetEntry& entry, const JsonNode& value, const std::string& pointer) {
    const JsonNode* unit = value.find(k_unit_key);
    if (unit == nullptr) return;
    const std::string at = pointer_to(pointer, k_unit_key);
    if (!unit->is(JsonNode::Kind::text) || unit->text.empty())
      return refuse("wrong-type", at, "functional_unit is the name of a functional unit");
    bool used = false;
    for (Limit& limit : entry.limits) {
      if (limit.metric != GateMetric::sci) continue;
      limit.functional_unit = unit->text;
      used = true;
    }
    if (!used)
      refuse("missing-key", at,
             "functional_unit stands beside max_sci or warn_sci, which is not here");
  }

  const JsonNode& root_;
  Budget budget_;
  Diagnostics errors_;
};

}  // namespace

Result<Budget> read_budget(std::string_view text, std::string_view file) {
  const TextBounds bounds{"a budget", limits::k_budget_bytes, limits::k_json_values,
                          R"({"schema": "carbonest.budget/1")"};
  Result<JsonNode> root = parse_json_tree(text, bounds);
  Result<Budget> budget =
      root ? BudgetReader(*root, file).read() : Result<Budget>(std::move(root).error());
  if (budget) return budget;
  Diagnostics errors = std::move(budget).error();
  return located(std::move(errors), text, file);
}

bool needs_baseline(const Budget& budget) noexcept {
  return needs_baseline(budget.total) ||
         std::ranges::any_of(budget.jobs,
                             [](const BudgetEntry& entry) { return needs_baseline(entry.limits); });
}

}  // namespace carbonest
