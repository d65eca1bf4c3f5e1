// SPDX-License-Identifier: Apache-2.0
// Units of intensity as people write them. The spelling of the gas ("CO2", "CO₂eq") does not
// matter; mass and energy do.
#include <array>
#include <string>

#include "carbonest/series.hpp"

namespace carbonest {
namespace {

struct Row {
  std::string_view name;
  double size;  // in g or kWh
};
constexpr std::array k_masses{Row{"mg", 1e-3},      Row{"g", 1.0},      Row{"gram", 1.0},
                              Row{"grams", 1.0},    Row{"kg", 1e3},     Row{"t", 1e6},
                              Row{"tonne", 1e6},    Row{"tonnes", 1e6}, Row{"lb", 453.59237},
                              Row{"lbs", 453.59237}};
constexpr std::array k_energies{Row{"wh", 1e-3}, Row{"kwh", 1.0}, Row{"mwh", 1e3}, Row{"gwh", 1e6}};

template <class Rows>
std::optional<double> size_of(const Rows& rows, std::string_view name) noexcept {
  for (const Row& row : rows)
    if (row.name == name) return row.size;
  return std::nullopt;
}

void erase_all(std::string& text, std::string_view part) {
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at))
    text.erase(at, part.size());
}

/// "gCO₂eq/kWh" -> "g/kwh", "lbs_co2_per_mwh" -> "lbs/mwh".
std::string plain_spelling(std::string_view text) {
  std::string plain;
  for (const char c : text)
    if (c != ' ' && c != '_' && c != '-' && c != '.')
      plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  const std::size_t slash = plain.find('/');
  if (const std::size_t per = plain.find("per");
      slash == std::string::npos && per != std::string::npos)
    plain.replace(per, 3, "/");
  for (const std::string_view gas : {"co2eq", "co2e", "co2", "co\u2082eq", "co\u2082e", "co\u2082"})
    erase_all(plain, gas);
  return plain;
}

}  // namespace

std::optional<double> read_intensity_unit(std::string_view text) noexcept {
  constexpr std::size_t k_longest = 40;
  if (text.size() > k_longest) return std::nullopt;
  const std::string plain = plain_spelling(text);
  const std::size_t slash = plain.find('/');
  if (slash == std::string::npos) return std::nullopt;
  const auto mass = size_of(k_masses, std::string_view(plain).substr(0, slash));
  const auto energy = size_of(k_energies, std::string_view(plain).substr(slash + 1));
  if (!mass || !energy) return std::nullopt;
  return *mass / *energy;  // 453.59237 / 1000 is the nearest double; a product would not be
}

}  // namespace carbonest
