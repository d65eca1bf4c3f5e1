// SPDX-License-Identifier: Apache-2.0
#pragma once
// Rows of `--data` laid over the tables of a base.

#include "catalog/blob.hpp"
#include "catalog/draft.hpp"

namespace carbonest {

/// Completes the touched tables of a draft with the rows of `base` that no row of the draft
/// replaces. A replacing row takes over the columns that its file does not have, and where their
/// figures came from.
void merge_base(Draft& draft, const Blob& base);

}  // namespace carbonest
