// SPDX-License-Identifier: Apache-2.0
#include "carbonest/catalog.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "catalog/catalog_impl.hpp"
#include "catalog/lookup.hpp"

namespace carbonest {
namespace {

// The tables were checked when they were compiled: a cell that is there can be read.
template <class Number>
std::optional<Number> optional_number(std::string_view cell) {
  Number value{};
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc{}) return std::nullopt;
  return value;
}

/// Where each table has its pedigree; k_no_column in `sources` itself.
struct SourceColumns {
  std::size_t key, year, note;
};
constexpr auto k_source_columns = [] {
  std::array<SourceColumns, k_table_count> columns{};
  for (std::size_t i = 0; i < k_table_count; ++i) {
    const TableSpec& spec = schema::k_tables[i];
    columns[i] = {find_column(spec, "source"), find_column(spec, "source_year"),
                  find_column(spec, "note")};
  }
  return columns;
}();

/// Typed cells of one row.
class Cells {
 public:
  Cells(TableId table, const BlobRow& row) : table_{table}, row_{row} {}

  std::string_view text(std::size_t column) const { return row_.cells[column]; }
  std::optional<double> number(std::size_t column) const {
    return optional_number<double>(text(column));
  }
  std::optional<int> integer(std::size_t column) const {
    return optional_number<int>(text(column));
  }
  double number_or(std::size_t column, double otherwise) const {
    return number(column).value_or(otherwise);
  }
  int integer_or(std::size_t column, int otherwise) const {
    return integer(column).value_or(otherwise);
  }

  /// The schema lists choices in the order of the enumerators; an empty cell means the first.
  template <class Enum>
  Enum choice(std::size_t column) const {
    const std::size_t index = choice_index(table_spec(table_).columns[column], text(column));
    return static_cast<Enum>(index == k_no_column ? 0 : index);
  }

  RowSource source() const {
    const SourceColumns& columns = k_source_columns[static_cast<std::size_t>(table_)];
    return {.key = text(columns.key),
            .year = integer_or(columns.year, 0),
            .note = text(columns.note),
            .overridden = row_.overridden};
  }

