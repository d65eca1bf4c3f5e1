// SPDX-License-Identifier: Apache-2.0
#include "cluster/tariff.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "cluster/problem.hpp"
#include "cluster/slurm_value.hpp"
#include "cluster/utf8_text.hpp"
#include "resolve/defaults.hpp"

namespace carbonest::cluster {
namespace {

// A year: what is read off are watts and kg per hour, but the spread of the grid is that of a long
// time.
constexpr Hours k_unit_time{8760};

// Where a family name stands for several cards, the one that clusters have most of; the first that
// fits.
constexpr std::array<std::string_view, 26> k_most_common{"nvidia-a100-sxm4-80gb",
                                                         "nvidia-a100-sxm4-40gb",
                                                         "nvidia-a100-pcie-80gb",
                                                         "nvidia-a800-sxm4-80gb",
                                                         "nvidia-h100-sxm5-80gb",
                                                         "nvidia-h200-sxm-141gb",
                                                         "nvidia-h20-96gb",
                                                         "nvidia-h800-sxm",
                                                         "nvidia-gh200-96gb",
                                                         "nvidia-v100-sxm2-32gb",
                                                         "nvidia-v100-sxm2-16gb",
                                                         "nvidia-p100-pcie-16gb",
                                                         "nvidia-k80",
                                                         "nvidia-titan-x-pascal",
                                                         "nvidia-quadro-rtx-6000",
                                                         "nvidia-quadro-rtx-5000",
                                                         "nvidia-quadro-rtx-4000",
                                                         "nvidia-rtx-pro-6000-server",
                                                         "amd-mi300x",
                                                         "intel-max-1550",
                                                         "aws-trainium2",
                                                         "google-tpu-v5e",
                                                         "nvidia-jetson-agx-orin-64gb",
                                                         "nvidia-jetson-orin-nx-16gb",
                                                         "nvidia-jetson-orin-nano-8gb",
                                                         "aws-inferentia2"};
constexpr double k_least_family_sd = 0.05;
constexpr double k_90_percent = 1.645;

template <class T>
Given<T> given(T value) {
  return {std::move(value), Place{}};
}

double watts_of(const ResolvedJob& job, Component component) noexcept {
  double sum = 0;
  for (const Part& part : job.parts)
    if (part.component == component && part.power) sum += in_watts(*part.power);
  return sum;
}

double log_sd_of(const ResolvedJob& job, const std::vector<std::uint16_t>& inputs) noexcept {
  double variance = 0;
  for (const std::uint16_t i : inputs) variance += job.inputs[i].log_sd * job.inputs[i].log_sd;
  return std::sqrt(variance);
}

double log_sd_of(const ResolvedJob& job, Component component) noexcept {
  double most = 0;
  for (const Part& part : job.parts)
    if (part.component == component) most = std::max(most, log_sd_of(job, part.inputs));
  return most;
}

double log_sd_of_input(const ResolvedJob& job, int index) noexcept {
  return index < 0 ? 0 : job.inputs[static_cast<std::size_t>(index)].log_sd;
}

// Of the accelerators themselves, not of the server around them.
bool is_device_part(const ResolvedJob& job, const EmbodiedPart& part) noexcept {
  return std::ranges::any_of(part.inputs, [&](std::uint16_t i) {
    const std::string_view name = job.inputs[i].name;
    return name.starts_with("accelerator") ||
           name.find("embodied.accelerator") != std::string_view::npos;
  });
}

struct EmbodiedRates {
  double device_kg_h = 0, rest_kg_h = 0, log_sd = 0;
};
EmbodiedRates rates_of(const ResolvedJob& job) noexcept {
  EmbodiedRates rates;
  for (const EmbodiedPart& part : job.embodied) {
    const double rate = in_kilograms(part.mass) * part.per_hour;
    (is_device_part(job, part) ? rates.device_kg_h : rates.rest_kg_h) += rate;
    rates.log_sd = std::max(rates.log_sd, log_sd_of(job, part.inputs));
  }
  return rates;
}

double count_of(const AcceleratorEntry& entry) noexcept {
  return entry.count ? static_cast<double>(entry.count->value) : 1;
}

// "a100_3g.20gb", "1g.5gb": the card's name and the sevenths of it.
struct Slice {
  std::string_view card;
  double part = 1;
};
Slice slice_of(std::string_view type) noexcept {
  const std::size_t g = type.find("g.");
  if (g == std::string_view::npos || g == 0 || type[g - 1] < '1' || type[g - 1] > '7')
    return {type, 1};
  const bool gb = type.find("gb", g) != std::string_view::npos;
  const bool own_word = g == 1 || type[g - 2] == '_' || type[g - 2] == '-' || type[g - 2] == '.';
  if (!gb || !own_word) return {type, 1};
  std::string_view card = type.substr(0, g - 1);
  while (card.ends_with('_') || card.ends_with('-') || card.ends_with('.')) card.remove_suffix(1);
  if (card == "mig") card = {};
  return {card, (type[g - 1] - '0') / 7.0};
}

double family_log_sd(const Catalog& catalog, std::string_view chosen,
                     const std::vector<Candidate>& candidates) {
  const auto tdp_of = [&](std::string_view id) {
    const auto found = catalog.accelerator(id);
    return found.row ? found.row->tdp_w.value_or(0) : 0;
  };
  const double own = tdp_of(chosen);
  double widest = 0;
  for (const Candidate& candidate : candidates) {
    const double other = tdp_of(candidate.id);
    if (own > 0 && other > 0) widest = std::max(widest, std::abs(std::log(other / own)));
  }
  return std::max(widest / k_90_percent, k_least_family_sd);
}

Diagnostics with_prefix(Diagnostics errors, std::string_view prefix) {
  for (Diagnostic& error : errors) error.message = fmt::format("{}: {}", prefix, error.message);
  return errors;
}

void append(Diagnostics& to, Diagnostics from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

// Refused by resolve(): its own words say why.
bool refuse(Tariff& tariff, std::string_view code, const Diagnostics& errors) {
  tariff.refused = code;
  tariff.refusal = errors.empty() ? std::string("it cannot be resolved") : errors.front().message;
  if (!errors.empty() && !errors.front().hint.empty()) tariff.refusal += "; " + errors.front().hint;
  return false;
}

}  // namespace

TariffBook::TariffBook(const Catalog& catalog, ClusterSite site, UnitResolver resolver)
    : catalog_{catalog}, site_{std::move(site)}, resolver_{std::move(resolver)} {
  if (site_.series != nullptr) series_.emplace(*site_.series);
}

Job TariffBook::unit_job() const {
  Job job;
  job.name = "unit";
  job.runtime = given(k_unit_time);
  job.region = site_.region;
  job.pue = site_.pue;
  job.carbon_intensity = site_.carbon_intensity;
  if (series_) job.carbon_intensity = given(grams_per_kwh(series_->mean_of_year(0)));
  if (!place_known_) {  // what is wrong with it has been said; the hardware is looked at even so
    job.region.reset();
    job.carbon_intensity = given(grams_per_kwh(1));
  }
  job.embodied = site_.embodied;
  return job;
}

Result<ResolvedJob> TariffBook::resolve_hardware(Hardware hardware) const {
  Job job = unit_job();
  hardware.nodes.reset();
  job.hardware = std::move(hardware);
  return resolver_(job);
}

namespace {

// One CPU of 1 W: a job that is resolved for its place only.
Job place_job(Job job, int year) {
  Hardware hardware;
  hardware.cpu = CpuEntry{};
  hardware.cpu->cores = given<std::int64_t>(1);
  hardware.cpu->power_per_core = given(watts(1));
  hardware.memory = given(gigabytes(1));
  job.hardware = std::move(hardware);
  if (year != 0) job.year = given<std::int64_t>(year);
  return job;
}

std::optional<Diagnostic> check_device(const Catalog& catalog, const ClusterDevice& device) {
  const auto found = catalog.accelerator(device.model);
  if (found.row) return std::nullopt;
  const bool several = !found.candidates.empty();
  std::string hint;
  for (const Candidate& candidate : found.candidates)
    hint += fmt::format("{}{} ({})", hint.empty() ? "one of: " : ", ", candidate.id,
                        candidate.difference);
  for (const std::string& name : found.suggestions)
    hint += fmt::format("{}\"{}\"", hint.empty() ? "did you mean " : " or ", name);
  if (!found.suggestions.empty()) hint += '?';
  Diagnostic error = problem(
      several ? "ambiguous-accelerator" : "unknown-accelerator",
      fmt::format("device {}: \"{}\" {}", device.name, device.model,
                  several ? "stands for several accelerators" : "is no accelerator that is known"),
      hint.empty() ? "`carbonest list accelerators` shows all" : std::move(hint));
  error.place = device.place;
  return error;
}

}  // namespace

Diagnostics TariffBook::check() {
  Diagnostics errors;
  if (Result<ResolvedJob> place = resolver_(place_job(unit_job(), 0))) {
    take_place(*place);
  } else {
    errors = std::move(place).error();
    place_known_ = false;
  }
  for (const ClusterPartition& part : site_.partitions) {
    Result<ResolvedJob> node = resolve_hardware(part.hardware);
    if (!node)
      append(errors, with_prefix(std::move(node).error(), fmt::format("partition {}", part.name)));
  }
  for (const ClusterDevice& device : site_.devices)
    if (auto error = check_device(catalog_, device)) errors.push_back(std::move(*error));
  return errors;
}

void TariffBook::take_place(const ResolvedJob& place) {
  pue_ = place.pue;
  pue_log_sd_ = log_sd_of_input(place, place.pue_input);
  region_ = place.region_name;
  for (const Warning& warning : place.warnings)
    of_place_.push_back({warning.code, warning.message});
  if (place.pue_input >= 0)
    note_assumed_pue(place.inputs[static_cast<std::size_t>(place.pue_input)]);
}

void TariffBook::note_assumed_pue(const Input& pue) {
  if (pue.origin != Origin::fallback) return;
  of_place_.push_back({"slurm-pue-assumed", fmt::format("PUE {} is assumed: {}", pue.value,
                                                        pue.note.empty() ? pue.source : pue.note)});
}

const GridYear& TariffBook::grid(int year) {
  const auto known = grid_.find(year);
  if (known != grid_.end()) return known->second;
  if (series_) return grid_.emplace(year, grid_of_series(year)).first->second;
  GridYear out;
  Result<ResolvedJob> place = resolver_(place_job(unit_job(), year));
  if (!place && year != 0)
    return grid_.emplace(year, grid(0)).first->second;  // a year that no table can have
  if (place) {
    out.g_per_kwh = in_grams_per_kwh(place->intensity);
    out.log_sd = log_sd_of_input(*place, place->intensity_input);
    out.zone = place->zone;
    out.year = place->grid_year;
    if (place->basis) out.basis = *place->basis == Basis::lifecycle ? "lifecycle" : "direct";
  }
  return grid_.emplace(year, std::move(out)).first->second;
}

GridYear TariffBook::grid_of_series(int year) const {
  const Series& series = series_->series();
  GridYear out;
  out.g_per_kwh = series_->mean_of_year(year);
  out.log_sd = default_row("intensity.series").log_sd;
  out.zone = series.zone;
  out.year = year;
  if (series.basis) out.basis = *series.basis == Basis::lifecycle ? "lifecycle" : "direct";
  out.series = series.file;
  return out;
}

const ClusterPartition* TariffBook::partition(std::string_view name) const noexcept {
  const auto found = std::ranges::find(site_.partitions, name, &ClusterPartition::name);
  return found == site_.partitions.end() ? nullptr : &*found;
}

const Tariff& TariffBook::find(std::string_view partition, const DeviceCount* device) {
  key_.assign(partition).append(device == nullptr ? "\x1f-" : "\x1f:");
  if (device != nullptr) key_ += device->type;
  const auto known = by_key_.find(key_);
  if (known != by_key_.end()) return *known->second;
  if (full()) {
    too_many_.refused = "slurm-too-many-kinds";
    too_many_.refusal = "more kinds of nodes and devices than any cluster has";
    return too_many_;
  }
  tariffs_.push_back(make(partition, device));
  tariffs_.back().index = tariffs_.size() - 1;
  by_key_.emplace(key_, &tariffs_.back());
  return tariffs_.back();
}

// The accelerator of a partition's node; empty where it has none, or several kinds.
std::string TariffBook::device_of(const ClusterPartition& part) const {
  const Hardware& node = part.hardware;
  if (node.accelerators.size() == 1 && node.accelerators.front().model)
    return node.accelerators.front().model->value;
  if (node.accelerators.empty() && node.instance) {
    const auto found = catalog_.instance(node.instance->value);
    if (found.row) return std::string(found.row->accelerator);
  }
  return {};
}

// A name of Slurm's to a row of the tables; a family to the partition's card, else to its most
// common one.
bool TariffBook::choose_row(Tariff& tariff, const ClusterPartition* part, std::string_view name,
                            std::string_view type) {
  const auto found = catalog_.accelerator(name);
  if (found.row) {
    tariff.device = found.row->id;
    return true;
  }
  if (found.candidates.empty()) {
    tariff.refused = "slurm-unknown-device";
    tariff.refusal = fmt::format(
        "no accelerator is called \"{}\"; map it in the site file: \"devices\": {{\"{}\": "
        "\"...\"}}",
        name, type);
    return false;
  }
  if (part != nullptr) {
    const auto own = catalog_.accelerator(device_of(*part));
    if (own.row && std::ranges::find(found.candidates, own.row->id, &Candidate::id) !=
                       found.candidates.end()) {
      tariff.device = own.row->id;
      return true;
    }
  }
  const auto* common = std::ranges::find_if(k_most_common, [&](std::string_view id) {
    return std::ranges::find(found.candidates, id, &Candidate::id) != found.candidates.end();
  });
  tariff.device = common == k_most_common.end() ? found.candidates.front().id : *common;
  tariff.log_sd[index_of(Component::accelerator)] =
      family_log_sd(catalog_, tariff.device, found.candidates);
  tariff.assumptions.push_back(
      {"slurm-family-device",
       fmt::format("gpu:{} is taken as {}, the most common of {}", valid_utf8(type), tariff.device,
                   found.candidates.size())});
  return true;
}

bool TariffBook::choose_device(Tariff& tariff, const ClusterPartition* part,
                               std::string_view type) {
  const auto mapped = std::ranges::find_if(
      site_.devices, [&](const auto& row) { return equal_ignoring_case(row.name, type); });
  if (!type.empty() && mapped != site_.devices.end())
    return choose_row(tariff, part, mapped->model, type);
  const Slice slice = slice_of(type);
  tariff.device_part = slice.part;
  const auto card = std::ranges::find_if(
      site_.devices, [&](const auto& row) { return equal_ignoring_case(row.name, slice.card); });
  if (!slice.card.empty())
    return choose_row(tariff, part,
                      card != site_.devices.end() ? std::string_view(card->model) : slice.card,
                      type);
  const std::string own = part == nullptr ? std::string{} : device_of(*part);
  if (!own.empty()) return choose_row(tariff, part, own, own);
  if (part != nullptr && !part->hardware.accelerators.empty())
    return true;  // the mean of what the node has
  tariff.refused = "slurm-untyped-device";
  tariff.refusal =
      "Slurm was not told which GPU this is; describe the partition in the site file (--site), "
      "\"partitions\": {\"...\": {\"hardware\": {\"accelerator\": \"4x ...\"}}}";
  return false;
}

// Where the partition says more of a device of its own than its name: its draw, load or limits.
const AcceleratorEntry* TariffBook::described_device(const ClusterPartition& part,
                                                     std::string_view device) const {
  for (const AcceleratorEntry& entry : part.hardware.accelerators) {
    if (!entry.model || !(entry.power || entry.utilization || entry.tdp || entry.idle)) continue;
    const auto found = catalog_.accelerator(entry.model->value);
    const bool same = found.row ? found.row->id == device
                                : std::ranges::find(found.candidates, device, &Candidate::id) !=
                                      found.candidates.end();
    if (same) return &entry;
  }
  return nullptr;
}

// One device alone: its watts at typical, no and full use.
bool TariffBook::price_device(Tariff& tariff, const ClusterPartition* part) {
  if (tariff.device.empty()) return true;
  const bool with_host = part == nullptr;
  Hardware hardware;
  hardware.accelerators.resize(1);
  AcceleratorEntry& entry = hardware.accelerators.front();
  const AcceleratorEntry* own = with_host ? nullptr : described_device(*part, tariff.device);
  tariff.device_described = own != nullptr;
  if (own != nullptr) entry = *own;
  if (own == nullptr) entry.model = given(tariff.device);
  entry.count = given<std::int64_t>(1);
  if (!with_host) {
    hardware.host = HostEntry{};
    hardware.host->none = true;
  }
  const Result<ResolvedJob> typical = resolve_hardware(hardware);
  if (!typical) return refuse(tariff, "slurm-no-power", typical.error());
  LoadCurve& curve = tariff.device_w;
  curve.typical = watts_of(*typical, Component::accelerator);
  double& log_sd = tariff.log_sd[index_of(Component::accelerator)];
  if (own != nullptr && (own->power || own->tdp)) log_sd = 0;  // whichever card it is
  log_sd = std::hypot(log_sd, log_sd_of(*typical, Component::accelerator));
  entry.utilization = given(fraction(0));
  const Result<ResolvedJob> idle = resolve_hardware(hardware);
  entry.utilization = given(fraction(1));
  const Result<ResolvedJob> full = resolve_hardware(hardware);
  if (idle && full) {
    curve.idle = watts_of(*idle, Component::accelerator);
    curve.full = watts_of(*full, Component::accelerator);
    curve.linear = curve.full > curve.idle;
  }
  const EmbodiedRates rates = rates_of(*typical);
  tariff.embodied_log_sd = rates.log_sd;
  tariff.device_kg_h = rates.device_kg_h;
  if (with_host) {
    tariff.device_kg_h += rates.rest_kg_h;
    tariff.host_w_per_device = watts_of(*typical, Component::host);
    tariff.log_sd[index_of(Component::host)] = log_sd_of(*typical, Component::host);
  }
  return true;
}

// How many devices, CPUs and GB a node of the partition has.
void TariffBook::shape_node(Tariff& tariff, const ClusterPartition& part) const {
  const Hardware& node = part.hardware;
  for (const AcceleratorEntry& entry : node.accelerators) tariff.node_devices += count_of(entry);
  if (node.cpu && node.cpu->cores) tariff.node_cpus = static_cast<double>(node.cpu->cores->value);
  if (node.cpu && !node.cpu->cores && node.cpu->model) {
    const auto found = catalog_.cpu(node.cpu->model->value);
    const double sockets = node.cpu->count ? static_cast<double>(node.cpu->count->value) : 1;
    if (found.row && found.row->cores) tariff.node_cpus = sockets * *found.row->cores;
  }
  if (node.memory) tariff.node_gb = in_gigabytes(node.memory->value);
  if (node.instance) {
    const auto found = catalog_.instance(node.instance->value);
    if (found.row) {
      if (tariff.node_devices == 0) tariff.node_devices = found.row->accelerator_count;
      if (tariff.node_cpus == 0) tariff.node_cpus = found.row->vcpus.value_or(0);
      if (tariff.node_gb == 0 && found.row->memory_gib)
        tariff.node_gb = in_gigabytes(gibibytes(*found.row->memory_gib));
    }
  }
  if (part.cpus_per_node) tariff.node_cpus = static_cast<double>(part.cpus_per_node->value);
}

bool TariffBook::price_node(Tariff& tariff, const ClusterPartition& part) {
  tariff.described = true;
  shape_node(tariff, part);
  const Result<ResolvedJob> node = resolve_hardware(part.hardware);
  if (!node) return refuse(tariff, "slurm-no-power", node.error());
  const double cpu = watts_of(*node, Component::cpu), memory = watts_of(*node, Component::memory);
  tariff.storage_w = watts_of(*node, Component::storage);
  tariff.host_w = watts_of(*node, Component::host);
  tariff.measured_w = watts_of(*node, Component::measured);
  if (part.hardware.node_power) tariff.device_w = {};  // it holds the devices
  if (tariff.node_gb > 0) tariff.memory_w_per_gb = memory / tariff.node_gb;
  if (tariff.node_gb <= 0) tariff.host_w += memory;
  if (tariff.node_cpus > 0) tariff.cpu_w.typical = cpu / tariff.node_cpus;
  if (tariff.node_cpus <= 0) tariff.host_w += cpu;
  for (const Component c : {Component::cpu, Component::memory, Component::storage, Component::host,
                            Component::measured})
    tariff.log_sd[index_of(c)] = log_sd_of(*node, c);
  if (tariff.device.empty() && tariff.node_devices > 0) {
    tariff.device_w.typical = watts_of(*node, Component::accelerator) / tariff.node_devices;
    tariff.log_sd[index_of(Component::accelerator)] = log_sd_of(*node, Component::accelerator);
  }
  const EmbodiedRates rates = rates_of(*node);
  tariff.node_kg_h = rates.rest_kg_h;
  if (tariff.device.empty() && tariff.node_devices > 0)
    tariff.device_kg_h = rates.device_kg_h / tariff.node_devices;
  tariff.embodied_log_sd = std::max(tariff.embodied_log_sd, rates.log_sd);

  const bool modelled =
      part.hardware.cpu && !part.hardware.cpu->utilization && tariff.node_cpus > 0 && cpu > 0;
  if (!modelled) return true;
  Hardware hardware = part.hardware;
  hardware.cpu->utilization = given(fraction(0));
  const Result<ResolvedJob> idle = resolve_hardware(hardware);
  hardware.cpu->utilization = given(fraction(1));
  const Result<ResolvedJob> full = resolve_hardware(hardware);
  if (idle && full) {
    tariff.cpu_w.idle = watts_of(*idle, Component::cpu) / tariff.node_cpus;
    tariff.cpu_w.full = watts_of(*full, Component::cpu) / tariff.node_cpus;
    tariff.cpu_w.linear = tariff.cpu_w.full > tariff.cpu_w.idle;
  }
  return true;
}

// A CPU that nobody described: the draw of two vCPUs of unknown model, 4 GB with it, and a share
// for the rest.
void TariffBook::price_plain_cpu(Tariff& tariff) {
  const DefaultRow& vcpu = default_row("cpu.w_per_vcpu");
  Hardware hardware;
  hardware.cpu = CpuEntry{};
  hardware.cpu->cores = given<std::int64_t>(1);
  hardware.cpu->power_per_core = given(watts(vcpu.value / default_row("cpu.cores_per_vcpu").value));
  tariff.gb_per_cpu = default_row("memory.gb_per_core").value;
  hardware.memory = given(gigabytes(tariff.gb_per_cpu));
  const Result<ResolvedJob> unit = resolve_hardware(hardware);
  if (!unit) {
    refuse(tariff, "slurm-no-power", unit.error());
    return;
  }
  tariff.cpu_w.typical = watts_of(*unit, Component::cpu);
  tariff.memory_w_per_gb = watts_of(*unit, Component::memory) / tariff.gb_per_cpu;
  const double parts = tariff.cpu_w.typical + watts_of(*unit, Component::memory);
  tariff.host_of_parts = parts > 0 ? watts_of(*unit, Component::host) / parts : 0;
  for (const Component c : {Component::memory, Component::host})
    tariff.log_sd[index_of(c)] = log_sd_of(*unit, c);
  // Whether Slurm's CPU is a core or a thread is not known either: a factor of two each way.
  tariff.log_sd[index_of(Component::cpu)] = std::hypot(vcpu.log_sd, std::log(2.0) / k_90_percent);
  const EmbodiedRates rates = rates_of(*unit);
  tariff.cpu_kg_h = rates.device_kg_h + rates.rest_kg_h;
  tariff.embodied_log_sd = rates.log_sd;
}

Tariff TariffBook::make(std::string_view name, const DeviceCount* device) {
  Tariff tariff;
  const ClusterPartition* part = partition(name);
  const std::string shown = name.empty() ? std::string("(no partition)") : valid_utf8(name);
  tariff.key = fmt::format("{}/{}", shown,
                           device == nullptr      ? "-"
                           : device->type.empty() ? "?"
                                                  : valid_utf8(device->type));
  if (device != nullptr && !choose_device(tariff, part, device->type)) return tariff;
  if (device != nullptr && !price_device(tariff, part)) return tariff;
  if (part != nullptr) {
    price_node(tariff, *part);
  } else if (device != nullptr) {
    tariff.assumptions.push_back(
        {"slurm-host-assumed",
         fmt::format("partition {}: the server around the GPUs is not described", shown)});
  } else {
    price_plain_cpu(tariff);
    tariff.assumptions.push_back(
        {"slurm-cpu-assumed", fmt::format("partition {}: its CPUs are not described", shown)});
  }
  return tariff;
}

}  // namespace carbonest::cluster
