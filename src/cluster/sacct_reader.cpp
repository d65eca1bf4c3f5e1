// SPDX-License-Identifier: Apache-2.0
#include "cluster/sacct_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace carbonest::cluster {
namespace {

// A list of array tasks has no end of its own.
constexpr std::size_t k_longest_id = 4096;

std::string_view at(const Cells& cells, Field field) noexcept {
  return cells[static_cast<std::size_t>(field)];
}

std::string_view id_of(const Cells& cells) noexcept {
  const std::string_view id = at(cells, Field::job_id);
  return id.empty() ? at(cells, Field::job_id_raw) : id;
}

// "123", "123_4", "123_[1-10%2]", "123+0", each perhaps with a step behind a point.
bool is_job_id(std::string_view id) noexcept {
  std::size_t digits = 0;
  while (digits < id.size() && id[digits] >= '0' && id[digits] <= '9') ++digits;
  if (digits > 0 && digits == id.size() && digits < 200) return true;
  return !id.empty() && id.front() >= '0' && id.front() <= '9' && id.size() < k_longest_id &&
         id.find_first_not_of("0123456789_+[]-,:%.") >= job_of(id).size();
}

/// Collects the values of one row, and the first one that is broken.
class RowReader {
 public:
  explicit RowReader(const Cells& cells) : cells_{cells} {}

  template <class T>
  std::optional<T> first(Read<T> (*read)(std::string_view) noexcept,
                         std::initializer_list<Field> fields) {
    bool broken = false;
    for (const Field field : fields) {
      const Read<T> value = read(at(cells_, field));
      if (value) return value.value;
      broken |= value.broken();
    }
    if (broken) any_broken_ = true;
    return std::nullopt;
  }
  bool any_broken() const noexcept { return any_broken_; }

