// SPDX-License-Identifier: Apache-2.0
#pragma once
// The language in which the keys of a job are described: one row per key, with what it holds, its
// range, its documentation and its setter. Reading, the messages about wrong values, overrides and
// the published schema all follow the rows.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/job.hpp"
#include "input/quantities.hpp"
#include "input/value.hpp"
#include "limits.hpp"

namespace carbonest {

enum class Holds : std::uint8_t {
  text,  ///< range: bytes
  number,
  integer,
  fraction,  ///< 0..1, or "87%"
  quantity,  ///< a text with a unit under the key; numbers under the key with a unit
  choice,
  time,  ///< RFC 3339
  boolean,
  count,   ///< a number, or a text such as "176B"
  nested,  ///< `forms` of it
  map,     ///< members of any name, each in one of `forms` of `object`
  later,   ///< known, but this version does not read it
};

/// Forms that a nested value can take.
enum Form : unsigned { k_text_form = 1, k_object_form = 2, k_list_form = 4, k_false_form = 8 };

struct FieldSpec {
  std::string_view key;
  std::string_view alias{};
  Holds holds = Holds::text;
  Dimension dimension = Dimension::fraction;  ///< of a quantity
  Range range{};                              ///< in the base unit
  std::span<const std::string_view> choices{};
  unsigned forms = 0;
  std::string_view object{};   ///< name of the object that is nested: job_objects()
  std::string_view example{};  ///< of the text form
  /// Keys with the same fact are alternatives: an option, or a stage, that gives one replaces all.
  std::string_view fact{};
  bool required = false;
  std::string_view doc{};  ///< one sentence, for the schema
};

/// A value under a key of a row.
struct Found {
  const FieldSpec* spec = nullptr;
  const Value* value = nullptr;
  const Unit* unit = nullptr;  ///< of the key as written; nullptr when it is the key itself
  std::string_view key;        ///< as written
};

/// Every spelling of a key: itself, its alias, the forms with a unit.
std::vector<std::string> spellings_of(const FieldSpec& spec);

/// What a reading shares: where problems go, and how they are worded.
class Reading {
 public:
  Reading(std::string_view text, Diagnostics& warnings, int first_line = 1)
      : text_{text}, warnings_{warnings}, first_line_{first_line} {}

  void error(std::string_view code, Place place, std::string message, std::string hint = {});
  void add_errors(const Diagnostics& found);
  void warn(std::string_view code, Place place, std::string message, std::string hint = {});
  std::size_t error_count() const noexcept { return error_count_; }
  /// In the order of the text; those of options first.
  Diagnostics take_errors() &&;

  // Each reads one kind of value, or reports why it cannot.
  std::optional<std::string> text(const Found& found);
  std::optional<double> number(const Found& found);
  std::optional<std::int64_t> integer(const Found& found);
  std::optional<double> quantity(const Found& found);  ///< also fractions; in the base unit
  std::optional<bool> boolean(const Found& found);
  std::optional<std::size_t> choice(const Found& found);
  std::optional<std::chrono::sys_seconds> time(const Found& found);
  void refuse_type(const Found& found, std::string_view expected, std::string hint = {});

  /// "line 3", or the option.
  std::string words_for(Place place) const;

 private:
  std::optional<double> plain_number(const Found& found);
  bool in_range(const Found& found, double value, std::string_view unit);
  std::string path_of(const Found& found) const;
  std::string missing_unit_hint(const Found& found) const;

  std::string_view text_;
  Diagnostics& warnings_;
  int first_line_;
  Diagnostics errors_;
  std::size_t error_count_ = 0;
};

template <class Owner>
struct Field {
  FieldSpec spec;
  void (*set)(Owner&, Reading&, const Found&);
};

/// Which keys an object had, in whatever spelling, whether or not their values were sound.
class Seen {
 public:
  struct Entry {
    const FieldSpec* spec;
    std::string_view key;
    Place place;
  };
  bool has(std::string_view key) const noexcept { return find(key) != nullptr; }
  const Entry* find(std::string_view key) const noexcept;
  const Entry* find(const FieldSpec& spec) const noexcept;
  void add(Entry entry) { entries_.push_back(entry); }
  std::span<const Entry> entries() const noexcept { return entries_; }

 private:
  std::vector<Entry> entries_;
};

/// An object of the job file, without its setters.
struct ObjectSpec {
  std::string_view name, title;
  std::vector<const FieldSpec*> fields;
};
/// The job first, then the objects inside it.
const std::vector<ObjectSpec>& job_objects();
/// The site of a cluster first, then the objects that no job has.
const std::vector<ObjectSpec>& site_objects();

/// What was typed as options, as members of the object that they win over. The texts stay theirs.
std::vector<Value> values_of(std::span<const Override> overrides);

/// Finds the row that a key belongs to; unit is set for the forms with a unit.
struct Match {
  const FieldSpec* spec = nullptr;
  const Unit* unit = nullptr;
};
Match match_key(const FieldSpec& spec, std::string_view key) noexcept;
/// Refuses a key that no row of `object` has, which is one of job_objects() or site_objects().
void refuse_key(Reading& reading, std::string_view object, const Value& member);
/// Refuses the second of two keys of one row; the same spelling twice was reported with the JSON.
void refuse_second(Reading& reading, const Seen::Entry& first, const Found& second);
void refuse_missing(Reading& reading, const FieldSpec& spec, Place object);
bool is_users_own(std::string_view key) noexcept;  ///< x_...

/// Whether `key` belongs to the row of `spec`, or to an alternative with the same fact.
template <class Owner>
bool says_the_same(std::span<const Field<Owner>> fields, const FieldSpec& spec,
                   std::string_view key) {
  for (const Field<Owner>& field : fields)
    if (match_key(field.spec, key).spec != nullptr)
      return &field.spec == &spec || (!spec.fact.empty() && field.spec.fact == spec.fact);
  return false;
}

/// Sets every member of `owner` that the object gives. `overrides` win over the object's members.
template <class Owner>
Seen read_object(Reading& reading, std::string_view name, const Value& object,
                 std::span<const Field<Owner>> fields, Owner& owner,
                 std::span<const Value* const> overrides = {}) {
  Seen seen;
  const auto read = [&](const Value& value) {
    for (const Field<Owner>& field : fields) {
      const Match match = match_key(field.spec, value.key);
      if (match.spec == nullptr) continue;
      const Found found{&field.spec, &value, match.unit, value.key};
      const Place key_place = value.key_place.known() ? value.key_place : value.place;
      if (const Seen::Entry* first = seen.find(field.spec)) {
        refuse_second(reading, *first, found);
      } else {
        seen.add({&field.spec, value.key, key_place});
        field.set(owner, reading, found);
      }
      return;
    }
    refuse_key(reading, name, value);
  };
  for (const Value* value : overrides) read(*value);
  const Seen options = seen;
  const auto is_overridden = [&](std::string_view key) {
    return std::ranges::any_of(options.entries(), [&](const Seen::Entry& entry) {
      return says_the_same(fields, *entry.spec, key);
    });
  };
  for (const Value& member : object.children())
    if (!is_users_own(member.key) && !is_overridden(member.key)) read(member);
  for (const Field<Owner>& field : fields)
    if (field.spec.required && seen.find(field.spec) == nullptr)
      refuse_missing(reading, field.spec, object.place);
  return seen;
}

}  // namespace carbonest
