// SPDX-License-Identifier: Apache-2.0
// Accounting logs from bytes, as text and as JSON. Whatever they hold: no crash, only finite
// numbers, every format prints, the partial result is read back, and the log cut in two is the log.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "../unit/cluster_fixture.hpp"

namespace {

using namespace carbonest;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "sacct: %s\n", what);
  std::abort();
}

SlurmOptions options() {
  SlurmOptions out;
  out.file = "log";
  return out;
}

std::string rendered(const ClusterSummary& summary) {
  std::string out;
  for (const ClusterFormat& format : cluster_formats())
    if (format.id != "partial") out += format.render(summary, {});
  return out;
}

void check_cut(const std::string& text, std::size_t cut, const std::string& whole) {
  const std::size_t header_end = text.find('\n');
  if (header_end == std::string::npos || cut == 0 || cut >= text.size()) return;
  std::string parts[2];
  const auto layout = sacct_layout(text.substr(0, header_end), options());
  if (!layout) return;  // a byte order mark or blank lines come first
  for (std::size_t i = 0; i < 2; ++i) {
    const ByteRange range = i == 0 ? ByteRange{0, cut} : ByteRange{cut, ByteRange::k_to_end};
    SlurmImport import = test::make_import(test::fixture_site(), options());
    test::TextSource source(text, 7);
    source.seek(range.first_byte());
    if (!import.read_text(source, range, *layout).empty()) return;
    parts[i] = write_partial(import.summary());
  }
  const PartialText texts[]{{parts[1], "second"}, {parts[0], "first"}};
  const auto merged = merge_partials(texts);
  require(merged.has_value(), "two shards do not add up");
  require(rendered(**merged) == whole, "the log cut in two is not the log");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  SlurmImport import = test::make_import(test::fixture_site(), options());
  test::TextSource source(text);
  if (!import.read(source).empty()) return 0;
  const ClusterSummary& summary = import.summary();
  const double total = summary.totals().sums.total_kg();
  require(std::isfinite(total) && total >= 0, "a total that is none");
  const std::string whole = rendered(summary);
  const std::string partial = write_partial(summary);
  const PartialText part{partial, "part"};
  const auto merged = merge_partials({&part, 1});
  require(merged.has_value(), "a partial result that is not read back");
  require(write_partial(**merged) == partial, "a partial result that changes when it is read back");
  require(rendered(**merged) == whole, "a partial result with another report");
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first != std::string::npos && text[first] != '{' && text[first] != '[')
    check_cut(text,
              size < 3 ? 0 : (static_cast<std::size_t>(data[size / 2]) * 131 + size / 3) % size,
              whole);
  return 0;
}
