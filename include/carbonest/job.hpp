// SPDX-License-Identifier: Apache-2.0
#pragma once
// A job as the user described it: nothing filled in, nothing looked up. Every value remembers where it
// stands, so that a later refusal can point at it. Defaults belong to resolve.hpp.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/diagnostic.hpp"
#include "carbonest/given.hpp"
#include "carbonest/quantity.hpp"
#include "carbonest/workload.hpp"

namespace carbonest {

enum class EnergyScope : std::uint8_t { accelerator, node, facility };
enum class IntensityKind : std::uint8_t { average, marginal };
enum class StorageKind : std::uint8_t { ssd, hdd };

/// `count` equal devices of one node.
struct AcceleratorEntry {
  Place place;
  Maybe<std::string> model;      ///< may be left out when power or tdp is given
  Maybe<std::int64_t> count;     ///< >= 0, default 1
  Maybe<Fraction> utilization;   ///< 0..1
  Maybe<Power> power, tdp, idle; ///< of one device; power is the average draw
};

/// The processors of one node: `count` sockets, or `cores`.
struct CpuEntry {
  Place place;
  Maybe<std::string> model;
  Maybe<std::int64_t> count, cores;
  Maybe<Fraction> utilization;
  Maybe<Power> power;           ///< average draw of one socket
  Maybe<Power> power_per_core;
  Maybe<Power> tdp;             ///< of one socket
};

struct StorageEntry {
  Place place;
  Maybe<Capacity> capacity;
  Maybe<StorageKind> kind;
};

/// Rest of the server: `none` (only listed parts count), or its measured power per node.
struct HostEntry {
  Place place;
  bool none = false;
  Maybe<Power> power;
};

/// One node, times `nodes`.
struct Hardware {
  Place place;
  Maybe<std::int64_t> nodes;  ///< default 1
  Maybe<std::string> instance;
  std::vector<AcceleratorEntry> accelerators;
  std::optional<CpuEntry> cpu;
  Maybe<Capacity> memory;
  std::optional<StorageEntry> storage;
  Maybe<Power> node_power;    ///< measured, all-in; replaces all parts
  std::optional<HostEntry> host;
};

/// `"embodied": false`, or how to count manufacture (METHODS: kg x hours / lifetime x share).
struct EmbodiedEntry {
  Place place;
  bool off = false;
  Maybe<CarbonMass> total;   ///< of the whole resource
  Maybe<Hours> lifetime;     ///< > 0
  Maybe<Fraction> share;     ///< share of the resource that this job reserves; with `total`
  Maybe<Fraction> busy_share;///< share of its life that a device is in use; without `total`
};

/// SCI for AI keeps making a model (provider) and using it (consumer) apart: their scores are never added.
enum class Boundary : std::uint8_t { provider, consumer };
/// What an amount counts: all of it, or the part that had an effect (active parameters, unique tokens).
enum class UnitBasis : std::uint8_t { gross, effective };

struct FunctionalUnit {
  Place place;
  std::string name = "run";
  double amount = 1.0;       ///< > 0
  Boundary boundary = Boundary::provider;
  std::optional<UnitBasis> basis;
  std::string rationale;     ///< why this unit; free text
};

struct Job {
  Place place;
  std::string name, description;
  std::optional<Hardware> hardware;
  Maybe<Hours> runtime;              ///< of one run, wall clock
  Maybe<double> accelerator_hours;   ///< of one run, all nodes
  Maybe<Energy> energy;              ///< measured, of one run
  Maybe<EnergyScope> energy_scope;   ///< required with energy
  Maybe<double> runs;                ///< default 1; may be fractional
  Maybe<std::string> region;
  Maybe<std::int64_t> year;
  Maybe<std::chrono::sys_seconds> start;
  Maybe<double> pue;                 ///< >= 1
  Maybe<Intensity> carbon_intensity;
  Maybe<IntensityKind> carbon_intensity_kind;
  Maybe<Intensity> market_based_intensity;
  Maybe<std::string> intensity_series;
  std::optional<EmbodiedEntry> embodied;
  std::vector<FunctionalUnit> functional_units;
  std::optional<Workload> workload;  ///< derives the time when no time is given
  Maybe<std::string> method;
  Boundary boundary = Boundary::provider;
  /// Each with the job's keys and its own on top, a name, and no stages or functional units.
  std::vector<Job> stages;
};

/// What read_job() needs to know beside the bytes.
struct JobText {
  std::string_view text;
  std::string_view file = "job.json";  ///< for diagnostics only
  int first_line = 1;                  ///< of the text in that file; for messages only
};

/// An override given on the command line: the job key and its text, as the user typed it.
struct Override {
  std::string_view key;      ///< a top-level job key that takes overrides
  std::string text;
  const char* option;        ///< "--region"
};

/// Reads one job from JSON (RFC 8259, at most 1 MiB, depth 64). On failure every problem is reported, with
/// its line, column and JSON pointer; warnings are appended to `warnings` either way. `draft` receives what
/// could be read of a refused job, so that its names can still be checked.
Result<Job> read_job(JobText input, std::span<const Override> overrides, Diagnostics& warnings,
                     Job* draft = nullptr);

/// The JSON Schema of the job file, generated from the same table that the reader uses.
std::string job_schema();

}  // namespace carbonest
