// SPDX-License-Identifier: Apache-2.0
#pragma once
// Where hardware can be had, as far as the tables know: an instance from its provider, and the
// accelerators that a provider builds for itself from nobody else.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/catalog.hpp"
#include "carbonest/job.hpp"

namespace carbonest {

struct Offers {
  struct Only {
    std::string what, provider;
  };
  std::vector<Only> only;

  /// Why a region cannot offer this; nothing where it can, or where the tables do not know.
  std::optional<std::string> refuse(std::string_view region) const;
};

Offers offers_of(const Job& job, std::string_view instance, const Catalog& catalog);

}  // namespace carbonest
