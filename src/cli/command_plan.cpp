// SPDX-License-Identifier: Apache-2.0
// `plan`: when, and where, one job would emit least on series of intensities.
#include <algorithm>
#include <deque>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "carbonest/estimate.hpp"
#include "carbonest/plan.hpp"
#include "carbonest/resolve.hpp"
#include "cli/commands.hpp"
#include "cli/jobs.hpp"
#include "cli/options.hpp"
#include "cli/series_files.hpp"
#include "cli/series_options.hpp"
#include "diagnostics/locate.hpp"
#include "report/formats.hpp"
#include "resolve/intensity_series.hpp"

namespace carbonest::cli {
namespace {

double mean_of(const Series& series) noexcept {
  double sum = 0, count = 0;
  for (std::size_t i = 0; i < series.size(); ++i)
    if (!series.is_gap(i)) sum += series.values[i], count += 1;
  return count > 0 ? sum / count : 0.0;
}

// A plan asks a job for its energy, PUE and time. Its intensity is the series': a stand-in keeps
// the resolver from asking for another.
Job on_series(const Job& job, const Series& series) {
  Job copy = job;
  const Given<Intensity> intensity{grams_per_kwh(mean_of(series)), {.option = "--series"}};
  copy.carbon_intensity = intensity;
  copy.intensity_series.reset();
  for (Job& stage : copy.stages) {
    stage.carbon_intensity = intensity;
    stage.intensity_series.reset();
  }
  return copy;
}

Job moved_to(Job job, const std::string& region) {
  job.region = Given<std::string>{region, {.option = "--series"}};
  for (Job& stage : job.stages) stage.region = job.region;
  return job;
}

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, {}, [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c + 0; },
      [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c + 0; });
}

double hours_of(const ResolvedJob& job) noexcept {
  if (job.stages.empty()) return job.hours.count();
  double sum = 0;
  for (const ResolvedJob& stage : job.stages) sum += stage.hours.count();
  return sum;
}

/// One command on its way from files to a report. Problems are collected; what can be looked at is.
class PlanRun {
 public:
  PlanRun(Session& session, const Catalog& catalog)
      : session_{session}, settings_{session.settings()}, catalog_{catalog} {}

  ExitCode run() {
    if (Diagnostics errors = check_plan_options(settings_); !errors.empty())
      return stop(std::move(errors), ExitCode::usage);
    file_ = read_job_file(session_, settings_.operands.front());
    read_job_text();
    read_all_series();
    if (job_) resolve_sites();
    if (exit_ == ExitCode::ok) set_window();
    if (exit_ != ExitCode::ok) return stop({}, exit_);
    Result<PlanReport> report = make_plan(request_);
    if (!report) return stop(std::move(report).error(), ExitCode::refused);
    for (Diagnostic& warning : warnings_) report->warnings.push_back(std::move(warning));
    const PlanOutput& output = *find_row(plan_outputs(), settings_.format);
    return session_.deliver(output.render(*report, session_.render_options()));
  }

 private:
  ExitCode stop(Diagnostics problems, ExitCode exit) {
    refuse(std::move(problems), exit);
    session_.report(problems_);
    return exit_;
  }

  void refuse(Diagnostics problems, ExitCode exit) {
    std::ranges::move(problems, std::back_inserter(problems_));
    exit_ = worse(exit_, exit);
  }

  void refuse_in_job(Diagnostics problems, ExitCode exit) {
    locate(problems, file_.text, file_.name);
    refuse(std::move(problems), exit);
  }

  void warn(const std::string& code, std::string message) {
    const auto same = [&](const Diagnostic& d) { return d.code == code && d.message == message; };
    if (std::ranges::none_of(warnings_, same))
      warnings_.push_back(diagnostic(code, {}, std::move(message)));
  }

  void read_job_text() {
    Diagnostics warnings;
    Job draft;
    Result<Job> job = read_job({file_.text, file_.name}, settings_.overrides, warnings, &draft);
    for (const Diagnostic& warning : warnings) warn(warning.code, warning.message);
    if (job) {
      job_ = std::move(job).value();
      if (job_->carbon_intensity)
        warn("no-effect", "the job's own carbon_intensity plays no part: the series does");
      return;
    }
    const ExitCode exit = exit_of_unreadable(job.error());
    refuse_in_job(problems_of_unread(std::move(job).error(), draft, catalog_), exit);
  }

  // Of a file of several zones, the one that it was given for.
  Result<Series> read_named(const SeriesFile& file) {
    SeriesOptions options = settings_.series_options;
    Result<Series> series = read_series_file(session_, file.path, options, catalog_);
    const bool of_several =
        !series && std::ranges::any_of(series.error(), [](const Diagnostic& problem) {
          return problem.code == "mixed-zones";
        });
    if (!of_several || file.name.empty() || !options.zone.empty() || file.path == "-")
      return series;
    options.zone = file.name;
    return read_series_file(session_, file.path, options, catalog_);
  }

  void read_all_series() {
    for (const SeriesFile& file : settings_.series) {
      Result<Series> series = read_named(file);
      if (!series) {
        refuse(std::move(series).error(), ExitCode::refused);
        continue;
      }
      if (series->zone.empty()) series->zone = file.name;
      sites_.push_back({file.name, &series_.emplace_back(std::move(series).value()), 1});
    }
    if (settings_.series.empty()) read_named_by_job();
    read_forecast();
  }

