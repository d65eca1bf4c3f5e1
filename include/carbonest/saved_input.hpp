// SPDX-License-Identifier: Apache-2.0
#pragma once
// What an estimate was made from, small enough to be saved beside the result: with it, another run
// can tell whether the job changed and can repeat the old job with newer tables. It holds the job
// as it was written and the overrides of the command line, never what was looked up.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/job.hpp"

namespace carbonest {

struct SavedOverride {
  std::string key, text;  ///< a job key and what was given for it: "region", "FR"
  friend bool operator==(const SavedOverride&, const SavedOverride&) = default;
};

struct SavedInput {
  /// The job as compact JSON, keys in bytewise order at every level, without what changes no
  /// number: `name` and `description` of the job, and every `x_...` key.
  std::string job;
  std::vector<SavedOverride> overrides;  ///< in order of their keys
  std::string hash;                      ///< SHA-256 of both, hexadecimal
};

/// `job_text` must have been accepted by read_job(); text that is no JSON object gives nothing.
std::optional<SavedInput> save_input(std::string_view job_text,
                                     std::span<const Override> overrides);

/// The overrides in the form that read_job() takes. They point into `saved`; diagnostics about them
/// name `option`.
std::vector<Override> overrides_of(const SavedInput& saved, const char* option);

}  // namespace carbonest
