// SPDX-License-Identifier: Apache-2.0
// A batch: blocks of lines to results, by one thread or by several. Blocks are delivered in the
// order of the input; sums are exact. So nobody can tell how many threads there were.
#include "carbonest/batch.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <limits>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "batch/blocks.hpp"
#include "batch/line_result.hpp"
#include "batch/line_writer.hpp"
#include "batch/sums.hpp"
#include "report/diagnostics.hpp"
#include "report/json_writer.hpp"

namespace carbonest {

using namespace batch;

namespace {

/// A block, and what came out of it.
struct Work {
  Block block;
  std::string result, problems;
  std::uint64_t jobs = 0, refused = 0;
  std::exception_ptr failure;
};

bool is_blank(std::string_view line) noexcept {
  if (!line.empty() && line.front() == '{') return false;
  if (line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
  return line.find_first_not_of(" \t\r") == line.npos;
}

void write_problem(JsonWriter& json, const Diagnostic& problem) {
  json.key("error").text(problem.code);
  json.key("message").text(problem.message);
  if (problem.column > 0) json.key("column").number(problem.column);
  if (!problem.pointer.empty()) json.key("pointer").text(problem.pointer);
  if (problem.place.from_option()) json.key("option").text(problem.place.option);
  if (!problem.hint.empty()) json.key("hint").text(problem.hint);
}

// {"line": 17, "error": "code", "message": "..."}, with further errors of the line under `also`.
std::string problems_as_json(const Diagnostics& problems, std::uint64_t line) {
  std::vector<const Diagnostic*> errors;
  for (const Diagnostic& problem : problems)
    if (problem.severity == Severity::error) errors.push_back(&problem);
  JsonWriter json(JsonWriter::Style::compact);
  json.begin_object();
  json.key("line").number(static_cast<double>(line));
  write_problem(json, *errors.front());
  if (errors.size() > 1) {
    json.key("also").begin_array();
    for (const Diagnostic* error : std::span(errors).subspan(1)) {
      json.begin_object();
      write_problem(json, *error);
      json.end_object();
    }
    json.end_array();
  }
  json.end_object();
  return std::move(json).finish();
}

std::string problems_as_text(Diagnostics problems, std::uint64_t line, bool color) {
  for (Diagnostic& problem : problems) {
    if (problem.place.from_option()) continue;
    problem.line = static_cast<int>(std::min<std::uint64_t>(line, std::numeric_limits<int>::max()));
    if (problem.column == 0) problem.column = 1;
  }
  return render_diagnostics_text(problems, color);
}

std::string_view first_error(const Diagnostics& problems) noexcept {
  for (const Diagnostic& problem : problems)
    if (problem.severity == Severity::error) return problem.code;
  return {};
}

/// What one thread needs.
class Worker {
 public:
  Worker(const Catalog& catalog, const BatchOptions& options)
      : options_{options}, lines_{catalog, options} {
    if (options.output == BatchOutput::totals) sums_.emplace(catalog, options);
  }

  void run(Work& work) noexcept {
    work.result.clear();
    work.problems.clear();
    work.jobs = work.refused = 0;
    work.failure = nullptr;
    try {
      read(work);
    } catch (...) {
      work.failure = std::current_exception();
    }
  }

  std::optional<BatchSums>& sums() noexcept { return sums_; }

 private:
  void read(Work& work) {
    std::string_view rest = work.block.text;
    for (std::uint64_t number = work.block.first_line; !rest.empty(); ++number) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      std::string_view line = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (!is_blank(line)) take(line, number, work);
    }
  }

  void take(std::string_view line, std::uint64_t number, Work& work) {
    if (!lines_.read(line, number)) return refuse(lines_.problems, number, work);
    if (sums_ &&
        !(lines_.figures.facility_kwh < k_most_to_add && lines_.figures.it_kwh < k_most_to_add &&
          lines_.figures.total_kg < k_most_to_add))
      return refuse({too_large(line)}, number, work);
    ++work.jobs;
    if (sums_)
      sums_->add(lines_);
    else if (options_.output == BatchOutput::estimates)
      work.result += lines_.full;
    else
      append_line(work.result, lines_.name, lines_.figures, lines_.warnings);
  }

  Diagnostic too_large(std::string_view) const {
    Diagnostic problem = diagnostic("out-of-range", {}, "the result is too large to be added up",
                                    "no sum of such jobs would be exact");
    problem.file = options_.file;
    return problem;
  }

  void refuse(const Diagnostics& problems, std::uint64_t number, Work& work) {
    ++work.refused;
    if (sums_) sums_->refuse(first_error(problems), number);
    work.problems += options_.json_problems ? problems_as_json(problems, number)
                                            : problems_as_text(problems, number, options_.color);
  }

  const BatchOptions& options_;
  JobLineReader::Impl lines_;
  std::optional<BatchSums> sums_;
};

/// Delivers what came out of a block.
class Delivery {
 public:
  Delivery(const BatchOutlet& outlet, const BlockCutter& cutter, BatchResult& result)
      : outlet_{outlet}, cutter_{cutter}, result_{result} {}

