// SPDX-License-Identifier: Apache-2.0
#include "resolve/resolver.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "carbonest/interval.hpp"
#include "resolve/embodied.hpp"
#include "resolve/intensity.hpp"
#include "resolve/power.hpp"
#include "resolve/pue.hpp"
#include "resolve/stages.hpp"
#include "resolve/time.hpp"

namespace carbonest {
namespace {

// The job's key that replaces an assumption: where it has none of its own, the measurement that
// does.
std::string_view what_to_give(std::string_view input) {
  const Measurement* measurement = measurement_of(input);
  return measurement != nullptr ? measurement->give : input;
}

// --strict: what was assumed and could be otherwise has to be given.
void refuse_assumptions(Context& context) {
  if (!context.options.strict) return;
  for (const Input& input : context.out.inputs) {
    if (input.origin != Origin::fallback || input.log_sd <= 0) continue;
    context.refuse("strict-default", context.job.place,
                   fmt::format("{} is assumed: {}", input.name, input.note),
                   fmt::format("give `{}`, or leave out --strict", what_to_give(input.name)));
  }
}

void describe_job(Context& context) {
  const Job& job = context.job;
  context.out.name = job.name;
  context.out.description = job.description;
  context.out.boundary = job.boundary;
  context.out.method = &context.method;
  context.out.functional_units = job.functional_units;
  if (context.out.functional_units.empty())
    context.out.functional_units.push_back(
        {.place = {}, .boundary = job.boundary, .basis = {}, .rationale = {}});
}

using State = Resolver::State;

struct Step {
  void (*run)(State&);
  bool placed;  ///< looks at where or when
};
// What a step adds to inputs, warnings and errors stands in this order.
constexpr std::array k_steps{
    Step{[](State& s) { describe_job(s.context); }, false},
    Step{[](State& s) { s.node = describe_node(s.context); }, false},
    Step{[](State& s) { resolve_time(s.context, s.node); }, false},
    Step{[](State& s) { s.site = resolve_site(s.context, s.node); }, true},
    Step{[](State& s) { resolve_pue(s.context, s.node, s.site); }, true},
    Step{[](State& s) { resolve_power(s.context, s.node); }, false},
    Step{[](State& s) { resolve_intensity(s.context, s.site); }, true},
    Step{[](State& s) { resolve_water(s.context, s.site); }, true},
    Step{[](State& s) { resolve_embodied(s.context, s.node); }, false},
};

// Results of steps that look at the place: set only where there is one.
void forget_place(ResolvedJob& out) {
  const ResolvedJob fresh;
  out.region_name.clear();
  out.pue = fresh.pue;
  out.intensity = fresh.intensity;
  out.basis.reset();
  out.zone.clear();
  out.grid_year = fresh.grid_year;
  out.marginal = fresh.marginal;
  out.market_intensity.reset();
  out.wue_l_per_kwh.reset();
}

// Puts `added` in the place of `count` items from `at` on.
template <class T>
void splice(std::vector<T>& list, std::size_t at, std::size_t count, std::vector<T> added) {
  const auto first = list.begin() + static_cast<std::ptrdiff_t>(at);
  const std::size_t common = std::min(count, added.size());
  std::move(added.begin(), added.begin() + static_cast<std::ptrdiff_t>(common), first);
  const auto rest = first + static_cast<std::ptrdiff_t>(common);
  if (added.size() < count)
    list.erase(rest, first + static_cast<std::ptrdiff_t>(count));
  else
    list.insert(rest, std::make_move_iterator(added.begin() + static_cast<std::ptrdiff_t>(common)),
                std::make_move_iterator(added.end()));
}

/// The inputs of one step were replaced by others: what points at inputs follows them.
struct Move {
  std::size_t begin, end;  ///< of the old ones
  std::size_t added;       ///< how many came instead