 private:
  const Cells& cells_;
  bool any_broken_ = false;
};

void read_times(const Cells& cells, SlurmRecord& record) {
  const auto time = [&](Field field) -> std::optional<std::int64_t> {
    const auto read = read_time(at(cells, field), record.local_times);
    return read ? std::optional(read.value) : std::nullopt;
  };
  record.start = time(Field::start);
  record.end = time(Field::end);
  if (!record.start) record.submit = time(Field::submit);  // it only serves where there is no start
}

// Elapsed in whatever column has it; else from start to end; else from CPU time.
void read_elapsed(const Cells& cells, SlurmRecord& record) {
  Read<double> value = read_seconds(at(cells, Field::elapsed_raw));
  if (!value) value = read_duration(at(cells, Field::elapsed));
  if (value) {
    record.elapsed_s = value.value;
    return;
  }
  const auto total = read_duration(at(cells, Field::cpu_time));
  const auto total_raw = read_seconds(at(cells, Field::cpu_time_raw));
  const auto& cpus = record.allocation.cpus;
  if (record.start && record.end && *record.end >= *record.start) {
    record.elapsed_s = static_cast<double>(*record.end - *record.start);
  } else if ((total || total_raw) && cpus && *cpus > 0) {
    record.elapsed_s = (total_raw ? total_raw.value : total.value) / *cpus;
  } else if (record.outcome() == JobOutcome::unfinished && !record.start) {
    record.elapsed_s = 0;  // it waits
  }
  if (!record.elapsed_s || *record.elapsed_s > k_longest_s) record.fault = "slurm-bad-elapsed";
}

// What was allocated wins over what was asked for; a list that names no devices does not say there
// are none, because not every site lists them.
void read_allocation(const Cells& cells, SlurmRecord& record) {
  Allocation& out = record.allocation;
  bool good = read_tres(at(cells, Field::alloc_tres), out);
  const bool allocated = !at(cells, Field::alloc_tres).empty();
  RowReader row(cells);
  if (!out.cpus)
    out.cpus = row.first(&read_count, {Field::alloc_cpus, Field::ncpus, Field::req_cpus});
  if (!out.nodes)
    out.nodes = row.first(&read_count, {Field::alloc_nodes, Field::nnodes, Field::req_nodes});
  if (row.any_broken()) record.fault = "slurm-bad-number";
  if (out.devices.empty()) good &= read_gres(at(cells, Field::alloc_gres), out);
  if (!allocated) {
    Allocation asked;
    good &= read_tres(at(cells, Field::req_tres), asked);
    if (out.devices.empty()) out.devices = std::move(asked.devices);
    if (!out.cpus) out.cpus = asked.cpus;
    if (!out.nodes) out.nodes = asked.nodes;
    if (!out.memory_gb) out.memory_gb = asked.memory_gb;
  }
  if (out.devices.empty() && !allocated && !at(cells, Field::req_gres).empty()) {
    good &= read_gres(at(cells, Field::req_gres), out);
    for (DeviceCount& device : out.devices)
      device.count *= std::max(1.0, out.nodes.value_or(1));  // it is per node
  }
  if (!good) record.fault = "slurm-bad-tres";
}

void read_memory(const Cells& cells, SlurmRecord& record) {
  if (record.allocation.memory_gb) return;
  const auto asked = read_requested_memory(at(cells, Field::req_mem));
  if (asked.broken()) record.fault = "slurm-bad-memory";
  if (!asked) return;
  record.requested = asked.value;
  record.requested_known = true;
}

void read_used(const Cells& cells, SlurmRecord& record) {
  const auto total = read_duration(at(cells, Field::total_cpu));
  if (total) {
    record.cpu_used_s = total.value;
    return;
  }
  const auto user = read_duration(at(cells, Field::user_cpu));
  const auto system = read_duration(at(cells, Field::system_cpu));
  if (user) record.cpu_used_s = user.value + system.value;
}

void read_energy(const Cells& cells, SlurmRecord& record) {
  const auto raw = read_joules(at(cells, Field::energy_raw));
  const auto rounded = read_joules(at(cells, Field::energy));
  if (raw && raw.value > 0) {
    record.allocation.energy_j = raw.value;
  } else if (rounded && rounded.value > 0) {
    record.allocation.energy_j = rounded.value;
  }
}

// All tasks together: the sum where it is listed, else the average or the largest times their
// number.
std::optional<double> over_tasks(std::optional<double> total, std::optional<double> one,
                                 double tasks) {
  if (total) return total;
  return one ? std::optional(*one * tasks) : std::nullopt;
}

void add_step(const Cells& cells, SlurmRecord& job) {
  const auto raw = read_seconds(at(cells, Field::elapsed_raw));
  const auto clock = read_duration(at(cells, Field::elapsed));
  const double seconds = raw ? raw.value : clock.value;
  const auto listed = read_count(at(cells, Field::ntasks));
  const double tasks = listed && listed.value >= 1 ? listed.value : 1;
  const StepUsage total = read_usage(at(cells, Field::usage_total));
  const StepUsage average = read_usage(at(cells, Field::usage_average));
  const StepUsage most = read_usage(at(cells, Field::usage_max));
  if (const auto percent = over_tasks(total.device_percent, average.device_percent, tasks)) {
    job.steps.device_percent_known = true;
    job.steps.device_percent_s += *percent * seconds;
    if (*percent >= k_most_units) job.steps.device_percent_huge = true;
  }
  const auto max_rss = read_memory_gb(at(cells, Field::max_rss));
  const auto one = max_rss ? std::optional(max_rss.value) : most.memory_gb;
  if (const auto gb = over_tasks(total.memory_gb, one, tasks))
    job.steps.peak_memory_gb = std::max(job.steps.peak_memory_gb.value_or(0), *gb);
}

}  // namespace

// The points of "10_[1,3,...]", a list that Slurm cuts, are no step.
std::string_view job_of(std::string_view id) noexcept {
  const std::size_t list = id.find('[');
  const std::size_t from =
      list == std::string_view::npos ? 0 : std::min(id.find(']', list), id.size());
  return id.substr(0, id.find('.', from));
}

void read_job_row(std::string_view row, const Cells& cells, SlurmRecord& record) {
  record.clear();
  record.row.assign(row);
  // What is kept points into the record's own copy of the row.
  const auto keep = [&](std::string_view text) -> std::string_view {
    return text.empty()
               ? text
               : std::string_view(record.row.data() + (text.data() - row.data()), text.size());
  };
  record.id = keep(id_of(cells));
  record.cluster = keep(name_part(at(cells, Field::cluster)));
  record.user = keep(name_part(at(cells, Field::user)));
  record.account = keep(name_part(at(cells, Field::account)));
  record.partition = keep(name_part(at(cells, Field::partition)));
  record.name = keep(name_part(at(cells, Field::job_name)));
  record.sluid = keep(name_part(at(cells, Field::sluid)));
  const std::string_view state = at(cells, Field::state);
  record.state = find_state(state);
  if (record.state == nullptr)
    record.state_text = keep(name_part(state.substr(0, state.find(' '))));
  record.restarts = RowReader(cells).first(&read_count, {Field::restarts});
  read_times(cells, record);
  read_allocation(cells, record);
  read_memory(cells, record);
  read_used(cells, record);
  read_energy(cells, record);
  read_elapsed(cells, record);
  for (DeviceCount& device : record.allocation.devices) device.type = keep(device.type);
}

