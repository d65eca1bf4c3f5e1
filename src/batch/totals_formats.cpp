// SPDX-License-Identifier: Apache-2.0
// The sums of a batch in each of their formats; carbonest.totals/1 is the JSON one.
#include <algorithm>

#include <fmt/format.h>

#include "batch/partial.hpp"
#include "batch/sums.hpp"
#include "report/escape.hpp"
#include "report/json_writer.hpp"
#include "report/number.hpp"
#include "report/page.hpp"

namespace carbonest {

using namespace batch;

namespace {

constexpr std::size_t k_groups_shown = 10;  // text; the others have all
constexpr std::string_view k_never_added = "marginal and average results are never added up";

struct Group {
  std::optional<std::string_view> key;  ///< nothing: jobs that have none
  const FigureSums* sums;
  double total_kg;
};

// The largest first; of equal ones by name.
std::vector<Group> sorted(const Grouping& grouping) {
  std::vector<Group> groups;
  for (const auto& [key, sums] : grouping.groups)
    groups.push_back({key, &sums, sums.total_kg.value()});
  std::ranges::sort(groups, [](const Group& a, const Group& b) {
    return a.total_kg != b.total_kg ? a.total_kg > b.total_kg : *a.key < *b.key;
  });
  if (grouping.without.jobs > 0)
    groups.push_back({std::nullopt, &grouping.without, grouping.without.total_kg.value()});
  return groups;
}

std::string count_of_jobs(std::uint64_t jobs) {
  return fmt::format("{} job{}", jobs, jobs == 1 ? "" : "s");
}

// --- text

void add_row(Page& page, std::string_view label, const FigureSums& sums, bool mixed,
             std::string_view unit = {}) {
  const std::string note = fmt::format("{}, {}", human(kilowatt_hours(sums.facility_kwh.value())),
                                       count_of_jobs(sums.jobs));
  page.row(label, mixed ? "-" : fmt::format("{}{}", human(kilograms(sums.total_kg.value())), unit),
           note, unit.empty() ? Tint::plain : Tint::strong);
}

void add_groups(Page& page, const Grouping& grouping, bool mixed) {
  page.blank();
  page.heading(fmt::format("By {}", grouping.key));
  const std::vector<Group> groups = sorted(grouping);
  const std::size_t shown = std::min(groups.size(), k_groups_shown);
  for (const Group& group : std::span(groups).first(shown))
    add_row(page, fmt::format("  {}", group.key.value_or("(none)")), *group.sums, mixed);
  if (shown < groups.size())
    page.row("  ...", "",
             fmt::format("and {} more; all of them with -f csv", groups.size() - shown));
}

std::string render_totals_text(const BatchSums& sums, const RenderOptions& options) {
  Page page(options);
  page.set_columns({24, 14});
  const bool mixed = sums.mixed();
  add_row(page, "Total", sums.all, mixed, " CO2e");
  if (mixed) page.row("", "", k_never_added, Tint::warn);
  if (!mixed)
    page.row("  operational", human(kilograms(sums.all.operational_kg.value())),
             fmt::format("{} at the equipment", human(kilowatt_hours(sums.all.it_kwh.value()))));
  page.row("  embodied", human(kilograms(sums.all.embodied_kg.value())));
  if (options.quiet) return std::move(page).finish();
  for (const Grouping& grouping : sums.groupings) add_groups(page, grouping, mixed);
  if (sums.refused == 0) return std::move(page).finish();
  page.blank();
  page.heading(fmt::format("Refused: {} line{}", sums.refused, sums.refused == 1 ? "" : "s"));
  for (const auto& [code, reason] : sums.reasons)
    page.row(
        fmt::format("  {}", code), fmt::format("{}", reason.lines),
        reason.first_line == 0 ? std::string{} : fmt::format("first in line {}", reason.first_line),
        Tint::warn);
  return std::move(page).finish();
}

// --- JSON

void write_sums(JsonWriter& json, const FigureSums& sums, bool mixed) {
  json.key("jobs").number(static_cast<double>(sums.jobs));
  for (const SumRow& row : sum_rows())
    json.key(row.name).number_or_null(
        mixed && row.emissions ? std::nullopt : std::optional((sums.*row.member).value()));
}

std::string totals_as_json(const BatchSums& sums, JsonWriter::Style style) {
  const bool mixed = sums.mixed();
  JsonWriter json(style);
  json.begin_object();
  json.key("schema").text("carbonest.totals/1");
  json.key("carbonest").begin_row();
  json.key("version").text(sums.version);
  json.key("data_version").text(sums.data_version);
  json.key("data_checksum").text(sums.data_checksum);
  json.end_object();
  json.key("totals").begin_row();
  write_sums(json, sums.all, mixed);
  json.end_object();
  json.key("groups").begin_object();
  for (const Grouping& grouping : sums.groupings) {
    json.key(grouping.key).begin_array();
    for (const Group& group : sorted(grouping)) {
      json.begin_row();
      json.key("key");
      group.key ? json.text(*group.key) : json.null();
      write_sums(json, *group.sums, mixed);
      json.end_object();
    }
    json.end_array();
  }
  json.end_object();
  json.key("refused").begin_object();
  json.key("lines").number(static_cast<double>(sums.refused));
  json.key("reasons").begin_array();
  for (const auto& [code, reason] : sums.reasons) {
    json.begin_row();
    json.key("code").text(code);
    json.key("lines").number(static_cast<double>(reason.lines));
    json.key("first_line")
        .number_or_null(reason.first_line == 0
                            ? std::nullopt
                            : std::optional(static_cast<double>(reason.first_line)));
    json.end_object();
  }
  json.end_array().end_object().end_object();
  return std::move(json).finish();
}

std::string render_totals_json(const BatchSums& sums, const RenderOptions&) {
  return totals_as_json(sums, JsonWriter::Style::pretty);
}
std::string render_totals_jsonl(const BatchSums& sums, const RenderOptions&) {
  return totals_as_json(sums, JsonWriter::Style::compact);
}

// --- CSV, Markdown: a row of all, then one of each group

/// Calls `row` with what it is grouped by, its key and its sums.
template <class Row>
void for_each_row(const BatchSums& sums, Row row) {
  row("total", std::string_view{}, sums.all);
  for (const Grouping& grouping : sums.groupings)
    for (const Group& group : sorted(grouping))
      row(grouping.key, group.key.value_or(std::string_view{}), *group.sums);
}

std::string cell_of(const FigureSums& sums, const SumRow& row, bool mixed) {
  return mixed && row.emissions ? std::string{} : json_number((sums.*row.member).value());
}

std::string render_totals_csv(const BatchSums& sums, const RenderOptions&) {
  std::string out = "by,key,jobs";
  for (const SumRow& row : sum_rows()) out.append(",").append(row.name);
  out += "\r\n";
  for_each_row(sums, [&](std::string_view by, std::string_view key, const FigureSums& of) {
    out += fmt::format("{},{},{}", csv_cell(by), csv_cell(key), of.jobs);
    for (const SumRow& row : sum_rows()) out.append(",").append(cell_of(of, row, sums.mixed()));
    out += "\r\n";
  });
  return out;
}

std::string render_totals_markdown(const BatchSums& sums, const RenderOptions&) {
  const bool mixed = sums.mixed();
  std::string out =
      "| | | Jobs | Energy | Operational | Embodied | Total CO2e |\n"
      "| - | - | -: | -: | -: | -: | -: |\n";
  for_each_row(sums, [&](std::string_view by, std::string_view key, const FigureSums& of) {
    const auto mass = [&](const cluster::ExactSum& sum, bool emissions) {
      return mixed && emissions ? std::string("-") : human(kilograms(sum.value()));
    };
    out += fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", escape_markdown(by),
                       by == "total" ? std::string{}
                       : key.empty() ? std::string("(none)")
                                     : escape_markdown(key),
                       of.jobs, human(kilowatt_hours(of.facility_kwh.value())),
                       mass(of.operational_kg, true), mass(of.embodied_kg, false),
                       mass(of.total_kg, true));
  });
  if (mixed) out += fmt::format("\n{}\n", k_never_added);
  if (sums.refused > 0) out += fmt::format("\n{} lines were refused.\n", sums.refused);
  return out;
}

std::string render_totals_partial(const BatchSums& sums, const RenderOptions&) {
  return write_job_partial(sums);
}

constexpr BatchFormat k_formats[]{
    {"text", "a few aligned lines for people", render_totals_text},
    {"json", "carbonest.totals/1", render_totals_json},
    {"jsonl", "carbonest.totals/1 on one line", render_totals_jsonl},
    {"csv", "one row for all, one for each group", render_totals_csv},
    {"markdown", "the same rows as a table", render_totals_markdown},
    {"partial", "carbonest.partial/1, to be put together by merge", render_totals_partial},
};

}  // namespace

std::span<const BatchFormat> batch_formats() noexcept { return k_formats; }

}  // namespace carbonest
