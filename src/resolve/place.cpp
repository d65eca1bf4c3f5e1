// SPDX-License-Identifier: Apache-2.0
#include "resolve/place.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

namespace carbonest {
namespace {

constexpr std::string_view k_instead = "carbon_intensity";

std::optional<int> year_of(const Job& job) {
  if (job.year) return static_cast<int>(job.year->value);
  if (!job.start) return std::nullopt;
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(job.start->value)};
  return static_cast<int>(day.year());
}

// Nearest names of both tables, in turn: a typing error may be meant for either.
std::vector<std::string> interleaved(const std::vector<std::string>& a,
                                     const std::vector<std::string>& b) {
  constexpr std::size_t k_shown = 3;
  std::vector<std::string> out;
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    if (i < a.size()) out.push_back(a[i]);
    if (i < b.size()) out.push_back(b[i]);
  }
  if (out.size() > k_shown) out.resize(k_shown);
  return out;
}

}  // namespace

// A zone wins over a region of the same bare name (SGP is Singapore), an id with its provider names
// a region only.
void find_place(Context& context, const Given<std::string>& name, std::string_view instead,
                Site& site) {
  const Lookup<Zone> zone = context.catalog.zone(name.value, Suggest::no);
  const Lookup<CloudRegion> region =
      zone.row ? Lookup<CloudRegion>{} : context.catalog.region(name.value, Suggest::no);
  if (zone.row) {
    site.zone = zone.row;
    context.out.region_name = zone.row->id;
  } else if (region.row) {
    site.region = region.row;
    context.out.region_name = region.row->id;
  } else if (!zone.candidates.empty() || !region.candidates.empty()) {
    refuse_ambiguous(context, "region", name.value, name.place,
                     zone.candidates.empty() ? region.candidates : zone.candidates, instead);
  } else {
    refuse_unknown(context, "region", "regions", name.value, name.place,
                   interleaved(context.catalog.region(name.value).suggestions,
                               context.catalog.zone(name.value).suggestions),
                   instead);
  }
}

Site resolve_site(Context& context, const Node& node) {
  const Job& job = context.job;
  Site site;
  site.year = year_of(job);
  site.place = job.place;
  if (job.region) {
    site.place = job.region->place;
    find_place(context, *job.region, k_instead, site);
  } else if (!job.carbon_intensity && !job.intensity_series &&
             context.options.series == nullptr) {
    context.refuse(
        "missing-key", job.place, "the job does not say where it runs",
        "give `region` (\"aws:us-east-1\", \"FR\", \"US-CA\", ...) or `carbon_intensity`");
  }
  if (site.region && !node.provider.empty() && site.region->provider != node.provider)
    context.warn("provider-mismatch", fmt::format("the instance is one of {}, the region {} is not",
                                                  node.provider, site.region->id));
  if (site.region) site.years = context.catalog.region_years(site.region->id);
  site.provider = site.region ? std::string(site.region->provider) : node.provider;
  return site;
}

int matching_year(std::span<const int> years, std::optional<int> wanted) noexcept {
  if (!wanted) return years.back();
  const auto later = std::ranges::upper_bound(years, *wanted);
  return later == years.begin() ? *later : *(later - 1);
}

}  // namespace carbonest
