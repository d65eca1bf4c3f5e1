// SPDX-License-Identifier: Apache-2.0
#pragma once
// An energy method is a row: what it counts and which defaults it takes. The arithmetic is the same for all
// (estimate.hpp), so a new method is a new row, and resolve() asks the row rather than the name.

#include <optional>
#include <span>
#include <string_view>

namespace carbonest {

struct Method {
  std::string_view id, title, formula;
  std::string_view source;    ///< id in table `sources`
  std::string_view boundary;  ///< what is in and what is out, one sentence

  bool counts_cpu;            ///< CPU and memory of the job
  bool counts_storage;
  bool counts_host;           ///< an estimate of the rest of the server
  bool counts_embodied;       ///< without being asked; an explicit `embodied` object counts with every method
  bool nameplate_power;       ///< TDP where no power is given, instead of a typical load
  bool uses_utilization;
  bool scales_watts;          ///< utilization multiplies every watt, given or from a table
  std::optional<double> fixed_pue;  ///< instead of region, provider and site, when the job gives none
};

std::span<const Method> methods() noexcept;
const Method* find_method(std::string_view id) noexcept;

}  // namespace carbonest
