// SPDX-License-Identifier: Apache-2.0
#pragma once
// The arithmetic. A pure function of a resolved job: no clock, locale, I/O or failure.

#include <optional>
#include <string>
#include <vector>

#include "carbonest/quantity.hpp"
#include "carbonest/resolve.hpp"

namespace carbonest {

struct ComponentEnergy {
  std::string_view name;  ///< "accelerator", ..., "overhead" (what PUE adds)
  Energy energy;
};

/// Software Carbon Intensity, ISO/IEC 21031: ((E x I) + M) per R, over the stages of one boundary.
struct SciScore {
  std::string functional_unit;
  double amount = 1;          ///< R
  Boundary boundary = Boundary::provider;
  double operational_g = 0;   ///< per unit of R
  double embodied_g = 0;
  double score_g = 0;
  bool complete = false;      ///< an embodied part was counted
};

/// All values include `runs`.
struct Estimate {
  Energy it;             ///< at the IT equipment
  Energy facility;       ///< it x PUE
  std::vector<ComponentEnergy> components;  ///< present ones; they sum to facility
  CarbonMass operational;                   ///< facility x intensity, location-based
  CarbonMass embodied;
  CarbonMass total;                         ///< operational + embodied
  std::optional<CarbonMass> market_based;   ///< facility x market-based intensity; a second figure, never a replacement
  std::optional<double> water_l;            ///< on site: it_kwh x WUE
  std::vector<SciScore> sci;                ///< one per functional unit
  double pue = 1;                           ///< of several stages: facility / it; 0 where it is 0
  std::optional<Intensity> intensity;       ///< of several stages: operational / facility; none at 0
  std::vector<Estimate> stages;             ///< in the order of ResolvedJob::stages; they sum to the whole
};

/// it_kwh = runs x sum(power / 1000 x hours); facility_kwh = it_kwh x PUE (Lannelongue, Grealey, Inouye 2021);
/// operational_kg = facility_kwh x g/kWh / 1000; embodied_kg = runs x sum(kg x hours x rate). A job with stages
/// is the sum over them; its market-based total and its water are there where every stage has them.
Estimate estimate(const ResolvedJob& job) noexcept;

}  // namespace carbonest
