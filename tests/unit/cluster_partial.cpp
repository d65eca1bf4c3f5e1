// SPDX-License-Identifier: Apache-2.0
#include "catch.hpp"
#include "cluster_fixture.hpp"

using namespace carbonest;
using namespace carbonest::test;

namespace {

const std::string k_log =
    "JobID|User|Account|Partition|State|Start|End|Elapsed|AllocTRES\n"
    "1|anna|bio|gpu|COMPLETED|2024-04-30T23:00:00|2024-05-01T01:00:00|02:00:00|cpu=32,gres/"
    "gpu:a100=2,mem=100G,node=1\n"
    "1.batch||bio||COMPLETED|||02:00:00|\n"
    "2|bert|chem|cpu|FAILED|2024-05-01T00:00:00|2024-05-01T01:00:00|01:00:00|cpu=64,mem=10G,node="
    "1\n"
    "3|m\xfcller|chem|cpu|CANCELLED by "
    "7|2024-05-01T00:00:00|2024-05-01T00:10:00|00:10:00|cpu=1,mem=10G,node=1\n"
    "nonsense\n"
    "4|anna|bio|gpu|TIMEOUT|2024-06-01T00:00:00|2024-06-02T00:00:00|1-00:00:00|cpu=32,gres/"
    "gpu=1,mem=100G,node=1\n"
    "5|anna|bio|gpu|COMPLETED|||soon|cpu=32,gres/gpu=1,mem=100G,node=1\n";

std::string partial_of(const std::string& log, std::string file = "log", std::size_t top = 10) {
  SlurmOptions options;
  options.file = std::move(file);
  options.top = top;
  SlurmImport import = make_import(fixture_site(), options);
  TextSource source(log);
  REQUIRE(import.read(source).empty());
  return write_partial(import.summary());
}

Result<std::shared_ptr<const ClusterSummary>> merge(const std::vector<std::string>& texts) {
  std::vector<PartialText> parts;
  for (const std::string& text : texts) parts.push_back({text, "part.json"});
  return merge_partials(parts);
}

std::string code_of(const std::vector<std::string>& texts) {
  const auto merged = merge(texts);
  return merged ? std::string("good") : merged.error().front().code;
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  const std::size_t at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), with);
}

}  // namespace

TEST_CASE("a partial result is read back to its last bit") {
  const std::string text = partial_of(k_log);
  const auto merged = merge({text});
  REQUIRE(merged);
  CHECK(write_partial(**merged) == text);
  SlurmImport import = make_import();
  TextSource source(k_log);
  import.read(source);
  for (const ClusterFormat& format : cluster_formats()) {
    INFO(format.id);
    CHECK(format.render(**merged, {}) == format.render(import.summary(), {}));
  }
}

TEST_CASE("logs of several files add up in any order") {
  const std::vector<std::string> parts{partial_of(k_log, "a.log"), partial_of(k_log, "b.log"),
                                       partial_of(k_log, "c.log")};
  const auto one = merge({parts[0], parts[1], parts[2]});
  const auto other = merge({parts[2], parts[0], parts[1]});
  REQUIRE(one);
  REQUIRE(other);
  CHECK(write_partial(**one) == write_partial(**other));
  CHECK((*one)->totals().sums.jobs == 12);
  const auto stepwise = merge({write_partial(**merge({parts[1], parts[2]})), parts[0]});
  REQUIRE(stepwise);
  CHECK(write_partial(**stepwise) == write_partial(**one));
}

TEST_CASE("nothing is added twice, and nothing that does not fit") {
  const std::string part = partial_of(k_log);
  CHECK(code_of({part, part}) == "partial-overlap");
  CHECK(code_of({part, partial_of(k_log, "other.log")}) == "good");
  CHECK(code_of({part, partial_of(k_log, "other.log", 5)}) == "partial-mismatch");
  CHECK(code_of({part, replaced(partial_of(k_log, "x"), "\"settings\": \"",
                                "\"settings\": \"f")}) == "partial-mismatch");
  CHECK(code_of({}) == "partial-malformed");
  // Texts from standard input have no name: they are told apart by what is in them.
  const std::string longer =
      k_log + "6|a|b|cpu|COMPLETED|2024-05-01T00:00:00|2024-05-01T01:00:00|01:00:00|cpu=1,mem=1G\n";
  CHECK(code_of({partial_of(k_log, "-"), partial_of(k_log, "-")}) == "partial-overlap");
  CHECK(code_of({partial_of(k_log, "-"), partial_of(longer, "-")}) == "good");
}

TEST_CASE("a site with another figure gives results that do not fit") {
  const auto settings = [](const ClusterSite& site) {
    SlurmImport import = make_import(site);
    TextSource source(k_log);
    import.read(source);
    return import.summary().basics.settings;
  };
  const std::string usual = settings(fixture_site());
  CHECK(settings(fixture_site()) == usual);
  std::vector<ClusterSite> others(6, fixture_site());
  others[0].pue = given(1.3);
  others[1].carbon_intensity = given(grams_per_kwh(50));
  others[2].devices.emplace_back("v100", "V100-SXM2-32GB");
  others[3].partitions[0].hardware.memory = given(gigabytes(1024));
  others[4].partitions[1].cpus_per_node = given<std::int64_t>(256);
  others[5].partitions[0].hardware.accelerators[0].count = given<std::int64_t>(8);
  for (std::size_t i = 0; i < others.size(); ++i) {
    INFO(i);
    CHECK(settings(others[i]) != usual);
  }
}

