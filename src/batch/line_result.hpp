// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the reader of lines knows about the last one, for those who print it or add it up.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "batch/rates.hpp"
#include "batch/rates_cache.hpp"
#include "batch/scan_line.hpp"

namespace carbonest {

struct JobLineReader::Impl {
  Impl(const Catalog& catalog, const BatchOptions& options);

  /// `number` is that of the line, for messages.
  bool read(std::string_view line, std::uint64_t number = 1);

  // Of the last line that was read.
  LineFigures figures;
  std::string_view name;
  std::span<const std::string> warnings;
  const batch::Labels* labels = nullptr;
  bool marginal = false;
  std::span<const std::optional<std::string>> own_values;  ///< beside the keys x_... of group_by
  std::string full;  ///< with BatchOutput::estimates: carbonest.estimate/1 on one line

  Diagnostics problems;  ///< of the last line that was refused
  std::uint64_t strict_lines = 0;

 private:
  void show(batch::Rates& rates, const batch::Scale& scale);
  bool read_strictly(std::string_view line, int number, const std::string* rates_key);
  bool refuse(Diagnostics found, const Diagnostics& warnings, std::string_view line);
  void show_resolved(const Job& job, ResolvedJob resolved, const Diagnostics& read_warnings,
                     std::string_view line);
  void take_own_values(std::string_view line);

  const Catalog& catalog_;
  const BatchOptions& options_;
  ResolveOptions how_;
  batch::ScanRules rules_;
  batch::ScannedLine scanned_;
  batch::RatesCache cache_;
  // What the views above point at after a line that was read strictly.
  std::string strict_name_;
  std::optional<batch::Rates> strict_rates_;
  std::vector<std::string> strict_warnings_;
  batch::Labels strict_labels_;
  std::vector<std::optional<std::string>> strict_own_values_;
};

}  // namespace carbonest
