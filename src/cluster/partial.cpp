// SPDX-License-Identifier: Apache-2.0
// carbonest.partial/1: a summary to its last bit, and back.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cluster/partial_reader.hpp"
#include "cluster/problem.hpp"
#include "cluster/summary.hpp"
#include "report/json_writer.hpp"

namespace carbonest {

using namespace cluster;

namespace {

constexpr std::string_view k_of = "slurm";

// --- writing

double exact(std::uint64_t count) noexcept { return static_cast<double>(count); }

void write_sums(JsonWriter& json, const Sums& sums) {
  json.key("jobs").number(exact(sums.jobs));
  for (const SumRow& row : sum_rows()) json.key(row.name).text((sums.*row.member).text());
}

template <class Map>
std::vector<const typename Map::value_type*> sorted(const Map& map) {
  std::vector<const typename Map::value_type*> rows;
  rows.reserve(map.size());
  for (const auto& row : map) rows.push_back(&row);
  std::ranges::sort(
      rows, {}, [](const auto* row) -> const auto& { return row->first; });
  return rows;
}

void write_basics(JsonWriter& json, const Basics& basics) {
  json.key("carbonest").begin_object();
  json.key("version").text(basics.version);
  json.key("data_version").text(basics.data_version);
  json.key("data_checksum").text(basics.data_checksum);
  json.end_object();
  json.key("settings").text(basics.settings);
  json.key("region").text(basics.region);
  json.key("pue").number(basics.pue);
  json.key("pue_log_sd").number(basics.pue_log_sd);
  json.key("top").number(exact(basics.top));
}

void write_grid(JsonWriter& json, const std::map<int, GridYear>& grid) {
  json.key("grid").begin_array();
  for (const auto& [of, row] : grid) {
    json.begin_row();
    json.key("records_of").number(of);
    json.key("g_per_kwh").number(row.g_per_kwh);
    json.key("log_sd").number(row.log_sd);
    json.key("zone").text(row.zone);
    json.key("year").number(row.year);
    json.key("basis").text(row.basis);
    json.key("series").text(row.series);
    json.end_object();
  }
  json.end_array();
}

void write_kinds(JsonWriter& json, const std::unordered_map<std::string, KindSums>& kinds) {
  json.key("kinds").begin_array();
  for (const auto* row : sorted(kinds)) {
    json.begin_row();
    json.key("key").text(row->first);
    write_sums(json, row->second.sums);
    json.key("components").begin_array();
    for (const ExactSum& sum : row->second.component_kwh) json.text(sum.text());
    json.end_array().key("log_sd").begin_array();
    for (const double sd : row->second.log_sd) json.number(sd);
    json.end_array();
    json.key("embodied_log_sd").number(row->second.embodied_log_sd);
    json.end_object();
  }
  json.end_array();
}

void write_groups(JsonWriter& json, const ClusterSummary& summary) {
  json.key("groups").begin_object();
  for (std::size_t i = 0; i < k_dimensions; ++i) {
    json.key(name_of(static_cast<By>(i)));
    if (summary.by[i].overflowed) {
      json.null();
      continue;
    }
    json.begin_array();
    for (const auto* row : sorted(summary.by[i].groups)) {
      json.begin_row();
      json.key("key").text(row->first);
      write_sums(json, row->second);
      json.end_object();
    }
    json.end_array();
  }
  json.end_object();
  json.key("outcomes").begin_array();
  for (const Sums& sums : summary.outcomes) {
    json.begin_row();
    write_sums(json, sums);
    json.end_object();
  }
  json.end_array();
}

struct TopTextRow {
  std::string_view name;
  std::string TopJob::*member;
};
constexpr std::array k_top_texts{
    TopTextRow{"id", &TopJob::id},
    TopTextRow{"cluster", &TopJob::cluster},
    TopTextRow{"user", &TopJob::user},
    TopTextRow{"account", &TopJob::account},
    TopTextRow{"partition", &TopJob::partition},
    TopTextRow{"state", &TopJob::state},
};
struct TopNumberRow {
  std::string_view name;
  double TopJob::*member;
};
constexpr std::array k_top_numbers{
    TopNumberRow{"hours", &TopJob::hours},
    TopNumberRow{"facility_kwh", &TopJob::facility_kwh},
    TopNumberRow{"total_kg", &TopJob::total_kg},
};

void write_top(JsonWriter& json, const std::vector<TopJob>& top) {
  json.key("top_jobs").begin_array();
  for (const TopJob& job : top) {
    json.begin_row();
    for (const TopTextRow& row : k_top_texts) json.key(row.name).text(job.*row.member);
    json.key("start").number(static_cast<double>(job.start));
    for (const TopNumberRow& row : k_top_numbers) json.key(row.name).number(job.*row.member);
    json.end_object();
  }
  json.end_array();
}

void write_rest(JsonWriter& json, const ClusterSummary& summary) {
  json.key("notes").begin_array();
  for (const auto& [note, records] : summary.notes) {
    json.begin_row();
    json.key("code").text(note.first);
    json.key("subject").text(note.second);
    json.key("records").number(exact(records));
    json.end_object();
  }
  json.end_array();
  json.key("unused").begin_object();
  json.key("memory_jobs").number(exact(summary.unused.memory_jobs));
  json.key("device_jobs").number(exact(summary.unused.device_jobs));
  for (const UnusedRow& row : unused_rows())
    json.key(row.name).text((summary.unused.*row.member).text());
  json.end_object();
  json.key("duplicates").number(exact(summary.duplicates));
}

void write_segments(JsonWriter& json, const std::vector<Segment>& segments) {
  json.key("segments").begin_array();
  for (const Segment& segment : segments) {
    json.begin_row();
    json.key("file").text(segment.file);
    json.key("begin").number(exact(segment.begin));
    json.key("end");
    segment.end == ByteRange::k_to_end ? json.null() : json.number(exact(segment.end));
    json.key("lines").number(exact(segment.lines));
    json.key("digest").text(segment.digest);
    json.key("skips").begin_array();
    for (const auto& [code, skip] : segment.skips) {
      json.begin_row();
      json.key("code").text(code);
      json.key("rows").number(exact(skip.rows));
      json.key("timed_rows").number(exact(skip.timed_rows));
      json.key("hours").text(skip.hours.text());
      json.key("first_line").number(exact(skip.first_line));
      json.end_object();
    }
    json.end_array().end_object();
  }
  json.end_array();
}

// --- reading

Sums read_sums(PartialReader& in, const Json& object) {
  Sums sums;
  sums.jobs = in.count(object, "jobs");
  for (const SumRow& row : sum_rows()) sums.*row.member = in.sum(object, row.name);
  return sums;
}

void read_basics(PartialReader& in, const Json& json, Basics& basics) {
  const Json& program = in.at(json, "carbonest");
  basics.version = in.text(program, "version");
  basics.data_version = in.text(program, "data_version");
  basics.data_checksum = in.text(program, "data_checksum");
  basics.settings = in.text(json, "settings");
  basics.region = in.text(json, "region");
  basics.pue = in.number(json, "pue");
  constexpr double k_most_pue = 100;  // as the site file's
  if (basics.pue < 1 || basics.pue > k_most_pue) in.refuse("pue");
  basics.pue_log_sd = in.spread(in.at(json, "pue_log_sd"), "pue_log_sd");
  basics.top = std::min<std::uint64_t>(in.count(json, "top"), 1000);
}

void read_kinds(PartialReader& in, const Json& json, ClusterSummary& summary) {
  for (const Json& row : in.list(json, "kinds", 100000)) {
    KindSums kind;
    kind.sums = read_sums(in, row);
    const Json& parts = in.list(row, "components", k_components);
    const Json& spreads = in.list(row, "log_sd", k_components);
    if (parts.size() != k_components || spreads.size() != k_components) in.refuse("components");
    for (std::size_t i = 0; i < k_components && in.good(); ++i) {
      kind.component_kwh[i] = in.sum_of(parts[i], "components");
      kind.log_sd[i] = in.spread(spreads[i], "log_sd");
    }
    kind.embodied_log_sd = in.spread(in.at(row, "embodied_log_sd"), "embodied_log_sd");
    summary.kinds[in.text(row, "key")] += kind;
  }
}

void read_groups(PartialReader& in, const Json& json, ClusterSummary& summary) {
  const Json& groups = in.at(json, "groups");
  for (std::size_t i = 0; i < k_dimensions && in.good(); ++i) {
    const std::string_view name = name_of(static_cast<By>(i));
    summary.by[i].overflowed = in.at(groups, name).is_null();
    if (summary.by[i].overflowed) continue;
    for (const Json& row : in.list(groups, name, k_most_groups))
      summary.by[i].add(in.text(row, "key"), read_sums(in, row));
  }
  const Json& outcomes = in.list(json, "outcomes", k_outcomes);
  if (outcomes.size() != k_outcomes) in.refuse("outcomes");
  for (std::size_t i = 0; i < k_outcomes && in.good(); ++i)
    summary.outcomes[i] = read_sums(in, outcomes[i]);
}

void read_grid(PartialReader& in, const Json& json, ClusterSummary& summary) {
  for (const Json& row : in.list(json, "grid", 10000)) {
    GridYear grid;
    grid.g_per_kwh = in.number(row, "g_per_kwh");
    grid.log_sd = in.spread(in.at(row, "log_sd"), "log_sd");
    grid.zone = in.text(row, "zone");
    grid.year = static_cast<int>(std::min<std::uint64_t>(in.count(row, "year"), 9999));
    grid.basis = in.text(row, "basis");
    grid.series = in.text(row, "series");
    summary.grid[static_cast<int>(std::min<std::uint64_t>(in.count(row, "records_of"), 9999))] =
        grid;
  }
}

void read_top(PartialReader& in, const Json& json, ClusterSummary& summary) {
  for (const Json& row : in.list(json, "top_jobs", 1000)) {
    TopJob job;
    for (const TopTextRow& member : k_top_texts) job.*member.member = in.text(row, member.name);
    job.start = in.moment(row, "start");
    for (const TopNumberRow& member : k_top_numbers)
      job.*member.member = in.number(row, member.name);
    summary.add_top(std::move(job));
  }
}

void read_rest(PartialReader& in, const Json& json, ClusterSummary& summary) {
  for (const Json& row : in.list(json, "notes", 1000000))
    summary.notes[{in.text(row, "code"), in.text(row, "subject")}] += in.count(row, "records");
  const Json& unused = in.at(json, "unused");
  summary.unused.memory_jobs = in.count(unused, "memory_jobs");
  summary.unused.device_jobs = in.count(unused, "device_jobs");
  for (const UnusedRow& row : unused_rows()) summary.unused.*row.member = in.sum(unused, row.name);
  summary.duplicates = in.count(json, "duplicates");
}

void read_segments(PartialReader& in, const Json& json, ClusterSummary& summary) {
  for (const Json& row : in.list(json, "segments", 10000000)) {
    Segment segment;
    segment.file = in.text(row, "file");
    segment.begin = in.count(row, "begin");
    if (!in.at(row, "end").is_null()) segment.end = in.count(row, "end");
    segment.lines = in.count(row, "lines");
    segment.digest = in.text(row, "digest");
    for (const Json& skip : in.list(row, "skips", 1000)) {
      SkipSums sums;
      sums.rows = in.count(skip, "rows");
      sums.timed_rows = in.count(skip, "timed_rows");
      sums.hours = in.sum(skip, "hours");
      sums.first_line = in.count(skip, "first_line");
      segment.skips[in.text(skip, "code")] = sums;
    }
    summary.segments.push_back(std::move(segment));
  }
}

Result<ClusterSummary> read_partial(const PartialText& part) {
  const Result<Json> parsed = parse_partial(part.text, part.file, k_of);
  if (!parsed) return parsed.error();
  const Json& json = *parsed;
  ClusterSummary summary;
  std::string wrong;
  PartialReader in(wrong);
  read_basics(in, json, summary.basics);
  read_grid(in, json, summary);
  read_kinds(in, json, summary);
  read_groups(in, json, summary);
  read_top(in, json, summary);
  read_rest(in, json, summary);
  read_segments(in, json, summary);
  if (!in.good())
    return malformed_partial(part.file, fmt::format("\"{}\" is missing or wrong", wrong));
  return summary;
}

bool same_settings(const Basics& a, const Basics& b) noexcept {
  return a.settings == b.settings && a.data_checksum == b.data_checksum && a.version == b.version &&
         a.top == b.top && a.region == b.region && a.pue == b.pue && a.pue_log_sd == b.pue_log_sd;
}

}  // namespace

std::string write_partial(const ClusterSummary& summary) {
  JsonWriter json(JsonWriter::Style::pretty);
  json.begin_object();
  json.key("schema").text(k_partial_schema);
  json.key("of").text(k_of);
  write_basics(json, summary.basics);
  write_grid(json, summary.grid);
  write_kinds(json, summary.kinds);
  write_groups(json, summary);
  write_top(json, summary.top);
  write_rest(json, summary);
  write_segments(json, summary.segments);
  json.end_object();
  return std::move(json).finish();
}

Result<std::shared_ptr<const ClusterSummary>> merge_partials(std::span<const PartialText> parts) {
  Diagnostics errors;
  std::shared_ptr<ClusterSummary> all;
  for (const PartialText& part : parts) {
    Result<ClusterSummary> read = read_partial(part);
    if (!read) {
      errors.push_back(read.error().front());
      continue;
    }
    if (!all) {
      all = std::make_shared<ClusterSummary>();
      all->basics = read->basics;
    }
    if (!same_settings(all->basics, read->basics)) {
      errors.push_back(
          problem_at("partial-mismatch", part.file, 0,
                     "it was made with another site file, other options, tables or another version",
                     "make all partial results with the same command"));
      continue;
    }
    all->absorb(*read);
  }
  if (parts.empty())
    errors.push_back(problem("partial-malformed", "there is no partial result to merge"));
  if (!errors.empty()) return errors;
  const auto& segments = all->segments;
  for (std::size_t i = 1; i < segments.size(); ++i)
    if (segments[i - 1].same_place(segments[i]))
      return problem("partial-overlap",
                     fmt::format("a part of {} is there twice: bytes {} and {} on",
                                 segments[i].file, segments[i - 1].begin, segments[i].begin),
                     "give each shard once; logs of different clusters need different names");
  return std::shared_ptr<const ClusterSummary>(std::move(all));
}

}  // namespace carbonest
