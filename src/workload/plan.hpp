// SPDX-License-Identifier: Apache-2.0
#pragma once
// The workload with its words read and its numbers as formula terms: what the checks and the
// formulas share.

#include "carbonest/training_time.hpp"
#include "workload/words.hpp"

namespace carbonest {

struct Plan {
  const Workload& said;
  WorkloadKind kind = WorkloadKind::transformer;
  TrainingMethod method = TrainingMethod::full;
  Attention attention = Attention::full;
  MfuKind mfu_kind = MfuKind::steady;
  std::optional<Recompute> recompute{};
  std::optional<ThroughputScope> scope{};
  std::optional<TrainingPrecision> precision{};
  const Architecture* architecture = nullptr;
  FlopsTerms terms{};
  bool counts_attention = false;

  bool has_parameters() const noexcept { return terms.parameters > 0; }
  bool has_shape() const noexcept { return terms.layers > 0 && terms.width > 0; }
  bool sparse() const noexcept { return kind == WorkloadKind::moe; }
  /// FLOPs from parameters and tokens.
  bool by_tokens() const noexcept;
  /// FLOPs from the forward pass of a sample.
  bool by_samples() const noexcept { return terms.forward_flops > 0 && terms.samples > 0; }
};

/// What a kind of workload means for formulas and defaults.
struct KindRow {
  WorkloadKind kind;
  std::string_view
      training_rule;  ///< from parameters and tokens; empty: such a kind is counted per sample
  bool language_model;
  double mfu_factor;  ///< of the family's default MFU
  double mfu_log_sd;  ///< at least this
};
const KindRow& kind_row(WorkloadKind kind) noexcept;

/// Words and names that cannot be read are noted in `problems` and left at their defaults.
Plan make_plan(const Workload& workload, Diagnostics& problems);

/// The rule with this id, which must exist.
const FlopsRule& flops_rule(std::string_view id) noexcept;

/// Executed over model FLOPs: 1 unless `recompute` says otherwise.
double executed_share(const Plan& plan) noexcept;

/// Model FLOPs by the formulas, `flops` of the job aside; 0 where terms are missing.
double formula_flops(const Plan& plan) noexcept;

/// check_workload() without reading the words again.
void check_plan(const Plan& plan, Diagnostics& problems);
WorkloadFlops count_flops(const Plan& plan);

}  // namespace carbonest
