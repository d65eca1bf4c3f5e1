#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The cost of one estimate, whole process, against /bin/true: median of interleaved runs, three rounds.
# usage: startup.sh [PROGRAM [RUNS]]     default: the release build, 1000 runs
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
program=${1:-$root/build/release/carbonest}
runs=${2:-1000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"${CXX:-c++}" -std=c++20 -O2 "$root/tests/bench/spawn_ratio.cpp" -o "$work/spawn_ratio"
for _ in 1 2 3; do
  "$work/spawn_ratio" "$runs" /bin/true -- "$program" estimate "$root/examples/bloom-176b.json"
done
