// SPDX-License-Identifier: Apache-2.0
#include "cli/series_files.hpp"

#include <algorithm>
#include <iterator>

#include "cli/options.hpp"
#include "diagnostics/locate.hpp"
#include "io/io_error.hpp"
#include "series/limits.hpp"

namespace carbonest::cli {
namespace {

Diagnostic at_key(const Given<std::string>& name, std::string_view code, std::string message,
                  std::string hint, std::string_view text, const std::string& path) {
  Diagnostics one{diagnostic(code, name.place, std::move(message), std::move(hint))};
  locate(one, text, path);
  return std::move(one.front());
}

}  // namespace

std::string file_beside(const std::string& path, std::string_view name) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == path.npos ? "./" : path.substr(0, slash + 1);
  return folder + std::string(name);
}

Result<Series> read_series_file(Session& session, const std::string& path,
                                const SeriesOptions& options, const Catalog& catalog) {
  const std::string text = session.read(path, series_limits::k_text);
  const std::string name = path == "-" ? "<stdin>" : path;
  return read_series({text, name}, options, catalog);
}

void SeriesProblems::add(Diagnostics more, ExitCode code) {
  std::ranges::move(more, std::back_inserter(problems));
  exit = worse(exit, code);
}

SeriesProblems JobSeriesFiles::read(const Job& job, std::string_view text,
                                    const std::string& path) {
  SeriesProblems result;
  // A series that --carbon-intensity replaces is not looked at.
  const bool replaced = job.carbon_intensity && job.carbon_intensity->place.from_option();
  if (job.intensity_series && !replaced) read_one(*job.intensity_series, text, path, result);
  for (const Job& stage : job.stages)
    if (stage.intensity_series && !replaced) read_one(*stage.intensity_series, text, path, result);
  return result;
}

void JobSeriesFiles::read_one(const Given<std::string>& name, std::string_view text,
                              const std::string& path, SeriesProblems& result) {
  const bool known =
      std::ranges::find(names_, std::string_view(name.value), &JobSeries::name) != names_.end();
  if (known) return;
  if (path == "-")
    return result.add(
        {at_key(name, "series-not-read", "a job from standard input has no files beside it",
                "give the series with --series FILE", text, "<stdin>")},
        ExitCode::refused);
  try {
    Result<Series> series = read_series_file(session_, file_beside(path, name.value),
                                             session_.settings().series_options, catalog_);
    if (!series) return result.add(std::move(series).error(), ExitCode::refused);
    series_.push_back(std::move(series).value());
    names_.push_back({texts_.emplace_back(name.value), &series_.back()});
  } catch (const io::IoError& error) {
    result.add({at_key(name, "cannot-read", error.what(),
                       "`intensity_series` names a file beside the job file", text, path)},
               ExitCode::io);
  }
}

}  // namespace carbonest::cli
