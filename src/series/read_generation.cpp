// SPDX-License-Identifier: Apache-2.0
// Generation by type: the intensity is the mean of the factors of the fuels, weighted by what each
// delivers. Storage is left out, for it emits nothing of its own; imports count with the annual
// mean of their zone.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "series/ascii.hpp"
#include "series/formats.hpp"

namespace carbonest::series_text {
namespace {

using Cells = std::span<const std::string_view>;

constexpr double k_largest_mw = 1e8;  // more than the world generates

/// A production type of ENTSO-E and the technology of `fuel_factors` that stands for it.
struct Fuel {
  std::string_view name;
  std::string_view technology;  ///< empty: no factor is known
  std::string_view stand_in;    ///< where the table lacks the technology on this basis
};
constexpr std::array k_fuels{
    Fuel{"biomass", "biomass_dedicated", {}},
    Fuel{"fossil brown coal/lignite", "coal_pc", {}},
    Fuel{"fossil coal-derived gas", "gas_combined_cycle", {}},
    Fuel{"fossil gas", "gas_combined_cycle", {}},
    Fuel{"fossil hard coal", "coal_pc", {}},
    Fuel{"fossil oil", "oil", {}},
    Fuel{"fossil oil shale", "coal_pc", {}},
    Fuel{"fossil peat", "coal_pc", {}},
    Fuel{"geothermal", "geothermal", {}},
    Fuel{"hydro run-of-river and pondage", "hydropower", {}},
    Fuel{"hydro run-of-river and poundage", "hydropower", {}},
    Fuel{"hydro water reservoir", "hydropower", {}},
    Fuel{"marine", {}, {}},
    Fuel{"nuclear", "nuclear", {}},
    Fuel{"other", {}, {}},
    Fuel{"other renewable", {}, {}},
    Fuel{"solar", "solar_pv_utility", {}},
    Fuel{"waste", {}, {}},
    Fuel{"wind offshore", "wind_offshore", "wind_onshore"},
    Fuel{"wind onshore", "wind_onshore", {}},
};

/// "Fossil Gas  - Actual Aggregated [MW]" -> "fossil gas". Empty for what is consumed.
std::string_view fuel_name(std::string_view column) {
  if (column.find("consumption") != std::string_view::npos) return {};
  for (const std::string_view tail : {"[mw]", "(mw)", "actual aggregated"}) {
    column = trim(column);
    if (column.ends_with(tail)) column.remove_suffix(tail.size());
  }
  column = trim(column);
  if (column.ends_with('-')) column.remove_suffix(1);
  return trim(column);
}

const Fuel* find_fuel(std::string_view name) {
  const auto at = std::ranges::find(k_fuels, name, &Fuel::name);
  return at == k_fuels.end() ? nullptr : at;
}

bool is_storage(std::string_view name) {
  return name.find("storage") != std::string_view::npos ||
         name.find("consumption") != std::string_view::npos;
}

/// The factors of one source and basis; where it lacks a technology, another source of the same
/// basis.
class Factors {
 public:
  Factors(const Catalog& catalog, Basis basis, std::string_view source)
      : view_{catalog.table("fuel_factors")}, source_{source} {
    basis_ = basis == Basis::lifecycle ? "lifecycle" : "direct";
    for (std::size_t i = 0; i < view_.columns.size(); ++i)
      for (auto& [name, index] : columns_)
        if (view_.columns[i] == name) index = i;
  }

  bool has_source() const {
    return std::ranges::any_of(view_.rows,
                               [&](const auto& row) { return row[column("source")] == source_; });
  }

  std::optional<double> of(std::string_view technology) const {
    std::optional<double> other;
    for (const auto& row : view_.rows) {
      if (row[column("technology")] != technology || row[column("basis")] != basis_) continue;
      const auto value = parse_number(row[column("g_per_kwh")]);
      if (value && row[column("source")] == source_) return value;
      if (!other) other = value;
    }
    return other;
  }

 private:
  std::size_t column(std::string_view wanted) const {
    return std::ranges::find(columns_, wanted, &std::pair<std::string_view, std::size_t>::first)
        ->second;
  }
  Catalog::TableView view_;
  std::string_view source_, basis_;
  std::array<std::pair<std::string_view, std::size_t>, 4> columns_{
      {{"technology", 0}, {"basis", 0}, {"g_per_kwh", 0}, {"source", 0}}};
};

/// "import FR", "imports from DE", "FR_import": the annual mean of that zone in the newest year of
/// the tables.
std::optional<double> import_factor(std::string_view column, Basis basis, const Catalog& catalog) {
  std::string zone(column);
  for (const std::string_view word : {"imports", "import", "from"})
    if (const std::size_t at = zone.find(word); at != std::string::npos)
      zone.erase(at, word.size());
  std::erase_if(zone, [](char c) { return c == ' ' || c == '_' || c == ':'; });
  if (zone.empty()) return std::nullopt;
  const auto found = catalog.zone(zone);
  if (!found.row) return std::nullopt;
  std::optional<double> newest;
  int year = 0;
  for (const GridIntensity& row : catalog.grid(found.row->id))
    if (row.basis == basis && row.year > year && !row.low_confidence)
      newest = row.g_per_kwh, year = row.year;
  return newest;
}

struct Source {
  std::size_t column;
  std::optional<double> factor;
};

class GenerationReader {
 public:
  GenerationReader(CsvTable& table, Draft& draft, const Catalog& catalog)
      : table_{table},
        draft_{draft},
        catalog_{catalog},
        basis_{draft.options().basis.value_or(Basis::lifecycle)},
        fuel_source_{draft.options().fuel_source.empty() ? "ipcc-ar5"
                                                         : draft.options().fuel_source},
        factors_{catalog, basis_, fuel_source_} {}

