// SPDX-License-Identifier: Apache-2.0
#include "compare/offers.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace carbonest {
namespace {

// Vendors that sell no devices: theirs run in their own cloud only.
struct OwnCloud {
  std::string_view vendor, provider;
};
constexpr std::array k_own_clouds{OwnCloud{"AWS", "aws"}, OwnCloud{"Google", "gcp"},
                                  OwnCloud{"Microsoft", "azure"}};

// "aws" of "aws:us-east-1"; nothing of a country.
std::string_view provider_of(std::string_view id) noexcept {
  const std::size_t colon = id.find(':');
  return colon == id.npos ? std::string_view{} : id.substr(0, colon);
}

}  // namespace

std::optional<std::string> Offers::refuse(std::string_view region) const {
  const std::string_view here = provider_of(region);
  if (here.empty()) return std::nullopt;
  for (const Only& row : only)
    if (row.provider != here)
      return fmt::format("{} is offered by {}, not by {}", row.what, row.provider, here);
  return std::nullopt;
}

Offers offers_of(const Job& job, std::string_view instance, const Catalog& catalog) {
  Offers offers;
  if (!provider_of(instance).empty())
    offers.only.push_back({std::string(instance), std::string(provider_of(instance))});
  if (!job.hardware) return offers;
  for (const AcceleratorEntry& entry : job.hardware->accelerators) {
    if (!entry.model) continue;
    const auto row = catalog.accelerator(entry.model->value).row;
    if (!row) continue;
    const auto* own = std::ranges::find(k_own_clouds, row->vendor, &OwnCloud::vendor);
    if (own != k_own_clouds.end())
      offers.only.push_back({std::string(row->name), std::string(own->provider)});
  }
  return offers;
}

}  // namespace carbonest
