// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "carbonest/diagnostic.hpp"
#include "catch.hpp"

using namespace carbonest;

namespace {

namespace fs = std::filesystem;

bool is_kebab(std::string_view id) {
  if (id.empty() || id.front() == '-' || id.back() == '-') return false;
  return std::ranges::all_of(
             id,
             [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; }) &&
         id.find("--") == id.npos;
}

bool in_table(std::string_view id) {
  const auto codes = diagnostic_codes();
  return std::ranges::find(codes, id, &CodeInfo::id) != codes.end();
}

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// What stands before a literal when it is a code: the functions and members that take one.
constexpr std::string_view k_takers[]{
    "diagnostic(", "usage_error(", "report_failure(", "refuse(", "warn(",  "fall_back(",
    "error(",      "report(",      "fail(",           ".code =", "code =", "fall_back_code ="};

std::string_view without_space(std::string_view text) {
  return text.substr(0, text.find_last_not_of(" \n") + 1);
}

// Literals in kebab-case that a taker is followed by, or the other branch of `a ? "x" : "y"` there.
void collect(std::string_view source, std::set<std::string>& codes) {
  for (std::size_t at = source.find('"'); at != source.npos; at = source.find('"', at)) {
    std::size_t end = at + 1;
    while (end < source.size() && source[end] != '"' && source[end] != '\n')
      end += source[end] == '\\' ? std::size_t{2} : 1;
    const std::string_view literal = source.substr(at + 1, end - at - 1);
    const std::string_view before = without_space(source.substr(0, at));
    const bool taken = std::ranges::any_of(
        k_takers, [&](std::string_view taker) { return before.ends_with(taker); });
    if (taken && is_kebab(literal) && literal.find('-') != literal.npos) codes.emplace(literal);
    at = std::min(end + 1, source.size());
  }
}

std::set<std::string> codes_in_sources() {
  std::set<std::string> codes;
  for (const auto& entry : fs::recursive_directory_iterator(CARBONEST_SOURCE_DIR "/src"))
    if (entry.path().extension() == ".cpp" || entry.path().extension() == ".hpp")
      collect(read(entry.path()), codes);
  return codes;
}

}  // namespace

TEST_CASE("codes: sorted, unique, kebab-case, with a title") {
  const auto codes = diagnostic_codes();
  REQUIRE(codes.size() > 50);
  for (std::size_t i = 0; i < codes.size(); ++i) {
    CAPTURE(codes[i].id);
    CHECK(is_kebab(codes[i].id));
    CHECK_FALSE(codes[i].title.empty());
    CHECK(codes[i].title.size() <= 72);
    if (i > 0) CHECK(codes[i - 1].id < codes[i].id);
  }
}

TEST_CASE("codes: every code of the sources is a row") {
  const std::set<std::string> used = codes_in_sources();
  CHECK(used.size() > 40);  // the scan finds them
  CHECK(used.contains("unknown-key"));
  CHECK(used.contains("cannot-read"));
  for (const std::string& code : used) {
    CAPTURE(code);
    CHECK(in_table(code));
  }
}

TEST_CASE("codes: the families that are put together from words are whole") {
  for (const std::string what : {"accelerator", "cpu", "instance", "region", "zone"}) {
    CHECK(in_table("unknown-" + what));
    CHECK(in_table("ambiguous-" + what));
  }
}

TEST_CASE("codes: a diagnostic has the usual severity of its code") {
  CHECK(diagnostic("unknown-key", {}, "x").severity == Severity::error);
  const Diagnostic made = diagnostic("pue-high", {7}, "message", "hint");
  CHECK(made.severity == Severity::warning);
  CHECK(made.message == "message");
  CHECK(made.hint == "hint");
  CHECK(made.place.offset == 7);
}

TEST_CASE("codes: warnings are no errors") {
  CHECK_FALSE(has_errors({}));
  CHECK_FALSE(has_errors({diagnostic("pue-high", {}, "x")}));
  CHECK(has_errors({diagnostic("pue-high", {}, "x"), diagnostic("json-syntax", {}, "x")}));
}
