// SPDX-License-Identifier: Apache-2.0
#include "catalog/csv.hpp"

#include <optional>

#include <fmt/format.h>

#include "diagnostics/utf8.hpp"

namespace carbonest {
namespace {

constexpr std::size_t k_max_text = std::size_t{256} << 20;  // offsets are 32 bits wide

struct ByteProblem {
  std::size_t offset;
  std::string_view message;
};

/// The first byte that no table may hold.
std::optional<ByteProblem> find_bad_byte(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '\0') return ByteProblem{at, "a NUL byte"};
    const std::size_t length = utf8_length(text, at);
    if (length == 0) return ByteProblem{at, "not UTF-8"};
    at += length;
  }
  return std::nullopt;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_{text} {}

  CsvDocument read() {
    if (text_.size() > k_max_text) return refuse_all(0, "the file is too large");
    if (const auto bad = find_bad_byte(text_)) return refuse_all(bad->offset, bad->message);
    if (text_.substr(0, 3) == "\xEF\xBB\xBF") at_ = 3;
    if (at_ == text_.size()) return refuse_all(at_, "the file is empty; a header row is needed");
    while (at_ < text_.size()) read_record();
    return std::move(document_);
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\n'; }
  bool at_line_end() const {
    return peek() == '\n' || (peek() == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n');
  }

  CsvDocument refuse_all(std::size_t offset, std::string_view message) {
    document_.problems.push_back(
        {place_in(text_, static_cast<std::uint32_t>(offset)), std::string(message)});
    return std::move(document_);
  }

  void report(std::size_t offset, std::string message) {
    const TextPlace place =
        place_in(text_, static_cast<std::uint32_t>(offset), record_.offset, {record_.line, 1});
    document_.problems.push_back({place, std::move(message)});
  }

  void read_record() {
    record_ = {static_cast<std::uint32_t>(at_), line_,
               static_cast<std::uint32_t>(document_.cells.size()), 0};
    bool sound = true;
    while ((sound = read_cell()) && peek() == ',') ++at_;
    if (sound && !at_line_end()) {  // a lone '\r', or text after a closing quote
      report(at_, peek() == '\r' ? "a carriage return without a line feed"
                                 : "text after a closing quote");
      sound = false;
    }
    record_.cell_count = static_cast<std::uint32_t>(document_.cells.size()) - record_.first_cell;
    if (sound && check_cell_count()) {
      document_.records.push_back(record_);
    } else {
      document_.cells.resize(record_.first_cell);
    }
    finish_line();
  }

  bool check_cell_count() {
    if (document_.records.empty()) return true;
    const std::size_t wanted = document_.records.front().cell_count;
    const std::size_t found = record_.cell_count;
    if (found == wanted) return true;
    if (at_ == record_.offset) {
      report(at_, "an empty line");
    } else {
      const std::size_t place =
          found < wanted ? at_ : document_.cells[record_.first_cell + wanted].offset;
      report(place, fmt::format("the row has {} cells, the header has {}", found, wanted));
    }
    return false;
  }

  /// To the start of the next line; after a problem, what is left of this one is skipped.
  void finish_line() {
    while (at_ < text_.size() && text_[at_] != '\n') ++at_;
    if (at_ < text_.size()) ++at_;
    ++line_;
  }

  bool read_cell() { return peek() == '"' ? read_quoted() : read_plain(); }

  bool read_plain() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n' && text_[at_] != '\r') {
      if (text_[at_] == '"') {
        report(at_, "a quote inside a cell that is not quoted");
        return false;
      }
      ++at_;
    }
    document_.cells.push_back(
        {text_.substr(begin, at_ - begin), static_cast<std::uint32_t>(begin)});
    return true;
  }

  bool read_quoted() {
    const std::size_t open = at_++;
    const std::size_t begin = at_;
    bool doubled = false;
    while (at_ < text_.size()) {
      if (text_[at_] == '\n') ++line_;
      if (text_[at_++] != '"') continue;
      if (peek() != '"' || at_ >= text_.size()) {
        add_quoted(open, text_.substr(begin, at_ - 1 - begin), doubled);
        return true;
      }
      doubled = true;
      ++at_;
    }
    report(open, "a quoted cell that is never closed");
    return false;
  }

  void add_quoted(std::size_t open, std::string_view body, bool doubled) {
    if (doubled) {
      std::string& plain = document_.decoded.emplace_back();
      for (std::size_t i = 0; i < body.size(); ++i) {
        plain += body[i];
        if (body[i] == '"') ++i;  // the second of the pair
      }
      body = plain;
    }
    document_.cells.push_back({body, static_cast<std::uint32_t>(open)});
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
  CsvRecord record_;
  CsvDocument document_;
};

}  // namespace

TextPlace place_in(std::string_view text, std::uint32_t offset, std::uint32_t from, TextPlace at) {
  for (std::uint32_t i = from; i < offset && i < text.size(); ++i) {
    if (text[i] == '\n') {
      at = {at.line + 1, 1};
    } else if (!continues_code_point(text[i])) {
      ++at.column;
    }
  }
  return at;
}

CsvDocument read_csv(std::string_view text) { return Reader(text).read(); }

void append_csv_cell(std::string& out, std::string_view cell) {
  if (cell.find_first_of("\",\r\n") == std::string_view::npos) {
    out += cell;
    return;
  }
  out += '"';
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace carbonest