TEST_CASE("results that speak of another place do not fit, whatever their settings say") {
  const std::string a = partial_of(k_log, "a.log"), b = partial_of(k_log, "b.log");
  CHECK(code_of({a, replaced(b, "\"region\": \"FR\"", "\"region\": \"DE\"")}) ==
        "partial-mismatch");
  CHECK(code_of({a, replaced(b, "\"pue\": 1.25", "\"pue\": 1.5")}) == "partial-mismatch");
}

TEST_CASE("results of the largest size that is taken are added and printed") {
  const std::string large = replaced(replaced(partial_of(k_log), "\"components\": [\"0\"",
                                              "\"components\": [\"3fffffffffffffff\""),
                                     "\"log_sd\": [0", "\"log_sd\": [9");
  const auto merged = merge({large});
  REQUIRE(merged);
  for (const ClusterFormat& format : cluster_formats()) {
    INFO(format.id);
    CHECK_FALSE(format.render(**merged, {}).empty());
  }
}

TEST_CASE("a partial result that is none") {
  const std::string good = partial_of(k_log);
  const auto malformed = [](const std::string& text) {
    const auto merged = merge({text});
    return merged ? std::string("good")
                  : merged.error().front().code + ": " + merged.error().front().message;
  };
  const auto wrong = [](std::string_view key) {
    return "partial-malformed: this is no whole carbonest.partial/1: \"" + std::string(key) +
           "\" is missing or wrong";
  };
  CHECK(malformed("") ==
        "partial-malformed: this is no whole carbonest.partial/1: it is not its JSON");
  CHECK(malformed(good.substr(0, good.size() / 2)) ==
        "partial-malformed: this is no whole carbonest.partial/1: it is not its JSON");
  CHECK(malformed("[]") ==
        "partial-malformed: this is no whole carbonest.partial/1: it is not its JSON");
  CHECK(malformed("{}") == wrong("schema"));
  CHECK(malformed(std::string(100000, '[')) ==
        "partial-malformed: this is no whole carbonest.partial/1: it is not its JSON");
  CHECK(malformed(good + std::string(1, '\0')) ==
        "partial-malformed: this is no whole carbonest.partial/1: it holds a NUL byte");
  CHECK(malformed(replaced(good, "carbonest.partial/1", "carbonest.partial/2")) == wrong("schema"));
  CHECK(malformed(replaced(good, "\"it_kwh\": \"", "\"it_kwh\": \"x")) == wrong("it_kwh"));
  CHECK(malformed(replaced(good, "\"jobs\": ", "\"jobs\": -")) == wrong("jobs"));
  CHECK(malformed(replaced(good, "\"jobs\": ", "\"jobs\": 0.")) == wrong("jobs"));
  CHECK(malformed(replaced(good, "\"duplicates\": ", "\"dup\": ")) == wrong("duplicates"));
  CHECK(malformed(replaced(good, "\"kinds\": [", "\"kinds\": [7, ")) == wrong("jobs"));
  CHECK(malformed(replaced(good, "\"pue\": 1.25", "\"pue\": 0")) == wrong("pue"));
  CHECK(malformed(replaced(good, "\"pue\": 1.25", "\"pue\": 1e30")) == wrong("pue"));
  CHECK(malformed(replaced(good, "\"pue_log_sd\": 0.02", "\"pue_log_sd\": 1e30")) ==
        wrong("pue_log_sd"));
  CHECK(malformed(replaced(good, "\"log_sd\": [0", "\"log_sd\": [1e30")) == wrong("log_sd"));
  CHECK(malformed(replaced(good, "\"it_kwh\": \"", "\"it_kwh\": \"-")) == wrong("it_kwh"));
  CHECK(malformed(replaced(good, "\"it_kwh\": \"", "\"it_kwh\": \"7ffffffffffffffff")) ==
        wrong("it_kwh"));
  CHECK(malformed(replaced(good, "\"pue\": 1.25", "\"pue\": 1e999")) ==
        "partial-malformed: this is no whole carbonest.partial/1: it is not its JSON");
}

TEST_CASE("a missing shard is said, and lines behind it have no numbers") {
  const std::uint64_t size = k_log.size();
  std::vector<std::string> parts;
  SlurmOptions options;
  options.file = "log";
  const auto layout = sacct_layout(k_log.substr(0, k_log.find('\n')), options);
  REQUIRE(layout);
  for (std::uint64_t i = 1; i <= 3; ++i) {
    const ByteRange range = shard_range(size, i, 3);
    SlurmImport import = make_import(fixture_site(), options);
    TextSource source(k_log);
    source.seek(range.first_byte());
    REQUIRE(import.read_text(source, range, range.begin == 0 ? nullptr : *layout).empty());
    parts.push_back(write_partial(import.summary()));
  }
  const auto whole = merge(parts);
  REQUIRE(whole);
  const auto render = [](const ClusterSummary& summary) {
    return cluster_formats()[1].render(summary, {});
  };
  CHECK(render(**whole).find("partial-missing-shard") == std::string::npos);
  CHECK(render(**whole).find("\"first_line\": 6") != std::string::npos);
  const auto without = merge({parts[0], parts[2]});
  REQUIRE(without);
  CHECK(render(**without).find("partial-missing-shard") != std::string::npos);
  CHECK_FALSE(skipped_of(**without).empty());
  const auto last = merge({parts[2]});
  REQUIRE(last);
  CHECK(render(**last).find("\"first_line\": null") != std::string::npos);
}
