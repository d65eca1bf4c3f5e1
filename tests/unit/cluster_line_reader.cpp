// SPDX-License-Identifier: Apache-2.0
#include "cluster/line_reader.hpp"

#include <vector>

#include "catch.hpp"
#include "cluster_fixture.hpp"

using namespace carbonest;
using namespace carbonest::cluster;
using carbonest::test::TextSource;

namespace {

struct Seen {
  std::string text;
  std::uint64_t offset, number;
  LineFault fault;
  bool ended;
  friend bool operator==(const Seen&, const Seen&) = default;
};

std::vector<Seen> lines_of(std::string_view text, std::size_t step = 1 << 20,
                           LineLimits limits = {}, ByteRange range = {}) {
  TextSource source(text, step);
  source.seek(range.first_byte());
  LineReader reader(source, range, limits);
  std::vector<Seen> out;
  for (Line line; reader.next(line);)
    out.push_back({std::string(line.text), line.offset, line.number, line.fault, line.ended});
  return out;
}

std::vector<std::string> texts_of(const std::vector<Seen>& lines) {
  std::vector<std::string> out;
  for (const Seen& line : lines) out.push_back(line.text);
  return out;
}

}  // namespace

TEST_CASE("lines with their places, whatever ends them") {
  const auto lines = lines_of("one\ntwo\r\n\nfour");
  REQUIRE(texts_of(lines) == std::vector<std::string>{"one", "two", "", "four"});
  CHECK(lines[1] == Seen{"two", 4, 2, LineFault::none, true});
  CHECK(lines[3] == Seen{"four", 10, 4, LineFault::none, false});
  CHECK(lines_of("").empty());
  CHECK(texts_of(lines_of("\n")) == std::vector<std::string>{""});
}

TEST_CASE("a byte order mark is no part of the first line") {
  const auto lines = lines_of("\xef\xbb\xbfone\n\xef\xbb\xbftwo\n");
  CHECK(texts_of(lines) == std::vector<std::string>{"one", "\xef\xbb\xbftwo"});
  CHECK(lines[1].offset == 7);
}

TEST_CASE("pieces of any size give the same lines") {
  std::string text = "a\nbb\r\n\n\n";
  for (int i = 0; i < 40; ++i) text += std::string(static_cast<std::size_t>(i), 'x') + "\n";
  text += "end";
  const LineLimits small{8, 20};
  const auto whole = lines_of(text, 1000, small);
  for (const std::size_t step : {1U, 2U, 3U, 7U, 8U, 9U, 64U}) {
    INFO(step);
    CHECK(lines_of(text, step, small) == whole);
  }
  CHECK(lines_of(text, 5, {3, 20}) == whole);
}

TEST_CASE("a line that is too long is one fault, and the next line is good") {
  const LineLimits limits{8, 10};
  for (const std::size_t length : {11U, 12U, 13U, 18U, 19U, 20U, 21U, 50U, 1000U}) {
    INFO(length);
    const auto lines = lines_of("ok\n" + std::string(length, 'x') + "\nafter\n", 3, limits);
    REQUIRE(lines.size() == 3);
    CHECK(lines[1].fault == LineFault::too_long);
    CHECK(lines[1].ended);
    CHECK(lines[2] == Seen{"after", 3 + length + 1, 3, LineFault::none, true});
  }
  CHECK(lines_of(std::string(10, 'x') + "\r\n", 4, limits)[0].fault == LineFault::none);
  const auto open = lines_of(std::string(30, 'x'), 4, limits);
  REQUIRE(open.size() == 1);
  CHECK(open[0].fault == LineFault::too_long);
  CHECK(!open[0].ended);
}

TEST_CASE("a NUL byte spoils its line only") {
  const std::string text("one\ntw\0o\nthree\n", 15);
  for (const std::size_t step : {1U, 4U, 100U}) {
    const auto lines = lines_of(text, step);
    REQUIRE(lines.size() == 3);
    CHECK(lines[0].fault == LineFault::none);
    CHECK(lines[1].fault == LineFault::nul_byte);
    CHECK(lines[2].fault == LineFault::none);
  }
}

TEST_CASE("a range begins with the first line that begins in it") {
  const std::string text = "one\ntwo\nthree\n";
  const auto from = [&](std::uint64_t begin) {
    return texts_of(lines_of(text, 100, {}, {begin, 100}));
  };
  CHECK(from(0) == std::vector<std::string>{"one", "two", "three"});
  CHECK(from(1) == std::vector<std::string>{"two", "three"});
  CHECK(from(4) == std::vector<std::string>{"two", "three"});
  CHECK(from(5) == std::vector<std::string>{"three"});
  CHECK(from(8) == std::vector<std::string>{"three"});
  CHECK(from(9).empty());
  CHECK(from(14).empty());
  CHECK(lines_of(text, 100, {}, {5, 100})[0].offset == 8);
}

TEST_CASE("shards of a file lie side by side") {
  for (const std::uint64_t size : {0U, 1U, 10U, 1000003U}) {
    for (const std::uint64_t count : {1U, 2U, 3U, 7U}) {
      std::uint64_t at = 0;
      for (std::uint64_t i = 1; i <= count; ++i) {
        const ByteRange range = shard_range(size, i, count);
        CHECK(range.begin == at);
        CHECK((range.end == ByteRange::k_to_end) == (i == count));
        at = range.end;
      }
    }
  }
}

TEST_CASE("a source that breaks is not an end") {
  TextSource source("one\ntwo\n", 4);
  source.broken_at = 4;
  LineReader reader(source);
  Line line;
  CHECK(reader.next(line));
  CHECK_THROWS_AS(reader.next(line), std::runtime_error);
}
