// SPDX-License-Identifier: Apache-2.0
#include "cluster/sacct_json.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cluster/problem.hpp"
#include "cluster/utf8_text.hpp"

namespace carbonest::cluster {
namespace {

constexpr std::size_t k_chunk = std::size_t{1} << 18;
constexpr std::size_t k_deepest = 64;
constexpr std::size_t k_longest_key = 256;

// A job while it is being read: values whose meaning depends on others wait here.
struct JobDraft {
  SlurmRecord record;
  double job_id = 0, array_job = 0, het_job = 0, het_offset = 0;
  std::optional<double> array_task;
  std::string array_tasks, association_user;
  double cpu_seconds = 0, cpu_microseconds = 0, steps_cpu_seconds = 0;
  bool cpu_known = false;
  std::optional<double> required_cpus, memory_per_cpu_mib, memory_per_node_mib;
  Allocation asked;
  // The step at hand.
  double step_seconds = 0, step_tasks = 1;
  std::optional<double> step_percent, step_percent_average, step_memory, step_memory_most;
  // The resource at hand.
  std::string tres_type, tres_name;
  double tres_count = 0;

  void clear();
};

void JobDraft::clear() {
  record.clear();
  job_id = array_job = het_job = het_offset = 0;
  array_task.reset();
  array_tasks.clear();
  association_user.clear();
  cpu_seconds = cpu_microseconds = steps_cpu_seconds = 0;
  cpu_known = false;
  required_cpus.reset();
  memory_per_cpu_mib.reset();
  memory_per_node_mib.reset();
  asked.clear();
}

constexpr double k_no_value_32 = 4294967294;
constexpr double k_no_value_64 = 9.2e18;  // 2^63 and up: none, unlimited, or a flag
bool is_value(double number) noexcept {
  return std::isfinite(number) && number >= 0 && number < k_no_value_64 &&
         number != k_no_value_32 && number != k_no_value_32 + 1;
}

std::optional<std::int64_t> time_of(double number) noexcept {
  constexpr double k_year_9999 = 253402300799;
  if (number <= 0 || number > k_year_9999) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

struct NumberRow {
  std::string_view path;
  void (*set)(JobDraft&, double);
};
constexpr std::array k_numbers{
    NumberRow{"allocation_nodes", [](JobDraft& j, double v) { j.record.allocation.nodes = v; }},
    NumberRow{"array/job_id", [](JobDraft& j, double v) { j.array_job = v; }},
    NumberRow{"array/task_id", [](JobDraft& j, double v) { j.array_task = v; }},
    NumberRow{"het/job_id", [](JobDraft& j, double v) { j.het_job = v; }},
    NumberRow{"het/job_offset", [](JobDraft& j, double v) { j.het_offset = v; }},
    NumberRow{"job_id", [](JobDraft& j, double v) { j.job_id = v; }},
    NumberRow{"required/CPUs", [](JobDraft& j, double v) { j.required_cpus = v; }},
    NumberRow{"required/memory_per_cpu", [](JobDraft& j, double v) { j.memory_per_cpu_mib = v; }},
    NumberRow{"required/memory_per_node", [](JobDraft& j, double v) { j.memory_per_node_mib = v; }},
    NumberRow{"restart_cnt", [](JobDraft& j, double v) { j.record.restarts = v; }},
    NumberRow{"steps/tasks/count", [](JobDraft& j, double v) { j.step_tasks = std::max(1.0, v); }},
    NumberRow{"steps/time/elapsed", [](JobDraft& j, double v) { j.step_seconds = v; }},
    NumberRow{"steps/time/total/microseconds",
              [](JobDraft& j, double v) { j.steps_cpu_seconds += v / 1e6; }},
    NumberRow{"steps/time/total/seconds", [](JobDraft& j, double v) { j.steps_cpu_seconds += v; }},
    NumberRow{"time/elapsed", [](JobDraft& j, double v) { j.record.elapsed_s = v; }},
    NumberRow{"time/end", [](JobDraft& j, double v) { j.record.end = time_of(v); }},
    NumberRow{"time/start", [](JobDraft& j, double v) { j.record.start = time_of(v); }},
    NumberRow{"time/submission", [](JobDraft& j, double v) { j.record.submit = time_of(v); }},
    NumberRow{"time/total/microseconds",
              [](JobDraft& j, double v) {
                j.cpu_microseconds = v;
                j.cpu_known = true;
              }},
    NumberRow{"time/total/seconds",
              [](JobDraft& j, double v) {
                j.cpu_seconds = v;
                j.cpu_known = true;
              }},
};
static_assert(std::ranges::is_sorted(k_numbers, {}, &NumberRow::path));

void set_state(JobDraft& job, std::string_view text) {
  if (job.record.state != nullptr || !job.record.state_text.empty())
    return;  // the first of a list is the state
  job.record.state = find_state(text);
  if (job.record.state == nullptr) job.record.state_text = job.record.keep(name_part(text));
}

struct TextRow {
  std::string_view path;
  void (*set)(JobDraft&, std::string_view);
};
constexpr std::array k_texts{
    TextRow{"account", [](JobDraft& j,
                          std::string_view v) { j.record.account = j.record.keep(name_part(v)); }},
    TextRow{"array/task", [](JobDraft& j, std::string_view v) { j.array_tasks = name_part(v); }},
    TextRow{"association/user",
            [](JobDraft& j, std::string_view v) { j.association_user = name_part(v); }},
    TextRow{"cluster", [](JobDraft& j,
                          std::string_view v) { j.record.cluster = j.record.keep(name_part(v)); }},
    TextRow{"name",
            [](JobDraft& j, std::string_view v) { j.record.name = j.record.keep(name_part(v)); }},
    TextRow{
        "partition",
        [](JobDraft& j, std::string_view v) { j.record.partition = j.record.keep(name_part(v)); }},
    TextRow{"sluid",
            [](JobDraft& j, std::string_view v) { j.record.sluid = j.record.keep(name_part(v)); }},
    TextRow{"state/current", set_state},
    TextRow{"user",
            [](JobDraft& j, std::string_view v) { j.record.user = j.record.keep(name_part(v)); }},
};
static_assert(std::ranges::is_sorted(k_texts, {}, &TextRow::path));

// Slurm prints what a step used under "requested", and what it wrote out under "consumed"; both are
// read, in case that is put right one day.
void add_usage(JobDraft& job, std::optional<double>& percent, std::optional<double>& memory) {
  constexpr double k_byte_in_gb = 1e-9;
  if (job.tres_type == "gres" && job.tres_name == "gpuutil") percent = job.tres_count;
  if (job.tres_type == "mem") memory = std::max(memory.value_or(0), job.tres_count * k_byte_in_gb);
}
void add_total(JobDraft& job) { add_usage(job, job.step_percent, job.step_memory); }
void add_average(JobDraft& job) {
  std::optional<double> memory;
  add_usage(job, job.step_percent_average, memory);
}
void add_most(JobDraft& job) {
  std::optional<double> percent;
  add_usage(job, percent, job.step_memory_most);
}

// Only names of devices are kept: of lists with thousands of entries the rest would be a burden.
void add_resource(JobDraft& job, Allocation& to) {
  const bool device = job.tres_type == "gres" && job.record.own.size() < 64;
  add_tres(job.tres_type, device ? job.record.keep(job.tres_name) : std::string_view{},
           job.tres_count, to);
}

struct ListRow {
  std::string_view path;
  void (*add)(JobDraft&);
};
constexpr std::array k_lists{
    ListRow{"steps/tres/consumed/average", add_average},
    ListRow{"steps/tres/consumed/max", add_most},
    ListRow{"steps/tres/consumed/total", add_total},
    ListRow{"steps/tres/requested/average", add_average},
    ListRow{"steps/tres/requested/max", add_most},
    ListRow{"steps/tres/requested/total", add_total},
    ListRow{"tres/allocated", [](JobDraft& j) { add_resource(j, j.record.allocation); }},
    ListRow{"tres/requested", [](JobDraft& j) { add_resource(j, j.asked); }},
};
static_assert(std::ranges::is_sorted(k_lists, {}, &ListRow::path));

template <class Rows>
auto* find_path(const Rows& rows, std::string_view path) noexcept {
  const auto* row = std::ranges::lower_bound(rows, path, {}, &Rows::value_type::path);
  return row != rows.end() && row->path == path ? row : nullptr;
}

void begin_step(JobDraft& job) {
  job.step_seconds = 0;
  job.step_tasks = 1;
  job.step_percent = job.step_percent_average = job.step_memory = job.step_memory_most =
      std::nullopt;
}

void end_step(JobDraft& job) {
  StepSums& sums = job.record.steps;
  auto percent = job.step_percent;
  if (!percent && job.step_percent_average) percent = *job.step_percent_average * job.step_tasks;
  if (percent) {
    sums.device_percent_known = true;
    sums.device_percent_s += *percent * std::min(job.step_seconds, k_longest_s);
    if (*percent >= k_most_units) sums.device_percent_huge = true;
  }
  auto memory = job.step_memory;
  if (!memory && job.step_memory_most) memory = *job.step_memory_most * job.step_tasks;
  if (memory) sums.peak_memory_gb = std::max(sums.peak_memory_gb.value_or(0), *memory);
}

void finish_id(JobDraft& job) {
  std::string id;
  if (job.array_job > 0 && !job.array_tasks.empty()) {
    id = fmt::format("{:.0f}_[{}]", job.array_job, job.array_tasks);
  } else if (job.array_job > 0 && job.array_task) {
    id = fmt::format("{:.0f}_{:.0f}", job.array_job, *job.array_task);
  } else if (job.het_job > 0) {
    id = fmt::format("{:.0f}+{:.0f}", job.het_job, job.het_offset);
  } else if (job.job_id > 0) {
    id = fmt::format("{:.0f}", job.job_id);
  }
  job.record.id = job.record.keep(id);
}

void finish_memory(JobDraft& job) {
  SlurmRecord& record = job.record;
  if (record.allocation.memory_gb) return;
  const bool per_cpu = job.memory_per_cpu_mib && *job.memory_per_cpu_mib > 0;
  const auto mib = per_cpu ? job.memory_per_cpu_mib : job.memory_per_node_mib;
  if (!mib || *mib <= 0) return;
  record.requested = {*mib * 1.048576e-3,
                      per_cpu ? RequestedMemory::Per::cpu : RequestedMemory::Per::node};
  record.requested_known = true;
}

void check_limits(SlurmRecord& record) {
  const Allocation& a = record.allocation;
  const bool counts =
      a.cpus.value_or(0) <= k_most_units && a.nodes.value_or(0) <= k_most_units &&
      std::ranges::all_of(a.devices, [](const DeviceCount& d) { return d.count <= k_most_units; });
  if (!counts) record.fault = "slurm-bad-number";
  if (a.memory_gb.value_or(0) > k_most_memory_gb || record.requested.gb > k_most_memory_gb)
    record.fault = "slurm-bad-memory";
  if (!record.elapsed_s || *record.elapsed_s > k_longest_s) record.fault = "slurm-bad-elapsed";
  if (record.id.empty()) record.fault = "slurm-bad-id";
}

void finish_job(JobDraft& job) {
  SlurmRecord& record = job.record;
  finish_id(job);
  if (record.user.empty()) record.user = record.keep(job.association_user);
  settle_devices(record.allocation);
  settle_devices(job.asked);
  Allocation& out = record.allocation;
  const bool allocated = out.cpus.has_value();  // the list of a job that never started is empty
  if (!allocated) {
    out.cpus = job.asked.cpus ? job.asked.cpus : job.required_cpus;
    if (!out.nodes || *out.nodes == 0) out.nodes = job.asked.nodes;
    out.memory_gb = job.asked.memory_gb;
    out.devices = job.asked.devices;
  }
  finish_memory(job);
  // Of a job itself some versions write 0, where the text says the sum of its steps.
  const double cpu_used = job.cpu_seconds + job.cpu_microseconds / 1e6;
  if (job.cpu_known || job.steps_cpu_seconds > 0)
    record.cpu_used_s =
        std::min(cpu_used > 0 ? cpu_used : job.steps_cpu_seconds, k_longest_s * k_most_units);
  if (!record.elapsed_s && record.start && record.end && *record.end >= *record.start)
    record.elapsed_s = static_cast<double>(*record.end - *record.start);
  if (!record.elapsed_s && record.outcome() == JobOutcome::unfinished && !record.start)
    record.elapsed_s = 0;
  check_limits(record);
}

/// SAX events into jobs. A path is the keys from the job on, joined by '/'; lists leave no trace in
/// it.
class JobsHandler {
 public:
  using Json = nlohmann::json;
  JobsHandler(ByteStream& stream, RecordSink& sink) : stream_{stream}, sink_{sink} {}

  bool null() { return true; }
  bool boolean(bool value) {
    if (in_triple_) {
      if (leaf() == "set") triple_set_ = value;
      if (leaf() == "infinite") triple_infinite_ = value;
    }
    return true;
  }
  bool number_integer(Json::number_integer_t value) { return number(static_cast<double>(value)); }
  bool number_unsigned(Json::number_unsigned_t value) { return number(static_cast<double>(value)); }
  bool number_float(Json::number_float_t value, const Json::string_t&) { return number(value); }
  bool string(Json::string_t& value);
  bool binary(Json::binary_t&) { return true; }
  bool start_object(std::size_t);
  bool end_object();
  bool start_array(std::size_t);
  bool end_array() { return leave(); }
  bool key(Json::string_t& name);
  template <class Exception>
  bool parse_error(std::size_t, const std::string&, const Exception&) {
    return false;
  }

  void finish() { flush(); }
  bool jobs_seen() const noexcept { return jobs_seen_; }
  bool too_deep() const noexcept { return too_deep_; }

 private:
  bool number(double value);
  JobDraft& job() noexcept { return drafts_[at_]; }
  SlurmRecord& pending() noexcept { return drafts_[1 - at_].record; }
  std::string_view leaf() const noexcept {
    const std::size_t slash = path_.rfind('/');
    return slash == std::string::npos ? std::string_view(path_)
                                      : std::string_view(path_).substr(slash + 1);
  }
  bool enter();
  bool leave();
  void begin_job();
  void end_job();
  void flush();

  ByteStream& stream_;
  RecordSink& sink_;
  std::string path_;
  std::vector<std::size_t> bases_;  // length of the path at each open bracket
  std::size_t job_depth_ = 0;       // brackets open around the members of a job; 0: outside
  bool jobs_seen_ = false, too_deep_ = false;
  bool in_triple_ = false, triple_set_ = true, triple_infinite_ = false;
  std::optional<double> triple_number_;
  std::array<JobDraft, 2> drafts_;  // the job that is read, and the one before it
  std::size_t at_ = 0;
  bool has_pending_ = false;
};

bool JobsHandler::enter() {
  if (bases_.size() >= k_deepest) {
    too_deep_ = true;
    return false;
  }
  bases_.push_back(path_.size());
  return true;
}

bool JobsHandler::leave() {
  path_.resize(bases_.back());
  bases_.pop_back();
  return true;
}

bool JobsHandler::key(Json::string_t& name) {
  path_.resize(bases_.back());
  if (!path_.empty()) path_ += '/';
  path_.append(name, 0, k_longest_key);
  return true;
}

bool JobsHandler::string(Json::string_t& value) {
  if (job_depth_ == 0) return true;
  if (const auto* row = find_path(k_texts, path_)) row->set(job(), value);
  if (leaf() == "type") job().tres_type = name_part(value);
  if (leaf() == "name") job().tres_name = name_part(value);
  return true;
}

bool JobsHandler::number(double value) {
  if (job_depth_ == 0) return true;
  if (in_triple_) {
    if (leaf() == "number") triple_number_ = value;
    return true;
  }
  if (leaf() == "count") job().tres_count = is_value(value) ? value : 0;
  if (!is_value(value)) return true;
  if (const auto* row = find_path(k_numbers, path_)) row->set(job(), value);
  return true;
}

bool JobsHandler::start_array(std::size_t) {
  if (job_depth_ == 0 && bases_.size() == 1 && path_ == "jobs") jobs_seen_ = true;
  return enter();
}

bool JobsHandler::start_object(std::size_t) {
  if (job_depth_ == 0 && bases_.size() == 2 && path_ == "jobs") {
    if (!enter()) return false;
    path_.clear();
    bases_.back() = 0;
    begin_job();
    return true;
  }
  if (job_depth_ != 0) {
    if (path_ == "steps") begin_step(job());
    if (find_path(k_numbers, path_) || leaf() == "count") {
      in_triple_ = triple_set_ = true;
      triple_infinite_ = false;
      triple_number_.reset();
    }
    if (find_path(k_lists, path_)) {
      job().tres_type.clear();
      job().tres_name.clear();
      job().tres_count = 0;
    }
  }
  return enter();
}

bool JobsHandler::end_object() {
  const bool job_ends = job_depth_ != 0 && bases_.size() == job_depth_;
  leave();
  if (job_ends) {
    end_job();
    path_ = "jobs";
    return true;
  }
  if (job_depth_ == 0) return true;
  if (in_triple_) {
    in_triple_ = false;
    if (triple_set_ && !triple_infinite_ && triple_number_) number(*triple_number_);
    return true;
  }
  if (const auto* row = find_path(k_lists, path_)) row->add(job());
  if (path_ == "steps") end_step(job());
  return true;
}

void JobsHandler::begin_job() {
  job_depth_ = bases_.size();
  job().clear();
  job().record.line = stream_.line();
}

void JobsHandler::end_job() {
  job_depth_ = 0;
  finish_job(job());
  const SlurmRecord& next = job().record;
  if (has_pending_ && pending().id == next.id && same_run(pending(), next)) {
    sink_.duplicate();
    // The later state of one run: it has run longer.
    if (next.elapsed_s.value_or(0) > pending().elapsed_s.value_or(0)) at_ = 1 - at_;
    return;
  }
  flush();
  at_ = 1 - at_;
  has_pending_ = true;
}

void JobsHandler::flush() {
  if (!has_pending_) return;
  has_pending_ = false;
  const SlurmRecord& record = pending();
  if (record.fault.empty()) return sink_.record(record);
  sink_.skip({record.fault, fault_words(record), record.line,
              record.elapsed_s ? std::optional(*record.elapsed_s / 3600) : std::nullopt});
}

/// What the JSON library reads from. A NUL byte would end its input early: it is made an error
/// here.
class Bytes {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = char;

  explicit Bytes(ByteStream* stream) : stream_{stream} {}
  char operator*() const {
    const int byte = stream_->peek();
    return byte == 0 ? '\x01' : static_cast<char>(byte);
  }
  Bytes& operator++() {
    stream_->take();
    return *this;
  }
  Bytes operator++(int) {
    Bytes before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const Bytes& a, const Bytes& b) { return a.at_end() == b.at_end(); }
  friend bool operator!=(const Bytes& a, const Bytes& b) { return !(a == b); }

 private:
  bool at_end() const { return stream_ == nullptr || stream_->peek() < 0; }
  ByteStream* stream_;
};

}  // namespace

namespace {

// Bytes at the end that may begin a character which the next piece completes.
std::size_t cut_character(std::string_view text) noexcept {
  for (std::size_t n = 1; n <= 3 && n <= text.size(); ++n) {
    const auto byte = static_cast<unsigned char>(text[text.size() - n]);
    if ((byte & 0xc0) == 0x80) continue;
    const std::size_t length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > n ? n : 0;
  }
  return 0;
}

constexpr std::size_t k_longest_character = 4;

}  // namespace

ByteStream::ByteStream(ByteSource& source)
    : source_{source}, buffer_{new char[k_chunk + k_longest_character]} {}
ByteStream::~ByteStream() = default;

bool ByteStream::fill() {
  at_ = 0;
  text_.clear();
  while (text_.empty() && !at_end_) {
    const std::size_t got = source_.read({buffer_.get() + carried_, k_chunk});
    bytes_ += got;
    at_end_ = got == 0;
    const std::string_view raw(buffer_.get(), carried_ + got);
    const std::size_t whole = raw.size() - (at_end_ ? 0 : cut_character(raw));
    text_ = valid_utf8(raw.substr(0, whole));
    carried_ = raw.size() - whole;
    std::copy_n(buffer_.get() + whole, carried_, buffer_.get());
  }
  return !text_.empty();
}

int ByteStream::peek() {
  if (at_ == text_.size() && !fill()) return -1;
  return static_cast<unsigned char>(text_[at_]);
}

void ByteStream::take() noexcept {
  if (text_[at_] == '\n') ++line_;
  ++at_;
}

Diagnostics read_sacct_json(ByteStream& stream, std::string_view file, RecordSink& sink) {
  JobsHandler handler(stream, sink);
  const bool good = nlohmann::json::sax_parse(Bytes(&stream), Bytes(nullptr), &handler);
  if (handler.too_deep())
    return {problem_at("slurm-bad-json", file, stream.line(), "brackets are nested too deep")};
  if (!good) {
    const bool cut = stream.peek() < 0;
    return {problem_at(
        "slurm-bad-json", file, stream.line(),
        cut ? "the text ends before its last bracket: the file was cut" : "this is not JSON",
        cut ? "write it again; a part of it is not a smaller log" : "")};
  }
  if (!handler.jobs_seen())
    return {problem_at("slurm-bad-json", file, 1, "there is no list \"jobs\" in this JSON",
                       "write the log with `sacct --json`")};
  handler.finish();
  return {};
}

}  // namespace carbonest::cluster
