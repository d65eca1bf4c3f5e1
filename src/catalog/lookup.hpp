// SPDX-License-Identifier: Apache-2.0
#pragma once
// From a name that somebody wrote to rows of a table: one, several with what tells them apart, or
// none with the nearest names. Nothing is guessed: a name that fits several rows finds all of them.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "carbonest/catalog.hpp"
#include "catalog/blob.hpp"

namespace carbonest {

/// In order: the id; a name or alias; a family; a name without its vendor; the same for a simpler
/// spelling.
std::vector<BlobRow> find_rows(const Blob& blob, TableId table, std::string_view name);

/// What tells rows apart: "400 W, 80 GB, SXM4".
std::vector<Candidate> candidates_of(TableId table, std::span<const BlobRow> rows);

/// Up to three names that are near `name`, as their rows are called.
std::vector<std::string> suggestions_for(const Blob& blob, TableId table, std::string_view name);

}  // namespace carbonest
