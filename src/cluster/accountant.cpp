// SPDX-License-Identifier: Apache-2.0
#include "cluster/accountant.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "cluster/problem.hpp"
#include "cluster/utf8_text.hpp"

namespace carbonest::cluster {
namespace {

constexpr std::size_t k_problems_shown = 100;
constexpr double k_most_use = 1.05;   // of a device; rounding of percents, not more
constexpr double k_exclusive = 0.99;  // of the node, to trust its counter
constexpr double k_least_of_model =
    0.3;  // a counter that sees less than this misses parts of the node
constexpr double k_most_of_model = 2.5;
constexpr double k_slack = 1.0001;
constexpr double k_most_of_record = 1e17;  // kWh, kg: beyond it exact sums end

std::uint64_t hash_bytes(std::string_view text, std::uint64_t seed) noexcept {
  std::uint64_t h = seed ^ (text.size() * 0x9e3779b97f4a7c15U);
  while (text.size() >= 8) {
    std::uint64_t word = 0;
    text.copy(reinterpret_cast<char*>(&word), 8);
    h = (h ^ word) * 0xff51afd7ed558ccdU;
    h ^= h >> 32;
    text.remove_prefix(8);
  }
  std::uint64_t word = 0;
  text.copy(reinterpret_cast<char*>(&word), text.size());
  h = (h ^ word) * 0xc4ceb9fe1a85ec53U;
  return h ^ (h >> 29);
}

int year_of(const SlurmRecord& record) noexcept {
  const auto at = record.start ? record.start : record.end ? record.end : record.submit;
  return at ? year_month(*at).year : 0;
}

// Texts with their lengths behind them cannot run into each other.
void append_all(std::string& key, std::initializer_list<std::string_view> texts) {
  std::array<char, 32> lengths;
  std::size_t count = 0;
  for (const std::string_view text : texts) {
    key += text;
    lengths[count++] = static_cast<char>(text.size() & 0xff);
    lengths[count++] = static_cast<char>(text.size() >> 8);
  }
  key.append(lengths.data(), count);
}

}  // namespace

std::int64_t utc_start(const SlurmRecord& record, const ClusterSite& site) noexcept {
  const bool shifted = record.local_times && site.utc_offset.has_value();
  return *record.start - (shifted ? site.utc_offset->count() : 0);
}

Accountant::Accountant(TariffBook& book, const SlurmOptions& options, ClusterSummary& summary)
    : book_{book},
      options_{options},
      summary_{summary},
      cells_{new Cell[k_cells]},
      names_{new CellNames[k_cells]} {}

void Accountant::begin(Segment segment) { segment_ = std::move(segment); }

void Accountant::end(std::uint64_t lines) {
  segment_.lines = lines;
  summary_.segments.push_back(std::move(segment_));
  std::ranges::stable_sort(summary_.segments, stands_before);
  segment_ = {};
}

void Accountant::skip(const SkippedRow& row) {
  const auto [at, first] = segment_.skips.try_emplace(std::string(row.code));
  SkipSums& sums = at->second;
  if (first) sums.first_line = row.line;
  sums.first_line = std::min(sums.first_line, row.line);
  ++sums.rows;
  if (row.hours) {
    ++sums.timed_rows;
    sums.hours.add(*row.hours);
  }
  if (first && problems_.size() < k_problems_shown)
    problems_.push_back(problem_at(row.code, segment_.file, row.line, row.message));
}

void Accountant::note(std::string_view code, std::string_view subject, std::uint64_t records) {
  auto& notes = summary_.notes;
  const std::pair<std::string, std::string> key(code, subject);
  const auto known = notes.find(key);
  if (known != notes.end()) {
    known->second += records;
  } else {
    notes.emplace(key, records);
  }
}

bool Accountant::refuse(const SlurmRecord& record, std::string_view code, std::string message) {
  skip({code, std::move(message), record.line,
        record.elapsed_s ? std::optional(*record.elapsed_s / 3600) : std::nullopt});
  return false;
}

bool Accountant::seen_before(const SlurmRecord& record) {
  if (!options_.dedupe) return false;
  key_.assign(record.cluster).append("\x1f").append(record.id).append("\x1f");
  key_ += std::to_string(record.start ? *record.start : record.submit.value_or(-1));
  const Fingerprint print{hash_bytes(key_, 0x2545f4914f6cdd1dU),
                          hash_bytes(key_, 0x9e6c63d0876a9a47U)};
  if (seen_.insert(print).second) return false;
  ++summary_.duplicates;
  return true;
}

void Accountant::record(const SlurmRecord& record) {
  if (seen_before(record)) return;
  Charge charge;
  if (!this->charge(record, charge)) return;
  add_to_cell(record, charge);
  if (charge.tariff != nullptr) add_unused(record, charge);
  const double total = charge.operational_kg + charge.embodied_kg;
  const bool listed =
      summary_.basics.top > 0 && total > 0 &&
      (summary_.top.size() < summary_.basics.top || total >= summary_.top.back().total_kg);
  if (listed)
    summary_.add_top({valid_utf8(record.id), valid_utf8(record.cluster), valid_utf8(record.user),
                      valid_utf8(record.account), valid_utf8(record.partition),
                      valid_utf8(record.state_name()), record.start.value_or(0), charge.hours,
                      charge.facility_kwh, total});
  if (on_job_ && charge.hours > 0) on_job_(job_line(record, charge, book_.site()));
}

bool Accountant::charge(const SlurmRecord& record, Charge& out) {
  out.hours = *record.elapsed_s / 3600;
  if (out.hours == 0) {  // it never ran: counted, and free
    find_cell(record, nullptr);
    return true;
  }
  if (!choose_tariff(record, out)) return false;
  find_cell(record, out.tariff);
  measure_shares(record, out);
  if (out.tariff->node_cpus == 0 && out.cpus == 0 && out.devices == 0)
    return refuse(record, "slurm-no-resources",
                  fmt::format("job {} names neither CPUs nor devices", record.id));
  fill_memory(record, out);
  watch_devices(record, out);
  model_energy(record, out);
  take_measured(record, out);
  for (const double kwh : out.kwh) out.it_kwh += kwh;
  out.facility_kwh = out.it_kwh * book_.pue();
  const int year = year_of(record);
  if (year != grid_year_) {
    grid_year_ = year;
    grid_ = &book_.grid(year);
    summary_.grid.emplace(year, *grid_);
  }
  out.g_per_kwh = intensity_of(record, out);
  out.operational_kg = out.facility_kwh * out.g_per_kwh / 1e3;
  if (out.facility_kwh + out.operational_kg + out.embodied_kg > k_most_of_record)
    return refuse(record, "slurm-bad-number",
                  fmt::format("job {} comes to more than any job can", record.id));
  return true;
}

// Of its own time where the site has a series, else of its year.
double Accountant::intensity_of(const SlurmRecord& record, const Charge& charge) {
  const SeriesGrid* series = book_.series();
  if (series == nullptr) return grid_->g_per_kwh;
  std::optional<double> mean;
  if (record.start) {
    if (record.local_times && !book_.site().utc_offset) ++series_counts_.local;
    mean = series->mean(utc_start(record, book_.site()), charge.hours * 3600);
  }
  if (!mean) ++series_counts_.outside;
  return mean.value_or(grid_->g_per_kwh);
}

const Tariff& Accountant::tariff_of(std::string_view partition, const DeviceCount* device) {
  const std::string_view type = device == nullptr ? std::string_view("\x1f") : device->type;
  const std::size_t mark = partition.size() * 5 + type.size() * 3 +
                           static_cast<unsigned char>(partition.empty() ? 0 : partition.front()) +
                           static_cast<unsigned char>(type.empty() ? 0 : type.back());
  Recent& recent = recent_[mark % recent_.size()];
  if (recent.tariff == nullptr || recent.partition != partition || recent.type != type)
    recent = {std::string(partition), std::string(type), &book_.find(partition, device)};
  return *recent.tariff;
}

bool Accountant::choose_tariff(const SlurmRecord& record, Charge& out) {
  devices_.clear();
  const auto& held = record.allocation.devices;
  if (held.empty()) out.tariff = &tariff_of(record.partition, nullptr);
  for (const DeviceCount& device : held) {
    const Tariff& tariff = tariff_of(record.partition, &device);
    if (out.tariff == nullptr || !tariff.refused.empty()) out.tariff = &tariff;
    devices_.emplace_back(&tariff, device.count * tariff.device_part);
    out.devices += devices_.back().second;
    if (!tariff.refused.empty()) break;
  }
  if (!out.tariff->refused.empty()) return refuse(record, out.tariff->refused, out.tariff->refusal);
  Counts& counts = counts_of(*out.tariff);
  ++counts.assumed;
  if (record.allocation.shared_devices && held.empty()) ++counts.shared_device;
  return true;
}

// Its share of a node by each resource that is known on both sides; the host goes by the largest.
void Accountant::measure_shares(const SlurmRecord& record, Charge& out) {
  const Tariff& tariff = *out.tariff;
  const Allocation& held = record.allocation;
  out.nodes = std::max(1.0, held.nodes.value_or(1));
  out.cpus = held.cpus.value_or(0);
  double share = 0;
  bool known = false;
  const auto consider = [&](double amount, double of_node) {
    if (amount <= 0 || of_node <= 0) return;
    known = true;
    share = std::max(share, amount / of_node);
  };
  if (tariff.node_cpus > 0 && out.cpus > tariff.node_cpus * out.nodes * k_slack) {
    ++counts_of(tariff).more_than_node;
    out.cpus = tariff.node_cpus * out.nodes;
  }
  consider(out.devices, tariff.node_devices);
  consider(out.cpus, tariff.node_cpus);
  consider(held.memory_gb.value_or(0), tariff.node_gb);
  if (!held.memory_gb && record.requested_known) {
    const RequestedMemory& asked = record.requested;
    const double times = asked.per == RequestedMemory::Per::node  ? out.nodes
                         : asked.per == RequestedMemory::Per::cpu ? held.cpus.value_or(0)
                                                                  : 1;
    consider(asked.gb * times, tariff.node_gb);
    if (asked.gb == 0) consider(tariff.node_gb * out.nodes, tariff.node_gb);  // all of it
  }
  out.share = known ? std::min(share, out.nodes) : out.nodes;
  if (out.cpus == 0) out.cpus = tariff.node_cpus * out.share;
}

void Accountant::fill_memory(const SlurmRecord& record, Charge& out) const {
  const Tariff& tariff = *out.tariff;
  const RequestedMemory& asked = record.requested;
  if (record.allocation.memory_gb) {
    out.memory_gb = *record.allocation.memory_gb;
  } else if (record.requested_known && asked.gb > 0) {
    const bool by_cpu = asked.per == RequestedMemory::Per::cpu;
    const double times = asked.per == RequestedMemory::Per::job ? 1 : by_cpu ? out.cpus : out.nodes;
    out.memory_gb = asked.gb * times;
  } else if (record.requested_known) {
    out.memory_gb = tariff.node_gb * out.nodes;
  } else {
    out.memory_gb = tariff.node_gb > 0 ? tariff.node_gb * out.share : tariff.gb_per_cpu * out.cpus;
  }
  if (tariff.node_gb > 0) out.memory_gb = std::min(out.memory_gb, tariff.node_gb * out.nodes);
}

// GPU utilisation as its steps saw it. Zero is what Slurm writes where it cannot see: not taken for
// idle.
void Accountant::watch_devices(const SlurmRecord& record, Charge& out) {
  const StepSums& steps = record.steps;
  if (out.devices <= 0 || !steps.device_percent_known) return;
  const bool sliced =
      std::ranges::any_of(devices_, [](const auto& d) { return d.first->device_part < 1; });
  const double use = steps.device_percent_s / (100 * out.devices * *record.elapsed_s);
  if (steps.device_percent_huge || use > k_most_use || (sliced && use > 0)) {
    ++counts_of(*out.tariff).implausible_use;
  } else if (use > 0) {
    out.device_use = std::min(use, 1.0);
  } else {
    summary_.unused.zero_device_hours.add(out.devices * out.hours);
  }
}

void Accountant::model_energy(const SlurmRecord& record, Charge& out) {
  const Tariff& tariff = *out.tariff;
  double device_w = 0, device_host_w = 0, device_kg_h = 0;
  for (const auto& [of, count] : devices_) {
    device_w += count * of->device_w.at(out.device_use);
    device_host_w += count * of->host_w_per_device;
    device_kg_h += count * of->device_kg_h;
  }
  std::optional<double> cpu_use;
  if (record.cpu_used_s && *record.cpu_used_s > 0 && out.cpus > 0)
    cpu_use = std::min(1.0, *record.cpu_used_s / (*record.elapsed_s * out.cpus));
  const double cpu_w = out.cpus * tariff.cpu_w.at(cpu_use);
  const double memory_w = out.memory_gb * tariff.memory_w_per_gb;
  const double host_w =
      out.share * tariff.host_w + device_host_w + tariff.host_of_parts * (cpu_w + memory_w);
  const auto put = [&](Component component, double w) {
    out.kwh[index_of(component)] = w * out.hours / 1e3;
  };
  put(Component::accelerator, device_w);
  put(Component::cpu, cpu_w);
  put(Component::memory, memory_w);
  put(Component::storage, out.share * tariff.storage_w);
  put(Component::host, host_w);
  put(Component::measured, out.share * tariff.measured_w);
  out.embodied_kg =
      out.hours * (device_kg_h + out.cpus * tariff.cpu_kg_h + out.share * tariff.node_kg_h);
}

void Accountant::take_measured(const SlurmRecord& record, Charge& out) {
  const double joules = record.allocation.energy_j.value_or(0);
  if (joules <= 0 || options_.measured_energy == MeasuredEnergy::never) return;
  const double kwh = joules / 3.6e6;
  double modelled = 0;
  for (const double part : out.kwh) modelled += part;
  const bool exclusive = out.tariff->described && out.share >= k_exclusive * out.nodes;
  const bool near_model = kwh >= k_least_of_model * modelled && kwh <= k_most_of_model * modelled;
  if (options_.measured_energy == MeasuredEnergy::trusted && !(exclusive && near_model)) {
    Counts& counts = counts_of(*out.tariff);
    ++(exclusive ? counts.energy_far : counts.energy_shared);
    return;
  }
  out.kwh.fill(0);
  out.kwh[index_of(Component::measured)] = kwh;
}

void Accountant::add_unused(const SlurmRecord& record, const Charge& charge) {
  Unused& unused = summary_.unused;
  if (charge.device_use) {
    const double held = charge.devices * charge.hours;
    ++unused.device_jobs;
    unused.watched_device_hours.add(held);
    unused.idle_device_hours.add(held * (1 - *charge.device_use));
  }
  if (!record.steps.peak_memory_gb || charge.memory_gb <= 0) return;
  const double peak = std::min(*record.steps.peak_memory_gb, charge.memory_gb);
  ++unused.memory_jobs;
  unused.allocated_gb_hours.add(charge.memory_gb * charge.hours);
  unused.peak_gb_hours.add(peak * charge.hours);
  unused.unused_memory_kwh.add((charge.memory_gb - peak) * charge.tariff->memory_w_per_gb *
                               charge.hours / 1e3 * book_.pue());
}

// The month in which it ended; the clock of a log without zones is that of the cluster.
void Accountant::set_month(const SlurmRecord& record) {
  std::optional<std::int64_t> at = record.end;
  if (!at && record.start)
    at = *record.start + static_cast<std::int64_t>(record.elapsed_s.value_or(0));
  if (!at) at = record.submit;
  const YearMonth date = at ? year_month(*at) : YearMonth{};
  const int number = at ? date.year * 12 + date.month : 0;
  if (number == month_number_) return;
  month_number_ = number;
  month_ = at ? fmt::format("{:04}-{:02}", date.year, date.month) : "unknown";
}

// Long before the sums are there to be added: the cell may be on its way from memory meanwhile.
void Accountant::find_cell(const SlurmRecord& record, const Tariff* tariff) {
  set_month(record);
  key_.clear();
  append_all(key_, {record.user, record.account, record.partition, month_, record.state_name(),
                    tariff == nullptr ? std::string_view{} : tariff->key});
  cell_ = hash_bytes(key_, 0) % k_cells;
  const char* const cell = reinterpret_cast<const char*>(&cells_[cell_]);
  for (std::size_t line = 0; line < sizeof(Cell); line += 64) __builtin_prefetch(cell + line);
}

void Accountant::add_to_cell(const SlurmRecord& record, const Charge& charge) {
  Cell& cell = cells_[cell_];
  if (cell.key != key_) {
    hand_on(cell_);
    cell.key = key_;
    names_[cell_] = {{valid_utf8(record.user), valid_utf8(record.account),
                      valid_utf8(record.partition), month_, valid_utf8(record.state_name())},
                     record.outcome(),
                     charge.tariff};
  }
  ++cell.jobs;
  if (charge.tariff == nullptr) return;
  if (charge.devices != 0) cell.accelerator_hours.add(charge.devices * charge.hours);
  cell.cpu_hours.add(charge.cpus * charge.hours);
  for (std::size_t i = 0; i < k_components; ++i)
    if (charge.kwh[i] != 0) cell.component_kwh[i].add(charge.kwh[i]);
  cell.operational_kg.add(charge.operational_kg);
  if (charge.embodied_kg != 0) cell.embodied_kg.add(charge.embodied_kg);
}

void Accountant::hand_on(std::size_t at) {
  Cell& cell = cells_[at];
  if (cell.jobs == 0) return;
  const CellNames& names = names_[at];
  KindSums kind;
  kind.sums = {cell.jobs, cell.accelerator_hours, cell.cpu_hours,
               {},        cell.operational_kg,    cell.embodied_kg};
  for (const ExactSum& part : cell.component_kwh) kind.sums.it_kwh += part;
  kind.component_kwh = cell.component_kwh;
  if (names.tariff != nullptr) {
    kind.log_sd = names.tariff->log_sd;
    kind.embodied_log_sd = names.tariff->embodied_log_sd;
  }
  for (std::size_t i = 0; i < k_dimensions; ++i) summary_.by[i].add(names.keys[i], kind.sums);
  summary_.outcomes[static_cast<std::size_t>(names.outcome)] += kind.sums;
  summary_.kinds[names.tariff == nullptr ? std::string("none") : names.tariff->key] += kind;
  cell = {};
}

Accountant::Counts& Accountant::counts_of(const Tariff& tariff) {
  if (tariff.index >= counts_.size()) counts_.resize(tariff.index + 1);
  counts_[tariff.index].first = &tariff;
  return counts_[tariff.index].second;
}

void Accountant::settle_counts(const Tariff& tariff, const Counts& counts) {
  for (const Assumption& assumption : tariff.assumptions)
    note(assumption.code, assumption.subject, counts.assumed);
  const auto add = [&](std::string_view code, std::uint64_t records, std::string_view words) {
    if (records > 0) note(code, fmt::format("{}: {}", tariff.key, words), records);
  };
  add("slurm-shared-device", counts.shared_device,
      "MPS or shards, parts of GPUs that Slurm does not count");
  add("slurm-more-than-node", counts.more_than_node,
      "more CPUs than its nodes have: threads, perhaps");
  add("slurm-implausible-utilization", counts.implausible_use,
      "GPU utilisation that no GPU can have, not used");
  add("slurm-energy-untrusted", counts.energy_shared,
      "the counter of a node that was shared or is not described");
  add("slurm-energy-untrusted", counts.energy_far, "the counter is far from what the node draws");
}

void Accountant::settle() {
  for (std::size_t i = 0; i < k_cells; ++i) hand_on(i);
  for (auto& [tariff, counts] : counts_)
    if (tariff != nullptr) settle_counts(*tariff, counts);
  counts_.clear();
  settle_series();
}

void Accountant::settle_series() {
  const SeriesGrid* series = book_.series();
  if (series == nullptr) return;
  const std::string_view file = series->series().file;
  if (series_counts_.outside > 0)
    note("slurm-outside-series", fmt::format("{} has no value for the whole of their time", file),
         series_counts_.outside);
  if (series_counts_.local > 0)
    note("slurm-local-time", "their time stamps are without a zone and taken as UTC",
         series_counts_.local);
  series_counts_ = {};
}

}  // namespace carbonest::cluster
