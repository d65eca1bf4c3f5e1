// SPDX-License-Identifier: Apache-2.0
#include "report/diagnostics.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "report/escape.hpp"
#include "report/json_writer.hpp"

namespace carbonest {
namespace {

constexpr std::string_view k_program = "carbonest";

std::string_view to_string(Severity severity) noexcept {
  return severity == Severity::error ? "error" : "warning";
}

// The file with its position, the option, or the program where it is neither.
std::string location(const Diagnostic& diagnostic) {
  if (diagnostic.place.from_option()) return diagnostic.place.option;
  if (diagnostic.file.empty()) return std::string(k_program);
  std::string words = escape_terminal(diagnostic.file);
  if (diagnostic.line > 0) words += fmt::format(":{}", diagnostic.line);
  if (diagnostic.line > 0 && diagnostic.column > 0) words += fmt::format(":{}", diagnostic.column);
  return words;
}

// Columns before the caret, after escaping: an escape is wider than what it stands for.
std::size_t caret_offset(const Diagnostic& diagnostic) {
  std::size_t bytes = 0;
  for (int code_points = 1; bytes < diagnostic.excerpt.size(); ++bytes) {
    const bool continuation =
        (static_cast<unsigned char>(diagnostic.excerpt[bytes]) & 0xC0u) == 0x80;
    if (!continuation && code_points++ == std::max(diagnostic.caret, 1)) break;
  }
  return display_width(escape_terminal(std::string_view(diagnostic.excerpt).substr(0, bytes)));
}

// A gutter keeps the line of others from being the first thing on ours.
void add_excerpt(std::string& out, const Diagnostic& diagnostic) {
  const std::string number =
      diagnostic.line > 0 ? fmt::format("{}", diagnostic.line) : std::string{};
  out += fmt::format("  {} | {}\n", number, escape_terminal(diagnostic.excerpt));
  if (diagnostic.caret > 0)
    out += fmt::format("  {} | {}^\n", std::string(number.size(), ' '),
                       std::string(caret_offset(diagnostic), ' '));
}

std::string label(const Diagnostic& diagnostic, bool color) {
  const std::string words =
      fmt::format("{}[{}]", to_string(diagnostic.severity), escape_terminal(diagnostic.code));
  if (!color) return words;
  return fmt::format("\x1b[1;{}m{}\x1b[0m", diagnostic.severity == Severity::error ? 31 : 33,
                     words);
}

void write_diagnostic(JsonWriter& json, const Diagnostic& diagnostic) {
  const auto position = [](int value) {
    return value > 0 ? std::optional<double>(value) : std::nullopt;
  };
  json.begin_object();
  json.key("severity").text(to_string(diagnostic.severity));
  json.key("code").text(diagnostic.code);
  json.key("message").text(diagnostic.message);
  json.key("file").text_or_null(diagnostic.file);
  json.key("line").number_or_null(position(diagnostic.line));
  json.key("column").number_or_null(position(diagnostic.column));
  json.key("pointer").text_or_null(diagnostic.pointer);
  if (diagnostic.place.from_option()) json.key("option").text(diagnostic.place.option);
  json.key("hint").text_or_null(diagnostic.hint);
  json.end_object();
}

}  // namespace

std::string render_diagnostics_text(std::span<const Diagnostic> diagnostics, bool color) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics) {
    out += fmt::format("{}: {}: {}\n", location(diagnostic), label(diagnostic, color),
                       escape_terminal(diagnostic.message));
    if (!diagnostic.excerpt.empty()) add_excerpt(out, diagnostic);
    if (!diagnostic.hint.empty())
      out += fmt::format("hint: {}\n", escape_terminal(diagnostic.hint));
  }
  return out;
}

std::string render_diagnostics_json(std::span<const Diagnostic> diagnostics, bool pretty) {
  JsonWriter json(pretty ? JsonWriter::Style::pretty : JsonWriter::Style::compact);
  json.begin_object();
  json.key("schema").text("carbonest.diagnostics/1");
  json.key("diagnostics").begin_array();
  for (const Diagnostic& diagnostic : diagnostics) write_diagnostic(json, diagnostic);
  json.end_array().end_object();
  return std::move(json).finish();
}

}  // namespace carbonest
