// SPDX-License-Identifier: Apache-2.0
#include "catalog/blob.hpp"

#include <algorithm>
#include <stdexcept>

namespace carbonest {
namespace {

constexpr std::string_view k_magic = "CARBTAB1";
constexpr std::size_t k_checksum_size = 64;
constexpr std::size_t k_entry_fields =
    5;  // index offset, index entries, text offset, text size, rows
enum EntryField : std::size_t { index_offset, index_size, text_offset, text_size, rows };

// Offsets of the header's fields.
constexpr std::size_t k_size_at = 8, k_tables_at = 12, k_year_at = 16, k_version_at = 20;
constexpr std::size_t k_checksum_at = k_version_at + 4 + k_longest_version;
constexpr std::size_t k_directory_at = k_checksum_at + k_checksum_size;
constexpr std::size_t k_header_size = k_directory_at + 4 * k_entry_fields * k_table_count;
constexpr std::size_t k_alignment = 16;
constexpr std::size_t k_index_entry_size = 8;

constexpr std::size_t aligned(std::size_t size) {
  return (size + k_alignment - 1) / k_alignment * k_alignment;
}

class Writer {
 public:
  explicit Writer(std::size_t size) { bytes_.reserve(size); }
  void word(std::size_t value) {
    if (value > 0xFFFFFFFFu) throw std::length_error("the tables are too large");
    for (int shift = 0; shift < 32; shift += 8)
      bytes_.push_back(static_cast<unsigned char>(value >> shift));
  }
  void text(std::string_view text) { bytes_.insert(bytes_.end(), text.begin(), text.end()); }
  void pad_to(std::size_t size) { bytes_.resize(size); }
  std::vector<unsigned char> take() && { return std::move(bytes_); }

