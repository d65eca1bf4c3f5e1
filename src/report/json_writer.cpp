// SPDX-License-Identifier: Apache-2.0
#include "report/json_writer.hpp"

#include <cassert>
#include <utility>

#include "report/escape.hpp"
#include "report/number.hpp"

namespace carbonest {

void JsonWriter::new_line(std::size_t depth) {
  out_ += '\n';
  out_.append(depth * 2, ' ');
}

// What stands before a key, or before a value of an array.
void JsonWriter::separate() {
  if (after_key_ || levels_.empty()) {
    after_key_ = false;
    return;
  }
  Level& level = levels_.back();
  if (!level.empty) out_ += ',';
  if (style_ == Style::pretty) {
    if (!level.on_one_line) {
      new_line(levels_.size());
    } else {
      out_ += level.empty && out_.back() == '[' ? "" : " ";
    }
  }
  level.empty = false;
}

JsonWriter& JsonWriter::open(char bracket, bool on_one_line) {
  const bool inherited = !levels_.empty() && levels_.back().on_one_line;
  separate();
  out_ += bracket;
  levels_.push_back({true, on_one_line || inherited});
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  assert(!levels_.empty() && !after_key_);
  const Level level = levels_.back();
  levels_.pop_back();
  if (style_ == Style::pretty && !level.empty) {
    if (!level.on_one_line) {
      new_line(levels_.size());
    } else if (bracket == '}') {
      out_ += ' ';
    }
  }
  out_ += bracket;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  assert(!levels_.empty() && !after_key_);
  separate();
  append_json_string(out_, name);
  out_ += style_ == Style::pretty ? ": " : ":";
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::text(std::string_view value) {
  separate();
  append_json_string(out_, value);
  return *this;
}

JsonWriter& JsonWriter::number(double value) { return raw(json_number(value)); }

JsonWriter& JsonWriter::raw(std::string_view value) {
  separate();
  out_ += value;
  return *this;
}

std::string JsonWriter::finish() && {
  assert(levels_.empty() && !after_key_);
  out_ += '\n';
  return std::move(out_);
}

}  // namespace carbonest
