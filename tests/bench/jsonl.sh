#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Jobs a second of a batch, one thread and two, and peak memory on 2 GB, against the library of an
# optimised build.
# usage: jsonl.sh [BUILD [STREAMED_JOBS]]     default: build/release 6500000
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
build=${1:-$root/build/release}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"${CXX:-c++}" -std=c++20 -O2 -DFMT_HEADER_ONLY -I "$root/include" -I "$build/generated/include" \
  "$root/tests/bench/jsonl.cpp" "$build/libcarbonest.a" -pthread -o "$work/jsonl"
"$work/jsonl" 500000 0 1
"$work/jsonl" 500000 0 2
"$work/jsonl" 0 "${2:-6500000}"
