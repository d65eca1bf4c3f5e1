// SPDX-License-Identifier: Apache-2.0
#include "batch/line_writer.hpp"

#include <cmath>
#include <iterator>
#include <stdexcept>

#include <fmt/compile.h>
#include <fmt/format.h>

#include "report/escape.hpp"

namespace carbonest::batch {
namespace {

// As json_number() writes it, without a string in between.
void append_number(std::string& out, double value) {
  if (!std::isfinite(value)) throw std::logic_error("a number to be printed is not finite");
  fmt::format_to(std::back_inserter(out), FMT_COMPILE("{}"), value == 0 ? 0.0 : value);
}

}  // namespace

void append_line(std::string& out, std::string_view name, const LineFigures& figures,
                 std::span<const std::string> warnings) {
  const auto number = [&out](std::string_view key, double value) {
    out.append(key);
    append_number(out, value);
  };
  out += "{\"name\":";
  append_json_string(out, name);
  number(",\"it_kwh\":", figures.it_kwh);
  number(",\"facility_kwh\":", figures.facility_kwh);
  number(",\"operational_kg\":", figures.operational_kg);
  number(",\"embodied_kg\":", figures.embodied_kg);
  number(",\"total_kg\":", figures.total_kg);
  number(",\"total_interval_kg\":[", figures.total_low_kg);
  number(",", figures.total_high_kg);
  out += "],\"warnings\":[";
  for (const std::string& code : warnings) {
    if (&code != warnings.data()) out += ',';
    append_json_string(out, code);
  }
  out += "]}\n";
}

}  // namespace carbonest::batch
