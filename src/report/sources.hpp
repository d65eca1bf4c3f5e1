// SPDX-License-Identifier: Apache-2.0
#pragma once
// The table `sources`, by key: title, year and address of what a number stems from.

#include <optional>
#include <string_view>

#include "carbonest/catalog.hpp"

namespace carbonest {

class SourceIndex {
 public:
  struct Entry {
    std::string_view key, title, year, url;
  };
  explicit SourceIndex(const Catalog& catalog);
  std::optional<Entry> find(std::string_view key) const;

 private:
  Catalog::TableView table_;
  std::size_t key_, title_, year_, url_;  // columns; npos where the table has none
};

}  // namespace carbonest
