// SPDX-License-Identifier: Apache-2.0
#pragma once
// Jobs of today and a saved result to hold them against: what `gate` and `compare --baseline` read
// before anything is judged.

#include <string>
#include <vector>

#include "carbonest/gate.hpp"
#include "cli/exit_code.hpp"
#include "cli/session.hpp"

namespace carbonest::cli {

/// Every job that was named, estimated; those that were refused are in `refused`.
struct GateJobs {
  std::vector<Report> reports;
  std::vector<GateJob> jobs;  ///< one for each report
  Diagnostics refused;
  ExitCode exit = ExitCode::ok;
};
GateJobs estimate_gate_jobs(Session& session, const Catalog& catalog);

/// The baseline of the settings, with the old jobs that have to be estimated anew. No file is read
/// when none was asked for. Points into itself: stays where it was made.
class SavedBaseline {
 public:
  SavedBaseline(Session& session, const Catalog& catalog, const std::vector<GateJob>& jobs);
  SavedBaseline(const SavedBaseline&) = delete;
  SavedBaseline& operator=(const SavedBaseline&) = delete;

  const BaselineInput& input() const noexcept { return input_; }
  ExitCode exit() const noexcept { return exit_; }

 private:
  void read(Session& session);
  void cannot_read(const std::string& message);

  Baseline baseline_;
  BaselineInput input_;
  ExitCode exit_ = ExitCode::ok;
};

/// The old job of a saved result with today's tables; empty when it cannot be estimated any more.
std::optional<Recomputed> recompute(const GateJob& saved, const Catalog& catalog);

}  // namespace carbonest::cli
