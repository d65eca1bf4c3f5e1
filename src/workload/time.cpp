// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "resolve/context.hpp"
#include "resolve/defaults.hpp"
#include "workload/peak.hpp"
#include "workload/plan.hpp"

namespace carbonest {
namespace {

constexpr double k_hours_per_year = 8760;
constexpr double k_seconds_per_hour = 3600;
constexpr double k_memory_share = 0.9;

Input default_input(std::string name, std::string_view row_id) {
  const DefaultRow& row = default_row(row_id);
  return {.name = std::move(name),
          .value = row.value,
          .unit = std::string(row.unit),
          .origin = Origin::fallback,
          .source = std::string(row.source),
          .year = 0,
          .note = std::string(row.rule),
          .log_sd = row.log_sd};
}

// The hours are a sum of two legs: training, and the generation of rollouts. An input multiplies
// into one or both.
enum class Leg : std::uint8_t { training, rollout };

class Derivation {
 public:
  Derivation(const Plan& plan, const Accelerator* row, double devices, Diagnostics& problems)
      : plan_{plan}, row_{row}, devices_{devices}, problems_{problems}, family_{mfu_family(row)} {}

  std::optional<DerivedTime> run();

 private:
  struct Use {
    std::size_t input;
    Leg leg;
    double exponent;
  };

  std::size_t add(Input input) {
    out_.inputs.push_back(std::move(input));
    return out_.inputs.size() - 1;
  }
  void use(std::size_t input, Leg leg, double exponent) { uses_.push_back({input, leg, exponent}); }
  void add_use(Input input, Leg leg, double exponent) { use(add(std::move(input)), leg, exponent); }
  double& hours(Leg leg) noexcept { return hours_[static_cast<std::size_t>(leg)]; }
  void refuse(std::string_view code, Place place, std::string message, std::string hint = {}) {
    problems_.push_back(diagnostic(code, place, std::move(message), std::move(hint)));
  }

  void add_terms();
  const Peak* peak();
  void training_from_rate();
  void training_from_flops();
  double given_mfu(const Given<Fraction>& given);
  double default_mfu(TrainingPrecision precision);
  void check_implied_mfu();
  void rollouts();
  double rate_hours(double tokens, double per_second) const noexcept;
  std::string rate_formula(std::string_view leg) const;
  void finish();
  void warn_memory();

