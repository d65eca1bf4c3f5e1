// SPDX-License-Identifier: Apache-2.0
#include "catalog/keys.hpp"

#include <algorithm>

namespace carbonest {
namespace {

constexpr std::size_t k_shortest_brief = 2;  // one letter left of a name is no name

class KeyMaker {
 public:
  KeyMaker(const TableSpec& spec, std::span<const std::string_view> cells,
           std::optional<KeyClass> only)
      : spec_{spec}, cells_{cells}, only_{only} {
    if (!spec.vendor.empty()) vendor_ = cell(spec.vendor);
  }

  std::vector<Key> make() {
    for (const KeyFeed& feed : spec_.feeds) {
      if (!feed.only_column.empty() && cell(feed.only_column) != feed.only_value) continue;
      const std::size_t index = find_column(spec_, feed.column);
      column_ = static_cast<std::uint16_t>(index);
      if (spec_.columns[index].kind == CellKind::list) {
        for_each_item(cells_[index], ';', [&](std::string_view item) { add_name(feed.key, item); });
      } else {
        add_name(feed.key, cells_[index]);
      }
    }
    return std::move(keys_);
  }

 private:
  std::string_view cell(std::string_view column) const {
    return cells_[find_column(spec_, column)];
  }

  bool wanted(KeyClass key_class) const { return !only_ || *only_ == key_class; }

  void add(KeyClass key_class, std::string text, std::string_view item) {
    if (text.empty()) return;
    Key key{key_class, std::move(text), column_, item};
    if (std::ranges::find(keys_, key) == keys_.end()) keys_.push_back(std::move(key));
  }

  void add_name(KeyClass key_class, std::string_view name) {
    const bool is_id = key_class == KeyClass::exact;
    if (wanted(key_class))
      add(key_class, is_id ? fold_id(name) : fold_name(name, spec_.folding), name);
    const KeyClass brief_class = key_class == KeyClass::family ? KeyClass::family : KeyClass::brief;
    if (is_id || vendor_.empty() || key_class == KeyClass::brief || !wanted(brief_class)) return;
    std::string rest = fold_name(without_vendor(name, vendor_).rest, spec_.folding);
    if (rest.size() >= k_shortest_brief) add(brief_class, std::move(rest), name);
  }

  const TableSpec& spec_;
  std::span<const std::string_view> cells_;
  std::optional<KeyClass> only_;
  std::string_view vendor_;
  std::uint16_t column_ = 0;
  std::vector<Key> keys_;
};

}  // namespace

std::vector<Key> row_keys(const TableSpec& spec, std::span<const std::string_view> cells,
                          std::optional<KeyClass> only) {
  return KeyMaker(spec, cells, only).make();
}

std::uint32_t key_hash(KeyClass key_class, std::string_view text) noexcept {
  std::uint32_t hash = 2166136261u;
  const auto mix = [&](unsigned char byte) { hash = (hash ^ byte) * 16777619u; };
  mix(static_cast<unsigned char>(key_class));
  for (const char c : text) mix(static_cast<unsigned char>(c));
  return hash;
}

}  // namespace carbonest
