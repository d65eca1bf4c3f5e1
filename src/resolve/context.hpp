// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the steps of resolve() share: the question, the answer so far, and one way each to add an
// input, a warning, an error. A step never stops at its first problem; resolve() looks at `errors`
// at the end.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/resolve.hpp"
#include "resolve/defaults.hpp"

namespace carbonest {

struct Context {
  const Job& job;
  const Catalog& catalog;
  const Method& method;
  const ResolveOptions& options;
  ResolvedJob out;
  Diagnostics errors;
  /// False where accelerator-hours come without a count of devices: then the time on the wall is
  /// not known.
  bool wall_time_known = true;
  bool time_derived = false;    ///< from the workload: a long run warns there
  bool language_model = false;  ///< what is trained, where the workload says it

  /// Read once, however many places are asked for.
  const std::vector<GridIntensity>& grid(std::string_view zone);
  const std::optional<Zone>& zone(std::string_view id);
  const std::vector<ProviderPue>& fleet(std::string_view provider);
  std::map<std::string, std::vector<GridIntensity>, std::less<>> grids = {};
  std::map<std::string, std::vector<ProviderPue>, std::less<>> fleets = {};
  std::map<std::string, std::optional<Zone>, std::less<>> zones = {};

  std::uint16_t add(Input input);
  /// A default: value and spread of the row, unless the caller knows better.
  std::uint16_t add_default(std::string name, std::string_view row_id, std::string note = {});
  void warn(std::string_view code, std::string message);
  void refuse(std::string_view code, Place place, std::string message, std::string hint = {});
  /// A zone, year or PUE that is not the one asked for: an error when strict, else a warning if
  /// `loud`.
  void fall_back(std::string_view code, Place place, std::string message, bool loud);
};

/// "job" or "option", by where the value stands.
inline Origin origin_of(Place place) noexcept {
  return place.from_option() ? Origin::option : Origin::job;
}

/// A number given by the user.
template <class T>
Input given_input(std::string_view name, const Given<T>& given, double value, std::string_view unit,
                  double log_sd = 0) {
  return {.name = std::string(name),
          .value = value,
          .unit = std::string(unit),
          .origin = origin_of(given.place),
          .source = {},
          .year = 0,
          .note = {},
          .log_sd = log_sd};
}

/// A cell of a table.
Input table_input(std::string name, double value, std::string unit, const RowSource& source,
                  std::string note, double log_sd = 0);

/// Words for a lookup that did not give one row; `what` is "accelerator", `table` the one to list.
template <class Row>
void refuse_lookup(Context& context, std::string_view what, std::string_view table,
                   std::string_view name, Place place, const Lookup<Row>& lookup,
                   std::string_view instead);
void refuse_ambiguous(Context& context, std::string_view what, std::string_view name, Place place,
                      const std::vector<Candidate>& candidates, std::string_view instead);
void refuse_unknown(Context& context, std::string_view what, std::string_view table,
                    std::string_view name, Place place, const std::vector<std::string>& suggestions,
                    std::string_view instead);

template <class Row>
void refuse_lookup(Context& context, std::string_view what, std::string_view table,
                   std::string_view name, Place place, const Lookup<Row>& lookup,
                   std::string_view instead) {
  if (!lookup.candidates.empty())
    return refuse_ambiguous(context, what, name, place, lookup.candidates, instead);
  refuse_unknown(context, what, table, name, place, lookup.suggestions, instead);
}

}  // namespace carbonest
