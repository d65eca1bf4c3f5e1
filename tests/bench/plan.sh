#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Times of reading and planning, against the library of an optimised build.
# usage: plan.sh [BUILD]     default: build/release
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
build=${1:-$root/build/release}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"${CXX:-c++}" -std=c++20 -O2 -DFMT_HEADER_ONLY -I "$root/include" -I "$build/generated/include" \
  "$root/tests/bench/plan.cpp" "$build/libcarbonest.a" -o "$work/plan"
"$work/plan"