  void take(Work& work) {
    if (work.failure) std::rethrow_exception(work.failure);
    if (!work.result.empty()) outlet_.result(work.result);
    if (!work.problems.empty()) outlet_.problems(work.problems);
    result_.jobs += work.jobs;
    result_.refused += work.refused;
    if (outlet_.progress) outlet_.progress(result_.jobs + result_.refused, cutter_.bytes());
  }
  bool wanted() const { return !outlet_.wanted || outlet_.wanted(); }

 private:
  const BatchOutlet& outlet_;
  const BlockCutter& cutter_;
  BatchResult& result_;
};

void run_alone(BlockCutter& cutter, Worker& worker, Delivery& delivery) {
  Work work;
  while (delivery.wanted() && cutter.next(work.block)) {
    worker.run(work);
    delivery.take(work);
  }
}

/// Blocks in a ring: the main thread fills and empties them in order, workers take them in order.
class Ring {
 public:
  Ring(std::size_t size, std::vector<Worker>& workers) : slots_(size) {
    for (Worker& worker : workers) threads_.emplace_back([this, &worker] { serve(worker); });
  }
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;
  ~Ring() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    filled_.notify_all();
    threads_.clear();  // joins them
  }

  bool full() const noexcept { return in_ - out_ == slots_.size(); }
  bool empty() const noexcept { return in_ == out_; }
  Work& next_free() noexcept { return slots_[in_ % slots_.size()].work; }
  void put() {
    {
      const std::lock_guard lock(mutex_);
      slots_[in_++ % slots_.size()].done = false;
    }
    filled_.notify_one();
  }
  /// The oldest block, once it is done; it stays in the ring until drop().
  Work& wait_for_oldest() {
    Slot& slot = slots_[out_ % slots_.size()];
    std::unique_lock lock(mutex_);
    done_.wait(lock, [&] { return slot.done; });
    return slot.work;
  }
  void drop() noexcept { ++out_; }

 private:
  struct Slot {
    Work work;
    bool done = false;
  };

  void serve(Worker& worker) {
    std::unique_lock lock(mutex_);
    for (;;) {
      filled_.wait(lock, [&] { return closed_ || taken_ < in_; });
      if (closed_) return;
      Slot& slot = slots_[taken_++ % slots_.size()];
      lock.unlock();
      worker.run(slot.work);
      lock.lock();
      slot.done = true;
      done_.notify_one();
    }
  }

  std::vector<Slot> slots_;
  std::mutex mutex_;
  std::condition_variable filled_, done_;
  std::uint64_t in_ = 0, taken_ = 0, out_ = 0;
  bool closed_ = false;
  std::vector<std::jthread> threads_;
};

void run_side_by_side(BlockCutter& cutter, std::vector<Worker>& workers, Delivery& delivery) {
  Ring ring(2 * workers.size() + 1, workers);
  const auto deliver_oldest = [&] {
    delivery.take(ring.wait_for_oldest());
    ring.drop();
  };
  std::exception_ptr failure;  // of reading: what was read before is delivered first
  for (bool more = true; more && delivery.wanted();) {
    if (ring.full()) deliver_oldest();
    try {
      more = cutter.next(ring.next_free().block);
    } catch (...) {
      failure = std::current_exception();
      more = false;
    }
    if (more) ring.put();
  }
  while (!ring.empty() && delivery.wanted()) deliver_oldest();
  if (failure) std::rethrow_exception(failure);
}

void check_groups(BatchResult& result) {
  const std::string_view key = result.sums->overfull();
  if (key.empty()) return;
  result.errors.push_back(
      diagnostic("too-many-items", {},
                 fmt::format("--group-by {} gives more than {} groups", key, k_most_groups),
                 "group by a key with fewer values"));
}

}  // namespace

BatchResult run_batch(ByteSource& source, ByteRange range, const Catalog& catalog,
                      const BatchOptions& options, const BatchOutlet& outlet) {
  BatchResult result;
  BlockCutter cutter(source, range);
  std::vector<Worker> workers;
  workers.reserve(std::max(1U, options.threads));
  while (workers.size() < workers.capacity()) workers.emplace_back(catalog, options);
  Delivery delivery(outlet, cutter, result);
  if (workers.size() == 1)
    run_alone(cutter, workers.front(), delivery);
  else
    run_side_by_side(cutter, workers, delivery);
  if (options.output != BatchOutput::totals) return result;
  auto sums = std::make_shared<BatchSums>(std::move(*workers.front().sums()));
  for (Worker& worker : std::span(workers).subspan(1)) *sums += *worker.sums();
  sums->segments.push_back({options.file, range, cutter.lines(), sums->reasons});
  result.sums = sums;
  check_groups(result);
  return result;
}

}  // namespace carbonest
