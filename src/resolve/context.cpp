// SPDX-License-Identifier: Apache-2.0
#include "resolve/context.hpp"

#include <fmt/format.h>

namespace carbonest {
namespace {
constexpr std::size_t k_candidates_shown = 8;
}

const std::vector<GridIntensity>& Context::grid(std::string_view zone) {
  const auto known = grids.find(zone);
  if (known != grids.end()) return known->second;
  return grids.emplace(zone, catalog.grid(zone)).first->second;
}

const std::vector<ProviderPue>& Context::fleet(std::string_view provider) {
  const auto known = fleets.find(provider);
  if (known != fleets.end()) return known->second;
  return fleets.emplace(provider, catalog.provider_pues(provider)).first->second;
}

const std::optional<Zone>& Context::zone(std::string_view id) {
  const auto known = zones.find(id);
  if (known != zones.end()) return known->second;
  return zones.emplace(id, catalog.zone(id, Suggest::no).row).first->second;
}

std::uint16_t Context::add(Input input) {
  out.inputs.push_back(std::move(input));
  return static_cast<std::uint16_t>(out.inputs.size() - 1);
}

std::uint16_t Context::add_default(std::string name, std::string_view row_id, std::string note) {
  const DefaultRow& row = default_row(row_id);
  return add({.name = std::move(name),
              .value = row.value,
              .unit = std::string(row.unit),
              .origin = Origin::fallback,
              .source = std::string(row.source),
              .year = 0,
              .note = note.empty() ? std::string(row.rule) : std::move(note),
              .log_sd = row.log_sd});
}

void Context::warn(std::string_view code, std::string message) {
  for (const Warning& seen : out.warnings)
    if (seen.code == code && seen.message == message) return;
  out.warnings.push_back({std::string(code), std::move(message)});
}

void Context::refuse(std::string_view code, Place place, std::string message, std::string hint) {
  errors.push_back(diagnostic(code, place, std::move(message), std::move(hint)));
  errors.back().severity = Severity::error;
}

void Context::fall_back(std::string_view code, Place place, std::string message, bool loud) {
  if (options.strict)
    return refuse("strict-fallback", place, std::move(message),
                  "give the value, or leave out --strict");
  if (loud) warn(code, std::move(message));
}

Input table_input(std::string name, double value, std::string unit, const RowSource& source,
                  std::string note, double log_sd) {
  if (source.overridden) note += note.empty() ? "from --data" : "; from --data";
  return {.name = std::move(name),
          .value = value,
          .unit = std::move(unit),
          .origin = Origin::catalog,
          .source = std::string(source.key),
          .year = source.year,
          .note = std::move(note),
          .log_sd = log_sd};
}

void refuse_ambiguous(Context& context, std::string_view what, std::string_view name, Place place,
                      const std::vector<Candidate>& candidates, std::string_view instead) {
  std::string hint = "say which:";
  for (std::size_t i = 0; i < candidates.size() && i < k_candidates_shown; ++i) {
    hint += fmt::format("{} {}", i == 0 ? "" : ",", candidates[i].id);
    if (!candidates[i].difference.empty()) hint += fmt::format(" ({})", candidates[i].difference);
  }
  if (candidates.size() > k_candidates_shown)
    hint += fmt::format(", and {} more", candidates.size() - k_candidates_shown);
  if (!instead.empty()) hint += fmt::format("; or give {}", instead);
  context.refuse(fmt::format("ambiguous-{}", what), place,
                 fmt::format("\"{}\" stands for several {}s", name, what), std::move(hint));
}

void refuse_unknown(Context& context, std::string_view what, std::string_view table,
                    std::string_view name, Place place, const std::vector<std::string>& suggestions,
                    std::string_view instead) {
  std::string hint;
  for (const std::string& suggestion : suggestions)
    hint += fmt::format("{}\"{}\"", hint.empty() ? "did you mean " : " or ", suggestion);
  hint += fmt::format("{}`carbonest list {}` shows all", hint.empty() ? "" : "? ", table);
  if (!instead.empty()) hint += fmt::format("; or give {}", instead);
  context.refuse(fmt::format("unknown-{}", what), place,
                 fmt::format("no {} is called \"{}\"", what, name), std::move(hint));
}

}  // namespace carbonest
