// SPDX-License-Identifier: Apache-2.0
// The jobs that variants start from: as written, and with every combination of the varied keys.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "carbonest/compare.hpp"
#include "compare/job_key.hpp"
#include "limits.hpp"

namespace carbonest {
namespace {

std::vector<const Axis*> varied_axes(const ComparePlan& plan) {
  std::vector<const Axis*> axes;
  for (const Axis& axis : plan.axes)
    if (axis.kind == AxisKind::key) axes.push_back(&axis);
  return axes;
}

class VariedReader {
 public:
  VariedReader(JobText text, std::span<const Override> overrides, std::vector<const Axis*> axes)
      : file_{text.file}, overrides_(overrides.begin(), overrides.end()), axes_{std::move(axes)} {
    read_all(std::string(text.text), 0);
  }

  Result<std::vector<CompareJob>> take() && {
    if (!errors_.empty()) return std::move(errors_);
    return std::move(jobs_);
  }

 private:
  // One axis a level: `text` and the overrides have the values of those before it.
  void read_all(const std::string& text, std::size_t level) {
    if (level == axes_.size()) return read(text);
    const Axis& axis = *axes_[level];
    const Result<JobKey> key = find_job_key(axis.key, {.option = axis.option});
    if (!key) return note(key.error());
    for (const std::string& value : axis.values) {
      values_.push_back(value);
      if (key->overrides())
        read_overridden(text, level, value);
      else
        read_replaced(text, level, *key, value);
      values_.pop_back();
    }
  }

  void read_overridden(const std::string& text, std::size_t level, const std::string& value) {
    const Axis& axis = *axes_[level];
    std::vector<Override> before = overrides_;
    std::erase_if(overrides_, [&](const Override& o) { return o.key == axis.key; });
    overrides_.push_back({axis.key, value, axis.option});
    read_all(text, level + 1);
    overrides_ = std::move(before);
  }

  void read_replaced(const std::string& text, std::size_t level, const JobKey& key,
                     const std::string& value) {
    Result<std::string> changed = with_value(text, key, value, {.option = axes_[level]->option});
    if (!changed) return note(changed.error());
    read_all(*changed, level + 1);
  }

  void read(const std::string& text) {
    CompareJob read{.job = {}, .warnings = {}, .values = values_};
    Result<Job> job = read_job({text, file_}, overrides_, read.warnings);
    if (!job) return note(job.error());
    read.job = std::move(job).value();
    jobs_.push_back(std::move(read));
  }

  // What is wrong with a varied text was typed, wherever it came to stand; and one wrong value is
  // met once for every value of the other axes.
  void note(const Diagnostics& errors) {
    for (const Diagnostic& error : errors) {
      if (!seen_.insert(error.code + error.message).second) continue;
      if (errors_.size() >= limits::k_diagnostics) return;
      Diagnostic& noted = errors_.emplace_back(error);
      noted.place = {.option = axes_.front()->option};
      if (!error.place.from_option()) noted.message = variation() + ": " + error.message;
    }
  }

  std::string variation() const {
    std::string words;
    for (std::size_t i = 0; i < values_.size(); ++i)
      words += fmt::format("{}{}={}", i == 0 ? "" : ", ", axes_[i]->key, values_[i]);
    return words;
  }

  std::string_view file_;
  std::vector<Override> overrides_;
  std::vector<const Axis*> axes_;
  std::vector<std::string> values_;
  std::vector<CompareJob> jobs_;
  Diagnostics errors_;
  std::set<std::string> seen_;
};

Diagnostics check_hardware_axis(const Job& job, const ComparePlan& plan) {
  Diagnostics errors;
  for (const Axis& axis : plan.axes) {
    const Place place{.option = axis.option};
    if (axis.kind != AxisKind::hardware && axis.kind != AxisKind::instance) continue;
    const Hardware* hardware = job.hardware ? &*job.hardware : nullptr;
    if (job.energy || (hardware != nullptr && hardware->node_power))
      errors.push_back(diagnostic(
          "conflicting-keys", place,
          fmt::format("the job gives `{}`, measured on its own hardware: it says nothing of other "
                      "hardware",
                      job.energy ? "energy" : "hardware.node_power"),
          "leave the measurement out of the job, to compare models of both"));
    if (axis.kind == AxisKind::hardware && hardware != nullptr && hardware->instance)
      errors.push_back(diagnostic("conflicting-keys", place,
                                  "the job runs on an instance, which brings its accelerators",
                                  "compare --instances"));
  }
  return errors;
}

}  // namespace

Result<std::vector<CompareJob>> read_compare_jobs(JobText text, std::span<const Override> overrides,
                                                  const ComparePlan& plan, Job* draft) {
  CompareJob written;
  Result<Job> job = read_job(text, overrides, written.warnings, draft);
  if (!job) return std::move(job).error();
  if (Diagnostics errors = check_hardware_axis(*job, plan); !errors.empty()) return errors;
  written.job = std::move(job).value();
  std::vector<CompareJob> jobs{std::move(written)};
  std::vector<const Axis*> axes = varied_axes(plan);
  if (axes.empty()) return jobs;
  auto varied = VariedReader(text, overrides, std::move(axes)).take();
  if (!varied) return std::move(varied).error();
  std::ranges::move(*varied, std::back_inserter(jobs));
  return jobs;
}

}  // namespace carbonest
