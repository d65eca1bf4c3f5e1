// SPDX-License-Identifier: Apache-2.0
#include "carbonest/resolve.hpp"

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

Result<ResolvedJob> resolve_one(const Job& job, const Catalog& catalog,
                                const ResolveOptions& options) {
  Result<const Method*> method = method_of(job, options);
  if (!method) return std::move(method).error();
  Context context{job, catalog, **method, options, {}, {}};
  describe_job(context);
  const Node node = describe_node(context);
  resolve_time(context, node);
  const Site site = resolve_site(context, node);
  resolve_pue(context, node, site);
  resolve_power(context, node);
  resolve_intensity(context, site);
  resolve_water(context, site);
  resolve_embodied(context, node);
  refuse_assumptions(context);
  if (has_errors(context.errors)) return std::move(context.errors);
  return std::move(context.out);
}

}  // namespace

std::string_view to_string(Origin origin) noexcept {
  switch (origin) {
    case Origin::job:
      return "job";
    case Origin::option:
      return "option";
    case Origin::catalog:
      return "catalog";
    case Origin::fallback:
      return "default";
    case Origin::derived:
      return "derived";
  }
  return {};
}

std::string_view to_string(Component component) noexcept {
  switch (component) {
    case Component::accelerator:
      return "accelerator";
    case Component::cpu:
      return "cpu";
    case Component::memory:
      return "memory";
    case Component::storage:
      return "storage";
    case Component::host:
      return "host";
    case Component::measured:
      return "measured";
  }
  return {};
}

Result<ResolvedJob> resolve(const Job& job, const Catalog& catalog, const ResolveOptions& options) {
  if (job.stages.empty()) {
    Result<ResolvedJob> resolved = resolve_one(job, catalog, options);
    if (!resolved) return resolved;
    Diagnostics errors = check_units(job, {&*resolved, 1});
    if (has_errors(errors)) return errors;
    return resolved;
  }
  Diagnostics errors;
  std::vector<ResolvedJob> stages;
  for (const Job& stage : job.stages) {
    Result<ResolvedJob> resolved = resolve_one(stage, catalog, options);
    if (resolved)
      stages.push_back(std::move(resolved).value());
    else
      add_new(errors, std::move(resolved).error());
  }
  if (errors.empty()) add_new(errors, check_stages(job, stages));
  if (errors.empty()) add_new(errors, check_units(job, stages));
  if (has_errors(errors)) return errors;
  return whole_of(job, std::move(stages));
}

Diagnostics check_names(const Job& job, const Catalog& catalog) {
  const ResolveOptions options;
  Context context{job, catalog, methods().front(), options, {}, {}};
  const Node node = describe_node(context);
  resolve_site(context, node);
  for (const Job& stage : job.stages) add_new(context.errors, check_names(stage, catalog));
  std::erase_if(context.errors, [](const Diagnostic& error) {
    return !error.code.starts_with("unknown-") && !error.code.starts_with("ambiguous-");
  });
  return std::move(context.errors);
}

}  // namespace carbonest
