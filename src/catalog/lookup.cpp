// SPDX-License-Identifier: Apache-2.0
#include "catalog/lookup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "catalog/names.hpp"

namespace carbonest {
namespace {

constexpr std::size_t k_longest_name = 256;
constexpr std::size_t k_suggestions = 3;
constexpr std::size_t k_shortest_part = 3;  // of a name, to be suggested for containing it

constexpr std::array k_folded_classes{KeyClass::name, KeyClass::family, KeyClass::brief};

std::vector<BlobRow> find_folded(const Blob& blob, TableId table, std::string_view folded) {
  if (folded.empty()) return {};
  for (const KeyClass key_class : k_folded_classes)
    if (auto rows = blob.find(table, key_class, folded); !rows.empty()) return rows;
  return {};
}

/// "NVIDIA RTX 4090" finds "GeForce RTX 4090", "AMD RTX 4090" does not.
std::vector<BlobRow> find_without_vendor(const Blob& blob, TableId table, std::string_view name) {
  const TableSpec& spec = table_spec(table);
  if (spec.vendor.empty()) return {};
  const VendorSplit split = without_vendor(name);
  if (split.rest.empty()) return {};
  auto rows = find_folded(blob, table, fold_name(split.rest, spec.folding));
  const std::size_t vendor = find_column(spec, spec.vendor);
  std::erase_if(rows, [&](const BlobRow& row) { return row.cells[vendor] != split.vendor; });
  return rows;
}

std::vector<BlobRow> find_as_written(const Blob& blob, TableId table, std::string_view name) {
  auto rows = blob.find(table, KeyClass::exact, fold_id(name));
  if (rows.empty()) rows = find_folded(blob, table, fold_name(name, table_spec(table).folding));
  if (rows.empty()) rows = find_without_vendor(blob, table, name);
  return rows;
}

std::vector<std::string_view> words_of(std::string_view name) {
  std::vector<std::string_view> words;
  for_each_item(name, ' ', [&](std::string_view word) {
    if (!word.empty()) words.push_back(word);
  });
  return words;
}

/// Writes what tells the rows of a family apart.
class Differences {
 public:
  Differences(TableId table, std::span<const BlobRow> rows)
      : spec_{table_spec(table)}, rows_{rows} {
    for (std::size_t i = 0; i < spec_.columns.size(); ++i)
      if (!spec_.columns[i].tells.empty() && differs(i)) columns_.push_back(i);
    std::ranges::stable_sort(columns_, {},
                             [&](std::size_t i) { return spec_.columns[i].tells == "="; });
    if (!spec_.display.empty()) collect_common_words(find_column(spec_, spec_.display));
  }

  std::string of(const BlobRow& row) const {
    std::string out;
    const auto add = [&](std::string_view text) {
      out += fmt::format("{}{}", out.empty() ? "" : ", ", text);
    };
    for (const std::size_t i : columns_) {
      if (row.cells[i].empty()) continue;
      const std::string_view unit = spec_.columns[i].tells;
      add(unit == "=" ? std::string(row.cells[i]) : fmt::format("{} {}", row.cells[i], unit));
    }
    if (const std::string words = own_words(row, out); !words.empty()) add(words);
    return out;
  }

 private:
  bool differs(std::size_t column) const {
    return std::ranges::any_of(
        rows_, [&](const BlobRow& row) { return row.cells[column] != rows_[0].cells[column]; });
  }

  void collect_common_words(std::size_t display) {
    display_ = display;
    for (const std::string_view word : words_of(rows_[0].cells[display])) {
      const auto has_word = [&](const BlobRow& row) {
        const auto words = words_of(row.cells[display]);
        return std::ranges::find(words, word) != words.end();
      };
      if (std::ranges::all_of(rows_, has_word)) common_.push_back(word);
    }
  }

  /// Words of the name that not every row has, and that were not told yet ("80GB" after "80 GB").
  std::string own_words(const BlobRow& row, std::string_view told) const {
    if (!display_) return {};
    const std::string known = fold_name(told);
    std::string out;
    for (const std::string_view word : words_of(row.cells[*display_])) {
      if (std::ranges::find(common_, word) != common_.end()) continue;
      if (known.find(fold_name(word)) != std::string::npos) continue;
      out += fmt::format("{}{}", out.empty() ? "" : " ", word);
    }
    return out;
  }

  const TableSpec& spec_;
  std::span<const BlobRow> rows_;
  std::vector<std::size_t> columns_;
  std::optional<std::size_t> display_;
  std::vector<std::string_view> common_;
};

/// Compares one name with the names of all rows.
class Suggester {
 public:
  Suggester(const TableSpec& spec, std::string_view name) : spec_{spec} {
    add_form(fold_name(name, spec.folding));
    if (!spec.vendor.empty()) add_form(fold_name(without_vendor(name).rest));
  }

  void consider(const BlobRow& row) {
    const std::size_t display = spec_.display.empty() ? 0 : find_column(spec_, spec_.display);
    for (const Key& key : row_keys(spec_, std::span(row.cells).first(spec_.columns.size()))) {
      for (const std::string& form : forms_)
        consider(form, key, key.key_class == KeyClass::family ? key.item : row.cells[display]);
    }
  }

  std::vector<std::string> take() && { return std::move(nearest_).take(); }

 private:
  void add_form(std::string form) {
    if (!form.empty()) forms_.push_back(std::move(form));
  }

  void consider(const std::string& form, const Key& key, std::string_view shown) {
    const std::size_t allowed = nearest_.cut_off(typing_errors_allowed(form.size()));
    const std::size_t distance = edit_distance(form, key.text, allowed);
    if (distance <= allowed) {
      nearest_.consider(distance, shown);
    } else if (form.size() >= k_shortest_part && key.text.find(form) != std::string::npos) {
      constexpr std::size_t k_after_typing_errors = 100;
      nearest_.consider(k_after_typing_errors + key.text.size() - form.size(), shown);
    }
  }

  const TableSpec& spec_;
  std::vector<std::string> forms_;
  NearestNames nearest_{k_suggestions};
};

}  // namespace

std::vector<BlobRow> find_rows(const Blob& blob, TableId table, std::string_view name) {
  name = trimmed(name);
  if (name.empty() || name.size() > k_longest_name) return {};
  auto rows = find_as_written(blob, table, name);
  const TableSpec& spec = table_spec(table);
  if (!rows.empty() || spec.relax == nullptr) return rows;
  const std::string simpler = spec.relax(name);
  return simpler.empty() ? std::vector<BlobRow>{} : find_as_written(blob, table, simpler);
}

std::vector<Candidate> candidates_of(TableId table, std::span<const BlobRow> rows) {
  if (rows.empty()) return {};
  const Differences differences(table, rows);
  std::vector<Candidate> candidates;
  for (const BlobRow& row : rows) candidates.push_back({row.cells[0], differences.of(row)});
  return candidates;
}

std::vector<std::string> suggestions_for(const Blob& blob, TableId table, std::string_view name) {
  name = trimmed(name);
  if (name.empty() || name.size() > k_longest_name) return {};
  Suggester suggester(table_spec(table), name);
  for_each_row(table, blob.text(table), [&](const BlobRow& row) { suggester.consider(row); });
  return std::move(suggester).take();
}

}  // namespace carbonest
