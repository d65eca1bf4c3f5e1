// SPDX-License-Identifier: Apache-2.0
// Laws of cut logs: any cut, any order, any size of pieces gives the bytes of the log read at once.
#include <algorithm>

#include "../bench/sacct_log.hpp"
#include "../unit/cluster_fixture.hpp"
#include "catch.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

const std::string k_odd_header =
    "JobID|User|Account|Partition|State|Start|End|Elapsed|AllocTRES|MaxRSS|TRESUsageInTot\n";

// Jobs with steps, requeues, repeated records, headers in between, rows that are broken: all that a
// cut can hit.
std::string odd_log(std::uint64_t seed, int jobs) {
  bench::Random random(seed);
  std::string log = k_odd_header;
  const auto step = [&](const std::string& id, const char* name) {
    log += id + name + "||bio||COMPLETED|||00:30:00||" + std::to_string(1 + random.below(50)) +
           "G|gres/gpuutil=" + std::to_string(random.below(200)) + "\n";
  };
  for (int i = 0; i < jobs; ++i) {
    const std::string id = std::to_string(100 + i) +
                           (random.below(5) == 0 ? "_" + std::to_string(random.below(9)) : "");
    const std::string job =
        "|u" + std::to_string(random.below(5)) + "|a|" + (random.below(2) == 0 ? "gpu" : "cpu") +
        "|COMPLETED|2024-0" + std::to_string(1 + random.below(9)) + "-01T00:00:00|Unknown|0" +
        std::to_string(random.below(10)) +
        ":00:00|cpu=8,gres/gpu:a100=" + std::to_string(random.below(3)) + ",mem=100G,node=1||\n";
    log += id + job;
    if (random.below(2) == 0) {
      step(id, ".batch");
      step(id, ".0");
    }
    if (random.below(8) == 0) log += id + job;
    if (random.below(8) == 0) {
      log +=
          id + "|u0|a|cpu|COMPLETED|2024-10-01T00:00:00|Unknown|01:00:00|cpu=8,mem=1G,node=1||\n";
      step(id, ".batch");
    }
    if (random.below(10) == 0) log += "broken row\n";
    if (random.below(10) == 0) log += "\n";
    if (random.below(20) == 0) log += k_odd_header;
    if (random.below(20) == 0) log += "9999.batch||bio||COMPLETED|||00:30:00|||\n";
    if (random.below(20) == 0) log += std::to_string(9000 + i) + "|u|a|cpu|COMPLETED|||soon|||\n";
  }
  return log;
}

std::string shard(const std::string& log, ByteRange range, std::size_t step = 1 << 20) {
  SlurmOptions options;
  options.file = "log";
  SlurmImport import = make_import(fixture_site(), options);
  const auto layout = sacct_layout(log.substr(0, log.find('\n')), options);
  REQUIRE(layout);
  TextSource source(log, step);
  source.seek(range.first_byte());
  REQUIRE(import.read_text(source, range, *layout).empty());
  return write_partial(import.summary());
}

std::shared_ptr<const ClusterSummary> merge(const std::vector<std::string>& texts) {
  std::vector<PartialText> parts;
  for (const std::string& text : texts) parts.push_back({text, "part"});
  auto merged = merge_partials(parts);
  REQUIRE(merged);
  return *merged;
}

// All formats but the partial result, which tells its shards apart.
std::string rendered(const ClusterSummary& summary) {
  std::string out;
  for (const ClusterFormat& format : cluster_formats())
    if (format.id != "partial") out += format.render(summary, {});
  return out;
}

}  // namespace

TEST_CASE("a log cut in two anywhere is the log") {
  const std::string log = odd_log(5, 12);
  const std::string whole = rendered(*merge({shard(log, {})}));
  for (std::uint64_t cut = 1; cut <= log.size(); ++cut) {
    const auto both = merge({shard(log, {0, cut}), shard(log, {cut, ByteRange::k_to_end})});
    if (rendered(*both) == whole) continue;
    INFO("cut at " << cut);
    CHECK(rendered(*both) == whole);
  }
}

TEST_CASE("a log cut in many pieces, added in any order, is the log") {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    bench::Random random(seed);
    const std::string log = odd_log(seed, 60);
    const std::string whole = rendered(*merge({shard(log, {})}));
    std::vector<std::uint64_t> cuts{0};
    for (int i = 0; i < 20; ++i) cuts.push_back(random.below(log.size()) + 1);
    std::ranges::sort(cuts);
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < cuts.size(); ++i)
      parts.push_back(shard(log, {cuts[i], i + 1 < cuts.size() ? cuts[i + 1] : ByteRange::k_to_end},
                            1 + random.below(100)));
    for (std::size_t i = parts.size(); i > 1; --i) std::swap(parts[i - 1], parts[random.below(i)]);
    INFO("seed " << seed);
    CHECK(rendered(*merge(parts)) == whole);
  }
}

TEST_CASE("equal shards of a made-up year are the year") {
  const std::string log = bench::make_log(9, 3000);
  const std::string whole = rendered(*merge({shard(log, {})}));
  for (const std::uint64_t count : {2U, 5U, 16U}) {
    std::vector<std::string> parts;
    for (std::uint64_t i = count; i >= 1; --i)
      parts.push_back(shard(log, shard_range(log.size(), i, count)));
    CHECK(rendered(*merge(parts)) == whole);
  }
}

TEST_CASE("the order of jobs does not matter") {
  std::string log = bench::make_log(4, 2000);
  const std::string header = log.substr(0, log.find('\n') + 1);
  std::vector<std::string> rows;
  for (std::size_t at = header.size(); at < log.size();) {
    const std::size_t end = log.find('\n', at) + 1;
    rows.push_back(log.substr(at, end - at));
    at = end;
  }
  const std::string forward = rendered(*merge({shard(log, {})}));
  bench::Random random(1);
  for (std::size_t i = rows.size(); i > 1; --i) std::swap(rows[i - 1], rows[random.below(i)]);
  std::string mixed = header;
  for (const std::string& row : rows) mixed += row;
  CHECK(rendered(*merge({shard(mixed, {})})) == forward);
}

TEST_CASE("twice the time is twice the energy; half of a log and the other half are the log") {
  const auto kwh = [](const std::string& rows) {
    SlurmImport import = make_import();
    const std::string text = k_odd_header + rows;
    TextSource source(text);
    REQUIRE(import.read(source).empty());
    return import.summary().totals().sums.it_kwh.value();
  };
  const auto row = [](int id, const char* elapsed) {
    return std::to_string(id) + "|u|a|gpu|COMPLETED|2024-05-01T00:00:00|Unknown|" + elapsed +
           "|cpu=8,gres/gpu:a100=2,mem=9G,node=1||\n";
  };
  CHECK(kwh(row(1, "02:00:00")) == 2 * kwh(row(1, "01:00:00")));
  CHECK(kwh(row(1, "01:00:00") + row(2, "01:00:00")) == kwh(row(1, "02:00:00")));
}
