// SPDX-License-Identifier: Apache-2.0
#pragma once
// Collects what is wrong with a file: the first few problems of each kind in full, the others as a
// count, each with the line, column and text of its place.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/diagnostic.hpp"

namespace carbonest::series_text {

class Problems {
 public:
  Problems(std::string_view text, std::string_view file) : text_{text}, file_{file} {}

  void add(std::string_view code, std::size_t offset, std::string message, std::string hint = {});
  /// A problem of the file as a whole.
  void add(std::string_view code, std::string message, std::string hint = {});

  bool empty() const noexcept { return found_.empty(); }
  /// The offset of a part of the text.
  std::size_t offset_of(std::string_view part) const noexcept;

  /// In the order of the file.
  Diagnostics take() &&;

 private:
  struct Tally {
    std::string code;
    std::size_t count = 0;
    std::size_t last_shown = 0;  // in found_
  };
  Tally& tally_of(std::string_view code);
  void locate();

  std::string_view text_, file_;
  Diagnostics found_;
  std::vector<Tally> tallies_;
};

/// What makes bytes unfit for any reader: too many, UTF-16, a NUL, not UTF-8, nothing at all.
void check_bytes(std::string_view text, Problems& problems);

/// Text of others for a message: short, on one line.
std::string quoted(std::string_view text);

}  // namespace carbonest::series_text
