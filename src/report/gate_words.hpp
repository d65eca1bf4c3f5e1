// SPDX-License-Identifier: Apache-2.0
#pragma once
// The verdict of a gate, its checks and its changes in words and numbers for people. Nothing here
// is escaped: that is for the format that prints it. Every change carries its sign and its unit.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/gate.hpp"

namespace carbonest {

struct GateCounts {
  std::size_t checks = 0, passed = 0, skipped = 0, warned = 0, failed = 0, errors = 0;
};
GateCounts count_checks(const GateResult& result) noexcept;

/// "passed", "passed with warnings", "failed", "over budget, reported only", "not computed".
std::string_view verdict_words(const GateResult& result) noexcept;
/// "2 of 5 checks are over their limit, 1 warns"; also what else there is to say in one line.
std::string summary_of(const GateResult& result);

/// The name of the job, or "all jobs".
std::string_view subject_of(const Check& check) noexcept;
std::string_view subject_of(const Change& change) noexcept;
/// "max-sci (1k images)".
std::string name_of(const Check& check);

/// The numbers of a check in its unit; with more digits where few would hide the difference.
struct CheckNumbers {
  std::string value, limit;  ///< value is "-" where there is none
};
CheckNumbers numbers_of(const Check& check);
/// "12.3 kg is over the limit of 10.0 kg, upper end of the interval"; for every result.
std::string sentence_of(const Check& check, const GateOptions& options);

std::string signed_mass(CarbonMass mass);                   ///< "+1.20 kg", "-350 g", "0 kg"
std::string signed_percent(std::optional<double> percent);  ///< "+5.00 %"; "new" for none
std::string mass_or_dash(const std::optional<CarbonMass>& mass);
/// "from the input", or "input +1.00 kg, tables +200 g"; the note where there are no causes; may be
/// empty.
std::string causes_of(const Change& change);
/// Of the sum of all jobs against that of the baseline; empty without a baseline, and where some
/// job cannot be compared or was refused.
struct TotalChange {
  CarbonMass change;
  std::optional<double> percent;
};
std::optional<TotalChange> total_change(const GateResult& result) noexcept;
/// "+1.20 kg, +5.00 %".
std::string words_of(const TotalChange& change);

/// Changes that are none.
std::size_t count_unchanged(std::span<const Change> changes) noexcept;

/// Whether a check that was not computed says the same already.
bool is_said_by_a_check(const GateResult& result, const Diagnostic& problem) noexcept;

/// All that is not computed or odd, errors first: "code: message".
std::vector<std::string> problems_of(const GateResult& result);

}  // namespace carbonest