  void read() {
    draft_.kind = IntensityKind::average;
    draft_.basis = basis_;
    draft_.source = fmt::format("generation by type x factors of {}",
                                basis_ == Basis::direct && draft_.options().fuel_source.empty()
                                    ? "ipcc-direct-em"
                                    : fuel_source_);
    draft_.unit = {1, Draft::Unit::Origin::documented};
    if (!draft_.options().fuel_source.empty() && !factors_.has_source())
      draft_.problems().add(
          "unknown-fuel-source",
          fmt::format("the table of fuels has no source {}", quoted(fuel_source_)),
          "carbonest list fuel_factors");
    choose_columns();
    draft_.clock = clock_of(table_.names[time_]);
    for_each_row(table_, draft_, [this](Cells cells) { read_row(cells); });
    report_left_out();
  }

 private:
  static bool names_time(std::string_view name) {
    return name.starts_with("time") || name.starts_with("date") || name.starts_with("mtu");
  }

  void choose_columns() {
    time_ = table_.find(names_time).value_or(0);
    is_market_unit_ = table_.names[time_].starts_with("mtu");
    for (std::size_t i = 0; i < table_.names.size(); ++i) {
      const std::string_view name = table_.names[i];
      if (i == time_ || name.empty() || name == "area" || is_storage(name)) continue;
      if (const Fuel* fuel = find_fuel(fuel_name(name)))
        add_source(i, fuel_factor(*fuel));
      else if (name.find("import") != std::string_view::npos)
        add_source(i, import_factor(name, basis_, catalog_));
      else
        add_name(ignored_, name);
    }
  }

  std::optional<double> fuel_factor(const Fuel& fuel) const {
    if (fuel.technology.empty()) return std::nullopt;
    const auto factor = factors_.of(fuel.technology);
    return factor || fuel.stand_in.empty() ? factor : factors_.of(fuel.stand_in);
  }

  void add_source(std::size_t column, std::optional<double> factor) {
    if (!factor) add_name(without_factor_, table_.names[column]);
    sources_.push_back({column, factor});
  }

  static void add_name(std::string& list, std::string_view name) {
    list.append(list.empty() ? "" : ", ").append(quoted(name));
  }

  void read_row(Cells cells) {
    const std::string_view time = cells[time_];
    const std::size_t offset = draft_.problems().offset_of(time);
    auto stamp = is_market_unit_ ? parse_market_time_unit(time) : std::nullopt;
    if (!stamp) stamp = draft_.read_stamp(time, offset);
    double total = 0, grams = 0;
    std::uint8_t marks = 0;
    bool readable = stamp.has_value();
    for (const Source& source : sources_) {
      const auto megawatts = read_power(cells[source.column], marks);
      if (!megawatts) {
        readable = false;
      } else if (source.factor) {
        total += *megawatts;
        grams += *megawatts * *source.factor;
      } else {
        left_out_ += *megawatts;
      }
    }
    counted_ += total;
    const double mean = total > 0 ? grams / total : std::numeric_limits<double>::quiet_NaN();
    if (marks != 0) ++incomplete_rows_;
    if (readable) draft_.add(*stamp, mean, offset, marks);
  }

  /// MW of a cell. "n/e" is a type that the zone does not have; an empty cell makes the row an
  /// estimate.
  std::optional<double> read_power(std::string_view cell, std::uint8_t& marks) {
    if (equals_ignoring_case(cell, "n/e")) return 0.0;
    if (cell.empty() || cell == "-" || equals_ignoring_case(cell, "n/a")) {
      marks |= k_slot_estimated;
      return 0.0;
    }
    const std::size_t offset = draft_.problems().offset_of(cell);
    const auto value = draft_.read_value(cell, offset);
    if (!value || (*value >= 0 && *value <= k_largest_mw)) return value;
    draft_.problems().add("generation-out-of-range", offset,
                          fmt::format("a generation of {} MW", *value),
                          "it is zero or more; storage belongs into a column of its own");
    return std::nullopt;
  }

  void report_left_out() {
    if (incomplete_rows_ > 0)
      draft_.warnings.push_back(diagnostic(
          "series-assumption", {},
          fmt::format(
              "rows with an empty cell, taken as 0 MW of that type: {}; marked as estimates",
              incomplete_rows_)));
    if (!ignored_.empty())
      draft_.warnings.push_back(
          diagnostic("series-assumption", {},
                     fmt::format("no types of generation, and left out: {}", ignored_)));
    if (without_factor_.empty()) return;
    const double share = counted_ + left_out_ > 0 ? left_out_ / (counted_ + left_out_) : 0;
    draft_.warnings.push_back(
        diagnostic("fuel-without-factor", {},
                   fmt::format("no factor for {}: {:.1f} % of the energy is left out",
                               without_factor_, 100 * share)));
  }

  CsvTable& table_;
  Draft& draft_;
  const Catalog& catalog_;
  Basis basis_;
  std::string fuel_source_;
  Factors factors_;
  std::size_t time_ = 0;
  bool is_market_unit_ = false;
  std::vector<Source> sources_;
  std::string without_factor_, ignored_;
  std::size_t incomplete_rows_ = 0;
  double counted_ = 0, left_out_ = 0;
};

}  // namespace

bool is_generation_csv(const Content& content, const SeriesOptions& options) {
  if (!content.csv || !options.value_column.empty()) return false;
  return std::ranges::count_if(content.csv->names, [](const std::string& name) {
           return find_fuel(fuel_name(name)) != nullptr;
         }) >= 2;
}

void read_generation_csv(Content& content, Draft& draft, const Catalog& catalog) {
  GenerationReader(*content.csv, draft, catalog).read();
}

}  // namespace carbonest::series_text
