// SPDX-License-Identifier: Apache-2.0
#include "report/diagnostics.hpp"

#include <nlohmann/json.hpp>

#include "catch.hpp"

using namespace carbonest;

namespace {

Diagnostic located() {
  Diagnostic d;
  d.code = "unknown-accelerator";
  d.message = "no accelerator is called \"A100-SXM5\"";
  d.hint = "did you mean \"A100-SXM4-80GB\"?";
  d.file = "job.json";
  d.line = 7;
  d.column = 14;
  d.pointer = "/hardware/accelerator";
  d.excerpt = "    \"gpu\": \"A100-SXM5\"";
  d.caret = 12;
  return d;
}

}  // namespace

TEST_CASE("a diagnostic is a line with its place, the source line with a caret, and a hint") {
  const Diagnostics diagnostics{located()};
  CHECK(render_diagnostics_text(diagnostics, false) ==
        "job.json:7:14: error[unknown-accelerator]: no accelerator is called \"A100-SXM5\"\n"
        "  7 |     \"gpu\": \"A100-SXM5\"\n"
        "    |            ^\n"
        "hint: did you mean \"A100-SXM4-80GB\"?\n");
}

TEST_CASE("without a position the option or the program stands for the place") {
  Diagnostic option;
  option.code = "invalid-option";
  option.message = "bad";
  option.place.option = "--pue";
  Diagnostic nowhere;
  nowhere.code = "cannot-read";
  nowhere.severity = Severity::warning;
  nowhere.message = "no file";
  CHECK(render_diagnostics_text(Diagnostics{option, nowhere}, false) ==
        "--pue: error[invalid-option]: bad\ncarbonest: warning[cannot-read]: no file\n");
}

TEST_CASE("the caret stands under its character, whatever was escaped before it") {
  Diagnostic d = located();
  d.excerpt = "\t\x1b模x";
  d.caret = 4;  // the x
  CHECK(render_diagnostics_text(Diagnostics{d}, false)
            .find("  7 | \\t\\u001b模x\n    |           ^\n") != std::string::npos);
  d.caret = 99;
  CHECK(render_diagnostics_text(Diagnostics{d}, false).find("    |            ^\n") !=
        std::string::npos);
}

TEST_CASE("a file name cannot start a line as a command") {
  Diagnostic d = located();
  d.file = "::error::x.json";
  CHECK(render_diagnostics_text(Diagnostics{d}, false).starts_with("\\u003a:error::x.json:7:14: "));
}

TEST_CASE("diagnostics as JSON") {
  const Diagnostics diagnostics{located(), Diagnostic{}};
  for (const bool pretty : {true, false}) {
    const auto json = nlohmann::json::parse(render_diagnostics_json(diagnostics, pretty));
    CHECK(json["schema"] == "carbonest.diagnostics/1");
    const auto& first = json["diagnostics"][0];
    CHECK(first["severity"] == "error");
    CHECK(first["code"] == "unknown-accelerator");
    CHECK(first["file"] == "job.json");
    CHECK(first["line"] == 7);
    CHECK(first["column"] == 14);
    CHECK(first["pointer"] == "/hardware/accelerator");
    CHECK(first["hint"] == "did you mean \"A100-SXM4-80GB\"?");
    CHECK(json["diagnostics"][1]["line"].is_null());
    CHECK(json["diagnostics"][1]["file"].is_null());
  }
}
