// SPDX-License-Identifier: Apache-2.0
#pragma once
// SHA-256 (FIPS 180-4) of text given in pieces. It identifies tables; it guards no secret.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace carbonest {

class Sha256 {
 public:
  void add(std::string_view text) noexcept;
  /// Hexadecimal digest of all that was added; the object is spent.
  std::string finish();

 private:
  void compress(const unsigned char* block) noexcept;

  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<unsigned char, 64> block_{};
  std::uint64_t length_ = 0;  ///< bytes added
};

}  // namespace carbonest
