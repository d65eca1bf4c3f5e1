// SPDX-License-Identifier: Apache-2.0
#include "cluster/sacct_layout.hpp"

#include <algorithm>
#include <bit>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <fmt/format.h>

#include "cluster/problem.hpp"
#include "cluster/slurm_value.hpp"

namespace carbonest {
namespace cluster {
namespace {

constexpr Ending k_open = Ending::open, k_shaped = Ending::shaped, k_any = Ending::indifferent;
constexpr std::array k_rows{
    FieldRow{"JobID", Field::job_id, k_open, false},
    FieldRow{"JobIDRaw", Field::job_id_raw, k_open, false},
    FieldRow{"Cluster", Field::cluster, k_open, false},
    FieldRow{"User", Field::user, k_open, false},
    FieldRow{"Account", Field::account, k_open, false},
    FieldRow{"Partition", Field::partition, k_open, false},
    FieldRow{"JobName", Field::job_name, k_any, true},
    FieldRow{"State", Field::state, k_shaped, false},
    FieldRow{"Elapsed", Field::elapsed, k_shaped, false},
    FieldRow{"ElapsedRaw", Field::elapsed_raw, k_open, false},
    FieldRow{"Submit", Field::submit, k_shaped, false},
    FieldRow{"Start", Field::start, k_shaped, false},
    FieldRow{"End", Field::end, k_shaped, false},
    FieldRow{"NNodes", Field::nnodes, k_open, false},
    FieldRow{"AllocNodes", Field::alloc_nodes, k_open, false},
    FieldRow{"ReqNodes", Field::req_nodes, k_open, false},
    FieldRow{"NCPUS", Field::ncpus, k_open, false},
    FieldRow{"AllocCPUS", Field::alloc_cpus, k_open, false},
    FieldRow{"ReqCPUS", Field::req_cpus, k_open, false},
    FieldRow{"AllocTRES", Field::alloc_tres, k_open, false},
    FieldRow{"ReqTRES", Field::req_tres, k_open, false},
    FieldRow{"AllocGRES", Field::alloc_gres, k_open, false},
    FieldRow{"ReqGRES", Field::req_gres, k_open, false},
    FieldRow{"ReqMem", Field::req_mem, k_open, false},
    FieldRow{"MaxRSS", Field::max_rss, k_open, false},
    FieldRow{"NTasks", Field::ntasks, k_open, false},
    FieldRow{"TotalCPU", Field::total_cpu, k_shaped, false},
    FieldRow{"UserCPU", Field::user_cpu, k_shaped, false},
    FieldRow{"SystemCPU", Field::system_cpu, k_shaped, false},
    FieldRow{"CPUTime", Field::cpu_time, k_shaped, false},
    FieldRow{"CPUTimeRAW", Field::cpu_time_raw, k_open, false},
    FieldRow{"ConsumedEnergy", Field::energy, k_open, false},
    FieldRow{"ConsumedEnergyRaw", Field::energy_raw, k_open, false},
    FieldRow{"TRESUsageInAve", Field::usage_average, k_open, false},
    FieldRow{"TRESUsageInTot", Field::usage_total, k_open, false},
    FieldRow{"TRESUsageInMax", Field::usage_max, k_open, false},
    FieldRow{"Restarts", Field::restarts, k_open, false},
    FieldRow{"RestartCnt", Field::restarts, k_open, false},
    FieldRow{"SLUID", Field::sluid, k_open, false},
    // Not read; known so that a header is known as one, and because users write into some of them.
    FieldRow{"AdminComment", Field::ignored, k_any, true},
    FieldRow{"AveCPU", Field::ignored, k_any, false},
    FieldRow{"AveRSS", Field::ignored, k_any, false},
    FieldRow{"Comment", Field::ignored, k_any, true},
    FieldRow{"Constraints", Field::ignored, k_any, true},
    FieldRow{"Container", Field::ignored, k_any, true},
    FieldRow{"ExitCode", Field::ignored, k_any, false},
    FieldRow{"Extra", Field::ignored, k_any, true},
    FieldRow{"Group", Field::ignored, k_any, false},
    FieldRow{"NodeList", Field::ignored, k_any, false},
    FieldRow{"QOS", Field::ignored, k_any, false},
    FieldRow{"Reason", Field::ignored, k_any, false},
    FieldRow{"Reservation", Field::ignored, k_any, false},
    FieldRow{"StdErr", Field::ignored, k_any, true},
    FieldRow{"StdIn", Field::ignored, k_any, true},
    FieldRow{"StdOut", Field::ignored, k_any, true},
    FieldRow{"SubmitLine", Field::ignored, k_any, true},
    FieldRow{"SystemComment", Field::ignored, k_any, true},
    FieldRow{"Timelimit", Field::ignored, k_any, false},
    FieldRow{"TimelimitRaw", Field::ignored, k_any, false},
    FieldRow{"UID", Field::ignored, k_any, false},
    FieldRow{"WCKey", Field::ignored, k_any, true},
    FieldRow{"WorkDir", Field::ignored, k_any, true},
};

const FieldRow* find_field(std::string_view name) noexcept {
  name = name.substr(0, name.find('%'));  // sacct --format=JobID%20
  const auto* row = std::ranges::find_if(
      k_rows, [&](const FieldRow& r) { return equal_ignoring_case(r.name, name); });
  return row == k_rows.end() ? nullptr : row;
}

constexpr bool is_name_char(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '%';
}

// What stands between the first two names of a header.
std::string_view delimiter_in(std::string_view header) noexcept {
  const auto begin = std::ranges::find_if_not(header, is_name_char);
  const auto end = std::find_if(begin, header.end(), is_name_char);
  const std::string_view found(header.data() + (begin - header.begin()),
                               static_cast<std::size_t>(end - begin));
  if (found.empty()) return "|";
  // Empty names between bars would look like a longer delimiter.
  const bool repeated = std::ranges::all_of(found, [&](char c) { return c == found.front(); });
  return repeated && found.front() == '|' ? found.substr(0, 1) : found;
}

std::vector<std::string_view> cut(std::string_view text, std::string_view delimiter) {
  std::vector<std::string_view> cells;
  for (;;) {
    const std::size_t at = text.find(delimiter);
    cells.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return cells;
    text.remove_prefix(at + delimiter.size());
  }
}

std::string_view trimmed(std::string_view text) noexcept {
  const std::size_t begin = std::min(text.find_first_not_of(" \t"), text.size());
  return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

void set_columns(SacctLayout& layout, std::vector<std::string_view> names) {
  if (names.size() > 1 && trimmed(names.back()).empty()) {
    layout.trailing = true;
    names.pop_back();
  }
  std::size_t free_texts = 0;
  for (const std::string_view name : names) {
    SacctLayout::Column column;
    if (const FieldRow* row = find_field(trimmed(name))) {
      column.free_text = row->free_text;
      if (!layout.has(row->field) || row->field == Field::ignored)
        column = {row->field, row->ending, row->free_text};
    }
    if (column.free_text) {
      ++free_texts;
      layout.free_text = layout.columns.size();
    }
    layout.columns.push_back(column);
  }
  if (free_texts != 1) layout.free_text = SacctLayout::k_none;
}

bool looks_like_header(std::span<const std::string_view> names) noexcept {
  const auto known = std::ranges::count_if(
      names, [](std::string_view n) { return find_field(trimmed(n)) != nullptr; });
  const auto has_id = std::ranges::any_of(names, [](std::string_view n) {
    const FieldRow* row = find_field(trimmed(n));
    return row && (row->field == Field::job_id || row->field == Field::job_id_raw);
  });
  return has_id || known >= 3;
}

Diagnostics missing_columns(const SacctLayout& layout) {
  Diagnostics errors;
  if (!layout.has(Field::job_id) && !layout.has(Field::job_id_raw))
    errors.push_back(
        problem("slurm-missing-column", "the log has no column JobID or JobIDRaw",
                "steps and jobs cannot be told apart without it: sacct -P -o JobID,..."));
  const bool timed = layout.has(Field::elapsed) || layout.has(Field::elapsed_raw) ||
                     (layout.has(Field::start) && layout.has(Field::end)) ||
                     layout.has(Field::cpu_time_raw) || layout.has(Field::cpu_time);
  if (!timed)
    errors.push_back(
        problem("slurm-missing-column", "the log has no column Elapsed or ElapsedRaw",
                "sacct -P -o JobID,User,Account,Partition,State,Start,End,Elapsed,AllocTRES"));
  return errors;
}

Diagnostic no_header(std::string_view line) {
  if (line.find_first_not_of("- ") == std::string_view::npos || line.starts_with("JobID ") ||
      line.starts_with("       JobID"))
    return problem("slurm-not-parsable", "this is sacct's output for reading: its columns are cut",
                   "write the log with `sacct -P` (--parsable2)");
  return problem("slurm-no-header", "the first line is no header of sacct, and no fields are given",
                 "write the log without -n (--noheader), or give --fields JobID,User,...");
}

}  // namespace

std::span<const FieldRow> field_rows() noexcept { return k_rows; }

}  // namespace cluster

using namespace cluster;

bool SacctLayout::has(Field field) const noexcept {
  return std::ranges::find(columns, field, &Column::field) != columns.end();
}

namespace {

// Where the cells of a row end; more of them than fit are only counted.
constexpr std::size_t k_most_cells = 256;
struct Ends {
  std::array<std::size_t, k_most_cells> at;  // only the first `count` are set
  std::size_t count = 0;
};

void find_ends(std::string_view row, std::string_view delimiter, Ends& ends) noexcept {
  std::size_t* const places = ends.at.data();
  std::size_t count = 0;
  const auto add = [&](std::size_t at) {
    if (count < k_most_cells) places[count] = at;
    ++count;
  };
  if (delimiter.size() == 1) {
    const char mark = delimiter.front();
    std::size_t at = 0;
#ifdef __SSE2__
    // Cells are short: sixteen bytes a time is faster here than a call of memchr for each.
    const __m128i marks = _mm_set1_epi8(mark);
    for (; at + 16 <= row.size(); at += 16) {
      const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(row.data() + at));
      auto found = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, marks)));
      for (; found != 0; found &= found - 1)
        add(at + static_cast<std::size_t>(std::countr_zero(found)));
    }
#endif
    for (; at < row.size(); ++at)
      if (row[at] == mark) add(at);
  } else {
    for (std::size_t at = row.find(delimiter); at != std::string_view::npos;
         at = row.find(delimiter, at + delimiter.size()))
      add(at);
  }
  add(row.size());
  ends.count = count;
}

}  // namespace