  const Plan& plan_;
  const Accelerator* row_;
  double devices_;
  Diagnostics& problems_;
  const MfuFamily& family_;
  WorkloadFlops flops_;
  std::optional<Peak> peak_;
  bool peak_sought_ = false;
  std::optional<std::size_t> flops_input_;
  DerivedTime out_;
  std::array<double, 2> hours_{};
  std::vector<Use> uses_;
  std::string formula_;  // of the device-hours, in the names of the inputs
};

void Derivation::add_terms() {
  flops_ = count_flops(plan_);
  for (Input& input : flops_.inputs) {
    if (input.name == "flops") {
      flops_input_ = out_.inputs.size();
      if (plan_.said.tokens_per_second) input.log_sd = 0;
    }
    add(std::move(input));
  }
}

const Peak* Derivation::peak() {
  if (peak_sought_) return peak_ ? &*peak_ : nullptr;
  peak_sought_ = true;
  peak_ = find_peak(plan_, row_, problems_);
  if (!peak_) return nullptr;
  if (plan_.said.peak_tflops) {
    add(given_input("peak_tflops", *plan_.said.peak_tflops, peak_->tflops, "TFLOP/s"));
  } else {
    RowSource source = row_->source;
    source.key = row_->source_of(peak_->column);
    if (source.key != row_->source.key) source.year = 0;
    add(table_input("peak_tflops", peak_->tflops, "TFLOP/s", source,
                    fmt::format("dense, {}{}",
                                word_of("precision", static_cast<std::uint8_t>(peak_->precision)),
                                plan_.precision ? "" : ": the precision is assumed")));
  }
  return &*peak_;
}

double Derivation::rate_hours(double tokens, double per_second) const noexcept {
  const bool per_device = plan_.scope == ThroughputScope::device;
  return tokens / per_second / k_seconds_per_hour * (per_device ? 1 : devices_);
}

// "tokens / tokens_per_second": a rate of one device gives device-hours as it is.
std::string Derivation::rate_formula(std::string_view leg) const {
  const bool of_all = plan_.scope == ThroughputScope::total && devices_ != 1;
  return fmt::format("{0}tokens / {0}tokens_per_second{1}", leg, of_all ? " x devices" : "");
}

void Derivation::training_from_rate() {
  const Workload& said = plan_.said;
  out_.rung = Rung::tokens_per_second;
  hours(Leg::training) = rate_hours(plan_.terms.tokens, said.tokens_per_second->value);
  const double log_sd =
      default_row(said.goodput ? "workload.rate_given" : "workload.tokens_per_second").log_sd;
  Input rate = given_input("tokens_per_second", *said.tokens_per_second,
                           said.tokens_per_second->value, "1/s", log_sd);
  formula_ = rate_formula("");
  rate.note = plan_.scope == ThroughputScope::device ? "of one device" : "of all devices";
  if (!said.goodput) rate.note += "; taken as the average of the run";
  add_use(std::move(rate), Leg::training, -1);
  if (!said.goodput) return;
  hours(Leg::training) /= said.goodput->value.value();
  formula_ += " / goodput";
  add_use(given_input("goodput", *said.goodput, said.goodput->value.value(), "1",
                      default_row("workload.goodput_given").log_sd),
          Leg::training, -1);
}

double Derivation::given_mfu(const Given<Fraction>& given) {
  out_.rung = Rung::given_mfu;
  const double mfu = given.value.value();
  const double ceiling = mfu_ceiling(family_, peak_->precision);
  if (mfu > ceiling)
    refuse("mfu-above-ceiling", given.place,
           fmt::format("an MFU of {} is above what the best matrix product of {} reaches, {}", mfu,
                       family_.title, ceiling),
           "MFU is model FLOPs over the dense peak: without recomputation, and not of the rate "
           "with sparsity");
  const bool steady = plan_.mfu_kind == MfuKind::steady;
  Input input =
      given_input("mfu", given, mfu, "1", steady ? 0 : default_row("workload.rate_given").log_sd);
  input.note = steady ? "steady: a benchmark, times goodput" : "average of the whole run";
  add_use(std::move(input), Leg::training, -1);
  if (!steady) return mfu;
  const auto& goodput = plan_.said.goodput;
  Input factor = goodput ? given_input("goodput", *goodput, goodput->value.value(), "1",
                                       default_row("workload.goodput_given").log_sd)
                         : default_input("goodput", "workload.goodput");
  const double share = factor.value;
  add_use(std::move(factor), Leg::training, -1);
  return mfu * share;
}

double Derivation::default_mfu(TrainingPrecision precision) {
  out_.rung = Rung::default_mfu;
  const KindRow& kind = kind_row(plan_.kind);
  const MfuFamily::Value& value = flops_.sparse ? family_.sparse : family_.dense;
  const PrecisionFactor at = precision_factor(family_, precision, plan_.terms.sequence_length);
  // The device executes more FLOPs for the same model FLOPs.
  const double executed = executed_share(plan_);
  const double mfu = value.mfu * at.factor * kind.mfu_factor / executed;
  std::string note = fmt::format("whole run, {} models on {}: {}",
                                 flops_.sparse ? "sparse" : "dense", family_.title, family_.basis);
  if (value.runs > 0) note += fmt::format(", {} fitted", value.runs);
  if (!at.note.empty()) note += fmt::format("; {}", at.note);
  if (kind.mfu_factor != 1) note += fmt::format("; x {} for its kind", kind.mfu_factor);
  if (executed != 1) note += fmt::format("; / {:.4g} for recomputation", executed);
  add_use({.name = "mfu",
           .value = mfu,
           .unit = "1",
           .origin = Origin::fallback,
           .source = value.runs > 0 ? "training-runs" : "",
           .year = 0,
           .note = std::move(note),
           .log_sd = std::max(value.log_sd, kind.mfu_log_sd)},
          Leg::training, -1);
  return mfu;
}

void Derivation::training_from_flops() {
  const Peak* rate = peak();
  if (rate == nullptr) return;
  const double mfu = plan_.said.mfu ? given_mfu(*plan_.said.mfu) : default_mfu(rate->precision);
  const double flops = flops_.flops - flops_.rollout_flops;
  hours(Leg::training) = flops / (rate->tflops * 1e12 * mfu) / k_seconds_per_hour;
  use(*flops_input_, Leg::training, 1);
  const bool goodput = std::ranges::find(out_.inputs, "goodput", &Input::name) != out_.inputs.end();
  formula_ = fmt::format("{} / (peak_tflops x mfu{})",
                         flops_.rollout_flops > 0 ? "(flops - generation)" : "flops",
                         goodput ? " x goodput" : "");
}

// A rate that would need more than the device's matrix products is a rate of something else.
void Derivation::check_implied_mfu() {
  if (!(flops_.flops > 0) || row_ == nullptr || out_.rung != Rung::tokens_per_second) return;
  double reachable = 0;
  for (const auto precision :
       {TrainingPrecision::bf16, TrainingPrecision::fp16, TrainingPrecision::fp32,
        TrainingPrecision::tf32, TrainingPrecision::fp8}) {
    if (plan_.precision && precision != *plan_.precision) continue;
    reachable = std::max(
        reachable, table_peak(*row_, precision).value_or(0) * mfu_ceiling(family_, precision));
  }
  const double needed =
      (flops_.flops - flops_.rollout_flops) / (hours(Leg::training) * k_seconds_per_hour) / 1e12;
  if (reachable == 0 || needed <= reachable) return;
  refuse(
      "mfu-above-ceiling", plan_.said.tokens_per_second->place,
      fmt::format(
          "{} tokens per second need {:.4g} TFLOP/s of each device; {} reaches {:.4g} at most",
          plan_.said.tokens_per_second->value, needed, row_->name, reachable),
      "is it the rate of all devices together? say so with `tokens_per_second_scope`: \"total\"");
}

void Derivation::rollouts() {
  if (plan_.method != TrainingMethod::rl) return;
  const auto& given = plan_.said.rollout_tokens_per_second;
  if (given) {
    hours(Leg::rollout) = rate_hours(plan_.terms.rollout_tokens, given->value);
    formula_ += " + " + rate_formula("rollout_");
    add_use(given_input("rollout_tokens_per_second", *given, given->value, "1/s",
                        default_row("workload.tokens_per_second").log_sd),
            Leg::rollout, -1);
    return;
  }
  const Peak* rate = peak();
  if (rate == nullptr) return;
  Input mfu = default_input("rollout_mfu", "workload.rollout_mfu");
  hours(Leg::rollout) =
      flops_.rollout_flops / (rate->tflops * 1e12 * mfu.value) / k_seconds_per_hour;
  formula_ += " + generation / (peak_tflops x rollout_mfu)";
  add_use(std::move(mfu), Leg::rollout, -1);
  if (flops_input_) use(*flops_input_, Leg::rollout, 1);
  problems_.push_back(
      diagnostic("rollout-assumed", plan_.said.rollout_tokens->place,
                 "the time to generate the rollouts is hardly known: 1-10 % of the peak",
                 "give `rollout_tokens_per_second`"));
}

void Derivation::finish() {
  out_.device_hours = hours(Leg::training) + hours(Leg::rollout);
  out_.wall_hours = out_.device_hours / devices_;
  out_.language_model = flops_.language_model;
  out_.elasticity.assign(out_.inputs.size(), 0);
  for (const Use& use : uses_)
    if (out_.inputs[use.input].log_sd > 0)
      out_.elasticity[use.input] += use.exponent * hours(use.leg) / out_.device_hours;
  double variance = 0;
  for (std::size_t i = 0; i < out_.inputs.size(); ++i)
    variance += std::pow(out_.elasticity[i] * out_.inputs[i].log_sd, 2);
  out_.log_sd = std::sqrt(variance);
  const RungRow& rung = rungs()[static_cast<std::size_t>(out_.rung)];
  add({.name = "accelerator_hours",
       .value = out_.device_hours,
       .unit = "h",
       .origin = Origin::derived,
       .source = {},
       .year = 0,
       .note = fmt::format("{}: {}", rung.title, formula_)});
  add({.name = "runtime_hours",
       .value = out_.wall_hours,
       .unit = "h",
       .origin = Origin::derived,
       .source = {},
       .year = 0,
       .note = fmt::format("accelerator_hours / {:.6g} devices", devices_)});
  out_.elasticity.resize(out_.inputs.size(), 0);
}

// Bytes per parameter: half-precision weight and gradient, and three fp32 values of the optimiser.
void Derivation::warn_memory() {
  if (row_ == nullptr || !row_->memory_gb || !plan_.has_parameters()) return;
  const FlopsTerms& terms = plan_.terms;
  double bytes = 16;
  if (plan_.method == TrainingMethod::lora) bytes = 2;
  if (plan_.method == TrainingMethod::frozen) bytes = 2 + 14 * (1 - terms.frozen);
  const double needed =
      (bytes * terms.parameters + 16 * terms.adapter_parameters + 2 * terms.teacher_parameters) /
      1e9;
  const double there = devices_ * *row_->memory_gb;
  if (needed <= k_memory_share * there) return;
  problems_.push_back(diagnostic(
      "does-not-fit", plan_.said.place,
      fmt::format(
          "weights, gradients and optimiser need about {:.4g} GB; {:.6g} x {} have {:.4g} GB",
          needed, devices_, row_->name, there),
      "more devices, or offloading, which is slower than assumed here"));
}

std::optional<DerivedTime> Derivation::run() {
  add_terms();
  const Workload& said = plan_.said;
  const bool rated = said.tokens_per_second || said.rollout_tokens_per_second;
  if (rated && !plan_.scope && devices_ != 1)
    refuse(
        "missing-key",
        (said.tokens_per_second ? said.tokens_per_second : said.rollout_tokens_per_second)->place,
        "tokens per second: of one device, or of all together?",
        "give `tokens_per_second_scope`: \"device\" or \"total\"");
  if (said.tokens_per_second) {
    training_from_rate();
    check_implied_mfu();
  } else {
    training_from_flops();
  }
  rollouts();
  if (has_errors(problems_)) return std::nullopt;
  finish();
  warn_memory();
  if (out_.wall_hours > k_hours_per_year)
    problems_.push_back(diagnostic("long-run", said.place,
                                   fmt::format("the run would take {:.3g} years on {:.6g} devices",
                                               out_.wall_hours / k_hours_per_year, devices_)));
  return std::move(out_);
}

}  // namespace

Result<DerivedTime> derive_time(const Workload& workload, const Accelerator* row, double devices,
                                Diagnostics& warnings) {
  Diagnostics problems;
  const Plan plan = make_plan(workload, problems);
  check_plan(plan, problems);
  if (!(devices > 0) || !std::isfinite(devices))
    problems.push_back(diagnostic("missing-key", workload.place,
                                  "a workload needs at least one accelerator",
                                  "give `hardware.accelerator` with its count"));
  std::optional<DerivedTime> time;
  if (!has_errors(problems)) time = Derivation(plan, row, devices, problems).run();
  Diagnostics errors;
  for (Diagnostic& problem : problems)
    (problem.severity == Severity::error ? errors : warnings).push_back(std::move(problem));
  if (!errors.empty()) return errors;
  return *std::move(time);
}

}  // namespace carbonest
