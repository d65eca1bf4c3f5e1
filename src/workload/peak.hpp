// SPDX-License-Identifier: Apache-2.0
#pragma once
// Dense peak rates by precision, and how far below them a default MFU lies at that precision.

#include <optional>
#include <string>

#include "workload/plan.hpp"

namespace carbonest {

struct Peak {
  double tflops = 0;  ///< of one device
  TrainingPrecision precision = TrainingPrecision::bf16;
  std::string column;  ///< of the table; empty when given
};

/// What the table has at this precision.
std::optional<double> table_peak(const Accelerator& row, TrainingPrecision precision) noexcept;

/// The peak at the precision of the workload, else at the first of bf16, fp16, fp32 that the device
/// has; the job's own `peak_tflops` wins. Notes what stands against it and returns nothing then.
std::optional<Peak> find_peak(const Plan& plan, const Accelerator* row, Diagnostics& problems);

/// Best measured matrix product over the peak; 1 where none was measured at this precision.
double mfu_ceiling(const MfuFamily& family, TrainingPrecision precision) noexcept;

/// Factor on a family's default MFU, and why; 1 at the precision that the runs used.
struct PrecisionFactor {
  double factor = 1;
  std::string_view note;
};
PrecisionFactor precision_factor(const MfuFamily& family, TrainingPrecision precision,
                                 double sequence_length) noexcept;

}  // namespace carbonest
