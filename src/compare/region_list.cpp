// SPDX-License-Identifier: Apache-2.0
// A list of regions: names, patterns over cloud regions, countries, or all.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "catalog/names.hpp"
#include "compare/glob.hpp"
#include "compare/lists.hpp"
#include "input/words.hpp"
#include "resolve/context.hpp"
#include "resolve/place.hpp"

namespace carbonest {
namespace {

constexpr const char* k_regions = "--regions";
constexpr std::string_view k_all = "all";
constexpr std::string_view k_country = "country:";

class RegionList {
 public:
  RegionList(ListReading& reading, Axis& axis)
      : reading_{reading}, axis_{axis}, table_{reading.catalog.table("regions")} {}

  void take(std::string_view item) {
    const std::string folded = lower_ascii(item);
    if (folded.starts_with(k_country)) {
      in_countries_ = true;
      take_country(item, trimmed(item.substr(k_country.size())), true);
      return;
    }
    // "country:FR,DE" goes on until something else than a country comes.
    if (in_countries_ && take_country(item, item, false)) return;
    in_countries_ = false;
    if (folded == k_all || has_wildcard(item)) return take_pattern(item, folded);
    take_name(item);
  }

 private:
  using Cells = std::vector<std::string_view>;

  template <class Wanted>
  std::size_t add_matching(Wanted wanted) {
    std::size_t matches = 0;
    for (const Cells& row : table_.rows) {
      if (!wanted(row)) continue;
      ++matches;
      // Patterns may overlap, with each other and with names.
      if (std::ranges::find(axis_.values, row[id_]) == axis_.values.end())
        axis_.values.emplace_back(row[id_]);
    }
    return matches;
  }

  bool seen_before(std::string_view pattern) {
    const std::string key = lower_ascii(pattern);
    if (std::ranges::find(patterns_, key) != patterns_.end()) {
      reading_.refuse("duplicate-item", k_regions,
                      fmt::format("{} is listed twice", in_quotes(pattern)), "keep one of the two");
      return true;
    }
    patterns_.push_back(key);
    return false;
  }

  void take_pattern(std::string_view item, const std::string& folded) {
    if (seen_before(item)) return;
    const bool with_provider = item.find(':') != item.npos;
    const std::size_t matches = add_matching([&](const Cells& row) {
      return folded == k_all ||
             glob_matches(folded, lower_ascii(row[with_provider ? id_ : region_]));
    });
    if (matches > 0) return;
    std::string providers;
    for (const Cells& row : table_.rows)
      if (providers.empty() || !providers.ends_with(row[provider_]))
        providers.append(providers.empty() ? "" : ", ").append(row[provider_]);
    reading_.refuse("empty-pattern", k_regions,
                    fmt::format("no cloud region matches {}", in_quotes(item)),
                    fmt::format("patterns are matched with ids such as gcp:europe-west4; providers "
                                "are {}; `carbonest list regions` shows all",
                                providers));
  }

  // False when it is not the name of a country, and need not be one.
  bool take_country(std::string_view item, std::string_view name, bool must_be) {
    const Lookup<Zone> zone = reading_.catalog.zone(name, must_be ? Suggest::yes : Suggest::no);
    if (!zone.row || zone.row->kind != "country") {
      if (must_be)
        reading_.refuse(
            "unknown-region", k_regions, fmt::format("no country is called {}", in_quotes(name)),
            "write country: and an ISO 3166-1 code or an English name: country:FR, country:Japan");
      return false;
    }
    if (seen_before(fmt::format("{}{}", k_country, zone.row->id))) return true;
    const std::size_t matches =
        add_matching([&](const Cells& row) { return row[country_] == zone.row->id; });
    if (matches == 0)
      reading_.refuse("empty-pattern", k_regions,
                      fmt::format("no cloud region is in {}", zone.row->name),
                      fmt::format("to compare with the grid of the country write {} instead of {}",
                                  zone.row->id, in_quotes(item)));
    return true;
  }

  void take_name(std::string_view item) {
    const Job job;
    const ResolveOptions options;
    Context context{job, reading_.catalog, methods().front(), options, {}, {}};
    Site site;
    find_place(context, {std::string(item), {.option = k_regions}}, {}, site);
    reading_.add(std::move(context.errors));
    if (!site.known()) return;
    const std::string& id = context.out.region_name;
    add_named(reading_, named_, id, item);
    if (std::ranges::find(axis_.values, id) == axis_.values.end()) axis_.values.push_back(id);
  }

  ListReading& reading_;
  Axis& axis_;
  Axis named_{AxisKind::region, "region", k_regions, {}};  // by name: those may not repeat
  Catalog::TableView table_;
  std::vector<std::string> patterns_;
  bool in_countries_ = false;

  std::size_t position(std::string_view column) const {
    return static_cast<std::size_t>(std::ranges::find(table_.columns, column) -
                                    table_.columns.begin());
  }
  const std::size_t id_ = position("id"), provider_ = position("provider"),
                    region_ = position("region"), country_ = position("country");
};

}  // namespace

Axis read_regions(ListReading& reading, std::string_view list) {
  Axis axis{AxisKind::region, "region", k_regions, {}};
  RegionList regions(reading, axis);
  for (const std::string_view item : items_of(reading, k_regions, list))
    if (!reading.enough(axis)) regions.take(item);
  return axis;
}

}  // namespace carbonest
