// SPDX-License-Identifier: Apache-2.0
#include "carbonest/resolve.hpp"

#include <fmt/format.h>

#include "resolve/embodied.hpp"
#include "resolve/intensity.hpp"
#include "resolve/power.hpp"
#include "resolve/pue.hpp"
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

// --strict: what was assumed and could be otherwise has to be given.
void refuse_assumptions(Context& context) {
  if (!context.options.strict) return;
  for (const Input& input : context.out.inputs) {
    if (input.origin != Origin::fallback || input.log_sd <= 0) continue;
    context.refuse("strict-default", context.job.place,
                   fmt::format("{} is assumed: {}", input.name, input.note),
                   "give it in the job, or leave out --strict");
  }
}

void describe_job(Context& context) {
  const Job& job = context.job;
  context.out.name = job.name;
  context.out.description = job.description;
  context.out.method = &context.method;
  context.out.functional_units = job.functional_units;
  if (context.out.functional_units.empty()) context.out.functional_units.emplace_back();
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

Diagnostics check_names(const Job& job, const Catalog& catalog) {
  const ResolveOptions options;
  Context context{job, catalog, methods().front(), options, {}, {}};
  const Node node = describe_node(context);
  resolve_site(context, node);
  std::erase_if(context.errors, [](const Diagnostic& error) {
    return !error.code.starts_with("unknown-") && !error.code.starts_with("ambiguous-");
  });
  return std::move(context.errors);
}

}  // namespace carbonest
