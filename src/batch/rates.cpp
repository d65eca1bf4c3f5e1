// SPDX-License-Identifier: Apache-2.0
#include "batch/rates.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "carbonest/estimate.hpp"
#include "carbonest/interval.hpp"
#include "limits.hpp"
#include "resolve/time.hpp"

namespace carbonest::batch {
namespace {

constexpr Hours k_short_run{1};
constexpr double k_few_device_hours = 1.0 / 1024;  // short on any number of devices
// Hours are rounded once more than in resolve(): at the very edge it decides.
constexpr double k_edge = 1 - 1e-9;

template <class T>
bool is_typed(const Maybe<T>& value) noexcept {
  return value && value->place.from_option();
}

Job unit_job(const Job& job) {
  Job unit = job;
  if (unit.runtime && !is_typed(unit.runtime)) unit.runtime->value = k_short_run;
  if (unit.accelerator_hours && !is_typed(unit.accelerator_hours))
    unit.accelerator_hours->value = k_few_device_hours;
  if (!is_typed(unit.runs)) unit.runs.reset();
  return unit;
}

double lifetime_of(const ResolvedJob& resolved) noexcept {
  const auto input = std::ranges::find(resolved.inputs, "embodied.lifetime_hours", &Input::name);
  return input == resolved.inputs.end() ? std::numeric_limits<double>::infinity()
                                        : input->value * k_edge;
}

void take_time(const Job& job, const ResolvedJob& resolved, Rates& rates) {
  if (job.runtime && !is_typed(job.runtime)) {
    rates.longest = lifetime_of(resolved);
  } else if (job.accelerator_hours && !is_typed(job.accelerator_hours) && !job.runtime) {
    rates.hours_per_time = resolved.hours.count() / k_few_device_hours;
    if (knows_wall_time(job)) rates.longest = lifetime_of(resolved);
  } else {
    rates.fixed_hours = resolved.hours.count();
  }
}

}  // namespace

std::size_t Rates::bytes() const noexcept {
  std::size_t sum = sizeof *this + (curve ? curve->bytes() : 0);
  for (const std::string& code : warnings) sum += sizeof code + code.capacity();
  return sum;
}

bool is_usual(const Scale& scale) noexcept {
  return scale.runs > 0 && scale.runs <= limits::k_runs.max;
}

std::optional<Scale> scale_of(const Job& job) {
  if (!job.stages.empty() || job.energy || job.intensity_series) return std::nullopt;
  Scale scale;
  if (job.runtime && !is_typed(job.runtime)) {
    scale.time = job.runtime->value.count();
    if (!(scale.time > 0 && scale.time <= limits::k_runtime.plausible_max)) return std::nullopt;
  } else if (job.accelerator_hours && !is_typed(job.accelerator_hours) && !job.runtime) {
    scale.time = job.accelerator_hours->value;
    if (!(scale.time > 0)) return std::nullopt;
  }
  if (job.runs && !is_typed(job.runs)) scale.runs = job.runs->value;
  if (!is_usual(scale)) return std::nullopt;
  return scale;
}

bool fits(const Rates& rates, const Scale& scale) noexcept {
  return scale.time * rates.hours_per_time <= rates.longest;
}

std::vector<std::string> codes_of(const ResolvedJob& job, const Diagnostics& read_warnings) {
  std::vector<std::string> codes;
  const auto add = [&](const std::string& code) {
    if (std::ranges::find(codes, code) == codes.end()) codes.push_back(code);
  };
  for (const Warning& warning : job.warnings) add(warning.code);
  for (const Diagnostic& warning : read_warnings) add(warning.code);
  return codes;
}

Labels labels_of(const Job& job, const ResolvedJob& resolved) {
  Labels labels{resolved.region_name, resolved.zone, {}, {}};
  if (resolved.method != nullptr) labels.method = resolved.method->id;
  if (job.year) {
    labels.year = fmt::format("{}", job.year->value);
  } else if (job.start) {
    const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(job.start->value)};
    labels.year = fmt::format("{}", static_cast<int>(day.year()));
  }
  return labels;
}

std::optional<Rates> rates_of(const Job& job, const Diagnostics& read_warnings,
                              const Catalog& catalog, const ResolveOptions& how,
                              bool with_interval) {
  Result<ResolvedJob> unit = resolve(unit_job(job), catalog, how);
  if (!unit) return std::nullopt;
  const ResolvedJob& resolved = *unit;
  Rates rates;
  for (const Part& part : resolved.parts) {
    if (part.energy || !part.power) return std::nullopt;
    rates.it_kw += in_watts(*part.power) / 1e3;
  }
  for (const EmbodiedPart& part : resolved.embodied)
    rates.embodied_kg_per_hour += in_kilograms(part.mass) * part.per_hour;
  take_time(job, resolved, rates);
  if (!(resolved.hours > Hours{0}) || resolved.energy_is_facility) return std::nullopt;
  rates.fixed_runs = resolved.runs;
  rates.pue = resolved.pue;
  rates.g_per_kwh = in_grams_per_kwh(resolved.intensity);
  rates.marginal = resolved.marginal;
  rates.warnings = codes_of(resolved, read_warnings);
  rates.labels = labels_of(job, resolved);
  const bool by_length = !job.carbon_intensity && rates.fixed_hours == 0 && knows_wall_time(job);
  if (with_interval) rates.curve.emplace(resolved, by_length);
  return rates;
}

LineFigures line_of(Rates& rates, const Scale& scale) {
  const double hours =
      rates.fixed_hours > 0 ? rates.fixed_hours : scale.time * rates.hours_per_time;
  const double runs = scale.runs * rates.fixed_runs;
  LineFigures line;
  line.it_kwh = runs * (rates.it_kw * hours);
  line.facility_kwh = line.it_kwh * rates.pue;
  line.operational_kg = line.facility_kwh * rates.g_per_kwh / 1e3;
  line.embodied_kg = runs * (rates.embodied_kg_per_hour * hours);
  line.total_kg = line.operational_kg + line.embodied_kg;
  if (!rates.curve) return line;
  const RelativeSpread spread = rates.curve->at(hours);
  line.total_low_kg = line.total_kg * spread.low;
  line.total_high_kg = line.total_kg * spread.high;
  return line;
}

LineFigures line_of(const ResolvedJob& job) {
  const Estimate result = estimate(job);
  const Spread spread = total_spread(job, result);
  return {in_kilowatt_hours(result.it),
          in_kilowatt_hours(result.facility),
          in_kilograms(result.operational),
          in_kilograms(result.embodied),
          in_kilograms(result.total),
          spread.low,
          spread.high};
}

}  // namespace carbonest::batch
