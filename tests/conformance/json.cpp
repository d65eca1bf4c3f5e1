// SPDX-License-Identifier: Apache-2.0
// Some 300 texts that are JSON, that are not, or that an implementation may take either way.
#include <algorithm>
#include <charconv>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "carbonest/job.hpp"
#include "catch.hpp"
#include "diagnostics/locate.hpp"
#include "input/guard.hpp"
#include "input/json_document.hpp"
#include "input/json_fault.hpp"
#include "limits.hpp"
#include "report/diagnostics.hpp"
#include "report/json_writer.hpp"

using namespace carbonest;

namespace {

struct Text {
  std::string name, outcome, bytes;
};

std::string unescaped(std::string_view cell) {
  std::string out;
  for (std::size_t i = 0; i < cell.size(); ++i) {
    if (cell[i] != '\\') {
      out += cell[i];
    } else if (cell[++i] == '\\') {
      out += '\\';
    } else {
      int byte = 0;
      REQUIRE(cell[i] == 'x');
      std::from_chars(cell.data() + i + 1, cell.data() + i + 3, byte, 16);
      out += static_cast<char>(byte);
      i += 2;
    }
  }
  return out;
}

std::string bytes_of(std::string_view cell, std::string_view tail) {
  if (!cell.starts_with('@')) return unescaped(cell);
  const std::size_t colon = cell.find(':');
  std::size_t times = 0;
  std::from_chars(cell.data() + 1, cell.data() + colon, times);
  std::string out;
  for (; times > 0; --times) out += cell.substr(colon + 1);
  return out + unescaped(tail);
}

std::vector<Text> texts() {
  std::ifstream file(CARBONEST_SOURCE_DIR "/tests/conformance/texts.tsv", std::ios::binary);
  REQUIRE(file);
  std::vector<Text> all;
  for (std::string line; std::getline(file, line);) {
    std::string_view rest = line;
    std::string_view cells[4];
    for (std::string_view& cell : cells) {
      const std::size_t end = std::min(rest.find('\t'), rest.size());
      cell = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    all.push_back({std::string(cells[0]), std::string(cells[1]), bytes_of(cells[2], cells[3])});
  }
  return all;
}

Diagnostics problems_of(std::string_view text) {
  Diagnostics warnings;
  const Result<Job> job = read_job({text, "job.json"}, {}, warnings);
  if (job) return {};
  Diagnostics problems = job.error();
  locate(problems, text, "job.json");
  return problems;
}

bool about_json(const Diagnostic& d) { return d.code.starts_with("json-"); }

std::string outcome_of(const Diagnostics& problems) {
  const auto first = std::ranges::find_if(
      problems, [](const Diagnostic& d) { return about_json(d) || d.code == "duplicate-key"; });
  if (first == problems.end()) return "-";
  if (first->line == 0) return first->code;
  return fmt::format("{}@{}:{}", first->code, first->line, first->column);
}

std::string in_name(std::string_view bytes) {
  JsonWriter json(JsonWriter::Style::compact);
  json.begin_object();
  json.key("name").text(bytes);
  json.key("runtime").text("1h");
  json.key("hardware").begin_object().key("node_power_w").number(100).end_object();
  json.end_object();
  return std::move(json).finish();
}

}  // namespace

TEST_CASE("conformance: every text is there") {
  const std::vector<Text> all = texts();
  const auto count = [&](char kind) {
    return std::ranges::count_if(all, [&](const Text& t) { return t.name.front() == kind; });
  };
  CHECK(count('y') == 95);
  CHECK(count('n') == 188);
  CHECK(count('i') == 35);
  CHECK(count('t') == 22);
}

TEST_CASE("conformance: what is JSON is read, what is not is refused once, with its place") {
  for (const Text& text : texts()) {
    CAPTURE(text.name);
    const Diagnostics problems = problems_of(text.bytes);
    CHECK(outcome_of(problems) == text.outcome);
    const auto json = std::ranges::count_if(problems, about_json);
    if (text.name.front() == 'y') CHECK(json == 0);
    if (text.name.front() != 'n') continue;
    REQUIRE(json == 1);
    REQUIRE(problems.size() == 1);
    CHECK(problems.front().line >= 1);
    CHECK(problems.front().column >= 1);
  }
}

TEST_CASE("conformance: what is said is printable, and short") {
  for (const Text& text : texts()) {
    CAPTURE(text.name);
    const std::string words = render_diagnostics_text(problems_of(text.bytes), false);
    CHECK(words.size() < 4'000);
    CHECK(std::ranges::all_of(words, [](char c) {
      return c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
    }));
  }
}

TEST_CASE("conformance: the parser and the finder of faults agree on every text") {
  for (const Text& text : texts()) {
    CAPTURE(text.name);
    if (check_bytes(text.bytes)) continue;
    const bool syntax = text.outcome.starts_with("json-syntax");
    if (text.outcome.starts_with("json-") && !syntax) continue;
    CHECK(find_json_fault(text.bytes).has_value() == syntax);
    CHECK(parse_json(text.bytes).has_value() == !syntax);
  }
}

TEST_CASE("conformance: a text of another is the user's own under x_") {
  for (const Text& text : texts()) {
    if (text.name.front() != 'y' || text.name == "y_structure_whitespace_array") continue;
    CAPTURE(text.name);
    const std::string job = fmt::format(
        R"({{"x_own": {}, "runtime": "1h", "hardware": {{"node_power_w": 100}}}})", text.bytes);
    const Diagnostics problems = problems_of(job);
    const bool twice = text.name.starts_with("y_object_duplicated_key");
    CHECK(problems.size() == (twice ? 1 : 0));
  }
}

TEST_CASE("conformance: any text in UTF-8 can be the name of a job") {
  for (const Text& text : texts()) {
    CAPTURE(text.name);
    if (text.outcome.starts_with("json-encoding") || text.bytes.size() > limits::k_name_bytes)
      continue;
    Diagnostics warnings;
    const std::string written = in_name(text.bytes);
    const Result<Job> job = read_job({written}, {}, warnings);
    REQUIRE(job);
    CHECK(job->name == text.bytes);
    CHECK(warnings.empty());
  }
}