 private:
  TableId table_;
  const BlobRow& row_;
};

Accelerator accelerator_of(const BlobRow& row) {
  constexpr TableId t = TableId::accelerators;
  const Cells cells(t, row);
  Accelerator out;
  out.id = cells.text(column(t, "id"));
  out.name = cells.text(column(t, "name"));
  out.vendor = cells.text(column(t, "vendor"));
  out.device_class = cells.choice<DeviceClass>(column(t, "class"));
  out.unit = cells.text(column(t, "unit"));
  out.tdp_w = cells.number(column(t, "tdp_w"));
  out.idle_w = cells.number(column(t, "idle_w"));
  out.average_w = cells.number(column(t, "average_w"));
  out.memory_gb = cells.number(column(t, "memory_gb"));
  out.fp32_tflops = cells.number(column(t, "fp32_tflops"));
  out.tf32_tflops = cells.number(column(t, "tf32_tflops"));
  out.fp16_tflops = cells.number(column(t, "fp16_tflops"));
  out.bf16_tflops = cells.number(column(t, "bf16_tflops"));
  out.fp8_tflops = cells.number(column(t, "fp8_tflops"));
  out.int8_tops = cells.number(column(t, "int8_tops"));
  out.embodied_kg = cells.number(column(t, "embodied_kg"));
  out.release_year = cells.integer(column(t, "release_year"));
  out.average_source = cells.text(column(t, "average_source"));
  out.embodied_source = cells.text(column(t, "embodied_source"));
  out.cell_sources = cells.text(column(t, "cell_sources"));
  out.tdp_basis = cells.text(column(t, "tdp_basis"));
  out.confidence = cells.choice<Confidence>(column(t, "confidence"));
  out.source = cells.source();
  return out;
}

Cpu cpu_of(const BlobRow& row) {
  constexpr TableId t = TableId::cpus;
  const Cells cells(t, row);
  return {.id = cells.text(column(t, "id")),
          .name = cells.text(column(t, "name")),
          .vendor = cells.text(column(t, "vendor")),
          .server = cells.text(column(t, "segment")) == "server",
          .tdp_w = cells.number(column(t, "tdp_w")),
          .cores = cells.integer(column(t, "cores")),
          .threads = cells.integer(column(t, "threads")),
          .confidence = cells.choice<Confidence>(column(t, "confidence")),
          .source = cells.source()};
}

Instance instance_of(const BlobRow& row) {
  constexpr TableId t = TableId::instances;
  const Cells cells(t, row);
  return {.id = cells.text(column(t, "id")),
          .provider = cells.text(column(t, "provider")),
          .name = cells.text(column(t, "instance")),
          .accelerator = cells.text(column(t, "accelerator")),
          .accelerator_count = cells.number_or(column(t, "accelerator_count"), 0),
          .vcpus = cells.number(column(t, "vcpus")),
          .memory_gib = cells.number(column(t, "memory_gib")),
          .cpu = cells.text(column(t, "cpu")),
          .cpu_name = cells.text(column(t, "cpu_name")),
          .source = cells.source()};
}

Zone zone_of(const BlobRow& row) {
  constexpr TableId t = TableId::zones;
  const Cells cells(t, row);
  return {.id = cells.text(column(t, "zone")),
          .kind = cells.text(column(t, "kind")),
          .name = cells.text(column(t, "name")),
          .country = cells.text(column(t, "country")),
          .iso3 = cells.text(column(t, "iso3")),
          .small_system = cells.text(column(t, "small_system")) == "yes",
          .source = cells.source()};
}

CloudRegion region_of(const BlobRow& row) {
  constexpr TableId t = TableId::regions;
  const Cells cells(t, row);
  return {.id = cells.text(column(t, "id")),
          .provider = cells.text(column(t, "provider")),
          .region = cells.text(column(t, "region")),
          .location = cells.text(column(t, "location")),
          .country = cells.text(column(t, "country")),
          .zone = cells.text(column(t, "zone")),
          .fallback_zone = cells.text(column(t, "fallback_zone")),
          .latitude = cells.number(column(t, "latitude")),
          .longitude = cells.number(column(t, "longitude")),
          .source = cells.source()};
}

GridIntensity grid_of(const BlobRow& row) {
  constexpr TableId t = TableId::grid_intensity;
  const Cells cells(t, row);
  return {.zone = cells.text(column(t, "zone")),
          .year = cells.integer_or(column(t, "year"), 0),
          .g_per_kwh = cells.number_or(column(t, "g_per_kwh"), 0),
          .basis = cells.choice<Basis>(column(t, "basis")),
          .gases = cells.text(column(t, "gases")),
          .accounting = cells.text(column(t, "accounting")),
          .rank = cells.integer_or(column(t, "rank"), 1),
          .low_confidence = cells.text(column(t, "confidence")) == "low",
          .source = cells.source()};
}

CloudRegionYear region_year_of(const BlobRow& row) {
  constexpr TableId t = TableId::region_years;
  const Cells cells(t, row);
  return {.year = cells.integer_or(column(t, "year"), 0),
          .pue = cells.number(column(t, "pue")),
          .wue_l_per_kwh = cells.number(column(t, "wue_l_per_kwh")),
          .cfe_percent = cells.number(column(t, "cfe_percent")),
          .provider_location_g_per_kwh = cells.number(column(t, "provider_location_g_per_kwh")),
          .provider_market_g_per_kwh = cells.number(column(t, "provider_market_g_per_kwh")),
          .pue_kind = cells.text(column(t, "pue_kind")),
          .source = cells.source()};
}

ProviderPue provider_pue_of(const BlobRow& row) {
  constexpr TableId t = TableId::pue;
  const Cells cells(t, row);
  return {.id = cells.text(column(t, "id")),
          .provider = cells.text(column(t, "provider")),
          .year = cells.integer_or(column(t, "year"), 0),
          .pue = cells.number_or(column(t, "pue"), 1),
          .source = cells.source()};
}

/// Tables of single figures: which columns hold what.
struct FigureTable {
  TableId table;
  std::size_t name, unit, value;
};
constexpr std::array k_figure_tables{
    FigureTable{TableId::components, column(TableId::components, "component"),
                column(TableId::components, "unit"), column(TableId::components, "value")},
    FigureTable{TableId::embodied, column(TableId::embodied, "component"),
                column(TableId::embodied, "unit"), column(TableId::embodied, "value")},
    FigureTable{TableId::equivalents, column(TableId::equivalents, "label"),
                column(TableId::equivalents, "unit"), column(TableId::equivalents, "g_per_unit")},
};

Figure figure_of(const FigureTable& columns, const BlobRow& row) {
  const Cells cells(columns.table, row);
  return {.id = cells.text(0),
          .name = cells.text(columns.name),
          .unit = cells.text(columns.unit),
          .value = cells.number_or(columns.value, 0),
          .source = cells.source()};
}

template <class Row>
Lookup<Row> look_up(const Blob& blob, TableId table, std::string_view name,
                    Row (*read)(const BlobRow&), Suggest suggest = Suggest::yes) {
  Lookup<Row> out;
  const auto rows = find_rows(blob, table, name);
  if (rows.size() == 1) {
    out.row = read(rows.front());
  } else if (rows.empty()) {
    if (suggest == Suggest::yes) out.suggestions = suggestions_for(blob, table, name);
  } else {
    out.candidates = candidates_of(table, rows);
  }
  return out;
}

/// The rows that begin with this key: the first is in the index, the others follow it.
template <class Row>
std::vector<Row> read_run(const Blob& blob, TableId table, std::string_view key,
                          Row (*read)(const BlobRow&)) {
  std::vector<Row> out;
  const auto first = blob.find(table, KeyClass::exact, fold_id(key));
  if (first.empty()) return out;
  const std::string_view text = blob.text(table), id = first.front().cells[0];
  for (BlobRow row = first.front(); row.cells[0] == id; row = read_row(table, text, row.next)) {
    out.push_back(read(row));
    if (row.next >= text.size()) break;
  }
  return out;
}

}  // namespace

