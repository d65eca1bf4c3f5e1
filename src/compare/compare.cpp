// SPDX-License-Identifier: Apache-2.0
// Every combination of the axes, estimated.
#include "carbonest/compare.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "compare/changes.hpp"
#include "compare/distance.hpp"
#include "compare/offers.hpp"
#include "compare/parts.hpp"
#include "compare/relate.hpp"
#include "compare/shared_errors.hpp"
#include "resolve/resolver.hpp"

namespace carbonest {
namespace {

// What the energy was counted for: the accelerators, else the first part.
std::string hardware_of(const ResolvedJob& job) {
  if (job.stages.size() > 1) {
    std::string words;
    for (const ResolvedJob& stage : job.stages) {
      const std::string label = hardware_of(stage);
      if (words.find(label) == words.npos) words.append(words.empty() ? "" : " + ").append(label);
    }
    return words;
  }
  std::string words;
  for (const Part& part : job.parts)
    if (part.component == Component::accelerator)
      words.append(words.empty() ? "" : " + ").append(part.label);
  if (words.empty() && !job.parts.empty()) words = job.parts.front().label;
  return words;
}

std::string instance_of(const Job& job, const Catalog& catalog) {
  if (!job.hardware || !job.hardware->instance) return {};
  const auto lookup = catalog.instance(job.hardware->instance->value);
  return lookup.row ? std::string(lookup.row->id) : std::string{};
}

std::string joined(const std::vector<std::string>& values) {
  std::string words;
  for (const std::string& value : values) words.append(words.empty() ? "" : ", ").append(value);
  return words;
}

// The code as the table has it, which outlives every job.
std::string_view code_of(std::string_view code) noexcept {
  const auto codes = diagnostic_codes();
  const auto row = std::ranges::lower_bound(codes, code, {}, &CodeInfo::id);
  return row == codes.end() || row->id != code ? std::string_view{} : row->id;
}

class Run {
 public:
  Run(const ComparePlan& plan, const Catalog& catalog, const ResolveOptions& options)
      : plan_{plan}, catalog_{catalog}, options_{options}, home_{plan.home} {}

  /// Empty where the job needs an axis to be whole: it does not say where it runs.
  Result<std::optional<CompareRow>> baseline(const CompareJob& written) {
    const auto nowhere = [](const Job& job) { return !job.region && !job.carbon_intensity; };
    if (any_part(written.job, nowhere) && varies("region")) return std::optional<CompareRow>{};
    Result<ResolvedJob> resolved = resolve(written.job, catalog_, options_);
    if (!resolved) return std::move(resolved).error();
    if (!home_) home_ = catalog_.region(resolved->region_name, Suggest::no).row;
    const Report report = report_of(std::move(resolved).value());
    CompareRow row = row_of(report.job, report.estimate, written.warnings);
    look_up_place(row);
    row.range = {report.interval.total_kg.low, report.interval.total_kg.high};
    row.hardware = hardware_of(report.job);
    row.instance = instance_of(written.job, catalog_);
    row.name = "as written";
    return std::optional(std::move(row));
  }

  void add_variants(const CompareJob& start) {
    start_ = &start;
    values_.assign(plan_.axes.size(), {});
    const Axis* equipment = nullptr;
    std::size_t at = 0, key = 0;
    for (std::size_t i = 0; i < plan_.axes.size(); ++i) {
      const Axis& axis = plan_.axes[i];
      if (axis.kind == AxisKind::key) values_[i] = start.values[key++];
      if (axis.kind == AxisKind::hardware || axis.kind == AxisKind::instance)
        equipment = &axis, at = i;
    }
    if (equipment == nullptr) return add_places(start.job);
    for (const std::string& value : equipment->values) {
      Job job = start.job;
      change(job, *equipment, value);
      forgot_time_ = forget_time(job) || forgot_time_;
      values_[at] = value;
      add_places(std::move(job));
    }
  }

  void finish(Comparison& out) && {
    out.home = home_ && home_->latitude && home_->longitude ? std::string(home_->id) : "";
    out.rows = std::move(rows_);
    out.set_aside = std::move(set_aside_);
    out.variants = out.rows.size() + out.set_aside.size();
    out.errors = std::move(errors_);
    if (forgot_time_)
      out.warnings.push_back(
          {"same-work",
           "the hours of every row are derived from the workload on its hardware; the job's own "
           "time and speed are used as written only"});
  }

 private:
  bool varies(std::string_view key) const {
    return std::ranges::any_of(plan_.axes, [&](const Axis& axis) { return axis.key == key; });
  }

  template <class Visit>
  void for_each_value(AxisKind kind, Job& job, Visit visit) {
    const auto axis = std::ranges::find(plan_.axes, kind, &Axis::kind);
    if (axis == plan_.axes.end()) return visit();
    for (const std::string& value : axis->values) {
      change(job, *axis, value);
      values_[static_cast<std::size_t>(axis - plan_.axes.begin())] = value;
      visit();
    }
  }

