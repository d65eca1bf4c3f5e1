// SPDX-License-Identifier: Apache-2.0
#include "series/csv_rows.hpp"

#include <algorithm>

#include "series/ascii.hpp"
#include "series/limits.hpp"

namespace carbonest::series_text {

void CsvRows::skip_blank_lines() {
  const std::size_t begin = rest_.find_first_not_of("\r\n");
  rest_.remove_prefix(std::min(begin, rest_.size()));
}

bool CsvRows::next() {
  cells_.clear();
  decoded_.clear();
  skip_blank_lines();
  line_ = rest_;
  if (rest_.empty() || problem_) return false;
  for (;;) {
    if (!read_cell()) return false;
    if (rest_.empty() || rest_.front() == '\n' || rest_.front() == '\r') break;
    rest_.remove_prefix(1);  // the separator
    if (cells_.size() >= series_limits::k_columns) {
      problem_ = "a row of more than 1000 cells";
      return false;
    }
  }
  return true;
}

bool CsvRows::read_cell() {
  if (rest_.starts_with('"')) return read_quoted();
  const char* const begin = rest_.data();
  const char* const limit = begin + rest_.size();
  const char* at = begin;
  while (at != limit && *at != separator_ && *at != '\n' && *at != '\r') ++at;
  const auto end = static_cast<std::size_t>(at - begin);
  cells_.push_back(trim(rest_.substr(0, end)));
  rest_.remove_prefix(end);
  return true;
}

bool CsvRows::read_quoted() {
  std::size_t end = rest_.find('"', 1);
  bool doubled = false;
  while (end != std::string_view::npos && rest_.substr(end + 1).starts_with('"')) {
    doubled = true;
    end = rest_.find('"', end + 2);
  }
  if (end == std::string_view::npos) {
    problem_ = "a quoted cell that is never closed";
    return false;
  }
  std::string_view body = rest_.substr(1, end - 1);
  if (doubled) {
    std::string& plain = decoded_.emplace_back();
    for (std::size_t i = 0; i < body.size(); ++i) {
      plain += body[i];
      if (body[i] == '"') ++i;  // the second of the pair
    }
    body = plain;
  }
  cells_.push_back(trim(body));
  rest_.remove_prefix(end + 1);
  if (rest_.empty() || rest_.front() == separator_ || rest_.front() == '\n' ||
      rest_.front() == '\r')
    return true;
  problem_ = "text after a closing quote";
  return false;
}

char find_separator(std::string_view header) noexcept {
  header = header.substr(0, header.find_first_of("\r\n"));
  for (const char separator : {',', ';', '\t'})
    if (header.find(separator) != std::string_view::npos) return separator;
  return ',';
}

}  // namespace carbonest::series_text
