// SPDX-License-Identifier: Apache-2.0
// Every combination of the axes, estimated.
#include "carbonest/compare.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "compare/counted_name.hpp"
#include "compare/distance.hpp"
#include "compare/distinguish.hpp"
#include "compare/offers.hpp"

namespace carbonest {
namespace {

// --- one change each ----------------------------------------------------------------------------

void set_region(Job& job, const std::string& value, Place place) {
  job.region = Given<std::string>{value, place};
}

void set_year(Job& job, const std::string& value, Place place) {
  std::int64_t year = 0;
  std::from_chars(value.data(), value.data() + value.size(), year);
  job.year = Given<std::int64_t>{year, place};
  job.start.reset();
}

// Other devices in the place of all that the job lists: their count stays unless one is named, and
// so does the utilization where there is a single one. Watts belong to the old devices.
void set_hardware(Job& job, const std::string& value, Place place) {
  const CountedName named = counted_name(value);
  AcceleratorEntry entry;
  entry.place = place;
  entry.model = Given<std::string>{std::string(named.name), place};
  Hardware& hardware = job.hardware ? *job.hardware : job.hardware.emplace();
  const auto& old = hardware.accelerators;
  std::int64_t count = 0;
  for (const AcceleratorEntry& device : old) count += device.count ? device.count->value : 1;
  if (!named.count.empty())
    entry.count = Given<std::int64_t>{named.number, place};
  else if (old.size() == 1)
    entry.count = old.front().count;
  else if (count > 0)
    entry.count = Given<std::int64_t>{count, old.front().place};
  if (old.size() == 1) entry.utilization = old.front().utilization;
  hardware.accelerators.assign(1, std::move(entry));
}

// An instance brings all of a node but its disks.
void set_instance(Job& job, const std::string& value, Place place) {
  Hardware instance;
  instance.place = place;
  instance.instance = Given<std::string>{value, place};
  if (job.hardware) {
    instance.nodes = job.hardware->nodes;
    instance.storage = job.hardware->storage;
    instance.host = job.hardware->host;
  }
  job.hardware = std::move(instance);
}

struct Change {
  AxisKind kind;
  void (*apply)(Job&, const std::string&, Place);
};
// Values of AxisKind::key were applied when the job was read.
constexpr std::array k_changes{
    Change{AxisKind::region, set_region}, Change{AxisKind::hardware, set_hardware},
    Change{AxisKind::instance, set_instance}, Change{AxisKind::year, set_year}};

// --- what a row says beside its report ----------------------------------------------------------

// What the energy was counted for: the accelerators, else the first part.
std::string hardware_of(const ResolvedJob& job) {
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

/// Results of one kind can be ranked against each other.
struct Kind {
  std::string_view method;
  std::optional<Basis> basis;  // none: the intensity was given
  bool marginal;
  friend bool operator==(const Kind&, const Kind&) = default;
};
Kind kind_of(const CompareRow& row) noexcept {
  return {row.report.job.method->id, row.report.job.basis, row.report.job.marginal};
}
std::string words_for(const Kind& kind) {
  const std::string_view intensity = kind.marginal                  ? "a marginal intensity"
                                     : !kind.basis                  ? "an intensity that was given"
                                     : *kind.basis == Basis::direct ? "direct grid intensity"
                                                                    : "life-cycle grid intensity";
  return fmt::format("method {}, {}", kind.method, intensity);
}

// --- the run ------------------------------------------------------------------------------------

class Run {
 public:
  Run(const ComparePlan& plan, const Catalog& catalog, const ResolveOptions& options)
      : plan_{plan}, catalog_{catalog}, options_{options}, home_{plan.home} {}

  /// Empty where the job needs an axis to be whole: it does not say where it runs.
  Result<std::optional<CompareRow>> baseline(const CompareJob& written) {
    if (!written.job.region && !written.job.carbon_intensity && varies("region"))
      return std::optional<CompareRow>{};
    Result<ResolvedJob> resolved = resolve(written.job, catalog_, options_);
    if (!resolved) return std::move(resolved).error();
    if (!home_) home_ = catalog_.region(resolved->region_name, Suggest::no).row;
    CompareRow row = row_of(std::move(resolved).value(), written.warnings);
    row.instance = instance_of(written.job, catalog_);
    row.name = "as written";
    return std::optional(std::move(row));
  }

  void add_variants(const CompareJob& start) {
    values_.assign(plan_.axes.size(), {});
    std::size_t key = 0;
    for (std::size_t i = 0; i < plan_.axes.size(); ++i)
      if (plan_.axes[i].kind == AxisKind::key) values_[i] = start.values[key++];
    start_ = &start;
    equip(start.job, k_order.size());
  }

  void finish(Comparison& out) && {
    out.home = home_ && home_->latitude && home_->longitude ? std::string(home_->id) : "";
    out.rows = std::move(rows_);
    out.set_aside = std::move(set_aside_);
    out.variants = out.rows.size() + out.set_aside.size();
  }

 private:
  // Hardware in the outer loops: what is offered where is asked once for each.
  static constexpr std::array k_order{AxisKind::year, AxisKind::region, AxisKind::instance,
                                      AxisKind::hardware};

  bool varies(std::string_view key) const {
    return std::ranges::any_of(plan_.axes, [&](const Axis& axis) { return axis.key == key; });
  }
  const Axis* find_axis(AxisKind kind, std::size_t& at) const {
    for (at = 0; at < plan_.axes.size(); ++at)
      if (plan_.axes[at].kind == kind) return &plan_.axes[at];
    return nullptr;
  }

  // Applies the axes k_order[level - 1], ..., k_order[0].
  void equip(const Job& job, std::size_t level) {
    constexpr std::size_t k_equipped = 2;  // levels that are left once the hardware is chosen
    if (level == k_equipped) {
      instance_ = instance_of(job, catalog_);
      offers_ = offers_of(job, instance_, catalog_);
    }
    if (level == 0) return add_variant(job);
    std::size_t at = 0;
    const Axis* axis = find_axis(k_order[level - 1], at);
    if (axis == nullptr) return equip(job, level - 1);
    const auto* change = std::ranges::find(k_changes, axis->kind, &Change::kind);
    Job changed = job;
    for (const std::string& value : axis->values) {
      if (axis->kind == AxisKind::hardware) changed.hardware = job.hardware;
      change->apply(changed, value, {.option = axis->option});
      values_[at] = value;
      equip(changed, level - 1);
    }
  }

  void add_variant(const Job& job) {
    Result<ResolvedJob> resolved = resolve(job, catalog_, options_);
    if (!resolved) {
      const Diagnostic& first = resolved.error().front();
      return set_aside(first.code, first.message);
    }
    if (auto refusal = offers_.refuse(resolved->region_name))
      return set_aside("not-offered", std::move(*refusal));
    CompareRow row = row_of(std::move(resolved).value(), start_->warnings);
    row.instance = instance_;
    row.values = values_;
    row.name = joined(values_);
    rows_.push_back(std::move(row));
  }

  void set_aside(std::string code, std::string message) {
    set_aside_.push_back({joined(values_), values_, std::move(code), std::move(message), {}});
  }

  CompareRow row_of(ResolvedJob resolved, const Diagnostics& warnings) const {
    for (const Diagnostic& warning : warnings)
      resolved.warnings.push_back({warning.code, warning.message});
    CompareRow row;
    row.report = report_of(std::move(resolved));
    row.hardware = hardware_of(row.report.job);
    row.range = total_range(row.report);
    if (const auto region = catalog_.region(row.report.job.region_name, Suggest::no).row) {
      row.location = region->location;
      if (home_) row.distance_km = distance_km(*home_, *region);
    }
    return row;
  }

  const ComparePlan& plan_;
  const Catalog& catalog_;
  const ResolveOptions& options_;
  std::optional<CloudRegion> home_;
  const CompareJob* start_ = nullptr;
  std::vector<std::string> values_;  // of the variant that is made
  std::string instance_;
  Offers offers_;
  std::vector<CompareRow> rows_;
  std::vector<SetAside> set_aside_;
};

// --- the comparison as a whole ------------------------------------------------------------------

// Only results of one kind are ranked: that of the job as written, else of the first row.
void keep_one_kind(Comparison& out) {
  if (out.rows.empty()) return;
  std::optional<Kind> ranked;
  for (const CompareRow& row : out.rows)
    if (out.baseline && kind_of(row) == kind_of(*out.baseline)) ranked = kind_of(row);
  if (!ranked) ranked = kind_of(out.rows.front());
  std::vector<CompareRow> kept;
  for (CompareRow& row : out.rows) {
    if (kind_of(row) == *ranked) {
      kept.push_back(std::move(row));
      continue;
    }
    std::string message =
        fmt::format("not ranked against {}: {}", words_for(*ranked), words_for(kind_of(row)));
    out.set_aside.push_back(
        {row.name, row.values, "other-kind", std::move(message), std::move(row)});
  }
  out.rows = std::move(kept);
  if (out.baseline && kind_of(*out.baseline) != *ranked)
    out.warnings.push_back(
        {"other-kind", fmt::format("as written the job has {}; the rows have {}: no ratio is given",
                                   words_for(kind_of(*out.baseline)), words_for(*ranked))});
}

bool same_result(const CompareRow& a, const CompareRow& b) noexcept {
  const Estimate &x = a.report.estimate, &y = b.report.estimate;
  return x.total == y.total && x.operational == y.operational && x.facility == y.facility &&
         a.report.job.region_name == b.report.job.region_name && a.instance == b.instance &&
         a.hardware == b.hardware && a.report.job.grid_year == b.report.job.grid_year;
}

void relate_to_baseline(Comparison& out) {
  if (!out.baseline) return;
  CompareRow& baseline = *out.baseline;
  const auto relate = [&](CompareRow& row) {
    if (kind_of(row) != kind_of(baseline)) return;
    if (baseline.report.estimate.total > CarbonMass{})
      row.ratio = row.report.estimate.total / baseline.report.estimate.total;
    row.as_written = same_result(row, baseline);
  };
  for (CompareRow& row : out.rows) relate(row);
  for (SetAside& aside : out.set_aside)
    if (aside.row) relate(*aside.row);
  relate(baseline);
}

// Faster devices would need fewer hours. A job that derives its hours from its work needs no word.
bool keeps_hours(const Job& job) noexcept { return job.runtime || job.accelerator_hours; }

bool has_axis(const Comparison& out, AxisKind kind) {
  return std::ranges::find(out.axes, kind, &Axis::kind) != out.axes.end();
}

void warn_of_what_decides(const Job& job, Comparison& out) {
  const bool regions = has_axis(out, AxisKind::region), years = has_axis(out, AxisKind::year);
  const std::string_view what = regions && years ? "region and year" : regions ? "region" : "year";
  if ((regions || years) && job.carbon_intensity)
    out.warnings.push_back(
        {"no-effect", fmt::format("the job's own carbon_intensity is used, whatever the {}; leave "
                                  "it out of the job to compare grids",
                                  what)});
  if (regions && job.pue)
    out.warnings.push_back({"no-effect",
                            "the job's own pue is used in every region; leave it out of the job to "
                            "compare with each region's own"});
}

void warn_of_hours(const Job& job, Comparison& out) {
  if (!has_axis(out, AxisKind::hardware) && !has_axis(out, AxisKind::instance)) return;
  if (keeps_hours(job))
    out.warnings.push_back({"same-hours",
                            "all hardware is counted for the same hours, not for the same work: "
                            "what is faster would be done sooner"});
  if (job.embodied && job.embodied->total)
    out.warnings.push_back(
        {"no-effect", "the job's own embodied.total is used, whatever the hardware"});
}

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
  warn_of_hours(written.job, out);
  keep_one_kind(out);
  relate_to_baseline(out);
  return out;
}

}  // namespace carbonest
