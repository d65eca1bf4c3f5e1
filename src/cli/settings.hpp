// SPDX-License-Identifier: Apache-2.0
#pragma once
// The command line after reading: what was asked for, converted and checked, without having touched
// the world.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/catalog.hpp"
#include "carbonest/compare.hpp"
#include "carbonest/job.hpp"
#include "carbonest/method.hpp"

namespace carbonest::cli {

enum class Color : std::uint8_t { automatic, always, never };

struct Settings {
  std::vector<std::string> operands;
  std::string format = "text";
  std::string output;  ///< empty: standard output
  std::string data_folder;
  std::string search;
  const Method* method = nullptr;
  Basis basis = Basis::lifecycle;
  bool strict = false;
  bool equivalents = false;
  bool quiet = false;
  bool verbose = false;
  bool help = false;
  bool version = false;
  Color color = Color::automatic;
  std::vector<Override> overrides;
  CompareLists compare;
  const SortKey* sort = &sort_keys().front();
  std::optional<std::size_t> top;
};

}  // namespace carbonest::cli
