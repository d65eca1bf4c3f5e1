// SPDX-License-Identifier: Apache-2.0
#pragma once
// A quick look at a line: takes the few keys that scale or label a result apart from all others,
// whose bytes together name the rates of the job. It is sure of what it takes and says so; at the
// least doubt it says nothing, and the line is read by read_job(), which alone knows what to say
// about it. What it does not look into (`hardware`, `region`, ...) is sound exactly if the same
// bytes were sound before.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "batch/rates.hpp"
#include "carbonest/job.hpp"

namespace carbonest::batch {

/// Which keys are the line's own: not those that an option overrides.
struct ScanRules {
  bool time = true, runs = true, start = true;
  std::vector<std::string> own_keys;  ///< x_... whose values are wanted

  explicit ScanRules(std::span<const Override> overrides = {});
};

struct ScannedLine {
  std::string rates_key;
  std::string_view name;  ///< into the line, or into `decoded`
  Scale scale;
  std::vector<std::optional<std::string>> own_values;  ///< beside ScanRules::own_keys

  std::string decoded;  ///< a name with escapes
};

/// False: read it strictly. Then `out` holds nothing of use.
bool scan_line(std::string_view line, const ScanRules& rules, ScannedLine& out);

}  // namespace carbonest::batch
