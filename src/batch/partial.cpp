// SPDX-License-Identifier: Apache-2.0
#include "batch/partial.hpp"

#include <algorithm>

#include "report/json_writer.hpp"

namespace carbonest::batch {
namespace {

constexpr std::string_view k_schema = "carbonest.partial/1", k_of = "jobs";

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
  json.key("schema").text(k_schema);
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

}  // namespace carbonest::batch
