// SPDX-License-Identifier: Apache-2.0
#include "cli/options.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "carbonest/batch.hpp"
#include "cli/series_options.hpp"
#include "report/formats.hpp"

namespace carbonest::cli {
namespace {

using Outcome = std::optional<Refusal>;
constexpr unsigned k_estimates = k_estimate | k_explain | k_compare | k_gate;
constexpr unsigned k_jobs = k_estimates | k_plan;
constexpr unsigned k_on_series = k_estimate | k_explain | k_plan;
constexpr unsigned k_reads_series = k_on_series | k_import_series;

bool whole_number(std::string_view text, std::uint64_t& value) noexcept {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size();
}

template <bool Settings::*Member>
Outcome set_flag(Settings& settings, const Option&, std::string_view) {
  settings.*Member = true;
  return std::nullopt;
}

template <std::string Settings::*Member>
Outcome set_text(Settings& settings, const Option& option, std::string_view value) {
  if (value.empty())
    return Refusal{fmt::format("{} needs a value that is not empty", option.name), {}};
  settings.*Member = value;
  return std::nullopt;
}

Outcome refuse_choice(const Option& option, std::string_view value,
                      std::span<const std::string_view> choices) {
  std::string hint = did_you_mean(value, choices);
  hint += hint.empty() ? "one of: " : " one of: ";
  for (const std::string_view choice : choices)
    hint.append(choice).append(choice == choices.back() ? "" : ", ");
  return Refusal{fmt::format("{} does not take \"{}\"", option.name, value), std::move(hint)};
}

Outcome set_method(Settings& settings, const Option& option, std::string_view value) {
  settings.method = find_method(value);
  if (settings.method != nullptr) return std::nullopt;
  std::vector<std::string_view> ids;
  for (const Method& method : methods()) ids.push_back(method.id);
  return refuse_choice(option, value, ids);
}

template <class Enum, std::size_t N>
Outcome set_choice(Enum& target, const Option& option, std::string_view value,
                   const std::array<std::pair<std::string_view, Enum>, N>& choices) {
  std::array<std::string_view, N> names;
  for (std::size_t i = 0; i < N; ++i) {
    names[i] = choices[i].first;
    if (names[i] != value) continue;
    target = choices[i].second;
    return std::nullopt;
  }
  return refuse_choice(option, value, names);
}

template <bool PlanSettings::*Member>
Outcome set_plan_flag(Settings& settings, const Option&, std::string_view) {
  settings.plan.*Member = true;
  return std::nullopt;
}

Outcome set_forecast(Settings& settings, const Option& option, std::string_view value) {
  if (value.empty()) return Refusal{fmt::format("{} needs a file", option.name), {}};
  settings.plan.forecast = value;
  return std::nullopt;
}

template <std::string SeriesOptions::*Member>
Outcome set_series_text(Settings& settings, const Option& option, std::string_view value) {
  if (value.empty())
    return Refusal{fmt::format("{} needs a value that is not empty", option.name), {}};
  settings.series_options.*Member = value;
  return std::nullopt;
}

template <std::string CompareLists::*Member>
Outcome set_list(Settings& settings, const Option& option, std::string_view value) {
  if (value.empty())
    return Refusal{fmt::format("{} needs a list that is not empty", option.name), {}};
  settings.compare.*Member = value;
  return std::nullopt;
}

Outcome add_varied(Settings& settings, const Option& option, std::string_view value) {
  if (value.empty())
    return Refusal{fmt::format("{} needs a key and its values", option.name), "--vary pue=1.1,1.3"};
  settings.compare.vary.emplace_back(value);
  return std::nullopt;
}

Outcome set_sort(Settings& settings, const Option& option, std::string_view value) {
  if (const SortKey* key = find_sort_key(value)) return settings.sort = key, std::nullopt;
  std::vector<std::string_view> ids;
  for (const SortKey& key : sort_keys()) ids.push_back(key.id);
  return refuse_choice(option, value, ids);
}

Outcome set_top(Settings& settings, const Option& option, std::string_view value) {
  std::uint64_t top = 0;
  if (!whole_number(value, top) || top == 0)
    return Refusal{fmt::format("{} does not take \"{}\"", option.name, value),
                   "write how many rows to show, 1 or more"};
  settings.top = top;
  return std::nullopt;
}

template <std::string SlurmSettings::*Member>
Outcome set_slurm_text(Settings& settings, const Option& option, std::string_view value) {
  if (value.empty())
    return Refusal{fmt::format("{} needs a value that is not empty", option.name), {}};
  settings.slurm.*Member = value;
  return std::nullopt;
}

template <bool SlurmSettings::*Member>
Outcome set_slurm_flag(Settings& settings, const Option&, std::string_view) {
  settings.slurm.*Member = true;
  return std::nullopt;
}

Outcome set_measured_energy(Settings& settings, const Option& option, std::string_view value) {
  using Row = std::pair<std::string_view, MeasuredEnergy>;
  return set_choice(
      settings.slurm.measured_energy, option, value,
      std::array{Row{"never", MeasuredEnergy::never}, Row{"trusted", MeasuredEnergy::trusted},
                 Row{"always", MeasuredEnergy::always}});
}

// I/N
Outcome set_shard(Settings& settings, const Option& option, std::string_view value) {
  constexpr std::uint64_t k_most_shards = 1'000'000;
  const std::size_t slash = value.find('/');
  Shard shard;
  const bool read = slash != value.npos && whole_number(value.substr(0, slash), shard.index) &&
                    whole_number(value.substr(slash + 1), shard.count);
  if (!read || shard.index < 1 || shard.index > shard.count || shard.count > k_most_shards)
    return Refusal{fmt::format("{} does not take \"{}\"", option.name, value),
                   "write which part of how many, as in 3/16"};
  settings.shard = shard;
  return std::nullopt;
}

Outcome set_threads(Settings& settings, const Option& option, std::string_view value) {
  constexpr std::uint64_t k_most_threads = 64;
  std::uint64_t threads = 0;
  if (!whole_number(value, threads) || threads < 1 || threads > k_most_threads)
    return Refusal{fmt::format("{} does not take \"{}\"", option.name, value),
                   "write a number from 1 to 64"};
  settings.threads = static_cast<unsigned>(threads);
  return std::nullopt;
}

Outcome set_basis(Settings& settings, const Option& option, std::string_view value) {
  using Row = std::pair<std::string_view, Basis>;
  auto outcome =
      set_choice(settings.basis, option, value,
                 std::array{Row{"lifecycle", Basis::lifecycle}, Row{"direct", Basis::direct}});
  if (!outcome) settings.series_options.basis = settings.basis;  // left out: what the series has
  return outcome;
}

Outcome add_limit(Settings& settings, const Option& option, std::string_view value) {
  settings.gate.limits.push_back({option.name, std::string(value)});
  return std::nullopt;
}

Outcome set_end(Settings& settings, const Option& option, std::string_view value) {
  using Row = std::pair<std::string_view, GateEnd>;
  return set_choice(settings.gate.options.at, option, value,
                    std::array{Row{"central", GateEnd::central}, Row{"upper", GateEnd::upper}});
}

Outcome set_fail_on(Settings& settings, const Option& option, std::string_view value) {
  using Row = std::pair<std::string_view, GateLevel>;
  return set_choice(settings.gate.options.fail_on, option, value,
                    std::array{Row{"fail", GateLevel::fail}, Row{"warn", GateLevel::warn}});
}

Outcome set_per_job(Settings& settings, const Option&, std::string_view) {
  settings.gate.scope = GateScope::job;
  return std::nullopt;
}

Outcome set_budget(Settings& settings, const Option& option, std::string_view value) {
  if (value.empty()) return Refusal{fmt::format("{} needs the name of a file", option.name), {}};
  settings.gate.budget = value;
  return std::nullopt;
}

template <bool GateOptions::*Member>
Outcome set_gate_flag(Settings& settings, const Option&, std::string_view) {
  settings.gate.options.*Member = true;
  return std::nullopt;
}

Outcome set_github_files(Settings& settings, const Option&, std::string_view) {
  settings.gate.github_files = true;
  return std::nullopt;
}

// FORMAT:FILE
Outcome add_report(Settings& settings, const Option& option, std::string_view value) {
  const std::size_t colon = value.find(':');
  const std::string_view id = value.substr(0, colon);
  const std::string path(colon == value.npos ? std::string_view{} : value.substr(colon + 1));
  const GateFormat* format = find_row(gate_formats(), id);
  if (format == nullptr && colon != value.npos)
    return refuse_choice(option, id, ids_of(gate_formats()));
  if (format == nullptr || path.empty() || path == "-")
    return Refusal{fmt::format("{} does not take \"{}\"", option.name, value),
                   "write FORMAT:FILE, as in junit:carbon.xml; --format is for standard output"};
  settings.gate.reports.push_back({format, path});
  return std::nullopt;
}

Outcome add_reports(Settings& settings, const Option& option, std::string_view value) {
  for (std::size_t comma = value.find(','); comma != value.npos; comma = value.find(',')) {
    if (auto refusal = add_report(settings, option, value.substr(0, comma))) return refusal;
    value.remove_prefix(comma + 1);
  }
  return add_report(settings, option, value);
}

Outcome set_color(Settings& settings, const Option& option, std::string_view value) {
  using Row = std::pair<std::string_view, Color>;
  return set_choice(settings.color, option, value,
                    std::array{Row{"auto", Color::automatic}, Row{"always", Color::always},
                               Row{"never", Color::never}});
}

// A job key as a template argument.
template <std::size_t N>
struct Key {
  constexpr Key(const char (&name)[N]) { std::ranges::copy(name, text); }
  char text[N]{};
};

// The reader of jobs converts the value, as it does for the key in a job file.
template <Key key>
Outcome override_key(Settings& settings, const Option& option, std::string_view value) {
  settings.overrides.push_back({key.text, std::string(value), option.name});
  return std::nullopt;
}

template <bool BatchSettings::*Member>
Outcome set_batch_flag(Settings& settings, const Option&, std::string_view) {
  settings.batch.*Member = true;
  return std::nullopt;
}

Outcome set_batch_file(Settings& settings, const Option& option, std::string_view value) {
  if (value.empty()) return Refusal{fmt::format("{} needs a file of jobs, or -", option.name), {}};
  settings.batch.file = value;
  return std::nullopt;
}

Outcome add_group_keys(Settings& settings, const Option& option, std::string_view value) {
  for (bool more = true; more;) {
    const std::size_t comma = std::min(value.find(','), value.size());
    const std::string_view key = value.substr(0, comma);
    more = comma < value.size();
    value.remove_prefix(comma + (more ? 1 : 0));
    auto& keys = settings.batch.group_by;
    if (!is_group_key(key))
      return Refusal{fmt::format("{} does not take \"{}\"", option.name, key),
                     "one of: name, region, method, year, zone, or a key x_... of the jobs"};
    if (std::ranges::find(keys, key) != keys.end())
      return Refusal{fmt::format("{} has \"{}\" twice", option.name, key), {}};
    keys.emplace_back(key);
  }
  return std::nullopt;
}

constexpr Option k_options[]{
    {"--format", 'f', "FORMAT", k_every_command, "how to print the result",
     set_text<&Settings::format>},
    {"--output", 'o', "FILE", k_every_command, "write the result to FILE, all of it or nothing",
     set_text<&Settings::output>},
    {"--region", 0, "REGION", k_jobs | k_import_slurm, "where: aws:us-east-1, FR, US-CA, ...",
     override_key<"region">},
    {"--runtime", 0, "TIME", k_jobs, "time of one run: 79h, \"3d 4h\", PT90M",
     override_key<"runtime">},
    {"--runs", 0, "NUMBER", k_jobs, "how many times it is run", override_key<"runs">},
    {"--year", 0, "YEAR", k_jobs, "year of the grid data", override_key<"year">},
    {"--start", 0, "TIME", k_estimates, "when it starts: 2024-05-31T08:00:00Z",
     override_key<"start">},
    {"--pue", 0, "NUMBER", k_jobs | k_import_slurm, "power usage effectiveness, 1 or more",
     override_key<"pue">},
    {"--carbon-intensity", 0, "VALUE", k_estimates | k_import_slurm,
     "of the electricity, with its unit: \"57 g/kWh\"", override_key<"carbon_intensity">},
    {"--method", 0, "METHOD", k_jobs, "energy method; see carbonest list methods", set_method},
    {"--basis", 0, "BASIS", k_jobs | k_import, "lifecycle (default) or direct grid intensity",
     set_basis},
    {"--strict", 0, nullptr, k_jobs,
     "refuse uncertain defaults and every fallback; gate: unused budget entries too",
     set_flag<&Settings::strict>},
    {"--equivalents", 0, nullptr, k_estimate | k_explain, "say what the total compares to",
     set_flag<&Settings::equivalents>},
    {"--regions", 0, "LIST", k_compare,
     "where: names, aws:*, gcp:europe-*, country:FR,DE, all (default)",
     set_list<&CompareLists::regions>},
    {"--hardware", 0, "LIST", k_compare,
     "accelerators instead of the job's: H100-SXM5-80GB,4x A100-SXM4-80GB",
     set_list<&CompareLists::hardware>},
    {"--instances", 0, "LIST", k_compare, "cloud instances instead of the job's hardware",
     set_list<&CompareLists::instances>},
    {"--years", 0, "LIST", k_compare, "years of the grid data: 2020,2022-2024",
     set_list<&CompareLists::years>},
    {"--vary", 0, "KEY=LIST", k_compare, "any job key: pue=1.1,1.3; may be repeated", add_varied,
     true},
    {"--sort", 0, "KEY", k_compare,
     "total (default), operational, energy, intensity, pue, distance, name", set_sort},
    {"--top", 0, "N", k_compare | k_import_slurm,
     "only the first N rows; of a report the largest N jobs, default 10", set_top},
    {"--home", 0, "REGION", k_compare, "where distances start; default the job's own region",
     set_list<&CompareLists::home>},
    {"--max-co2e", 0, "LIMIT", k_gate, "total CO2e: 10kg, 1.5t", add_limit, true},
    {"--max-energy", 0, "LIMIT", k_gate, "energy at the facility: 50kWh", add_limit, true},
    {"--max-sci", 0, "LIMIT", k_gate, "CO2e of one functional unit: 20g", add_limit, true},
    {"--max-increase", 0, "LIMIT", k_gate, "rise over --baseline: 5%, 2kg or \"5%, 2kg\"",
     add_limit, true},
    {"--warn-co2e", 0, "LIMIT", k_gate, "as --max-co2e, but over it is a warning", add_limit, true},
    {"--warn-energy", 0, "LIMIT", k_gate, "as --max-energy, but over it is a warning", add_limit,
     true},
    {"--warn-sci", 0, "LIMIT", k_gate, "as --max-sci, but over it is a warning", add_limit, true},
    {"--warn-increase", 0, "LIMIT", k_gate, "as --max-increase, but over it is a warning",
     add_limit, true},
    {"--increase-floor", 0, "MASS", k_gate, "a rise of up to this passes any limit in percent",
     add_limit, true},
    {"--per-job", 0, nullptr, k_gate, "the limits hold for each job, not for the sum", set_per_job},
    {"--at", 0, "END", k_gate, "hold limits against the estimate (central) or its upper end",
     set_end},
    {"--budget", 0, "FILE", k_gate, "limits by job name, kept in a repository", set_budget},
    {"--baseline", 0, "FILE", k_gate | k_compare, "saved JSON of an estimate or a gate",
     set_text<&Settings::baseline>},
    {"--allow-missing-baseline", 0, nullptr, k_gate,
     "without such a file skip limits on the increase",
     set_gate_flag<&GateOptions::skip_without_baseline>},
    {"--report-only", 0, nullptr, k_gate, "over a limit is said, yet passes",
     set_gate_flag<&GateOptions::report_only>},
    {"--fail-on", 0, "LEVEL", k_gate, "fail (default), or warn: a warning does not pass",
     set_fail_on},
    {"--report", 0, "FORMAT:FILE", k_gate, "write another report; may be repeated", add_reports,
     true},
    {"--github-files", 0, nullptr, k_gate, "add to the step summary and outputs of a workflow",
     set_github_files},
    {"--series", 0, "FILE", k_on_series,
     "series of intensities; plan takes several places: FR=fr.csv,GB=gb.csv", add_series, true},
    {"--site-pue", 0, "LIST", k_plan, "PUE by place: FR=1.1,GB=1.3; default the one of the place",
     add_site_pue, true},
    {"--earliest", 0, "TIME", k_plan, "first start; default the job's own start", set_earliest},
    {"--deadline", 0, "TIME", k_plan, "latest finish", set_deadline},
    {"--slack", 0, "TIME", k_plan, "how much later than at the earliest it may finish: 24h",
     set_slack},
    {"--grid", 0, "TIME", k_plan, "distance of possible starts; default the step of the series",
     set_grid},
    {"--pausable", 0, nullptr, k_plan, "it may be paused and resumed",
     set_plan_flag<&PlanSettings::pausable>},
    {"--resume-overhead", 0, "TIME", k_plan, "full power for so long at each resume",
     set_resume_overhead},
    {"--min-segment", 0, "TIME", k_plan, "shortest time between two pauses", set_min_segment},
    {"--max-pauses", 0, "N", k_plan, "not more pauses than N", set_max_pauses},
    {"--idle-share", 0, "SHARE", k_plan,
     "draw in pauses, of that while running, with nodes reserved: 35%", set_idle_share},
    {"--forecast", 0, "FILE", k_plan, "plan on this series, evaluate on --series", set_forecast},
    {"--issued-by", 0, "TIME", k_plan | k_import_series,
     "of several forecasts in a file the newest made by then", set_issued_by},
    {"--persistence", 0, nullptr, k_plan, "plan as if each day were like the last before",
     set_plan_flag<&PlanSettings::persistence>},
    {"--repeat-year", 0, nullptr, k_plan, "outside of the series take its last year as typical",
     set_plan_flag<&PlanSettings::repeat_year>},
    {"--force", 0, nullptr, k_plan, "compare series of different kind or basis",
     set_plan_flag<&PlanSettings::force>},
    {"--fill", 0, "HOW", k_reads_series, "close gaps: hold, linear or previous-day", set_fill},
    {"--unit", 0, "UNIT", k_reads_series, "of the values, where the file names none: kg/MWh",
     set_series_unit},
    {"--time-col", 0, "NAME", k_reads_series, "column of the time stamps",
     set_series_text<&SeriesOptions::time_column>},
    {"--value-col", 0, "NAME", k_reads_series, "column of the values",
     set_series_text<&SeriesOptions::value_column>},
    {"--zone", 0, "ZONE", k_reads_series, "which zone of a file of several",
     set_series_text<&SeriesOptions::zone>},
    {"--kind", 0, "KIND", k_reads_series, "average or marginal, where the file does not say",
     set_series_kind},
    {"--time-zone", 0, "OFFSET", k_reads_series, "of stamps without one: +01:00; else UTC",
     set_time_zone},
    {"--fuel-source", 0, "KEY", k_reads_series, "factors for generation by fuel; default ipcc-ar5",
     set_series_text<&SeriesOptions::fuel_source>},
    {"--site", 0, "FILE", k_import_slurm,
     "what the cluster is: place, PUE, nodes of each partition, names of devices",
     set_slurm_text<&SlurmSettings::site>},
    {"--summary", 0, nullptr, k_import_slurm,
     "one report of all jobs; without it every job as a job file on one line",
     set_slurm_flag<&SlurmSettings::summary>},
    {"--fields", 0, "LIST", k_import_slurm, "columns of a log without a header: JobID,User,...",
     set_slurm_text<&SlurmSettings::fields>},
    {"--delimiter", 0, "TEXT", k_import_slurm, "between two columns; default as in the header",
     set_slurm_text<&SlurmSettings::delimiter>},
    {"--dedupe", 0, nullptr, k_import_slurm,
     "count each job once in the whole log; takes some 50 bytes of memory a job",
     set_slurm_flag<&SlurmSettings::dedupe>},
    {"--measured-energy", 0, "WHEN", k_import_slurm,
     "use Slurm's energy counter: trusted (default), never or always", set_measured_energy},
    {"--shard", 0, "I/N", k_import_slurm | k_estimate,
     "only part I of N of the file; merge adds them up", set_shard},
    {"--threads", 0, "N", k_import_slurm | k_estimate, "read a file with N threads; same result",
     set_threads},
    {"--jsonl", 0, "FILE", k_estimate,
     "jobs, one a line (- is standard input); a line out for each", set_batch_file},
    {"--full", 0, nullptr, k_estimate, "with --jsonl: a whole carbonest.estimate/1 a line",
     set_batch_flag<&BatchSettings::full>},
    {"--totals", 0, nullptr, k_estimate, "with --jsonl: only the sums",
     set_batch_flag<&BatchSettings::totals>},
    {"--group-by", 0, "KEYS", k_estimate,
     "sums of --jsonl by name, region, method, year, zone or x_...; a list", add_group_keys, true},
    {"--search", 0, "WORD", k_list, "only rows that contain WORD", set_text<&Settings::search>},
    {"--data", 0, "DIR", k_every_command, "tables (*.csv) on top of the built-in ones",
     set_text<&Settings::data_folder>},
    {"--quiet", 'q', nullptr, k_every_command, "totals or rows only", set_flag<&Settings::quiet>},
    {"--verbose", 'v', nullptr, k_every_command, "say on standard error what is done",
     set_flag<&Settings::verbose>},
    {"--color", 0, "WHEN", k_every_command, "auto (default), always or never", set_color},
    {"--help", 'h', nullptr, k_every_command, "this text", set_flag<&Settings::help>},
    {"--version", 0, nullptr, k_every_command, "version of program and tables",
     set_flag<&Settings::version>},
};

}  // namespace

std::span<const Option> options() noexcept { return k_options; }

Diagnostic usage_error(std::string_view code, std::string message, std::string hint,
                       const char* option) {
  Diagnostic error;
  error.code = code;
  error.message = std::move(message);
  error.hint = std::move(hint);
  error.place.option = option;
  return error;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> names) {
  std::string words;
  for (const std::string& name : nearest_names(word, names))
    words += fmt::format("{}\"{}\"", words.empty() ? "did you mean " : " or ", name);
  return words.empty() ? words : words + "?";
}

}  // namespace carbonest::cli
