// SPDX-License-Identifier: Apache-2.0
#pragma once
// Text of others (job names, file names, table cells) on its way into an output. Each output has
// one escaper; after it the text can no longer change the terminal, the file format, or the meaning
// of what stands around it. Input may be any bytes; output is valid UTF-8.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace carbonest {

/// Visible escapes for control characters, line ends, bidi and invisible marks, and for what a log
/// reader (GitHub, Azure) would take as a command.
std::string escape_terminal(std::string_view text);

/// A JSON string with its quotes. C1 controls, bidi and invisible marks are escaped too.
void append_json_string(std::string& out, std::string_view text);

/// A CSV cell: RFC 4180 quoting, a leading ' where a spreadsheet would see a formula, and the visible
/// escapes of escape_terminal(), so that a record is one line of a log. Numbers stay as they are.
std::string csv_cell(std::string_view text);

/// Markdown in which nothing is markup, HTML, a link or a mention.
std::string escape_markdown(std::string_view text);

/// Text or attribute value of XML 1.0. What XML cannot hold, and what nobody would see, is shown as
/// a visible escape.
std::string escape_xml(std::string_view text);

/// The message, and a property, of a GitHub workflow command: percent signs and line ends, and in a
/// property the colon and the comma, in the form that the runner turns back.
std::string escape_github_message(std::string_view text);
std::string escape_github_property(std::string_view text);

/// The value of an OpenMetrics label, without its quotes. A `#` is escaped too: GitLab takes the
/// rest of a line after one for a comment.
std::string escape_metrics_label(std::string_view text);

/// A file path as a relative URI reference; its bytes come back by percent-decoding.
std::string escape_uri_path(std::string_view text);

/// Every escaper of this header with one kind of output. What they promise is tested by row.
struct Escaper {
  std::string_view id;
  std::string (*escape)(std::string_view);
};
std::span<const Escaper> escapers() noexcept;

/// Columns that escaped text takes on a terminal.
std::size_t display_width(std::string_view text);

/// Escaped text cut to `width` columns; what was cut is shown by "...".
std::string cut_to_width(std::string_view text, std::size_t width);

/// Escaped text in lines of at most `width` columns, broken at spaces where there are any.
std::vector<std::string> fold(std::string_view text, std::size_t width);

/// Padded with spaces to `width` columns.
std::string pad_right(std::string text, std::size_t width);
std::string pad_left(std::string text, std::size_t width);

}  // namespace carbonest
