// SPDX-License-Identifier: Apache-2.0
#include "report/plan_words.hpp"

#include <array>

#include <fmt/format.h>

#include "plan/checks.hpp"

namespace carbonest {

std::string_view kind_words(const std::optional<IntensityKind>& kind) noexcept {
  if (!kind) return "unknown";
  return *kind == IntensityKind::average ? "average" : "marginal";
}

std::string_view basis_words(const std::optional<Basis>& basis) noexcept {
  if (!basis) return "unknown";
  return *basis == Basis::lifecycle ? "lifecycle" : "direct";
}

std::string human_time(Moment time) {
  constexpr std::array<std::string_view, 7> k_days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  const std::chrono::weekday day{std::chrono::floor<std::chrono::days>(time)};
  // A derived time of run ends anywhere; the commands round up as well.
  std::string iso = iso_time(std::chrono::ceil<std::chrono::seconds>(time));
  iso.pop_back();  // the Z
  iso[10] = ' ';
  if (iso.ends_with(":00") && iso.size() == 19) iso.resize(16);
  return fmt::format("{} {}", k_days[day.c_encoding()], iso);
}

std::string human_span(TimeSpan span) { return planning::words(span); }

double step_minutes(std::chrono::seconds step) noexcept {
  return static_cast<double>(step.count()) / 60;
}

std::string sbatch_begin(Moment start) {
  std::string iso = iso_time(std::chrono::ceil<std::chrono::seconds>(start));
  iso.pop_back();
  return "TZ=UTC sbatch --begin=" + iso;
}

std::string at_command(Moment start) {
  std::string digits;
  for (const char c : iso_time(std::chrono::ceil<std::chrono::seconds>(start)))
    if (c >= '0' && c <= '9') digits += c;
  return fmt::format("TZ=UTC at -t {}.{}", digits.substr(0, 12), digits.substr(12, 2));
}

std::string cron_line(Moment start) {
  const auto minute = std::chrono::ceil<std::chrono::minutes>(start);
  const auto day = std::chrono::floor<std::chrono::days>(minute);
  const std::chrono::year_month_day date{day};
  const auto of_day = (minute - day).count();
  return fmt::format("{} {} {} {} *", of_day % 60, of_day / 60, static_cast<unsigned>(date.day()),
                     static_cast<unsigned>(date.month()));
}

}  // namespace carbonest
