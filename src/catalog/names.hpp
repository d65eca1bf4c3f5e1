// SPDX-License-Identifier: Apache-2.0
#pragma once
// How people write names, and how near one name is to another. Folding makes spellings of one name
// equal; the other functions take off what may be left out (a vendor, a clock rate, a zone letter)
// and refuse to take off anything else.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace carbonest {

/// What folding drops: place ids keep their dashes, since us-west1 and us-west-1 are different
/// places.
enum class Folding : std::uint8_t { all, keep_dashes };

std::string lower_ascii(std::string_view text);
std::string_view trimmed(std::string_view text);
/// An id as a key: lower case, spaces and underscores as dashes. Nothing is dropped: R-EU is not
/// REU.
std::string fold_id(std::string_view id);
/// Lower case, without spaces, underscores, dashes, (R) and (TM).
std::string fold_name(std::string_view name, Folding folding = Folding::all);

struct VendorSplit {
  std::string rest;         ///< the name without its leading vendor words; empty when it has none
  std::string_view vendor;  ///< whose words they were
};
/// Takes off leading words such as "NVIDIA Tesla"; words of one vendor only, of `vendor` if it is
/// given.
VendorSplit without_vendor(std::string_view name, std::string_view vendor = {});

/// "Intel(R) Xeon(R) CPU E5-2620 v4 @ 2.10GHz" -> "Intel Xeon E5-2620 v4"; empty when nothing can
/// be taken off.
std::string bare_cpu_name(std::string_view name);
/// "us-central1-a" -> "us-central1", "us-east-1a" -> "us-east-1"; empty when there is no zone
/// letter.
std::string region_of_zone(std::string_view name);

/// Edits (insertions, deletions, substitutions, swaps of neighbours) from a to b; limit + 1 when
/// there are more.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);
/// How many edits still make a folded word a likely typing error.
std::size_t typing_errors_allowed(std::size_t length) noexcept;

/// Keeps the `limit` nearest of the names that it is shown, nearest first, equals in bytewise
/// order.
class NearestNames {
 public:
  explicit NearestNames(std::size_t limit) : limit_{limit} {}
  /// The distance beyond which a name can no longer enter.
  std::size_t cut_off(std::size_t allowed) const;
  void consider(std::size_t distance, std::string_view name);
  std::vector<std::string> take() &&;

 private:
  struct Near {
    std::size_t distance;
    std::string name;
    auto operator<=>(const Near&) const = default;
  };
  std::size_t limit_;
  std::vector<Near> nearest_;
};

}  // namespace carbonest
