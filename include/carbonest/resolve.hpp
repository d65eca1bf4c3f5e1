// SPDX-License-Identifier: Apache-2.0
#pragma once
// From what the user said to what will be computed: every number present, each with its origin. This is the
// only place where defaults enter; right of it nothing can be missing or wrong.

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/catalog.hpp"
#include "carbonest/job.hpp"
#include "carbonest/method.hpp"
#include "carbonest/quantity.hpp"

namespace carbonest {

enum class Origin : std::uint8_t { job, option, catalog, fallback, derived };  ///< fallback prints as "default"
std::string_view to_string(Origin) noexcept;

/// One number that entered the result, with its pedigree.
struct Input {
  std::string name;         ///< job key with its path: "accelerator.power_w"; "accelerator[1].power_w" when several
  double value = 0;
  std::string unit;         ///< "W", "1", "h", "g/kWh", ...
  Origin origin = Origin::job;
  std::string source;       ///< id in table `sources`, or empty
  int year = 0;             ///< of the data; 0 where it has none
  std::string note;         ///< how it was found: the rule, the fallback, the shift
  double log_sd = 0;        ///< standard deviation of ln(value); 0 = taken as exact
  /// Of a number that was derived: for its own range. What it rests on carries the spread.
  double range_log_sd = 0;
};

enum class Component : std::uint8_t { accelerator, cpu, memory, storage, host, measured };
std::string_view to_string(Component) noexcept;

/// One line of the energy sum, for one run: power x hours, or an energy that was measured. `inputs` are the
/// indices of the Inputs that multiply into it (beside hours, runs, PUE, intensity).
struct Part {
  Component component = Component::accelerator;
  std::string label;        ///< for explain: "8 x NVIDIA A100-SXM4-40GB"
  std::string formula;      ///< for explain: "8 x 0.70 x 400 W"
  std::optional<Power> power;    ///< of all devices and nodes together
  std::optional<Energy> energy;  ///< of one run; instead of power
  bool scales_with_parts = false;  ///< a share of the sum of the other parts: their errors carry over
  std::vector<std::uint16_t> inputs;
};

/// Manufacture: kg of all devices of this kind x hours x rate, where rate is 1 / (lifetime x busy share), or
/// share / lifetime with a given total. In 1/h.
struct EmbodiedPart {
  std::string label, formula;
  CarbonMass mass;
  double per_hour = 0;
  std::vector<std::uint16_t> inputs;
};

/// An input of derived hours, with d ln(hours) / d ln(input).
struct HoursFactor {
  std::uint16_t input = 0;
  double elasticity = 1;
};

struct Warning {
  std::string code;  ///< an id of diagnostic_codes()
  std::string message;
};

/// The intensity of a run that was accounted for on a series.
struct SeriesUse {
  std::string file, zone, source;
  bool kind_known = false;
  std::chrono::sys_seconds start{};
  double step_minutes = 0;
  double year_mean_g_per_kwh = 0;  ///< plain mean over what the series has of the year of the start
  double year_covered = 0;         ///< how much of that year it has, 0..1
  double filled_share = 0;         ///< of the slots of the run: gaps that were filled on request
  double estimated_share = 0;      ///< of the slots of the run: estimates, says the source
};

struct ResolvedJob {
  std::string name, description;
  Boundary boundary = Boundary::provider;
  const Method* method = nullptr;
  Hours hours{};               ///< of one run
  double runs = 1;
  double pue = 1;
  Intensity intensity;
  std::optional<Basis> basis;         ///< empty for an intensity that the user gave
  std::optional<Intensity> market_intensity;
  std::string zone;            ///< of the intensity row; empty when given
  int grid_year = 0;           ///< of the intensity row; 0 when given
  bool marginal = false;
  std::optional<SeriesUse> series;  ///< where the intensity is the mean of one over the run
  std::string region_name;     ///< as resolved: "gcp:us-central1", "FR"
  std::optional<double> wue_l_per_kwh;
  bool energy_is_facility = false;    ///< the parts already include PUE (measured at the facility)
  std::vector<Part> parts;
  std::vector<EmbodiedPart> embodied;
  bool embodied_counted = false;
  bool embodied_off = false;   ///< the job says that it is not to be counted
  std::vector<FunctionalUnit> functional_units;  ///< never empty
  std::vector<Input> inputs;
  std::vector<Warning> warnings;
  // Indices into inputs of the factors that every part shares; -1 where there is none.
  int hours_input = -1, runs_input = -1, pue_input = -1, intensity_input = -1;
  std::vector<HoursFactor> hours_derived_from;  ///< further factors of the hours: mfu, flops
  std::string time_rung;                        ///< the evidence behind derived hours, for people
  std::vector<std::uint16_t> time_inputs;       ///< the chain from workload to hours

  /// The parts of a job that has stages: it is their sum. Of one stage the job is a copy of it; of several
  /// it keeps what all of them share, and no parts or inputs of its own.
  std::vector<ResolvedJob> stages;
};

struct Series;

/// A series that was read for a job, by the name that the job gives it. The series must outlive its use.
struct JobSeries {
  std::string_view name;
  const Series* series = nullptr;
};

struct ResolveOptions {
  const Method* method = nullptr;  ///< nullptr: the job's, else native
  Basis basis = Basis::lifecycle;
  bool strict = false;             ///< defaults that are uncertain, and every fallback, become errors
  /// The mean over [start, start + runtime) is the intensity, of the job and of all its stages. Wins over the
  /// job's own `intensity_series` and `carbon_intensity`, unless that is an option too.
  const Series* series = nullptr;
  std::span<const JobSeries> job_series = {};  ///< those that the job and its stages name as `intensity_series`
};

/// `job` must stem from read_job(). On failure every problem is reported.
Result<ResolvedJob> resolve(const Job& job, const Catalog& catalog, const ResolveOptions& options);

/// The names of a job that could not be read whole: those that are unknown or stand for several things.
/// So a wrong name and a wrong unit are reported together.
Diagnostics check_names(const Job& job, const Catalog& catalog);

/// A default of the native method: central value, spread, rule and source. For `list defaults`.
struct DefaultRow {
  std::string_view id;
  double value;
  std::string_view unit;
  double low, high;     ///< 90 % range
  double log_sd;
  std::string_view rule;
  std::string_view source;
};
std::span<const DefaultRow> defaults() noexcept;

}  // namespace carbonest
