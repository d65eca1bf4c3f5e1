// SPDX-License-Identifier: Apache-2.0
#pragma once
// The quick reader of lines held against the strict one: values bit for bit, diagnostics word for
// word. Lines are read twice, so that the second time their rates are known.

#include <string>
#include <string_view>
#include <vector>

#include "carbonest/batch.hpp"

namespace carbonest::test {

inline bool same_diagnostics(const Diagnostics& a, const Diagnostics& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i].code != b[i].code || a[i].message != b[i].message || a[i].hint != b[i].hint ||
        a[i].line != b[i].line || a[i].column != b[i].column || a[i].pointer != b[i].pointer)
      return false;
  return true;
}

/// A quick and a strict reader with the same settings.
class ReaderPair {
 public:
  explicit ReaderPair(std::span<const Override> overrides = {}) {
    quick_options_.file = strict_options_.file = "jobs";
    quick_options_.overrides = strict_options_.overrides = overrides;
    strict_options_.prepared = false;
  }

  /// Empty when both say the same of the line.
  std::string difference(std::string_view line) {
    const bool taken = quick_.read(line);
    if (taken != strict_.read(line)) return taken ? "only the quick one takes it" : "refused";
    if (!taken)
      return same_diagnostics(quick_.problems(), strict_.problems()) ? "" : "other diagnostics";
    if (!(quick_.figures() == strict_.figures())) return "other figures";
    if (quick_.name() != strict_.name()) return "another name";
    const auto a = quick_.warnings(), b = strict_.warnings();
    return std::vector(a.begin(), a.end()) == std::vector(b.begin(), b.end()) ? ""
                                                                              : "other warnings";
  }
  /// Lines that needed the strict reader behind the quick one.
  std::uint64_t doubted() const noexcept { return quick_.strict_lines(); }
  const LineFigures& figures() const noexcept { return strict_.figures(); }

 private:
  BatchOptions quick_options_, strict_options_;
  JobLineReader quick_{Catalog::bundled(), quick_options_};
  JobLineReader strict_{Catalog::bundled(), strict_options_};
};

inline std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (text.substr(0, end).find_first_not_of(" \t\r") != text.npos)
      lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace carbonest::test
