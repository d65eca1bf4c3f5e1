// SPDX-License-Identifier: Apache-2.0
#include "cli/series_options.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "input/quantities.hpp"
#include "limits.hpp"

namespace carbonest::cli {
namespace {

using Outcome = std::optional<Refusal>;

Outcome refused(const Diagnostics& errors) {
  return Refusal{errors.front().message, errors.front().hint, errors.front().code};
}

template <class Enum, std::size_t N>
Outcome choose(std::optional<Enum>& target, const Option& option, std::string_view value,
               const std::array<std::pair<std::string_view, Enum>, N>& choices) {
  std::array<std::string_view, N> names;
  for (std::size_t i = 0; i < N; ++i) {
    names[i] = choices[i].first;
    if (names[i] == value) return target = choices[i].second, std::nullopt;
  }
  std::string hint = did_you_mean(value, names);
  hint += hint.empty() ? "one of: " : " one of: ";
  for (const std::string_view name : names)
    hint.append(name).append(name == names.back() ? "" : ", ");
  return Refusal{fmt::format("{} does not take \"{}\"", option.name, value), std::move(hint)};
}

// Times are kept short enough to be added to each other.
Outcome set_span(std::optional<Hours>& target, const Option& option, std::string_view value,
                 bool positive) {
  const Result<Hours> hours = read_quantity<Hours>(value, {.option = option.name});
  if (!hours) return refused(hours.error());
  const double count = hours->count();
  if (count < 0 || count > limits::k_runtime.max || (positive && count == 0))
    return Refusal{fmt::format("{} does not take \"{}\"", option.name, value),
                   positive ? "a time above 0, up to 100 years" : "a time of 0 to 100 years"};
  return target = *hours, std::nullopt;
}

Outcome set_moment(std::optional<std::chrono::sys_seconds>& target, const Option& option,
                   std::string_view value) {
  const auto moment = read_moment(value, option.name);
  if (!moment) return refused(moment.error());
  return target = *moment, std::nullopt;
}

// "ZONE=FILE", or a file whose name, as it stands, holds no such thing.
SeriesFile series_file(std::string_view text) {
  const std::size_t equals = text.find('=');
  const std::string_view name = text.substr(0, equals == text.npos ? 0 : equals);
  const bool named = equals != text.npos && name.find_first_of("/.") == name.npos;
  if (!named) return {{}, std::string(text)};
  return {std::string(name), std::string(text.substr(equals + 1))};
}

Diagnostic wrong(std::string message, std::string hint, const char* option) {
  return usage_error("invalid-option", std::move(message), std::move(hint), option);
}

// Names tell places apart in the result: with several, each needs its own.
void check_names(const Settings& settings, Diagnostics& errors) {
  const auto& files = settings.series;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (files.size() > 1 && files[i].name.empty())
      errors.push_back(
          wrong(fmt::format("of several series each needs a name: {} has none", files[i].path),
                "--series FR=fr.csv,GB=gb.csv", "--series"));
    for (std::size_t k = 0; k < i; ++k)
      if (!files[i].name.empty() && files[k].name == files[i].name)
        errors.push_back(
            wrong(fmt::format("{} is given two series", files[i].name), {}, "--series"));
  }
  for (const SitePue& site : settings.site_pues)
    if (std::ranges::find(files, site.name, &SeriesFile::name) == files.end())
      errors.push_back(
          wrong(fmt::format("no series is called \"{}\"", site.name), {}, "--site-pue"));
}

void check_standard_input(const Settings& settings, Diagnostics& errors) {
  auto uses = std::ranges::count(settings.operands, "-") +
              std::ranges::count(settings.series, "-", &SeriesFile::path);
  if (settings.plan.forecast == "-") ++uses;
  if (uses > 1)
    errors.push_back(usage_error("unexpected-operand", "standard input (-) can be read only once"));
}

// Rules of pauses without a pause have no effect; that is hardly what was meant.
void check_pauses(const PlanSettings& plan, Diagnostics& errors) {
  if (plan.pausable) return;
  const std::pair<bool, const char*> rules[]{
      {plan.resume_overhead.has_value(), "--resume-overhead"},
      {plan.min_segment.has_value(), "--min-segment"},
      {plan.max_pauses.has_value(), "--max-pauses"},
      {plan.idle_share.has_value(), "--idle-share"}};
  for (const auto& [given, option] : rules)
    if (given) errors.push_back(wrong(fmt::format("{} needs --pausable", option), {}, option));
}

}  // namespace

Outcome add_series(Settings& settings, const Option& option, std::string_view value) {
  while (true) {
    const std::size_t comma = value.find(',');
    SeriesFile file = series_file(value.substr(0, comma));
    if (file.path.empty())
      return Refusal{fmt::format("{} needs a file", option.name),
                     "--series gb.csv, or --series GB=gb.csv,FR=fr.csv"};
    settings.series.push_back(std::move(file));
    if (comma == value.npos) return std::nullopt;
    value.remove_prefix(comma + 1);
  }
}

