// SPDX-License-Identifier: Apache-2.0
// The report of a cluster in each of its formats; carbonest.report/1 is the JSON one.
#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "cluster/digest.hpp"
#include "report/escape.hpp"
#include "report/json_writer.hpp"
#include "report/number.hpp"
#include "report/page.hpp"

namespace carbonest {

using namespace cluster;

namespace {

// Text and markdown; the others have all. A year's months, and the jobs of none of them.
constexpr std::size_t k_groups_shown = 13;
constexpr std::size_t k_warnings_shown = 8;  // text
constexpr Page::Columns k_result{20, 14};

std::string skipped_text(const ClusterDigest& d) {
  const bool one = d.skipped_rows == 1;
  return fmt::format("Skipped: {} row{} that stand{} for {} h", d.skipped_rows, one ? "" : "s",
                     one ? "s" : "", human_number(d.skipped_hours));
}

std::string count_text(double count) { return json_number(count); }

std::string day_of(std::int64_t seconds) {
  if (seconds == 0) return {};
  const auto day = std::chrono::floor<std::chrono::days>(
      std::chrono::sys_seconds{std::chrono::seconds{seconds}});
  const std::chrono::year_month_day date{day};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string_view shown_key(std::string_view key) noexcept {
  return key.empty() ? std::string_view("(none)") : key;
}

std::string range_text(Bounds range, std::string (*write)(CarbonMass, Precision)) {
  const Precision two{2, true};
  return fmt::format("90 %: {} to {}", write(kilograms(range.low), two),
                     write(kilograms(range.high), two));
}

std::string usage_text(const Figures& f) {
  std::string out = fmt::format("{}, {} job{}", human(kilowatt_hours(f.facility_kwh)),
                                count_text(f.jobs), f.jobs == 1 ? "" : "s");
  if (f.accelerator_hours > 0) out += fmt::format(", {} GPU h", human_number(f.accelerator_hours));
  return out;
}

std::string basis_text(const ClusterSummary& summary) {
  std::string out = fmt::format("PUE {}", trimmed_number(summary.basics.pue, 4));
  for (const auto& [of, grid] : summary.grid) {
    out += fmt::format(", {}", human(grams_per_kwh(grid.g_per_kwh)));
    if (!grid.series.empty())
      out += fmt::format(" (mean of {} in {}; each job by its hours)", grid.series, grid.year);
    else if (!grid.zone.empty())
      out += fmt::format(" ({} {})", grid.zone, grid.year);
  }
  return out;
}

// --- text

void add_totals(Page& page, const ClusterSummary& summary, const ClusterDigest& d) {
  const auto mass = [](CarbonMass m, Precision p) { return human(m, p); };
  page.row("Total", human(kilograms(d.totals.total_kg)) + " CO2e", range_text(d.total_kg, mass),
           Tint::strong);
  page.row("  operational", human(kilograms(d.totals.operational_kg)), basis_text(summary));
  page.row("  embodied", human(kilograms(d.totals.embodied_kg)),
           "these jobs' share of making the hardware");
  page.blank();
  page.row("Energy", human(kilowatt_hours(d.totals.facility_kwh)),
           fmt::format("{} at the equipment", human(kilowatt_hours(d.totals.it_kwh))));
  for (std::size_t i = 0; i < k_components; ++i) {
    if (d.component_kwh[i] == 0) continue;
    const double share = d.component_kwh[i] / d.totals.it_kwh;
    page.bar(fmt::format("  {}", to_string(static_cast<Component>(i))),
             human(kilowatt_hours(d.component_kwh[i])), human_percent(share), share);
  }
  page.row("Jobs", count_text(d.totals.jobs),
           fmt::format("{} GPU h, {} CPU h", human_number(d.totals.accelerator_hours),
                       human_number(d.totals.cpu_hours)));
}

void add_groups(Page& page, std::string_view title, std::span<const Group> groups) {
  if (groups.empty()) return;
  page.blank();
  page.heading(title);
  const std::size_t shown = std::min(groups.size(), k_groups_shown);
  for (const Group& group : groups.first(shown))
    page.row(fmt::format("  {}", shown_key(group.key)), human(kilograms(group.figures.total_kg)),
             usage_text(group.figures));
  if (shown < groups.size())
    page.row("  ...", "", fmt::format("and {} more", groups.size() - shown));
}

void add_unused(Page& page, const Unused& unused) {
  if (unused.memory_jobs == 0 && unused.device_jobs == 0) return;
  page.blank();
  page.heading("Held and not used");
  if (unused.memory_jobs > 0) {
    const double held = unused.allocated_gb_hours.value(), peak = unused.peak_gb_hours.value();
    page.row("  memory", human_percent(held > 0 ? 1 - peak / held : 0),
             fmt::format("of what {} job{} held was above the peak: {}", unused.memory_jobs,
                         unused.memory_jobs == 1 ? "" : "s",
                         human(kilowatt_hours(unused.unused_memory_kwh.value()))));
  }
  if (unused.device_jobs > 0) {
    const double watched = unused.watched_device_hours.value(),
                 idle = unused.idle_device_hours.value();
    page.row("  GPUs", human_percent(watched > 0 ? idle / watched : 0),
             fmt::format("idle: {} of {} GPU h that were watched", human_number(idle),
                         human_number(watched)));
  }
}

void add_top_jobs(Page& page, std::span<const TopJob> top) {
  if (top.empty()) return;
  page.blank();
  page.heading("Largest jobs");
  for (const TopJob& job : top)
    page.row(fmt::format("  {}", job.id), human(kilograms(job.total_kg)),
             fmt::format("{}, {}, {}, {} h", shown_key(job.user), shown_key(job.partition),
                         shown_key(job.state), human_number(job.hours)));
}

void add_skipped(Page& page, const ClusterDigest& d) {
  if (d.skipped_rows == 0) return;
  page.blank();
  page.heading(skipped_text(d));
  for (const SkipReason& reason : d.reasons) {
    const std::string at =
        reason.first_line ? fmt::format("first in line {} of {}", *reason.first_line, reason.file)
                          : fmt::format("in {}", reason.file);
    page.row(fmt::format("  {}", reason.code), count_text(static_cast<double>(reason.rows)), at,
             Tint::warn);
  }
}

void add_warnings(Page& page, const ClusterDigest& d) {
  if (d.warnings.empty()) return;
  page.blank();
  page.heading("Warnings");
  const std::size_t shown = std::min(d.warnings.size(), k_warnings_shown);
  for (std::size_t i = 0; i < shown; ++i)
    page.paragraph(fmt::format("{}: {}", d.warnings[i].code, d.warnings[i].message), 2, Tint::warn);
  if (shown < d.warnings.size())
    page.paragraph(fmt::format("and {} more; all of them with -f json", d.warnings.size() - shown),
                   2, Tint::dim);
}

std::string render_text_report(const ClusterSummary& summary, const RenderOptions& options) {
  const ClusterDigest d = digest(summary);
  Page page(options);
  page.set_columns(k_result);
  add_totals(page, summary, d);
  if (options.quiet) return std::move(page).finish();
  page.set_columns({22, 10});
  for (const Grouping& grouping : d.groupings)
    add_groups(page, fmt::format("By {}", grouping.name), grouping.groups);
  std::vector<Group> wasted = d.wasted;
  std::erase_if(wasted, [](const Group& g) { return g.figures.jobs == 0; });
  add_groups(page, "Of this, jobs that did not end well", wasted);
  add_unused(page, summary.unused);
  add_top_jobs(page, summary.top);
  page.set_columns({32, 10});
  add_skipped(page, d);
  add_warnings(page, d);
  return std::move(page).finish();
}

// --- JSON

void write_figures(JsonWriter& json, const Figures& figures) {
  for (const FigureRow& row : figure_rows()) json.key(row.name).number(figures.*row.member);
}

void write_range(JsonWriter& json, std::string_view name, Bounds range) {
  json.key(name).begin_inline_array().number(range.low).number(range.high).end_array();
}

void write_head(JsonWriter& json, const ClusterSummary& summary) {
  json.key("carbonest").begin_row();
  json.key("version").text(summary.basics.version);
  json.key("data_version").text(summary.basics.data_version);
  json.key("data_checksum").text(summary.basics.data_checksum);
  json.end_object();
  json.key("region").text_or_null(summary.basics.region);
  json.key("pue").number(summary.basics.pue);
  json.key("grid").begin_array();
  for (const auto& [of, grid] : summary.grid) {
    json.begin_row();
    json.key("records_of").number_or_null(of == 0 ? std::nullopt : std::optional<double>(of));
    json.key("carbon_intensity_g_per_kwh").number(grid.g_per_kwh);
    json.key("zone").text_or_null(grid.zone);
    json.key("year").number_or_null(grid.year == 0 ? std::nullopt
                                                   : std::optional<double>(grid.year));
    json.key("basis").text_or_null(grid.basis);
    if (!grid.series.empty()) json.key("series").text(grid.series);
    json.end_object();
  }
  json.end_array();
}

void write_totals(JsonWriter& json, const ClusterDigest& d) {
  json.key("totals").begin_object();
  write_figures(json, d.totals);
  json.key("interval").begin_object();
  json.key("level").number(0.9);
  write_range(json, "it_kwh", d.it_kwh);
  write_range(json, "facility_kwh", d.facility_kwh);
  write_range(json, "operational_kg", d.operational_kg);
  write_range(json, "total_kg", d.total_kg);
  json.end_object();
  json.key("components").begin_array();
  const auto component = [&](std::string_view name, double kwh) {
    if (kwh == 0) return;
    json.begin_row();
    json.key("name").text(name);
    json.key("kwh").number(kwh);
    json.end_object();
  };
  for (std::size_t i = 0; i < k_components; ++i)
    component(to_string(static_cast<Component>(i)), d.component_kwh[i]);
  component("overhead", d.totals.facility_kwh - d.totals.it_kwh);
  json.end_array().end_object();
}

void write_groups(JsonWriter& json, const ClusterDigest& d) {
  json.key("groups").begin_object();
  for (const Grouping& grouping : d.groupings) {
    json.key(grouping.name);
    if (grouping.overflowed) {
      json.null();
      continue;
    }
    json.begin_array();
    for (const Group& group : grouping.groups) {
      json.begin_row();
      json.key("key").text(group.key);
      write_figures(json, group.figures);
      json.end_object();
    }
    json.end_array();
  }
  json.end_object();
  json.key("wasted").begin_object();
  for (const Group& group : d.wasted) {
    json.key(group.key).begin_row();
    write_figures(json, group.figures);
    json.end_object();
  }
  json.end_object();
}

void write_unused(JsonWriter& json, const Unused& unused) {
  json.key("unused").begin_object();
  json.key("memory_jobs").number(static_cast<double>(unused.memory_jobs));
  json.key("device_jobs").number(static_cast<double>(unused.device_jobs));
  for (const UnusedRow& row : unused_rows())
    json.key(row.name).number((unused.*row.member).value());
  json.end_object();
}

void write_top_jobs(JsonWriter& json, std::span<const TopJob> top) {
  json.key("top_jobs").begin_array();
  for (const TopJob& job : top) {
    json.begin_row();
    json.key("id").text(job.id);
    if (!job.cluster.empty()) json.key("cluster").text(job.cluster);
    json.key("user").text(job.user);
    json.key("account").text(job.account);
    json.key("partition").text(job.partition);
    json.key("state").text(job.state);
    json.key("day").text_or_null(day_of(job.start));
    json.key("hours").number(job.hours);
    json.key("facility_kwh").number(job.facility_kwh);
    json.key("total_kg").number(job.total_kg);
    json.end_object();
  }
  json.end_array();
}

void write_skipped(JsonWriter& json, const ClusterDigest& d) {
  json.key("skipped").begin_object();
  json.key("rows").number(static_cast<double>(d.skipped_rows));
  json.key("hours").number(d.skipped_hours);
  json.key("reasons").begin_array();
  for (const SkipReason& reason : d.reasons) {
    json.begin_row();
    json.key("code").text(reason.code);
    json.key("rows").number(static_cast<double>(reason.rows));
    json.key("first_line")
        .number_or_null(reason.first_line ? std::optional(static_cast<double>(*reason.first_line))
                                          : std::nullopt);
    json.key("file").text(reason.file);
    json.key("hours").number(reason.hours);
    json.key("rows_without_time").number(static_cast<double>(reason.untimed_rows));
    json.end_object();
  }
  json.end_array().end_object();
}

std::string render_json_report(const ClusterSummary& summary, const RenderOptions&) {
  const ClusterDigest d = digest(summary);
  JsonWriter json(JsonWriter::Style::pretty);
  json.begin_object();
  json.key("schema").text("carbonest.report/1");
  write_head(json, summary);
  write_totals(json, d);
  write_groups(json, d);
  write_unused(json, summary.unused);
  write_top_jobs(json, summary.top);
  write_skipped(json, d);
  json.key("duplicates").number(static_cast<double>(summary.duplicates));
  json.key("inputs").begin_array();
  for (const InputText& input : d.inputs) {
    json.begin_row();
    json.key("file").text(input.file);
    json.key("lines").number(static_cast<double>(input.lines));
    json.key("complete").boolean(input.complete);
    json.end_object();
  }
  json.end_array();
  json.key("warnings").begin_array();
  for (const Warning& warning : d.warnings) {
    json.begin_row();
    json.key("code").text(warning.code);
    json.key("message").text(warning.message);
    json.end_object();
  }
  json.end_array().end_object();
  return std::move(json).finish();
}

// --- CSV: one row a group

void add_csv_row(std::string& out, std::string_view group, std::string_view key,
                 const Figures& figures) {
  out.append(csv_cell(group)).append(",").append(csv_cell(key));
  for (const FigureRow& row : figure_rows())
    out.append(",").append(json_number(figures.*row.member));
  out += '\n';
}

std::string render_csv_report(const ClusterSummary& summary, const RenderOptions&) {
  const ClusterDigest d = digest(summary);
  std::string out = "group,key";
  for (const FigureRow& row : figure_rows()) out.append(",").append(row.name);
  out += '\n';
  add_csv_row(out, "total", "", d.totals);
  for (const Grouping& grouping : d.groupings)
    for (const Group& group : grouping.groups)
      add_csv_row(out, grouping.name, group.key, group.figures);
  for (const Group& group : d.wasted) add_csv_row(out, "wasted", group.key, group.figures);
  return out;
}

// --- Markdown

void add_markdown_table(std::string& out, std::string_view title, std::span<const Group> groups) {
  if (groups.empty()) return;
  out += fmt::format("\n| {} | Jobs | GPU hours | CPU hours | Energy | Total CO2e |\n", title);
  out += "| :- | -: | -: | -: | -: | -: |\n";
  const std::size_t shown = std::min(groups.size(), k_groups_shown);
  for (const Group& group : groups.first(shown)) {
    const Figures& f = group.figures;
    out += fmt::format("| {} | {} | {} | {} | {} | {} |\n", escape_markdown(shown_key(group.key)),
                       count_text(f.jobs), human_number(f.accelerator_hours),
                       human_number(f.cpu_hours), human(kilowatt_hours(f.facility_kwh)),
                       human(kilograms(f.total_kg)));
  }
  if (shown < groups.size()) out += fmt::format("\nand {} more\n", groups.size() - shown);
}

std::string render_markdown_report(const ClusterSummary& summary, const RenderOptions&) {
  const ClusterDigest d = digest(summary);
  const auto mass = [](CarbonMass m, Precision p) { return human(m, p); };
  std::string out = "### Carbon footprint of the cluster\n\n";
  out += fmt::format("**{} CO2e** ({}); {}, {}\n", human(kilograms(d.totals.total_kg)),
                     range_text(d.total_kg, mass), human(kilowatt_hours(d.totals.facility_kwh)),
                     escape_markdown(basis_text(summary)));
  const Group total{"all", d.totals};
  add_markdown_table(out, "Total", {&total, 1});
  for (const Grouping& grouping : d.groupings)
    add_markdown_table(out, grouping.name, grouping.groups);
  std::vector<Group> wasted = d.wasted;
  std::erase_if(wasted, [](const Group& g) { return g.figures.jobs == 0; });
  add_markdown_table(out, "did not end well", wasted);
  if (d.skipped_rows > 0) out += fmt::format("\n{}\n\n", skipped_text(d));
  for (const SkipReason& reason : d.reasons)
    out += fmt::format("- {}: {} row{}\n", escape_markdown(reason.code), reason.rows,
                       reason.rows == 1 ? "" : "s");
  if (!d.warnings.empty()) out += "\nWarnings:\n\n";
  for (const Warning& warning : d.warnings)
    out +=
        fmt::format("- {}: {}\n", escape_markdown(warning.code), escape_markdown(warning.message));
  out += fmt::format("\nEstimated by carbonest {}, tables {}.\n", summary.basics.version,
                     escape_markdown(summary.basics.data_version));
  return out;
}

constexpr ClusterFormat k_formats[]{
    {"text", "totals, groups, waste and what was skipped, for people", render_text_report},
    {"json", "carbonest.report/1", render_json_report},
    {"csv", "one row a group", render_csv_report},
    {"markdown", "tables for a page or a pull request", render_markdown_report},
    {"partial", "carbonest.partial/1, for `carbonest merge`",
     [](const ClusterSummary& summary, const RenderOptions&) { return write_partial(summary); }},
};

}  // namespace

std::span<const ClusterFormat> cluster_formats() noexcept { return k_formats; }

}  // namespace carbonest
