// SPDX-License-Identifier: Apache-2.0
#pragma once
// From a described workload to FLOPs to device-hours: pure functions of the workload and one row of
// the accelerator table. Formulas, known architectures, peak rates and MFU defaults are tables;
// defaults are per family of devices, fitted on published runs, never per model.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/catalog.hpp"
#include "carbonest/resolve.hpp"
#include "carbonest/workload.hpp"

namespace carbonest {

/// What the formulas speak of. Absent terms are 0, except where 1 is neutral.
struct FlopsTerms {
  double parameters = 0, active_parameters = 0, decoder_parameters = 0;  ///< N, N_active, N_dec
  double layers = 0, width = 0, ffn_width = 0, vocabulary = 0;           ///< L, d, d_ff, V
  double kv_share = 1;                                        ///< key/value heads per head
  double ffn_matrices = 2;                                    ///< k: 2, gated 3
  double embeddings = 2;                                      ///< matrices of V x d: 2, tied 1
  double tokens = 0, output_tokens = 0, sequence_length = 0;  ///< D, D_out, s
  double samples = 0;                                         ///< of all epochs
  double forward_flops = 0, frozen_flops = 0;                 ///< of one sample
  double frozen = 0;                                          ///< f
  double adapter_parameters = 0, teacher_parameters = 0;
  double rollout_tokens = 0, scorers = 0;
};

/// What a formula gives: a count of parameters; the FLOPs of a training, of its attention, of parts
/// that only run forward; what a method, or recomputation, makes of FLOPs.
enum class FlopsRole : std::uint8_t {
  parameters,
  training,
  attention,
  frozen,
  method,
  recomputation
};

/// One formula. One multiply-add is 2 FLOPs; a training step is three forward passes.
struct FlopsRule {
  std::string_view id;  ///< "training.moe"
  FlopsRole role;
  std::string_view formula;  ///< "6 x N_active x D"
  std::string_view citation;
  double (*value)(const FlopsTerms& terms,
                  double base) noexcept;  ///< base: what a method starts from
};
std::span<const FlopsRule> flops_rules() noexcept;  ///< sorted by id

/// Forward multiply-adds of a known image model at its usual resolution.
struct Architecture {
  std::string_view id;
  std::string_view kind;  ///< a word of `kind`
  double giga_macs;       ///< of one forward pass; FLOPs are twice that
  int image_size;         ///< pixels; multiply-adds grow with its square
  std::string_view citation;
};
std::span<const Architecture> architectures() noexcept;  ///< sorted by id

struct WorkloadFlops {
  double flops = 0;          ///< model FLOPs of the whole training, rollouts included
  double rollout_flops = 0;  ///< of them: token-by-token generation, which runs far below other MFU
  double log_sd = 0;         ///< standard deviation of ln(flops)
  std::string formula;       ///< with its terms: "6 x N x D + 12 x L x d x s x D"
  bool sparse = false;       ///< a mixture of experts
  bool language_model = false;  ///< draws the power of a language model
  /// The terms as given or assumed, then `flops`, which carries log_sd; `hardware_flops` with
  /// recomputation.
  std::vector<Input> inputs;
};

/// Refuses what check_workload() refuses. Uncertainty: 0.03 with the shape known, counted per
/// sample, or given; 0.07 from parameters and tokens alone.
Result<WorkloadFlops> workload_flops(const Workload& workload);

/// What the hours rest on, best evidence first.
enum class Rung : std::uint8_t {
  measured_energy,
  measured_power,
  given_hours,
  tokens_per_second,
  given_mfu,
  default_mfu
};
struct RungRow {
  Rung rung;
  std::string_view id;     ///< "default-mfu"
  std::string_view title;  ///< for people
};
std::span<const RungRow> rungs() noexcept;  ///< in the order of the enumeration

/// Whole-run MFU of a family of devices: median over runs, restarts and evaluation included.
struct MfuFamily {
  std::string_view id, title;
  std::string_view devices{};  ///< accelerator ids, ';' between them; a final '*' stands for any
                               ///< rest; empty: a class
  struct Value {
    double start;   ///< where the fit starts: published experience, or the nearest family's
    double mfu;     ///< fitted: the start counts as much as k_start_weight runs
    double log_sd;  ///< of ln(MFU) of one more run
    int runs;       ///< that were fitted
  };
  Value dense, sparse;
  double ceiling = 1;  ///< best matrix product / peak at 16 bits; 1 where none was measured
  double fp8_ceiling = 1;
  bool pooled = false;        ///< dense and sparse runs are fitted together
  bool vector_units = false;  ///< no matrix units: the MFU is of the fp32 peak
  std::string_view basis;     ///< what it rests on
};
inline constexpr double k_start_weight = 8;  ///< runs that a starting value is worth
inline constexpr double k_run_log_sd =
    0.29;  ///< between runs of one family; leave-one-out on all runs
std::span<const MfuFamily> mfu_families() noexcept;
/// The family of a table row: by its id, else by its class; nullptr is a device that is not in the
/// table.
const MfuFamily& mfu_family(const Accelerator* row) noexcept;

struct DerivedTime {
  double device_hours = 0;
  double wall_hours = 0;  ///< device_hours / devices
  double log_sd = 0;      ///< of ln(device_hours), from all inputs together
  Rung rung = Rung::default_mfu;
  /// `flops`, `peak_tflops`, `mfu`, `goodput`, `tokens_per_second`, ... and, derived from them with
  /// log_sd 0 (nothing is counted twice), `accelerator_hours` and `runtime_hours`, whose spread is
  /// `log_sd` above.
  std::vector<Input> inputs;
  /// d ln(hours) / d ln(input), one per input; 0 where log_sd is 0.
  std::vector<double> elasticity;
  bool language_model = false;
};

/// hours = FLOPs / (peak x MFU x goodput x 3600), or tokens / (tokens per second x 3600). `row` may
/// be nullptr when the workload gives `peak_tflops` or `tokens_per_second`; `devices` > 0 is count
/// x nodes. Refuses what check_workload() refuses, a precision that the device lacks, an MFU above
/// what its matrix products reach, a peak that counts sparsity. Warns when the model does not fit
/// into the devices' memory, and above one year.
Result<DerivedTime> derive_time(const Workload& workload, const Accelerator* row, double devices,
                                Diagnostics& warnings);

}  // namespace carbonest
