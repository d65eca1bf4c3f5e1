// SPDX-License-Identifier: Apache-2.0
#pragma once
// What is wrong with an input, as data. A function that reads outside input returns Result<T>: the value,
// or every error that was found (not only the first). Broken machinery (I/O, memory) throws instead.

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace carbonest {

enum class Severity : std::uint8_t { error, warning };

/// One row per diagnostic code; see diagnostic_codes().
struct CodeInfo {
  std::string_view id;  ///< kebab-case, stable: scripts match on it
  Severity severity;    ///< its usual severity
  std::string_view title;
};
/// Every code that the program can print, sorted by id.
std::span<const CodeInfo> diagnostic_codes() noexcept;

/// Where a value came from: a byte offset in the job file, or the option that gave it.
struct Place {
  static constexpr std::uint32_t k_nowhere = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t offset = k_nowhere;
  const char* option = nullptr;  ///< "--region"; a literal, never freed

  bool from_option() const noexcept { return option != nullptr; }
  bool known() const noexcept { return option != nullptr || offset != k_nowhere; }
};

struct Diagnostic {
  std::string code;  ///< an id of diagnostic_codes()
  Severity severity = Severity::error;
  std::string message;
  std::string hint;     ///< what to do about it; may be empty
  Place place;          ///< as found; locate() derives the fields below
  std::string file;     ///< as the user named it; empty for options
  int line = 0;         ///< from 1; 0 where there is no position
  int column = 0;       ///< from 1, in code points
  std::string pointer;  ///< RFC 6901; empty where there is none
  std::string excerpt;  ///< the source line around the position, without its line end
  int caret = 0;        ///< column of the caret in excerpt, from 1
};
using Diagnostics = std::vector<Diagnostic>;

/// A diagnostic with the usual severity of its code.
Diagnostic diagnostic(std::string_view code, Place place, std::string message, std::string hint = {});
bool has_errors(const Diagnostics&) noexcept;

/// A value, or the diagnostics that say why there is none. Names follow std::expected.
template <class T>
class Result {
 public:
  Result(T value) : state_{std::in_place_index<0>, std::move(value)} {}
  Result(Diagnostics errors) : state_{std::in_place_index<1>, std::move(errors)} {}
  Result(Diagnostic error) : state_{std::in_place_index<1>, Diagnostics{std::move(error)}} {}

  bool has_value() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }
  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const Diagnostics& error() const& { return std::get<1>(state_); }
  Diagnostics&& error() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, Diagnostics> state_;
};

}  // namespace carbonest
