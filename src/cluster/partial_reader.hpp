// SPDX-License-Identifier: Apache-2.0
#pragma once
// The JSON of partial results, carbonest.partial/1: what all kinds of them have in common.

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "carbonest/diagnostic.hpp"
#include "cluster/exact_sum.hpp"

namespace carbonest::cluster {

inline constexpr std::string_view k_partial_schema = "carbonest.partial/1";
using Json = nlohmann::json;

/// The document of a partial result of this kind, or why the text is none.
Result<Json> parse_partial(std::string_view text, std::string_view file, std::string_view kind);
/// "this is no whole carbonest.partial/1: ..."
Diagnostic malformed_partial(std::string_view file, std::string_view what);

/// Takes values by key. The first one that is missing or wrong is remembered, and nothing is read
/// after it.
class PartialReader {
 public:
  explicit PartialReader(std::string& wrong) : wrong_{wrong} {}
  bool good() const noexcept { return wrong_.empty(); }
  void refuse(std::string_view what) {
    if (wrong_.empty()) wrong_ = what;
  }

  const Json& at(const Json& object, std::string_view key) {
    static const Json none;
    if (good() && object.is_object()) {
      const auto found = object.find(key);
      if (found != object.end()) return *found;
    }
    refuse(key);
    return none;
  }
  const Json& list(const Json& object, std::string_view key, std::size_t most) {
    const Json& value = at(object, key);
    if (good() && (!value.is_array() || value.size() > most)) refuse(key);
    static const Json none = Json::array();
    return good() ? value : none;
  }
  std::string text(const Json& object, std::string_view key) {
    const Json& value = at(object, key);
    if (good() && !value.is_string()) refuse(key);
    return good() ? value.get_ref<const std::string&>() : std::string{};
  }
  double number(const Json& object, std::string_view key) {
    return number_of(at(object, key), key);
  }
  double number_of(const Json& value, std::string_view key) {
    constexpr double k_most = 1e30;
    const double number = value.is_number() ? value.get<double>() : -1;
    if (good() && !(number >= 0 && number <= k_most)) refuse(key);
    return good() ? number : 0;
  }
  /// The spread of a factor: a standard deviation of its logarithm.
  double spread(const Json& value, std::string_view key) {
    constexpr double k_most = 10;
    const double sd = number_of(value, key);
    if (good() && sd > k_most) refuse(key);
    return good() ? sd : 0;
  }
  std::uint64_t count(const Json& object, std::string_view key) {
    constexpr double k_most = 9007199254740992;  // 2^53
    const double value = number(object, key);
    if (good() && (value != std::floor(value) || value > k_most)) refuse(key);
    return good() ? static_cast<std::uint64_t>(value) : 0;
  }
  std::int64_t moment(const Json& object, std::string_view key) {
    const Json& value = at(object, key);
    if (good() && !value.is_number_integer()) refuse(key);
    return good() ? value.get<std::int64_t>() : 0;
  }
  ExactSum sum(const Json& object, std::string_view key) { return sum_of(at(object, key), key); }
  ExactSum sum_of(const Json& value, std::string_view key) {
    std::optional<ExactSum> sum;
    if (good() && value.is_string()) sum = ExactSum::from_text(value.get_ref<const std::string&>());
    // More than any log can come to; a billion such sums still add up without running over.
    constexpr double k_most = 0x1p63;
    if (!sum || sum->value() < 0 || sum->value() >= k_most) refuse(key);
    return good() ? *sum : ExactSum{};
  }

 private:
  std::string& wrong_;
};

}  // namespace carbonest::cluster
