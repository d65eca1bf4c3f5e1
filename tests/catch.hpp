// SPDX-License-Identifier: Apache-2.0
#pragma once
// Catch2 2 and 3 differ in the name of their header and of a few macros' homes; tests include this instead.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif
