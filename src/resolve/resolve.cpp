// SPDX-License-Identifier: Apache-2.0
#include "carbonest/resolve.hpp"

#include "resolve/place.hpp"
#include "resolve/resolver.hpp"
#include "resolve/stages.hpp"

namespace carbonest {
namespace {

Result<ResolvedJob> resolve_one(const Job& job, const Catalog& catalog,
                                const ResolveOptions& options) {
  Result<const Method*> method = method_of(job, options);
  if (!method) return std::move(method).error();
  Resolver resolver(job, **method, catalog, options);
  if (!resolver.run()) return std::move(resolver).take_errors();
  return std::move(resolver).take_resolved();
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
  if (job.stages.empty()) return resolve_one(job, catalog, options);
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
