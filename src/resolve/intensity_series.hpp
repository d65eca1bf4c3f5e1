// SPDX-License-Identifier: Apache-2.0
#pragma once
// The intensity of a run at the time when it ran: the mean of a series over it. A run outside of
// the series, or over one of its gaps, is refused; nothing is taken from the tables instead.

#include <optional>
#include <string_view>

#include "carbonest/series.hpp"
#include "resolve/context.hpp"

namespace carbonest {

/// An option wins over the job; of two keys in the job neither does, which take_series() refuses.
bool uses_series(const Context& context) noexcept;

/// Hours must be resolved already.
void take_series(Context& context);

/// A warning where both places are known and lie in different countries. A zone that the tables do
/// not have (a balancing area, a label) says nothing.
std::optional<Diagnostic> other_country(const Catalog& catalog, const Series& series,
                                        std::string_view place);

/// A marginal result carries its warning, wherever the intensity came from.
void warn_of_marginal(Context& context);

}  // namespace carbonest
