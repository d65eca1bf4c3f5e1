// SPDX-License-Identifier: Apache-2.0
#pragma once
// Charges each record with its share of the nodes that it ran on, and adds it up. Sums of records
// of the same user, account, partition, month and state are kept together in a small cache and
// handed on when its place is needed: the sums are exact, so that nobody can tell.

#include <memory>
#include <unordered_set>

#include "cluster/record.hpp"
#include "cluster/summary.hpp"

namespace carbonest::cluster {

/// What one record costs.
struct Charge {
  double hours = 0, devices = 0, cpus = 0, memory_gb = 0, nodes = 1;
  double share = 0;  ///< in nodes: the largest of its shares of devices, CPUs and memory
  std::array<double, k_components> kwh{};
  double it_kwh = 0, facility_kwh = 0, operational_kg = 0, embodied_kg = 0;
  double g_per_kwh = 0;
  std::optional<double> device_use;
  const Tariff* tariff = nullptr;  ///< nullptr: it used nothing
};

class Accountant final : public RecordSink {
 public:
  Accountant(TariffBook& book, const SlurmOptions& options, ClusterSummary& summary);

  void record(const SlurmRecord& record) override;
  void skip(const SkippedRow& row) override;
  void duplicate() override { ++summary_.duplicates; }

  /// The segment that skipped rows belong to.
  void begin(Segment segment);
  void end(std::uint64_t lines);
  /// Hands everything on that is still in the cache.
  void settle();
  const Diagnostics& problems() const noexcept { return problems_; }
  void on_job(std::function<void(std::string_view)> callback) { on_job_ = std::move(callback); }

 private:
  /// What every record touches, apart from what only a change of the cell's key touches.
  struct Cell {
    std::string key;
    std::uint64_t jobs = 0;
    ExactSum accelerator_hours, cpu_hours, operational_kg, embodied_kg;
    std::array<ExactSum, k_components> component_kwh;
  };
  struct CellNames {
    std::array<std::string, k_dimensions> keys;
    JobOutcome outcome = JobOutcome::unknown;
    const Tariff* tariff = nullptr;
  };
  static constexpr std::size_t k_cells = 8192;

  const Tariff& tariff_of(std::string_view partition, const DeviceCount* device);
  bool seen_before(const SlurmRecord& record);
  bool charge(const SlurmRecord& record, Charge& out);
  bool refuse(const SlurmRecord& record, std::string_view code, std::string message);
  bool choose_tariff(const SlurmRecord& record, Charge& out);
  void measure_shares(const SlurmRecord& record, Charge& out);
  void fill_memory(const SlurmRecord& record, Charge& out) const;
  void watch_devices(const SlurmRecord& record, Charge& out);
  void model_energy(const SlurmRecord& record, Charge& out);
  void take_measured(const SlurmRecord& record, Charge& out);
  double intensity_of(const SlurmRecord& record, const Charge& charge);
  void add_unused(const SlurmRecord& record, const Charge& charge);
  void find_cell(const SlurmRecord& record, const Tariff* tariff);
  void set_month(const SlurmRecord& record);
  void add_to_cell(const SlurmRecord& record, const Charge& charge);
  void hand_on(std::size_t cell);
  struct Counts {
    std::uint64_t assumed = 0, shared_device = 0, more_than_node = 0, implausible_use = 0,
                  energy_shared = 0, energy_far = 0;
  };
  /// Of records whose time decides their intensity.
  struct SeriesCounts {
    std::uint64_t outside = 0, local = 0;
  };
  Counts& counts_of(const Tariff& tariff);
  void note(std::string_view code, std::string_view subject, std::uint64_t records);
  void settle_series();
  void settle_counts(const Tariff& tariff, const Counts& counts);

  TariffBook& book_;
  const SlurmOptions& options_;
  ClusterSummary& summary_;
  Segment segment_;
  Diagnostics problems_;
  std::unique_ptr<Cell[]> cells_;
  std::unique_ptr<CellNames[]> names_;
  std::string key_;  // of the cell of the record at hand
  std::size_t cell_ = 0;
  std::string month_;
  int month_number_ = -1;                                  // year x 12 + month of month_
  std::vector<std::pair<const Tariff*, double>> devices_;  // of the record at hand
  /// The tariffs that were asked for lately: most records are of a few kinds.
  struct Recent {
    std::string partition, type;
    const Tariff* tariff = nullptr;
  };
  std::array<Recent, 16> recent_;
  int grid_year_ = -1;
  const GridYear* grid_ = nullptr;
  SeriesCounts series_counts_;
  std::vector<std::pair<const Tariff*, Counts>> counts_;  // by index of the tariff
  struct Fingerprint {
    std::uint64_t a, b;
    friend bool operator==(const Fingerprint&, const Fingerprint&) = default;
  };
  struct TakeFirst {
    std::size_t operator()(const Fingerprint& f) const noexcept {
      return static_cast<std::size_t>(f.a);
    }
  };
  std::unordered_set<Fingerprint, TakeFirst> seen_;
  std::function<void(std::string_view)> on_job_;
};

/// Start of a record that has one, in UTC as far as the site tells.
std::int64_t utc_start(const SlurmRecord& record, const ClusterSite& site) noexcept;

/// A record that ran as a job file on one line, without a line end. An estimate of it comes to what
/// the record is charged: what the cluster knows better than the tables is written out.
std::string job_line(const SlurmRecord& record, const Charge& charge, const ClusterSite& site);

}  // namespace carbonest::cluster
