// SPDX-License-Identifier: Apache-2.0
#include "input/job_checks.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "carbonest/method.hpp"
#include "input/words.hpp"

namespace carbonest {
namespace {

void refuse_pair(Reading& reading, const Seen::Entry& first, const Seen::Entry& second,
                 std::string_view why, std::string hint) {
  reading.error("conflicting-keys", second.place,
                fmt::format("`{}` and `{}` ({}) {}", second.key, first.key,
                            reading.words_for(first.place), why),
                std::move(hint));
}

void require_with(Reading& reading, const Seen& seen, std::string_view key, std::string_view needed,
                  std::string hint) {
  const Seen::Entry* entry = seen.find(key);
  if (entry == nullptr || seen.has(needed)) return;
  reading.error("missing-key", entry->place,
                fmt::format("`{}` needs `{}` beside it", entry->key, needed), std::move(hint));
}

bool describes_other_parts(const Hardware& hardware) noexcept {
  const bool host = hardware.host && hardware.host->power;
  return hardware.cpu || hardware.memory || hardware.storage || hardware.instance ||
         hardware.node_power || host;
}

// hours = H / (count x nodes): a count that is only assumed would scale everything beside the
// devices.
void check_accelerator_hours(Reading& reading, const Job& job) {
  const Place place = job.accelerator_hours->place;
  if (job.accelerator_hours->value == 0)
    reading.warn("zero-runtime", place, "`accelerator_hours` is 0: the result is 0");
  if (!job.hardware) return;
  const Hardware& hardware = *job.hardware;
  if (hardware.accelerators.empty()) {
    if (!hardware.instance)
      reading.error("missing-key", place,
                    "`accelerator_hours` needs an `accelerator` in `hardware`",
                    "for a job without accelerators give `runtime`");
    return;
  }
  std::int64_t devices = 0;
  for (const AcceleratorEntry& entry : hardware.accelerators) {
    devices += entry.count ? entry.count->value : 1;
    if (!entry.count && describes_other_parts(hardware))
      reading.error(
          "missing-key", entry.place,
          "`accelerator_hours` needs the `count` of the accelerators once other parts are "
          "described",
          R"(write "8x NAME": hours = accelerator_hours / (count x nodes))");
  }
  if (devices == 0)
    reading.error("conflicting-keys", place, "`accelerator_hours` of a node with 0 accelerators",
                  "give `runtime`");
}

// Only a stage sees the key: a job with stages is checked stage by stage.
std::string_view what(const Seen& seen) noexcept { return seen.has("stages") ? "stage" : "job"; }

void check_time(Reading& reading, const Seen& seen, const Job& job) {
  const Seen::Entry* runtime = seen.find("runtime");
  const Seen::Entry* hours = seen.find("accelerator_hours");
  if (runtime != nullptr && hours != nullptr)
    refuse_pair(reading, *runtime, *hours, "exclude each other",
                "hours = accelerator_hours / (count x nodes): keep the one that was measured");
  if (runtime == nullptr && hours == nullptr && !seen.has("energy") && !seen.has("workload"))
    reading.error(
        "missing-key", job.place, fmt::format("the {} has no time", what(seen)),
        "give `runtime` (\"79h\"), `accelerator_hours`, a `workload` to derive it from, or "
        "a measured `energy`");
  if (job.runtime && job.runtime->value == Hours{0})
    reading.warn("zero-runtime", job.runtime->place, "`runtime` is 0: the result is 0");
}

void check_when(Reading& reading, const Seen& seen, const Job& job) {
  if (!job.start) return;
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(job.start->value)};
  const auto year = static_cast<int>(day.year());
  const Range& range = limits::k_year;
  if (year < range.min || year > range.max)
    reading.error(
        "out-of-range", job.start->place,
        fmt::format("`start` is in the year {}: {} to {} can be", year, range.min, range.max));
  if (job.year && job.year->value != year)
    refuse_pair(reading, *seen.find("start"), *seen.find("year"), "name different years (UTC)",
                "keep one of the two");
}

}  // namespace

void check_accelerator(Reading& reading, const AcceleratorEntry& entry) {
  if (entry.idle && entry.tdp && entry.idle->value > entry.tdp->value)
    reading.error("out-of-range", entry.idle->place, "`idle` is above `tdp`");
}

void check_hardware(Reading& reading, const Hardware& hardware) {
  if (hardware.accelerators.empty() && !describes_other_parts(hardware))
    reading.error("missing-key", hardware.place, "`hardware` describes nothing that draws power",
                  "give `accelerator`, `instance`, `cpu`, `memory`, `storage` or `node_power`");
}

void check_embodied(Reading& reading, const Seen& seen) {
  require_with(reading, seen, "share", "total",
               "without `total` the tables say what the job's own hardware took to make");
  const Seen::Entry* total = seen.find("total");
  const Seen::Entry* busy = seen.find("busy_share");
  if (total != nullptr && busy != nullptr)
    refuse_pair(reading, *total, *busy, "exclude each other",
                "with `total`, `share` says how much of it the job reserves");
}

bool check_method(Reading& reading, std::string_view name, Place place) {
  if (find_method(name) != nullptr) return true;
  std::vector<std::string_view> ids;
  for (const Method& method : methods()) ids.push_back(method.id);
  std::string hint = suggestion(name, ids);
  hint += fmt::format("{}one of: {}", hint.empty() ? "" : " ", listed(ids));
  reading.error("unknown-method", place, fmt::format("no method is called {}", in_quotes(name)),
                std::move(hint));
  return false;
}

void check_job(Reading& reading, const Seen& seen, const Job& job) {
  check_time(reading, seen, job);
  check_when(reading, seen, job);
  if (!seen.has("hardware") && !seen.has("energy"))
    reading.error("missing-key", job.place, fmt::format("the {} has no `hardware`", what(seen)),
                  R"(write "hardware": {"accelerator": "8x A100-SXM4-40GB"}, or give `energy`)");
  require_with(reading, seen, "energy", "energy_scope",
               "say what was measured: \"accelerator\", \"node\" or \"facility\"");
  require_with(reading, seen, "energy_scope", "energy", {});
  require_with(reading, seen, "carbon_intensity_kind", "carbon_intensity", {});
  if (job.runs && job.runs->value == 0)
    reading.warn("zero-count", job.runs->place, "`runs` is 0: the result is 0");
  if (job.accelerator_hours && !seen.has("runtime")) check_accelerator_hours(reading, job);
}

void check_evidence(Reading& reading, const Seen& seen, std::span<const Value* const> overrides) {
  const Seen::Entry* workload = seen.find("workload");
  if (workload == nullptr) return;
  const auto overrides_with = [&](std::string_view key) {
    return std::ranges::any_of(overrides, [&](const Value* value) { return value->key == key; });
  };
  for (const std::string_view key : {"energy", "runtime", "accelerator_hours"}) {
    const Seen::Entry* better = seen.find(key);
    if (better == nullptr) continue;
    if (overrides_with(better->key) && !overrides_with(workload->key)) return;
    return reading.warn(
        "evidence-unused", workload->place,
        fmt::format("`workload` has no effect on the time: `{}` is nearer to a measurement",
                    better->key),
        fmt::format("leave out `{}` to derive the time", better->key));
  }
}

}  // namespace carbonest
