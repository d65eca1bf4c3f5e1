// SPDX-License-Identifier: Apache-2.0
// The reader of saved results. Strict about what it needs, blind to what it does not know.
#include "carbonest/baseline.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "gate/json_tree.hpp"
#include "gate/table_value.hpp"

namespace carbonest {
namespace {

using Kind = JsonNode::Kind;

// Far beyond any job, and small enough that no sum of a file's jobs leaves the range of a double.
constexpr double k_largest = 1e30;
constexpr std::string_view k_broken = "baseline-broken";

struct SchemaName {
  std::string_view name;
  std::string_view major;
};

SchemaName split_schema(std::string_view schema) noexcept {
  const std::size_t slash = schema.rfind('/');
  if (slash == schema.npos) return {schema, {}};
  return {schema.substr(0, slash), schema.substr(slash + 1)};
}

class BaselineReader {
 public:
  BaselineReader(const JsonNode& root, std::string_view file) : root_{root} {
    baseline_.file = file;
  }

  Result<Baseline> read() {
    read_document(root_);
    check_names();
    if (!errors_.empty()) return std::move(errors_);
    return std::move(baseline_);
  }

 private:
  void refuse(std::string_view code, std::string pointer, std::string message,
              std::string hint = {}) {
    Diagnostic error =
        diagnostic(code, place_of(root_, pointer), std::move(message), std::move(hint));
    error.file = baseline_.file;
    error.pointer = std::move(pointer);
    errors_.push_back(std::move(error));
  }

  void read_document(const JsonNode& root) {
    if (!root.is(Kind::object))
      return refuse(k_broken, "",
                    fmt::format("a saved result is an object, not {}", to_string(root.kind)));
    const std::string* schema = text(root, "", "schema");
    if (schema == nullptr) return;
    const auto [name, major] = split_schema(*schema);
    const bool single = name == "carbonest.estimate";
    if (!single && name != "carbonest.estimates" && name != "carbonest.gate")
      return refuse("baseline-schema", "/schema",
                    fmt::format("\"{}\" is no estimate to compare with", *schema),
                    "save one with `carbonest estimate -f json`");
    if (major != "1")
      return refuse("baseline-schema", "/schema",
                    fmt::format("this program compares with {}/1, not with \"{}\"", name, *schema),
                    "make the baseline anew with this program");
    if (single) return read_estimate(root, "");
    const JsonNode* estimates = member(root, "", "estimates", Kind::array);
    if (estimates == nullptr) return;
    for (std::size_t i = 0; i < estimates->items.size(); ++i)
      read_estimate(estimates->items[i], fmt::format("/estimates/{}", i));
  }

  // A required member of a kind, or nullptr with an error.
  const JsonNode* member(const JsonNode& object, std::string_view pointer, std::string_view key,
                         Kind kind) {
    const JsonNode* found = object.find(key);
    if (found != nullptr && found->is(kind)) return found;
    refuse(k_broken, pointer_to(pointer, key),
           found == nullptr
               ? fmt::format("the key \"{}\" is missing", key)
               : fmt::format("\"{}\" is {}, not {}", key, to_string(kind), to_string(found->kind)));
    return nullptr;
  }

  const std::string* text(const JsonNode& object, std::string_view pointer, std::string_view key) {
    const JsonNode* found = member(object, pointer, key, Kind::text);
    return found == nullptr ? nullptr : &found->text;
  }

  std::string text_or_empty(const JsonNode& object, std::string_view pointer,
                            std::string_view key) {
    const JsonNode* found = object.find(key);
    if (found == nullptr || found->is(Kind::null)) return {};
    const std::string* value = text(object, pointer, key);
    return value == nullptr ? std::string{} : *value;
  }

  double number(const JsonNode& object, std::string_view pointer, std::string_view key) {
    const JsonNode* found = member(object, pointer, key, Kind::number);
    if (found == nullptr) return 0;
    return in_range(found->number, pointer_to(pointer, key));
  }

  double in_range(double value, std::string pointer) {
    if (value >= 0 && value <= k_largest) return value;
    refuse(k_broken, std::move(pointer),
           value < 0 ? "a figure of an estimate is never below zero" : "the figure is too large");
    return 0;
  }

  void read_estimate(const JsonNode& node, const std::string& pointer) {
    if (!node.is(Kind::object))
      return refuse(k_broken, pointer,
                    fmt::format("an estimate is an object, not {}", to_string(node.kind)));
    const JsonNode* inner = node.find("schema");
    if (inner != nullptr && inner->is(Kind::text) && inner->text != "carbonest.estimate/1")
      return refuse("baseline-schema", pointer_to(pointer, "schema"),
                    fmt::format("this program compares with carbonest.estimate/1, not with \"{}\"",
                                inner->text),
                    "make the baseline anew with this program");
    GateJob job;
    job.file = baseline_.file;
    if (const std::string* name = text(node, pointer, "name")) job.name = *name;
    if (const std::string* method = text(node, pointer, "method")) job.method = *method;
    read_energy(job, node, pointer);
    read_emissions(job, node, pointer);
    read_scores(job, node, pointer);
    read_program(job, node, pointer);
    read_table_values(job, node);
    read_input(job, node, pointer);
    baseline_.jobs.push_back(std::move(job));
  }

  void read_energy(GateJob& job, const JsonNode& node, const std::string& pointer) {
    const JsonNode* energy = member(node, pointer, "energy", Kind::object);
    if (energy == nullptr) return;
    job.facility = kilowatt_hours(number(*energy, pointer_to(pointer, "energy"), "facility_kwh"));
  }

