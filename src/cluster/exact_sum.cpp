// SPDX-License-Identifier: Apache-2.0
#include "cluster/exact_sum.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace carbonest::cluster {
namespace {

constexpr std::string_view k_digits = "0123456789abcdef";
constexpr std::size_t k_fraction_digits = 24;  // of 4 bits
constexpr std::size_t k_whole_digits = 24;

int digit_value(char c) noexcept {
  const std::size_t at = k_digits.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

}  // namespace

// Zero, subnormal and very small terms; what is too large or not finite is a bug of ours.
void ExactSum::add_unusual(double term) {
  if (term == 0) return;
  if (!std::isfinite(term) || std::abs(term) >= 0x1p63)
    throw std::logic_error("exact sum: a term is out of range");
  const double scaled = std::nearbyint(std::ldexp(std::abs(term), k_fraction_bits));
  add_shifted(static_cast<std::uint64_t>(scaled), 0, std::signbit(term));
}

ExactSum::Limbs ExactSum::magnitude() const noexcept {
  if (!negative()) return limbs_;
  ExactSum positive;
  positive.subtract(limbs_);
  return positive.limbs_;
}

double ExactSum::value() const noexcept {
  const Limbs limbs = magnitude();
  int top = 2;
  while (top > 0 && limbs[static_cast<std::size_t>(top)] == 0) --top;
  const auto at = static_cast<std::size_t>(top);
  if (limbs[at] == 0) return 0;
  // 64 bits from the highest one on; the rest only tells whether a tie is one.
  const int lead = std::countl_zero(limbs[at]);
  std::uint64_t head = limbs[at] << lead;
  std::uint64_t rest = 0;
  if (at > 0) {
    if (lead > 0) head |= limbs[at - 1] >> (64 - lead);
    rest = limbs[at - 1] << lead;
    if (at > 1) rest |= limbs[at - 2];
  }
  std::uint64_t kept = head >> 11;
  const std::uint64_t dropped = head & 0x7ff;
  const bool above_half = dropped > 0x400 || (dropped == 0x400 && rest != 0);
  if (above_half || (dropped == 0x400 && (kept & 1) != 0)) ++kept;
  const int scale = 64 * top - lead + 11 - k_fraction_bits;
  const double result = std::ldexp(static_cast<double>(kept), scale);
  return negative() ? -result : result;
}

std::string ExactSum::text() const {
  const Limbs limbs = magnitude();
  std::string digits;
  for (std::size_t i = 48; i-- > 0;) digits += k_digits[(limbs[i / 16] >> (4 * (i % 16))) & 0xf];
  std::string whole = digits.substr(0, k_whole_digits);
  std::string fraction = digits.substr(k_whole_digits);
  whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size() - 1));
  fraction.erase(fraction.find_last_not_of('0') + 1);
  std::string out = negative() ? "-" : "";
  out += whole;
  if (!fraction.empty()) out.append(".").append(fraction);
  return out;
}

std::optional<ExactSum> ExactSum::from_text(std::string_view text) noexcept {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction = text.substr(std::min(point + 1, text.size()));
  if (whole.empty() || whole.size() > k_whole_digits || fraction.size() > k_fraction_digits ||
      (point < text.size() && fraction.empty()))
    return std::nullopt;
  Limbs limbs{};
  const auto put = [&](char c, std::size_t place) {
    const int digit = digit_value(c);
    if (digit >= 0) limbs[place / 16] |= static_cast<std::uint64_t>(digit) << (4 * (place % 16));
    return digit >= 0;
  };
  for (std::size_t i = 0; i < whole.size(); ++i)
    if (!put(whole[i], k_fraction_digits + whole.size() - 1 - i)) return std::nullopt;
  for (std::size_t i = 0; i < fraction.size(); ++i)
    if (!put(fraction[i], k_fraction_digits - 1 - i)) return std::nullopt;
  if ((limbs[2] >> 63) != 0) return std::nullopt;  // no room for the sign
  ExactSum sum;
  negative ? sum.subtract(limbs) : sum.add(limbs);
  if (negative && !sum.negative()) return std::nullopt;  // "-0"
  return sum;
}

}  // namespace carbonest::cluster
