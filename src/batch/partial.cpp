// SPDX-License-Identifier: Apache-2.0
#include "batch/partial.hpp"

#include <algorithm>
#include <charconv>
#include <tuple>

#include <fmt/format.h>

#include "cluster/partial_reader.hpp"
#include "cluster/problem.hpp"
#include "report/json_writer.hpp"

namespace carbonest::batch {
namespace {

constexpr std::string_view k_of = "jobs";

double exact(std::uint64_t count) noexcept { return static_cast<double>(count); }

void write_sums(JsonWriter& json, const FigureSums& sums) {
  json.key("jobs").number(exact(sums.jobs));
  for (const SumRow& row : sum_rows()) json.key(row.name).text((sums.*row.member).text());
}

void write_groups(JsonWriter& json, const Grouping& grouping) {
  std::vector<const std::pair<const std::string, FigureSums>*> rows;
  for (const auto& row : grouping.groups) rows.push_back(&row);
  std::ranges::sort(rows, {}, [](const auto* row) -> const std::string& { return row->first; });
  json.begin_object();
  json.key("by").text(grouping.key);
  json.key("without").begin_row();
  write_sums(json, grouping.without);
  json.end_object();
  json.key("rows").begin_array();
  for (const auto* row : rows) {
    json.begin_row();
    json.key("key").text(row->first);
    write_sums(json, row->second);
    json.end_object();
  }
  json.end_array().end_object();
}

// Numbers of bytes as text: a double holds fewer of them.
void write_segment(JsonWriter& json, const Segment& segment) {
  json.begin_row();
  json.key("file").text(segment.file);
  json.key("begin").text(std::to_string(segment.range.begin));
  json.key("end").text(
      segment.range.end == ByteRange::k_to_end ? "" : std::to_string(segment.range.end));
  json.key("lines").number(exact(segment.lines));
  json.key("refused").begin_array();
  for (const auto& [code, reason] : segment.reasons) {
    json.begin_row();
    json.key("code").text(code);
    json.key("lines").number(exact(reason.lines));
    json.key("first_line").number(exact(reason.first_line));
    json.end_object();
  }
  json.end_array().end_object();
}

}  // namespace

std::string write_job_partial(const BatchSums& sums) {
  JsonWriter json(JsonWriter::Style::pretty);
  json.begin_object();
  json.key("schema").text(cluster::k_partial_schema);
  json.key("of").text(k_of);
  json.key("carbonest").begin_row();
  json.key("version").text(sums.version);
  json.key("data_version").text(sums.data_version);
  json.key("data_checksum").text(sums.data_checksum);
  json.end_object();
  json.key("settings").text(sums.settings);
  json.key("totals").begin_row();
  write_sums(json, sums.all);
  json.end_object();
  json.key("marginal_jobs").number(exact(sums.marginal_jobs));
  json.key("groups").begin_array();
  for (const Grouping& grouping : sums.groupings) write_groups(json, grouping);
  json.end_array();
  json.key("segments").begin_array();
  for (const Segment& segment : sums.segments) write_segment(json, segment);
  json.end_array().end_object();
  return std::move(json).finish();
}

namespace {

using cluster::Json;
using cluster::PartialReader;

FigureSums read_sums(PartialReader& in, const Json& object) {
  FigureSums sums;
  sums.jobs = in.count(object, "jobs");
  for (const SumRow& row : sum_rows()) sums.*row.member = in.sum(object, row.name);
  return sums;
}

void read_groupings(PartialReader& in, const Json& json, BatchSums& sums) {
  constexpr std::size_t k_most_groupings = 1000;
  for (const Json& object : in.list(json, "groups", k_most_groupings)) {
    Grouping& grouping = sums.groupings.emplace_back();
    grouping.key = in.text(object, "by");
    grouping.without = read_sums(in, in.at(object, "without"));
    for (const Json& row : in.list(object, "rows", k_most_groups))
      grouping.groups[in.text(row, "key")] += read_sums(in, row);
  }
}

std::uint64_t read_place(PartialReader& in, const Json& object, std::string_view key) {
  const std::string text = in.text(object, key);
  std::uint64_t place = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), place);
  if (error != std::errc{} || end != text.data() + text.size()) in.refuse(key);
  return place;
}

void read_segments(PartialReader& in, const Json& json, BatchSums& sums) {
  constexpr std::size_t k_most_segments = 10'000'000, k_most_codes = 1000;
  for (const Json& row : in.list(json, "segments", k_most_segments)) {
    Segment& segment = sums.segments.emplace_back();
    segment.file = in.text(row, "file");
    segment.range.begin = read_place(in, row, "begin");
    if (in.good() && !in.text(row, "end").empty()) segment.range.end = read_place(in, row, "end");
    segment.lines = in.count(row, "lines");
    for (const Json& reason : in.list(row, "refused", k_most_codes)) {
      Refusals& refused = segment.reasons[in.text(reason, "code")];
      refused.lines = in.count(reason, "lines");
      refused.first_line = in.count(reason, "first_line");
    }
  }
}

