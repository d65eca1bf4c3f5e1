// SPDX-License-Identifier: Apache-2.0
// A text is read as what the caller asks for, and the result is that and nothing else.
#include "input/quantities.hpp"

#ifdef CARBONEST_MUST_BUILD
carbonest::Result<carbonest::Power> power() {
  return carbonest::read_quantity<carbonest::Power>("400 W");
}
#else
carbonest::Result<carbonest::Power> power() {
  return carbonest::read_quantity<carbonest::Energy>("400 W");
}
#endif
