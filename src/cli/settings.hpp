// SPDX-License-Identifier: Apache-2.0
#pragma once
// The command line after reading: what was asked for, converted and checked, without having touched
// the world.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/catalog.hpp"
#include "carbonest/cluster.hpp"
#include "carbonest/compare.hpp"
#include "carbonest/gate.hpp"
#include "carbonest/job.hpp"
#include "carbonest/method.hpp"
#include "carbonest/series.hpp"

namespace carbonest::cli {

enum class Color : std::uint8_t { automatic, always, never };

/// A result of `gate` in one more format: "junit:carbon.xml".
struct ReportFile {
  const GateFormat* format;
  std::string path;
};

struct GateSettings {
  std::vector<LimitText> limits;
  GateScope scope = GateScope::total;
  GateOptions options;  ///< but for `strict`, which is an option of its own
  std::string budget;
  std::vector<ReportFile> reports;
  bool github_files = false;
};

/// A series of --series; `name` is the place that it stands for, empty where it was given none.
struct SeriesFile {
  std::string name, path;
};

struct SitePue {
  std::string name;
  double pue = 1;
};

/// What only `plan` is asked. Nothing here is a default: what is empty was not said.
struct PlanSettings {
  std::optional<std::chrono::sys_seconds> earliest, deadline;
  std::optional<Hours> slack, grid, resume_overhead, min_segment;
  std::optional<int> max_pauses;
  std::optional<double> idle_share;
  std::string forecast;  ///< a file
  bool pausable = false;
  bool persistence = false;
  bool repeat_year = false;
  bool force = false;
};

/// Part `index`, from 1, of `count`.
struct Shard {
  std::uint64_t index = 1, count = 1;
};

/// What only `import slurm` is asked; its file and its length of lists are elsewhere.
struct SlurmSettings {
  std::string site;  ///< a file
  bool summary = false;
  std::string fields, delimiter;
  bool dedupe = false;
  MeasuredEnergy measured_energy = MeasuredEnergy::trusted;
};

/// What only a batch of `estimate` is asked.
struct BatchSettings {
  std::string file;  ///< of jobs, one a line; empty: no batch
  bool full = false;
  bool totals = false;
  std::vector<std::string> group_by;
};

struct Option;

struct Settings {
  std::vector<const Option*> given;  ///< in the order of the option table
  std::vector<std::string> operands;
  std::string format = "text";
  std::string output;  ///< empty: standard output
  std::string data_folder;
  std::string search;
  const Method* method = nullptr;
  Basis basis = Basis::lifecycle;
  bool strict = false;
  bool equivalents = false;
  bool quiet = false;
  bool verbose = false;
  bool help = false;
  bool version = false;
  Color color = Color::automatic;
  std::vector<Override> overrides;
  CompareLists compare;
  const SortKey* sort = &sort_keys().front();
  std::optional<std::size_t> top;
  std::string baseline;
  GateSettings gate;
  std::vector<SeriesFile> series;
  std::vector<SitePue> site_pues;
  SeriesOptions series_options;
  PlanSettings plan;
  SlurmSettings slurm;
  BatchSettings batch;
  std::optional<Shard> shard;
  unsigned threads = 1;
};

}  // namespace carbonest::cli
