// SPDX-License-Identifier: Apache-2.0
#include "compare/job_key.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "input/json_document.hpp"
#include "input/words.hpp"
#include "report/escape.hpp"
#include "report/number.hpp"

namespace carbonest {
namespace {

// Takes the first name off a path.
std::string_view take_name(std::string_view& path) noexcept {
  const std::size_t dot = path.find('.');
  const std::string_view name = path.substr(0, dot);
  path.remove_prefix(dot == path.npos ? path.size() : dot + 1);
  return name;
}

const ObjectSpec* find_object(std::string_view name) noexcept {
  const auto& objects = job_objects();
  const auto object = std::ranges::find(objects, name, &ObjectSpec::name);
  return object == objects.end() ? nullptr : &*object;
}

Match find_field(const ObjectSpec& object, std::string_view name) noexcept {
  for (const FieldSpec* spec : object.fields)
    if (const Match match = match_key(*spec, name); match.spec != nullptr) return match;
  return {};
}

Diagnostic unknown_key(const ObjectSpec& object, std::string_view name, std::string_view path,
                       Place place) {
  std::vector<std::string> keys;
  for (const FieldSpec* spec : object.fields)
    std::ranges::move(spellings_of(*spec), std::back_inserter(keys));
  const std::vector<std::string_view> names(keys.begin(), keys.end());
  std::string hint = suggestion(name, names);
  if (hint.empty()) hint = "keys inside of objects are written with dots: hardware.nodes";
  return diagnostic("unknown-key", place,
                    name == path ? fmt::format("a job has no key {}", in_quotes(path))
                                 : fmt::format("a job has no key {}: `{}` has no {}",
                                               in_quotes(path), object.name, in_quotes(name)),
                    std::move(hint));
}

// Where a value that the reader accepted ends.
std::size_t end_of_value(std::string_view text, std::size_t at) noexcept {
  std::size_t depth = 0;
  do {
    const char c = text[at];
    if (c == '"') {
      for (++at; text[at] != '"'; ++at) at += text[at] == '\\' ? std::size_t{1} : 0;
      ++at;
    } else if (c == '{' || c == '[') {
      ++depth;
      ++at;
    } else if (c == '}' || c == ']') {
      --depth;
      ++at;
    } else if (depth > 0) {
      ++at;
    } else {
      at = std::min(text.find_first_of(" \t\r\n,}]", at), text.size());
    }
  } while (depth > 0);
  return at;
}

// A typed value as JSON: what has no quotes is a text unless the key holds something else.
std::string as_json(const JobKey& key, std::string_view value) {
  const Holds holds = key.spec->holds;
  const bool counts = holds == Holds::number || holds == Holds::integer ||
                      holds == Holds::fraction || key.unit != nullptr;
  constexpr std::array<std::string_view, 3> k_literals{"true", "false", "null"};
  const bool raw = holds == Holds::nested &&
                   (value.starts_with('{') || value.starts_with('[') || value.starts_with('"') ||
                    std::ranges::find(k_literals, value) != k_literals.end());
  if (raw || (counts && plain_number(value))) return std::string(value);
  std::string json;
  append_json_string(json, value);
  return json;
}

// The member that says what the key would say: itself, its alias, or itself in another unit.
const Value* find_same(const Value& object, const FieldSpec& spec) noexcept {
  for (const Value& member : object.children())
    if (match_key(spec, member.key).spec != nullptr) return &member;
  return nullptr;
}

// `"name": value`, with an object for every further name of the path.
std::string nested_member(std::string_view name, std::string_view rest, const std::string& json) {
  std::string member;
  append_json_string(member, name);
  if (rest.empty()) return member + ": " + json;
  const std::string_view inner = take_name(rest);
  return member + ": {" + nested_member(inner, rest, json) + "}";
}

}  // namespace

bool JobKey::overrides() const noexcept {
  return path.find('.') == path.npos && spec->holds != Holds::nested;
}

Result<JobKey> find_job_key(std::string_view path, Place place) {
  const ObjectSpec* object = find_object("job");
  for (std::string_view rest = path;;) {
    const std::string_view name = take_name(rest);
    const Match match = find_field(*object, name);
    const ObjectSpec* const inner =
        match.spec == nullptr ? nullptr : find_object(match.spec->object);
    if (match.spec == nullptr || (!rest.empty() && inner == nullptr))
      return unknown_key(match.spec == nullptr ? *object : *find_object("job"),
                         match.spec == nullptr ? name : path, path, place);
    if (rest.empty()) return JobKey{match.spec, match.unit, path};
    object = inner;
  }
}

Result<std::string> with_value(std::string_view text, const JobKey& key, std::string_view value,
                               Place place) {
  Result<JsonDocument> document = parse_json(text);
  if (!document) return std::move(document).error();
  const Value* object = &document->root();
  const ObjectSpec* spec = find_object("job");
  std::string_view rest = key.path;
  std::string_view name = take_name(rest);
  while (!rest.empty()) {
    const FieldSpec& field = *find_field(*spec, name).spec;
    const Value* const inner = find_same(*object, field);
    if (inner == nullptr) break;
    if (inner->kind != Value::Kind::object)
      return diagnostic("wrong-type", place,
                        fmt::format("`{}` is {} in the job: {} has no place in it", name,
                                    describe(inner->kind), in_quotes(key.path)),
                        "write it as an object in the job file");
    object = inner;
    spec = find_object(field.object);
    name = take_name(rest);
  }
  const std::string member = nested_member(name, rest, as_json(key, value));
  std::string out(text);
  if (const Value* const same = find_same(*object, *find_field(*spec, name).spec)) {
    const std::size_t begin = same->key_place.offset;
    return out.replace(begin, end_of_value(text, same->place.offset) - begin, member);
  }
  return out.insert(object->place.offset + 1, object->children().empty() ? member : member + ", ");
}

}  // namespace carbonest
