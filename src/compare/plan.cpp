// SPDX-License-Identifier: Apache-2.0
// From lists to the plan of a comparison.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "carbonest/compare.hpp"
#include "compare/job_key.hpp"
#include "compare/lists.hpp"
#include "limits.hpp"
#include "resolve/place.hpp"

namespace carbonest {
namespace {

constexpr const char* k_home = "--home";

struct ListRow {
  std::string CompareLists::*list;
  Axis (*read)(ListReading&, std::string_view);
};
constexpr std::array k_lists{
    ListRow{&CompareLists::regions, read_regions}, ListRow{&CompareLists::hardware, read_hardware},
    ListRow{&CompareLists::instances, read_instances}, ListRow{&CompareLists::years, read_years}};

// The job's keys that an axis decides: they cannot be varied beside it.
struct KeysOfAxis {
  AxisKind kind;
  std::array<std::string_view, 4> keys;
};
constexpr std::array k_keys{
    KeysOfAxis{AxisKind::region, {"region"}},
    KeysOfAxis{AxisKind::hardware, {"hardware", "hardware.accelerator", "hardware.gpu"}},
    KeysOfAxis{AxisKind::instance,
               {"hardware", "hardware.instance", "hardware.accelerator", "hardware.gpu"}},
    KeysOfAxis{AxisKind::year, {"year", "start"}}};

bool decides(const Axis& axis, std::string_view key) noexcept {
  if (axis.kind == AxisKind::key) return axis.key == key;
  const auto* row = std::ranges::find(k_keys, axis.kind, &KeysOfAxis::kind);
  return !key.empty() && std::ranges::find(row->keys, key) != row->keys.end();
}

void check_varied(ListReading& reading, const Axis& axis, const std::vector<Axis>& before) {
  if (axis.key.empty() || axis.values.empty()) return;  // refused already
  if (const auto key = find_job_key(axis.key, {.option = axis.option}); !key) {
    reading.add(key.error());
    return;
  }
  for (const Axis& other : before)
    if (decides(other, axis.key))
      reading.refuse("conflicting-keys", axis.option,
                     fmt::format("`{}` is varied by {} already", axis.key, other.option),
                     "keep one of the two");
}

void check_pair(ListReading& reading, const std::vector<Axis>& axes) {
  const auto has = [&](AxisKind kind) {
    return std::ranges::find(axes, kind, &Axis::kind) != axes.end();
  };
  if (has(AxisKind::hardware) && has(AxisKind::instance))
    reading.refuse("conflicting-keys", "--hardware",
                   "an instance brings its accelerators: --hardware and --instances exclude each "
                   "other",
                   "keep one of the two");
}

void check_number(ListReading& reading, const std::vector<Axis>& axes) {
  std::size_t variants = 1;
  for (const Axis& axis : axes) {
    variants *= std::max(axis.values.size(), std::size_t{1});
    if (variants <= limits::k_variants) continue;
    return reading.refuse(
        "too-many-variants", axis.option,
        fmt::format("the lists make more than {} combinations", limits::k_variants),
        "compare fewer values at once");
  }
}

std::optional<CloudRegion> find_home(ListReading& reading, const std::string& name) {
  if (name.empty()) return std::nullopt;
  const Job job;
  const ResolveOptions options;
  Context context{job, reading.catalog, methods().front(), options, {}, {}};
  Site site;
  find_place(context, {name, {.option = k_home}}, {}, site);
  reading.add(std::move(context.errors));
  if (!site.known() || (site.region && site.region->latitude && site.region->longitude))
    return site.region;
  reading.refuse("no-data", k_home,
                 fmt::format("the tables have no coordinates of {}", context.out.region_name),
                 "name a cloud region: aws:eu-west-3, gcp:us-central1");
  return std::nullopt;
}

}  // namespace

Result<ComparePlan> plan_comparison(const CompareLists& lists, const Catalog& catalog) {
  ListReading reading{catalog, {}};
  ComparePlan plan;
  for (const ListRow& row : k_lists)
    if (!(lists.*row.list).empty()) plan.axes.push_back(row.read(reading, lists.*row.list));
  check_pair(reading, plan.axes);
  for (const std::string& text : lists.vary) {
    Axis axis = read_varied(reading, text);
    check_varied(reading, axis, plan.axes);
    plan.axes.push_back(std::move(axis));
  }
  plan.home = find_home(reading, lists.home);
  if (plan.axes.empty()) plan.axes.push_back(read_regions(reading, "all"));
  check_number(reading, plan.axes);
  if (!reading.errors.empty()) return std::move(reading.errors);
  return plan;
}

}  // namespace carbonest
