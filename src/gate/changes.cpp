// SPDX-License-Identifier: Apache-2.0
// Matching today's jobs with those of a baseline, and what changed between them.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "carbonest/baseline.hpp"
#include "gate/tolerance.hpp"
#include "report/number.hpp"

namespace carbonest {
namespace {

constexpr std::size_t k_nobody = std::numeric_limits<std::size_t>::max();

// Which old job belongs to which of today's, by index.
struct Matching {
  std::vector<std::size_t> old_of;  // one per job of today
  std::vector<bool> renamed;        // one per job of today
  std::vector<bool> taken;          // one per old job
};

std::string_view hash_of(const GateJob& job) noexcept {
  return job.input ? std::string_view(job.input->hash) : std::string_view{};
}

void match_names(Matching& match, std::span<const GateJob> now, const Baseline& baseline) {
  std::map<std::string_view, std::size_t> by_name;
  for (std::size_t i = 0; i < baseline.jobs.size(); ++i) by_name.emplace(baseline.jobs[i].name, i);
  for (std::size_t i = 0; i < now.size(); ++i) {
    const auto found = by_name.find(now[i].name);
    if (found == by_name.end()) continue;
    match.old_of[i] = found->second;
    match.taken[found->second] = true;
  }
}

// A job that is gone and a new one with the same input are one job with another name, if there is
// no second of either kind.
void match_renamed(Matching& match, std::span<const GateJob> now, const Baseline& baseline) {
  struct Pair {
    std::size_t old_job = k_nobody, new_job = k_nobody;
    bool unique = true;
  };
  std::map<std::string_view, Pair> by_hash;
  const auto note = [&](std::string_view hash, std::size_t Pair::*side, std::size_t index) {
    if (hash.empty()) return;
    Pair& pair = by_hash[hash];
    pair.unique = pair.unique && pair.*side == k_nobody;
    pair.*side = index;
  };
  for (std::size_t i = 0; i < baseline.jobs.size(); ++i)
    if (!match.taken[i]) note(hash_of(baseline.jobs[i]), &Pair::old_job, i);
  for (std::size_t i = 0; i < now.size(); ++i)
    if (match.old_of[i] == k_nobody) note(hash_of(now[i]), &Pair::new_job, i);
  for (const auto& [hash, pair] : by_hash) {
    if (!pair.unique || pair.old_job == k_nobody || pair.new_job == k_nobody) continue;
    match.old_of[pair.new_job] = pair.old_job;
    match.renamed[pair.new_job] = true;
    match.taken[pair.old_job] = true;
  }
}

Matching match_jobs(std::span<const GateJob> now, const Baseline& baseline) {
  Matching match{std::vector<std::size_t>(now.size(), k_nobody),
                 std::vector<bool>(now.size(), false),
                 std::vector<bool>(baseline.jobs.size(), false)};
  match_names(match, now, baseline);
  match_renamed(match, now, baseline);
  return match;
}

bool same_tables(const GateJob& a, const GateJob& b) noexcept {
  return a.program.data_checksum == b.program.data_checksum;
}

bool same_program(const GateJob& a, const GateJob& b) noexcept {
  return a.program.version == b.program.version && same_tables(a, b);
}

bool same_input(const GateJob& a, const GateJob& b) noexcept {
  return !hash_of(a).empty() && hash_of(a) == hash_of(b);
}

using RecomputedByName = std::map<std::string_view, const Recomputed*>;

// What the old job comes to today, where that is known.
struct Today {
  CarbonMass total;
  const std::vector<TableValue>* table_values = nullptr;
};

std::optional<Today> today_of(const GateJob& before, const GateJob& now,
                              const RecomputedByName& recomputed) {
  if (same_program(before, now)) return Today{before.total, &before.table_values};
  if (same_input(before, now)) return Today{now.total, &now.table_values};
  const auto found = recomputed.find(before.name);
  if (found == recomputed.end()) return std::nullopt;
  return Today{found->second->total, &found->second->table_values};
}

void add_causes(Change& change, const GateJob& before, const GateJob& now,
                const RecomputedByName& recomputed) {
  const std::optional<Today> today = today_of(before, now, recomputed);
  if (!today) {
    change.note = before.input ? "the old job could not be estimated with today's tables"
                               : "the baseline does not carry its job: causes are not known";
    return;
  }
  // Other tables in which every row of this job is as it was are, for this job, the same tables.
  const bool rows_alike = before.table_values == *today->table_values;
  change.causes = split_change(
      {.before = before.total,
       .recomputed = today->total,
       .now = now.total,
       .same_version = before.program.version == now.program.version,
       .same_tables = same_tables(before, now) || (rows_alike && !before.table_values.empty() &&
                                                   before.program.version != now.program.version)});
}

Change change_of(const GateJob& before, const GateJob& now, bool renamed,
                 const RecomputedByName& recomputed) {
  Change change;
  change.job = now.name;
  if (renamed) change.former_name = before.name;
  change.file = now.file;
  change.line = now.line;
  change.before = before.total;
  change.now = now.total;
  change.energy_before = before.facility;
  change.energy_now = now.facility;
  change.note = incomparable_reason(before, now);
  if (!change.note.empty()) {
    change.kind = ChangeKind::incomparable;
    return change;
  }
  const bool moved = is_change(before.total, now.total);
  if (moved) change.change = now.total - before.total;
  change.percent =
      moved ? percent_of(before.total, change.change) : percent_of(before.total, CarbonMass{});
  change.kind = renamed ? ChangeKind::renamed : moved ? ChangeKind::changed : ChangeKind::unchanged;
  if (moved) add_causes(change, before, now, recomputed);
  return change;
}

Change added(const GateJob& now) {
  Change change;
  change.kind = ChangeKind::added;
  change.job = now.name;
  change.file = now.file;
  change.line = now.line;
  change.now = now.total;
  change.energy_now = now.facility;
  change.change = now.total;
  change.causes = Causes{now.total, {}, {}, {}};
  return change;
}

Change removed(const GateJob& before) {
  Change change;
  change.kind = ChangeKind::removed;
  change.job = before.name;
  change.before = before.total;
  change.energy_before = before.facility;
  change.change = CarbonMass{} - before.total;
  change.percent = percent_of(before.total, change.change);
  change.causes = Causes{change.change, {}, {}, {}};
  return change;
}

// The units as a set: their order says nothing.
std::vector<std::pair<std::string_view, double>> units_of(const GateJob& job) {
  std::vector<std::pair<std::string_view, double>> units;
  for (const SciScore& score : job.sci) units.emplace_back(score.functional_unit, score.amount);
  std::ranges::sort(units);
  return units;
}

std::string words_of(const std::vector<std::pair<std::string_view, double>>& units) {
  std::string words;
  for (const auto& [name, amount] : units)
    words += fmt::format("{}{} {}", words.empty() ? "" : ", ", json_number(amount), name);
  return words;
}

}  // namespace

std::string_view to_string(ChangeKind kind) noexcept {
  constexpr std::array<std::string_view, 6> k_names{"changed", "renamed", "incomparable",
                                                    "added",   "removed", "unchanged"};
  return k_names[static_cast<std::size_t>(kind)];
}

std::string incomparable_reason(const GateJob& before, const GateJob& now) {
  if (before.method != now.method)
    return fmt::format("another method: {} before, {} now", before.method, now.method);
  const auto units_before = units_of(before), units_now = units_of(now);
  if (units_before != units_now)
    return fmt::format("another functional unit: {} before, {} now", words_of(units_before),
                       words_of(units_now));
  if (!before.basis.empty() && !now.basis.empty() && before.basis != now.basis)
    return fmt::format("another basis: {} before, {} now", before.basis, now.basis);
  if (before.marginal != now.marginal)
    return fmt::format("another kind of intensity: {} before, {} now",
                       before.marginal ? "marginal" : "average",
                       now.marginal ? "marginal" : "average");
  return {};
}

std::vector<const GateJob*> jobs_to_recompute(std::span<const GateJob> now,
                                              const Baseline& baseline) {
  const Matching match = match_jobs(now, baseline);
  std::vector<const GateJob*> jobs;
  for (std::size_t i = 0; i < now.size(); ++i) {
    if (match.old_of[i] == k_nobody) continue;
    const GateJob& before = baseline.jobs[match.old_of[i]];
    if (before.input && !same_program(before, now[i]) && !same_input(before, now[i]) &&
        incomparable_reason(before, now[i]).empty())
      jobs.push_back(&before);
  }
  std::ranges::sort(jobs);
  return jobs;
}

std::vector<Change> changes_since(const Baseline& baseline, std::span<const GateJob> now,
                                  std::span<const Recomputed> recomputed) {
  const Matching match = match_jobs(now, baseline);
  RecomputedByName by_name;
  for (const Recomputed& job : recomputed) by_name.emplace(job.job, &job);
  std::vector<Change> changes;
  for (std::size_t i = 0; i < now.size(); ++i)
    changes.push_back(match.old_of[i] == k_nobody ? added(now[i])
                                                  : change_of(baseline.jobs[match.old_of[i]],
                                                              now[i], match.renamed[i], by_name));
  for (std::size_t i = 0; i < baseline.jobs.size(); ++i)
    if (!match.taken[i]) changes.push_back(removed(baseline.jobs[i]));
  std::ranges::stable_sort(changes, {}, &Change::kind);
  return changes;
}

}  // namespace carbonest
