// SPDX-License-Identifier: Apache-2.0
#pragma once
// What a Catalog holds: a blob, and its bytes where they are not part of the program.

#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "carbonest/catalog.hpp"
#include "catalog/blob.hpp"

namespace carbonest {

struct Catalog::Impl {
  explicit Impl(std::span<const unsigned char> embedded) : blob{embedded} {}
  explicit Impl(std::vector<unsigned char> bytes) : owned{std::move(bytes)}, blob{owned} {}

  std::vector<unsigned char> owned;
  Blob blob;
};

}  // namespace carbonest
