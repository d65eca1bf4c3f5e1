// SPDX-License-Identifier: Apache-2.0
// The tables inside the program. Only this file knows the symbols that the build puts around them,
// so that the tool that makes the tables can be linked without them.
#include "catalog/catalog_impl.hpp"
#include "catalog/compile.hpp"

extern "C" {
extern const unsigned char carbonest_tables_begin[];
extern const unsigned char carbonest_tables_end[];
}

namespace carbonest {

const Catalog& Catalog::bundled() {
  static const Catalog catalog(std::make_unique<Impl>(
      std::span<const unsigned char>(carbonest_tables_begin, carbonest_tables_end)));
  return catalog;
}

Result<Catalog> Catalog::with_overrides(std::span<const OverrideFile> files) {
  std::vector<TableText> texts;
  for (const OverrideFile& file : files) texts.push_back({file.table, file.file, file.text});
  auto bytes = compile_overrides(bundled().impl_->blob, texts);
  if (!bytes) return std::move(bytes).error();
  return Catalog(std::make_unique<Impl>(*std::move(bytes)));
}

}  // namespace carbonest