  std::size_t of(std::size_t index) const noexcept {
    return index < end ? index : index - (end - begin) + added;
  }
  /// -1 for one of the old inputs.
  int of_other(int index) const noexcept {
    const auto place = static_cast<std::size_t>(index);
    if (index < 0 || (place >= begin && place < end)) return -1;
    return static_cast<int>(of(place));
  }
};

void follow(ResolvedJob& out, const Move& move) {
  if (move.added == move.end - move.begin) return;
  const auto follow_one = [&](std::uint16_t& index) {
    index = static_cast<std::uint16_t>(move.of(index));
  };
  for (Part& part : out.parts) std::ranges::for_each(part.inputs, follow_one);
  for (EmbodiedPart& part : out.embodied) std::ranges::for_each(part.inputs, follow_one);
  for (HoursFactor& factor : out.hours_derived_from) follow_one(factor.input);
  std::ranges::for_each(out.time_inputs, follow_one);
  for (int* factor : {&out.hours_input, &out.runs_input}) *factor = move.of_other(*factor);
}

}  // namespace

Result<const Method*> method_of(const Job& job, const ResolveOptions& options) {
  if (options.method != nullptr) return options.method;
  const Method* native = &methods().front();
  if (!job.method) return native;
  if (const Method* method = find_method(job.method->value)) return method;
  std::vector<std::string_view> ids;
  for (const Method& method : methods()) ids.push_back(method.id);
  std::string hint;
  for (const std::string& near : nearest_names(job.method->value, ids))
    hint += fmt::format("{}\"{}\"", hint.empty() ? "did you mean " : " or ", near);
  hint += hint.empty() ? "`carbonest list methods` shows all" : "?";
  return diagnostic("unknown-method", job.method->place,
                    fmt::format("no method is called \"{}\"", job.method->value), std::move(hint));
}

Resolver::Resolver(const Job& job, const Method& method, const Catalog& catalog,
                   const ResolveOptions& options)
    : state_{{job, catalog, method, options, {}, {}}, {}, {}} {
  static_assert(k_steps.size() == k_step_count);
}

void Resolver::run_first(std::size_t step) {
  const auto counts = [&] {
    const Context& context = state_.context;
    return Counts{context.out.inputs.size(), context.out.warnings.size(), context.errors.size()};
  };
  const Counts before = counts();
  k_steps[step].run(state_);
  const Counts after = counts();
  counts_[step] = {after.inputs - before.inputs, after.warnings - before.warnings,
                   after.errors - before.errors};
}

// The step sees empty lists; what it adds then takes the place of what it added before. A step that
// looks at the place points at its inputs by the two factors only.
void Resolver::run_again(std::size_t step, const Counts& before) {
  ResolvedJob& out = state_.context.out;
  Counts& old = counts_[step];
  std::vector<Input> inputs = std::exchange(out.inputs, {});
  std::vector<Warning> warnings = std::exchange(out.warnings, {});
  Diagnostics errors = std::exchange(state_.context.errors, {});
  const int pue = std::exchange(out.pue_input, -1);
  const int intensity = std::exchange(out.intensity_input, -1);
  k_steps[step].run(state_);
  const Counts added{out.inputs.size(), out.warnings.size(), state_.context.errors.size()};
  const Move move{before.inputs, before.inputs + old.inputs, added.inputs};
  const auto settle = [&](int& factor, int elsewhere) {
    factor = factor >= 0 ? factor + static_cast<int>(move.begin) : move.of_other(elsewhere);
  };
  settle(out.pue_input, pue);
  settle(out.intensity_input, intensity);
  out.inputs.swap(inputs);
  out.warnings.swap(warnings);
  state_.context.errors.swap(errors);
  splice(out.inputs, before.inputs, old.inputs, std::move(inputs));
  splice(out.warnings, before.warnings, old.warnings, std::move(warnings));
  splice(state_.context.errors, before.errors, old.errors, std::move(errors));
  follow(out, move);
  old = added;
}

bool Resolver::run() {
  Context& context = state_.context;
  if (ran_) forget_place(context.out);
  Counts before;
  for (std::size_t step = 0; step < k_steps.size(); ++step) {
    if (!ran_) run_first(step);
    if (ran_ && k_steps[step].placed) run_again(step, before);
    before.inputs += counts_[step].inputs;
    before.warnings += counts_[step].warnings;
    before.errors += counts_[step].errors;
  }
  ran_ = true;
  context.errors.resize(before.errors);  // without those of the lines below
  refuse_assumptions(context);
  if (context.errors.empty()) context.errors = check_units(context.job, {&context.out, 1});
  return !has_errors(context.errors);
}

}  // namespace carbonest
