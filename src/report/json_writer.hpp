// SPDX-License-Identifier: Apache-2.0
#pragma once
// Writes JSON in the order of the calls, pretty or compact. Every string is escaped and every
// number checked on the way, so the output is valid JSON as long as begin and end calls match,
// which is asserted.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace carbonest {

class JsonWriter {
 public:
  enum class Style { pretty, compact };
  explicit JsonWriter(Style style) : style_{style} {}

  JsonWriter& begin_object() { return open('{', false); }
  JsonWriter& begin_row() { return open('{', true); }  ///< an object on one line, even when pretty
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('[', false); }
  JsonWriter& begin_inline_array() { return open('[', true); }
  JsonWriter& end_array() { return close(']'); }

  JsonWriter& key(std::string_view name);
  JsonWriter& text(std::string_view value);
  JsonWriter& number(double value);
  JsonWriter& boolean(bool value) { return raw(value ? "true" : "false"); }
  JsonWriter& null() { return raw("null"); }

  /// A value that is compact JSON already: canonical_json(), another writer's output.
  JsonWriter& json(std::string_view compact) { return raw(compact); }

  JsonWriter& text_or_null(std::string_view value) { return value.empty() ? null() : text(value); }
  JsonWriter& number_or_null(std::optional<double> value) {
    return value ? number(*value) : null();
  }

  /// The document with its final line end.
  std::string finish() &&;

 private:
  struct Level {
    bool empty = true;
    bool on_one_line = false;
  };
  JsonWriter& open(char bracket, bool on_one_line);
  JsonWriter& close(char bracket);
  JsonWriter& raw(std::string_view value);
  void separate();
  void new_line(std::size_t depth);

  Style style_;
  bool after_key_ = false;
  std::vector<Level> levels_;
  std::string out_;
};

}  // namespace carbonest
