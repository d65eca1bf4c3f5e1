// SPDX-License-Identifier: Apache-2.0
#pragma once
// The average draw of one device, socket, core or vCPU, with the input that it rests on.

#include <optional>
#include <string>

#include "resolve/node.hpp"

namespace carbonest {

struct Draw {
  Power power;          ///< of one unit
  std::string formula;  ///< "0.70 x 400 W"
  std::uint16_t input;  ///< index of the input that carries its spread
};

/// The nameplate power of one device where the job or the table has one.
std::optional<double> tdp_of(const Device& device) noexcept;

/// Nothing when the power is not published and not given; that was refused then.
std::optional<Draw> accelerator_draw(Context& context, const Device& device);
std::optional<Draw> cpu_draw(Context& context, const Processors& cpu);

}  // namespace carbonest
