// SPDX-License-Identifier: Apache-2.0
#pragma once
// A value of a job text, as the field tables see it: its kind, its text, where it stands. Any
// reader that can fill these (from JSON, from an option) feeds the same tables.

#include <cstdint>
#include <iterator>
#include <string_view>

#include "carbonest/diagnostic.hpp"

namespace carbonest {

/// The values inside a value follow it in one array, so that a whole document is one allocation.
struct Value {
  enum class Kind : std::uint8_t { null, boolean, number, text, array, object };

  Kind kind = Kind::null;
  bool truth = false;      ///< of a boolean
  std::uint32_t size = 1;  ///< this value and all inside it
  Place place;
  Place key_place;
  std::string_view key;   ///< decoded; empty outside of objects
  std::string_view text;  ///< of a text: decoded; of a number: its digits as written

  class Iterator {
   public:
    using value_type = Value;
    using difference_type = std::ptrdiff_t;
    Iterator() = default;
    explicit Iterator(const Value* at) noexcept : at_{at} {}
    const Value& operator*() const noexcept { return *at_; }
    const Value* operator->() const noexcept { return at_; }
    Iterator& operator++() noexcept { return at_ += at_->size, *this; }
    Iterator operator++(int) noexcept {
      const Iterator before = *this;
      ++*this;
      return before;
    }
    bool operator==(const Iterator&) const = default;

   private:
    const Value* at_ = nullptr;
  };
  struct Children {
    Iterator first, last;
    Iterator begin() const noexcept { return first; }
    Iterator end() const noexcept { return last; }
    bool empty() const noexcept { return first == last; }
  };
  /// Members of an object or items of an array, in the order of the text.
  Children children() const noexcept { return {Iterator{this + 1}, Iterator{this + size}}; }
};

/// "a number", "a text", ...
std::string_view describe(Value::Kind kind) noexcept;

}  // namespace carbonest
