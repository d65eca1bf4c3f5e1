// SPDX-License-Identifier: Apache-2.0
#include "compare/lists.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "catalog/names.hpp"
#include "compare/counted_name.hpp"
#include "input/words.hpp"
#include "limits.hpp"
#include "resolve/context.hpp"

namespace carbonest {
namespace {

constexpr const char* k_hardware = "--hardware";
constexpr const char* k_instances = "--instances";
constexpr const char* k_years = "--years";
constexpr const char* k_vary = "--vary";

// A comma inside of {"a": [1, 2]} or "a, b" belongs to the value.
std::size_t end_of_item(std::string_view list) noexcept {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const char c = list[i];
    if (quoted && c == '\\') ++i;
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (c == ',' && depth <= 0) return i;
  }
  return list.size();
}

// The words of an unknown or ambiguous name are those of a job's.
template <class Row>
void refuse_name(ListReading& reading, std::string_view what, std::string_view table,
                 const char* option, std::string_view name, const Lookup<Row>& lookup) {
  const Job job;
  const ResolveOptions options;
  Context context{job, reading.catalog, methods().front(), options, {}, {}};
  refuse_lookup(context, what, table, name, {.option = option}, lookup, {});
  reading.add(std::move(context.errors));
}

std::optional<int> year_in(std::string_view text) noexcept {
  int year = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), year);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  const bool known = year >= limits::k_year.min && year <= limits::k_year.max;
  return whole && known ? std::optional(year) : std::nullopt;
}

void add_unless_there(Axis& axis, std::string value) {
  if (std::ranges::find(axis.values, value) == axis.values.end())
    axis.values.push_back(std::move(value));
}

// "2018-2024"; false when it is no range.
bool take_year_range(ListReading& reading, std::string_view item, Axis& axis) {
  const std::size_t dash = item.find('-', 1);
  if (dash == item.npos) return false;
  const auto first = year_in(trimmed(item.substr(0, dash)));
  const auto last = year_in(trimmed(item.substr(dash + 1)));
  if (!first || !last) return false;
  if (*last < *first)
    reading.refuse("out-of-range", k_years, fmt::format("the years {} run backwards", item),
                   fmt::format("write {}-{}", *last, *first));
  for (int year = *first; year <= *last; ++year) add_unless_there(axis, std::to_string(year));
  return true;
}

}  // namespace

void ListReading::refuse(std::string_view code, const char* option, std::string message,
                         std::string hint) {
  add({diagnostic(code, {.option = option}, std::move(message), std::move(hint))});
}

void ListReading::add(Diagnostics found) {
  for (Diagnostic& error : found) {
    if (errors.size() == limits::k_diagnostics)
      errors.push_back(diagnostic("too-many-problems", {}, "there are more problems than these"));
    if (errors.size() > limits::k_diagnostics) return;
    errors.push_back(std::move(error));
  }
}

bool ListReading::enough(const Axis& axis) const noexcept {
  return errors.size() > limits::k_diagnostics || axis.values.size() > limits::k_variants;
}

std::vector<std::string_view> items_of(ListReading& reading, const char* option,
                                       std::string_view list) {
  std::vector<std::string_view> items;
  bool empty = false;
  for (bool more = true; more;) {
    const std::size_t end = end_of_item(list);
    const std::string_view item = trimmed(list.substr(0, end));
    more = end < list.size();
    list.remove_prefix(more ? end + 1 : end);
    if (item.empty())
      empty = true;
    else
      items.push_back(item);
  }
  if (empty)
    reading.refuse("empty-value", option, "an item of the list is empty",
                   "items are separated by single commas");
  return items;
}

void add_named(ListReading& reading, Axis& axis, std::string value, std::string_view item) {
  if (std::ranges::find(axis.values, value) == axis.values.end()) {
    axis.values.push_back(std::move(value));
    return;
  }
  reading.refuse("duplicate-item", axis.option,
                 value == item
                     ? fmt::format("{} is listed twice", in_quotes(item))
                     : fmt::format("{} is {}, which is listed already", in_quotes(item), value),
                 "keep one of the two");
}

Axis read_hardware(ListReading& reading, std::string_view list) {
  Axis axis{AxisKind::hardware, "hardware", k_hardware, {}};
  for (const std::string_view item : items_of(reading, k_hardware, list)) {
    if (reading.enough(axis)) break;
    const CountedName counted = counted_name(item);
    if (!counted.valid) {
      reading.refuse("out-of-range", k_hardware,
                     fmt::format("{} is no count of accelerators", in_quotes(counted.count)),
                     "write a whole number, as in 8x H100-SXM5-80GB; without one the job's count "
                     "is kept");
      continue;
    }
    const auto lookup = reading.catalog.accelerator(counted.name);
    if (!lookup.row) {
      refuse_name(reading, "accelerator", "accelerators", k_hardware, counted.name, lookup);
      continue;
    }
    add_named(reading, axis,
              counted.count.empty() ? std::string(lookup.row->id)
                                    : fmt::format("{}x {}", counted.number, lookup.row->id),
              item);
  }
  return axis;
}

Axis read_instances(ListReading& reading, std::string_view list) {
  Axis axis{AxisKind::instance, "instance", k_instances, {}};
  for (const std::string_view item : items_of(reading, k_instances, list)) {
    if (reading.enough(axis)) break;
    const auto lookup = reading.catalog.instance(item);
    if (lookup.row)
      add_named(reading, axis, std::string(lookup.row->id), item);
    else
      refuse_name(reading, "instance", "instances", k_instances, item, lookup);
  }
  return axis;
}

Axis read_years(ListReading& reading, std::string_view list) {
  Axis axis{AxisKind::year, "year", k_years, {}};
  for (const std::string_view item : items_of(reading, k_years, list)) {
    if (reading.enough(axis)) break;
    if (const auto year = year_in(item))
      add_named(reading, axis, std::to_string(*year), item);
    else if (!take_year_range(reading, item, axis))
      reading.refuse("out-of-range", k_years, fmt::format("{} is no year", in_quotes(item)),
                     fmt::format("write years from {} to {}, as in 2020,2022-2024",
                                 limits::k_year.min, limits::k_year.max));
  }
  return axis;
}

Axis read_varied(ListReading& reading, std::string_view text) {
  const std::size_t equals = text.find('=');
  const std::string_view key = trimmed(text.substr(0, equals));
  Axis axis{AxisKind::key, std::string(key), k_vary, {}};
  if (equals == text.npos || key.empty()) {
    reading.refuse("invalid-option", k_vary,
                   fmt::format("{} is no key with its values", in_quotes(text)),
                   "write a job key and a list: --vary pue=1.1,1.3");
    return axis;
  }
  for (const std::string_view item : items_of(reading, k_vary, text.substr(equals + 1)))
    if (!reading.enough(axis)) add_named(reading, axis, std::string(item), item);
  return axis;
}

}  // namespace carbonest
