// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.hpp"

#include <exception>
#include <utility>

#include <fmt/format.h>

namespace carbonest::cli {
namespace {

constexpr std::chrono::milliseconds k_quiet_start{1000}, k_pause{250};

std::string with_commas(std::uint64_t count) {
  std::string digits = fmt::format("{}", count);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, 1, ',');
  return digits;
}

std::string rate_words(double per_second) {
  if (per_second >= 1e6) return fmt::format("{:.2f} million/s", per_second / 1e6);
  return fmt::format("{}/s", with_commas(static_cast<std::uint64_t>(per_second)));
}

std::string time_words(double seconds) {
  constexpr std::uint64_t k_minute = 60, k_hour = 60 * k_minute;
  const auto whole = static_cast<std::uint64_t>(seconds + 0.5);
  if (whole >= k_hour) return fmt::format("{} h {} min", whole / k_hour, whole % k_hour / k_minute);
  if (whole >= k_minute) return fmt::format("{} min {} s", whole / k_minute, whole % k_minute);
  return fmt::format("{} s", whole);
}

}  // namespace

std::string progress_line(std::string_view things, std::uint64_t count, std::uint64_t bytes,
                          std::uint64_t total_bytes, double seconds) {
  std::string line = fmt::format("{} {}", with_commas(count), things);
  if (!(seconds > 0)) return line;
  line += fmt::format(", {}", rate_words(static_cast<double>(count) / seconds));
  if (bytes == 0 || total_bytes < bytes) return line;  // unknown, or a file that grows
  const double done = static_cast<double>(bytes) / static_cast<double>(total_bytes);
  return line +
         fmt::format(", {:.0f} %, {} left", done * 100, time_words(seconds / done - seconds));
}

Progress::Progress(bool shown, io::Sink& terminal, std::string things, std::uint64_t total_bytes,
                   Clock clock)
    : shown_{shown},
      terminal_{terminal},
      things_{std::move(things)},
      total_bytes_{total_bytes},
      clock_{std::move(clock)} {
  if (!shown_) return;
  start_ = clock_();
  next_ = start_ + k_quiet_start;
}

void Progress::update(std::uint64_t things, std::uint64_t bytes) noexcept {
  if (!shown_) return;
  try {
    const Time now = clock_();
    if (now < next_) return;
    next_ = now + k_pause;
    const double seconds = std::chrono::duration<double>(now - start_).count();
    show(progress_line(things_, things, bytes, total_bytes_, seconds));
  } catch (const std::exception&) {
    shown_ = false;  // nobody sees it: the work goes on
  }
}

void Progress::erase() noexcept {
  if (width_ > 0) show({});
}

// Spaces rather than an escape sequence: every terminal knows them.
void Progress::show(std::string line) noexcept {
  try {
    const std::size_t width = line.size();
    const std::size_t blank = width_ > width ? width_ - width : 0;
    line.insert(0, 1, '\r');
    line.append(blank, ' ');
    if (width == 0) line.push_back('\r');
    width_ = width;
    terminal_.write(line);
  } catch (const std::exception&) {
    shown_ = false;
  }
}

}  // namespace carbonest::cli