 private:
  std::vector<unsigned char> bytes_;
};

}  // namespace

Blob::Blob(std::span<const unsigned char> bytes) : bytes_{bytes} {
  const bool sound = bytes.size() >= k_header_size && view(0, k_magic.size()) == k_magic &&
                     word(k_size_at) == bytes.size() && word(k_tables_at) == k_table_count &&
                     word(k_version_at) <= k_longest_version;
  if (!sound) throw std::invalid_argument("the compiled tables are damaged, or of another version");
}

std::uint32_t Blob::word(std::size_t at) const noexcept {
  const unsigned char* p = bytes_.data() + at;
  return std::uint32_t{p[0]} | std::uint32_t{p[1]} << 8 | std::uint32_t{p[2]} << 16 |
         std::uint32_t{p[3]} << 24;
}

std::string_view Blob::view(std::size_t at, std::size_t size) const noexcept {
  return {reinterpret_cast<const char*>(bytes_.data()) + at, size};
}

std::uint32_t Blob::entry_word(TableId table, std::size_t field) const noexcept {
  return word(k_directory_at + 4 * (k_entry_fields * static_cast<std::size_t>(table) + field));
}

IndexEntry Blob::index_entry(std::uint32_t begin, std::uint32_t i) const noexcept {
  const std::size_t at = begin + std::size_t{i} * k_index_entry_size;
  return {word(at), word(at + 4)};
}

/// Position of the first entry that is not below `hash`.
std::uint32_t Blob::lower_bound(std::uint32_t begin, std::uint32_t size,
                                std::uint32_t hash) const noexcept {
  std::uint32_t low = 0, high = size;
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (index_entry(begin, middle).hash < hash) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

std::string_view Blob::version() const noexcept {
  return view(k_version_at + 4, word(k_version_at));
}
std::string_view Blob::checksum() const noexcept { return view(k_checksum_at, k_checksum_size); }
int Blob::newest_grid_year() const noexcept { return static_cast<int>(word(k_year_at)); }

std::string_view Blob::text(TableId table) const noexcept {
  return view(entry_word(table, text_offset), entry_word(table, text_size));
}

std::uint32_t Blob::row_count(TableId table) const noexcept { return entry_word(table, rows); }

BlobRow read_row(TableId table, std::string_view text, std::uint32_t offset) {
  BlobRow row{.offset = offset, .cells = {}};
  std::size_t at = offset;
  for (std::size_t i = 0; i < table_spec(table).columns.size(); ++i) {
    const std::size_t end = text.find('\t', at);
    row.cells[i] = text.substr(at, end - at);
    at = end + 1;
  }
  row.overridden = text[at] == k_overridden;
  row.next = static_cast<std::uint32_t>(at + (row.overridden ? 2 : 1));
  return row;
}

std::vector<BlobRow> Blob::find(TableId table, KeyClass key_class, std::string_view folded) const {
  const TableSpec& spec = table_spec(table);
  const std::uint32_t begin = entry_word(table, index_offset), size = entry_word(table, index_size);
  const std::uint32_t hash = key_hash(key_class, folded);
  const std::string_view rows_text = text(table);
  std::vector<BlobRow> found;
  for (std::uint32_t i = lower_bound(begin, size, hash); i < size; ++i) {
    const IndexEntry entry = index_entry(begin, i);
    if (entry.hash != hash) break;
    const BlobRow candidate = read_row(table, rows_text, entry.offset);
    const auto keys =
        row_keys(spec, std::span(candidate.cells).first(spec.columns.size()), key_class);
    if (std::ranges::find(keys, folded, &Key::text) != keys.end()) found.push_back(candidate);
  }
  return found;
}

Segment Blob::segment(TableId table) const {
  Segment copy{.text = std::string(text(table)), .index = {}, .rows = row_count(table)};
  const std::uint32_t begin = entry_word(table, index_offset), size = entry_word(table, index_size);
  copy.index.reserve(size);
  for (std::uint32_t i = 0; i < size; ++i) copy.index.push_back(index_entry(begin, i));
  return copy;
}

std::vector<unsigned char> write_blob(const BlobHeader& header,
                                      std::span<const Segment, k_table_count> tables) {
  std::size_t indexes = 0, texts = 0;
  for (const Segment& table : tables) {
    indexes += aligned(table.index.size() * k_index_entry_size);
    texts += aligned(table.text.size());
  }
  const std::size_t first_index = aligned(k_header_size), first_text = first_index + indexes;
  const std::size_t size = first_text + texts;
  Writer out(size);
  out.text(k_magic);
  out.word(size);
  out.word(k_table_count);
  out.word(static_cast<std::size_t>(header.newest_grid_year));
  const std::string_view version = header.version.substr(0, k_longest_version);
  out.word(version.size());
  out.text(version);
  out.pad_to(k_checksum_at);
  out.text(header.checksum);
  out.pad_to(k_directory_at);
  std::size_t index_at = first_index, text_at = first_text;
  for (const Segment& table : tables) {
    for (const std::size_t field :
         {index_at, table.index.size(), text_at, table.text.size(), std::size_t{table.rows}})
      out.word(field);
    index_at += aligned(table.index.size() * k_index_entry_size);
    text_at += aligned(table.text.size());
  }
  index_at = first_index, text_at = first_text;
  for (const Segment& table : tables) {
    out.pad_to(index_at);
    for (const IndexEntry& entry : table.index) out.word(entry.hash), out.word(entry.offset);
    index_at += aligned(table.index.size() * k_index_entry_size);
  }
  for (const Segment& table : tables) {
    out.pad_to(text_at);
    out.text(table.text);
    text_at += aligned(table.text.size());
  }
  out.pad_to(size);
  return std::move(out).take();
}

void append_row(Segment& segment, std::span<const std::string_view> cells, bool overridden) {
  for (const std::string_view cell : cells) {
    segment.text += cell;
    segment.text += '\t';
  }
  if (overridden) segment.text += k_overridden;
  segment.text += '\n';
  ++segment.rows;
}

}  // namespace carbonest