Outcome add_site_pue(Settings& settings, const Option& option, std::string_view value) {
  while (true) {
    const std::size_t comma = value.find(',');
    const std::string_view item = value.substr(0, comma);
    const std::size_t equals = std::min(item.rfind('='), item.size());
    const auto pue = parse_number(item.substr(std::min(equals + 1, item.size())));
    if (equals == 0 || !pue || *pue < limits::k_pue.min || *pue > limits::k_pue.max)
      return Refusal{fmt::format("{} does not take \"{}\"", option.name, item),
                     "--site-pue FR=1.1,GB=1.3"};
    settings.site_pues.push_back({std::string(item.substr(0, equals)), *pue});
    if (comma == value.npos) return std::nullopt;
    value.remove_prefix(comma + 1);
  }
}

Outcome set_series_kind(Settings& settings, const Option& option, std::string_view value) {
  using Row = std::pair<std::string_view, IntensityKind>;
  return choose(
      settings.series_options.kind, option, value,
      std::array{Row{"average", IntensityKind::average}, Row{"marginal", IntensityKind::marginal}});
}

Outcome set_fill(Settings& settings, const Option& option, std::string_view value) {
  using Row = std::pair<std::string_view, Fill>;
  std::optional<Fill> fill;
  auto outcome = choose(fill, option, value,
                        std::array{Row{"hold", Fill::hold}, Row{"linear", Fill::linear},
                                   Row{"previous-day", Fill::previous_day}});
  settings.series_options.fill = fill.value_or(Fill::none);
  return outcome;
}

Outcome set_series_unit(Settings& settings, const Option& option, std::string_view value) {
  if (!read_intensity_unit(value))
    return Refusal{fmt::format("{} does not take \"{}\"", option.name, value),
                   "g, mg, kg, t or lb per kWh or MWh, such as kg/MWh", "unknown-unit"};
  settings.series_options.unit = value;
  return std::nullopt;
}

Outcome set_time_zone(Settings& settings, const Option& option, std::string_view value) {
  const auto offset = read_utc_offset(value, option.name);
  if (!offset) return refused(offset.error());
  return settings.series_options.utc_offset = *offset, std::nullopt;
}

Outcome set_grid(Settings& settings, const Option& option, std::string_view value) {
  return set_span(settings.plan.grid, option, value, true);
}
Outcome set_slack(Settings& settings, const Option& option, std::string_view value) {
  return set_span(settings.plan.slack, option, value, false);
}
Outcome set_resume_overhead(Settings& settings, const Option& option, std::string_view value) {
  return set_span(settings.plan.resume_overhead, option, value, false);
}
Outcome set_min_segment(Settings& settings, const Option& option, std::string_view value) {
  return set_span(settings.plan.min_segment, option, value, false);
}
Outcome set_earliest(Settings& settings, const Option& option, std::string_view value) {
  return set_moment(settings.plan.earliest, option, value);
}
Outcome set_deadline(Settings& settings, const Option& option, std::string_view value) {
  return set_moment(settings.plan.deadline, option, value);
}
Outcome set_issued_by(Settings& settings, const Option& option, std::string_view value) {
  return set_moment(settings.series_options.issued_by, option, value);
}

Outcome set_max_pauses(Settings& settings, const Option& option, std::string_view value) {
  int pauses = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), pauses);
  if (error != std::errc{} || end != value.data() + value.size() || pauses < 0)
    return Refusal{fmt::format("{} does not take \"{}\"", option.name, value),
                   "write how many pauses are allowed, 0 or more"};
  return settings.plan.max_pauses = pauses, std::nullopt;
}

Outcome set_idle_share(Settings& settings, const Option& option, std::string_view value) {
  const auto number = parse_number(value);
  std::optional<double> share = number;
  if (!number) {
    const Result<Fraction> percent = read_quantity<Fraction>(value, {.option = option.name});
    if (!percent) return refused(percent.error());
    share = percent->value();
  }
  if (!(*share >= 0 && *share <= 1))
    return Refusal{fmt::format("{} does not take \"{}\"", option.name, value),
                   "a share of the draw while running, 0 to 1: 0.35 or 35%"};
  return settings.plan.idle_share = *share, std::nullopt;
}

Diagnostics check_series_options(const Settings& settings) {
  Diagnostics errors;
  const SeriesOptions& options = settings.series_options;
  if (options.time_column.empty() != options.value_column.empty())
    errors.push_back(wrong("--time-col and --value-col go together", {},
                           options.time_column.empty() ? "--value-col" : "--time-col"));
  check_standard_input(settings, errors);
  return errors;
}

Diagnostics check_plan_options(const Settings& settings) {
  const PlanSettings& plan = settings.plan;
  Diagnostics errors = check_series_options(settings);
  check_names(settings, errors);
  check_pauses(plan, errors);
  if (plan.deadline && plan.slack)
    errors.push_back(wrong("--deadline and --slack say the same", "leave one out", "--slack"));
  if (!plan.deadline && !plan.slack)
    errors.push_back(wrong("a plan needs to know how long it may wait",
                           "--deadline 2024-05-02T08:00:00Z, or --slack 24h", "--deadline"));
  if (!plan.forecast.empty() && plan.persistence)
    errors.push_back(
        wrong("--forecast and --persistence are two forecasts", "leave one out", "--persistence"));
  if (settings.series.size() > 1 && (!plan.forecast.empty() || plan.persistence))
    errors.push_back(usage_error("one-site-only",
                                 "a forecast is compared with what happened at one place only",
                                 "give one series", "--series"));
  return errors;
}

}  // namespace carbonest::cli