SacctReader::SacctReader(std::shared_ptr<const SacctLayout> layout, ByteRange range,
                         RecordSink& sink)
    : layout_{std::move(layout)}, range_{range}, sink_{sink}, owned_{range.begin == 0} {}

void SacctReader::skip(const Line& line, std::string_view code, std::string message,
                       std::optional<double> hours) {
  sink_.skip({code, std::move(message), line.number, hours});
}

void SacctReader::flush() {
  if (!has_pending_) return;
  has_pending_ = false;
  SlurmRecord& record = pending();
  if (record.fault.empty()) {
    sink_.record(record);
    return;
  }
  const std::optional<double> hours =
      record.elapsed_s ? std::optional(*record.elapsed_s / 3600) : std::nullopt;
  sink_.skip({record.fault, fault_words(record), record.line, hours});
}

void SacctReader::take_job(const Cells& cells, const Line& line) {
  SlurmRecord& next = records_[1 - pending_at_];
  read_job_row(line.text, cells, next);
  next.line = line.number;
  next.offset = line.offset;
  if (has_pending_ && same_run(pending(), next)) {
    sink_.duplicate();
    // The later state of one run: it has run longer.
    steps_count_ = next.elapsed_s.value_or(0) > pending().elapsed_s.value_or(0);
    if (steps_count_) pending_at_ = 1 - pending_at_;
    return;
  }
  flush();
  pending_at_ = 1 - pending_at_;
  has_pending_ = steps_count_ = true;
}

void SacctReader::take_step(const Cells& cells, const Line& line) {
  if (has_pending_) {
    if (steps_count_) add_step(cells, pending());
    return;
  }
  const auto raw = read_seconds(at(cells, Field::elapsed_raw));
  const auto clock = read_duration(at(cells, Field::elapsed));
  const double seconds = raw ? raw.value : clock.value;
  skip(line, "slurm-orphan-step", fmt::format("step {} does not follow its job", id_of(cells)),
       raw || clock ? std::optional(seconds / 3600) : std::nullopt);
}

// The log stops in this row: is the last value surely whole?
bool SacctReader::cut_short(const Line& line, const Cells& cells) const {
  if (line.ended || layout_->columns.empty()) return false;
  if (layout_->trailing) return !line.text.ends_with(layout_->delimiter);
  const SacctLayout::Column& last = layout_->columns.back();
  if (last.ending == Ending::indifferent) return false;
  if (last.ending == Ending::open) return true;
  const std::string_view value = at(cells, last.field);
  switch (last.field) {
    case Field::state:
      return find_state(value) == nullptr;
    case Field::submit:
    case Field::start:
    case Field::end:
      return value.size() < 19 && !value.empty();
    default:
      return value.size() < 8;  // HH:MM:SS
  }
}

bool SacctReader::take(const Line& line) {
  if (in_range(line)) ++lines_;
  const bool mine = in_range(line);  // a row that cannot be read belongs to where it begins
  const auto refuse = [&](std::string_view code, std::string message) {
    if (mine) skip(line, code, std::move(message));
    return mine || has_group_ || owned_;
  };
  if (line.fault == LineFault::too_long)
    return refuse("slurm-line-too-long", "the line is longer than 1 MiB");
  if (line.fault == LineFault::nul_byte)
    return refuse("slurm-nul-byte", "the line holds a NUL byte");
  if (line.text.empty() || (!layout_->header.empty() && line.text == layout_->header)) return true;
  const bool whole = layout_->split(line.text, cells_);
  if (!line.ended && (!whole || cut_short(line, cells_)))
    return refuse("slurm-cut-row", "the log stops in this row, without a line end");
  if (!whole)
    return refuse(
        "slurm-field-count",
        fmt::format("the row does not have the {} columns of the header", layout_->columns.size()));
  const std::string_view id = id_of(cells_);
  if (!is_job_id(id)) return refuse("slurm-bad-id", "the row has no job id");

  const std::string_view job = job_of(id);
  if (!has_group_ || job != group_) {
    if (has_group_) {
      if (owned_) flush();
      // The row before it decides whose the job is.
      if (group_offset_ >= range_.end) return false;
      owned_ = true;
    }
    group_.assign(job);
    has_group_ = true;
  }
  group_offset_ = line.offset;
  if (!owned_) return true;
  id.size() == job.size() ? take_job(cells_, line) : take_step(cells_, line);
  return true;
}

void SacctReader::finish() { flush(); }

}  // namespace carbonest::cluster
