// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>
#include <utility>

#include "batch/line_result.hpp"
#include "carbonest/saved_input.hpp"
#include "diagnostics/locate.hpp"
#include "input/json_document.hpp"
#include "limits.hpp"
#include "report/json.hpp"

namespace carbonest {

using namespace batch;

bool is_group_key(std::string_view key) noexcept {
  constexpr std::string_view k_known[]{"name", "region", "method", "year", "zone"};
  return std::ranges::find(k_known, key) != std::end(k_known) ||
         (key.size() > 2 && key.starts_with("x_"));
}

JobLineReader::Impl::Impl(const Catalog& catalog, const BatchOptions& options)
    : catalog_{catalog},
      options_{options},
      how_{.method = options.method, .basis = options.basis, .strict = options.strict},
      rules_{options.overrides} {
  for (const std::string& key : options.group_by)
    if (key.starts_with("x_")) rules_.own_keys.push_back(key);
}

bool JobLineReader::Impl::read(std::string_view line, std::uint64_t number) {
  const auto first_line =
      static_cast<int>(std::min<std::uint64_t>(number, std::numeric_limits<int>::max()));
  const bool quick = options_.prepared && line.size() <= limits::k_job_bytes &&
                     options_.output != BatchOutput::estimates && scan_line(line, rules_, scanned_);
  if (!quick) return read_strictly(line, first_line, nullptr);
  Rates* rates = cache_.find(scanned_.rates_key);
  if (rates == nullptr || !fits(*rates, scanned_.scale))
    return read_strictly(line, first_line, rates == nullptr ? &scanned_.rates_key : nullptr);
  name = scanned_.name;
  own_values = scanned_.own_values;
  show(*rates, scanned_.scale);
  return true;
}

void JobLineReader::Impl::show(Rates& rates, const Scale& scale) {
  figures = line_of(rates, scale);
  warnings = rates.warnings;
  labels = &rates.labels;
  marginal = rates.marginal;
}

bool JobLineReader::Impl::refuse(Diagnostics found, const Diagnostics& read_warnings,
                                 std::string_view line) {
  problems = std::move(found);
  problems.insert(problems.end(), read_warnings.begin(), read_warnings.end());
  locate(problems, line, options_.file);
  return false;
}

// The values of the user's own keys, which the reader of jobs passes over.
void JobLineReader::Impl::take_own_values(std::string_view line) {
  strict_own_values_.assign(rules_.own_keys.size(), std::nullopt);
  own_values = strict_own_values_;
  if (rules_.own_keys.empty()) return;
  const Result<JsonDocument> document = parse_json(line);
  if (!document) return;
  for (const Value& member : document->root().children())
    for (std::size_t i = 0; i < rules_.own_keys.size(); ++i)
      if (member.kind == Value::Kind::text && member.key == rules_.own_keys[i])
        strict_own_values_[i] = std::string(member.text);
}

bool JobLineReader::Impl::read_strictly(std::string_view line, int number,
                                        const std::string* rates_key) {
  ++strict_lines;
  Diagnostics read_warnings;
  Job draft;
  Result<Job> job =
      read_job({line, options_.file, number}, options_.overrides, read_warnings, &draft);
  if (!job) {
    Diagnostics found = std::move(job).error();
    for (Diagnostic& problem : check_names(draft, catalog_)) found.push_back(std::move(problem));
    std::ranges::stable_sort(found, {}, [](const Diagnostic& d) { return d.place.offset; });
    return refuse(std::move(found), read_warnings, line);
  }
  if (job->intensity_series)
    return refuse({diagnostic("series-not-read", job->intensity_series->place,
                              "a line has no files beside it: a series cannot be read",
                              "estimate this job from a file of its own")},
                  read_warnings, line);
  Result<ResolvedJob> resolved = resolve(*job, catalog_, how_);
  if (!resolved) return refuse(std::move(resolved).error(), read_warnings, line);
  strict_name_ = job->name;
  name = strict_name_;
  take_own_values(line);
  const bool full_result = options_.output == BatchOutput::estimates;
  const std::optional<Scale> scale = full_result ? std::nullopt : scale_of(*job);
  if (scale)
    strict_rates_ =
        rates_of(*job, read_warnings, catalog_, how_, options_.output == BatchOutput::lines);
  if (!scale || !strict_rates_ || !fits(*strict_rates_, *scale)) {
    show_resolved(*job, std::move(resolved).value(), read_warnings, line);
    return true;
  }
  if (rates_key != nullptr)
    show(cache_.insert(*rates_key, *std::move(strict_rates_)), *scale);
  else
    show(*strict_rates_, *scale);
  return true;
}

void JobLineReader::Impl::show_resolved(const Job& job, ResolvedJob resolved,
                                        const Diagnostics& read_warnings, std::string_view line) {
  strict_warnings_ = codes_of(resolved, read_warnings);
  strict_labels_ = labels_of(job, resolved);
  warnings = strict_warnings_;
  labels = &strict_labels_;
  marginal = resolved.marginal;
  if (options_.output != BatchOutput::estimates) {
    figures = line_of(resolved);
    return;
  }
  for (const Diagnostic& warning : read_warnings)
    resolved.warnings.push_back({warning.code, warning.message});
  Report report = report_of(std::move(resolved));
  report.saved_input = save_input(line, options_.overrides);
  full = render_jsonl({&report, 1}, catalog_, {});
}

JobLineReader::JobLineReader(const Catalog& catalog, const BatchOptions& options)
    : impl_{std::make_unique<Impl>(catalog, options)} {}
JobLineReader::JobLineReader(JobLineReader&&) noexcept = default;
JobLineReader::~JobLineReader() = default;

bool JobLineReader::read(std::string_view line) { return impl_->read(line); }
const LineFigures& JobLineReader::figures() const noexcept { return impl_->figures; }
std::string_view JobLineReader::name() const noexcept { return impl_->name; }
std::span<const std::string> JobLineReader::warnings() const noexcept { return impl_->warnings; }
const Diagnostics& JobLineReader::problems() const noexcept { return impl_->problems; }
std::uint64_t JobLineReader::strict_lines() const noexcept { return impl_->strict_lines; }

}  // namespace carbonest