std::string_view Accelerator::source_of(std::string_view column) const noexcept {
  std::string_view found;
  for_each_item(cell_sources, ';', [&](std::string_view item) {
    const std::size_t equals = item.find('=');
    if (equals != std::string_view::npos && item.substr(0, equals) == column)
      found = item.substr(equals + 1);
  });
  if (found.empty() && column == "average_w") found = average_source;
  if (found.empty() && column == "embodied_kg") found = embodied_source;
  return found.empty() ? source.key : found;
}

Catalog::Catalog(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
Catalog::Catalog(Catalog&&) noexcept = default;
Catalog& Catalog::operator=(Catalog&&) noexcept = default;
Catalog::~Catalog() = default;

std::string_view Catalog::version() const noexcept { return impl_->blob.version(); }
std::string_view Catalog::checksum() const noexcept { return impl_->blob.checksum(); }
int Catalog::newest_grid_year() const noexcept { return impl_->blob.newest_grid_year(); }

Lookup<Accelerator> Catalog::accelerator(std::string_view name) const {
  return look_up(impl_->blob, TableId::accelerators, name, accelerator_of);
}
Lookup<Cpu> Catalog::cpu(std::string_view name) const {
  return look_up(impl_->blob, TableId::cpus, name, cpu_of);
}
Lookup<Instance> Catalog::instance(std::string_view name) const {
  return look_up(impl_->blob, TableId::instances, name, instance_of);
}
Lookup<Zone> Catalog::zone(std::string_view name, Suggest suggest) const {
  return look_up(impl_->blob, TableId::zones, name, zone_of, suggest);
}
Lookup<CloudRegion> Catalog::region(std::string_view name, Suggest suggest) const {
  return look_up(impl_->blob, TableId::regions, name, region_of, suggest);
}

std::vector<GridIntensity> Catalog::grid(std::string_view zone_id) const {
  return read_run(impl_->blob, TableId::grid_intensity, zone_id, grid_of);
}

std::vector<CloudRegionYear> Catalog::region_years(std::string_view region_id) const {
  return read_run(impl_->blob, TableId::region_years, region_id, region_year_of);
}

std::vector<ProviderPue> Catalog::provider_pues(std::string_view provider) const {
  constexpr TableId t = TableId::pue;
  std::vector<ProviderPue> means, others;
  for_each_row(t, impl_->blob.text(t), [&](const BlobRow& row) {
    if (row.cells[column(t, "provider")] != provider) return;
    const bool mean = row.cells[column(t, "kind")] == "fleet_mean";
    (mean ? means : others).push_back(provider_pue_of(row));
  });
  std::vector<ProviderPue>& rows = means.empty() ? others : means;
  std::ranges::stable_sort(rows, {}, &ProviderPue::year);
  return std::move(rows);
}

Figure Catalog::figure(std::string_view table, std::string_view id) const {
  for (const FigureTable& figures : k_figure_tables) {
    if (table_spec(figures.table).name != table) continue;
    const auto rows = impl_->blob.find(figures.table, KeyClass::exact, fold_id(id));
    if (!rows.empty()) return figure_of(figures, rows.front());
  }
  throw std::out_of_range(fmt::format("table {} has no figure {}", table, id));
}

std::vector<std::string_view> Catalog::table_names() {
  std::vector<std::string_view> names;
  names.reserve(k_table_count);
  for (const TableSpec& spec : schema::k_tables) names.push_back(spec.name);
  return names;
}

Catalog::TableView Catalog::table(std::string_view name) const {
  TableView view;
  const TableSpec* spec = find_table(name);
  if (spec == nullptr) return view;
  view.name = spec->name;
  view.title = spec->title;
  for (const ColumnSpec& column : spec->columns) view.columns.push_back(column.name);
  const TableId id = id_of(*spec);
  view.rows.reserve(impl_->blob.row_count(id));
  for_each_row(id, impl_->blob.text(id), [&](const BlobRow& row) {
    view.rows.emplace_back(row.cells.begin(),
                           row.cells.begin() + static_cast<std::ptrdiff_t>(view.columns.size()));
  });
  return view;
}

}  // namespace carbonest
