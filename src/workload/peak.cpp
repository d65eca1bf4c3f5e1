// SPDX-License-Identifier: Apache-2.0
#include "workload/peak.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace carbonest {
namespace {

struct PeakColumn {
  TrainingPrecision precision;
  std::string_view column;
  std::optional<double> Accelerator::*member;
  bool usual;  // tried in this order when the workload names no precision
};
constexpr std::array k_columns{
    PeakColumn{TrainingPrecision::bf16, "bf16_tflops", &Accelerator::bf16_tflops, true},
    PeakColumn{TrainingPrecision::fp16, "fp16_tflops", &Accelerator::fp16_tflops, true},
    PeakColumn{TrainingPrecision::fp32, "fp32_tflops", &Accelerator::fp32_tflops, true},
    PeakColumn{TrainingPrecision::tf32, "tf32_tflops", &Accelerator::tf32_tflops, false},
    PeakColumn{TrainingPrecision::fp8, "fp8_tflops", &Accelerator::fp8_tflops, false},
};

// Structured sparsity doubles the rate that vendors print.
constexpr double k_sparse_low = 1.8, k_sparse_high = 2.2;
constexpr double k_far_above = 1.25;

std::string_view name_of(TrainingPrecision precision) noexcept {
  return word_of("precision", static_cast<std::uint8_t>(precision));
}

const PeakColumn& column_of(TrainingPrecision precision) noexcept {
  return *std::ranges::find(k_columns, precision, &PeakColumn::precision);
}

std::string rates_of(const Accelerator& row) {
  std::string text;
  for (const PeakColumn& column : k_columns)
    if (const auto& rate = row.*column.member)
      text += fmt::format("{}{} ({} TFLOP/s)", text.empty() ? "" : ", ", name_of(column.precision),
                          *rate);
  return text;
}

std::optional<TrainingPrecision> usual_precision(const Accelerator* row) noexcept {
  if (row == nullptr) return std::nullopt;
  for (const PeakColumn& column : k_columns)
    if (column.usual && row->*column.member) return column.precision;
  return std::nullopt;
}

std::optional<Peak> given_peak(const Plan& plan, const Accelerator* row, Diagnostics& problems) {
  const Given<double>& given = *plan.said.peak_tflops;
  const Peak peak{
      .tflops = given.value,
      .precision = plan.precision.value_or(usual_precision(row).value_or(TrainingPrecision::bf16)),
      .column = {}};
  const auto listed = row == nullptr ? std::nullopt : table_peak(*row, peak.precision);
  if (!listed) return peak;
  const double ratio = given.value / *listed;
  if (ratio >= k_sparse_low && ratio <= k_sparse_high) {
    problems.push_back(
        diagnostic("sparse-peak", given.place,
                   fmt::format("{} TFLOP/s is the {} rate of {} with structured sparsity",
                               given.value, name_of(peak.precision), row->name),
                   fmt::format("training reaches the dense rate at most, {} TFLOP/s; or name the "
                               "`precision` that is meant",
                               *listed)));
    return std::nullopt;
  }
  if (ratio > k_far_above)
    problems.push_back(
        diagnostic("implausible-value", given.place,
                   fmt::format("`peak_tflops` is {}, but the table has {} for {} at {}",
                               given.value, *listed, row->name, name_of(peak.precision))));
  return peak;
}

}  // namespace

std::optional<double> table_peak(const Accelerator& row, TrainingPrecision precision) noexcept {
  return row.*column_of(precision).member;
}

std::optional<Peak> find_peak(const Plan& plan, const Accelerator* row, Diagnostics& problems) {
  if (plan.said.peak_tflops) return given_peak(plan, row, problems);
  const auto usual = usual_precision(row);
  const auto precision = plan.precision ? plan.precision : usual;
  if (!precision || row == nullptr || (!usual && !table_peak(*row, *precision))) {
    problems.push_back(diagnostic(
        "no-peak-rate", plan.said.place,
        row == nullptr ? std::string("the device has no peak rate: it is not in the table")
                       : fmt::format("no peak rate of {} is published", row->name),
        "give `peak_tflops`, the dense rate of one device, or `tokens_per_second`"));
    return std::nullopt;
  }
  const auto rate = table_peak(*row, *precision);
  if (!rate) {
    problems.push_back(diagnostic("unsupported-precision", plan.said.precision->place,
                                  fmt::format("{} has no {} rate", row->name, name_of(*precision)),
                                  fmt::format("it has {}", rates_of(*row))));
    return std::nullopt;
  }
  return Peak{*rate, *precision, std::string(column_of(*precision).column)};
}

double mfu_ceiling(const MfuFamily& family, TrainingPrecision precision) noexcept {
  if (precision == TrainingPrecision::fp8) return family.fp8_ceiling;
  const bool wide = precision == TrainingPrecision::fp32 || precision == TrainingPrecision::tf32;
  return wide ? 1 : family.ceiling;
}

PrecisionFactor precision_factor(const MfuFamily& family, TrainingPrecision precision,
                                 double sequence_length) noexcept {
  if (precision == TrainingPrecision::fp32)
    return family.vector_units
               ? PrecisionFactor{}
               : PrecisionFactor{1.75, "fp32 without matrix units: a lower peak is reached better"};
  if (family.vector_units)
    return {0.6, "16 bits without matrix units: twice the fp32 peak, 1.2 x its rate"};
  if (precision != TrainingPrecision::fp8) return {};
  // Half of the 16-bit default for twice the peak, times what fp8 gains; attention stays at 16
  // bits.
  if (sequence_length == 0) return {0.5 * 1.15, "fp8: 1.15 x the 16-bit rate"};
  if (sequence_length <= 4096) return {0.5 * 1.3, "fp8: 1.3 x the 16-bit rate (2k tokens)"};
  if (sequence_length <= 16384) return {0.5 * 1.15, "fp8: 1.15 x the 16-bit rate (8k tokens)"};
  return {0.5, "fp8: the 16-bit rate (32k tokens)"};
}

}  // namespace carbonest
