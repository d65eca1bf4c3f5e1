// SPDX-License-Identifier: Apache-2.0
// The only file that knows the JSON library. It decides what is JSON; where things stand and what
// is said about them is found here, since its events carry no positions and its messages echo the
// input.
#define JSON_USE_IMPLICIT_CONVERSIONS 0
#include "input/json_document.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "diagnostics/locate.hpp"
#include "diagnostics/utf8.hpp"
#include "input/json_fault.hpp"
#include "input/words.hpp"
#include "limits.hpp"

namespace carbonest {
namespace {

constexpr int k_number_overflow = 406;  // of the library

struct Token {
  std::uint32_t offset = 0;
  std::string_view source;
};

// Walks over tokens that the parser has accepted already.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_{text} {
    if (text.starts_with(k_byte_order_mark)) at_ = k_byte_order_mark.size();
  }

  Token next() noexcept {
    constexpr std::string_view k_between = " \t\r\n,:";
    at_ = std::min(text_.find_first_not_of(k_between, at_), text_.size());
    const std::size_t begin = at_;
    at_ = std::min(end_of_token(), text_.size());
    return {static_cast<std::uint32_t>(begin), text_.substr(begin, at_ - begin)};
  }

 private:
  std::size_t end_of_token() const noexcept {
    if (at_ >= text_.size()) return at_;
    const char c = text_[at_];
    if (c == '"') return end_of_string();
    if (c == '{' || c == '}' || c == '[' || c == ']') return at_ + 1;
    return text_.find_first_of(" \t\r\n,:]}[{\"", at_);
  }
  std::size_t end_of_string() const noexcept {
    std::size_t at = at_ + 1;
    while (at < text_.size() && text_[at] != '"') at += text_[at] == '\\' ? std::size_t{2} : 1;
    return at + 1;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

// Receives the parser's events and builds the values. Its member names are the library's.
class Builder {
 public:
  Builder(std::string_view text, const TextBounds& bounds, JsonDocument& document)
      : text_{text}, bounds_{bounds}, cursor_{text}, document_{document} {}

  std::optional<Diagnostic> take_failure() { return std::move(failure_); }

  bool null() { return add(Value::Kind::null) != nullptr; }
  bool boolean(bool truth) {
    Value* value = add(Value::Kind::boolean);
    if (value != nullptr) value->truth = truth;
    return value != nullptr;
  }
  bool number_integer(std::int64_t) { return add_number(); }
  bool number_unsigned(std::uint64_t) { return add_number(); }
  bool number_float(double, const std::string&) { return add_number(); }
  bool string(std::string& decoded) {
    Value* value = add(Value::Kind::text);
    if (value != nullptr) value->text = keep(token_.source, decoded);
    return value != nullptr;
  }
  bool binary(nlohmann::json::binary_t&) { return false; }  // there is none in text
  bool key(std::string& decoded) {
    const Token token = cursor_.next();
    key_ = keep(token.source, decoded);
    key_place_ = {token.offset};
    return true;
  }
  bool start_object(std::size_t) { return open(Value::Kind::object); }
  bool start_array(std::size_t) { return open(Value::Kind::array); }
  bool end_object() {
    report_duplicates(document_.values[open_.back()]);
    return close();
  }
  bool end_array() { return close(); }

  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception& error) {
    if (error.id == k_number_overflow) {
      const Token token = cursor_.next();
      const bool in_object = !key_.empty();
      failure_ = diagnostic("json-number-range", {token.offset},
                            fmt::format("{}{} is too large for a number",
                                        in_object ? fmt::format("`{}`: ", key_) : std::string{},
                                        in_quotes(token.source)));
    }
    return false;
  }

 private:
  // Texts without escapes stay where they are.
  std::string_view keep(std::string_view source, std::string& decoded) {
    const std::string_view inside = source.substr(1, source.size() - 2);
    if (inside.size() == decoded.size()) return inside;
    return document_.texts.emplace_back(std::move(decoded));
  }

  bool fail(std::string_view code, std::string message) {
    failure_ = diagnostic(code, {token_.offset}, std::move(message));
    return false;
  }

  Value* add(Value::Kind kind) {
    token_ = cursor_.next();
    if (document_.values.size() >= bounds_.values) {
      fail("json-too-many-values",
           fmt::format("{} has at most {} values", bounds_.what, bounds_.values));
      return nullptr;
    }
    Value& value = document_.values.emplace_back();
    value.kind = kind;
    value.place.offset = token_.offset;
    value.key = std::exchange(key_, {});
    value.key_place = std::exchange(key_place_, {});
    return &value;
  }

  bool add_number() {
    Value* value = add(Value::Kind::number);
    if (value != nullptr) value->text = token_.source;
    return value != nullptr;
  }

  bool open(Value::Kind kind) {
    const auto index = static_cast<std::uint32_t>(document_.values.size());
    if (add(kind) == nullptr) return false;
    open_.push_back(index);
    return open_.size() <= limits::k_json_depth ||
           fail("json-too-deep",
                fmt::format("{} nests at most {} levels deep", bounds_.what, limits::k_json_depth));
  }

  bool close() {
    cursor_.next();
    Value& value = document_.values[open_.back()];
    value.size = static_cast<std::uint32_t>(document_.values.size()) - open_.back();
    open_.pop_back();
    return true;
  }

  void report_duplicates(Value& object) {
    object.size = static_cast<std::uint32_t>(&document_.values.back() - &object) + 1;
    members_.clear();
    for (const Value& member : object.children()) members_.push_back(&member);
    const auto order = [](const Value* a, const Value* b) {
      return std::pair(a->key, a->key_place.offset) < std::pair(b->key, b->key_place.offset);
    };
    std::ranges::sort(members_, order);
    for (std::size_t i = 1; i < members_.size(); ++i) {
      if (members_[i]->key != members_[i - 1]->key) continue;
      if (document_.duplicate_keys.size() > limits::k_diagnostics) return;
      const LineColumn first = line_column(text_, members_[i - 1]->key_place.offset);
      document_.duplicate_keys.push_back(diagnostic(
          "duplicate-key", members_[i]->key_place,
          fmt::format("the key {} stands here again; it stands at line {}, column {} already",
                      in_quotes(members_[i]->key), first.line + bounds_.first_line - 1,
                      first.column),
          "keep one of the two"));
    }
  }

  std::string_view text_;
  const TextBounds& bounds_;
  Cursor cursor_;
  JsonDocument& document_;
  Token token_;
  std::string_view key_;
  Place key_place_;
  std::vector<std::uint32_t> open_;
  std::vector<const Value*> members_;
  std::optional<Diagnostic> failure_;
};

Diagnostic syntax_error(std::string_view text) {
  auto fault = find_json_fault(text);
  assert(fault);  // both follow RFC 8259
  if (!fault)
    fault = JsonFault{static_cast<std::uint32_t>(text.size()), "the text is not JSON", {}};
  return diagnostic("json-syntax", {fault->offset}, std::move(fault->message),
                    std::move(fault->hint));
}

}  // namespace

std::string_view describe(Value::Kind kind) noexcept {
  constexpr std::string_view k_words[]{"null",   "true or false", "a number",
                                       "a text", "an array",      "an object"};
  return k_words[static_cast<std::size_t>(kind)];
}

Result<JsonDocument> parse_json(std::string_view text, const TextBounds& bounds) {
  JsonDocument document;
  Builder builder(text, bounds, document);
  const bool parsed = nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
  if (parsed) return document;
  if (auto failure = builder.take_failure()) return std::move(*failure);
  return syntax_error(text);
}

}  // namespace carbonest
