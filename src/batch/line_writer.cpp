// SPDX-License-Identifier: Apache-2.0
#include "batch/line_writer.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <stdexcept>

#include <fmt/compile.h>
#include <fmt/format.h>

#include "report/escape.hpp"

namespace carbonest::batch {
namespace {

struct NumberRow {
  std::string_view before;
  double LineFigures::*member;
};
constexpr std::array k_numbers{
    NumberRow{",\"it_kwh\":", &LineFigures::it_kwh},
    NumberRow{",\"facility_kwh\":", &LineFigures::facility_kwh},
    NumberRow{",\"operational_kg\":", &LineFigures::operational_kg},
    NumberRow{",\"embodied_kg\":", &LineFigures::embodied_kg},
    NumberRow{",\"total_kg\":", &LineFigures::total_kg},
    NumberRow{",\"total_interval_kg\":[", &LineFigures::total_low_kg},
    NumberRow{",", &LineFigures::total_high_kg},
};
constexpr std::size_t k_longest_number = 32;
constexpr std::size_t k_most_bytes = [] {
  std::size_t bytes = 0;
  for (const NumberRow& row : k_numbers) bytes += row.before.size() + k_longest_number;
  return bytes;
}();

// Printable ASCII that JSON takes as it is.
bool is_plain(std::string_view text) noexcept {
  return std::ranges::all_of(text,
                             [](char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; });
}

void append_text(std::string& out, std::string_view text) {
  if (is_plain(text))
    out.append("\"").append(text).append("\"");
  else
    append_json_string(out, text);
}

}  // namespace

void append_line(std::string& out, std::string_view name, const LineFigures& figures,
                 std::span<const std::string> warnings) {
  out += "{\"name\":";
  append_text(out, name);
  // As json_number() writes them, without strings in between.
  std::array<char, k_most_bytes> numbers;
  char* end = numbers.data();
  for (const NumberRow& row : k_numbers) {
    const double value = figures.*row.member;
    if (!std::isfinite(value)) throw std::logic_error("a number to be printed is not finite");
    end = std::ranges::copy(row.before, end).out;
    end = fmt::format_to(end, FMT_COMPILE("{}"), value == 0 ? 0.0 : value);
  }
  out.append(numbers.data(), end);
  out += "],\"warnings\":[";
  for (const std::string& code : warnings) {
    if (&code != warnings.data()) out += ',';
    out.append("\"").append(code).append("\"");
  }
  out += "]}\n";
}

}  // namespace carbonest::batch