  // One job on one hardware, wherever and whenever.
  void add_places(Job job) {
    instance_ = instance_of(job, catalog_);
    offers_ = offers_of(job, instance_, catalog_);
    shape_.reset();
    ranges_.clear();
    const Result<const Method*> method = method_of(job, options_);
    std::optional<Resolver> resolver;
    if (job.stages.empty() && method) resolver.emplace(job, **method, catalog_, options_);
    for_each_value(AxisKind::region, job, [&] {
      for_each_value(AxisKind::year, job, [&] {
        if (resolver)
          add_again(*resolver);
        else
          add_whole(job);
      });
    });
  }

  void add_again(Resolver& resolver) {
    if (!resolver.run()) return refuse(resolver.errors());
    const ResolvedJob& resolved = resolver.resolved();
    if (auto refusal = offers_.refuse(resolved.region_name))
      return set_aside("not-offered", std::move(*refusal));
    const Estimate result = estimate(resolved);
    CompareRow row = row_of(resolved, result, start_->warnings);
    locate(row, resolver.site().region);
    if (!shape_) {
      shape_ = errors_->add_shape(resolved);
      hardware_ = hardware_of(resolved);
    }
    row.errors = errors_->in_place(*shape_, resolved);
    row.range = range_of(resolved, result, row.errors);
    add(std::move(row));
  }

  void add_whole(const Job& job) {
    Result<ResolvedJob> resolved = resolve(job, catalog_, options_);
    if (!resolved) return refuse(resolved.error());
    if (auto refusal = offers_.refuse(resolved->region_name))
      return set_aside("not-offered", std::move(*refusal));
    Report report = report_of(std::move(resolved).value());
    CompareRow row = row_of(report.job, report.estimate, start_->warnings);
    look_up_place(row);
    row.range = {report.interval.total_kg.low, report.interval.total_kg.high};
    hardware_ = hardware_of(report.job);
    row.errors.shape = errors_->add_whole(std::move(report.job));
    add(std::move(row));
  }

  void add(CompareRow row) {
    row.instance = instance_;
    row.hardware = hardware_;
    row.values = values_;
    row.name = joined(values_);
    rows_.push_back(std::move(row));
  }

  void refuse(const Diagnostics& errors) { set_aside(errors.front().code, errors.front().message); }
  void set_aside(std::string code, std::string message) {
    set_aside_.push_back({joined(values_), values_, std::move(code), std::move(message), {}});
  }

  // Of one shape, results with the same PUE and intensity are the same result.
  CompareRange range_of(const ResolvedJob& resolved, const Estimate& result,
                        const CompareErrors& errors) {
    const Place key{resolved.pue, errors.pue_log_sd, in_grams_per_kwh(resolved.intensity),
                    errors.intensity_log_sd};
    const auto known = ranges_.find(key);
    if (known != ranges_.end()) return known->second;
    const Spread spread = total_spread(resolved, result);
    return ranges_.emplace(key, CompareRange{spread.low, spread.high}).first->second;
  }

  CompareRow row_of(const ResolvedJob& job, const Estimate& result,
                    const Diagnostics& warnings) const {
    CompareRow row;
    row.region = job.region_name;
    row.zone = job.zone;
    row.year = job.grid_year;
    row.method = job.method->id;
    row.basis = job.basis;
    row.marginal = job.marginal;
    row.intensity = result.intensity;
    row.pue = result.pue;
    row.facility = result.facility;
    row.operational = result.operational;
    row.embodied = result.embodied;
    row.total = result.total;
    for (const Warning& warning : job.warnings) row.warnings.push_back(code_of(warning.code));
    for (const Diagnostic& warning : warnings) row.warnings.push_back(code_of(warning.code));
    return row;
  }

  void locate(CompareRow& row, const std::optional<CloudRegion>& region) const {
    if (!region) return;
    row.location = region->location;
    if (home_) row.distance_km = distance_km(*home_, *region);
  }
  void look_up_place(CompareRow& row) const {
    locate(row, catalog_.region(row.region, Suggest::no).row);
  }

  using Place = std::array<double, 4>;

  const ComparePlan& plan_;
  const Catalog& catalog_;
  const ResolveOptions& options_;
  std::optional<CloudRegion> home_;
  std::shared_ptr<SharedErrors> errors_ = std::make_shared<SharedErrors>();
  // Of the variants that are made at the moment.
  const CompareJob* start_ = nullptr;
  std::vector<std::string> values_;
  std::string instance_, hardware_;
  Offers offers_;
  std::optional<std::uint32_t> shape_;
  std::map<Place, CompareRange> ranges_;
  // Done.
  std::vector<CompareRow> rows_;
  std::vector<SetAside> set_aside_;
  bool forgot_time_ = false;
};

}  // namespace

Result<Comparison> compare(std::span<const CompareJob> jobs, const ComparePlan& plan,
                           const Catalog& catalog, const ResolveOptions& options) {
  const CompareJob& written = jobs.front();
  Comparison out;
  out.name = written.job.name;
  out.axes = plan.axes;
  Run run(plan, catalog, options);
  auto baseline = run.baseline(written);
  if (!baseline) return std::move(baseline).error();
  out.baseline = std::move(*baseline);
  if (jobs.size() == 1) run.add_variants(written);
  for (const CompareJob& job : jobs.subspan(1)) run.add_variants(job);
  std::move(run).finish(out);
  warn_of_what_decides(written.job, out);
  keep_one_kind(out);
  relate_to_baseline(out);
  return out;
}

}  // namespace carbonest