Result<BatchSums> read_partial(const JobPartialText& part) {
  const Result<Json> parsed = cluster::parse_partial(part.text, part.file, k_of);
  if (!parsed) return parsed.error();
  const Json& json = *parsed;
  BatchSums sums;
  std::string wrong;
  PartialReader in(wrong);
  const Json& program = in.at(json, "carbonest");
  sums.version = in.text(program, "version");
  sums.data_version = in.text(program, "data_version");
  sums.data_checksum = in.text(program, "data_checksum");
  sums.settings = in.text(json, "settings");
  sums.all = read_sums(in, in.at(json, "totals"));
  sums.marginal_jobs = in.count(json, "marginal_jobs");
  read_groupings(in, json, sums);
  read_segments(in, json, sums);
  if (in.good()) return sums;
  return cluster::malformed_partial(part.file, fmt::format("\"{}\" is missing or wrong", wrong));
}

bool same_settings(const BatchSums& a, const BatchSums& b) {
  return a.version == b.version && a.data_checksum == b.data_checksum && a.settings == b.settings &&
         std::ranges::equal(a.groupings, b.groupings, {}, &Grouping::key, &Grouping::key);
}

// Reasons of the whole: lines are counted through the parts, as far as they are all there.
void count_refusals(BatchSums& sums) {
  sums.reasons.clear();
  sums.refused = 0;
  const std::string* file = nullptr;
  std::uint64_t lines_before = 0, expected = 0;
  bool complete = true;
  for (const Segment& segment : sums.segments) {
    if (file == nullptr || *file != segment.file) {
      lines_before = expected = 0;
      complete = true;
    }
    file = &segment.file;
    complete = complete && segment.range.begin == expected;
    for (const auto& [code, refused] : segment.reasons) {
      const auto [at, first] = sums.reasons.try_emplace(code);
      if (first && complete) at->second.first_line = lines_before + refused.first_line;
      at->second.lines += refused.lines;
      sums.refused += refused.lines;
    }
    lines_before += segment.lines;
    expected = segment.range.end;
  }
}

std::optional<Diagnostic> overlap_of(const std::vector<Segment>& segments) {
  for (std::size_t i = 1; i < segments.size(); ++i) {
    const Segment &a = segments[i - 1], &b = segments[i];
    if (a.file == b.file && b.range.begin < a.range.end)
      return cluster::problem("partial-overlap",
                              fmt::format("a part of {} is there twice: bytes {} and {} on", b.file,
                                          a.range.begin, b.range.begin),
                              "give each part once; different files need different names");
  }
  return std::nullopt;
}

}  // namespace
}  // namespace carbonest::batch

namespace carbonest {

using namespace batch;

Result<std::shared_ptr<const BatchSums>> merge_job_partials(std::span<const JobPartialText> parts) {
  Diagnostics errors;
  std::shared_ptr<BatchSums> all;
  for (const JobPartialText& part : parts) {
    Result<BatchSums> read = read_partial(part);
    if (!read)
      errors.push_back(read.error().front());
    else if (!all)
      all = std::make_shared<BatchSums>(std::move(read).value());
    else if (same_settings(*all, *read))
      *all += *read;
    else
      errors.push_back(
          cluster::problem_at("partial-mismatch", part.file, 0,
                              "it was made with other options, tables or another version",
                              "make all partial results with the same command"));
  }
  if (parts.empty())
    errors.push_back(cluster::problem("partial-malformed", "there is nothing to merge"));
  if (!errors.empty()) return errors;
  std::ranges::stable_sort(all->segments, [](const Segment& a, const Segment& b) {
    return std::tie(a.file, a.range.begin) < std::tie(b.file, b.range.begin);
  });
  if (auto overlap = overlap_of(all->segments)) return std::move(*overlap);
  if (const std::string_view key = all->overfull(); !key.empty())
    return cluster::problem("too-many-items",
                            fmt::format("{} has more than {} groups", key, k_most_groups));
  count_refusals(*all);
  return std::shared_ptr<const BatchSums>(std::move(all));
}

Diagnostics missing_of(const BatchSums& sums) {
  Diagnostics out;
  for (const auto& [code, refused] : sums.reasons)
    out.push_back(cluster::problem(
        code, fmt::format("{} line{} refused{}", refused.lines, refused.lines == 1 ? "" : "s",
                          refused.first_line == 0
                              ? std::string{}
                              : fmt::format(", the first in line {}", refused.first_line))));
  const auto& segments = sums.segments;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const bool first = i == 0 || segments[i - 1].file != segments[i].file;
    const bool last = i + 1 == segments.size() || segments[i + 1].file != segments[i].file;
    const bool whole = segments[i].range.begin == (first ? 0 : segments[i - 1].range.end) &&
                       (!last || segments[i].range.end == ByteRange::k_to_end);
    if (!whole)
      out.push_back(cluster::problem_at("partial-missing-shard", segments[i].file, 0,
                                        "a part of it is missing: this is not all of it"));
  }
  return out;
}

}  // namespace carbonest
