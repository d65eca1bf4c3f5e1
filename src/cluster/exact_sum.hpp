// SPDX-License-Identifier: Apache-2.0
#pragma once
// A sum of doubles that does not depend on their order: a 192-bit fixed-point number with 96 bits
// below the point. A term is rounded once, at 2^-96, and from there on only integers are added.
// Refuses terms that are not finite or not under 2^63; 2^32 of the largest ones fit.

#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace carbonest::cluster {

class ExactSum {
 public:
  void add(double term) {
    const auto bits = std::bit_cast<std::uint64_t>(term);
    const auto exponent = static_cast<int>((bits >> 52) & 0x7ff);
    // Term = mantissa x 2^(exponent - 1075); shift is that scale seen from 2^-96.
    const int shift = exponent - 1075 + k_fraction_bits;
    if (shift < 0 || shift > k_max_shift) return add_unusual(term);
    const std::uint64_t mantissa = (bits & k_mantissa_mask) | (std::uint64_t{1} << 52);
    add_shifted(mantissa, static_cast<unsigned>(shift), (bits >> 63) != 0);
  }

  ExactSum& operator+=(const ExactSum& other) noexcept;
  friend ExactSum operator+(ExactSum a, const ExactSum& b) noexcept { return a += b; }
  friend bool operator==(const ExactSum&, const ExactSum&) = default;

  /// The nearest double, ties to even.
  double value() const noexcept;

  /// All bits: sign, hexadecimal digits, a point: "1f.8", "-0.4", "0".
  std::string text() const;
  /// The inverse; nothing for any other text.
  static std::optional<ExactSum> from_text(std::string_view text) noexcept;

 private:
  static constexpr int k_fraction_bits = 96;
  static constexpr int k_max_shift = 62 - 52 + k_fraction_bits;
  static constexpr std::uint64_t k_mantissa_mask = (std::uint64_t{1} << 52) - 1;
  using Limbs = std::array<std::uint64_t, 3>;  // two's complement, lowest first

  void add_shifted(std::uint64_t mantissa, unsigned shift, bool negative) noexcept {
    const unsigned bit = shift % 64;
    const std::uint64_t low = mantissa << bit;
    const std::uint64_t high = (mantissa >> 1) >> (63 - bit);  // no shift by 64
    if (negative) {
      subtract(shift < 64 ? Limbs{low, high, 0} : Limbs{0, low, high});
    } else if (shift < 64) {
      const auto carry =
          static_cast<std::uint64_t>(__builtin_add_overflow(limbs_[0], low, &limbs_[0]));
      // high is below 2^52: high + carry cannot overflow.
      limbs_[2] +=
          static_cast<std::uint64_t>(__builtin_add_overflow(limbs_[1], high + carry, &limbs_[1]));
    } else {
      limbs_[2] +=
          high + static_cast<std::uint64_t>(__builtin_add_overflow(limbs_[1], low, &limbs_[1]));
    }
  }
  void add(const Limbs& term) noexcept;
  void subtract(const Limbs& term) noexcept;
  void add_unusual(double term);
  bool negative() const noexcept { return (limbs_[2] >> 63) != 0; }
  Limbs magnitude() const noexcept;

  Limbs limbs_{};
};

inline void ExactSum::add(const Limbs& term) noexcept {
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < limbs_.size(); ++i) {
    const std::uint64_t sum = limbs_[i] + term[i];
    const std::uint64_t carried = sum + carry;
    carry = static_cast<std::uint64_t>(sum < term[i]) | static_cast<std::uint64_t>(carried < sum);
    limbs_[i] = carried;
  }
}

inline void ExactSum::subtract(const Limbs& term) noexcept {
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < limbs_.size(); ++i) {
    const std::uint64_t difference = limbs_[i] - term[i];
    const std::uint64_t borrowed = difference - borrow;
    borrow = static_cast<std::uint64_t>(limbs_[i] < term[i]) |
             static_cast<std::uint64_t>(difference < borrow);
    limbs_[i] = borrowed;
  }
}

inline ExactSum& ExactSum::operator+=(const ExactSum& other) noexcept {
  add(other.limbs_);
  return *this;
}

}  // namespace carbonest::cluster