  void read_named_by_job() {
    if (!job_) return;
    if (!job_->intensity_series)
      return refuse({usage_error("missing-operand", "a plan needs a series of intensities",
                                 "--series FILE; `carbonest import --help` says more", "--series")},
                    ExitCode::usage);
    SeriesProblems unread = named_.read(*job_, file_.text, settings_.operands.front());
    if (!unread.empty()) return refuse(std::move(unread.problems), unread.exit);
    const std::string_view wanted = job_->intensity_series->value;
    for (const JobSeries& named : named_.all())
      if (named.name == wanted) sites_.push_back({"", named.series, 1});
  }

  void read_forecast() {
    if (settings_.plan.forecast.empty()) return;
    SeriesOptions options = settings_.series_options;
    // A forecast from after the start would be no forecast.
    if (!options.issued_by) options.issued_by = earliest();
    Result<Series> series = read_series_file(session_, settings_.plan.forecast, options, catalog_);
    if (!series) return refuse(std::move(series).error(), ExitCode::refused);
    request_.forecast = &series_.emplace_back(std::move(series).value());
  }

  std::optional<std::chrono::sys_seconds> earliest() const {
    if (settings_.plan.earliest) return settings_.plan.earliest;
    if (job_ && job_->start) return job_->start->value;
    return std::nullopt;
  }

  std::optional<double> pue_given(const std::string& name) const {
    const auto found = std::ranges::find(settings_.site_pues, name, &SitePue::name);
    if (found == settings_.site_pues.end()) return std::nullopt;
    return found->pue;
  }

  bool is_place(const std::string& name) const {
    return !name.empty() &&
           (catalog_.zone(name, Suggest::no).row || catalog_.region(name, Suggest::no).row);
  }

  // The place that the job names is where it would run now.
  void put_home_first() {
    if (!job_->region) return;
    const auto home = std::ranges::find_if(
        sites_, [&](const PlanSite& site) { return same_name(site.name, job_->region->value); });
    if (home != sites_.end()) std::rotate(sites_.begin(), home, home + 1);
  }

  void resolve_sites() {
    put_home_first();
    for (PlanSite& site : sites_) {
      Job job = on_series(*job_, *site.series);
      if (is_place(site.name)) job = moved_to(std::move(job), site.name);
      const Result<ResolvedJob> resolved = resolve(
          job, catalog_, {settings_.method, settings_.basis, settings_.strict, nullptr, {}});
      if (!resolved) return refuse_in_job(resolved.error(), ExitCode::refused);
      if (const auto warning = other_country(catalog_, *site.series, resolved->region_name))
        warn(warning->code, warning->message);
      take(site, *resolved, &site == &sites_.front());
    }
    const auto has_own = [this](const PlanSite& site) { return pue_given(site.name).has_value(); };
    if (job_->pue && sites_.size() > 1 && !std::all_of(sites_.begin() + 1, sites_.end(), has_own))
      warn("no-effect",
           "the job's own pue is used at every place; --site-pue gives others, without a pue in "
           "the job each place has its own");
  }

  void take(PlanSite& site, const ResolvedJob& job, bool home) {
    const Estimate result = estimate(job);
    const auto given = pue_given(site.name);
    site.pue = given.value_or(std::max(1.0, result.pue));
    for (const Warning& warning : job.warnings) {
      if (given && warning.code.starts_with("pue-")) continue;
      warn(warning.code, home ? warning.message : site.name + ": " + warning.message);
    }
    if (!home) return;
    request_.name = job.name;
    request_.it = result.it;
    request_.window.duration = to_time_span(Hours{hours_of(job)});
    if (job.stages.size() > 1)
      warn("planned-as-one", "the stages are planned as one run of constant power");
    else if (job.runs != 1)
      warn(
          "planned-as-one",
          fmt::format("all {} runs are planned to run side by side, in the time of one", job.runs));
  }

  void set_window() {
    const PlanSettings& plan = settings_.plan;
    const auto first = earliest();
    if (!first)
      return refuse(
          {usage_error("missing-key", "a plan needs to know when the job could start",
                       "--earliest 2024-05-01T08:00:00Z, or `start` in the job", "--earliest")},
          ExitCode::usage);
    Window& window = request_.window;
    window.earliest = *first;
    if (plan.grid) window.grid = to_time_span(*plan.grid);
    window.deadline = plan.deadline ? Moment{*plan.deadline}
                                    : window.earliest + window.duration + to_time_span(*plan.slack);
    if (plan.pausable)
      request_.pauses = PauseRules{to_time_span(plan.resume_overhead.value_or(Hours{0})),
                                   to_time_span(plan.min_segment.value_or(Hours{0})),
                                   plan.max_pauses, plan.idle_share.value_or(0)};
    request_.sites = sites_;
    request_.persistence = plan.persistence;
    request_.repeat_year = plan.repeat_year;
    request_.force = plan.force;
  }

  Session& session_;
  const Settings& settings_;
  const Catalog& catalog_;
  JobFile file_;
  std::optional<Job> job_;
  std::deque<Series> series_;  // sites and forecast point into it
  JobSeriesFiles named_{session_, catalog_};
  std::vector<PlanSite> sites_;
  PlanRequest request_;
  Diagnostics problems_, warnings_;
  ExitCode exit_ = ExitCode::ok;
};

}  // namespace

std::vector<std::string_view> plan_format_ids() { return ids_of(plan_outputs()); }

ExitCode run_plan(Session& session) {
  const Catalog* catalog = session.catalog();
  if (catalog == nullptr) return ExitCode::refused;
  return PlanRun(session, *catalog).run();
}

}  // namespace carbonest::cli
