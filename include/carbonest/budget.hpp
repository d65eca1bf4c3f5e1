// SPDX-License-Identifier: Apache-2.0
#pragma once
// Limits on what jobs may emit or draw: from options of the command line, and from a budget file
// that is kept in a repository. A limit without a unit, or below zero, is refused; an unknown key
// is refused with the nearest known one.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/diagnostic.hpp"
#include "carbonest/quantity.hpp"

namespace carbonest {

/// What a limit looks at. The increases compare the total CO2e with that of a baseline.
enum class GateMetric : std::uint8_t { co2e, energy, sci, increase_percent, increase_kg };
/// What it means to be over a limit.
enum class GateLevel : std::uint8_t { warn, fail };
/// The sum of all jobs, or each job by itself. A score per functional unit cannot be summed: limits
/// on it always look at each job.
enum class GateScope : std::uint8_t { total, job };

/// A kind of limit: the name of its checks, and the unit of limit and value.
struct GateRule {
  std::string_view id;  ///< "max-co2e"; stable, reports are matched by it
  GateMetric metric;
  GateLevel level;
  std::string_view unit;   ///< "kg", "kWh", "g", "%"
  std::string_view title;  ///< one sentence
};
std::span<const GateRule> gate_rules() noexcept;
const GateRule& gate_rule(GateMetric metric, GateLevel level) noexcept;

/// Percent as such: 5 is five percent. May be above 100.
struct Percent {
  double value = 0;
  friend constexpr auto operator<=>(Percent, Percent) noexcept = default;
};

struct Limit {
  GateMetric metric = GateMetric::co2e;
  GateLevel level = GateLevel::fail;
  GateScope scope = GateScope::total;
  double value = 0;             ///< in the unit of the rule; finite, >= 0
  CarbonMass floor;             ///< increase_percent: a rise of at most this much passes
  std::string functional_unit;  ///< sci: of this one only; empty: of each that the job has
  std::string source;           ///< "--max-co2e", or "/jobs/bert-*/max_co2e" of a budget file
  std::string file;             ///< of the budget; empty for an option
};
Limit co2e_limit(GateLevel level, CarbonMass mass);
Limit energy_limit(GateLevel level, Energy energy);
Limit sci_limit(GateLevel level, CarbonMass per_unit, std::string functional_unit = {});
Limit increase_limit(GateLevel level, Percent percent, CarbonMass floor = {});
Limit increase_limit(GateLevel level, CarbonMass mass);

/// An option that sets limits, and its text as the user typed it: "--max-increase", "5%, 2kg".
struct LimitText {
  const char* option;  ///< a literal
  std::string text;
};
/// Names of the options that read_limit_options() knows: "--max-co2e", ..., "--increase-floor".
std::span<const std::string_view> limit_option_names() noexcept;
/// Every problem is reported, each with its option.
Result<std::vector<Limit>> read_limit_options(std::span<const LimitText> texts, GateScope scope);

/// Whether one of them needs a baseline to compare with.
bool needs_baseline(std::span<const Limit> limits) noexcept;

/// The limits of jobs whose name fits a pattern: `*` stands for any text, `?` for one character.
struct BudgetEntry {
  std::string pattern;
  std::vector<Limit> limits;
  std::vector<const GateRule*> lifted;  ///< `null` in the file: no such limit here
  std::optional<CarbonMass> floor;      ///< of the limits in percent
};

/// carbonest.budget/1.
struct Budget {
  std::string file;
  std::vector<Limit> total;
  std::vector<BudgetEntry> jobs;  ///< in the order of the file
};
/// At most 1 MiB. On failure every problem is reported, with its JSON pointer.
Result<Budget> read_budget(std::string_view text, std::string_view file);
bool needs_baseline(const Budget& budget) noexcept;

/// The JSON Schema of the budget file, generated from the table that the reader uses.
std::string budget_schema();

/// `*` is any text, `?` any one character. Linear in memory, never exponential in time.
bool glob_matches(std::string_view pattern, std::string_view name) noexcept;

/// The limits of one job. Each kind of limit is taken from the most specific entry that has it: an
/// entry that is the name itself before any pattern, then the one with more characters that are no
/// wildcard, then the one with fewer `*`; of equally specific ones the lower limit.
std::vector<Limit> limits_of(const Budget& budget, std::string_view job);

}  // namespace carbonest
