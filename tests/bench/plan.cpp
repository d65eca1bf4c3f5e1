// SPDX-License-Identifier: Apache-2.0
// Reading a year of 5-minute values and planning on it, in milliseconds, best of several rounds.
// Each size is twice the one before it: times that double show linear work. Build it optimised;
// nothing is asserted.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <functional>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "carbonest/plan.hpp"

namespace {

using namespace carbonest;
using std::chrono::hours;
using std::chrono::minutes;

constexpr int k_year = 105'120;  // slots of 5 minutes
constexpr int k_rounds = 7;

double value_of(int slot) {
  return std::round(1e4 * (300 + 120 * std::sin(slot / 46.0) + 60 * std::sin(slot * 0.7))) / 1e4;
}

std::string stamp_of(int slot) {
  const std::string iso =
      iso_time(Moment{std::chrono::sys_days{std::chrono::year{2021} / 1 / 1}} + minutes{5} * slot);
  return iso.substr(0, iso.size() - 1) + "+00:00";
}

std::string csv_of(int slots) {
  std::string text = "time,carbon intensity (g/kWh)\n";
  for (int i = 0; i < slots; ++i) text += fmt::format("{},{}\n", stamp_of(i), value_of(i));
  return text;
}

std::string json_of(int slots) {
  std::string text = R"({"data": [)";
  for (int i = 0; i < slots; ++i)
    text += fmt::format(R"({}{{"point_time": "{}", "value": {}}})", i > 0 ? ", " : "", stamp_of(i),
                        value_of(i));
  return text +
         R"(], "meta": {"region": "X", "signal_type": "co2_moer", "units": "lbs_co2_per_mwh"}})";
}

double best_of(const std::function<bool()>& work) {
  double best = 1e9;
  for (int round = 0; round < k_rounds; ++round) {
    const auto begin = std::chrono::steady_clock::now();
    if (!work()) return -1;
    const std::chrono::duration<double, std::milli> taken =
        std::chrono::steady_clock::now() - begin;
    best = std::min(best, taken.count());
  }
  return best;
}

Window window_of(const Series& series, TimeSpan length, TimeSpan duration) {
  const Moment earliest = series.time_of(series.size() / 3);
  return {earliest, earliest + length, duration, {}};
}

void whole_request(const char* name, const std::string& text) {
  const Catalog& catalog = Catalog::bundled();
  const double taken = best_of([&] {
    const Result<Series> series = read_series({text, "bench"}, {}, catalog);
    if (!series) return false;
    const Window window = window_of(*series, hours{72}, hours{20});
    return plan_contiguous(*series, window).has_value() &&
           plan_pausable(*series, window, {}).has_value();
  });
  std::printf("%-44s %8.2f ms  (%.1f MB)\n", name, taken, static_cast<double>(text.size()) / 1e6);
}

void doubling(const char* name, const Series& series, const std::optional<PauseRules>& rules,
              int first, int last) {
  for (int slots = first; slots <= last; slots *= 2) {
    const Window window{
        series.start, series.start + minutes{5} * slots, minutes{5} * (slots / 3), {}};
    std::printf("%-30s %7d slots %10.3f ms\n", name, slots,
                best_of([&] { return plan_run(series, window, rules).has_value(); }));
  }
}

}  // namespace

int main() {
  for (const int years : {1, 2, 4}) {
    const int slots = k_year * years;
    whole_request(fmt::format("{} year CSV: read, plan 72 h both ways", years).c_str(),
                  csv_of(slots));
    whole_request(fmt::format("{} year JSON: read, plan 72 h both ways", years).c_str(),
                  json_of(slots));
  }
  const std::string text = csv_of(2 * k_year);
  const Result<Series> series = read_series({text, "bench"}, {}, Catalog::bundled());
  if (!series) return 1;
  doubling("contiguous", *series, std::nullopt, k_year / 4, 2 * k_year);
  doubling("pausing freely", *series, PauseRules{}, k_year / 4, 2 * k_year);
  PauseRules rules;
  rules.resume_overhead = minutes{10};
  rules.min_segment = hours{1};
  doubling("overhead, shortest segment", *series, rules, 216, 1728);
  return 0;
}
