// SPDX-License-Identifier: Apache-2.0
#pragma once
// A key of a job by its path ("pue", "hardware.nodes"), and a job text with another value under it.

#include <optional>
#include <string>
#include <string_view>

#include "carbonest/diagnostic.hpp"
#include "input/fields.hpp"

namespace carbonest {

struct JobKey {
  const FieldSpec* spec = nullptr;
  const Unit* unit = nullptr;  ///< of a key with its unit in it
  std::string_view path;

  /// A plain key of the top level: what an option of the command line could override.
  bool overrides() const noexcept;
};

/// Follows the path through the tables of the job's keys. Errors: unknown-key.
Result<JobKey> find_job_key(std::string_view path, Place place);

/// `text` with `value` under the key, in the place of whatever says the same. `text` must have been
/// accepted by read_job(); what the value means is left to it. Objects on the way are made where
/// there are none. Errors: wrong-type where something else stands in their place.
Result<std::string> with_value(std::string_view text, const JobKey& key, std::string_view value,
                               Place place);

}  // namespace carbonest
