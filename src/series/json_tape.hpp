// SPDX-License-Identifier: Apache-2.0
#pragma once
// A JSON text (RFC 8259) as a flat list of nodes that point into it. It exists because a year of
// 5-minute values is 6 MB, of which a general DOM is ten times slower to build, and because every
// node keeps its offset, so that a refusal can name the line. Depth and number of nodes are
// bounded, duplicate keys refused. The text must be valid UTF-8 without NUL (check_bytes) and
// outlive the tape.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace carbonest::series_text {

enum class JsonKind : std::uint8_t { null, boolean, number, string, array, object };

class JsonTape;

/// A node, or nothing: members of nothing are nothing, so paths need no checks on the way.
class JsonValue {
 public:
  JsonValue() noexcept = default;
  JsonValue(const JsonTape& tape, std::uint32_t index) noexcept : tape_{&tape}, index_{index} {}

  explicit operator bool() const noexcept { return tape_ != nullptr; }
  bool is(JsonKind kind) const noexcept;
  std::size_t offset() const noexcept;    ///< 0 for nothing
  std::string_view key() const noexcept;  ///< of a member; decoded
  std::string_view text()
      const noexcept;  ///< of a string, decoded; of a number, as written; else empty
  std::optional<double> number() const noexcept;  ///< finite, of a number only
  bool is_true() const noexcept;

  JsonValue member(std::string_view name) const noexcept;
  JsonValue member_ignoring_case(std::string_view name) const noexcept;
  JsonValue first() const noexcept;  ///< child
  JsonValue next() const noexcept;   ///< sibling

 private:
  const JsonTape* tape_ = nullptr;
  std::uint32_t index_ = 0;
};

class JsonTape {
 public:
  struct Problem {
    std::size_t offset;
    std::string message;
  };
  /// Empty when the text is well-formed.
  std::optional<Problem> read(std::string_view text);
  JsonValue root() const noexcept { return {*this, 0}; }

 private:
  friend class JsonValue;
  friend class TapeReader;
  struct Node {
    std::string_view key, text;
    std::uint32_t offset = 0;
    std::uint32_t end = 0;  // index behind the last node of this subtree
    JsonKind kind = JsonKind::null;
    bool has_next = false;
  };
  std::vector<Node> nodes_;
  std::deque<std::string> decoded_;
};

}  // namespace carbonest::series_text
