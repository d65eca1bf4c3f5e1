// SPDX-License-Identifier: Apache-2.0
#include "input/fields.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catalog/names.hpp"
#include "diagnostics/locate.hpp"
#include "input/timestamp.hpp"
#include "input/words.hpp"

namespace carbonest {
namespace {

std::string_view unit_words(const FieldSpec& spec) noexcept {
  return spec.holds == Holds::quantity ? base_unit(spec.dimension) : std::string_view{};
}

std::string with_unit(double value, std::string_view unit) {
  return unit.empty() ? fmt::format("{}", value) : fmt::format("{} {}", value, unit);
}

std::string quoted_list(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += fmt::format("{}`{}`", out.empty() ? "" : ", ", word);
  return out;
}

bool same_place(Place a, Place b) noexcept { return a.offset == b.offset && a.option == b.option; }

}  // namespace

std::vector<std::string> spellings_of(const FieldSpec& spec) {
  std::vector<std::string> out{std::string(spec.key)};
  if (!spec.alias.empty()) out.emplace_back(spec.alias);
  if (spec.holds != Holds::quantity) return out;
  for (const Unit& unit : units())
    if (unit.dimension == spec.dimension && !unit.suffix.empty())
      out.push_back(fmt::format("{}_{}", spec.key, unit.suffix));
  return out;
}

void Reading::error(std::string_view code, Place place, std::string message, std::string hint) {
  ++error_count_;
  // What several stages inherit is told once.
  const auto told = [&](const Diagnostic& d) {
    return d.code == code && same_place(d.place, place) && d.message == message;
  };
  if (place.known() && std::ranges::any_of(errors_, told)) return;
  if (errors_.size() < limits::k_diagnostics)
    errors_.push_back(diagnostic(code, place, std::move(message), std::move(hint)));
  else if (errors_.size() == limits::k_diagnostics)
    errors_.push_back(diagnostic("too-many-problems", {}, "there are more problems than these"));
}

Diagnostics Reading::take_errors() && {
  std::ranges::stable_sort(errors_, {}, [](const Diagnostic& d) {
    return std::pair(!d.place.from_option(), d.place.offset);
  });
  return std::move(errors_);
}

void Reading::add_errors(const Diagnostics& found) {
  for (const Diagnostic& d : found) error(d.code, d.place, d.message, d.hint);
}

void Reading::warn(std::string_view code, Place place, std::string message, std::string hint) {
  const auto told = [&](const Diagnostic& d) {
    return d.code == code && same_place(d.place, place) && d.message == message;
  };
  if (place.known() && std::ranges::any_of(warnings_, told)) return;
  if (warnings_.size() < limits::k_diagnostics)
    warnings_.push_back(diagnostic(code, place, std::move(message), std::move(hint)));
}

std::string Reading::words_for(Place place) const {
  if (place.from_option()) return place.option;
  return fmt::format("line {}", line_column(text_, place.offset).line + first_line_ - 1);
}

void Reading::refuse_type(const Found& found, std::string_view expected, std::string hint) {
  const bool null = found.value->kind == Value::Kind::null;
  if (null) hint = "leave the key out";
  error("wrong-type", found.value->place,
        fmt::format("`{}` takes {}, not {}", found.key, expected, describe(found.value->kind)),
        std::move(hint));
}

std::optional<std::string> Reading::text(const Found& found) {
  if (found.value->kind != Value::Kind::text) {
    refuse_type(found, "a text");
    return std::nullopt;
  }
  const std::string_view words = found.value->text;
  const Range& range = found.spec->range;
  if (range.min > 0 && trimmed(words).empty()) {
    error("empty-value", found.value->place, fmt::format("`{}` is empty", found.key),
          "leave the key out, or fill it");
    return std::nullopt;
  }
  if (static_cast<double>(words.size()) > range.max) {
    error("too-long", found.value->place,
          fmt::format("`{}` has {} bytes; {} are the limit", found.key, words.size(), range.max));
    return std::nullopt;
  }
  return std::string(words);
}

// The one place where a number of the input becomes a double: of the right type, whole, finite.
std::optional<double> Reading::plain_number(const Found& found) {
  const Value& value = *found.value;
  const bool typed = value.place.from_option() && value.kind == Value::Kind::text;
  if (value.kind != Value::Kind::number && !typed) {
    const bool quoted = value.kind == Value::Kind::text && parse_number(trimmed(value.text));
    refuse_type(found, "a number",
                quoted ? fmt::format("without quotes: {}", trimmed(value.text)) : std::string{});
    return std::nullopt;
  }
  const std::optional<double> number = parse_number(value.text);
  if (!number) {
    const bool comma = value.text.find(',') != std::string_view::npos;
    error("wrong-type", value.place,
          fmt::format("`{}` takes a number that a double can hold, not {}", found.key,
                      in_quotes(value.text)),
          comma ? "the decimal sign is a point" : "");
  }
  return number;
}

// A warning is read far from its line, so it names the whole path.
std::string Reading::path_of(const Found& found) const {
  const Place place = found.value->place;
  std::string path = place.from_option() ? std::string{} : json_pointer(text_, place.offset);
  if (path.empty()) return std::string(found.key);
  std::ranges::replace(path, '/', '.');
  return path.substr(1);
}

bool Reading::in_range(const Found& found, double value, std::string_view unit) {
  const Range& range = found.spec->range;
  const Place place = found.value->place;
  const auto refuse = [&](std::string message, std::string hint = {}) {
    error("out-of-range", place, fmt::format("`{}` {}", found.key, message), std::move(hint));
    return false;
  };
  if (value < 0 && range.min >= 0) return refuse("cannot be negative");
  if (value < range.min)
    return refuse(value == 0 && range.min < 1
                      ? "must be more than 0"
                      : fmt::format("is at least {}", with_unit(range.min, unit)));
  if (value > range.max) return refuse(fmt::format("is at most {}", with_unit(range.max, unit)));
  if (value < range.plausible_min || value > range.plausible_max) {
    warn(found.spec->key == "pue" ? "pue-high" : "implausible-value", place,
         fmt::format("`{}` is {}: {} to {} is usual", path_of(found), with_unit(value, unit),
                     range.plausible_min, with_unit(range.plausible_max, unit)));
  }
  return true;
}

std::optional<double> Reading::number(const Found& found) {
  const std::optional<double> number = plain_number(found);
  if (!number || !in_range(found, *number, {})) return std::nullopt;
  return number;
}

std::optional<bool> Reading::boolean(const Found& found) {
  if (found.value->kind == Value::Kind::boolean) return found.value->truth;
  refuse_type(found, "true or false");
  return std::nullopt;
}

std::optional<std::int64_t> Reading::integer(const Found& found) {
  const std::optional<double> number = plain_number(found);
  if (!number) return std::nullopt;
  if (*number != std::floor(*number)) {
    error(
        "wrong-type", found.value->place,
        fmt::format("`{}` takes a whole number, not {}", found.key, in_quotes(found.value->text)));
    return std::nullopt;
  }
  if (!in_range(found, *number, {})) return std::nullopt;
  if (*number == 0)
    warn("zero-count", found.value->place,
         fmt::format("`{}` is 0: nothing of it is counted", path_of(found)));
  return static_cast<std::int64_t>(*number);  // all ranges of integers end far below 2^53
}

std::string Reading::missing_unit_hint(const Found& found) const {
  const FieldSpec& spec = *found.spec;
  std::string keys;
  for (const Unit& unit : units())
    if (unit.dimension == spec.dimension && !unit.suffix.empty())
      keys += fmt::format("{}`{}_{}`", keys.empty() ? "" : ", ", spec.key, unit.suffix);
  const bool typed = found.value->place.from_option();
  return fmt::format("write a text with its unit: {}{}", accepted_units(spec.dimension),
                     typed ? std::string{} : fmt::format("; or a number as {}", keys));
}

std::optional<double> Reading::quantity(const Found& found) {
  const FieldSpec& spec = *found.spec;
  const Value& value = *found.value;
  const bool share = spec.holds == Holds::fraction;
  std::optional<double> amount;
  if (found.unit != nullptr) {
    if (value.kind == Value::Kind::text && !value.place.from_option()) {
      refuse_type(found, "a number", fmt::format("a text with a unit is `{}`", spec.key));
      return std::nullopt;
    }
    amount = plain_number(found);
    if (amount) amount = found.unit->in_base(*amount);
  } else if (value.kind == Value::Kind::text && !(share && parse_number(trimmed(value.text)))) {
    const Result<double> parsed = parse_quantity(spec.dimension, value.text, value.place);
    if (parsed) {
      amount = *parsed;
    } else {
      for (const Diagnostic& d : parsed.error())
        error(d.code, d.place, fmt::format("`{}`: {}", found.key, d.message),
              d.code == "missing-unit" ? missing_unit_hint(found) : d.hint);
    }
  } else if (share) {
    amount = plain_number(found);
  } else if (value.kind == Value::Kind::number) {
    error("missing-unit", value.place, fmt::format("`{}`: the number has no unit", found.key),
          missing_unit_hint(found));
  } else {
    refuse_type(found, "a text with a unit", accepted_units(spec.dimension));
  }
  if (!amount) return std::nullopt;
  if (share && *amount > 1 && *amount <= 100 && value.kind == Value::Kind::number) {
    error("out-of-range", value.place, fmt::format("`{}` is a share, from 0 to 1", found.key),
          fmt::format("did you mean {}, or \"{}%\"?", *amount / 100, *amount));
    return std::nullopt;
  }
  if (!in_range(found, *amount, unit_words(spec))) return std::nullopt;
  return amount;
}

std::optional<std::size_t> Reading::choice(const Found& found) {
  if (found.value->kind != Value::Kind::text) {
    refuse_type(found, "a text", fmt::format("one of: {}", listed(found.spec->choices)));
    return std::nullopt;
  }
  const auto& choices = found.spec->choices;
  const auto at = std::ranges::find(choices, lower_ascii(found.value->text));
  if (at != choices.end()) return static_cast<std::size_t>(at - choices.begin());
  std::string hint = suggestion(found.value->text, choices);
  hint += fmt::format("{}one of: {}", hint.empty() ? "" : " ", listed(choices));
  error("unknown-value", found.value->place,
        fmt::format("`{}` does not take {}", found.key, in_quotes(found.value->text)),
        std::move(hint));
  return std::nullopt;
}

std::optional<std::chrono::sys_seconds> Reading::time(const Found& found) {
  if (found.value->kind != Value::Kind::text) {
    refuse_type(found, "a text", "write 2024-05-31T08:00:00Z");
    return std::nullopt;
  }
  const auto moment = parse_timestamp(found.value->text, found.value->place);
  if (moment) return *moment;
  for (const Diagnostic& d : moment.error())
    error(d.code, d.place, fmt::format("`{}`: {}", found.key, d.message), d.hint);
  return std::nullopt;
}

const Seen::Entry* Seen::find(std::string_view key) const noexcept {
  const auto at =
      std::ranges::find_if(entries_, [&](const Entry& entry) { return entry.spec->key == key; });
  return at == entries_.end() ? nullptr : &*at;
}

const Seen::Entry* Seen::find(const FieldSpec& spec) const noexcept {
  const auto at = std::ranges::find(entries_, &spec, &Entry::spec);
  return at == entries_.end() ? nullptr : &*at;
}

Match match_key(const FieldSpec& spec, std::string_view key) noexcept {
  if (key == spec.key || (!spec.alias.empty() && key == spec.alias)) return {&spec, nullptr};
  const std::size_t stem = spec.key.size();
  if (spec.holds != Holds::quantity || key.size() < stem + 2 || !key.starts_with(spec.key) ||
      key[stem] != '_')
    return {};
  const std::string_view suffix = key.substr(stem + 1);
  for (const Unit& unit : units())
    if (unit.dimension == spec.dimension && unit.suffix == suffix) return {&spec, &unit};
  return {};
}

namespace {

// The objects of a kind of file are described in one list, its whole text first.
bool is_whole_text(const ObjectSpec& object) noexcept {
  return &object == &job_objects().front() || &object == &site_objects().front();
}

const std::vector<ObjectSpec>& list_with(std::string_view object) {
  const auto& jobs = job_objects();
  const bool found = std::ranges::find(jobs, object, &ObjectSpec::name) != jobs.end();
  return found ? jobs : site_objects();
}

// A key that another object has: `pue` inside of `hardware`.
std::string other_home(const ObjectSpec& home, std::string_view key) {
  for (const ObjectSpec& other : list_with(home.name)) {
    if (&other == &home) continue;
    for (const FieldSpec* spec : other.fields)
      if (match_key(*spec, key).spec != nullptr)
        return is_whole_text(other) ? fmt::format("`{}` belongs to the top level", key)
                                    : fmt::format("`{}` belongs into `{}`", key, other.name);
  }
  return {};
}

}  // namespace

void refuse_key(Reading& reading, std::string_view object, const Value& member) {
  if (reading.error_count() > limits::k_diagnostics) return;  // it would not be listed
  const Place place = member.place.from_option() ? member.place : member.key_place;
  const auto home = std::ranges::find(list_with(object), object, &ObjectSpec::name);
  std::vector<std::string> keys;
  std::string hint;
  for (const FieldSpec* spec : home->fields) {
    const std::vector<std::string> spellings = spellings_of(*spec);
    keys.insert(keys.end(), spellings.begin(), spellings.end());
    const bool unit_misses = spec->holds == Holds::quantity && member.key.starts_with(spec->key) &&
                             member.key.size() > spec->key.size() &&
                             member.key[spec->key.size()] == '_';
    if (unit_misses) hint = fmt::format("accepted: {}", quoted_list(spellings));
  }
  const std::vector<std::string_view> names(keys.begin(), keys.end());
  const std::string near = suggestion(member.key, names);
  if (!near.empty()) hint = hint.empty() ? near : near + ' ' + hint;
  if (hint.empty()) hint = other_home(*home, member.key);
  if (hint.empty()) hint = "keys that start with x_ are free for your own use";
  reading.error("unknown-key", place,
                is_whole_text(*home)
                    ? fmt::format("a {} has no key {}", object, in_quotes(member.key))
                    : fmt::format("`{}` has no key {}", object, in_quotes(member.key)),
                std::move(hint));
}

std::vector<Value> values_of(std::span<const Override> overrides) {
  std::vector<Value> values;
  for (const Override& given : overrides) {
    Value& value = values.emplace_back();
    value.kind = Value::Kind::text;
    value.key = given.key;
    value.text = given.text;
    value.place.option = given.option;
  }
  return values;
}

void refuse_second(Reading& reading, const Seen::Entry& first, const Found& second) {
  if (first.key == second.key) return;
  reading.error("conflicting-keys", second.value->key_place,
                fmt::format("`{}` says again what `{}` says ({})", second.key, first.key,
                            reading.words_for(first.place)),
                fmt::format("keep one of {}", quoted_list(spellings_of(*second.spec))));
}

void refuse_missing(Reading& reading, const FieldSpec& spec, Place object) {
  std::string hint = spec.holds == Holds::quantity
                         ? fmt::format("accepted: {}", quoted_list(spellings_of(spec)))
                         : std::string(spec.doc);
  reading.error("missing-key", object, fmt::format("`{}` is missing", spec.key), std::move(hint));
}

bool is_users_own(std::string_view key) noexcept { return key.starts_with("x_"); }

}  // namespace carbonest
