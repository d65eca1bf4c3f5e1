// SPDX-License-Identifier: Apache-2.0
#pragma once
// A value as the user gave it, together with where it stands, so that a later refusal can point at
// it.

#include <optional>

#include "carbonest/diagnostic.hpp"

namespace carbonest {

template <class T>
struct Given {
  T value{};
  Place place;
};
template <class T>
using Maybe = std::optional<Given<T>>;

}  // namespace carbonest
