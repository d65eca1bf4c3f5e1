// SPDX-License-Identifier: Apache-2.0
// From the rows of a draft to the text and the name index of a table. A name that would find two
// rows is reported here, since only here all names are known.
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "catalog/draft.hpp"

namespace carbonest {
namespace {

struct IndexedKey {
  std::string text;
  KeyClass key_class;
  std::uint32_t row;     ///< position in DraftTable::rows
  std::uint32_t offset;  ///< in the text of the segment
  std::uint16_t column;
};

class IndexBuilder {
 public:
  IndexBuilder(Draft& draft, TableId table) : draft_{draft}, id_{table}, spec_{table_spec(table)} {}

  Segment build() {
    std::vector<std::string_view> texts(spec_.columns.size());
    const auto& rows = draft_.table(id_).rows;
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
      const auto cells = draft_.cells(id_, rows[i]);
      std::ranges::transform(cells, texts.begin(), &CsvCell::text);
      const auto offset = static_cast<std::uint32_t>(segment_.text.size());
      append_row(segment_, texts, rows[i].overridden);
      for (Key& key : row_keys(spec_, texts))
        keys_.push_back({std::move(key.text), key.key_class, i, offset, key.column});
    }
    std::ranges::sort(keys_, {},
                      [](const IndexedKey& k) { return std::tie(k.text, k.key_class, k.row); });
    for (std::size_t begin = 0, end = 0; begin < keys_.size(); begin = end) {
      while (end < keys_.size() && keys_[end].text == keys_[begin].text) ++end;
      add(std::span(keys_).subspan(begin, end - begin));
    }
    std::ranges::sort(segment_.index);
    auto& index = segment_.index;  // two names of a row may have one hash
    index.erase(std::unique(index.begin(), index.end()), index.end());
    return std::move(segment_);
  }

 private:
  /// Keys with one text, by class and row.
  void add(std::span<const IndexedKey> keys) {
    const bool rows_repeat =
        spec_.key.size() > 1;  // the rows of one zone stand together; the index leads to the first
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const IndexedKey& key = keys[i];
      const bool repeated = i > 0 && keys[i - 1].key_class == key.key_class;
      if (repeated && key.key_class == KeyClass::exact && rows_repeat) continue;
      const bool unique = key.key_class == KeyClass::exact || key.key_class == KeyClass::name;
      if (repeated && unique) report(keys[i - 1], key);
      segment_.index.push_back({key_hash(key.key_class, key.text), key.offset});
    }
    check_families(keys);
  }

  /// A name of one row would hide the family of several.
  void check_families(std::span<const IndexedKey> keys) {
    const auto name = std::ranges::find(keys, KeyClass::name, &IndexedKey::key_class);
    if (name == keys.end()) return;
    const auto family = std::ranges::find_if(keys, [&](const IndexedKey& key) {
      return key.key_class == KeyClass::family && key.row != name->row;
    });
    if (family != keys.end()) report(*family, *name);
  }

  /// The row that was given now is at fault, if only one of the two was.
  void report(const IndexedKey& a, const IndexedKey& b) {
    const auto& rows = draft_.table(id_).rows;
    const bool swap = rows[b.row].file == k_base_file;
    const IndexedKey& known = swap ? b : a;
    const IndexedKey& second = swap ? a : b;
    const DraftRow& row = rows[second.row];
    if (compare_keys(id_, draft_.cells(id_, row), draft_.cells(id_, rows[known.row])) == 0)
      return;  // a duplicate row
    draft_.report(
        "duplicate-name", row, draft_.cells(id_, row)[second.column],
        fmt::format("{}: the name {} is also one of {}", spec_.columns[second.column].name,
                    quoted(second.text), quoted(draft_.cells(id_, rows[known.row])[0].text)));
  }

  Draft& draft_;
  TableId id_;
  const TableSpec& spec_;
  Segment segment_;
  std::vector<IndexedKey> keys_;
};

}  // namespace

Segment build_segment(Draft& draft, TableId table) { return IndexBuilder(draft, table).build(); }

}  // namespace carbonest