bool SacctLayout::split(std::string_view row, Cells& cells) const noexcept {
  Ends ends;
  find_ends(row, delimiter, ends);
  std::size_t count = ends.count;
  if (count > k_most_cells) return false;
  if (count > columns.size() && (trailing || header.empty()) && row.ends_with(delimiter)) --count;
  if (count < columns.size()) return false;
  const std::size_t extra = count - columns.size();
  if (extra > 0 && free_text == k_none) return false;
  const char* const text = row.data();
  const std::size_t step = delimiter.size();
  std::string_view* const out = cells.data();
  const std::size_t* end_at = ends.at.data();
  const Column* const widest = extra > 0 ? &columns[free_text] : nullptr;
  std::size_t begin = 0;
  for (const Column& column : columns) {
    if (&column == widest) end_at += extra;  // its delimiters are part of it
    const std::size_t end = *end_at++;
    out[static_cast<std::size_t>(column.field)] = {text + begin, end - begin};
    begin = end + step;
  }
  return true;
}

Result<std::shared_ptr<const SacctLayout>> sacct_layout(std::string_view first_line,
                                                        const SlurmOptions& options) {
  if (first_line.starts_with("\xef\xbb\xbf")) first_line.remove_prefix(3);
  while (first_line.ends_with('\n') || first_line.ends_with('\r')) first_line.remove_suffix(1);
  auto layout = std::make_shared<SacctLayout>();
  layout->delimiter = options.delimiter;
  if (layout->delimiter.empty())
    layout->delimiter = options.fields.empty() ? delimiter_in(first_line) : "|";
  const std::vector<std::string_view> names = cut(first_line, layout->delimiter);
  const bool header = looks_like_header(names);
  if (header) layout->header = first_line;
  // Lines that end otherwise would be one long header of a log without rows.
  if (header && first_line.find('\r') != std::string_view::npos)
    return problem("slurm-no-header", "the first line holds carriage returns",
                   "end the lines of the log with line feeds");
  if (!header && options.fields.empty()) return no_header(first_line);
  if (header && layout->delimiter.find_first_not_of(' ') == std::string::npos) return no_header("");
  set_columns(*layout, options.fields.empty() ? names : cut(options.fields, ","));
  if (header && names.back().empty()) layout->trailing = true;
  if (layout->columns.size() > k_most_cells / 2)
    return problem("slurm-no-header",
                   fmt::format("{} columns are too many", layout->columns.size()));
  if (Diagnostics errors = missing_columns(*layout); !errors.empty()) return errors;
  return std::shared_ptr<const SacctLayout>(std::move(layout));
}

}  // namespace carbonest