  void read_emissions(GateJob& job, const JsonNode& node, const std::string& pointer) {
    const JsonNode* emissions = member(node, pointer, "emissions", Kind::object);
    if (emissions == nullptr) return;
    const std::string at = pointer_to(pointer, "emissions");
    job.operational = kilograms(number(*emissions, at, "operational_kg"));
    job.embodied = kilograms(number(*emissions, at, "embodied_kg"));
    job.total = kilograms(number(*emissions, at, "total_kg"));
    job.basis = text_or_empty(*emissions, at, "basis");
    job.marginal = text_or_empty(*emissions, at, "carbon_intensity_kind") == "marginal";
  }

  void read_score(GateJob& job, const JsonNode& node, const std::string& pointer) {
    if (!node.is(Kind::object))
      return refuse(k_broken, pointer,
                    fmt::format("a score is an object, not {}", to_string(node.kind)));
    SciScore score;
    if (const std::string* unit = text(node, pointer, "functional_unit"))
      score.functional_unit = *unit;
    score.amount = number(node, pointer, "amount");
    score.score_g = number(node, pointer, "score_g");
    job.sci.push_back(std::move(score));
  }

  void read_scores(GateJob& job, const JsonNode& node, const std::string& pointer) {
    const JsonNode* sci = node.find("sci");
    const std::string at = pointer_to(pointer, "sci");
    if (sci == nullptr) return refuse(k_broken, at, "the key \"sci\" is missing");
    if (!sci->is(Kind::array)) return read_score(job, *sci, at);
    for (std::size_t i = 0; i < sci->items.size(); ++i)
      read_score(job, sci->items[i], pointer_to(at, fmt::format("{}", i)));
  }

  void read_program(GateJob& job, const JsonNode& node, const std::string& pointer) {
    const JsonNode* program = member(node, pointer, "carbonest", Kind::object);
    if (program == nullptr) return;
    const std::string at = pointer_to(pointer, "carbonest");
    const auto take = [&](std::string_view key, std::string& target) {
      if (const std::string* value = text(*program, at, key)) target = *value;
    };
    take("version", job.program.version);
    take("data_version", job.program.data_version);
    take("data_checksum", job.program.data_checksum);
  }

  // Only what tells whether the rows of the tables changed; broken ones tell nothing.
  static void read_table_values(GateJob& job, const JsonNode& node) {
    const JsonNode* inputs = node.find("inputs");
    if (inputs == nullptr) return;
    for (const JsonNode& input : inputs->items) {
      const JsonNode* origin = input.find("origin");
      const JsonNode* name = input.find("name");
      const JsonNode* value = input.find("value");
      if (origin == nullptr || name == nullptr || value == nullptr) continue;
      const JsonNode* source = input.find("source");
      if (value->is(Kind::number) &&
          is_table_value(origin->text, source == nullptr ? std::string_view{} : source->text))
        job.table_values.push_back({name->text, value->number});
    }
  }

  void read_input(GateJob& job, const JsonNode& node, const std::string& pointer) {
    const JsonNode* saved = node.find("job");
    if (saved == nullptr) return;
    if (!saved->is(Kind::object))
      return refuse(k_broken, pointer_to(pointer, "job"),
                    fmt::format("\"job\" is an object, not {}", to_string(saved->kind)));
    std::vector<Override> overrides;
    if (const JsonNode* given = node.find("overrides")) {
      for (const auto& [key, value] : given->members) {
        if (!value.is(Kind::text))
          return refuse(k_broken, pointer_to(pointer_to(pointer, "overrides"), key),
                        fmt::format("an override is a string, not {}", to_string(value.kind)));
        overrides.push_back({key, value.text, nullptr});
      }
    }
    // Not the hash of the file: the text may have been edited since.
    job.input = save_input(canonical_json(*saved), overrides);
  }

  void check_names() {
    std::vector<std::pair<std::string_view, std::size_t>> names;
    for (const GateJob& job : baseline_.jobs) names.emplace_back(job.name, names.size());
    std::ranges::sort(names);
    for (std::size_t i = 1; i < names.size(); ++i) {
      if (names[i].first != names[i - 1].first) continue;
      refuse("baseline-duplicate", fmt::format("/estimates/{}/name", names[i].second),
             fmt::format("two jobs of the baseline are called \"{}\"", names[i].first),
             "jobs are matched by name: give each its own");
    }
  }

  const JsonNode& root_;
  Baseline baseline_;
  Diagnostics errors_;
};

Diagnostic refusal(std::string_view code, std::string message, std::string hint,
                   std::string_view file) {
  Diagnostic error = diagnostic(code, {}, std::move(message), std::move(hint));
  error.file = file;
  return error;
}

bool is_about_size(std::string_view code) noexcept {
  return code == "json-too-large" || code == "json-too-many-values";
}

bool is_blank(std::string_view text) noexcept {
  return text.find_first_not_of(" \t\r\n\xEF\xBB\xBF") == text.npos;
}

}  // namespace

Result<Baseline> read_baseline(std::string_view text, std::string_view file) {
  const TextBounds bounds{"a baseline", limits::k_baseline_bytes, limits::k_baseline_values,
                          R"({"schema": "carbonest.estimate/1")"};
  if (is_blank(text.substr(0, bounds.bytes)))
    return refusal("baseline-empty", "the baseline is empty",
                   "the run that should have written it failed, or wrote elsewhere", file);
  Result<JsonNode> root = parse_json_tree(text, bounds);
  Result<Baseline> baseline =
      root ? BaselineReader(*root, file).read() : Result<Baseline>(std::move(root).error());
  if (baseline) return baseline;
  Diagnostics errors = std::move(baseline).error();
  for (Diagnostic& error : errors)
    if (!error.code.starts_with("baseline-") && !is_about_size(error.code)) error.code = k_broken;
  return located(std::move(errors), text, file);
}

}  // namespace carbonest
