// SPDX-License-Identifier: Apache-2.0
#include "batch/sums.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "carbonest/version.hpp"

namespace carbonest {

using namespace batch;

namespace batch {

void FigureSums::add(const LineFigures& line) {
  ++jobs;
  it_kwh.add(line.it_kwh);
  facility_kwh.add(line.facility_kwh);
  operational_kg.add(line.operational_kg);
  embodied_kg.add(line.embodied_kg);
  total_kg.add(line.total_kg);
}

FigureSums& FigureSums::operator+=(const FigureSums& other) noexcept {
  jobs += other.jobs;
  for (const SumRow& row : sum_rows()) this->*row.member += other.*row.member;
  return *this;
}

std::span<const SumRow> sum_rows() noexcept {
  static constexpr std::array k_rows{SumRow{"it_kwh", &FigureSums::it_kwh, false},
                                     SumRow{"facility_kwh", &FigureSums::facility_kwh, false},
                                     SumRow{"operational_kg", &FigureSums::operational_kg, true},
                                     SumRow{"embodied_kg", &FigureSums::embodied_kg, false},
                                     SumRow{"total_kg", &FigureSums::total_kg, true}};
  return k_rows;
}

namespace {

std::optional<std::string_view> label_of(std::string_view key, const JobLineReader::Impl& line) {
  const auto known = [](std::string_view text) {
    return text.empty() ? std::nullopt : std::optional(text);
  };
  const Labels& labels = *line.labels;
  if (key == "name") return known(line.name);
  if (key == "region") return known(labels.region);
  if (key == "zone") return known(labels.zone);
  if (key == "method") return known(labels.method);
  return known(labels.year);
}

FigureSums& group_of(Grouping& grouping, std::string_view key) {
  const auto known = grouping.groups.find(key);
  if (known != grouping.groups.end()) return known->second;
  return grouping.groups.try_emplace(std::string(key)).first->second;
}

// Everything that changes a result or its groups.
std::string settings_of(const BatchOptions& options) {
  std::string words = fmt::format(
      "method={} basis={} strict={}", options.method == nullptr ? "" : options.method->id,
      options.basis == Basis::direct ? "direct" : "lifecycle", options.strict);
  for (const Override& given : options.overrides)
    words += fmt::format(" {}={}", given.key, given.text);
  for (const std::string& key : options.group_by) words += fmt::format(" by={}", key);
  return words;
}

}  // namespace
}  // namespace batch

BatchSums::BatchSums(const Catalog& catalog, const BatchOptions& options)
    : version{k_version},
      data_version{catalog.version()},
      data_checksum{catalog.checksum()},
      settings{settings_of(options)} {
  for (const std::string& key : options.group_by) groupings.push_back({key, {}, {}});
}

void BatchSums::add(const JobLineReader::Impl& line) {
  all.add(line.figures);
  if (line.marginal) ++marginal_jobs;
  std::size_t own = 0;
  for (Grouping& grouping : groupings) {
    const bool is_own = grouping.key.starts_with("x_");
    const auto label = is_own && line.own_values[own]
                           ? std::optional<std::string_view>(*line.own_values[own])
                       : is_own ? std::nullopt
                                : label_of(grouping.key, line);
    if (is_own) ++own;
    if (!label)
      grouping.without.add(line.figures);
    else if (grouping.groups.size() <= k_most_groups)  // over it the sums are void
      group_of(grouping, *label).add(line.figures);
  }
}

void BatchSums::refuse(std::string_view code, std::uint64_t line) {
  ++refused;
  const auto known = reasons.find(code);
  Refusals& reason = known != reasons.end() ? known->second : reasons[std::string(code)];
  ++reason.lines;
  if (reason.first_line == 0 || line < reason.first_line) reason.first_line = line;
}

BatchSums& BatchSums::operator+=(const BatchSums& other) {
  all += other.all;
  marginal_jobs += other.marginal_jobs;
  for (std::size_t i = 0; i < groupings.size(); ++i) {
    groupings[i].without += other.groupings[i].without;
    for (const auto& [key, sums] : other.groupings[i].groups) {
      if (groupings[i].groups.size() > k_most_groups) break;
      group_of(groupings[i], key) += sums;
    }
  }
  refused += other.refused;
  for (const auto& [code, reason] : other.reasons) {
    Refusals& mine = reasons[code];
    mine.lines += reason.lines;
    if (mine.first_line == 0 || reason.first_line < mine.first_line)
      mine.first_line = reason.first_line;
  }
  segments.insert(segments.end(), other.segments.begin(), other.segments.end());
  return *this;
}

std::string_view BatchSums::overfull() const noexcept {
  for (const Grouping& grouping : groupings)
    if (grouping.groups.size() > k_most_groups) return grouping.key;
  return {};
}

}  // namespace carbonest
