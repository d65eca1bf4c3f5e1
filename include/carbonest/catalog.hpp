// SPDX-License-Identifier: Apache-2.0
#pragma once
// The bundled tables: hardware, places, intensities, factors, each row with its source. A catalog is one
// immutable block of bytes (CSV text plus an index made when it was compiled); a lookup reads only the row
// that it asks for. `--data DIR` goes through the same compiler and the same reader.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/diagnostic.hpp"

namespace carbonest {

/// Pedigree of a table row.
struct RowSource {
  std::string_view key;  ///< id in table `sources`
  int year = 0;          ///< year of the source
  std::string_view note;
  bool overridden = false;  ///< the row came from --data, not from the bundled tables
};

enum class DeviceClass : std::uint8_t { datacenter, tpu, desktop, workstation, laptop, soc, embedded };
/// Confidence in a figure: seen in its source, derived from seen figures, a third party's estimate, none published.
enum class Confidence : std::uint8_t { seen, derived, estimate, none };

// String views in rows point into the catalog and live as long as it does. Units are in the names.
struct Accelerator {
  std::string_view id, name, vendor;
  DeviceClass device_class = DeviceClass::datacenter;
  std::string_view unit;  ///< what one device is: board, module, gpu-die, chip, ...
  std::optional<double> tdp_w, idle_w, average_w, memory_gb;
  std::optional<double> fp32_tflops, tf32_tflops, fp16_tflops, bf16_tflops, fp8_tflops, int8_tops;  ///< dense
  std::optional<double> embodied_kg;
  std::optional<int> release_year;
  std::string_view average_source, embodied_source, cell_sources;
  std::string_view tdp_basis;
  Confidence confidence = Confidence::seen;  ///< of tdp_w
  RowSource source;
  /// Source key of one column (`idle_w`), which may differ from the row's.
  std::string_view source_of(std::string_view column) const noexcept;
};

struct Cpu {
  std::string_view id, name, vendor;
  bool server = true;
  std::optional<double> tdp_w;
  std::optional<int> cores, threads;
  Confidence confidence = Confidence::seen;
  RowSource source;
};

struct Instance {
  std::string_view id, provider, name;
  std::string_view accelerator;  ///< id in `accelerators`, or empty
  double accelerator_count = 0;  ///< may be fractional (shared devices)
  std::optional<double> vcpus, memory_gib;
  std::string_view cpu, cpu_name;  ///< id in `cpus`, or empty; free text
  RowSource source;
};

struct Zone {
  std::string_view id, kind, name, country, iso3;
  bool small_system = false;  ///< under 5 TWh a year, or published with low confidence
  RowSource source;
};

enum class Basis : std::uint8_t { lifecycle, direct };

struct GridIntensity {
  std::string_view zone;
  int year = 0;
  double g_per_kwh = 0;
  Basis basis = Basis::lifecycle;
  std::string_view gases, accounting;
  int rank = 1;
  bool low_confidence = false;
  RowSource source;
};

struct CloudRegion {
  std::string_view id, provider, region, location, country, zone, fallback_zone;
  std::optional<double> latitude, longitude;
  RowSource source;
};

struct CloudRegionYear {
  int year = 0;
  std::optional<double> pue, wue_l_per_kwh, cfe_percent, provider_location_g_per_kwh, provider_market_g_per_kwh;
  std::string_view pue_kind;
  RowSource source;
};

struct ProviderPue {
  std::string_view id, provider;
  int year = 0;
  double pue = 1;
  RowSource source;
};

/// A figure of `components`, `embodied` or `equivalents`, by id.
struct Figure {
  std::string_view id, name, unit;
  double value = 0;
  RowSource source;
};

/// One candidate of an ambiguous name, and what tells it from the others.
struct Candidate {
  std::string_view id;
  std::string difference;  ///< "400 W, 80 GB"
};

/// The answer to a name: one row; or none, with the nearest names; or several, with how they differ.
template <class Row>
struct Lookup {
  std::optional<Row> row;
  std::vector<Candidate> candidates;     ///< non-empty: the name is a family of these
  std::vector<std::string> suggestions;  ///< non-empty only when nothing matched
};

/// Nearest names take a look at the whole table: left out where a miss is no mistake.
enum class Suggest : std::uint8_t { no, yes };

class Catalog {
 public:
  /// The tables inside the program.
  static const Catalog& bundled();

  /// A file of `--data DIR`: rows replace bundled rows with the same key, others are added.
  struct OverrideFile {
    std::string table;  ///< "accelerators"; a table name
    std::string file;   ///< for diagnostics
    std::string text;
  };
  /// The bundled tables with these on top; every problem is reported as file:row:column.
  static Result<Catalog> with_overrides(std::span<const OverrideFile> files);

  std::string_view version() const noexcept;   ///< "2026.11", "2026.11+override"
  std::string_view checksum() const noexcept;  ///< SHA-256 of all tables, hexadecimal

  // Names match without regard to case, spaces, underscores, dashes; an exact id or alias wins.
  Lookup<Accelerator> accelerator(std::string_view name) const;
  Lookup<Cpu> cpu(std::string_view name) const;
  Lookup<Instance> instance(std::string_view name) const;
  Lookup<Zone> zone(std::string_view name, Suggest suggest = Suggest::yes) const;
  Lookup<CloudRegion> region(std::string_view name, Suggest suggest = Suggest::yes) const;

  /// Rows of a zone in order of year, then rank; empty when the zone has none.
  std::vector<GridIntensity> grid(std::string_view zone_id) const;
  std::vector<CloudRegionYear> region_years(std::string_view region_id) const;  ///< in order of year
  /// Fleet means of a provider in order of year; its other figures where it publishes no mean.
  std::vector<ProviderPue> provider_pues(std::string_view provider) const;
  /// A figure by id from `components`, `embodied`, `equivalents`; the id must exist in the bundled tables.
  Figure figure(std::string_view table, std::string_view id) const;
  /// Newest year of the grid table.
  int newest_grid_year() const noexcept;

  // Whole tables, for listing and for tests.
  struct TableView {
    std::string_view name, title;
    std::vector<std::string_view> columns;
    std::vector<std::vector<std::string_view>> rows;  ///< cells, unquoted
  };
  static std::vector<std::string_view> table_names();
  TableView table(std::string_view name) const;

  Catalog(Catalog&&) noexcept;
  Catalog& operator=(Catalog&&) noexcept;
  ~Catalog();

 private:
  struct Impl;
  explicit Catalog(std::unique_ptr<Impl>);
  std::unique_ptr<Impl> impl_;
};

/// Up to `limit` of `names` that are near `word` by edit distance, nearest first.
std::vector<std::string> nearest_names(std::string_view word, std::span<const std::string_view> names,
                                       std::size_t limit = 3);

}  // namespace carbonest
