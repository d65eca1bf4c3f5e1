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
#include "carbonest/gate.hpp"
#include "carbonest/job.hpp"
#include "carbonest/method.hpp"

namespace carbonest::cli {

enum class Color : std::uint8_t { automatic, always, never };

/// A result of `gate` in one more format: "junit:carbon.xml".
struct ReportFile {
  const GateFormat* format;
  std::string path;
};

struct GateSettings {
  std::vector<LimitText> limits;
  GateScope scope = GateScope::total;
  GateOptions options;  ///< but for `strict`, which is an option of its own
  std::string budget;
  std::vector<ReportFile> reports;
  bool github_files = false;
};

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
  std::string baseline;
  GateSettings gate;
};

}  // namespace carbonest::cli
